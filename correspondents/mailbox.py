"""The mails of a demonstration: files in a folder, as Django's file backend writes them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

SEPARATOR = b"-" * 79


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    recipient: str
    sent_at: datetime | None
    text: str


def latest_mails(folder: Path, count: int) -> list[Mail]:
    """The newest first. A folder that does not exist holds none."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    mails: list[Mail] = []
    for file in files:
        written = [raw.lstrip() for raw in file.read_bytes().split(SEPARATOR) if raw.strip()]
        mails += [_read(message_from_bytes(raw, policy=policy.default)) for raw in reversed(written)]
        if len(mails) >= count:
            break
    return mails[:count]


def _read(message: EmailMessage) -> Mail:
    date = message["Date"]
    body = message.get_body(("plain",))
    return Mail(
        subject=str(message["Subject"]).strip(),
        recipient=str(message["To"]).strip(),
        sent_at=_with_zone(date.datetime) if date else None,
        text=body.get_content().strip() if body else "",
    )


def _with_zone(written: datetime) -> datetime:
    """The zone "-0000" says universal time, and that the sender's own is not told (RFC 5322, 3.3)."""
    return written if written.tzinfo else written.replace(tzinfo=UTC)
