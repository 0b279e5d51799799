"""Facts of the month that target an agent or a contractor: on what occasion, where, and with a complaint or not. As a
landlord's own steering says it.

By occasion and by place they are the same facts, and nearly those of a family that is told: neither table is ever
whole, and a row is told only where what is never told of its table is enough to hide the others.
"""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from incidents.enums import Complainant, PlaceType, StaffAnswer, StaffItem
from incidents.models import Complaint, Incident, StaffNote
from reports.counting.facts import declared_facts
from reports.counting.months import Month
from reports.counting.tallies import by_landlord, by_topic
from reports.enums import CellKind
from reports.protection import REST, Shares, Stream

# Never told: another occasion, and where none is noted.
OCCASIONS = (StaffAnswer.RULES, StaffAnswer.RENT, StaffAnswer.ROUND, StaffAnswer.INVENTORY)
# Never told: stairs, lift, cellar, car park, technical room, roof.
PLACES = (PlaceType.HALL, PlaceType.LODGE, PlaceType.SURROUNDINGS, PlaceType.DWELLING)


def targeted_staff(month: Month) -> dict[Stream, Shares]:
    targeted = declared_facts(month).filter(targets_staff=True)
    occasions = {each.value: str(each.label) for each in OCCASIONS}
    places = {each.value: str(each.label) for each in PLACES}
    with_occasion = targeted.annotate(occasion=_answer(month, StaffItem.OCCASION))
    return {
        **by_topic(CellKind.OCCASION, (*occasions.values(), REST), _rows(with_occasion, "occasion", occasions)),
        **by_topic(CellKind.PLACE, (*places.values(), REST), _rows(targeted, "place", places)),
        Stream(CellKind.STAFF_FILED): _with_complaint(month, targeted),
    }


def _rows(facts: QuerySet[Incident], name: str, labels: dict[str, str]) -> list[tuple[str, object, int]]:
    counted = facts.order_by().values_list(name, "landlord_id").annotate(n=Count("pk"))
    return [(labels.get(value or "", ""), landlord, number) for value, landlord, number in counted]


def _with_complaint(month: Month, facts: QuerySet[Incident]) -> Shares:
    """The checklist says so, or one of the agent is noted of the fact."""
    noted = Complaint.objects.filter(month.knew("noted_at"), incident=OuterRef("pk"), complainant=Complainant.AGENT)
    said = facts.annotate(said=_answer(month, StaffItem.COMPLAINT)).filter(Q(said=StaffAnswer.FILED) | Exists(noted))
    return by_landlord(said.order_by().values_list("landlord_id").annotate(n=Count("pk")))


def _answer(month: Month, item: StaffItem) -> Subquery:
    """As it was noted at the cut-off."""
    notes = StaffNote.objects.filter(incident=OuterRef("pk"), item=item, noted_at__lt=month.cut_off)
    return Subquery(notes.newest_first().values("answer")[:1])
