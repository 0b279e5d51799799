"""What a paper says, and to whom: the sender's reasons are the sender's, a relevé is of the own convention."""

from uuid import UUID

import pytest

from reports.docket import waiting_as_read
from reports.enums import ReportKind
from reports.fiche import draft_sheet
from reports.models import Report
from reports.permissions import can_still_read
from tests.people import acting
from tests.reach.house import House
from tests.roles import installing


@pytest.mark.parametrize(("who", "is_told"), [("sarah", True), ("maud", False), ("pierre", False)])
def test_why_a_recipient_was_chosen_is_told_to_the_sender_alone(house: House, who: str, *, is_told: bool) -> None:
    with acting(house[who]) as actor:
        report = next(each for each in Report.objects.all() if house.names[each.pk] == f"paper of {who}")
        assert draft_sheet(actor, report).context["routing_reason"] == (REASON if is_told else "")


ASKED_OF_THE_HOUSE = {"badges", "badges of bruno", "outcome", "outcome of mathias"}
ON_THE_BORDEREAU: dict[str, set[str]] = {
    "sarah": ASKED_OF_THE_HOUSE,
    "denise": ASKED_OF_THE_HOUSE,
    "victor": set(),
    "karim": set(),
    "pierre": set(),
    "maud": {"from victor"},
    "perrine": {"from victor"},
    "paul": {"to paul"},
    "bruno": {"to bruno"},
    "mathias": {"to mathias"},
    "elsa": set(),
}


def test_a_bordereau_holds_what_waits_at_the_own_post_and_may_be_read(house: House) -> None:
    found = {}
    for who in ON_THE_BORDEREAU:
        with acting(house[who]) as actor:
            found[who] = {house.names[referral.pk] for referral in waiting_as_read(actor)}
    assert found == ON_THE_BORDEREAU


REASON = "Melun est de ce ressort."


@pytest.fixture(autouse=True)
def reasons(house: House) -> None:
    for key in ("to maud", "answered"):
        source = house.referrals[key].source
        with installing():
            source.routing_reason = REASON
            source.save(update_fields=["routing_reason"])


def test_a_releve_is_of_the_own_convention(house: House) -> None:
    meetings = {name: pk for pk, name in house.names.items() if isinstance(pk, UUID) and name.endswith(" meeting")}
    found = {}
    for who in ("delphine", "ibrahim"):
        with acting(house[who]) as actor:
            found[who] = {
                name
                for name, pk in meetings.items()
                if can_still_read(actor, Report(kind=ReportKind.MEETING, object_id=pk))
            }
    assert found == {"delphine": {"77 meeting"}, "ibrahim": {"91 meeting"}}
