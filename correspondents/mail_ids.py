"""The identifier that a mail carries as its Message-ID, signed so that a report of its delivery cannot be made up: only
whoever had the mail knows it."""

from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "correspondents.mail_ids"
SIGNATURE = 32  # hexadecimal digits


def message_id_of(mail_id: UUID) -> str:
    """`<identifier.signature@host of the portal>`"""
    return f"<{mail_id.hex}.{_signed(mail_id, settings.SECRET_KEY)}@{_domain()}>"


def mail_id_of(message_id: str) -> UUID | None:
    """None for what no mail of this portal carried, whatever it looks like."""
    local, _, domain = message_id.strip().strip("<>").rpartition("@")
    written, _, signature = local.partition(".")
    if domain.lower() != _domain() or not _is_hexadecimal(written) or not signature.isascii():
        return None
    mail_id = UUID(written)
    keys = map(str, (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    return mail_id if any(constant_time_compare(signature.lower(), _signed(mail_id, key)) for key in keys) else None


def _signed(mail_id: UUID, key: str) -> str:
    return salted_hmac(SALT, mail_id.hex, secret=key, algorithm="sha256").hexdigest()[:SIGNATURE]


def _is_hexadecimal(written: str) -> bool:
    return len(written) == len(UUID(int=0).hex) and all(each in "0123456789abcdefABCDEF" for each in written)


def _domain() -> str:
    return urlsplit(settings.PORTAL_URL).hostname or "localhost"
