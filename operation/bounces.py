"""Mails that came back, read from a mailbox or a pipe. What each was is counted, and kept nowhere.

A mailbox that is away, or slow, holds up nobody: it is asked by the worker alone, for so many seconds, and again on the
next beat.
"""

import imaplib
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from time import monotonic
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F

from acting.actor import acting_as, machine_actor
from correspondents.bounces import MOST_BYTES, Outcome
from correspondents.services.bounces import note_bounce
from operation.measures import note
from operation.models import Measure

AT_ONCE = 200
MEASURE = "bounces"
# A mail of ours that came back has said what it had to, and holds somebody's address. Whatever else lies there is for a
# person to look at, and is read once.
DELETED = (Outcome.PERMANENT, Outcome.TEMPORARY, Outcome.REPEATED)

log = structlog.get_logger(__name__)


def take_bounce(raw: bytes, *, at: datetime) -> Outcome:
    """In a transaction of its own."""
    by = machine_actor(at)
    with transaction.atomic(), acting_as(by):
        outcome = note_bounce(by=by, raw=raw)
        _count(outcome, at)
    return outcome


def read_mailbox(account: dict[str, Any], *, at: datetime) -> Counter[Outcome]:
    """What came since the last time, some at a time. Never fails: what it could not read is there the next time."""
    taken: Counter[Outcome] = Counter()
    until = monotonic() + settings.BOUNCES_SECONDS
    try:
        with _opened(account) as mailbox:
            for uid in _unread(mailbox)[:AT_ONCE]:
                if monotonic() > until:
                    break
                outcome = take_bounce(_content(mailbox, uid), at=at)
                _mark(mailbox, uid, outcome)
                taken[outcome] += 1
    except (imaplib.IMAP4.error, OSError, ValueError, LookupError, TypeError) as error:
        log.warning("bounces_away", error=type(error).__name__)
    except DatabaseError as error:
        log.warning("bounces_not_kept", error=type(error).__name__)
    return taken


@contextmanager
def _opened(account: dict[str, Any]) -> Iterator[imaplib.IMAP4]:
    secure = ssl.create_default_context()
    where = {"host": account["host"], "port": account["port"], "timeout": settings.IMAP_SECONDS}
    mailbox = imaplib.IMAP4(**where) if account["starttls"] else imaplib.IMAP4_SSL(**where, ssl_context=secure)
    try:
        if account["starttls"]:
            mailbox.starttls(secure)
        _sign_in(mailbox, account["user"], account["password"])
        _answered(*mailbox.select(_quoted(account["folder"])))
        yield mailbox
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            mailbox.logout()
        with suppress(OSError):
            mailbox.shutdown()  # of one that broke off, the library leaves it open


def _sign_in(mailbox: imaplib.IMAP4, user: str, password: str) -> None:
    """By the mechanism that takes every letter, where the server has it."""
    if "AUTH=PLAIN" in mailbox.capabilities:
        mailbox.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
    else:
        mailbox.login(_quoted(user), password)


def _unread(mailbox: imaplib.IMAP4) -> list[str]:
    (found,) = _answered(*mailbox.uid("SEARCH", "UNSEEN", "UNDELETED"))
    return (found or b"").decode("ascii").split()


def _content(mailbox: imaplib.IMAP4, uid: str) -> bytes:
    """No more of it than is read: one byte more says that it is too long. Marks nothing."""
    for part in _answered(*mailbox.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")):
        if isinstance(part, tuple):
            return bytes(part[1])
    return b""  # gone meanwhile


def _mark(mailbox: imaplib.IMAP4, uid: str, outcome: Outcome) -> None:
    """Only what is ours is taken away at once, where the server can: others may have marked what they want to keep a
    while."""
    flags = r"(\Seen \Deleted)" if outcome in DELETED else r"(\Seen)"
    _answered(*mailbox.uid("STORE", uid, "+FLAGS.SILENT", flags))
    if outcome in DELETED and "UIDPLUS" in mailbox.capabilities:
        _answered(*mailbox.uid("EXPUNGE", uid))


def _answered(kind: str, data: list[Any]) -> list[Any]:
    if kind != "OK":
        raise imaplib.IMAP4.error("refused")
    return data


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _count(outcome: Outcome, at: datetime) -> None:
    if not Measure.objects.filter(name=MEASURE, label=outcome).update(value=F("value") + 1, at=at):
        note(MEASURE, 1, at=at, label=outcome)
