"""Every own address asked by every person, by GET and POST: the code that docs/permissions.md says, and no trace."""

import gzip
import re
from uuid import uuid4

import pytest
from django.http import HttpResponse

from acting.checks import own_patterns
from tests.matrix.expectations import COLUMNS, ROWS, Row
from tests.matrix.forms import NOT_HERE, PAGE_OF, acts_in, faults_in, irrevocable_acts, irrevocable_on
from tests.matrix.marks import Marks
from tests.matrix.trial import Trial
from tests.matrix.trials import ACTS, trials_of
from tests.matrix.world import SIDES, World, undone
from tests.referrals.test_lifecycle import EXPECTED

METHODS = ("get", "post")
HEAVIEST = 15_000  # bytes, compressed; in the demonstration the same (tests/demonstration/test_weight.py)
Asked = tuple[str, str]  # who, by which method
Learnt = tuple[int, str, dict[str, str]]
NAMES_TO_VERIFY = {  # where at least one of the names stands; a page that stops saying it is looked at
    "competence",
    "directory",
    "directory_csv",
    "directory_post",
    "directory_signatory",
    "referral_detail",
    "residence_detail",
}
WITH_HTMX = (
    "incident_detail",
    "fact_import_detail",
    "complaint_detail",
    "complaint_referrals",
    "incident_referrals",
    "attachment_referrals",
    "answers_awaited",
    "referral_list",
    "referral_new",
    "referral_answer",
    "report_progress",
    "fact_import_progress",
    "account_list",
    "directory",
    "competence",
)


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted(ROWS) == sorted(str(pattern.name) for pattern in own_patterns())


@pytest.mark.parametrize("name", ROWS)
def test_each_address_answers_each_person_as_the_table_says(world: World, name: str) -> None:
    """Each page is opened once as each person, and once as each function that it is closed to or with a method that it
    does not take. What is not for them
    looks like what never was: the same code, body and headers as for a random identifier; on the page of a referral
    whatever its state. Whatever a page says bears its mark where nobody has verified it; what nothing takes back
    stands on its page, asks once, and Enter does not send it."""
    row, trials = ROWS[name], trials_of(name, world)
    tried: set[str] = set()
    done: set[str] = set()
    settled: set[Asked] = set()  # whatever the object
    never: dict[Asked, Learnt] = {}
    marks = Marks()
    for number, trial in enumerate(trials):
        names = concerned(world, row, trial, everybody=number == 0)
        asked = [(who, method) for who in names for method in METHODS if (who, method) not in settled]
        answers = {(who, method): ask(world, who, name, trial, method) for who, method in asked}
        found = {asked: answer.status_code for asked, answer in answers.items()}
        assert found == {asked: expected(world, row, trial, *asked) for asked in answers}, f"trial {number} of {name}"
        assert {asked: size for asked, answer in answers.items() if (size := weight(answer)) > HEAVIEST} == {}
        if name != "competence_import":  # what a ministry's file says is the file's own word
            assert {asked: bare for asked, answer in answers.items() if (bare := marks.missing_in(answer))} == {}
        settled |= {(who, method) for who, method in asked if row.ignores_object(world.column_of(who), method)}
        faults = {asked: faults_in(name, answer, trial.address(name)) for asked, answer in answers.items()}
        assert {asked: found for asked, found in faults.items() if found} == {}
        if irrevocable_on(name):
            shown = [answer for (_, method), answer in answers.items() if method == "get"]
            done |= {act for answer in shown for act, _ in acts_in(answer, trial.address(name))}
        tried |= names
        if row.whose not in ("", "matter") and (number < 2 or name == "referral_detail"):
            for who, method in strangers(world, row, trial):
                answer = answers.get((who, method)) or ask(world, who, name, trial, method)
                if (who, method) not in never:
                    never[who, method] = seen(
                        ask(world, who, name, Trial(args=(uuid4(), *trial.args[1:]), data=trial.data), method)
                    )
                assert seen(answer) == never[who, method], f"{who} learns from {method}, trial {number} of {name}"
    assert {world.column_of(who) for who in tried} == set(COLUMNS)
    assert {who for who in set(world.clients) - tried if not row.is_closed_to(world.column_of(who))} == set()
    assert done & irrevocable_on(name) == irrevocable_on(name) - NOT_HERE
    assert marks.seen or name not in NAMES_TO_VERIFY
    assert never or row.whose in NOBODYS, "nobody is a stranger here"


# Of what one person of the world alone is let in to, or everybody of the function.
NOBODYS = ("", "matter", "account", "mail", "job", "own open access", "publication", "bilan")


def test_the_table_of_pages_names_irrevocable_acts() -> None:
    assert set(PAGE_OF) | NOT_HERE <= irrevocable_acts()
    assert set(PAGE_OF.values()) <= set(ROWS)


@pytest.mark.parametrize("name", WITH_HTMX)
def test_a_fragment_opens_no_other_door(world: World, name: str) -> None:
    """The same codes; a visitor's page as a whole is led to signing in, with nothing in the answer."""
    row, trial = ROWS[name], trials_of(name, world)[0]
    for method in METHODS:
        answers = {who: ask(world, who, name, trial, method, htmx=True) for who in world.clients}
        to_login = answers.pop("visitor")
        assert to_login.headers["HX-Redirect"].startswith("/accounts/login/")
        assert to_login.content == b""
        found = {who: answer.status_code for who, answer in answers.items()}
        assert found == {who: expected(world, row, trial, who, method) for who in answers}


def strangers(world: World, row: Row, trial: Trial) -> list[Asked]:
    asked = [(who, method) for who in world.clients for method in METHODS]
    return [(who, method) for who, method in asked if expected(world, row, trial, who, method) == 404]


@pytest.mark.parametrize("name", ACTS)
def test_a_move_that_the_table_of_moves_has_not_is_a_conflict(world: World, name: str) -> None:
    """The right person, the wrong moment: 409 and nothing done."""
    side, act = ACTS[name][0], name.removeprefix("referral_")
    given = next(iter(ACTS[name][1].values()))
    for key, state in STATES.items():
        if state not in EXPECTED[act]:  # type: ignore[index]
            trial = Trial(args=(world.referrals[key].pk,), data=given)
            for who in SIDES[key][side] - {"perrine"}:
                assert ask(world, who, name, trial, "post").status_code == 409, f"{who}: {name} of {key}"


STATES = {
    "to_maud": "sent",
    "answered": "answered",
    "withdrawn": "withdrawn",
    "draft": "draft",
    "incoming": "sent",
    "incoming_answered": "answered",
    "incoming_draft": "draft",
    "from_maud": "sent",
}


def concerned(world: World, row: Row, trial: Trial, *, everybody: bool) -> set[str]:
    """Those to whom the page is closed whatever the object are asked in the first trial, one of each function."""
    if trial.only:
        return trial.only
    closed = {world.column_of(who): who for who in world.clients if row.is_closed_to(world.column_of(who))}
    return set(world.clients) - {who for who in world.clients if world.column_of(who) in closed} | (
        set(closed.values()) if everybody else set()
    )


def expected(world: World, row: Row, trial: Trial, who: str, method: str) -> int:
    column = world.column_of(who)
    code = row.code(column, method)
    if trial.for_all or row.is_closed_to(column) or who in trial.own or code == 405:
        return code
    return 403 if who in trial.beside else 404


def ask(world: World, who: str, name: str, trial: Trial, method: str, *, htmx: bool = False) -> HttpResponse:
    """Whatever the answer wrote is undone."""
    data = trial.data if method == "post" else trial.query
    headers = {"HX-Request": "true"} if htmx else {}
    with undone(world.clients[who]):
        response: HttpResponse = getattr(world.clients[who], method)(trial.address(name), data, headers=headers)
    return response


def weight(response: HttpResponse) -> int:
    """Bytes of a page as it travels where nothing was sent along."""
    return 0 if response.streaming else len(gzip.compress(response.content))


def seen(response: HttpResponse) -> Learnt:
    """What the person learns; tokens against forgery and the number of the request are drawn for every answer."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    headers = {name: value for name, value in response.headers.items() if name != "X-Request-ID"}
    return response.status_code, body, headers
