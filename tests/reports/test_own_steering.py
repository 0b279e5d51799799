"""A landlord's own steering: each definition at its edge, in worlds made by hand, beside another landlord's numbers."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from acting.days import PARIS
from acting.enums import Function
from acting.refusals import Refused
from files.tables.writer import BOM
from incidents.enums import PlaceType
from incidents.ladder import NODE, Rung
from incidents.models import Category, Incident, Situation, SituationTurn, Step
from incidents.services import situations, steps
from incidents.services.facts import file_incident, set_aside
from journal.models import Entry
from reports.own_panels import COUNTED, lead, panels, table_of
from reports.own_steering import Damage, Delay, OwnSteering, own_steering
from reports.own_told import told_to
from reports.periods import own_period, own_periods
from territory.models import Residence
from tests.pages import one_line
from tests.people import Cast, Person, acting, appoint, make_post, make_user

pytestmark = pytest.mark.django_db

ADDRESS, EXPORT = "/pilotage/", "/pilotage/export/"
TODAY = date(2026, 6, 15)
FIRST = date(2025, 6, 16)  # of the twelve months that end today
MOST_STATEMENTS = 9
LATER = "Réglés après une mise en demeure ou devant le juge"


def moment(day: date, at: time = time(10)) -> datetime:
    return datetime.combine(day, at, PARIS)


def steer(person: Person, name: str = "12-mois", today: date = TODAY) -> OwnSteering:
    with acting(person, moment(today, time(18))) as actor:
        return own_steering(actor, own_period(name, actor.today))


@pytest.fixture
def constance(cast: Cast) -> Person:
    """The lawyer of Sarah's house."""
    post = make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux")
    return appoint(make_user("Constance"), post)


def file_fact(
    by: Person, residence: Residence, day: date, *, euros: int | None = None, at: time = time(10)
) -> Incident:
    with acting(by, moment(day, at)) as actor:
        return file_incident(
            by=actor,
            residence=residence,
            place=PlaceType.HALL,
            category=Category.objects.get(pk="degradation"),
            started_at=actor.now,
            recurrence="isolated",
            facts="Porte du hall forcée, vitrage brisé.",
            damage_euros=euros,
            submission=uuid4(),
        )


def open_lease(
    by: Person, residence: Residence, day: date, *, fact_on: date | None = None, at: time = time(11)
) -> Situation:
    """With its first fact, on the day it is opened unless said otherwise."""
    fact = file_fact(by, residence, fact_on or day)
    with acting(by, moment(day, at)) as actor:
        lease = situations.open_lease_situation(
            by=actor, residence=residence, lease=uuid4().hex[:12], lease_from=None, key=uuid4()
        )
        return situations.join_facts(by=actor, facts=[fact], situation=lease)


def take(by: Person, lease: Situation, rung: str, day: date, **words: Any) -> Step:
    with acting(by, moment(day, time(12))) as actor:
        given: dict[str, Any] = {
            "done_on": day,
            "until": day + timedelta(days=15) if rung == Rung.FORMAL_NOTICE else None,
            "proof": NODE[Rung(rung)].proofs[0],
            "tracking_number": "1A 000 000 0000 0",
            "key": uuid4(),
        }
        with suppress(Refused), transaction.atomic():
            return steps.take_step(by=actor, situation=lease, rung=rung, **given | words)
        given |= {"skip": "gravity"}
        return steps.take_step(by=actor, situation=lease, rung=rung, **given | words)


def end(by: Person, situation: Situation, ending: str, day: date, at: time = time(15)) -> None:
    with acting(by, moment(day, at)) as actor:
        situations.close_situation(by=actor, situation=situation, ending=ending)


def open_place(by: Person, residence: Residence, day: date, at: time = time(11)) -> Situation:
    fact = file_fact(by, residence, day)
    with acting(by, moment(day, at)) as actor:
        return situations.open_situation(by=actor, incident=fact)


GRADES = {"green": (1, 1), "yellow": (2, 2), "orange": (3, 2), "red": (4, 4)}


def rate(by: Person, place: Situation, colour: str, day: date, at: time = time(13)) -> None:
    with acting(by, moment(day, at)) as actor:
        gravity, recurrence = GRADES[colour]
        rated = situations.rate_situation(by=actor, situation=place, gravity=gravity, recurrence=recurrence)
        assert rated.colour == colour


# Periods


def test_twelve_months_and_the_running_year_end_today() -> None:
    sliding, year = own_periods(TODAY)
    assert (sliding.first, sliding.last) == (FIRST, TODAY)
    assert (year.first, year.last, year.label) == (date(2026, 1, 1), TODAY, "Année 2026")
    assert own_periods(date(2028, 2, 29))[0].first == date(2027, 3, 1)
    assert (own_period("annee", TODAY), own_period("trimestre", TODAY)) == (year, sliding)


def test_a_period_begins_and_ends_at_midnight_in_paris() -> None:
    sliding = own_period("12-mois", TODAY)
    assert sliding.begins.isoformat() == "2025-06-16T00:00:00+02:00"
    assert sliding.ends.isoformat() == "2026-06-16T00:00:00+02:00"
    assert own_period("annee", TODAY).begins.isoformat() == "2026-01-01T00:00:00+01:00"


# Today


def test_places_by_colour_and_leases_by_their_furthest_step(cast: Cast) -> None:
    day = date(2026, 3, 2)
    for colour in ("red", "red", "green"):
        rate(cast.sarah, open_place(cast.sarah, cast.tilleuls, day), colour, day)
    open_place(cast.sarah, cast.erables, day)
    ended = open_place(cast.sarah, cast.erables, day)
    rate(cast.sarah, ended, "orange", day)
    end(cast.sarah, ended, "settled", day + timedelta(days=1))
    mediated, noticed, gathered, silent = (open_lease(cast.sarah, cast.tilleuls, day) for _ in range(4))
    for rung in ("mediation", "reminder"):
        take(cast.sarah, mediated, rung, day)
    take(cast.sarah, noticed, "formal_notice", day)
    writ = take(cast.sarah, noticed, "writ", day)
    take(cast.sarah, gathered, "gathering", day)
    rate(cast.victor, open_place(cast.victor, cast.pommiers, day), "yellow", day)
    take(cast.victor, open_lease(cast.victor, cast.pommiers, day), "warning", day)
    own = steer(cast.sarah)
    assert own.colours == {"red": 2, "green": 1, "": 1}
    assert own.rungs == {"mediation": 1, "writ": 1, "": 2}
    assert lead(own) == "8 situations en cours\u00a0: 4 lieux et 4 baux."
    with acting(cast.sarah, moment(TODAY)) as sarah:
        steps.withdraw_step(by=sarah, step=writ, why="Noté deux fois.")
    assert steer(cast.sarah).rungs == {"mediation": 1, "formal_notice": 1, "": 2}
    assert silent.pk
    theirs = steer(cast.victor)
    assert (theirs.colours, theirs.rungs) == ({"yellow": 1}, {"warning": 1})


def test_what_was_reunited_counts_once(cast: Cast) -> None:
    day = date(2026, 3, 2)
    kept, gone = (open_place(cast.sarah, cast.tilleuls, day) for _ in range(2))
    rate(cast.sarah, gone, "red", day)
    assert steer(cast.sarah).opened == {"place": 2}
    with acting(cast.sarah, moment(day, time(16))) as sarah:
        situations.merge_situation(by=sarah, situation=gone, into=kept)
    own = steer(cast.sarah)
    assert (own.colours, own.opened, own.ended, own.calmed) == ({"": 1}, {"place": 1}, {}, 0)


# Opened and ended


def test_what_was_opened_and_ended_is_of_the_days_of_paris(cast: Cast) -> None:
    before, last = FIRST - timedelta(days=1), time(23, 59, 59)
    early = open_lease(cast.sarah, cast.tilleuls, before, at=last)
    first = open_lease(cast.sarah, cast.tilleuls, FIRST, fact_on=before, at=time(0))
    open_place(cast.sarah, cast.tilleuls, date(2026, 6, 15))
    ended_before = open_lease(cast.sarah, cast.tilleuls, before)
    end(cast.sarah, ended_before, "moved_out", before, last)
    end(cast.sarah, early, "moved_out", FIRST, time(0))
    end(cast.sarah, first, "rejected", date(2025, 12, 31), last)
    end(cast.victor, open_lease(cast.victor, cast.pommiers, FIRST), "granted", FIRST)
    own = steer(cast.sarah)
    assert own.opened == {"lease": 1, "place": 1}
    assert own.ended == {("lease", "moved_out"): 1, ("lease", "rejected"): 1}
    year = steer(cast.sarah, "annee")
    assert (year.opened, year.ended) == ({"place": 1}, {})
    assert steer(cast.sarah, "annee", date(2025, 12, 31)).ended == {
        ("lease", "moved_out"): 2,
        ("lease", "rejected"): 1,
    }
    with acting(cast.sarah, moment(date(2026, 6, 1))) as sarah:
        situations.reopen_situation(by=sarah, situation=first)
    assert steer(cast.sarah).ended == {("lease", "moved_out"): 1}


# Settled before the notice


def test_settled_without_notice_of_all_leases_that_ended(cast: Cast) -> None:
    """A notice withdrawn is none; a mediation may come before one; a writ is beyond one even where none was made."""
    day, over = date(2026, 2, 2), date(2026, 4, 1)
    leases = [open_lease(cast.sarah, cast.tilleuls, day) for _ in range(6)]
    take(cast.sarah, leases[0], "reminder", day)
    take(cast.sarah, leases[0], "mediation", day)
    withdrawn = take(cast.sarah, leases[1], "formal_notice", day)
    with acting(cast.sarah, moment(day, time(16))) as sarah:
        steps.withdraw_step(by=sarah, step=withdrawn, why="Noté deux fois.")
    take(cast.sarah, leases[2], "formal_notice", day)
    take(cast.sarah, leases[3], "writ", day, skip="interim")
    for lease in leases[:4]:
        end(cast.sarah, lease, "settled", over)
    few = steer(cast.sarah)
    assert (few.settled_before_notice, few.leases_ended, few.share_before_notice) == (2, 4, None)
    end(cast.sarah, leases[4], "moved_out", over)
    own = steer(cast.sarah)
    assert (own.settled_before_notice, own.leases_ended, own.share_before_notice) == (2, 5, 40)
    end(cast.sarah, open_place(cast.sarah, cast.tilleuls, day), "settled", over)
    end(cast.victor, open_lease(cast.victor, cast.pommiers, day), "settled", over)
    again = steer(cast.sarah)
    assert (again.settled_before_notice, again.leases_ended) == (2, 5)
    assert sentence(again, "before_notice") == "2 sur 5 baux clos. C’est 40\u00a0% d’entre eux."
    assert sentence(few, "before_notice") == "2 sur 4 baux clos. La part se calcule à partir de 5 baux clos."
    assert [row for row in table_of(again) if row[0] == "Réglés sans mise en demeure"] == [
        ("Réglés sans mise en demeure", "douze mois", "Réglés sans mise en demeure", "Baux clos", "2"),
        (
            "Réglés sans mise en demeure",
            "douze mois",
            "Réglés après une mise en demeure ou devant le juge",
            "Baux clos",
            "2",
        ),
        ("Réglés sans mise en demeure", "douze mois", "Autres issues", "Baux clos", "1"),
    ]


def sentence(own: OwnSteering, key: str) -> str:
    return next(panel.sentence for panel in panels(own) if panel.key == key)


# Delays


def test_delays_are_lower_medians_of_the_first_of_each(cast: Cast) -> None:
    first, second, third = (date(2026, 1, 5), date(2026, 1, 6), date(2026, 1, 7))
    leases = [open_lease(cast.sarah, cast.tilleuls, day, fact_on=day) for day in (first, second, third)]
    for lease, day, days in zip(leases, (first, second, third), (60, 10, 30), strict=True):
        take(cast.sarah, lease, "formal_notice", day + timedelta(days=days))
    take(cast.sarah, leases[0], "formal_notice", first + timedelta(days=70))  # a second one changes nothing
    take(cast.sarah, leases[1], "writ", second + timedelta(days=10 + 40))
    take(cast.sarah, leases[2], "writ", third + timedelta(days=30 + 25))
    take(cast.sarah, leases[2], "judgment", third + timedelta(days=30 + 25 + 60))
    other = open_lease(cast.victor, cast.pommiers, first)
    take(cast.victor, other, "formal_notice", first + timedelta(days=3))
    own = steer(cast.sarah)
    assert (own.to_notice, own.to_writ, own.to_judgment) == (Delay(30, 3), Delay(25, 2), Delay(60, 1))
    theirs = steer(cast.victor)
    assert (theirs.to_notice, theirs.to_writ, theirs.to_judgment) == (Delay(3, 1), Delay(None, 0), Delay(None, 0))


def test_a_delay_counts_on_the_day_of_its_second_step(cast: Cast) -> None:
    """What began before the period and arrives in it counts, what arrived before it does not; of a fact of the late
    evening the day in Seine-et-Marne counts."""
    before = FIRST - timedelta(days=1)
    late = file_fact(cast.sarah, cast.tilleuls, date(2025, 6, 1), at=time(0, 30))
    with acting(cast.sarah, moment(date(2025, 6, 2))) as sarah:
        lease = situations.open_lease_situation(
            by=sarah, residence=cast.tilleuls, lease="2019-0417", lease_from=None, key=uuid4()
        )
        situations.join_facts(by=sarah, facts=[late], situation=lease)
    take(cast.sarah, lease, "formal_notice", FIRST)
    arrived = open_lease(cast.sarah, cast.tilleuls, date(2025, 6, 1))
    take(cast.sarah, arrived, "formal_notice", before)
    take(cast.sarah, arrived, "writ", TODAY)
    own = steer(cast.sarah)
    assert (own.to_notice, own.to_writ) == (Delay(15, 1), Delay((TODAY - before).days, 1))
    assert steer(cast.sarah, today=TODAY - timedelta(days=1)).to_writ == Delay(None, 0)


def test_what_was_withdrawn_or_is_out_of_order_is_no_delay(cast: Cast) -> None:
    day = date(2026, 1, 5)
    lease = open_lease(cast.sarah, cast.tilleuls, day)
    take(cast.sarah, lease, "formal_notice", day + timedelta(days=20))
    writ = take(cast.sarah, lease, "writ", day + timedelta(days=30))
    judgment = take(cast.sarah, lease, "judgment", day + timedelta(days=90))
    with acting(cast.sarah, moment(date(2026, 5, 4))) as sarah:
        for withdrawn in (judgment, writ):
            steps.withdraw_step(by=sarah, step=withdrawn, why="Noté par erreur.")
    known_later = open_lease(cast.sarah, cast.tilleuls, day, fact_on=day)
    take(cast.sarah, known_later, "formal_notice", day, done_on=day - timedelta(days=9))
    interim = open_lease(cast.sarah, cast.tilleuls, day)
    take(cast.sarah, interim, "writ", day + timedelta(days=5), skip="interim")
    own = steer(cast.sarah)
    assert (own.to_notice, own.to_writ, own.to_judgment) == (Delay(20, 1), Delay(None, 0), Delay(None, 0))


# Places back to green


def test_places_that_were_grave_and_are_green_or_settled(cast: Cast) -> None:
    before, day = FIRST - timedelta(days=1), date(2026, 3, 2)

    def place(*ratings: tuple[str, date], by: Person = cast.sarah) -> Situation:
        opened = open_place(by, cast.tilleuls if by is cast.sarah else cast.pommiers, date(2025, 5, 5))
        for colour, rated_on in ratings:
            rate(by, opened, colour, rated_on, time(23, 59))
        return opened

    place(("red", before), ("green", FIRST))  # counts
    place(("orange", day), ("yellow", day), ("green", day + timedelta(days=1)))  # counts
    place(("red", before - timedelta(days=1)), ("green", before))  # a day too early
    place(("red", before), ("green", day), ("orange", day + timedelta(days=1)))  # grave again
    place(("yellow", before), ("green", day))  # never grave
    again = place(("red", before - timedelta(days=1)), ("green", before))
    with acting(cast.sarah, moment(day)) as sarah:  # green, and green again
        situations.rate_situation(by=sarah, situation=again, gravity=1, recurrence=2)
    place(("red", day))
    settled, abandoned, mild = place(("orange", day)), place(("red", day)), place(("yellow", day))
    end(cast.sarah, settled, "settled", date(2026, 4, 1))
    end(cast.sarah, abandoned, "withdrawn", date(2026, 4, 1))
    end(cast.sarah, mild, "settled", date(2026, 4, 1))
    place(("red", before), ("green", day), by=cast.victor)
    own = steer(cast.sarah)
    assert (own.back_to_green, own.settled_after_being_grave, own.calmed) == (2, 1, 3)
    assert steer(cast.sarah, "annee").back_to_green == 1
    theirs = steer(cast.victor)
    assert (theirs.back_to_green, theirs.settled_after_being_grave) == (1, 0)


def test_a_rating_keeps_its_colour_and_nothing_else_has_one(cast: Cast) -> None:
    day = date(2026, 3, 2)
    place = open_place(cast.sarah, cast.tilleuls, day)
    rate(cast.sarah, place, "red", day)
    with acting(cast.sarah):
        kept = list(SituationTurn.objects.filter(situation=place).values_list("turn", "colour"))
    assert kept == [("opened", ""), ("joined", ""), ("rated", "red")]


# Damage


def test_damage_of_the_facts_of_the_period_over_the_dwellings_open_in_it(cast: Cast, constance: Person) -> None:
    file_fact(cast.sarah, cast.tilleuls, FIRST, euros=1000, at=time(0))
    file_fact(cast.sarah, cast.erables, date(2026, 3, 2), euros=500)
    file_fact(cast.sarah, cast.tilleuls, date(2026, 3, 2))
    file_fact(cast.sarah, cast.tilleuls, FIRST - timedelta(days=1), euros=7000, at=time(23, 59))
    aside = file_fact(cast.sarah, cast.tilleuls, date(2026, 3, 2), euros=9000)
    with acting(cast.sarah, moment(date(2026, 3, 3))) as sarah:
        set_aside(by=sarah, incident=aside, reason="doublon")
    file_fact(cast.victor, cast.pommiers, date(2026, 3, 2), euros=333)
    Residence.objects.filter(pk=cast.erables.pk).update(closed_on=FIRST + timedelta(days=1))
    own = steer(cast.sarah)
    assert own.damage == Damage(euros=1500, facts=2, dwellings=240)
    assert sentence(own, "damage") == "6,25\u00a0€ par logement, sur 2 faits chiffrés."
    assert steer(cast.victor).damage == Damage(euros=333, facts=1, dwellings=120)
    Residence.objects.filter(pk=cast.erables.pk).update(closed_on=FIRST)
    narrowed = steer(cast.sarah).damage
    assert narrowed
    assert narrowed.dwellings == 120
    assert steer(constance).damage is None, "the lawyers do not see all facts"
    assert {panel.key for panel in panels(own)} == set(COUNTED)
    assert {panel.key for panel in panels(steer(constance))} == set(COUNTED) - {"damage", "occasions", "places"}


# The page


def test_who_reads_it_and_what_of_whom(cast: Cast, constance: Person) -> None:
    day = date(2026, 3, 2)
    rate(cast.sarah, open_place(cast.sarah, cast.tilleuls, day), "red", day)
    for _ in range(3):
        open_lease(cast.victor, cast.pommiers, day)
    people = cast.people() | {"constance": constance}
    for address in (ADDRESS, EXPORT):
        codes = {name: person.client().get(address).status_code for name, person in people.items()}
        assert {name for name, code in codes.items() if code == 200} == {"sarah", "victor", "constance"}
        assert set(codes.values()) == {200, 403}
    texts = {name: one_line(people[name].client().get(ADDRESS).text) for name in ("sarah", "victor", "constance")}
    assert "1 situation en cours\u00a0: 1 lieu et 0 bail." in texts["sarah"]
    assert "1 situation en cours\u00a0: 1 lieu et 0 bail." in texts["constance"]
    assert "3 situations en cours\u00a0: 0 lieu et 3 baux." in texts["victor"]
    assert "Dommage par logement" in texts["sarah"]
    assert "que seul le référent de votre organisme lit" in texts["constance"]
    named = {cast.tilleuls.name, cast.pommiers.name, "Val de Brie", "Sarah", "Gilles"}
    assert not [name for name in named if name in texts["sarah"].split("<main", 1)[1]]


def test_each_reading_is_written_down(cast: Cast) -> None:
    client = cast.sarah.client()
    client.get(ADDRESS)
    client.get(EXPORT)
    with acting(cast.sarah):
        read = Entry.objects.filter(verb="chiffres.propres_lus").values_list("channel", "owner_id", "user_id")
        assert set(read) == {(channel, cast.sarah.signatory.pk, cast.sarah.user.pk) for channel in ("page", "export")}


def test_the_table_says_what_the_page_says(cast: Cast) -> None:
    day = date(2026, 3, 2)
    rate(cast.sarah, open_place(cast.sarah, cast.tilleuls, day), "red", day)
    answer = cast.sarah.client().get(EXPORT, {"periode": "annee"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="pilotage-20')
    lines = answer.text.removeprefix(BOM).splitlines()
    assert lines[0] == '"Figure";"Période";"Ligne";"Colonne";"Valeur"'
    assert [line for line in lines if "Lieux, par couleur" in line] == [
        f'"Lieux, par couleur";"aujourd’hui";"{name}";"Lieux";"{count}"'
        for name, count in (("Rouge", 1), ("Orange", 0), ("Jaune", 0), ("Vert", 0), ("Non cotée", 0))
    ]
    assert f'"Délais des baux";"année {date.today().year}";"Assignation → jugement";"Médiane";"–"' in lines


def test_every_picture_has_its_words_and_its_table(cast: Cast) -> None:
    page = cast.sarah.client().get(ADDRESS).text
    with acting(cast.sarah) as sarah:
        drawn = [panel for panel in told_to(sarah, own_period("12-mois", sarah.today)).panels if panel.bars]
    assert len(drawn) == 10
    for panel in drawn:
        for part in ("title", "desc"):
            assert page.count(f'id="{panel.key}-{part}"') == 1
        assert f'aria-labelledby="{panel.key}-title {panel.key}-desc"' in page
    assert page.count('<svg class="chart named"') == page.count("<summary>Voir le tableau</summary>") == 10
    assert page.count('<table class="data">') == 13, (
        "damage and complaints have their table open, as facts where none is"
    )


def test_the_figures_take_as_many_statements_for_one_case_as_for_twenty(cast: Cast) -> None:
    day = date(2026, 3, 2)

    def asked() -> int:
        with acting(cast.sarah, moment(TODAY)) as sarah, CaptureQueriesContext(connection) as captured:
            own_steering(sarah, own_period("12-mois", sarah.today))
        return len(captured)

    counts = []
    for many in (1, 19):
        for _ in range(many):
            take(cast.sarah, open_lease(cast.sarah, cast.tilleuls, day), "formal_notice", day)
            rate(cast.sarah, open_place(cast.sarah, cast.tilleuls, day), "red", day)
        counts.append(asked())
    assert counts[0] == counts[1] <= MOST_STATEMENTS
