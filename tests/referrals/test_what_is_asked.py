"""The fields of a request on the sheet: what they begin with, what is kept, what the recipient reads of them."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string

from acting.days import PARIS
from acting.refusals import Refused
from incidents.models import Incident
from referrals.asked import pieces_of
from referrals.asked_pieces import UNSENT
from referrals.models import ReferralSource, Subject
from referrals.prefilled import NO_ACCESS
from referrals.services import referrals as services
from referrals.templatetags.frozen import asked_lines
from reports.fiche import draft_sheet
from reports.models import Report
from reports.services.papers import request_sheet
from territory.models import ResidenceAccess
from tests.people import ASKED, Cast, Person, acting, make_complaint, make_fact, make_referral
from tests.referrals.test_referral_pages import seen_in, sent_by, sheet_for, text_of
from tests.referrals.test_what_crosses import read
from tests.roles import installing


@pytest.fixture
def fact(cast: Cast) -> Incident:
    """On Friday 6 November 2026, at 23.10 by the clock of Seine-et-Marne: before today, whenever that is."""
    at = datetime(2026, 11, 7, 0, 10, tzinfo=PARIS)
    return make_fact(cast.gilles, cast.tilleuls, at=at)


def patrol(cast: Cast, fact: Incident, **changes: Any) -> dict[str, Any]:
    asked = {"subject": "presence", "basis": "csi-l271-1", "field_sets": ["facts", "place"]}
    return sheet_for(fact, cast.karim, **asked) | changes


FROM_THE_FACT = {
    "nature": "Dégradation",
    "days": ["friday"],
    "hours_from": "23:00",
    "hours_to": "00:00",
    "since": "2026-11-06",
    "access": NO_ACCESS,
}


def sent(cast: Cast, asked: dict[str, Any], by: Person | None = None) -> dict[str, Any]:
    """What of `asked` the recipient reads of what is sent so."""
    before = len(read(cast.karim))
    page = (by or cast.sarah).client().post("/saisines/nouvelle/", asked)
    assert page.status_code == 302, page.context["form"].errors
    contents = read(cast.karim)
    assert len(contents) == before + 1
    return next(content["asked"] for content in contents if content["precision"] == asked.get("precision", ""))


def test_what_a_client_leaves_out_is_what_the_facts_say(cast: Cast, fact: Incident) -> None:
    assert sent(cast, patrol(cast, fact)) == FROM_THE_FACT


def test_the_sheet_begins_with_it_and_shows_it_as_it_will_be_read(cast: Cast, fact: Incident) -> None:
    page = cast.sarah.client().post("/saisines/nouvelle/", patrol(cast, fact, act="preview"))
    text = text_of(page)
    assert 'name="asked_nature" value="Dégradation"' in text
    assert 'value="friday" id="id_asked_days_4" checked' in text
    assert "vendredi, de 23 h à 0 h" in text.replace("\u00a0", " ")
    assert page.context["page"].content["asked"] == FROM_THE_FACT


def test_access_is_what_the_register_says_of_that_service_and_no_code(cast: Cast, fact: Incident) -> None:
    given: dict[str, Any] = {"residence": cast.tilleuls, "given_on": fact.started_at.date(), "note": "Code 1234"}
    with installing():
        ResidenceAccess.objects.create(holder=cast.karim.signatory, kind="badge", **given)
        ResidenceAccess.objects.create(holder=cast.geraldine.signatory, kind="opening", **given)
    assert sent(cast, patrol(cast, fact))["access"] == "Remis à votre service\u00a0: badge ou clé."


def test_what_was_typed_is_what_is_sent(cast: Cast, fact: Incident) -> None:
    said = {f"asked_{name}": value for name, value in ASKED["presence"].items()}
    assert sent(cast, patrol(cast, fact, **said)) == ASKED["presence"]


@pytest.mark.parametrize("name", FROM_THE_FACT)
def test_what_came_empty_is_asked_for_at_its_field_and_nothing_is_lost(cast: Cast, fact: Incident, name: str) -> None:
    """Of days the page sends none when none is ticked: it says that it stood there."""
    said = {f"asked_{each}": value for each, value in ASKED["presence"].items()} | {"shown_subject": "presence"}
    said |= {"precision": "À garder.", f"asked_{name}": ""}
    if name == "days":
        del said["asked_days"]
    page = cast.sarah.client().post("/saisines/nouvelle/", patrol(cast, fact, **said))
    assert set(page.context["form"].errors) == {f"asked_{name}"}
    assert [page.context["form"][field].value() for field in said if field != "shown_subject"] == [
        said[field] for field in said if field != "shown_subject"
    ]
    assert sent_by(cast.sarah) == []


WRONG = {
    "asked_since": "2999-01-01",
    "asked_hours_from": "25:00",
    "asked_days": ["holiday"],
    "asked_access": "x" * 201,
    "asked_nature": "Vu Mme Durand.",
}


@pytest.mark.parametrize("field", WRONG)
def test_what_cannot_be_is_said_at_its_field(cast: Cast, fact: Incident, field: str) -> None:
    page = cast.sarah.client().post("/saisines/nouvelle/", patrol(cast, fact, **{field: WRONG[field]}))
    assert set(page.context["form"].errors) == {field}
    assert sent_by(cast.sarah) == []


def test_a_name_that_was_read_again_goes_and_the_journal_says_that_one_was_kept(cast: Cast, fact: Incident) -> None:
    said = patrol(cast, fact, asked_nature="Vu Mme Durand.", reviewed="on")
    assert sent(cast, said)["nature"] == "Vu Mme Durand."


def test_a_theme_has_no_door_here_either(cast: Cast, fact: Incident) -> None:
    page = cast.sarah.client().post("/saisines/nouvelle/", patrol(cast, fact, asked_nature="Elle veut se suicider."))
    assert "asked_nature" in page.context["form"].errors
    assert sent_by(cast.sarah) == []


def test_what_was_typed_for_one_subject_comes_back_with_it_and_goes_nowhere_else(cast: Cast, fact: Incident) -> None:
    """Without scripts too: the typed values ride along in the form."""
    client, typed = cast.sarah.client(), {"asked_access": "Par le 12, sonner à la loge."}
    away = patrol(cast, fact, **typed, subject="visite-surete", shown_subject="presence")
    page = client.post("/saisines/nouvelle/", away)
    assert page.context["page"].content.get("asked") is None
    assert 'type="hidden" name="asked_access" value="Par le 12, sonner à la loge."' in page.text
    back = client.post("/saisines/nouvelle/", away | {"subject": "presence", "shown_subject": "visite-surete"})
    assert back.context["form"].initial["asked_access"] == typed["asked_access"]
    assert client.post("/saisines/nouvelle/", away | {"shown_subject": "visite-surete"}).status_code == 302
    assert ["asked" in content for content in read(cast.karim)] == [False]


def test_what_was_not_shown_of_it_is_not_sent(cast: Cast, fact: Incident) -> None:
    client, asked = cast.sarah.client(), patrol(cast, fact)
    seen = seen_in(client.post("/saisines/nouvelle/", asked | {"act": "preview"}))
    changed = client.post("/saisines/nouvelle/", asked | {"seen": seen, "asked_access": "Par la cour."})
    assert "Ce qui sera lu a changé" in text_of(changed)
    assert client.post("/saisines/nouvelle/", asked | {"seen": seen}).status_code == 302


def test_page_and_paper_say_it_and_a_draft_keeps_it(cast: Cast, fact: Incident) -> None:
    draft = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact, send=False)
    with acting(cast.sarah) as sarah:
        assert ReferralSource.objects.get(pk=draft.pk).asked == ASKED["presence"]
        services.send_referral(by=sarah, referral=draft)
    said = "vendredi et samedi, de 20 h à 2 h"
    assert said in text_of(cast.karim.client().get(f"/saisines/{draft.pk}/")).replace("\u00a0", " ")
    with acting(cast.karim) as karim:
        paper = draft_sheet(karim, Report.objects.get(pk=request_sheet(by=karim, referral=draft).pk))
        assert said in render_to_string(paper.template, paper.context).replace("\u00a0", " ")
    for name in set(cast.people()) - {"sarah"}:
        with acting(cast.people()[name]):
            assert not ReferralSource.objects.exists(), name


def test_a_content_of_before_is_read_as_it_was(cast: Cast) -> None:
    assert asked_lines({"commune": {}, "precision": "Réquisition n° 12."}) == []


def test_a_complaint_that_the_parquet_cannot_find_is_not_asked_about(cast: Cast, fact: Incident) -> None:
    """At the page and at the service; completed, it goes."""
    old = make_fact(cast.gilles, cast.tilleuls, at=fact.started_at - timedelta(days=300))
    complaint = make_complaint(cast.sarah, old)
    with installing():
        type(complaint).objects.filter(pk=complaint.pk).update(prosecution_number="", service="")
    asked = sheet_for(old, cast.maud, subject="suite-plainte", basis="cpp-40-2", field_sets=["complaint"])
    page = cast.sarah.client().post("/saisines/nouvelle/", asked)
    assert set(page.context["form"].errors) == {"complaint"}
    complaint.refresh_from_db()
    with pytest.raises(Refused) as why:
        make_referral(cast.sarah, cast.maud, cast.tilleuls, incident=old, complaint=complaint, subject="suite-plainte")
    assert why.value.field == "complaint"
    with installing():
        type(complaint).objects.filter(pk=complaint.pk).update(service="Commissariat de Meaux")
    assert cast.sarah.client().post("/saisines/nouvelle/", asked).status_code == 302


def test_the_images_to_keep_are_those_of_a_day_and_of_hours() -> None:
    asked = {"requisition_number": "2026/12", "requisition_on": "2026-01-05", "images_on": "2026-01-04"}
    hours = {"images_from": "22:00", "images_to": "02:30"}
    assert dict(asked_lines({"asked": asked}))["Images du"] == "4 janvier 2026"
    assert dict(asked_lines({"asked": asked | hours}))["Images du"] == "4 janvier 2026, de 22 h à 2 h 30"


def of_subject(cast: Cast, fact: Incident, subject: str) -> tuple[Person, Person, dict[str, Any]]:
    """Who asks whom, and what the sheet needs for it beside the fields of the request."""
    row = Subject.objects.get(pk=subject)
    people = {"landlord": cast.sarah, "police": cast.karim, "prosecution": cast.maud, "prefecture": cast.pascale}
    by, to = people[row.sender_kinds[0]], people[row.recipient_kinds[0]]
    basis = next(each for each in row.bases.all() if each.is_basis and not each.condition)
    asked = sheet_for(fact, to, subject=subject, basis=basis.pk, field_sets=row.minimum, condition_stated="on")
    if by.signatory.kind != "landlord":
        del asked["incident"]
        asked["residence"] = str(cast.tilleuls.pk)
    return by, to, asked


OF_BEFORE: dict[str, dict[str, Any]] = {
    "avis-parquet": {},
    "situation-prefecture": {"nature": "Dégradation", "since": "2026-11-06"},
    "intervention-site": {},
    "acces-badges": {},
    "contact-astreinte": {},
    "remise-etat": {"equipment": ["other"]},
    "point-etape": {},
}


@pytest.mark.parametrize("subject", OF_BEFORE)
def test_a_client_that_knows_none_of_the_fields_asks_as_before(cast: Cast, fact: Incident, subject: str) -> None:
    """What it is shown is what it sends."""
    by, to, asked = of_subject(cast, fact, subject)
    client = by.client()
    shown = client.post("/saisines/nouvelle/", asked | {"act": "preview"})
    page = client.post("/saisines/nouvelle/", asked | {"seen": seen_in(shown)})
    assert page.status_code == 302, page.context["form"].errors
    assert [content.get("asked", {}) for content in read(to)] == [OF_BEFORE[subject]]


@pytest.mark.parametrize("subject", OF_BEFORE)
def test_what_is_asked_reaches_the_page_and_the_paper(cast: Cast, fact: Incident, subject: str) -> None:
    by, to, asked = of_subject(cast, fact, subject)
    given = {f"asked_{name}": value for name, value in ASKED[subject].items()}
    page: Any = by.client().post("/saisines/nouvelle/", asked | given | {"shown_subject": subject})
    assert page.status_code == 302, page.context["form"].errors
    assert [content["asked"] for content in read(to)] == [ASKED[subject]]
    (sent,) = (each for each in sent_by(by) if each.subject_id == subject)
    shown = text_of(to.client().get(f"/saisines/{sent.pk}/")).replace("\u00a0", " ")
    with acting(to) as actor:
        paper = draft_sheet(actor, Report.objects.get(pk=request_sheet(by=actor, referral=sent).pk))
        printed = " ".join(render_to_string(paper.template, paper.context).split()).replace("\u00a0", " ")
    for line, words in asked_lines({"asked": ASKED[subject]}):
        said = f"<dt>{line}</dt> <dd>{words}</dd>".replace("\u00a0", " ")
        assert said in " ".join(shown.split()), line
        assert words.replace("\u00a0", " ") in printed, line


@pytest.mark.parametrize(
    ("subject", "field"),
    [
        ("avis-parquet", "asked_question"),
        ("intervention-site", "asked_planned_on"),
        ("remise-etat", "asked_equipment"),
    ],
)
def test_a_request_that_is_void_without_it_is_refused_at_every_door(
    cast: Cast, fact: Incident, subject: str, field: str
) -> None:
    """Of what came empty; nothing that was typed is lost, and the service raises it too."""
    by, to, asked = of_subject(cast, fact, subject)
    given = {piece.field: "" for piece in pieces_of(subject) if piece.kind not in UNSENT}
    page = by.client().post("/saisines/nouvelle/", asked | given | {"shown_subject": subject, "precision": "À garder."})
    assert set(page.context["form"].errors) == {field}
    assert "À garder." in text_of(page)
    with pytest.MonkeyPatch.context() as once:
        once.setitem(ASKED, subject, {field.removeprefix("asked_"): ""})
        with pytest.raises(Refused) as why:
            make_referral(by, to, cast.tilleuls, subject=subject)
    assert why.value.field == field
    assert read(to) == []
    if subject == "intervention-site":
        agreed = asked | given | {"shown_subject": subject, "asked_planned_open": ["open"]}
        assert by.client().post("/saisines/nouvelle/", agreed).status_code == 302
        assert [content["asked"] for content in read(to)] == [{"planned_open": ["open"]}]


def test_what_is_left_open_is_said_on_the_sheet_and_stops_nothing(cast: Cast, fact: Incident) -> None:
    by, to, asked = of_subject(cast, fact, "acces-badges")
    client = by.client()

    def shown(**given: Any) -> str:
        return text_of(client.post("/saisines/nouvelle/", asked | given | {"act": "preview"}))

    assert "Pas encore dit : les portes, le nombre, pour qui c’est et pour quand." in shown().replace("\u00a0", " ")
    some = shown(asked_access_to="Hall.", asked_wanted_by="2099-01-05").replace("\u00a0", " ")
    assert "Pas encore dit : le nombre et pour qui c’est." in some
    assert "Pas encore dit" not in shown(**{f"asked_{name}": said for name, said in ASKED["acces-badges"].items()})
    assert client.post("/saisines/nouvelle/", asked).status_code == 302
    assert len(read(to)) == 1


def test_a_field_that_another_choice_needs_says_so_without_scripts(cast: Cast, fact: Incident) -> None:
    """Never « facultatif » beside what is asked for all the same."""
    labels: dict[str, str] = {}
    for subject in ("copie-decision", "suite-donnee", "intervention-site"):
        by, _, asked = of_subject(cast, fact, subject)
        if subject == "copie-decision":
            make_complaint(cast.sarah, fact, days_ago=0)
        form = by.client().post("/saisines/nouvelle/", asked | {"act": "preview"}).context["form"]
        labels |= {field.name: text_in(field) for field in form.asked_fields}
    assert {name: label for name, label in labels.items() if "(" in label} == {
        "asked_court": "Juridiction (nécessaire sans n° de parquet)",
        "asked_decided_on": "Date de la décision (nécessaire sans n° de parquet)",
        "asked_told_motive": "Motif du classement, ou sens de la décision (nécessaire pour « classement sans suite » "
        "et « décision rendue »)",
        "asked_told_on": "Jour de l’audience (nécessaire pour « poursuites »)",
        "asked_told_at": "Heure de l’audience (facultatif)",
        "asked_planned_on": "Jour de l’intervention (nécessaire, ou à convenir)",
        "asked_planned_open": "Sans jour fixé (facultatif)",
        "asked_planned_at": "Heure de l’intervention (facultatif)",
        "asked_todo": "Ce que le bailleur a à faire (facultatif)",
    }


def text_in(field: Any) -> str:
    """What the field is called, and for what it is needed, as one reads it; the latter is in no label, which one
    presses."""
    found = re.search(
        r"<(label|legend)[^>]*>(.*?)</\1>\s*(<span class=\"optional small\">.*?</span>)?",
        str(field.as_field_group()),
        re.DOTALL,
    )
    assert found
    return " ".join(re.sub(r"<[^>]+>", "", f"{found[2]} {found[3] or ''}").split()).replace("\u00a0", " ")
