"""What a letter is made from: the landlord's newest template or the portal's own, and the dated facts."""

from collections.abc import Collection
from uuid import UUID

from acting import french
from acting.actor import Actor, known
from incidents.letter_text import PORTAL, LetterKind
from incidents.models import Incident, LetterTemplate, Situation
from incidents.permissions import incidents_visible_to, letter_templates_visible_to
from signatories.models import Signatory


def template_of(actor: Actor, kind: LetterKind | str) -> LetterTemplate:
    """Version 0 is no row: the portal's text, under the letterhead and signature that the house last gave itself."""
    own = letter_templates_visible_to(actor).select_related("logo")
    newest = own.filter(kind=kind).order_by("-version").first()
    if newest:
        return newest
    model, last = PORTAL[LetterKind(kind)], own.order_by("-written_at").first()
    landlord = Signatory.objects.get(pk=known(actor.signatory_id))
    return LetterTemplate(
        landlord=landlord,
        kind=kind,
        version=0,
        letterhead=last.letterhead if last else landlord.name,
        signature=last.signature if last else "",
        logo=last.logo if last else None,
        body=model.body,
        clauses="\n".join(model.clauses),
    )


def fact_line(fact: Incident) -> str:
    """The day, what, and where: no word of whoever filed it, no name, no reference."""
    place = fact.get_place_display().lower()
    where = f"{place}, {fact.building}" if fact.building else place
    return f"{french.day(fact.started_at)} – {fact.category.label.lower()} ({where})"


def all_lines_of(actor: Actor, situation: Situation) -> list[str]:
    return lines_of(actor, situation, list(situation.incidents.values_list("pk", flat=True)))


def lines_of(actor: Actor, situation: Situation, wanted: Collection[UUID]) -> list[str]:
    rows = incidents_visible_to(actor).filter(situation=situation, pk__in=wanted).select_related("category")
    return [fact_line(fact) for fact in rows.order_by("started_at", "id")]
