"""An antivirus of the tests."""

import socket
import threading

# The test file that every antivirus takes for a virus, in two pieces so that this one is none.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Speaks INSTREAM as clamd does; `answers` may be told otherwise."""

    def __init__(self, server: socket.socket) -> None:
        self.server, self.said = server, b""
        self.is_silent, self.unclear, self.asked = False, b"", 0
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as asked:
                if asked.read(10) != b"zINSTREAM\0":
                    continue
                content = b""
                while length := int.from_bytes(asked.read(4), "big"):
                    content += asked.read(length)
                self.asked += 1
                verdict = b"stream: Win.Test.EICAR_HDB-1 FOUND" if EICAR in content else b"stream: OK"
                if self.unclear and self.unclear in content:
                    verdict = b"stream: Could not scan ERROR"
                if not self.is_silent:
                    connection.sendall((self.said or verdict) + b"\0")
                else:
                    connection.recv(1)  # until the portal gives up

    def __enter__(self) -> "Clamd":
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()
        self.thread.join(5)
