"""A new field set is one module and its fragment: sheet, page and paper follow."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.template.loader import get_template, render_to_string
from django.test import override_settings

from acting.walls import raise_walls
from incidents.models import Incident
from referrals import field_sets as package
from referrals import move_walls, walls
from referrals.field_sets import field_sets
from referrals.models import Referral
from referrals.projection import digest, parts_of
from reports.fiche import draft_sheet
from reports.models import Report
from reports.services.papers import request_sheet
from tests.people import Cast, acting, make_fact, make_referral
from tests.referrals.test_referral_pages import sheet_for, text_of
from tests.roles import installing

MODULE = """
from referrals.field_sets import Drawn, FieldSetModule

FIELD_SET = FieldSetModule(
    name="lighting",
    label="L’éclairage",
    hint="nombre de lampes",
    line="Éclairage",
    fragment="lighting.html",
    rank=9,
    is_filled=lambda drawn: bool(drawn.residence),
    project=lambda drawn: {"lamps": len(drawn.incidents) + 6},
)
"""
FRAGMENT = "{% if not below %}{{ shared.lamps }} lampes au total{% endif %}"


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls)


def name_sets_in_walls() -> None:
    for module in (move_walls, walls):
        importlib.reload(module)


@pytest.fixture
def lighting(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A throw-away set, beside the portal's own."""
    (tmp_path / "lighting.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "lighting.html").write_text(FRAGMENT, encoding="utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    engine = settings.TEMPLATES[0]
    field_sets.cache_clear()
    name_sets_in_walls()
    with installing():  # as the next `migrate` does; the transaction of the test takes it back
        connection.check_constraints()
        raise_walls()
    with override_settings(TEMPLATES=[engine | {"DIRS": [settings.BASE_DIR / "templates", tmp_path]}]):
        yield
    monkeypatch.undo()
    field_sets.cache_clear()
    name_sets_in_walls()
    sys.modules.pop("referrals.field_sets.lighting", None)


def test_the_portal_has_seven(db: None) -> None:
    assert list(field_sets()) == ["facts", "place", "complaint", "steps", "persons", "attachments", "contact"]
    for field_set in field_sets().values():
        assert get_template(field_set.fragment)


def test_a_new_set_is_on_the_sheet_the_page_and_the_paper(cast: Cast, fact: Incident, lighting: None) -> None:
    client = cast.sarah.client()
    assert "L’éclairage" in text_of(client.get(f"/saisines/nouvelle/?incident={fact.pk}"))
    chosen = sheet_for(fact, cast.maud, field_sets=["facts", "lighting"], widening_reason="On n’y voit rien.")
    preview = text_of(client.post("/saisines/nouvelle/", chosen | {"act": "preview"}))
    assert "7 lampes au total" in preview
    sent = client.post("/saisines/nouvelle/", chosen)
    address = sent.headers["Location"]
    assert "7 lampes au total" in text_of(cast.maud.client().get(address))
    with acting(cast.maud) as maud:
        report = Report.objects.get(pk=request_sheet(by=maud, referral=_referral(address)).pk)
        draft = draft_sheet(maud, report)
        assert "7 lampes au total" in render_to_string(draft.template, draft.context)


def test_what_was_not_shared_is_not_even_named(cast: Cast, fact: Incident, lighting: None) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls, incident=fact)
    page = text_of(cast.maud.client().get(f"/saisines/{referral.pk}/"))
    assert "Rien d’autre n’est communiqué." in page
    assert [word for word in ("clairage", "lampes", "emarches", "Personnes mises") if word in page] == []


def test_what_was_frozen_is_read_as_it_was_when_a_set_comes(cast: Cast, fact: Incident) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls, incident=fact)
    with acting(cast.sarah):
        [disclosure] = referral.disclosures.all()
    assert (disclosure.version, disclosure.digest) == (2, digest(disclosure.content))
    assert [part.field_set.name for part in parts_of(disclosure.content) if part.is_shared] == ["facts"]


def _referral(address: str) -> Referral:
    return Referral.objects.get(pk=address.strip("/").split("/")[-1])
