"""Situations of a lease and their steps, from the reminder to the eviction: by the rates of the field, and each rung
and each ending at least once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from uuid import UUID, uuid5

from acting.actor import Actor
from acting.days import PARIS
from convention77.demonstration.dossiers import prepare_dossier
from convention77.demonstration.facts import REFERENT, Draw, Fact
from convention77.demonstration.history import moment
from convention77.demonstration.pieces import USUAL, add_document, add_photos
from incidents.enums import Ending, LegalActionKind, PersonRole
from incidents.ladder import NODE, Proof, Result, Rung, in_truce
from incidents.models import Situation, Step
from incidents.services.legal_actions import ActionWords, state_legal_action
from incidents.services.persons import PersonWords, add_person
from incidents.services.situations import close_situation, join_facts, open_lease_situation
from incidents.services.steps import note_result, take_step

OF_NEIGHBOURS = ("bruit", "animaux", "voisinage", "occupation", "detournement", "menace")
SHARE = 0.16
OLD_DAYS = 640  # old enough for a course that leads to the judge and on
PATH = (Rung.REMINDER, Rung.INTERVIEW, Rung.WARNING, Rung.FORMAL_NOTICE)
# How far most go, of a hundred; who goes on to the judge is among the courses below.
FURTHEST = {Rung.REMINDER: 55, Rung.INTERVIEW: 22, Rung.WARNING: 9, Rung.FORMAL_NOTICE: 14}
ENDINGS = {Ending.SETTLED: 78, Ending.MOVED_OUT: 10, Ending.WITHDRAWN: 4, None: 8}
GAPS = {
    Rung.REMINDER: 7,
    Rung.INTERVIEW: 18,
    Rung.WARNING: 20,
    Rung.FORMAL_NOTICE: 25,
    Rung.MEDIATION: 30,
    Rung.SUMMONS: 20,
    Rung.REHOUSING: 30,
    Rung.WRIT: 40,
    Rung.JUDGMENT: 170,
    Rung.ORDER: 20,
    Rung.FORCE: 70,
    Rung.EVICTION: 30,
}
WAITS = {Rung.JUDGMENT: 0, Rung.FORCE: 45}  # days until the result; 14 for the others
Course = list[tuple[Rung, Result | None]]
_BEFORE: Course = [(rung, Result.FRUITLESS) for rung in PATH]
_WRIT: Course = [*_BEFORE, (Rung.WRIT, None)]
_GRANTED: Course = [*_WRIT, (Rung.JUDGMENT, Result.GRANTED), (Rung.ORDER, Result.FRUITLESS)]
COURSES: tuple[tuple[Course, Ending | None], ...] = (
    ([*_GRANTED, (Rung.FORCE, Result.GRANTED), (Rung.EVICTION, None)], Ending.GRANTED),
    ([*_WRIT, (Rung.JUDGMENT, Result.REJECTED)], Ending.REJECTED),
    ([*_WRIT, (Rung.JUDGMENT, Result.STAYED)], Ending.STAYED),
    ([*_BEFORE, (Rung.REHOUSING, Result.EFFECTIVE)], Ending.REHOUSED),
    ([*_GRANTED, (Rung.FORCE, Result.REJECTED)], None),
    ([*_BEFORE, (Rung.MEDIATION, Result.EFFECTIVE)], Ending.SETTLED),
    ([*_BEFORE, (Rung.SUMMONS, Result.EFFECTIVE)], Ending.MOVED_OUT),
    (_WRIT, None),
)
# And before the judge in the last twelve months, of the first landlord: its steering then shows every delay.
LATELY, LATELY_OF = (180, 420), "deux-morins"
COURSES_LATELY: tuple[tuple[Course, Ending | None], ...] = (
    ([*_WRIT, (Rung.JUDGMENT, Result.GRANTED)], None),
    ([*_WRIT, (Rung.JUDGMENT, Result.STAYED)], Ending.STAYED),
    (_WRIT, None),
)


@dataclass(slots=True, eq=False)
class Case:
    """What the deeds of one course share."""

    fact: Fact
    key: UUID
    number: str
    since: date
    situation: Situation | None = None


def plan_leases(draw: Draw, facts: list[Fact]) -> None:
    """Of the neighbours' facts that nothing else has taken, each by the référent of the house."""
    courses, lately = iter(COURSES), iter(COURSES_LATELY)
    since, until = (draw.history.day(days) for days in reversed(LATELY))
    frozen = iter((True, False))  # the dossiers that are begun, and whether each is frozen
    numbers = count(1000)  # no two open situations are of one lease
    for fact in facts:
        if fact.is_reserved or fact.triaged_at is None or fact.category not in OF_NEIGHBOURS:
            continue
        if draw.random.random() >= SHARE:
            continue
        fact.is_reserved = True
        filed_on = fact.filed_at.astimezone(PARIS).date()
        course, ending = (filed_on <= draw.history.day(OLD_DAYS) and next(courses, None)) or _usual(draw)
        if since <= filed_on <= until and fact.estate.landlord == LATELY_OF:
            course, ending = next(lately, (course, ending))
        dossiers = frozen if fact.estate.landlord == LATELY_OF else iter(())
        _plan(draw, fact, fact.triaged_at, next(numbers), course, ending, dossiers)


def _usual(draw: Draw) -> tuple[Course, Ending | None]:
    rungs = PATH[: PATH.index(draw.one(FURTHEST)) + 1]
    ending = draw.one(ENDINGS)
    last = Result.EFFECTIVE if ending == Ending.SETTLED else Result.FRUITLESS
    return [*((rung, Result.FRUITLESS) for rung in rungs[:-1]), (rungs[-1], last)], ending


def _plan(
    draw: Draw,
    fact: Fact,
    triaged_at: datetime,
    number: int,
    course: Course,
    ending: Ending | None,
    dossiers: Iterator[bool],
) -> None:
    referent = draw.cast.holder_of((fact.estate.landlord, REFERENT))
    since = draw.history.day(draw.random.randint(800, 4000))
    lease = f"{since.year}-{number}"
    case = Case(fact, UUID(int=draw.random.getrandbits(128), version=4), lease, since)
    draw.history.add(triaged_at, referent, partial(_open, case))
    day = triaged_at.astimezone(PARIS).date()
    for rung, result in course:
        day = _working(day + timedelta(days=GAPS[rung] + draw.random.randint(-3, 6)), rung)
        draw.history.add(moment(day, 10, draw.random.randrange(60)), referent, partial(_take, draw, case, rung))
        if rung == Rung.WRIT:
            draw.history.add(moment(day, 15), referent, partial(_go_to_court, case))
            draw.history.add(moment(day, 17), referent, partial(_prepare_dossier, case, dossiers))
        if result:
            day = _working(day + timedelta(days=WAITS.get(rung, 14)))
            draw.history.add(moment(day, 16, draw.random.randrange(60)), referent, partial(_result, case, rung, result))
    if ending:
        over = _working(day + timedelta(days=draw.random.randint(20, 40)))
        draw.history.add(moment(over, 17), referent, partial(_end, case, ending))


def _working(day: date, rung: Rung | None = None) -> date:
    """A weekday; no eviction during the truce."""
    while day.weekday() > 4 or (rung == Rung.EVICTION and in_truce(day)):
        day += timedelta(days=1)
    return day


def _open(case: Case, by: Actor) -> None:
    case.situation = open_lease_situation(
        by=by, residence=case.fact.incident.residence, lease=case.number, lease_from=case.since, key=case.key
    )
    join_facts(by=by, facts=[case.fact.incident], situation=case.situation)


def _take(draw: Draw, case: Case, rung: Rung, by: Actor) -> None:
    if case.situation is None:
        return
    proofs = NODE[rung].proofs
    proof = Proof.REGISTERED if Proof.REGISTERED in proofs and rung != Rung.REMINDER else proofs[0]
    number = f"1A {draw.random.randint(100, 999)} {draw.random.randint(100, 999)} {draw.random.randint(1000, 9999)} 5"
    take_step(
        by=by,
        situation=case.situation,
        rung=rung,
        done_on=by.today,
        proof=proof,
        key=UUID(int=draw.random.getrandbits(128), version=4),
        until=by.today + timedelta(days=15) if rung == Rung.FORMAL_NOTICE else None,
        tracking_number=number if proof == Proof.REGISTERED else "",
    )


def _go_to_court(case: Case, by: Actor) -> None:
    """With the writ: what the house goes to court for, since that day, and the one person whom it summons."""
    if case.situation is None:
        return
    day = by.today
    stated = ActionWords(kind=LegalActionKind.TERMINATION, stated_on=day, early_why="", begun_on=day)
    state_legal_action(by=by, situation=case.situation, key=uuid5(case.key, "action"), words=stated)
    person = PersonWords(role=PersonRole.CO_HOLDER, last_name="Modèle", first_name="Alix", born_on=None, born_at="")
    add_person(by=by, situation=case.situation, key=uuid5(case.key, "person"), words=person)


def _prepare_dossier(case: Case, dossiers: Iterator[bool], by: Actor) -> None:
    is_frozen = next(dossiers, None)
    if case.situation and is_frozen is not None:
        add_photos(case.fact.incident, USUAL, by)
        add_document(Step.objects.get(situation=case.situation, rung=Rung.WRIT), "Assignation", by)
        prepare_dossier(by, case.situation, uuid5(case.key, "dossier"), is_frozen=is_frozen)


def _result(case: Case, rung: Rung, result: Result, by: Actor) -> None:
    step = Step.objects.select_related("situation").filter(situation=case.situation, rung=rung).first()
    if step:
        note_result(by=by, step=step, result=result, on=by.today)


def _end(case: Case, ending: Ending, by: Actor) -> None:
    if case.situation:
        close_situation(by=by, situation=case.situation, ending=ending)
