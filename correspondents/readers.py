"""Who reads something today: everybody whom the directory names is asked, one after the other, by the wall itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Model

from acting.actor import Actor
from acting.enums import Function
from acting.fold import fold
from acting.sight import seen_by
from correspondents.actors import actor_for
from correspondents.models import Designation
from correspondents.permissions import directory_visible_to

IN_ORDER = tuple(Function)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who reads it today: by which act, what for, which part of it, until when (None: no end is set).
    Whoever declared a fact is shown by the post alone."""

    designation: Designation
    act: str
    purpose: str
    part: str
    until: date | None
    is_named: bool = True


def people_asked(actor: Actor) -> list[Designation]:
    """In function today, as the directory names them to the actor: a caretaker to the own house alone."""
    people = directory_visible_to(actor).select_related("post__signatory", "user")
    return sorted(people, key=lambda each: (IN_ORDER.index(each.function), fold(each.person.last_name), each.pk))


def who_see(
    actor: Actor, model: type[Model], wanted: Collection[UUID], people: Sequence[Designation], *, by_post: bool = False
) -> dict[UUID, list[Designation]]:
    """Of each thing that the actor sees, who of the people sees it too; `by_post`: whoever holds their post would."""
    named = {each.pk: each for each in people}
    asked = [actor_for(each, actor.now) for each in people]
    asked = [replace(each, user_id=None) for each in asked] if by_post else asked
    found = seen_by(model._meta.db_table, wanted, asked)
    return {pk: [named[each.designation_id] for each in seen if each.designation_id] for pk, seen in found.items()}


def earlier(*days: date | None) -> date | None:
    """Of the days on which it ends the first; None where none is set."""
    return min((day for day in days if day), default=None)
