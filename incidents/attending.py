"""Whose the dates of a situation are to watch: the colleague's who follows it, else the house's."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from acting.actor import Actor, known
from acting.enums import Function
from incidents.permissions import colleagues_of


@dataclass(frozen=True, slots=True)
class Attending:
    """`mine`: the actor's own designation, and those of colleagues at the same post who are away today. `others`: all
    other colleagues who are in function today."""

    mine: list[UUID]
    others: list[UUID]

    def of(self, path: str = "", *, whole_house: bool) -> Q:
        """Of rows whose situation lies at `path`: what the actor follows, and with `whole_house` what nobody does who
        is in function."""
        follower = f"{path}assigned_to"
        own = Q(**{f"{follower}__in": self.mine})
        if not whole_house:
            return own
        return own | Q(**{follower: None}) | ~Q(**{f"{follower}__in": self.others})


def attending(actor: Actor) -> Attending:
    """As `people_to_tell` has it: an absent colleague's dates are the others' of the post as well."""
    named = list(colleagues_of(actor).present_first_on(actor.today))
    mine = [each.pk for each in named if each.is_away and each.post_id == actor.post_id]
    mine = list(dict.fromkeys([known(actor.designation_id), *mine]))
    return Attending(mine, [each.pk for each in named if each.pk not in mine])


def watches_unfollowed(actor: Actor) -> bool:
    """The référents watch what nobody follows; the lawyers only what lies in court."""
    return actor.function == Function.REFERENT
