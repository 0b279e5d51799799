"""Writes on the record of a convention: its term, articles, documents, processings and settings.

A row is written under an identifier derived from its form's: the same form sent twice writes once, and with other words
it raises Conflict.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from acting.actor import Actor, known
from acting.changes import same_or_conflict, taken, write_changes
from acting.kept import GAPS, forget
from acting.pages import ask
from acting.refusals import Refusal, Refused, refuse, unfit_values
from files.services import erase, store_bytes
from files.uploads import refusals_of_pdf
from journal.insertion import insert_once
from journal.services import record
from journal.verbs import Verb
from signatories.enums import DocumentKind
from signatories.models import Article, Convention, Document, Processing, SettingChange, Signatory
from signatories.permissions import can_administer, can_date_leaving
from signatories.portal_settings import BY_NAME, refusals_of_settings
from signatories.record_rules import (
    refusals_of_article,
    refusals_of_leaving,
    refusals_of_party,
    refusals_of_processing,
    refusals_of_term,
)
from signatories.services.themes import identifier_of

PROCESSINGS = Path(__file__).parent.parent / "data" / "processings.json"
TERM = ("term_ends_on", "renewal")
PDF = "application/pdf"
PURPOSE = "document de la convention"

ARTICLE = ("number", "title", "text")
PROCESSING = (
    *("name", "controllers", "joint_controllers", "processors", "contact", "purpose", "legal_basis"),
    *("people", "data", "origin", "recipients", "retention", "is_verified"),
)
PARTY = ("kind", "name", "short_name", "in_phrase", "mailbox", "joined_on", "is_signing_party")

Kept = Article | Processing | Signatory
Row = TypeVar("Row", Article, Processing, Signatory)


@transaction.atomic
def load_processings(convention: Convention) -> None:
    """What a convention that says nothing of its processings begins with: all of it "à vérifier"."""
    if not convention.processings.exists():
        rows = json.loads(PROCESSINGS.read_text(encoding="utf-8"))
        Processing.objects.bulk_create(Processing(convention=convention, **row) for row in rows)


@transaction.atomic
def keep_article(*, by: Actor, row: Article) -> Article:
    """Adds the article or changes it; unchanged, nothing is written. Raises Refused."""
    ask(can_administer, by, row.convention_id)
    _refuse_unfit(row, refusals_of_article(row))
    return _keep(by, row, Verb.ARTICLE_ADDED, Verb.ARTICLE_CHANGED, ARTICLE)


@transaction.atomic
def remove_article(*, by: Actor, row: Article) -> None:
    ask(can_administer, by, row.convention_id)
    _remove(by, row, Verb.ARTICLE_REMOVED)


@transaction.atomic
def keep_processing(*, by: Actor, row: Processing) -> Processing:
    """Raises Refused."""
    ask(can_administer, by, row.convention_id)
    _refuse_unfit(row, refusals_of_processing(row))
    return _keep(by, row, Verb.PROCESSING_ADDED, Verb.PROCESSING_CHANGED, PROCESSING)


@transaction.atomic
def remove_processing(*, by: Actor, row: Processing) -> None:
    ask(can_administer, by, row.convention_id)
    _remove(by, row, Verb.PROCESSING_REMOVED)


@transaction.atomic
def deposit_document(
    *, by: Actor, convention: Convention, kind: DocumentKind, title: str, name: str, content: bytes, submission: UUID
) -> Document:
    """Keeps a PDF. A convention has one signed text: the former one makes way for it.

    Raises Refused, and Conflict when the same submission comes with another document.
    """
    ask(can_administer, by, convention.pk)
    taken(Convention.objects.all(), convention)
    identifier = identifier_of(convention, submission)
    deposited = Document.objects.select_related("file").filter(pk=identifier).first()
    if deposited:
        digest = sha256(content).hexdigest()
        return same_or_conflict(deposited, {"kind": kind, "title": title, "file__sha256": digest})
    refuse(unfit_values(Document(kind=kind, title=title), "kind", "title"))
    refuse(refusals_of_pdf(content, "file"))
    if kind == DocumentKind.SIGNED:
        for former in convention.documents.filter(kind=kind, removed_at=None):
            remove_document(by=by, row=former)
    stored = store_bytes(
        by=by, content=content, name=name, content_type=PDF, owner_id=None, purpose=PURPOSE, purge_on=None
    )
    document = Document(pk=identifier, convention=convention, kind=kind, title=title, file=stored, added_at=by.now)
    document.save(force_insert=True)
    _record(by, Verb.DOCUMENT_DEPOSITED, document)
    return document


@transaction.atomic
def remove_document(*, by: Actor, row: Document) -> None:
    """The bytes are erased; that a document was there, with its fingerprint, stays. Removing twice changes nothing."""
    ask(can_administer, by, row.convention_id)
    locked = taken(Document.objects.select_related("file"), row)
    if locked.removed_at:
        return
    locked.removed_at = by.now
    locked.save(update_fields=["removed_at"])
    erase(by=by, stored=locked.file)
    _record(by, Verb.DOCUMENT_REMOVED, locked)


@transaction.atomic
def change_settings(
    *, by: Actor, convention: Convention, values: Mapping[str, Any], reason: str = ""
) -> list[SettingChange]:
    """Sets the fields named in `values` and writes down each one that changed, from what to what. Raises Refused."""
    ask(can_administer, by, convention.pk)
    locked = taken(Convention.objects.all(), convention)
    _refuse_unfit_settings(locked, values, reason)
    changed = {name: value for name, value in values.items() if getattr(locked, name) != value}
    changes = [
        SettingChange(
            convention=locked,
            setting=name,
            former=_as_text(getattr(locked, name)),
            current=_as_text(value),
            reason=reason,
            at=by.now,
            user_id=known(by.user_id),
            signatory_id=known(by.signatory_id),
            function=by.function,
        )
        for name, value in changed.items()
    ]
    for name, value in changed.items():
        setattr(locked, name, value)
    if changes:
        locked.save(update_fields=list(changed))
        SettingChange.objects.bulk_create(changes)
        _record(by, Verb.CONVENTION_SETTINGS_CHANGED, locked, reason=", ".join(changed)[:200])
    return changes


@transaction.atomic
def keep_signatory(*, by: Actor, row: Signatory) -> Signatory:
    """A new party joins, or the names of one are put right. Raises Refused."""
    ask(can_administer, by, row.convention_id)
    _refuse_unfit(row, refusals_of_party(row))
    return _keep(by, row, Verb.SIGNATORY_JOINED, Verb.SIGNATORY_CHANGED, PARTY)


@transaction.atomic
def date_leaving(*, by: Actor, row: Signatory) -> Signatory:
    """Writes `left_on`, the last day as a party, or that the signatory stays after all (None).

    Its designations end by rule: the day after, its people have nothing any more. Raises Refused.
    """
    ask(can_date_leaving, by, row)
    _refuse_unfit(row, refusals_of_leaving(row.joined_on, row.left_on))
    verb = Verb.SIGNATORY_LEFT if row.left_on else Verb.SIGNATORY_STAYED
    return _keep(by, row, verb, verb, ("left_on",))


def _refuse_unfit(row: Kept, found: Iterable[Refusal]) -> None:
    refuse(unfit_values(row))
    refuse(found)


def _refuse_unfit_settings(convention: Convention, values: Mapping[str, Any], reason: str) -> None:
    """Settings and term are what an administrator changes; what was signed, where and when, nobody does."""
    numbers = {name: value for name, value in values.items() if name in BY_NAME}
    others = {name: value for name, value in values.items() if name not in BY_NAME}
    if unknown := sorted(set(others) - set(TERM)):
        raise Refused(f"Ce n’est pas un réglage : {', '.join(unknown)}.")
    refuse(refusals_of_settings({name: getattr(convention, name) for name in BY_NAME}, numbers, reason))
    refuse(unfit_values(Convention(**others), *others) if others else ())
    refuse(refusals_of_term(convention.signed_on, others.get("term_ends_on")))
    refuse(unfit_values(SettingChange(reason=reason), "reason"))


def _as_text(value: Any) -> str:
    return "" if value is None else str(int(value) if isinstance(value, bool) else value)


def _keep(by: Actor, row: Row, added: Verb, changed: Verb, typed: Collection[str]) -> Row:
    """`typed` are the fields that the form asks: the others stay as somebody else may have written them meanwhile."""
    if row._state.adding:  # noqa: SLF001 (only Django knows which form it was)
        kept, is_written = insert_once(row, typed)
        verb = added
    else:
        kept, verb = taken(QuerySet(type(row)), row), changed
        is_written = write_changes(kept, {name: getattr(row, name) for name in typed})
    if is_written:
        _record(by, verb, kept)
    return kept


def _remove(by: Actor, row: Article | Processing, verb: Verb) -> None:
    held = taken(QuerySet(type(row)), row)
    _record(by, verb, held)
    held.delete()


def _record(by: Actor, verb: Verb, row: Kept | Document | Convention, reason: str = "") -> None:
    record(by=by, verb=verb, object_id=row.pk, owner_id=None, reason=reason)
    forget(GAPS)
