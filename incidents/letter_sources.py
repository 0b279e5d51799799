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
    return next(each for each in templates_of(actor) if each.kind == kind)


def templates_of(actor: Actor) -> list[LetterTemplate]:
    """The newest of each kind."""
    own = letter_templates_visible_to(actor).select_related("logo").order_by("kind", "-version").distinct("kind")
    newest = {template.kind: template for template in own}
    in_order = sorted((t.written_at, t.version, t.kind) for t in newest.values() if t.written_at)
    last = newest[in_order[-1][2]] if in_order else None
    landlord = Signatory.objects.get(pk=known(actor.signatory_id))
    return [newest.get(kind) or _of_the_portal(kind, landlord, last) for kind in LetterKind]


def _of_the_portal(kind: LetterKind, landlord: Signatory, last: LetterTemplate | None) -> LetterTemplate:
    model = PORTAL[kind]
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


def lines_of_each(actor: Actor, situations: Collection[UUID]) -> dict[UUID, list[str]]:
    """Of all facts of each situation, the oldest first."""
    lines: dict[UUID, list[str]] = {situation: [] for situation in situations}
    rows = incidents_visible_to(actor).filter(situation__in=situations).select_related("category")
    for fact in rows.order_by("started_at", "id"):
        if fact.situation_id:
            lines[fact.situation_id].append(fact_line(fact))
    return lines


def lines_of(actor: Actor, situation: Situation, wanted: Collection[UUID]) -> list[str]:
    rows = incidents_visible_to(actor).filter(situation=situation, pk__in=wanted).select_related("category")
    return [fact_line(fact) for fact in rows.order_by("started_at", "id")]
