"""What a report of delivery says (RFC 3464), and of which mail of ours: read from bytes that anybody may have sent.

Only the identifier of the mail itself tells which it was, never an address; and only what is a report in every part is
one: an answer of a person on leave, a receipt of reading, a report about a report are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message as Mail
from enum import StrEnum
from typing import Any
from uuid import UUID

from correspondents.mail_ids import mail_id_of

MOST_BYTES = 1024 * 1024  # a report quotes a mail of a few lines
DEEPEST = 30  # parts within parts
STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")


class Outcome(StrEnum):
    """`REPEATED`: said before, or of a mail that was written again since."""

    PERMANENT = "permanent"
    TEMPORARY = "temporary_failure"
    REPEATED = "repeated"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class Bounce:
    """`status` as RFC 3463 writes it, such as `5.1.1`."""

    mail_id: UUID
    outcome: Outcome
    status: str = ""


def bounce_of(raw: bytes) -> Bounce | None:
    """None for whatever is no report about a mail of ours."""
    if len(raw) > MOST_BYTES or raw.count(b"boundary") > DEEPEST:
        return None
    try:
        return _read(message_from_bytes(raw))
    except Exception:  # noqa: BLE001  # the library trips over some of what strangers write, in many ways
        return None


def _read(mail: Mail) -> Bounce | None:
    if mail.get_content_type() != "multipart/report" or mail.get_param("report-type", "") != "delivery-status":
        return None
    parts = [part for part in mail.get_payload() if isinstance(part, Mail)]
    reports = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    mail_ids = {mail_id for part in parts for mail_id in _quoted(part)}
    if len(reports) != 1 or len(mail_ids) != 1:
        return None
    outcome, status = _told(reports[0])
    return Bounce(mail_ids.pop(), outcome, status)


def _quoted(part: Mail) -> Iterator[UUID]:
    """Of the mail that came back, whole or by its headers: of itself, not of what it holds in turn."""
    payload: Any = part.get_payload()
    if part.get_content_type() == "message/rfc822" and isinstance(payload, list):
        came_back: Mail = payload[0]
    elif part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers"):
        content: Any = part.get_payload(decode=True)
        came_back = message_from_bytes(content or b"")
    else:
        return
    if (found := mail_id_of(str(came_back["Message-ID"] or ""))) is not None:
        yield found


def _told(report: Mail) -> tuple[Outcome, str]:
    """For good only where nobody got it: an address may stand for several."""
    blocks = [block for block in report.get_payload() if isinstance(block, Mail) and block["Action"]]
    said = [(str(block["Action"]).strip().lower(), STATUS.match(str(block["Status"] or ""))) for block in blocks]
    failed = [found[1] for action, found in said if action == "failed" and found and found[1].startswith("5")]
    if failed and len(failed) == len(said):
        return Outcome.PERMANENT, failed[0]
    return Outcome.TEMPORARY, ""
