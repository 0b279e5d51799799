"""What some acts do to a fact besides themselves: it joins a situation, and is triaged no more. Said before and after.

Sentences are in French, and "" where no state changes.
"""

from collections.abc import Sequence

from incidents.enums import IncidentState
from incidents.models import Incident

ATTACHED = f"« {IncidentState.ATTACHED.label} »"


def facts_to_attach(facts: Sequence[Incident]) -> list[Incident]:
    """Those whose state such an act will change."""
    return [fact for fact in facts if fact.situation_id is None]


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
