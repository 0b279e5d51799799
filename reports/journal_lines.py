"""An entry of the journal as its reader may see it: which institution read, and names of the reader’s own people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from acting.actor import MACHINE, Actor
from acting.days import PARIS
from acting.enums import Function
from correspondents.models import User
from journal.models import Entry
from journal.verbs import Thing, Verb
from reports.journal_objects import references_of
from signatories.models import Signatory

FUNCTIONS = {**dict(Function.choices), MACHINE: "Le portail", "": "Le portail"}
MOST_NAMED = 25  # references of one line: those of a page
ACTS, THINGS = dict(Verb.choices), dict(Thing.choices)


@dataclass(frozen=True, slots=True)
class JournalLine:
    """`at` is empty for another institution's reader: the day is enough to know, the minute would tell on a person."""

    day: date
    at: datetime | None
    function: str
    institution: str
    name: str
    act: str
    about: str
    references: list[str]
    unnamed: int
    count: int
    channel: str
    reason: str

    @property
    def in_all(self) -> int:
        return len(self.references) + self.unnamed


def journal_lines(
    actor: Actor, entries: Iterable[Entry], house: Mapping[UUID, str], wanted: UUID | None = None
) -> list[JournalLine]:
    """Names and references in a query each, whatever the number of entries; names of the own `house` may be known. An
    export shows thousands of objects: the first are named, the one that is `wanted`, and how many others there are.

    Of partners the day is told and no more: within a day their lines come last, since between lines with an hour one
    without would have one too.
    """
    listed = list(entries)
    institutions = dict(Signatory.objects.filter(pk__in=_ids(e.signatory_id for e in listed)).values_list("pk", "name"))
    unknown = _ids(entry.user_id for entry in listed if _is_named(actor, entry)) - house.keys()
    others = {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=unknown)} if unknown else {}
    people = {**house, **others}
    named = [e for e in listed if e.object_type in (Thing.FACT, Thing.SITUATION, Thing.REFERRAL)]
    references = references_of(actor, _ids(pk for e in named for pk in _named(e, wanted)))
    lines = [_line(actor, entry, institutions, people, references, wanted) for entry in listed]
    return sorted(lines, key=lambda line: (-line.day.toordinal(), line.at is None))


def _line(
    actor: Actor,
    entry: Entry,
    institutions: dict[UUID, str],
    people: dict[UUID, str],
    references: dict[UUID, str],
    wanted: UUID | None,
) -> JournalLine:
    # Own acts, acts of the actor's own institution, and what the administrator keeps the portal running by.
    own_house = entry.signatory_id is None or entry.signatory_id == actor.signatory_id
    near = own_house or actor.function == Function.ADMINISTRATEUR
    return JournalLine(
        day=entry.at.astimezone(PARIS).date(),
        at=entry.at if near else None,
        function=FUNCTIONS.get(entry.function, entry.function),
        institution=institutions.get(entry.signatory_id, "") if entry.signatory_id else "",
        name=people.get(entry.user_id, "") if entry.user_id and _is_named(actor, entry) else "",
        act=ACTS.get(entry.verb, entry.verb),
        about=THINGS.get(entry.object_type, entry.object_type),
        references=[references[pk] for pk in _named(entry, wanted) if pk in references],
        unnamed=max(0, len(entry.shown or ()) - MOST_NAMED),
        count=entry.count,
        channel=entry.get_channel_display(),
        reason=entry.reason if near else "",
    )


def _named(entry: Entry, wanted: UUID | None) -> list[UUID]:
    shown = entry.shown or []
    beyond = [wanted] if wanted in shown[MOST_NAMED:] else []
    return [pk for pk in (entry.object_id, *shown[:MOST_NAMED], *beyond) if pk]


def _is_named(actor: Actor, entry: Entry) -> bool:
    return entry.user_id == actor.user_id or entry.signatory_id == actor.signatory_id


def _ids(values: Iterable[UUID | None]) -> set[UUID]:
    return {value for value in values if value is not None}
