"""A parquet tells a landlord of a complaint by its number, and never learns whether it is known there."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from incidents.models import Complaint, ComplaintChange
from incidents.services.complaints import note_complaint
from journal.models import Entry
from referrals.models import Disclosure, Referral
from referrals.permissions import sent_referrals_visible_to
from tests.pages import one_line
from tests.people import MEAUX, Cast, Person, acting, make_fact, make_question, make_referral
from tests.referrals.test_referral_pages import seen_in, text_of
from tests.roles import installing

NEW, NUMBER = "/saisines/nouvelle/", "25/123-000045 B"
TOLD = {"asked_complaint_number": NUMBER, "asked_told": "dismissed", "asked_told_motive": "unknown_author"}


def sheet(cast: Cast, **changes: Any) -> dict[str, Any]:
    """Maud tells the Deux Morins, about Meaux, without any residence."""
    chosen: dict[str, Any] = {"landlord": cast.sarah.signatory.pk, "commune": MEAUX, "recipient": cast.sarah.post.pk}
    until = timezone.localdate() + timedelta(days=30)
    return chosen | {"subject": "suite-donnee", "basis": "cpp-40-2", "until": until.isoformat(), **TOLD} | changes


def told(cast: Cast, **changes: Any) -> Referral:
    answer = cast.maud.client().post(NEW, sheet(cast, **changes))
    assert answer.status_code == 302, answer.context["form"].errors
    with acting(cast.maud) as maud:
        return sent_referrals_visible_to(maud).latest("created_at")


def complaint_of(by: Person, cast: Cast, number: str, *, of_parquet: bool = True) -> Complaint:
    residence = cast.tilleuls if by == cast.sarah else cast.pommiers
    fact = make_fact(by, residence, at=timezone.now() - timedelta(days=299))
    with acting(by) as actor:
        numbers: dict[str, Any] = {"prosecution_number" if of_parquet else "pv_number": number}
        filed_on = actor.today - timedelta(days=290)
        return note_complaint(by=actor, incident=fact, complainant="landlord", filed_on=filed_on, **numbers)


def test_what_is_told_is_a_number_and_a_closed_outcome(cast: Cast) -> None:
    referral = told(cast)
    with installing():
        content = Disclosure.objects.get(referral=referral).content
    assert set(content) == {"commune", "precision", "asked", "contact"}
    assert content["asked"] == {"complaint_number": NUMBER, "told": "dismissed", "told_motive": "unknown_author"}
    page = one_line(text_of(cast.sarah.client().get(f"/saisines/{referral.pk}/")))
    assert "Classement sans suite : auteur inconnu" in page.replace("\u00a0", " ")
    assert NUMBER in page


REFUSED = {
    "no number": ({"asked_complaint_number": ""}, {"asked_complaint_number"}),
    "a number without a digit": ({"asked_complaint_number": "PV n°"}, {"asked_complaint_number"}),
    "no outcome": ({"asked_told": "", "asked_told_motive": ""}, {"asked_told"}),
    "an outcome of nobody": ({"asked_told": "perhaps"}, {"asked_told"}),
    "the question sent back": ({"asked_told": "not_received", "asked_told_motive": ""}, {"asked_told"}),
    "dismissed without a motive": ({"asked_told_motive": ""}, {"asked_told_motive"}),
    "a motive of a decision": ({"asked_told_motive": "acquittal_final"}, {"asked_told_motive"}),
    "prosecuted without a day": ({"asked_told": "prosecuted", "asked_told_motive": ""}, {"asked_told_on"}),
    "a day that is past": (
        {"asked_told": "prosecuted", "asked_told_motive": "", "asked_told_on": "2026-01-05"},
        {"asked_told_on"},
    ),
    "a day of another outcome": ({"asked_told_on": "2099-01-05"}, {"asked_told_on"}),
    "free text alone": (
        {"asked_complaint_number": "", "asked_told": "", "asked_told_motive": "", "precision": "Classée."},
        {"asked_complaint_number", "asked_told"},
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_whole_is_refused_at_its_field(cast: Cast, case: str) -> None:
    changes, fields = REFUSED[case]
    page = cast.maud.client().post(NEW, sheet(cast, **changes))
    assert set(page.context["form"].errors) == fields
    for text in filter(None, changes.values()):
        assert str(text) in page.content.decode(), "what was typed is kept"
    with acting(cast.maud) as maud:
        assert not sent_referrals_visible_to(maud).exists()


HEARING = {
    "subject": "avis-audience",
    "basis": "cpp-391",
    "asked_hearing_on": "2099-01-05",
    "asked_hearing_at": "09:30",
    "asked_hearing_court": "Tribunal judiciaire de Meaux, 2e chambre",
}
DAMAGE = {
    "subject": "prejudice-pieces",
    "basis": "cpp-391",
    "asked_damage": ["amount", "civil_party"],
    "asked_wanted_by": "2099-01-05",
}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (HEARING, ["le 5 janvier 2099 à 9 h 30", "Tribunal judiciaire de Meaux, 2e chambre"]),
        (DAMAGE, ["chiffrage du préjudice", "constitution de partie civile", "le 5 janvier 2099"]),
    ],
)
def test_a_hearing_and_a_damage_say_all_that_is_needed(cast: Cast, asked: dict[str, Any], words: list[str]) -> None:
    without = sheet(cast, **asked) | {"asked_told": "", "asked_told_motive": ""}
    for name in (each for each in asked if each.startswith("asked_")):
        page = cast.maud.client().post(NEW, without | {name: ""})
        assert set(page.context["form"].errors) == {name}
    referral = told(cast, **without)
    shown = text_of(cast.sarah.client().get(f"/saisines/{referral.pk}/")).replace("\u00a0", " ")
    for word in words:
        assert word.removeprefix("le ") in shown


@pytest.mark.parametrize("of_parquet", [True, False])
def test_the_landlord_reads_which_of_its_complaints_it_is(cast: Cast, of_parquet: bool) -> None:
    """However either side spelt it; of two of one number both; never a neighbour's."""
    own = complaint_of(cast.sarah, cast, "25 123 000045B", of_parquet=of_parquet)
    twin = complaint_of(cast.sarah, cast, "25123000045b", of_parquet=of_parquet)
    other = complaint_of(cast.sarah, cast, "25123000046", of_parquet=of_parquet)
    theirs = complaint_of(cast.victor, cast, NUMBER, of_parquet=of_parquet)
    referral = told(cast)
    page = text_of(cast.sarah.client().get(f"/saisines/{referral.pk}/"))
    shown = {str(each.pk) for each in (own, twin, other, theirs) if f"/plaintes/{each.pk}/" in page}
    assert shown == {str(own.pk), str(twin.pk)}
    with installing():
        read = Entry.objects.filter(verb="plainte.lue", user_id=cast.sarah.user.pk).values_list("object_id", flat=True)
        assert {own.pk, twin.pk} <= set(read)


def test_of_no_such_complaint_it_reads_that_there_is_none(cast: Cast) -> None:
    complaint_of(cast.victor, cast, NUMBER)
    page = text_of(cast.sarah.client().get(f"/saisines/{told(cast).pk}/"))
    assert "Aucune plainte de ce numéro chez vous." in page


def scrubbed(page: str) -> str:
    token = re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page)
    for each in token:
        page = page.replace(each, "")
    page = re.sub(r"S-\w{4}-\w{2}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{64}\b", "", page)
    return re.sub(r"T\d\d:\d\d:[\d.]+|\b\d{1,2}\sh\s\d\d\b", "", page)


def test_the_parquet_never_learns_whether_the_number_is_known(cast: Cast) -> None:
    """Preview, refusal, page after sending, inbox, statements asked: the same, known or not."""
    known, unknown = "25123000045", "99999999999"
    complaint_of(cast.sarah, cast, known)
    assert pages_of_maud(cast, known) == pages_of_maud(cast, unknown)


def pages_of_maud(cast: Cast, number: str) -> list[str]:
    """As if nothing had been sent: taken back."""
    client, asked = cast.maud.client(), sheet(cast, asked_complaint_number=number)
    with transaction.atomic():
        preview = client.post(NEW, asked | {"act": "preview"})
        refused = client.post(NEW, asked | {"asked_told": "", "asked_told_motive": ""})
        sent: Any = client.post(NEW, asked | {"act": "send", "seen": seen_in(preview)})
        shown = [preview, refused, client.get(sent.url), client.get("/saisines/?boite=envoyees")]
        transaction.set_rollback(True)
    return [scrubbed(text_of(page)).replace(number, "#") for page in shown]


def test_one_press_notes_what_was_told_and_leaves_a_history(cast: Cast) -> None:
    own = complaint_of(cast.sarah, cast, NUMBER)
    referral = told(cast)
    address = f"/saisines/{referral.pk}/noter-suite/"
    with installing():
        assert Complaint.objects.get(pk=own.pk).outcome == "", "nothing by itself"
    client = cast.sarah.client()
    for _ in range(2):
        assert client.post(address, {"complaint": own.pk}).status_code == 302
    with installing():
        own.refresh_from_db()
        assert (own.outcome, own.outcome_on, own.outcome_from) == ("dismissed", timezone.localdate(), "referral")
        assert ComplaintChange.objects.filter(complaint=own, field="outcome").count() == 1
    page = text_of(client.get(f"/saisines/{referral.pk}/"))
    assert "Cette suite y est notée." in page
    assert "Noter cette suite" not in page


def test_nothing_is_noted_on_another_complaint_nor_from_another_referral(cast: Cast) -> None:
    own = complaint_of(cast.sarah, cast, NUMBER)
    other = complaint_of(cast.sarah, cast, "25123000046")
    theirs = complaint_of(cast.victor, cast, NUMBER)
    referral = told(cast)
    hearing = told(cast, **HEARING)
    asked = make_question(cast)
    tries = {
        (referral, other.pk): 302,
        (hearing, own.pk): 302,
        (asked, own.pk): 404,
        (referral, theirs.pk): 404,
        (referral, "plainte"): 404,
    }
    client = cast.sarah.client()
    for (about, complaint), code in tries.items():
        assert client.post(f"/saisines/{about.pk}/noter-suite/", {"complaint": complaint}).status_code == code
    assert (
        cast.victor.client().post(f"/saisines/{referral.pk}/noter-suite/", {"complaint": theirs.pk}).status_code == 404
    )
    assert cast.maud.client().post(f"/saisines/{referral.pk}/noter-suite/", {"complaint": own.pk}).status_code == 403
    cast.maud.client().post(f"/saisines/{referral.pk}/retirer/", {"version": 2})
    assert client.post(f"/saisines/{referral.pk}/noter-suite/", {"complaint": own.pk}).status_code == 302
    with installing():
        assert set(Complaint.objects.values_list("outcome", flat=True)) == {""}


def test_from_a_question_received_the_number_is_there_already(cast: Cast) -> None:
    """Found with the referral, never in an address; and gone with it."""
    own = complaint_of(cast.sarah, cast, "25123000045")
    with installing():
        about: dict[str, Any] = {"incident": own.incident, "complaint": own}
    question = make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="suite-plainte", **about)
    client = cast.maud.client()
    page = text_of(client.get(f"/saisines/{question.pk}/"))
    assert f"?referral={question.pk}" in page
    assert "son numéro de plainte déjà repris" in page
    opened = client.get(f"{NEW}?referral={question.pk}")
    assert opened.context["form"].initial["asked_complaint_number"] == "25123000045"
    assert opened.context["matter"].landlord == cast.sarah.signatory
    assert cast.paul.client().get(f"{NEW}?referral={question.pk}").status_code == 404
    with installing():
        read = Entry.objects.filter(verb="saisine.lue", user_id=cast.maud.user.pk, object_id=question.pk)
        assert read.count() == 2
    cast.sarah.client().post(f"/saisines/{question.pk}/retirer/", {"version": 2})
    assert client.get(f"{NEW}?referral={question.pk}").status_code == 404


def test_without_a_number_none_is_promised(cast: Cast) -> None:
    question = make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")
    page = text_of(cast.maud.client().get(f"/saisines/{question.pk}/"))
    assert f"?referral={question.pk}" in page
    assert "dont vous donnez le numéro de plainte" in page
    assert "déjà repris" not in page


def test_both_find_the_referral_by_the_number(cast: Cast) -> None:
    referral = told(cast)
    for person, box in ((cast.sarah, "recues"), (cast.maud, "envoyees")):
        page = text_of(person.client().post(f"/saisines/?boite={box}", {"number": "25 123 000045 b"}))
        assert referral.reference in page, box


def test_what_is_broken_is_said(cast: Cast) -> None:
    """Of a door that hangs: which, in closed words. A client that opened no sheet means what its words say."""
    client = cast.karim.client()
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    asked = {"residence": cast.tilleuls.pk, "recipient": cast.sarah.post.pk, "subject": "remise-etat"}
    asked |= {"basis": "csi-l271-1", "field_sets": ["place"], "until": until}
    assert client.post(NEW, asked).status_code == 302
    unticked = client.post(NEW, asked | {"shown_subject": "remise-etat"})
    assert set(unticked.context["form"].errors) == {"asked_equipment"}
    assert client.post(NEW, asked | {"asked_equipment": ["door", "wreck"]}).status_code == 302
    assert set(client.post(NEW, asked | {"asked_equipment": ["moon"]}).context["form"].errors) == {"asked_equipment"}
    with installing():
        said = [each.content["asked"] for each in Disclosure.objects.order_by("disclosed_at")]
        contacts = {each.content["contact"]["post"] for each in Disclosure.objects.all()}
    assert said == [{"equipment": ["other"]}, {"equipment": ["door", "wreck"]}]
    assert contacts == {f"{cast.karim.post.label} (à vérifier)"}, "the sender's work contact is carried"
