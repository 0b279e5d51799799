"""Steps of the ladder that were taken in a month, what the judge decided, and what became of the force publique."""

from django.db.models import Count, Q, QuerySet

from incidents.ladder import NODES, Result, Rung
from incidents.models import Step
from reports.counting.months import Month
from reports.counting.tallies import by_landlord, by_topic
from reports.enums import CellKind
from reports.protection import Shares, Stream

# Told by what was decided, or apart: counted in two told rows they could be subtracted.
APART = (Rung.GATHERING, Rung.JUDGMENT, Rung.FORCE)
RUNGS = {node.rung.value: str(node.rung.label) for node in NODES if node.rung not in APART}
DECIDED = {
    Result.GRANTED.value: "Demande accordée par le juge",
    Result.REJECTED.value: "Demande rejetée par le juge",
}


def standing_steps(month: Month) -> QuerySet[Step]:
    """Written down before the cut-off, and not withdrawn by then."""
    known = Step.objects.filter(situation__landlord__convention=month.convention, noted_at__lt=month.cut_off)
    return known.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gte=month.cut_off))


def steps(month: Month) -> dict[Stream, Shares]:
    """A step counts on its day, or when it is written down where that month is closed; a result on its day."""
    taken = standing_steps(month).filter(month.takes("done_on", "noted_at"))
    resulted = standing_steps(month).filter(month.holds("resulted_on"))
    judged = resulted.filter(rung=Rung.JUDGMENT)
    return {
        **by_topic(CellKind.STEPS, RUNGS.values(), _rows(taken, "rung", RUNGS)),
        **by_topic(CellKind.JUDGED, DECIDED.values(), _rows(judged, "result", DECIDED)),
        Stream(CellKind.FORCE): _counted(taken.filter(rung=Rung.FORCE)),
        Stream(CellKind.FORCE_GIVEN): _counted(resulted.filter(rung=Rung.FORCE, result=Result.GRANTED)),
    }


def _rows(found: QuerySet[Step], name: str, labels: dict[str, str]) -> list[tuple[str, object, int]]:
    counted = found.order_by().values_list(name, "situation__landlord_id").annotate(n=Count("pk"))
    return [(labels.get(value, ""), landlord, number) for value, landlord, number in counted]


def _counted(found: QuerySet[Step]) -> Shares:
    return by_landlord(found.order_by().values_list("situation__landlord_id").annotate(n=Count("pk")))
