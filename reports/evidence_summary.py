"""What an evidence file says of the facts before it shows any: days, places and counts, in computed sentences."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from acting import french
from acting.days import day_of
from incidents.enums import PlaceType
from incidents.models import Complaint, Incident, Situation, Step

WHERE = {
    PlaceType.HALL: "dans le hall",
    PlaceType.STAIRS: "dans l’escalier",
    PlaceType.LIFT: "dans l’ascenseur",
    PlaceType.CELLAR: "à la cave",
    PlaceType.CAR_PARK: "au parking",
    PlaceType.TECHNICAL: "dans un local technique",
    PlaceType.ROOF: "sur la toiture",
    PlaceType.LODGE: "à la loge ou à l’agence",
    PlaceType.SURROUNDINGS: "aux abords",
    PlaceType.DWELLING: "dans un logement",
}


def summary_of(
    situation: Situation, facts: Sequence[Incident], complaints: Sequence[Complaint], steps: Sequence[Step]
) -> list[str]:
    """One sentence for each kind of thing; nothing of what is not there."""
    where = f"{situation.residence.name}, {situation.residence.commune.name}"
    return [
        *_of_facts(where, facts),
        *_counted("plainte ou signalement", "plaintes ou signalements", [each.filed_on for each in complaints]),
        *_of_steps(steps),
    ]


def _of_facts(where: str, facts: Sequence[Incident]) -> Iterator[str]:
    if not facts:
        return
    days = [day_of(fact.started_at) for fact in facts]
    said = "Un fait est constaté" if len(facts) == 1 else f"{french.number(len(facts))} faits sont constatés"
    yield f"{said}, {where}, {_span(days)}."
    places = Counter(PlaceType(fact.place) for fact in facts).most_common()
    listed = ", ".join(
        f"{'un fait' if count == 1 else f'{french.number(count)} faits'} {WHERE[place]}" for place, count in places
    )
    yield f"{listed[0].upper()}{listed[1:]}."


def _counted(one: str, several: str, days: Sequence[date]) -> Iterator[str]:
    if days:
        what = f"1 {one}" if len(days) == 1 else f"{french.number(len(days))} {several}"
        yield f"{what}, {_span(days)}."


def _of_steps(steps: Sequence[Step]) -> Iterator[str]:
    if steps:
        listed = ", ".join(f"{step.get_rung_display().lower()} le {french.day(step.done_on)}" for step in steps)
        yield f"Démarches du bailleur : {listed}."


def _span(days: Sequence[date]) -> str:
    first, last = min(days), max(days)
    return f"le {french.day(first)}" if first == last else f"du {french.day(first)} au {french.day(last)}"
