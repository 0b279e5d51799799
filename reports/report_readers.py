"""Who reads a paper that somebody asked for: asked of the wall, like every other thing of a case."""

from collections.abc import Sequence

from acting.actor import Actor
from acting.days import day_of
from acting.french import day
from correspondents.models import Designation
from correspondents.readers import Ground, Reader, earlier, who_see
from reports.models import Report


def readers_of_report(actor: Actor, report: Report, people: Sequence[Designation]) -> list[Reader]:
    """Whoever asked for it, acting as when it was asked for."""
    seeing = who_see(actor, Report, [report.pk], people)[report.pk]
    ground = Ground(
        act=f"la personne l’a demandé le {day(day_of(report.created_at))}, sous cette désignation",
        purpose="le télécharger",
        part="le PDF, tant que ce qu’il montre se lit encore",
    )
    return [Reader(designation=each, ground=ground, until=earlier(report.purge_on, each.ends_on)) for each in seeing]
