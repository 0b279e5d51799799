"""Who reads something today: everybody whom the directory names is asked, one after the other, by the wall itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Model

from acting.actor import Actor, known
from acting.enums import Function
from acting.fold import fold
from acting.sight import seen_by
from correspondents.actors import actor_for
from correspondents.models import Designation
from correspondents.permissions import directory_visible_to

IN_ORDER = (Function.REFERENT, *(each for each in Function if each != Function.REFERENT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What lets somebody in: by which act, what for, to which part of it."""

    act: str
    purpose: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who reads it today, on which ground, until when (None: no end is set); `instead` of the name stands
    where nobody is named."""

    designation: Designation
    ground: Ground
    until: date | None
    instead: str = ""


def people_asked(actor: Actor) -> list[Designation]:
    """In function today, as the directory names them to the actor: a caretaker to the own house alone."""
    people = directory_visible_to(actor).select_related("post__signatory", "user")
    return sorted(people, key=lambda each: (IN_ORDER.index(each.function), fold(each.person.last_name), each.pk))


def who_see(
    actor: Actor, model: type[Model], wanted: Collection[UUID], people: Sequence[Designation]
) -> dict[UUID, list[Designation]]:
    """Of each thing that the actor sees, who of the people sees it too."""
    named = {each.pk: each for each in people}
    found = seen_by(model._meta.db_table, wanted, [actor_for(each, actor.now) for each in people])
    return {pk: [named[known(each.designation_id)] for each in seen] for pk, seen in found.items()}


def who_see_by_post(
    actor: Actor, model: type[Model], thing: UUID, people: Sequence[Designation]
) -> tuple[list[Designation], list[Designation]]:
    """Who sees it as whoever held their post would, asked as nobody at that post; and who does as themselves alone."""
    named = {each.pk: each for each in people}
    asked = [actor_for(each, actor.now) for each in people]
    seen = seen_by(model._meta.db_table, [thing], [*asked, *(replace(each, user_id=None) for each in asked)])[thing]
    by_post = {each.designation_id for each in seen if each.user_id is None}
    seeing = [named[known(each.designation_id)] for each in seen if each.user_id]
    return [each for each in seeing if each.pk in by_post], [each for each in seeing if each.pk not in by_post]


def earlier(*days: date | None) -> date | None:
    """Of the days on which it ends the first; None where none is set."""
    return min((day for day in days if day), default=None)
