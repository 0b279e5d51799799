"""Asks a ClamAV that is set up (`CLAMAV_URL`) about bytes, by its command INSTREAM."""

import socket
from urllib.parse import urlsplit

from django.conf import settings

from files.enums import Scan

CHUNK = 64 * 1024


class AntivirusAway(Exception):
    """It cannot be reached."""


class NoVerdict(AntivirusAway):
    """About this file it does not answer in time, or does not know."""


def is_set_up() -> bool:
    return bool(settings.CLAMAV_URL)


def scanned(content: bytes) -> Scan:
    """CLEAN or INFECTED. Raises AntivirusAway, NoVerdict."""
    try:
        connection = _connected()
    except (OSError, ValueError) as error:
        raise AntivirusAway from error
    try:
        with connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                connection.sendall(len(chunk).to_bytes(4, "big") + chunk)
            connection.sendall(bytes(4))
            answer = connection.makefile("rb").read(4096).rstrip(b"\0\n")
    except OSError as error:
        raise NoVerdict from error
    if answer == b"stream: OK":
        return Scan.CLEAN
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
        return Scan.INFECTED
    raise NoVerdict


def _connected() -> socket.socket:
    """`tcp://antivirus:3310` or `unix:///run/clamav/clamd.ctl`."""
    url = urlsplit(settings.CLAMAV_URL)
    if url.scheme == "tcp":
        return socket.create_connection((url.hostname or "", url.port or 3310), settings.CLAMAV_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(settings.CLAMAV_SECONDS)
        connection.connect(url.path)
    except OSError:
        connection.close()
        raise
    return connection
