"""What an act does to the state of a fact besides itself: said near its button before, and in its message after."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from incidents.models import Incident
from tests.people import Cast, acting, make_fact, make_referral
from tests.referrals.test_referral_pages import seen_in, sheet_for, text_of

NEW = "/saisines/nouvelle/"
Said = tuple[str, str]  # the page before the act, and the page after it


def by_a_complaint(cast: Cast, sarah: Client, fact: Incident) -> Said:
    page = f"/faits/{fact.pk}/plainte/"
    given = {"complainant": "agent", "filed_on": cast.sarah.actor().today.isoformat()}
    return text_of(sarah.get(page)), text_of(sarah.post(page, given, follow=True))


def by_a_referral(cast: Cast, sarah: Client, fact: Incident) -> Said:
    before = text_of(sarah.get(NEW, {"incident": str(fact.pk)}))
    return before, text_of(sarah.post(NEW, sheet_for(fact, cast.maud), follow=True))


def by_a_draft(cast: Cast, sarah: Client, fact: Incident) -> Said:
    before = text_of(sarah.post(NEW, sheet_for(fact, cast.maud, act="preview"), headers={"HX-Request": "true"}))
    return before, text_of(sarah.post(NEW, sheet_for(fact, cast.maud, act="draft"), follow=True))


def by_an_addition(cast: Cast, sarah: Client, fact: Incident) -> Said:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    page, given = f"/saisines/{referral.pk}/completer/", {"field_sets": ["facts"], "incidents": [str(fact.pk)]}
    shown = sarah.post(page, given)
    return text_of(shown), text_of(sarah.post(page, given | {"seen": seen_in(shown)}, follow=True))


ACTS: dict[str, tuple[Callable[[Cast, Client, Incident], Said], ...]] = {
    "note_complaint": (by_a_complaint,),
    "prepare_referral": (by_a_referral, by_a_draft),
    "complete_referral": (by_an_addition,),
}
OF_FILES = {"fact_imports"}  # whose state is how far the file is, no fact's
# After the first of a sheet, which has said it.
AFTER_ANOTHER = {"refer_to_each"}
# Whose own effect the state is, said by their buttons.
TRIAGE = {
    "leave_apart",
    "set_aside",
    "triage_facts",
    "open_situation",
    "join_facts",
    "move_facts",
    "merge_situation",
}


def functions_of(path: Path) -> Iterator[tuple[str, set[str], bool]]:
    """Of each function of a module: its name, what it calls, and whether it writes a state of a fact."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            called = {n.func.id for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
            targets = [t for n in ast.walk(node) if isinstance(n, ast.Assign) for t in n.targets]
            writes = any(isinstance(t, ast.Attribute) and t.attr == "state" for t in targets)
            yield node.name, called, writes and "incidents" in path.parts and path.stem not in OF_FILES


def test_every_service_that_changes_a_fact_s_state_is_walked_below() -> None:
    """Directly, or through another one."""
    services = [
        path for app in ("incidents", "referrals") for path in (settings.BASE_DIR / app / "services").glob("*.py")
    ]
    found = [each for path in services for each in functions_of(path)]
    changing = {name for name, _, writes in found if writes}
    while more := {name for name, called, _ in found if called & changing} - changing:
        changing |= more
    assert {name for name in changing if not name.startswith("_")} == ACTS.keys() | TRIAGE | AFTER_ANOTHER


@pytest.mark.parametrize("act", [act for acts in ACTS.values() for act in acts], ids=lambda act: act.__name__)
def test_the_act_says_it_before_and_after_and_once_only(cast: Cast, act: Callable[..., Said]) -> None:
    fact, sarah = make_fact(cast.gilles, cast.tilleuls), cast.sarah.client()
    will = f"Le fait {fact.reference} passe alors à l’état « Dans une situation »"
    has = f"Le fait {fact.reference} est maintenant à l’état « Dans une situation »."
    first = spaces_made_plain(act(cast, sarah, fact))
    assert (will in first[0], has in first[1]) == (True, True)
    with acting(cast.sarah):
        assert Incident.objects.get(pk=fact.pk).state == "attached"
    again = spaces_made_plain(act(cast, sarah, fact))
    assert (will in again[0], has in again[1]) == (False, False)


def spaces_made_plain(said: Said) -> Said:
    before, after = said
    return before.replace("\u00a0", " "), after.replace("\u00a0", " ")
