"""Writes on the objets de travail: what to do, whom to call. Administrators keep them; none is ever deleted."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from acting.actor import Actor
from acting.changes import as_changed, taken, write_changes
from acting.pages import ask
from acting.refusals import Refused, refuse, unfit_values
from journal.insertion import insert_once
from journal.services import record
from journal.verbs import Verb
from signatories.models import Convention, Theme, ThemeContact
from signatories.permissions import can_administer
from signatories.theme_rules import MOST_CONTACTS, code_of, refusals_of_new_theme, refusals_of_theme

DATA = Path(__file__).parent.parent / "data"
CONTACT_FIELDS = ("label", "phone", "email", "hours", "is_emergency", "to_verify")


def identifier_of(convention: Convention, submission: UUID) -> UUID:
    """The same form sent twice means the same theme."""
    return uuid5(convention.id, submission.hex)


@transaction.atomic
def load_themes(convention: Convention) -> None:
    """The themes of `data/themes_<code>.json` that the convention lacks; what administrators wrote stays."""
    file = DATA / f"themes_{convention.department_code}.json"
    rows = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    for position, row in enumerate(rows, start=1):
        contacts, texts = row.pop("contacts"), {name: "\n".join(row[name]) for name in ("circuit", "sources")}
        code = row.pop("code")
        defaults = row | texts | {"position": position}
        theme, is_new = Theme.objects.get_or_create(convention=convention, code=code, defaults=defaults)
        if is_new:
            _write_contacts(theme, contacts)


@transaction.atomic
def create_theme(*, by: Actor, convention: Convention, submission: UUID, **fields: Any) -> Theme:
    """The same submission gives the same theme, once. Raises Refused, and Conflict when it says something else."""
    ask(can_administer, by, convention.pk)
    code = code_of(fields["name"])
    identifier = identifier_of(convention, submission)
    wanted = Theme(id=identifier, convention=convention, code=code, **fields)
    _refuse_unfit(wanted)
    refuse(refusals_of_new_theme(convention, identifier, fields["name"]))
    theme, is_new = insert_once(wanted, fields)
    if is_new:
        _record(by, Verb.THEME_CREATED, theme)
    return theme


def revise_theme(*, by: Actor, theme: Theme, **fields: Any) -> Theme:
    """Writes what differs; nothing, when nothing does. Raises Refused."""
    ask(can_administer, by, theme.convention_id)
    return _write(by, Verb.THEME_CHANGED, theme, fields)


def withdraw_theme(*, by: Actor, theme: Theme) -> Theme:
    """No longer a theme of the convention; what was counted under it stays."""
    ask(can_administer, by, theme.convention_id)
    return _write(by, Verb.THEME_WITHDRAWN, theme, {"withdrawn_on": theme.withdrawn_on or by.today})


def restore_theme(*, by: Actor, theme: Theme) -> Theme:
    ask(can_administer, by, theme.convention_id)
    return _write(by, Verb.THEME_RESTORED, theme, {"withdrawn_on": None})


@transaction.atomic
def set_contacts(*, by: Actor, theme: Theme, contacts: Sequence[dict[str, Any]]) -> None:
    """The contacts of the theme are these, in this order; the same again changes nothing. Raises Refused."""
    ask(can_administer, by, theme.convention_id)
    if len(contacts) > MOST_CONTACTS:
        raise Refused(f"{MOST_CONTACTS} contacts au plus.")
    for row in contacts:
        refuse(unfit_values(ThemeContact(**row), *CONTACT_FIELDS))
    taken(Theme.objects.all(), theme)
    present = theme.contacts.order_by("position").values(*CONTACT_FIELDS)
    if list(present) != list(contacts):
        theme.contacts.all().delete()
        _write_contacts(theme, contacts)
        _record(by, Verb.THEME_CONTACTS_CHANGED, theme)


@transaction.atomic
def _write(by: Actor, verb: Verb, theme: Theme, fields: dict[str, Any]) -> Theme:
    locked = taken(Theme.objects.all(), theme)
    _refuse_unfit(as_changed(locked, fields))
    if write_changes(locked, fields):
        _record(by, verb, locked)
    return locked


def _refuse_unfit(theme: Theme) -> None:
    refuse(refusals_of_theme(theme.code, theme.name, keeps_orientation=theme.keeps_orientation))
    refuse(unfit_values(theme))


def _write_contacts(theme: Theme, contacts: Sequence[dict[str, Any]]) -> None:
    rows = [ThemeContact(theme=theme, position=number, **row) for number, row in enumerate(contacts, start=1)]
    ThemeContact.objects.bulk_create(rows)


def _record(by: Actor, verb: Verb, theme: Theme) -> None:
    record(by=by, verb=verb, object_id=theme.id, owner_id=None)
