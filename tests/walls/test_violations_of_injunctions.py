"""What a side of an injunction could still write by SQL and by no page, or learn of the other side's."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.enums import Function
from correspondents.messages import INJUNCTION_KIND
from referrals.models import Injunction
from referrals.services import injunctions as services
from tests.people import Cast, acting, appoint, make_injunction, make_post, make_user
from tests.roles import as_worker
from tests.walls.test_violations_of_mails import is_refused
from tests.walls.trials import refused

COPIED = "INSERT INTO referrals_injunction ({}) SELECT {} FROM referrals_injunction WHERE id = %s"
NEW = {
    "id": "gen_random_uuid()",
    "reference": "'J-' || left(md5(random()::text), 7)",
    "noted_at": "app_now()",
    "noted_by_id": "app_designation()",
}


def written(**said: str) -> str:
    """The same injunction again, but for what is said otherwise."""
    columns = [str(field.column) for field in Injunction._meta.concrete_fields if not field.generated]
    values = NEW | said
    return COPIED.format(", ".join(columns), ", ".join(values.get(name, name) for name in columns))


def test_an_injunction_begins_as_it_is_notified(cast: Cast) -> None:
    injunction = make_injunction(cast.pascale, cast.tilleuls)
    with acting(cast.pascale):
        for said in (
            {"state": "'accepted'"},
            {"version": "2"},
            {"noted_at": "'2001-01-01'"},
            {"notified_on": "app_today() + 1"},
            {"answer": "'accepted'", "answered_on": "app_today()"},
            {"seized_on": "app_today()"},
            {"substituted_on": "app_today()"},
            {"ended_on": "app_today()"},
            {"noted_by_id": f"'{cast.sarah.designation.pk}'"},
            {"issuer_post_id": "NULL"},
            {"issuer_post_id": f"'{cast.karim.post.pk}'"},
            {"landlord_id": f"'{cast.karim.signatory.pk}'", "residence_id": "NULL"},
            {"landlord_id": f"'{cast.victor.signatory.pk}'"},
            {"commune_id": "'77288'"},
        ):
            assert refused(written(**said), injunction.pk), said
        assert not refused(written(), injunction.pk)


def test_nobody_else_writes_one_down(cast: Cast) -> None:
    own = make_injunction(cast.sarah, cast.tilleuls)
    with acting(cast.sarah):
        assert not refused(written(), own.pk)
        assert refused(written(issuer_post_id=f"'{cast.pascale.post.pk}'"), own.pk), "in the préfecture's name"
        assert refused(written(landlord_id=f"'{cast.victor.signatory.pk}'", residence_id="NULL"), own.pk)
    for person in (cast.karim, cast.maud, cast.delphine, cast.gilles, cast.adrien):
        values = "gen_random_uuid(), 'J-9999999', app_designation(), app_now(), app_post(), %s, '77284', 'x', true"
        statement = (
            "INSERT INTO referrals_injunction (id, reference, noted_by_id, noted_at, issuer_post_id, landlord_id,"
            " commune_id, address, ground_stated, notified_on, state, version, answer, refusal_motive, answer_note,"
            f" court) VALUES ({values}, app_today(), 'notified', 1, '', '', '', '')"
        )
        with acting(person):
            assert refused(statement, cast.sarah.signatory.pk), person.user.first_name


ACCEPTED = (
    "UPDATE referrals_injunction SET state = 'accepted', answer = 'accepted', answered_on = {}, version = version + 1"
    "{} WHERE id = %s"
)
ENDED = "UPDATE referrals_injunction SET state = '{}', ended_on = {}, version = version + 1 WHERE id = %s"


def test_it_moves_as_the_table_says_by_its_side_and_on_these_days(cast: Cast) -> None:
    injunction = make_injunction(cast.pascale, cast.tilleuls, days_ago=3)
    with acting(cast.pascale):
        assert refused(ACCEPTED.format("app_today()", ""), injunction.pk), "the landlord's answer"
        assert refused(ENDED.format("closed", "app_today()"), injunction.pk)
        assert refused(ENDED.format("withdrawn", "app_today() - 1"), injunction.pk)
    with acting(cast.sarah):
        for day in ("app_today() + 1", "app_today() - 4"):
            assert refused(ACCEPTED.format(day, ""), injunction.pk), day
        for more in (", notified_on = notified_on - 1", ", court = 'x'", ", issuer_post_id = NULL"):
            assert refused(ACCEPTED.format("app_today()", more), injunction.pk), more
        assert refused(ENDED.format("withdrawn", "app_today()"), injunction.pk), "the préfecture's"
        assert refused("UPDATE referrals_injunction SET version = version + 1 WHERE id = %s", injunction.pk)
        assert not refused(ACCEPTED.format("app_today()", ""), injunction.pk)


def test_a_refusal_has_a_motive_of_the_list(cast: Cast) -> None:
    injunction = make_injunction(cast.pascale, cast.tilleuls)
    told = (
        "UPDATE referrals_injunction SET state = 'refused', answer = 'refused', answered_on = app_today(),"
        " refusal_motive = '{}', version = version + 1 WHERE id = %s"
    )
    with acting(cast.sarah):
        assert refused(told.format("nimporte"), injunction.pk)
        assert not refused(told.format("not_ours"), injunction.pk)


SUBSTITUTED = (
    "UPDATE referrals_injunction SET state = 'substituted', substituted_on = app_today(), version = version + 1"
    " WHERE id = %s"
)


def test_the_prefet_waits_for_the_last_day(cast: Cast) -> None:
    for days_ago, is_too_early in ((15, True), (16, False)):
        injunction = make_injunction(cast.pascale, cast.tilleuls, days_ago=days_ago)
        with acting(cast.pascale):
            assert refused(SUBSTITUTED, injunction.pk) is is_too_early, days_ago


EXPIRED = "UPDATE referrals_injunction SET state = 'expired', version = version + 1 WHERE id = %s"


def test_the_clock_is_the_worker_s_and_says_each_thing_once(cast: Cast) -> None:
    injunction, late = (make_injunction(cast.pascale, cast.tilleuls, days_ago=days) for days in (13, 16))
    for person in (cast.sarah, cast.pascale):
        with acting(person):
            assert refused(EXPIRED, late.pk)
    with transaction.atomic(), as_worker(), acting_as(machine_actor(timezone.now())):
        assert refused(EXPIRED, injunction.pk), "before its last day is past"
        assert not refused(EXPIRED, late.pk)


def reaches_a_row(statement: str) -> bool:
    """A row that a trigger keeps was reached."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            return bool(cursor.rowcount)
    except DatabaseError:
        return True


def test_who_reads_none_reaches_none_either(cast: Cast) -> None:
    """A row that is held makes others wait. Where nothing of it is read, no policy of reading stands before it."""
    make_injunction(cast.pascale, cast.tilleuls)
    for person, is_own in ((cast.sarah, True), (cast.victor, False), (cast.karim, False), (cast.gilles, False)):
        with acting(person):
            assert reaches_a_row("UPDATE referrals_injunction SET version = 1") is is_own, person.user.first_name


def test_the_lease_is_written_by_the_landlord_of_the_injunction(cast: Cast) -> None:
    injunction = make_injunction(cast.pascale, cast.tilleuls)
    noted = "INSERT INTO referrals_injunctionlease (injunction_id, number) VALUES (%s, '2019')"
    for person in (cast.pascale, cast.victor, cast.gilles, cast.karim):
        with acting(person):
            assert refused(noted, injunction.pk), person.user.first_name
    with acting(cast.sarah):
        assert not refused(noted, injunction.pk)
        assert refused("DELETE FROM referrals_injunctionlease")
    with acting(cast.pascale):
        assert refused("UPDATE referrals_injunctionlease SET number = '1'")


@pytest.mark.parametrize("kind", [INJUNCTION_KIND, "injunction_moved"])
def test_each_side_tells_the_other_and_nobody_else(cast: Cast, kind: str) -> None:
    constance = appoint(make_user("Constance"), make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux"))
    injunction, people = make_injunction(cast.pascale, cast.tilleuls), cast.people() | {"constance": constance}
    told: dict[str, set[str]] = {}
    for who, person in people.items():
        with acting(person):
            told[who] = {name for name, each in people.items() if not is_refused(kind, each.user.pk, injunction.pk)}
    assert {who: names for who, names in told.items() if names} == {
        "pascale": {"sarah", "constance"},
        "sarah": {"pascale"},
        "constance": {"pascale"},
    }


def test_of_what_a_landlord_noted_by_itself_nobody_is_told(cast: Cast) -> None:
    injunction = make_injunction(cast.sarah, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        services.accept_injunction(by=sarah, injunction=injunction, answered_on=sarah.today - timedelta(days=1))
        for person in (cast.pascale, cast.sarah, cast.victor):
            assert is_refused(INJUNCTION_KIND, person.user.pk, injunction.pk)
