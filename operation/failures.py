"""What stopped a backup or a restoration, said to whoever types the command: a sentence, and the next line to type."""

import errno
import shlex
from collections.abc import Iterator
from contextlib import contextmanager


class Stopped(Exception):
    """Nothing half-done is left. `code` names it in the log, without a word of anybody."""

    def __init__(self, code: str, sentence: str, next_line: str = "") -> None:
        super().__init__(f"{sentence}\nÀ taper\u00a0: {next_line}" if next_line else sentence)
        self.code = code


FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def told_of_disk(folder: str) -> Iterator[None]:
    """What the system says of a folder, as a sentence. Raises Stopped."""
    try:
        yield
    except OSError as error:
        quoted = shlex.quote(folder)
        if error.errno in FULL:
            raise Stopped("disk_full", f"Il n’y a plus de place dans {folder}.", f"df -h {quoted}") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            why = f"Ce compte n’a pas le droit d’écrire ou de lire dans {folder}."
            raise Stopped("not_allowed", why, f"ls -ld {quoted}") from error
        reason = error.strerror or type(error).__name__
        raise Stopped("place_failed", f"{folder} ne répond plus ({reason}).", f"ls -ld {quoted}") from error
