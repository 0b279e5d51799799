"""What the walls of exceptional accesses do not let through, whatever the portal's own code asks for."""

import pytest
from django.db import connection
from django.utils import timezone

from correspondents.enums import DesignationRole
from referrals.exceptional_rules import LASTS, WAITS
from referrals.models import ExceptionalAccess
from tests.exceptional import opened, passed_on
from tests.people import Cast, acting, appoint, make_fact, make_referral, make_user
from tests.walls.trials import refused

APPROVED = (
    "UPDATE referrals_exceptionalaccess SET approver_id = %s, approver_designation_id = %s,"
    " approved_at = app_now(){}, until = app_now() + interval '{}' WHERE id = %s"
)
APPROVE = APPROVED.format("", "1 hour")
END = "UPDATE referrals_exceptionalaccess SET ended_at = app_now(){} WHERE id = %s"
ASK = (
    "INSERT INTO referrals_exceptionalaccess (id, convention_id, asker_id, asker_designation_id, reference, reason,"
    " asked_at) VALUES (gen_random_uuid(), app_convention(), %s, %s, 'F-2222-22', 'Une page en erreur.', app_now(){})"
)


@pytest.fixture
def waiting(cast: Cast) -> ExceptionalAccess:
    return passed_on(cast.adrien, make_fact(cast.gilles, cast.tilleuls).reference)


def test_an_administrator_asks_in_the_own_name_and_now(cast: Cast) -> None:
    adrien, sarah = cast.adrien, cast.sarah
    with acting(adrien):
        assert refused(ASK.format(""), sarah.user.pk, adrien.designation.pk)
        assert refused(ASK.format(""), adrien.user.pk, sarah.designation.pk)
        assert refused(ASK.format(" - interval '1 day'"), adrien.user.pk, adrien.designation.pk)
        assert not refused(ASK.format(""), adrien.user.pk, adrien.designation.pk)
    for person in (sarah, cast.delphine, cast.karim, cast.dina):
        with acting(person):
            assert refused(ASK.format(""), person.user.pk, person.designation.pk), person.user.first_name


def test_an_access_is_approved_by_its_owner_in_the_own_name_for_an_hour_from_now(
    cast: Cast, waiting: ExceptionalAccess
) -> None:
    sarah = cast.sarah
    own = (sarah.user.pk, sarah.designation.pk, waiting.pk)
    with acting(sarah):
        assert refused(APPROVE, cast.dina.user.pk, sarah.designation.pk, waiting.pk)
        assert refused(APPROVE, sarah.user.pk, cast.dina.designation.pk, waiting.pk)
        assert refused(APPROVED.format("", "2 hours"), *own)
        assert refused(APPROVED.format(" - interval '1 day'", "1 hour"), *own)
        assert refused(END.format(""), waiting.pk), "not open yet"
        assert not refused(APPROVE, *own)
        assert refused(APPROVE, *own), "approved already"
    with acting(sarah, timezone.now() + WAITS):
        assert refused(APPROVE, *own), "it waits no more"


def test_nobody_but_its_owner_approves_or_ends_an_access(cast: Cast, waiting: ExceptionalAccess) -> None:
    """Nor who asked, though the row is that person's to read."""
    running = opened(cast.adrien, make_fact(cast.gilles, cast.tilleuls).reference, cast.sarah)
    for who in ("adrien", "victor", "karim", "maud", "pascale", "delphine", "gilles", "perrine"):
        person = cast.people()[who]
        with acting(person):
            assert refused(APPROVE, person.user.pk, person.designation.pk, waiting.pk), who
            assert refused(END.format(""), running.pk), who


def test_a_dpo_does_not_decide_beside_two_who_answer(cast: Cast, waiting: ExceptionalAccess) -> None:
    dina = cast.dina
    own = (dina.user.pk, dina.designation.pk, waiting.pk)
    appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)
    with acting(dina):
        assert refused(APPROVE, *own)


def test_a_dpo_decides_where_one_person_answers(cast: Cast, waiting: ExceptionalAccess) -> None:
    with acting(cast.dina):
        assert not refused(APPROVE, cast.dina.user.pk, cast.dina.designation.pk, waiting.pk)


def test_an_access_is_ended_now_while_it_runs_and_never_again(cast: Cast) -> None:
    running = opened(cast.adrien, make_fact(cast.gilles, cast.tilleuls).reference, cast.sarah)
    with acting(cast.sarah):
        assert refused(END.format(" - interval '10 minutes'"), running.pk)
        assert refused("UPDATE referrals_exceptionalaccess SET until = until + interval '1 hour'")
        assert refused("UPDATE referrals_exceptionalaccess SET ended_at = NULL")
        assert refused("UPDATE referrals_exceptionalaccess SET reference = 'F-3333-33'")
        assert not refused(END.format(""), running.pk)
        assert refused(END.format(""), running.pk)
    with acting(cast.sarah, timezone.now() + LASTS):
        assert refused(END.format(""), running.pk)


def test_the_copy_is_the_machine_s_to_make_and_the_asker_s_to_read_while_it_is_open(cast: Cast) -> None:
    """Not to keep, to change or to make a second time; and no case is opened beside it."""
    fact = make_fact(cast.gilles, cast.tilleuls)
    make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    running = opened(cast.adrien, fact.reference, cast.sarah)
    with acting(cast.adrien), connection.cursor() as cursor:
        cursor.execute("SELECT access_id FROM referrals_exceptionalreading")
        assert cursor.fetchall() == [(running.pk,)]
        for table in ("incidents_incident", "incidents_situation", "referrals_referral", "referrals_disclosure"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("SELECT count(*) FROM referrals_exceptionalmatter")
        assert cursor.fetchone() == (0,), "whose it is"
        assert refused("DELETE FROM referrals_exceptionalreading")
        assert refused("UPDATE referrals_exceptionalreading SET kind = 'D'")
    for person in (cast.sarah, cast.dina, cast.victor):
        with acting(person), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM referrals_exceptionalreading")
            assert cursor.fetchone() == (0,), person.user.first_name
    with acting(cast.sarah):
        assert not refused(END.format(""), running.pk)
    with acting(cast.adrien):
        assert refused("SELECT FROM referrals_exceptionalreading")


def test_who_asked_does_not_count_who_would_answer(cast: Cast, waiting: ExceptionalAccess) -> None:
    """Nobody answers for a reference that does not exist: a count would tell that this one does."""
    counted = {}
    for person in (cast.dina, cast.adrien, cast.sarah, cast.delphine):
        with acting(person), connection.cursor() as cursor:
            cursor.execute("SELECT referrals_approving(%s, app_today())", [waiting.pk])
            counted[person.user.first_name] = cursor.fetchone()[0]
    assert counted == {"Dina": 1, "Adrien": 0, "Sarah": 0, "Delphine": 0}
