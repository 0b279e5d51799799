"""Each signatory confirms its people: a warning in time, once; a suspension that is lifted; nobody locked out."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from acting.actor import Actor, acting_as, machine_actor
from acting.days import PARIS
from correspondents.enums import DesignationRole
from correspondents.models import Designation, User
from correspondents.review import NOT_DUE
from correspondents.services.confirmations import (
    confirm_designation,
    review_designations,
    suspend_unconfirmed,
    warn_unconfirmed,
)
from correspondents.tasks import remind_confirmations
from journal.models import Entry, Message
from signatories.models import Convention
from tests.people import Cast, Person, acting, appoint, make_user
from tests.roles import as_worker, installing

TODAY = Actor(now=timezone.now()).today


def confirmed_for(due: date) -> date:
    """Six months before that day, or before the next one that every month has: due then, and never earlier."""
    while due.day > 28:
        due += timedelta(days=1)
    return due - relativedelta(months=6)


@pytest.fixture
def due(cast: Cast) -> Cast:
    """Karim, Maud, Adrien and Delphine are due; everybody else is up to date."""
    Designation.objects.update(confirmed_on=TODAY)
    people = (cast.karim, cast.maud, cast.adrien, cast.delphine)
    Designation.objects.filter(pk__in=[p.designation.pk for p in people]).update(
        confirmed_on=confirmed_for(TODAY + timedelta(days=3))
    )
    return cast


def machine(days: int = 0) -> Actor:
    return machine_actor(datetime.combine(TODAY + timedelta(days=days), time(5), PARIS))


def run(days: int) -> tuple[int, int]:
    """A night's work so many days from today: how many were suspended, how many warned."""
    actor = machine(days)
    with as_worker(), acting_as(actor):
        return suspend_unconfirmed(by=actor), warn_unconfirmed(by=actor)


def names(**marked: object) -> set[str]:
    return set(Designation.objects.filter(**marked).values_list("user__first_name", flat=True))


def told(kind: str) -> list[str]:
    """Who was told, once for each message."""
    people = dict(Designation.objects.values_list("user_id", "user__first_name"))
    return sorted(people[pk] for pk in Message.objects.filter(kind=kind).values_list("recipient_id", flat=True))


def test_a_warning_goes_out_once_to_the_person_and_to_those_who_confirm(due: Cast) -> None:
    deputy = appoint(make_user("Denis"), due.karim.post, role=DesignationRole.SUPPLEANT)
    Designation.objects.filter(pk=deputy.designation.pk).update(confirmed_on=TODAY)
    assert [run(0), run(0), run(1)] == [(0, 4), (0, 0), (0, 0)]
    assert names(warned_on=TODAY) == {"Karim", "Maud", "Adrien", "Delphine"}
    assert told("designation_to_confirm") == ["Adrien", "Delphine", "Karim", "Maud"]
    assert told("confirmation_due") == ["Adrien", "Delphine", "Denis", "Karim", "Maud"]


def test_nobody_is_suspended_before_the_warning_is_old_enough(due: Cast) -> None:
    """Due in three days, warned today: the fifteen days of the setting count from the warning."""
    run(0)
    assert [run(day)[0] for day in (3, 14)] == [0, 0]
    assert run(15)[0] == 3
    assert names(suspended_on=TODAY + timedelta(days=15)) == {"Karim", "Maud", "Delphine"}


def test_a_worker_that_slept_for_months_warns_before_it_suspends(due: Cast) -> None:
    suspended, warned = run(150)
    assert (suspended, warned) == (0, 4)


def test_an_administrator_is_warned_and_never_suspended(due: Cast) -> None:
    run(0)
    run(60)
    assert "Adrien" in names(warned_on__isnull=False, suspended_on=None)
    assert due.adrien.client().get("/administration/").status_code == 200


def suspend(person: Person) -> None:
    Designation.objects.filter(pk=person.designation.pk).update(warned_on=TODAY, suspended_on=TODAY)


def test_a_suspended_person_has_nothing_and_confirming_gives_it_back(cast: Cast) -> None:
    suspend(cast.maud)
    maud = cast.maud.client()
    assert maud.get("/saisines/").status_code == 403
    assert maud.post("/annuaire/confirmation/", decision(cast.maud, "keep")).status_code == 403
    assert cast.delphine.client().post("/annuaire/confirmation/", decision(cast.maud, "keep")).status_code == 302
    assert maud.get("/saisines/").status_code == 200
    cast.maud.designation.refresh_from_db()
    marks = cast.maud.designation
    assert (marks.confirmed_on, marks.warned_on, marks.suspended_on) == (TODAY, None, None)
    with acting(cast.delphine):
        written = Entry.objects.filter(object_id=marks.pk, user_id=cast.delphine.user.pk)
        assert list(written.values_list("verb", flat=True)) == ["designation.retablie"]


def decision(person: Person, choice: str) -> dict[str, str]:
    return {f"decision-{person.designation.pk}": choice}


def test_the_suspended_ones_are_told_of_to_the_delegate_when_nobody_is_left(due: Cast) -> None:
    """Maud was alone at her parquet; Karim's deputy is told for the police."""
    deputy = appoint(make_user("Denis"), due.karim.post, role=DesignationRole.SUPPLEANT)
    Designation.objects.filter(pk=deputy.designation.pk).update(confirmed_on=TODAY + timedelta(days=30))
    Designation.objects.filter(pk=due.delphine.designation.pk).update(confirmed_on=TODAY + timedelta(days=30))
    run(0)
    run(15)
    assert names(suspended_on__isnull=False) == {"Karim", "Maud"}
    assert told("designation_suspended") == ["Delphine", "Denis"]


def test_a_gardien_whom_no_one_of_the_house_can_confirm_is_the_administrators_and_not_the_delegates(due: Cast) -> None:
    Designation.objects.filter(pk=due.victor.designation.pk).update(ends_on=TODAY - timedelta(days=1))
    Designation.objects.filter(pk=due.zoe.designation.pk).update(confirmed_on=confirmed_for(TODAY))
    Designation.objects.exclude(pk=due.zoe.designation.pk).update(confirmed_on=TODAY)
    run(0)
    assert (told("confirmation_due"), told("designation_to_confirm")) == (["Adrien"], ["Zoe"])
    lines = {
        who: {
            line.designation.user.first_name for line in person.client().get("/annuaire/confirmation/").context["lines"]
        }
        for who, person in {"delphine": due.delphine, "adrien": due.adrien}.items()
    }
    assert lines == {"delphine": {"Delphine"}, "adrien": {"Adrien", "Zoe"}}
    due.delphine.client().post("/annuaire/confirmation/", decision(due.zoe, "keep"))
    due.zoe.designation.refresh_from_db()
    assert due.zoe.designation.warned_on == TODAY


def test_confirming_starts_a_new_period_with_a_warning_of_its_own(due: Cast) -> None:
    run(0)
    confirm_designation(by=due.delphine.actor(), designation=due.karim.designation)
    assert run(15)[0] == 2
    assert "Karim" not in names(suspended_on__isnull=False)
    before = Message.objects.filter(kind="designation_to_confirm", recipient_id=due.karim.user.pk).count()
    run(180)
    after = Message.objects.filter(kind="designation_to_confirm", recipient_id=due.karim.user.pk).count()
    assert after == before + 1


def test_the_period_and_the_warning_are_settings_and_zero_asks_nobody(due: Cast) -> None:
    Convention.objects.update(confirmation_months=0)
    assert run(400) == (0, 0)
    Convention.objects.update(confirmation_months=6, confirmation_warning_days=1)
    due_in = (confirmed_for(TODAY + timedelta(days=3)) + relativedelta(months=6) - TODAY).days
    assert run(due_in - 2) == (0, 0)
    assert run(due_in - 1) == (0, 4)


def test_the_screen_lists_the_own_people_and_the_delegate_sees_beyond_what_is_due(due: Cast) -> None:
    run(0)

    def listed(person: Person) -> set[str]:
        lines = person.client().get("/annuaire/confirmation/").context["lines"]
        return {line.designation.user.first_name for line in lines}

    assert listed(due.sarah) == {"Sarah", "Gilles", "Gaston", "Dina"}
    assert listed(due.maud) == {"Maud", "Perrine"}
    assert listed(due.delphine) == {"Delphine", "Karim", "Maud"}
    assert listed(due.adrien) == {"Adrien", "Delphine", "Karim", "Maud"}


@pytest.mark.parametrize("months", [0, 6], ids=["never asked", "asked"])
@pytest.mark.parametrize("days", [-1, 0, 1, 13, 14, 15, 16], ids=lambda days: f"due in {days} days")
def test_the_number_beside_the_button_is_of_the_lines_that_are_due(due: Cast, days: int, months: int) -> None:
    Convention.objects.update(confirmation_months=months, confirmation_warning_days=14)
    Designation.objects.filter(pk=due.maud.designation.pk).update(
        confirmed_on=confirmed_for(TODAY + timedelta(days=days))
    )
    Designation.objects.filter(pk=due.perrine.designation.pk).update(suspended_on=TODAY)
    lines = due.maud.client().get("/annuaire/confirmation/").context["lines"]
    waiting = [line for line in lines if line.tone != NOT_DUE]
    assert {line.designation.user.first_name for line in lines} == {"Maud", "Perrine"}
    assert due.maud.client().get("/annuaire/organisme/").context["to_confirm"] == len(waiting)


def test_one_screen_confirms_and_ends_all_at_once(cast: Cast) -> None:
    data = decision(cast.gilles, "keep") | decision(cast.gaston, "end") | decision(cast.victor, "end")
    assert cast.sarah.client().post("/annuaire/confirmation/", data).status_code == 302
    rows = {d.user.first_name: (d.confirmed_on, d.ends_on) for d in Designation.objects.all()}
    assert rows["Gilles"] == (TODAY, None)
    assert rows["Gaston"] == (None, TODAY)
    assert {rows[name] for name in rows if name not in ("Gilles", "Gaston")} == {(None, None)}


def test_a_screen_with_a_refusal_changes_nothing(cast: Cast) -> None:
    deputy = appoint(make_user("Denis"), cast.adrien.post, role=DesignationRole.SUPPLEANT, ends_on=TODAY)
    data = decision(deputy, "keep") | decision(cast.adrien, "end")
    response = cast.adrien.client().post("/annuaire/confirmation/", data)
    assert response.status_code == 200
    assert "Le portail doit garder un administrateur" in response.text
    assert names(confirmed_on=TODAY) == set()


PAGE = "/annuaire/confirmation/"


def test_all_that_was_shown_is_confirmed_at_once_and_each_is_journaled(cast: Cast) -> None:
    client = cast.sarah.client()
    shown = client.get(PAGE).context["shown"]
    assert client.post(PAGE, {"shown": shown}).status_code == 302
    assert names(confirmed_on=TODAY) == {"Sarah", "Gilles", "Gaston", "Dina"}
    entries = Entry.objects.filter(verb="designation.confirmee").values_list("object_id", flat=True)
    assert set(entries) == set(Designation.objects.filter(confirmed_on=TODAY).values_list("pk", flat=True))
    assert client.post(PAGE, {"shown": shown}).status_code == 302
    assert Entry.objects.filter(verb="designation.confirmee").count() == 4


def _joined(cast: Cast) -> object:
    return appoint(make_user("Denis"), cast.sarah.post, role=DesignationRole.SUPPLEANT)


def _left(cast: Cast) -> object:
    return Designation.objects.filter(pk=cast.gaston.designation.pk).update(ends_on=TODAY + timedelta(days=9))


def _renamed(cast: Cast) -> object:
    return User.objects.filter(pk=cast.gilles.user.pk).update(last_name="Autre")


@pytest.mark.parametrize("meanwhile", [_joined, _left, _renamed])
def test_nobody_is_confirmed_unseen(cast: Cast, meanwhile: Callable[[Cast], object]) -> None:
    client = cast.sarah.client()
    shown = client.get(PAGE).context["shown"]
    with installing():
        meanwhile(cast)
    again = client.post(PAGE, {"shown": shown})
    assert again.status_code == 200
    assert "La liste a changé depuis qu’elle vous a été montrée" in again.text
    assert names(confirmed_on=TODAY) == set()
    assert client.post(PAGE, {"shown": again.context["shown"]}).status_code == 302


def test_what_one_may_not_confirm_refuses_all(cast: Cast) -> None:
    """The rule is asked for each."""
    with acting(cast.sarah) as by, pytest.raises(PermissionDenied):
        review_designations(by=by, kept=[cast.gilles.designation, cast.victor.designation], left=())
    assert names(confirmed_on=TODAY) == set()


def test_no_decision_is_said(cast: Cast) -> None:
    response = cast.sarah.client().post("/annuaire/confirmation/", {})
    assert "pour au moins une personne" in response.text


def test_the_nightly_task_does_both(due: Cast) -> None:
    with as_worker():
        remind_confirmations()
    assert names(warned_on=TODAY) == {"Karim", "Maud", "Adrien", "Delphine"}


def test_a_house_with_more_people_than_a_form_has_fields_confirms_them_in_turn(cast: Cast) -> None:
    """Whoever is due first comes first; the rest follows once these are saved."""
    Designation.objects.update(confirmed_on=TODAY)
    with installing():
        late = [appoint(make_user(f"Tardif {n}"), cast.sarah.post, role=DesignationRole.SUPPLEANT) for n in range(160)]
    late_keys = {person.designation.pk for person in late}
    Designation.objects.filter(pk__in=late_keys).update(confirmed_on=confirmed_for(TODAY))
    client = cast.sarah.client()
    page = client.get("/annuaire/confirmation/")
    shown = {f"decision-{line.designation.pk}": "keep" for line in page.context["lines"]}
    assert len(shown) == 150
    assert {name.removeprefix("decision-") for name in shown} < {str(key) for key in late_keys}
    assert "autres\n" in page.text
    assert client.post("/annuaire/confirmation/", shown).status_code == 302
    after = client.get("/annuaire/confirmation/").context["lines"]
    assert {line.designation.pk for line in after[:10]} == late_keys - {
        line.designation.pk for line in page.context["lines"]
    }
