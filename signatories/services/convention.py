"""Writes on the record of a convention: its term, articles, documents, processings and settings.

A row is written under an identifier derived from its form's: the same form sent twice writes once, and with other words
it raises Conflict.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from acting.actor import Actor, known
from acting.kept import GAPS, forget
from acting.refusals import Conflict, Refusal, Refused, refuse, unfit_values
from files.services import erase, store_bytes
from files.uploads import refusals_of_pdf
from journal.services import record
from journal.verbs import Verb
from signatories.enums import DocumentKind
from signatories.models import Article, Convention, Document, Processing, SettingChange, Signatory
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

Kept = Article | Processing | Signatory


@transaction.atomic
def load_processings(convention: Convention) -> None:
    """What a convention that says nothing of its processings begins with: all of it "à vérifier"."""
    if not convention.processings.exists():
        rows = json.loads(PROCESSINGS.read_text(encoding="utf-8"))
        Processing.objects.bulk_create(Processing(convention=convention, **row) for row in rows)


@transaction.atomic
def keep_article(*, by: Actor, row: Article) -> Article:
    """Adds the article or changes it; unchanged, nothing is written. Raises Refused."""
    _refuse_unfit(row, refusals_of_article(row))
    _keep(by, row, Article.objects.filter(pk=row.pk).first(), Verb.ARTICLE_ADDED, Verb.ARTICLE_CHANGED)
    return row


@transaction.atomic
def remove_article(*, by: Actor, row: Article) -> None:
    _remove(by, row, Verb.ARTICLE_REMOVED)


@transaction.atomic
def keep_processing(*, by: Actor, row: Processing) -> Processing:
    """Raises Refused."""
    _refuse_unfit(row, refusals_of_processing(row))
    _keep(by, row, Processing.objects.filter(pk=row.pk).first(), Verb.PROCESSING_ADDED, Verb.PROCESSING_CHANGED)
    return row


@transaction.atomic
def remove_processing(*, by: Actor, row: Processing) -> None:
    _remove(by, row, Verb.PROCESSING_REMOVED)


@transaction.atomic
def deposit_document(
    *, by: Actor, convention: Convention, kind: DocumentKind, title: str, name: str, content: bytes, submission: UUID
) -> Document:
    """Keeps a PDF. Raises Refused. A convention has one signed text: the former one makes way for it."""
    identifier = identifier_of(convention, submission)
    deposited = Document.objects.select_related("file").filter(pk=identifier).first()
    if deposited:
        _require_same(deposited, kind, title, content)
        return deposited
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
    locked = Document.objects.select_for_update(of=("self",)).select_related("file").get(pk=row.pk)
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
    locked = Convention.objects.select_for_update().get(pk=convention.pk)
    _refuse_unfit_settings(locked, values, reason)
    changed = {name: value for name, value in values.items() if getattr(locked, name) != value}
    changes = [_change(by, locked, name, value, reason) for name, value in changed.items()]
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
    _refuse_unfit(row, refusals_of_party(row))
    _keep(by, row, Signatory.objects.filter(pk=row.pk).first(), Verb.SIGNATORY_JOINED, Verb.SIGNATORY_CHANGED)
    return row


@transaction.atomic
def date_leaving(*, by: Actor, row: Signatory) -> Signatory:
    """Writes `left_on`, the last day as a party, or that the signatory stays after all (None).

    Its designations end by rule: the day after, its people have nothing any more. Raises Refused.
    """
    _refuse_unfit(row, refusals_of_leaving(row.joined_on, row.left_on))
    verb = Verb.SIGNATORY_LEFT if row.left_on else Verb.SIGNATORY_STAYED
    _keep(by, row, Signatory.objects.get(pk=row.pk), verb, verb)
    return row


def _refuse_unfit(row: Kept, found: Iterable[Refusal]) -> None:
    refuse(unfit_values(row))
    refuse(found)


def _refuse_unfit_settings(convention: Convention, values: Mapping[str, Any], reason: str) -> None:
    """Settings and term are what an administrator changes; what was signed, where and when, nobody does."""
    numbers = {name: value for name, value in values.items() if name in BY_NAME}
    others = {name: value for name, value in values.items() if name not in BY_NAME}
    if unknown := sorted(set(others) - set(TERM)):
        raise Refused(f"Ce n’est pas un réglage : {', '.join(unknown)}.")
    refuse(refusals_of_settings({name: getattr(convention, name) for name in BY_NAME}, numbers, reason))
    refuse(unfit_values(Convention(**others), *others) if others else ())
    refuse(refusals_of_term(convention.signed_on, others.get("term_ends_on")))
    refuse(unfit_values(SettingChange(reason=reason), "reason"))


def _change(by: Actor, convention: Convention, name: str, value: Any, reason: str) -> SettingChange:
    return SettingChange(
        convention=convention,
        setting=name,
        former=_as_text(getattr(convention, name)),
        current=_as_text(value),
        reason=reason,
        at=by.now,
        user_id=known(by.user_id),
        signatory_id=known(by.signatory_id),
        function=by.function,
    )


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)


def _keep(by: Actor, row: Kept, former: Kept | None, added: Verb, changed: Verb) -> None:
    if former is not None and _values(former) == _values(row):
        return
    if former is not None and row._state.adding:  # noqa: SLF001 (only Django knows which form it was)
        raise Conflict(str(row.pk))
    row.save(force_insert=former is None)
    _record(by, added if former is None else changed, row)


def _require_same(deposited: Document, kind: DocumentKind, title: str, content: bytes) -> None:
    kept = (deposited.kind, deposited.title, deposited.file.sha256)
    if kept != (kind, title, sha256(content).hexdigest()):
        raise Conflict(str(deposited.pk))


def _values(row: Kept) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def _remove(by: Actor, row: Article | Processing, verb: Verb) -> None:
    _record(by, verb, row)
    row.delete()


def _record(by: Actor, verb: Verb, row: Kept | Document | Convention, reason: str = "") -> None:
    record(by=by, verb=verb, object_id=row.pk, owner_id=None, reason=reason)
    forget(GAPS)
