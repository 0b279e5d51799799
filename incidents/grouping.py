"""Facts that may be taken together, and what acts do to a fact besides themselves: it joins a situation, and is triaged
no more. Said before and after.

Sentences are in French, and "" where no state changes.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Case, When

from acting.actor import Actor
from acting.days import add_months, day_of, start_of
from incidents.enums import TRIABLE, IncidentState
from incidents.models import Incident
from incidents.models.fact import IncidentQuerySet
from incidents.permissions import incidents_visible_to

MONTHS_TOGETHER = 6

ATTACHED = f"« {IncidentState.ATTACHED.label} »"


def facts_to_attach(facts: Sequence[Incident]) -> list[Incident]:
    """Those whose state such an act will change."""
    return [fact for fact in facts if fact.situation_id is None]


def facts_to_join(actor: Actor, fact: Incident) -> IncidentQuerySet:
    """The fact, and the others of its residence that are in no situation and happened within six months of it: those of
    the same place first, the newest first."""
    since, until = (add_months(day_of(fact.started_at), months) for months in (-MONTHS_TOGETHER, MONTHS_TOGETHER))
    near = incidents_visible_to(actor).filter(
        residence_id=fact.residence_id,
        situation=None,
        state__in=TRIABLE,
        started_at__gte=start_of(since),
        started_at__lt=start_of(until + timedelta(days=1)),
    )
    same_place = Case(When(pk=fact.pk, then=0), When(place=fact.place, then=1), default=2)
    return near.select_related("category").order_by(same_place, "-started_at", "-id")


def said_before(to_attach: Sequence[Incident]) -> str:
    """Near the button."""
    if not to_attach:
        return ""
    named = _named(to_attach)
    if len(to_attach) == 1:
        return f"Le fait {named} passe alors à l’état {ATTACHED} : il ne peut plus être laissé isolé ni écarté."
    return f"Les faits {named} passent alors à l’état {ATTACHED} : ils ne peuvent plus être laissés isolés ni écartés."


def said_after(attached: Sequence[Incident]) -> str:
    """To add to the message of the act."""
    if not attached:
        return ""
    named = _named(attached)
    if len(attached) == 1:
        return f" Le fait {named} est maintenant à l’état {ATTACHED}."
    return f" Les faits {named} sont maintenant à l’état {ATTACHED}."


def _named(facts: Sequence[Incident]) -> str:
    return ", ".join(fact.reference for fact in facts)
