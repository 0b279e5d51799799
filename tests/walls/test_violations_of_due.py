"""What somebody could put off for others, learn of what others put off, or have told, by SQL and by no page."""

from datetime import timedelta
from uuid import uuid4

from django.db import connection

from correspondents.enums import DesignationRole
from correspondents.messages import DUE_KIND, SITUATION_KIND
from correspondents.models import MailChoice, Snooze
from incidents.services.situations import keep_situation, open_lease_situation
from tests.people import Cast, acting, appoint, make_user
from tests.roles import installing
from tests.walls.test_violations_of_injunctions import reaches_a_row
from tests.walls.test_violations_of_mails import is_refused
from tests.walls.trials import refused

PUT_OFF = (
    "INSERT INTO correspondents_snooze (id, user_id, kind, object_id, until, due_on)"
    " VALUES (gen_random_uuid(), %s, 'injonction', gen_random_uuid(), {}, app_today())"
)
TOMORROW = "app_today() + 1"


def test_one_puts_off_for_oneself_and_not_for_long(cast: Cast) -> None:
    own = cast.sarah.user.pk
    with acting(cast.sarah):
        for until in ("app_today()", "app_today() - 1", "app_today() + 61"):
            assert refused(PUT_OFF.format(until), own), until
        assert refused(PUT_OFF.format(TOMORROW), cast.victor.user.pk)
        assert not refused(PUT_OFF.format(TOMORROW), own)
        assert not refused(PUT_OFF.format("app_today() + 60"), own)
    for person in (cast.gilles, cast.perrine, cast.delphine, cast.adrien):
        with acting(person):
            assert refused(PUT_OFF.format(TOMORROW), person.user.pk), person.user.first_name


def test_what_one_put_off_is_nobody_else_s_to_read_move_or_put_back(cast: Cast) -> None:
    denise = appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)
    until = cast.sarah.actor().today + timedelta(days=3)
    with installing():
        Snooze.objects.create(user=cast.sarah.user, kind="situation", object_id=uuid4(), until=until, due_on=until)
    for person in (denise, cast.victor, cast.pascale, cast.adrien):
        with acting(person), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM correspondents_snooze")
            assert cursor.fetchone() == (0,), person.user.first_name
            assert not reaches_a_row(f"UPDATE correspondents_snooze SET until = {TOMORROW}")
            assert refused("DELETE FROM correspondents_snooze")
    with acting(cast.sarah):
        assert refused("UPDATE correspondents_snooze SET until = app_today() + 61")
        assert refused("UPDATE correspondents_snooze SET user_id = %s", cast.victor.user.pk)
        assert refused("UPDATE correspondents_snooze SET kind = 'demarche'")
        assert not refused(f"UPDATE correspondents_snooze SET until = {TOMORROW}")
        assert not refused("DELETE FROM correspondents_snooze")


def test_when_somebody_was_told_is_the_worker_s_alone(cast: Cast) -> None:
    for person in (cast.sarah, cast.adrien):
        with acting(person):
            assert refused("SELECT * FROM correspondents_duetelling")
            assert refused("INSERT INTO correspondents_duetelling (user_id) VALUES (%s)", person.user.pk)
            assert refused("UPDATE correspondents_duetelling SET told_on = NULL")
            assert is_refused(DUE_KIND, cast.sarah.user.pk, None)


def test_a_situation_is_told_to_whom_it_was_given_and_by_the_house(cast: Cast) -> None:
    denise = appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)
    with acting(cast.sarah) as sarah:
        given = {"residence": cast.tilleuls, "lease": "2019-1", "lease_from": None, "key": uuid4()}
        situation = open_lease_situation(by=sarah, **given)  # type: ignore[arg-type]
        assert is_refused(SITUATION_KIND, denise.user.pk, situation.pk), "given to nobody"
        keep_situation(by=sarah, situation=situation, assigned_to=denise.designation, review_on=None)
        assert not is_refused(SITUATION_KIND, denise.user.pk, situation.pk)
        assert is_refused(SITUATION_KIND, cast.victor.user.pk, situation.pk)
        assert is_refused(SITUATION_KIND, denise.user.pk, situation.pk, state="'sent'")
    for person in (cast.gilles, cast.victor, cast.karim, cast.adrien):
        with acting(person):
            assert is_refused(SITUATION_KIND, denise.user.pk, situation.pk), person.user.first_name


CHOSEN = (
    "INSERT INTO correspondents_mailchoice (user_id, gathering, working_days, is_new) VALUES (%s, 'quart', {}, true)"
)


def test_when_mails_come_is_one_s_own_choice_alone(cast: Cast) -> None:
    with acting(cast.sarah):
        assert refused(CHOSEN.format("false"), cast.victor.user.pk)
        assert not refused(CHOSEN.format("false"), cast.sarah.user.pk)
    with installing():
        MailChoice.objects.update_or_create(user=cast.sarah.user, defaults={"quiet_from": 20, "quiet_until": 7})
    for person in (cast.victor, cast.pascale, cast.adrien):
        with acting(person), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM correspondents_mailchoice")
            assert cursor.fetchone() == (0,), person.user.first_name
            assert not reaches_a_row("UPDATE correspondents_mailchoice SET quiet_from = 8")
    with acting(cast.sarah):
        assert refused("UPDATE correspondents_mailchoice SET user_id = %s", cast.victor.user.pk)
        assert refused("DELETE FROM correspondents_mailchoice")
        assert not refused("UPDATE correspondents_mailchoice SET quiet_from = 21")
