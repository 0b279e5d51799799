"""A partner's own load: each number against a recount in SQL written apart, beside the work of other posts."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from acting.days import PARIS
from acting.enums import Function
from correspondents.enums import DesignationRole
from files.tables.writer import BOM, XLSX_TYPE
from journal.models import Entry
from referrals.injunction_draft import InjunctionDraft
from referrals.models import Injunction, Referral
from referrals.services.injunctions import accept_injunction, note_injunction, note_judge_seized, refuse_injunction
from referrals.services.referrals import (
    acknowledge_referral,
    answer_referral,
    refuse_referral,
    withdraw_referral,
)
from reports.own_load import OVER, RESERVED, Asked, OwnLoad, Took, Twice, Waiting, own_load
from reports.own_load_panels import LOAD_COUNTED, compared, load_panels
from reports.periods import own_period
from signatories.waiting import scale_of
from tests.pages import one_line
from tests.people import (
    MEAUX,
    MELUN,
    Cast,
    Person,
    acting,
    appoint,
    make_post,
    make_referral,
    make_residence,
    make_user,
)

pytestmark = pytest.mark.django_db

ADDRESS, EXPORT = "/pilotage/charge/", "/pilotage/charge/export/"
TODAY = date(2026, 6, 15)
FIRST = date(2025, 6, 16)  # of the twelve months that end today
DAY = timedelta(days=1)
MOST_STATEMENTS = 8


def moment(day: date, at: time = time(10)) -> datetime:
    return datetime.combine(day, at, PARIS)


def load_of(person: Person, name: str = "12-mois", today: date = TODAY) -> OwnLoad:
    with acting(person, moment(today, time(18))) as actor:
        return own_load(actor, own_period(name, actor.today))


def send(by: Person, to: Person, day: date, **said: Any) -> Referral:
    """Of a residence that the post is competent for."""
    commune = MELUN if "Melun" in to.post.label else MEAUX
    residence = make_residence(by.signatory, f"Résidence {uuid4().hex[:6]}", commune)
    return make_referral(by, to, residence, at=moment(day, said.pop("time_of_day", time(9))), **said)


def acknowledge(by: Person, referral: Referral, day: date) -> None:
    with acting(by, moment(day)) as actor:
        acknowledge_referral(by=actor, referral=referral)


def answer(by: Person, referral: Referral, day: date, outcome: str, **said: Any) -> None:
    with acting(by, moment(day, said.pop("time_of_day", time(11)))) as actor:
        answer_referral(by=actor, referral=referral, outcome=outcome, **said)


def refuse(by: Person, referral: Referral, day: date, motive: str = "out_of_frame") -> None:
    with acting(by, moment(day)) as actor:
        refuse_referral(by=actor, referral=referral, motive=motive)


def recounted(statement: str, *given: Any) -> list[tuple[Any, ...]]:
    """In the installation's role, which sees all rows: what the page says must be what the post's rows say."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


@pytest.fixture
def kevin(cast: Cast) -> Person:
    """Of the same police, at the post of Melun."""
    post = make_post(cast.karim.signatory, Function.CORRESPONDANT, "Circonscription de Melun", communes=(MELUN,))
    return appoint(make_user("Kevin"), post)


@pytest.fixture
def busy(cast: Cast, kevin: Person) -> Cast:
    """What Karim's post received over two years, with as much at other posts of the same signatory and of others."""
    for by, to, many in ((cast.sarah, cast.karim, 3), (cast.victor, cast.karim, 2), (cast.sarah, kevin, 4)):
        for number in range(many):
            answered = send(by, to, FIRST + DAY * 30 * number)
            acknowledge(to, answered, FIRST + DAY * (30 * number + 1 + number))
            answer(to, answered, FIRST + DAY * (30 * number + 3 + 2 * number), "patrols_planned")
    refuse(cast.karim, send(cast.sarah, cast.karim, date(2026, 2, 2)), date(2026, 2, 12))
    refuse(cast.karim, send(cast.victor, cast.karim, date(2025, 3, 3)), date(2025, 3, 4), "no_basis")
    answer(cast.karim, send(cast.sarah, cast.karim, date(2025, 1, 7)), date(2025, 1, 9), "nothing_found")
    send(cast.sarah, cast.karim, date(2026, 5, 20), subject="visite-surete")
    acknowledge(cast.karim, send(cast.victor, cast.karim, date(2026, 5, 4)), date(2026, 5, 5))
    send(cast.sarah, cast.maud, date(2026, 5, 1))
    send(cast.sarah, kevin, date(2026, 4, 28))
    return cast


def test_every_number_is_what_the_rows_of_the_post_say(busy: Cast) -> None:
    own = load_of(busy.karim)
    post, begins, ends = busy.karim.post.pk, moment(FIRST, time(0)), moment(TODAY + DAY, time(0))
    earlier = moment(date(2024, 6, 16), time(0))
    received = "SELECT count(*) FROM referrals_referral WHERE recipient_post_id = %s AND sent_at >= %s AND sent_at < %s"
    now, before = (recounted(received, post, *days)[0][0] for days in ((begins, ends), (earlier, begins)))
    assert own.received == Twice(now, before) == Twice(8, 2)
    months = recounted(
        "SELECT (date_trunc('month', sent_at AT TIME ZONE 'Europe/Paris'))::date, count(*) FROM referrals_referral"
        " WHERE recipient_post_id = %s AND sent_at >= %s AND sent_at < %s GROUP BY 1",
        post, begins, ends,
    )  # fmt: skip
    assert own.months == dict(months)
    assert own.months.total() == 8
    outcomes = recounted(
        "SELECT outcome, count(*) FILTER (WHERE a.answered_at >= %s), count(*) FILTER (WHERE a.answered_at < %s)"
        " FROM referrals_answer a JOIN referrals_referral r ON r.id = a.referral_id"
        " WHERE r.recipient_post_id = %s AND a.answered_at >= %s AND a.answered_at < %s GROUP BY 1",
        begins, begins, post, earlier, ends,
    )  # fmt: skip
    assert own.outcomes == {code: Twice(*counts) for code, *counts in outcomes}
    assert own.outcomes == {"patrols_planned": Twice(5, 0), "nothing_found": Twice(0, 1)}
    assert own.refused == {"out_of_frame": Twice(1, 0), "no_basis": Twice(0, 1)}
    days = recounted(
        "SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY"
        " floor(extract(epoch FROM coalesce(answered_at, ended_at) - sent_at) / 86400)), count(*)"
        " FROM referrals_referral WHERE recipient_post_id = %s AND coalesce(answered_at, ended_at) >= %s",
        post, begins,
    )  # fmt: skip
    assert own.delays["answered"][0] == Took(int(days[0][0]), days[0][1]) == Took(5, 6)
    assert own.delays["acknowledged"] == (Took(1, 6), Took(2, 1))
    assert own.delays["answered"][1] == Took(1, 2), "a refusal is a first answer"
    assert own.waiting == {
        "sent": Waiting(1, moment(date(2026, 5, 20), time(9))),
        "acknowledged": Waiting(1, moment(date(2026, 5, 4), time(9))),
    }


def test_each_post_reads_its_own_alone(busy: Cast, kevin: Person) -> None:
    """Kevin's is of the same signatory, Maud's of another; whoever has no box has no load."""
    assert load_of(busy.karim).received.now == 8
    assert (load_of(kevin).received, load_of(kevin).waits) == (Twice(5, 0), 1)
    assert (load_of(busy.maud).received, load_of(busy.maud).outcomes) == (Twice(1, 0), {})
    for person in (busy.paul, busy.geraldine, busy.pascale):
        own = load_of(person)
        assert (own.received, own.waits, own.outcomes, own.asked) == (Twice(), 0, {}, {})


def test_a_deputy_and_a_preparateur_read_that_of_their_post(busy: Cast) -> None:
    sophie = appoint(make_user("Sophie"), busy.karim.post, role=DesignationRole.SUPPLEANT)
    assert load_of(sophie) == load_of(busy.karim)
    assert load_of(busy.perrine) == load_of(busy.maud)


def test_of_what_has_ended_only_what_is_left_is_counted(cast: Cast) -> None:
    """Its dates and the own answer; that it was about a visit is told no more than on its own page."""
    kept = send(cast.sarah, cast.karim, date(2026, 6, 1))
    withdrawn = send(cast.sarah, cast.karim, date(2026, 6, 2), subject="visite-surete")
    answer(cast.karim, withdrawn, date(2026, 6, 3), "patrols_planned")
    with acting(cast.sarah, moment(date(2026, 6, 4))) as sarah:
        withdraw_referral(by=sarah, referral=withdrawn)
    past = send(cast.sarah, cast.karim, date(2026, 3, 1), subject="visite-surete", until=date(2026, 4, 1))
    own = load_of(cast.karim)
    assert (own.received.now, own.waits) == (3, 1)
    assert own.subjects == {kept.subject.label: 1}
    assert own.no_longer_read == {OVER: 2}
    assert own.outcomes == {"patrols_planned": Twice(1, 0)}
    assert past.subject.label not in str(load_panels(own, "police", scale_of(cast.karim.signatory.convention), TODAY))


def test_of_what_is_reserved_to_a_colleague_the_dates_alone(cast: Cast) -> None:
    sophie = appoint(make_user("Sophie"), cast.karim.post, role=DesignationRole.SUPPLEANT)
    waiting = send(cast.sarah, cast.karim, date(2026, 6, 1), readers=(sophie,))
    for each in (date(2026, 5, 1), date(2026, 5, 2)):
        answer(sophie, send(cast.sarah, cast.karim, each, readers=(sophie,)), each + DAY, "more_needed", note="Où ?")
    refuse(sophie, send(cast.sarah, cast.karim, date(2026, 5, 4), readers=(sophie,)), date(2026, 5, 6))
    hers, his = load_of(sophie), load_of(cast.karim)
    assert hers.subjects == {waiting.subject.label: 3}
    assert (hers.outcomes, hers.more_asked, hers.to_complete) == ({"more_needed": Twice(2)}, Twice(2), 2)
    assert hers.refused == {"out_of_frame": Twice(1)}
    assert (his.subjects, his.no_longer_read) == ({}, {RESERVED: 4})
    assert (his.outcomes, his.more_asked, his.to_complete) == ({}, Twice(), 0)
    assert (his.refused, set(his.waiting)) == ({"": Twice(1)}, {RESERVED})
    assert his.delays == hers.delays, "dates are told of both"


def test_a_corrected_answer_counts_once(cast: Cast) -> None:
    referral = send(cast.sarah, cast.karim, date(2026, 5, 4))
    answer(cast.karim, referral, date(2026, 5, 5), "nothing_found")
    answer(cast.karim, referral, date(2026, 5, 6), "patrols_planned", replaces_former=True)
    answer(cast.karim, referral, date(2026, 5, 7), "complaint_recorded")
    assert load_of(cast.karim).outcomes == {"patrols_planned": Twice(1), "complaint_recorded": Twice(1)}


def test_a_day_begins_at_midnight_in_paris(cast: Cast) -> None:
    for day, at in ((FIRST - DAY, time(23, 59)), (FIRST, time(0)), (TODAY, time(17))):
        send(cast.sarah, cast.karim, day, time_of_day=at)
    assert load_of(cast.karim).received == Twice(2, 1)
    assert load_of(cast.karim).months == {date(2025, 6, 1): 1, date(2026, 6, 1): 1}
    assert load_of(cast.karim, "annee").received == Twice(1, 1)


def test_the_period_before_is_as_long(cast: Cast) -> None:
    sliding, year = own_period("12-mois", TODAY).before, own_period("annee", TODAY).before
    assert (sliding.first, sliding.last) == (date(2024, 6, 16), FIRST - DAY)
    assert (year.first, year.last) == (date(2025, 1, 1), date(2025, 6, 15))


def test_a_difference_is_a_number_and_no_judgement() -> None:
    assert compared(Twice(5, 2)) == ("5", "2", "3 de plus")
    assert compared(Twice(2, 5)) == ("2", "5", "3 de moins")
    assert compared(Twice(4, 4)) == ("4", "4", "autant")


def test_what_a_post_asked_of_landlords(cast: Cast, kevin: Person) -> None:
    answer(cast.sarah, send_to(cast.karim, cast.sarah, cast.tilleuls, date(2026, 5, 1)), date(2026, 5, 3), "done")
    refuse(cast.victor, send_to(cast.karim, cast.victor, cast.pommiers, date(2026, 5, 1)), date(2026, 5, 2))
    send_to(cast.karim, cast.sarah, cast.tilleuls, date(2026, 5, 4))
    send_to(cast.karim, cast.sarah, cast.tilleuls, date(2025, 5, 4))
    send_to(cast.karim, cast.sarah, cast.tilleuls, date(2026, 5, 5), send=False)
    told = send_to(cast.karim, cast.sarah, cast.tilleuls, date(2026, 5, 6), subject="intervention-site")
    acknowledge(cast.sarah, told, date(2026, 5, 7))
    send_to(kevin, cast.sarah, cast.erables, date(2026, 5, 8))
    asked = load_of(cast.karim).asked
    labels = dict(recounted("SELECT code, label FROM referrals_subject"))
    assert asked == {
        labels["acces-badges"]: Asked(Twice(3, 1), answered=2, waiting=1),
        labels["intervention-site"]: Asked(Twice(1), answered=0, waiting=0),
    }


def send_to(by: Person, to: Person, residence: Any, day: date, **said: Any) -> Referral:
    return make_referral(by, to, residence, at=moment(day), **said)


def test_injunctions_by_both_clocks(cast: Cast) -> None:
    in_time, late, refused, running, missed, seized, overdue, before = (
        enjoin(cast, day)
        for day in (
            date(2026, 1, 5), date(2026, 1, 5), date(2026, 1, 5), date(2026, 6, 10),
            date(2026, 5, 4), date(2026, 2, 2), date(2026, 3, 2), date(2025, 7, 1),
        )
    )  # fmt: skip
    moves: list[tuple[Any, Injunction, date, str]] = [
        (accept_injunction, in_time, date(2026, 1, 20), "answered_on"),
        (note_judge_seized, in_time, date(2026, 2, 20), "seized_on"),
        (accept_injunction, late, date(2026, 1, 21), "answered_on"),
        (note_judge_seized, late, date(2026, 2, 22), "seized_on"),
        (refuse_injunction, refused, date(2026, 1, 12), "answered_on"),
        (accept_injunction, overdue, date(2026, 3, 9), "answered_on"),
        (accept_injunction, seized, date(2026, 2, 9), "answered_on"),
    ]
    for act, injunction, day, name in moves:
        with acting(cast.sarah, moment(TODAY)) as sarah:
            said: dict[str, Any] = {name: day}
            said |= {"court": "Tribunal judiciaire de Meaux"} if act is note_judge_seized else {}
            said |= {"motive": "insufficient", "note": ""} if act is refuse_injunction else {}
            act(by=sarah, injunction=injunction, **said)
    assert all((running, missed, before))
    told = load_of(cast.pascale).injunctions
    assert told
    assert told.notified == Twice(8, 0)
    names = ("in_time", "late", "running", "missed")
    fates = {clock: tuple(told.fates[clock, fate] for fate in names) for clock in ("answer", "seizure")}
    assert fates == {"answer": (4, 1, 1, 2), "seizure": (1, 1, 0, 2)}
    year = load_of(cast.pascale, "annee", date(2026, 12, 31)).injunctions
    assert year
    assert year.notified == Twice(7, 1)
    assert load_of(cast.karim).injunctions is None
    assert load_of(cast.maud).injunctions is None


def enjoin(cast: Cast, day: date) -> Injunction:
    with acting(cast.pascale, moment(day)) as pascale:
        draft = InjunctionDraft(
            landlord=cast.sarah.signatory,
            residence=cast.tilleuls,
            commune=None,
            typed="",
            notified_on=day,
            ground_stated=True,
        )
        return note_injunction(by=pascale, draft=draft, key=uuid4())


# The page


def test_who_reads_it_and_what_of_whom(cast: Cast, kevin: Person) -> None:
    today = timezone.localdate()
    send(cast.sarah, cast.karim, today - DAY * 9)
    for days in (3, 4):
        send(cast.sarah, kevin, today - DAY * days)
    people = cast.people() | {"kevin": kevin}
    readers = {"karim", "kevin", "geraldine", "maud", "paul", "fanny", "perrine", "pascale"}
    for address in (ADDRESS, EXPORT):
        codes = {name: person.client().get(address).status_code for name, person in people.items()}
        assert {name for name, code in codes.items() if code == 200} == readers
        assert set(codes.values()) == {200, 403}
    page = one_line(cast.karim.client().get(ADDRESS).text)
    assert "1 saisine attend à votre poste, dont 1 sans accusé de réception." in page
    assert "sans réponse depuis 9 jours" in page.replace("\u00a0", " ")
    assert "2 saisines attendent à votre poste" in one_line(kevin.client().get(ADDRESS).text)
    assert "Aucune saisine n’attend à votre poste." in one_line(cast.pascale.client().get(ADDRESS).text)
    assert not [
        name for name in ("Résidence", "Habitat", "Sarah", "Karim", "Kevin") if name in page.split("<main", 1)[1]
    ]
    panels = {
        name: people[name].client().get(ADDRESS).text.count('<table class="data">') for name in ("karim", "pascale")
    }
    assert panels == {"karim": len(LOAD_COUNTED) - 1, "pascale": len(LOAD_COUNTED)}


def test_each_reading_is_written_down(cast: Cast) -> None:
    client = cast.maud.client()
    client.get(ADDRESS)
    client.get(EXPORT)
    with acting(cast.maud):
        read = Entry.objects.filter(verb="chiffres.propres_lus").values_list("channel", "owner_id", "user_id")
        assert set(read) == {(channel, cast.maud.signatory.pk, cast.maud.user.pk) for channel in ("page", "export")}


def test_both_tables_say_what_the_page_says(cast: Cast) -> None:
    today = timezone.localdate()
    answer(cast.karim, send(cast.sarah, cast.karim, today - DAY * 9), today - DAY, "nothing_found")
    client = cast.karim.client()
    lines = client.get(EXPORT).text.removeprefix(BOM).splitlines()
    assert lines[0] == '"Figure";"Période";"Ligne";"Colonne";"Valeur"'
    assert [line for line in lines if "Rien constaté" in line] == [
        f'"Réponses données";"douze mois";"Rien constaté";"{column}";"{value}"'
        for column, value in (("Période", "1"), ("Période précédente", "0"), ("Écart", "1 de plus"))
    ]
    workbook = client.get(EXPORT, {"format": "xlsx"})
    assert workbook.headers["Content-Type"] == XLSX_TYPE
    assert workbook.headers["Content-Disposition"].endswith(f'{today}.xlsx"')
    rows = load_workbook(BytesIO(workbook.content)).active.iter_rows(values_only=True)  # type: ignore[union-attr]
    assert [";".join(f'"{cell}"' for cell in row) for row in rows] == lines


def test_the_landlords_own_figures_are_a_workbook_too(cast: Cast) -> None:
    client = cast.sarah.client()
    lines = client.get("/pilotage/export/").text.removeprefix(BOM).splitlines()
    workbook = client.get("/pilotage/export/", {"format": "xlsx"})
    assert workbook.headers["Content-Type"] == XLSX_TYPE
    rows = load_workbook(BytesIO(workbook.content)).active.iter_rows(values_only=True)  # type: ignore[union-attr]
    assert [";".join(f'"{cell}"' for cell in row) for row in rows] == lines


def test_the_load_takes_as_many_statements_for_one_referral_as_for_twenty(cast: Cast) -> None:
    def asked() -> int:
        with acting(cast.pascale, moment(TODAY)) as pascale, CaptureQueriesContext(connection) as captured:
            own_load(pascale, own_period("12-mois", pascale.today))
        return len(captured)

    counts = []
    for many in (1, 4):
        for _ in range(many):
            answer(cast.pascale, send(cast.sarah, cast.pascale, date(2026, 5, 1)), date(2026, 5, 3), "not_retained")
            enjoin(cast, date(2026, 5, 4))
        counts.append(asked())
    assert counts[0] == counts[1] <= MOST_STATEMENTS
