"""The mailbox in which mails that came back are read, as BOUNCES_URL describes it."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"imaps": 993, "imap+starttls": 143}
EXAMPLE = "imaps://user:password@host/INBOX"


def bounces_mailbox(url: str) -> dict[str, Any] | None:
    """None without an address: then nothing is read. What is wrong is said without repeating it, since it holds a
    password. Raises ImproperlyConfigured."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host, port, user, password = parts.hostname, parts.port, parts.username, parts.password
    except ValueError:
        raise ImproperlyConfigured(f"BOUNCES_URL is no address of a mailbox: write {EXAMPLE}.") from None
    if parts.scheme not in PORTS:
        raise ImproperlyConfigured(f"BOUNCES_URL begins with {' or '.join(PORTS)}, as in {EXAMPLE}.")
    if not (host and user and password):
        raise ImproperlyConfigured(f"BOUNCES_URL names a user, a password and a host, as in {EXAMPLE}.")
    return {
        "host": host,
        "port": port or PORTS[parts.scheme],
        "starttls": parts.scheme == "imap+starttls",
        "user": unquote(user),
        "password": unquote(password),
        "folder": unquote(parts.path.strip("/")) or "INBOX",
    }
