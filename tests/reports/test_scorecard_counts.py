"""What a month counts of what committees ask for: exact, by landlord, and the same as SQL written apart counts.

March 2026, cut off on 11 April. Sarah's house is the Deux Morins, Victor's the Val de Brie.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from acting.actor import acting_as, machine_actor
from incidents.enums import OrientationChannel, StaffAnswer, StaffItem
from incidents.models import Category, Complaint, Incident, Situation
from incidents.services.complaints import correct_complaint, note_complaint
from incidents.services.facts import file_incident
from incidents.services.orientations import note_orientation
from incidents.services.staff import note_staff
from incidents.services.steps import note_result, withdraw_step
from incidents.staff_rules import Said
from referrals.injunction_draft import InjunctionDraft
from referrals.models import Referral
from referrals.services.injunctions import accept_injunction, note_injunction, refuse_injunction
from referrals.services.referrals import refuse_referral
from reports.counting import Month, counts_of, delays
from reports.enums import CellKind
from reports.periods import cut_off_of
from reports.protection import REST, Stream
from signatories.models import Convention, Theme
from territory.models import Commune, Residence
from tests.people import MEAUX, Cast, Person, acting, make_referral
from tests.reports.test_own_steering import end, file_fact, moment, open_lease, open_place, rate, take

Worker = Callable[[], AbstractContextManager[None]]
FIRST = date(2026, 3, 1)
CUT_OFF = cut_off_of(FIRST, 10)
MORINS, BRIE = "deux-morins", "val-de-brie"


def day(number: int, month: int = 3) -> date:
    return date(2026, month, number)


@pytest.fixture
def counted(as_worker: Worker) -> Callable[[], dict[Stream, Counter[str]]]:
    """March by landlord's code, without what counted nothing."""

    def count(since: date | None = date(2026, 2, 1)) -> dict[Stream, Counter[str]]:
        with as_worker(), acting_as(machine_actor(CUT_OFF)):
            convention = Convention.objects.get(department_code="77")
            month = Month(convention, FIRST, CUT_OFF, cut_off_of(since, 10) if since else None)
            codes = {str(pk): code for pk, code in convention.signatories.values_list("pk", "code")}
            found = counts_of(month)
            assert all(stream.topic for stream in found if stream.kind in BY_TOPIC)
            return {
                stream: Counter({codes[landlord]: number for landlord, number in shares.items()})
                for stream, shares in found.items()
                if sum(shares.values())
            }

    return count


BY_TOPIC = (CellKind.SUBJECT, CellKind.REFUSED, CellKind.OCCASION, CellKind.PLACE, CellKind.STEPS, CellKind.ORIENTED)


def of_kind(found: dict[Stream, Counter[str]], *kinds: CellKind) -> dict[tuple[str, ...], dict[str, int]]:
    return {
        tuple(each for each in (stream.kind, stream.partner, stream.topic) if each): dict(shares)
        for stream, shares in found.items()
        if stream.kind in kinds
    }


def target(by: Person, residence: Residence, on: date, *, place: str = "hall", occasion: str = "") -> Incident:
    with acting(by, moment(on)) as actor:
        fact = file_incident(
            by=actor,
            residence=residence,
            place=place,
            category=category("agent-verbal"),
            started_at=actor.now,
            recurrence="isolated",
            facts="Menaces pendant une ronde.",
            submission=uuid4(),
        )
        if occasion:
            note_staff(by=actor, incident=fact, answers={StaffItem.OCCASION: Said(occasion)})
    return fact


def category(code: str) -> Category:
    return Category.objects.get(pk=code)


# Referrals


def test_referrals_by_subject_and_refusals_by_motive(cast: Cast, counted: Callable[[], dict]) -> None:
    def sent(by: Person, to: Person, residence: Residence, on: date, subject: str = "") -> Referral:
        return make_referral(by, to, residence, at=moment(on), subject=subject, until=day(30, 4))

    sent(cast.sarah, cast.karim, cast.tilleuls, day(2))
    sent(cast.victor, cast.karim, cast.pommiers, day(31))
    sent(cast.victor, cast.karim, cast.pommiers, day(1, 4))  # in April
    refused = sent(cast.sarah, cast.karim, cast.tilleuls, day(3), "prise-contact")  # a subject that is never told
    sent(cast.karim, cast.sarah, cast.tilleuls, day(4), "acces-badges")  # counts for the house that is asked
    with acting(cast.karim, moment(day(5))) as karim:
        refuse_referral(by=karim, referral=refused, motive="incomplete")
    found = counted()
    assert of_kind(found, CellKind.SUBJECT) == {
        ("subject", "forces", "Passage ou présence"): {MORINS: 1, BRIE: 1},
        ("subject", "forces", REST): {MORINS: 1},
        ("subject", "landlords", REST): {MORINS: 1},
    }
    assert of_kind(found, CellKind.REFUSED) == {
        ("refused", "Éléments insuffisants pour traiter la demande"): {MORINS: 1}
    }
    sent_to = of_kind(found, CellKind.SENT)
    assert sent_to == {("sent", "forces"): {MORINS: 2, BRIE: 1}, ("sent", "landlords"): {MORINS: 1}}


# Complaints and agents


def complain(
    by: Person, residence: Residence, filed_on: date, noted_on: date, complainant: str = "landlord"
) -> Complaint:
    fact = file_fact(by, residence, day(2, 1))
    numbers: dict[str, Any] = {} if complainant == "tenant" else {"service": "Commissariat"}
    with acting(by, moment(noted_on)) as actor:
        return note_complaint(by=actor, incident=fact, complainant=complainant, filed_on=filed_on, **numbers)


def learn(by: Person, complaint: Complaint, outcome: str, on: date) -> None:
    with acting(by, moment(on)) as actor:
        complaint.refresh_from_db()
        told = replace(complaint.details, outcome=outcome, outcome_on=on, outcome_from="letter")
        correct_complaint(by=actor, complaint=complaint, details=told)


def test_complaints_and_their_known_outcomes(cast: Cast, counted: Callable[..., dict]) -> None:
    complain(cast.sarah, cast.tilleuls, day(2), day(3))
    complain(cast.victor, cast.pommiers, day(30), day(9, 4))  # written down before the cut-off
    complain(cast.victor, cast.pommiers, day(30), day(11, 4))  # after it: April's
    complain(cast.victor, cast.pommiers, day(5, 2), day(12, 3))  # late for February: arrives here
    complain(cast.victor, cast.pommiers, day(5, 2), day(10, 3))  # in time for February: counted there
    complain(cast.sarah, cast.tilleuls, day(2), day(3), "tenant")  # a date alone
    early, late = (complain(cast.sarah, cast.tilleuls, day(5, 1), day(6, 1)) for _ in range(2))
    learn(cast.sarah, early, "sent_to_inquiry", day(20, 1))
    learn(cast.sarah, early, "dismissed", day(20))  # known since January
    learn(cast.sarah, late, "dismissed", day(31))
    assert of_kind(counted(), CellKind.COMPLAINTS, CellKind.OUTCOMES) == {
        ("complaints",): {MORINS: 1, BRIE: 2},
        ("outcomes",): {MORINS: 1},
    }
    first = of_kind(counted(None), CellKind.COMPLAINTS)
    assert first == {("complaints",): {MORINS: 1, BRIE: 1}}, "the first month of all takes nothing of before"


def test_agents_by_occasion_by_place_and_with_a_complaint(cast: Cast, counted: Callable[[], dict]) -> None:
    target(cast.sarah, cast.tilleuls, day(2), occasion=StaffAnswer.RULES)
    later = target(cast.victor, cast.pommiers, day(3), place="lodge", occasion=StaffAnswer.OTHER)
    target(cast.victor, cast.pommiers, day(4), place="cellar")
    file_fact(cast.sarah, cast.tilleuls, day(5))
    with acting(cast.victor, moment(day(5))) as victor:
        note_staff(by=victor, incident=later, answers={StaffItem.COMPLAINT: Said(StaffAnswer.FILED, day(5))})
    told_late = target(cast.sarah, cast.tilleuls, day(6), occasion=StaffAnswer.RENT)
    with acting(cast.sarah, moment(day(11, 4))) as sarah:  # after the cut-off nothing moves
        note_staff(by=sarah, incident=told_late, answers={StaffItem.OCCASION: Said(StaffAnswer.ROUND)})
    assert of_kind(counted(), CellKind.OCCASION, CellKind.PLACE, CellKind.STAFF_FILED) == {
        ("occasion", "Rappel de règles"): {MORINS: 1},
        ("occasion", "Loyer"): {MORINS: 1},
        ("occasion", REST): {BRIE: 2},
        ("place", "Hall"): {MORINS: 2},
        ("place", "Loge ou agence"): {BRIE: 1},
        ("place", REST): {BRIE: 1},
        ("staff_filed",): {BRIE: 1},
    }


# The ladder, places, injunctions, orientations


def test_steps_leases_judgments_and_force_publique(cast: Cast, counted: Callable[..., dict], as_worker: Worker) -> None:
    quiet, fought, theirs = (
        open_lease(cast.sarah, cast.tilleuls, day(5, 1)),
        open_lease(cast.sarah, cast.tilleuls, day(5, 1)),
        open_lease(cast.victor, cast.pommiers, day(5, 1)),
    )
    take(cast.sarah, quiet, "reminder", day(2))
    end(cast.sarah, quiet, "settled", day(20))
    take(cast.sarah, fought, "formal_notice", day(25, 1))
    writ = take(cast.sarah, fought, "writ", day(3))
    judged = take(cast.sarah, fought, "judgment", day(10))
    with acting(cast.sarah, moment(day(10))) as sarah:
        note_result(by=sarah, step=judged, result="granted", on=day(10))
    take(cast.sarah, fought, "order", day(11))
    asked = take(cast.sarah, fought, "force", day(12))
    with acting(cast.sarah, moment(day(30))) as sarah:
        note_result(by=sarah, step=asked, result="granted", on=day(30))
    gone = take(cast.victor, theirs, "reminder", day(4))
    with acting(cast.victor, moment(day(5))) as victor:
        withdraw_step(by=victor, step=gone, why="Erreur de bail.")
    take(cast.victor, theirs, "formal_notice", day(31))
    end(cast.victor, theirs, "settled", day(31))
    assert writ.rung == "writ"
    assert of_kind(
        counted(),
        CellKind.STEPS,
        CellKind.LEASES,
        CellKind.SETTLED,
        CellKind.JUDGED,
        CellKind.FORCE,
        CellKind.FORCE_GIVEN,
    ) == {
        ("steps", "Rappel au règlement intérieur"): {MORINS: 1},
        ("steps", "Mise en demeure"): {BRIE: 1},
        ("steps", "Assignation"): {MORINS: 1},
        ("steps", "Commandement de quitter les lieux"): {MORINS: 1},
        ("leases",): {MORINS: 1, BRIE: 1},
        ("settled",): {MORINS: 1},
        ("judged", "Demande accordée par le juge"): {MORINS: 1},
        ("force",): {MORINS: 1},
        ("force_given",): {MORINS: 1},
    }
    with as_worker(), acting_as(machine_actor(CUT_OFF)):
        month = Month(Convention.objects.get(department_code="77"), FIRST, CUT_OFF, None)
        legs = {stream.topic: (sum(of.values()), days) for stream, (of, days) in delays(month).items() if stream.topic}
    assert legs == {
        "Du premier fait à la mise en demeure": (2, 20),
        "De la mise en demeure à l’assignation": (1, 37),
        "De l’assignation au jugement": (1, 7),
    }


def test_places_that_calmed_down(cast: Cast, counted: Callable[[], dict]) -> None:
    def place(*ratings: tuple[str, date], by: Person = cast.sarah) -> Situation:
        opened = open_place(by, cast.tilleuls if by is cast.sarah else cast.pommiers, day(5, 1))
        for colour, on in ratings:
            rate(by, opened, colour, on)
        return opened

    place(("red", day(6, 1)), ("green", day(2)))  # counts
    place(("orange", day(2)), ("green", day(3)), by=cast.victor)  # counts
    place(("red", day(6, 1)), ("green", day(28, 2)))  # February's
    place(("yellow", day(6, 1)), ("green", day(2)))  # never grave
    place(("red", day(6, 1)), ("green", day(2)), ("orange", day(31)))  # grave again
    place(("red", day(6, 1)), ("green", day(1, 4)))  # April's
    settled, back = place(("red", day(6, 1))), place(("red", day(6, 1)), ("green", day(7, 1)))
    end(cast.sarah, settled, "settled", day(31))  # counts
    end(cast.sarah, back, "settled", day(31))  # counted in January
    assert of_kind(counted(), CellKind.GREEN) == {("green",): {MORINS: 2, BRIE: 1}}


def test_injunctions_in_time_and_late(cast: Cast, counted: Callable[[], dict]) -> None:
    for residence, by, notified, answered, accepts in (
        (cast.tilleuls, cast.sarah, day(1), day(16), True),
        (cast.tilleuls, cast.sarah, day(1), day(17), False),
        (cast.pommiers, cast.victor, day(20), day(31), True),
        (cast.pommiers, cast.victor, day(20), day(1, 4), True),
    ):
        with acting(cast.pascale, moment(notified)) as pascale:
            draft = InjunctionDraft(
                landlord=residence.landlord,
                residence=residence,
                commune=None,
                typed="",
                notified_on=notified,
                ground_stated=True,
            )
            injunction = note_injunction(by=pascale, draft=draft, key=uuid4())
        with acting(by, moment(answered)) as actor:
            if accepts:
                accept_injunction(by=actor, injunction=injunction, answered_on=answered)
            else:
                refuse_injunction(by=actor, injunction=injunction, motive="lease_over", answered_on=answered)
    assert of_kind(counted(), CellKind.INJUNCTIONS) == {
        ("injunctions", "Réponse dans les quinze jours"): {MORINS: 1, BRIE: 1},
        ("injunctions", "Réponse après quinze jours"): {MORINS: 1},
    }


def test_orientations_by_theme(cast: Cast, counted: Callable[[], dict]) -> None:
    theme = Theme.objects.filter(keeps_orientation=True, withdrawn_on=None).order_by("position")[0]
    for by, on in ((cast.sarah, day(2)), (cast.sarah, day(31)), (cast.victor, day(5)), (cast.victor, day(1, 4))):
        with acting(by, moment(on)) as actor:
            note_orientation(
                by=actor,
                theme=theme,
                commune=Commune.objects.get(pk=MEAUX),
                channel=OrientationChannel.PHONE,
                on=on,
                submission=uuid4(),
            )
    assert of_kind(counted(), CellKind.ORIENTED) == {("oriented", theme.name): {MORINS: 2, BRIE: 1}}
