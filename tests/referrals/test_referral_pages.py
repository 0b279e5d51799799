"""The share sheet and the page of a referral, as a browser asks for them."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.html import strip_tags

from incidents.models import Incident
from incidents.permissions import complaints_visible_to
from incidents.services.complaints import note_complaint
from journal.models import Entry
from journal.permissions import entries_visible_to
from journal.verbs import Verb
from referrals.models import Referral
from referrals.permissions import answers_visible_to, disclosures_visible_to, referrals_visible_to
from referrals.services import referrals as services
from tests.pages import one_line
from tests.people import Cast, Person, acting, make_complaint, make_fact, make_referral
from tests.roles import installing


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls)


def sheet_for(fact: Incident, to: Person, **changes: Any) -> dict[str, Any]:
    today = to.actor().today
    return {
        "incident": str(fact.pk),
        "recipient": str(to.post.pk),
        "subject": "avis-parquet",
        "basis": "loi-78-17-46",
        "field_sets": ["facts"],
        "until": (today + timedelta(days=30)).isoformat(),
    } | changes


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


def sent_by(person: Person) -> list[Referral]:
    with acting(person) as actor:
        return list(referrals_visible_to(actor))


def test_the_sheet_proposes_the_competent_ones_with_the_reason(cast: Cast, fact: Incident) -> None:
    page = text_of(cast.sarah.client().get(f"/saisines/nouvelle/?incident={fact.pk}"))
    for post in (cast.maud.post, cast.karim.post, cast.pascale.post):
        assert str(post.pk) in page
    for stranger in (cast.paul.post, cast.fanny.post, cast.geraldine.post, cast.victor.post):
        assert str(stranger.pk) not in page
    assert "Ressort du tribunal judiciaire de Meaux" in page
    assert "INTC1506259A" in page


def test_sending_shares_what_was_ticked(cast: Cast, fact: Incident) -> None:
    response = cast.sarah.client().post("/saisines/nouvelle/", sheet_for(fact, cast.maud))
    [referral] = sent_by(cast.sarah)
    assert response.status_code == 302
    assert response["Location"] == f"/saisines/{referral.pk}/"
    with acting(cast.maud) as maud:
        [disclosure] = disclosures_visible_to(maud)
    assert set(disclosure.content) == {"commune", "precision", "facts"}


def test_a_preview_is_what_will_be_read(cast: Cast, fact: Incident) -> None:
    client = cast.sarah.client()
    asked = sheet_for(fact, cast.maud, act="preview", precision="Avant la commission <b>du 12</b>.")
    preview = text_of(client.post("/saisines/nouvelle/", asked, headers={"HX-Request": "true"}))
    assert sent_by(cast.sarah) == []
    client.post("/saisines/nouvelle/", asked | {"act": "send"})
    [referral] = sent_by(cast.sarah)
    read = text_of(cast.maud.client().get(f"/saisines/{referral.pk}/"))
    shown = [
        re.search(r'<dl class="kv"><dt>Commune.*?Précision de l’expéditeur.*?</blockquote></div>', one_line(text))
        for text in (preview, read)
    ]
    assert shown[0]
    assert shown[1]
    assert re.sub(r"\s", "", shown[0].group()) == re.sub(r"\s", "", shown[1].group())
    assert "&lt;b&gt;du 12&lt;/b&gt;" in shown[0].group()


def terms_in(page: str) -> list[str]:
    """The whole of the recipient's page beside what is communicated: what is asked, and who reads it until when."""
    purpose = re.search(r"[^>]*, pour [^<]*", page)
    terms = re.search(r"<dl class=\"kv\"><dt>De</dt>.*?</dl>", page)
    assert purpose
    assert terms
    return [re.sub(r"\s", "", part.group()) for part in (purpose, terms)]


def test_the_preview_is_the_whole_page(cast: Cast, fact: Incident) -> None:
    client, asked = cast.sarah.client(), sheet_for(fact, cast.maud)
    preview = one_line(text_of(client.post("/saisines/nouvelle/", asked | {"act": "preview"})))
    client.post("/saisines/nouvelle/", asked)
    [referral] = sent_by(cast.sarah)
    page = one_line(text_of(cast.maud.client().get(f"/saisines/{referral.pk}/")))
    assert terms_in(preview) == terms_in(page)
    assert "Maud" in terms_in(preview)[1]


def seen_in(response: Any) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', text_of(response))
    assert found
    return found.group(1)


CHANGES: dict[str, dict[str, Any]] = {
    "what": {"field_sets": ["facts", "place"], "widening_reason": "Le lieu est demandé."},
    "words": {"precision": "Un mot de plus."},
    "end": {"until": (timezone.localdate() + timedelta(days=3)).isoformat()},
}


@pytest.mark.parametrize("changed", CHANGES)
def test_what_was_not_shown_is_shown_and_not_sent(cast: Cast, fact: Incident, changed: str) -> None:
    client, asked = cast.sarah.client(), sheet_for(fact, cast.maud)
    seen = seen_in(client.post("/saisines/nouvelle/", asked | {"act": "preview"}))
    answer = client.post("/saisines/nouvelle/", asked | CHANGES[changed] | {"seen": seen})
    assert "Ce qui sera lu a changé depuis que vous l’avez vu" in text_of(answer)
    assert sent_by(cast.sarah) == []
    assert client.post("/saisines/nouvelle/", asked | CHANGES[changed] | {"seen": seen_in(answer)}).status_code == 302
    assert len(sent_by(cast.sarah)) == 1


def test_what_was_not_shown_may_be_kept_as_a_draft(cast: Cast, fact: Incident) -> None:
    asked = sheet_for(fact, cast.maud, act="draft", seen="0" * 64)
    assert cast.sarah.client().post("/saisines/nouvelle/", asked).status_code == 302
    [draft] = sent_by(cast.sarah)
    assert draft.state == "draft"


def test_the_recipient_changed_and_back_unticks_nothing(cast: Cast, fact: Incident) -> None:
    client = cast.sarah.client()
    asked = sheet_for(fact, cast.maud, act="preview", field_sets=["facts", "place"], shown_for=str(cast.maud.post.pk))
    first = client.post("/saisines/nouvelle/", asked)
    there = asked | {"recipient": str(cast.karim.post.pk), "chosen_before": remembered(first)}
    second = client.post("/saisines/nouvelle/", there)
    assert second.context["sheet"].subject.pk != "avis-parquet"
    sheet = second.context["sheet"]
    back = there | {
        "recipient": str(cast.maud.post.pk),
        "shown_for": str(cast.karim.post.pk),
        "subject": sheet.subject.pk,
        "field_sets": sheet.field_sets,
        "chosen_before": remembered(second),
    }
    third = client.post("/saisines/nouvelle/", back).context["sheet"]
    assert (third.subject.pk, third.field_sets) == ("avis-parquet", ["facts", "place"])


def remembered(response: Any) -> list[str]:
    return re.findall(r'name="chosen_before" value="([^"]*)"', response.content.decode())


def test_a_memory_that_nobody_wrote_is_no_trouble(cast: Cast, fact: Incident) -> None:
    asked = sheet_for(fact, cast.maud, act="preview", chosen_before=["", "x", "|||"], shown_for="nowhere")
    assert cast.sarah.client().post("/saisines/nouvelle/", asked).status_code == 200


def test_the_same_sheet_sent_twice_is_one_referral(cast: Cast, fact: Incident) -> None:
    asked = sheet_for(fact, cast.maud, submission="7a1f9df4-7b70-4f6f-a9b7-86dbe3a7a0a1")
    client = cast.sarah.client()
    first, second = (client.post("/saisines/nouvelle/", asked) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert len(sent_by(cast.sarah)) == 1


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "until_past": ({"until": "2020-01-01"}, "Cette date est passée"),
    "until_far": ({"until": "2099-01-01"}, "Au plus tard le"),
    "minimum": ({"field_sets": ["place"]}, "il faut communiquer : les faits"),
    "foreign_recipient": ({"recipient": "not-a-post"}, "Sélectionnez un choix valide"),
    "complaint_missing": ({"subject": "suite-plainte", "basis": "cpp-40-2"}, "Cet objet suppose une plainte"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_and_nothing_is_lost(cast: Cast, fact: Incident, case: str) -> None:
    change, said = WRONG[case]
    asked = sheet_for(fact, cast.maud, precision="Un texte à garder.", **change)
    page = text_of(cast.sarah.client().post("/saisines/nouvelle/", asked))
    assert said in page
    assert "Un texte à garder." in page
    assert sent_by(cast.sarah) == []


def test_widening_needs_a_reason(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=200))
    make_complaint(cast.sarah, fact)
    asked = sheet_for(fact, cast.maud, subject="copie-decision", basis="cpp-r166", field_sets=["complaint", "facts"])
    client = cast.sarah.client()
    assert "Dites pourquoi" in text_of(client.post("/saisines/nouvelle/", asked))
    client.post("/saisines/nouvelle/", asked | {"widening_reason": "Le fait éclaire la décision."})
    assert len(sent_by(cast.sarah)) == 1


def test_the_outcome_of_a_fresh_complaint_is_not_asked_yet(cast: Cast, fact: Incident) -> None:
    with acting(cast.sarah) as sarah:
        note_complaint(by=sarah, incident=fact, complainant="landlord", filed_on=sarah.today)
    asked = sheet_for(fact, cast.maud, subject="suite-plainte", basis="cpp-40-2", field_sets=["complaint"])
    assert "Cette plainte est récente" in text_of(cast.sarah.client().post("/saisines/nouvelle/", asked))


def test_the_parquet_tells_complainant_victim_and_author_of_a_report(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls, at=timezone.now() - timedelta(days=200))
    with acting(cast.sarah) as sarah:
        note_complaint(by=sarah, incident=fact, complainant="tenant", filed_on=sarah.today - timedelta(days=199))
    asked = sheet_for(fact, cast.maud, subject="suite-plainte", basis="cpp-40-2", field_sets=["complaint"])
    assert "le bailleur n’est ici aucun des trois" in text_of(cast.sarah.client().post("/saisines/nouvelle/", asked))


def test_acknowledge_answer_and_read_the_answer(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    karim = cast.karim.client()
    assert karim.post(f"/saisines/{referral.pk}/accuser-reception/").status_code == 302
    answer = {"outcome": "patrols_planned", "note": "En soirée."}
    assert karim.post(f"/saisines/{referral.pk}/repondre/", answer).status_code == 302
    page = text_of(cast.sarah.client().get(f"/saisines/{referral.pk}/"))
    assert "Passages programmés" in page
    assert "En soirée." in page


def test_a_correction_says_what_it_replaces(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls)
    maud, page = cast.maud.client(), f"/saisines/{referral.pk}/"
    assert "remplace" not in text_of(maud.get(page))
    assert maud.post(f"{page}repondre/", {"outcome": "sent_to_inquiry"}).status_code == 302
    assert "Cette réponse remplace « Transmis pour enquête »" in text_of(maud.get(page))
    assert maud.get(page).context["answer_form"]["replaces_former"].value() is True
    assert maud.post(f"{page}repondre/", {"outcome": "already_given", "replaces_former": "on"}).status_code == 302
    for read in (text_of(maud.get(page)), text_of(cast.sarah.client().get(page))):
        answers = read[read.index("Réponse ") :]
        assert answers.index("Information déjà") < answers.index("remplace la précédente") < answers.index("Transmis")
        assert answers.index("Transmis") < answers.index("remplacée le")


STRANGERS = {
    "victor",
    "zoe",
    "gilles",
    "gaston",
    "dina",
    "paul",
    "fanny",
    "geraldine",
    "karim",
    "pascale",
    "delphine",
    "adrien",
}


def test_strangers_find_nothing_at_all(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls, subject="avis-parquet")
    codes = {name: cast.people()[name].client().get(f"/saisines/{referral.pk}/").status_code for name in STRANGERS}
    may_open_referrals = {"victor", "paul", "fanny", "geraldine", "karim", "pascale"}
    assert codes == {name: 404 if name in may_open_referrals else 403 for name in STRANGERS}


def test_the_sender_may_not_answer_and_the_recipient_may_not_withdraw(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    assert cast.sarah.client().post(f"/saisines/{referral.pk}/repondre/", {"outcome": "done"}).status_code == 403
    assert cast.karim.client().post(f"/saisines/{referral.pk}/retirer/").status_code == 403


def test_acting_on_what_has_moved_says_so(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    karim = cast.karim.client()
    for expected in (302, 409):
        assert karim.post(f"/saisines/{referral.pk}/accuser-reception/", {"version": 2}).status_code == expected


def test_the_stub_after_withdrawal(cast: Cast, fact: Incident) -> None:
    referral = make_referral(
        cast.sarah, cast.maud, cast.tilleuls, incident=fact, subject="avis-parquet", field_sets=("facts", "place")
    )
    assert "Porte du hall" in text_of(cast.maud.client().get(f"/saisines/{referral.pk}/"))
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=referral)
    maud = cast.maud.client()
    for page in (f"/saisines/{referral.pk}/", "/saisines/?etat=toutes"):
        text = text_of(maud.get(page))
        assert referral.reference in text
        assert "Tilleuls" not in text
        assert "Porte du hall" not in text
    assert "L’accès a pris fin" in text_of(maud.get(f"/saisines/{referral.pk}/"))


def test_the_inbox_finds_a_pv_number(cast: Cast, fact: Incident) -> None:
    with acting(cast.sarah) as sarah:
        complaint = note_complaint(
            by=sarah, incident=fact, complainant="landlord", filed_on=sarah.today, pv_number="2026/04512"
        )
    wanted = make_referral(
        cast.sarah,
        cast.maud,
        cast.tilleuls,
        incident=fact,
        complaint=complaint,
        subject="avis-parquet",
        field_sets=("facts", "complaint"),
    )
    other = make_referral(cast.sarah, cast.maud, cast.tilleuls, incident=fact, subject="avis-parquet")
    found = text_of(cast.maud.client().post("/saisines/", {"number": "2026/04512"}))
    assert wanted.reference in found
    assert other.reference not in found
    assert wanted.reference not in text_of(cast.paul.client().post("/saisines/", {"number": "2026/04512"}))


def test_a_number_is_found_by_its_beginning(cast: Cast, fact: Incident) -> None:
    """From six letters and digits on, whatever stands between; to whoever may read it, and never without a trace."""
    made = {}
    for number in ("2026/04512", "2026-0459B", "2026/05512"):
        with acting(cast.sarah) as sarah:
            about = note_complaint(
                by=sarah, incident=fact, complainant="landlord", filed_on=sarah.today, pv_number=number
            )
        usual = {"complaint": about, "subject": "copie-decision", "field_sets": ("complaint",)}
        made[number] = make_referral(cast.sarah, cast.maud, cast.tilleuls, incident=fact, **usual)  # type: ignore[arg-type]

    def found(person: Person, typed: str) -> set[str]:
        page = text_of(person.client().post("/saisines/?boite=recues", {"number": typed}))
        return {number for number, referral in made.items() if referral.reference in page}

    wanted = {"2026 04": {"2026/04512", "2026-0459B"}, "2026-045-9b": {"2026-0459B"}, "2026/0551": {"2026/05512"}}
    wanted |= {"2026/0": set(), "26/04512": set(), "2026": set(), "0451": set()}
    assert {typed: found(cast.maud, typed) for typed in wanted} == wanted
    assert "au moins ses six premiers caractères" in text_of(
        cast.maud.client().post("/saisines/", {"number": "2026/0"})
    )
    for stranger in (cast.paul, cast.karim):
        assert found(stranger, "2026 04") == set()
    with acting(cast.maud):
        searched = Entry.objects.filter(verb=Verb.REFERRAL_SEARCHED, user_id=cast.maud.user.pk)
        assert searched.count() == len(wanted) + 1
        assert "2026" not in "".join(searched.values_list("reason", flat=True))
        assert {made["2026/04512"].pk, made["2026-0459B"].pk} in [set(entry.shown or ()) for entry in searched]


@pytest.mark.parametrize("path", ["/saisines/", "/saisines/?boite=envoyees"])
def test_the_list_costs_the_same_for_one_and_twenty(cast: Cast, path: str, django_assert_num_queries: Any) -> None:
    counts = []
    person = cast.sarah if "envoyees" in path else cast.karim
    client = person.client()
    client.get(path)  # the day's first visit counts what is missing in the directory
    for number in (1, 19):
        for _ in range(number):
            make_referral(cast.sarah, cast.karim, cast.tilleuls)
        with django_assert_num_queries(100, exact=False) as captured:
            client.get(path)
        counts.append(len(captured))
    assert counts[0] == counts[1]


MARKED = re.compile(r'name="reviewed" id="\w+" value="(relu-\w+)"\s*(checked)?')


def test_who_has_read_one_text_again_has_not_read_another(cast: Cast) -> None:
    """The box is of the passages that it stood under: a text that came after it is pointed at, and the box is empty."""
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    karim, address = cast.karim.client(), f"/saisines/{referral.pk}/repondre/"
    answer = {"outcome": "patrols_planned", "note": "Vu Mme Durand."}
    [(mark, ticked)] = MARKED.findall(karim.post(address, answer).text)
    assert ticked == ""
    other = karim.post(address, {"outcome": "patrols_planned", "note": "Mme Martin est malade.", "reviewed": mark})
    assert other.status_code == 200
    [(of_other, ticked)] = MARKED.findall(other.text)
    assert (of_other != mark, ticked) == (True, "")
    assert "« Mme Martin »" in text_of(other)
    kept = karim.post(address, {"outcome": "", "note": "Vu Mme Durand.", "reviewed": mark})
    assert MARKED.findall(kept.text) == [(mark, "checked")]
    assert karim.post(address, answer | {"note": "Vu hier Mme Durand.", "reviewed": mark}).status_code == 302


def test_a_name_in_a_note_is_pointed_at_once_and_sent_by_who_has_read_it_again(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    karim = cast.karim.client()
    answer = {"outcome": "patrols_planned", "note": "Vu Mme Durand au 06 12 34 56 78."}
    page = text_of(karim.post(f"/saisines/{referral.pk}/repondre/", answer))
    assert "« Mme Durand »" in page
    assert "« 06 12 34 56 78 »" in page
    assert "Vu Mme Durand" in page
    assert karim.post(f"/saisines/{referral.pk}/repondre/", answer | {"reviewed": "on"}).status_code == 302
    with acting(cast.karim) as actor:
        assert [answer.note for answer in answers_visible_to(actor)] == ["Vu Mme Durand au 06 12 34 56 78."]
        kept = entries_visible_to(actor).filter(verb="saisine.repondue").values_list("reason", flat=True)
        assert list(kept) == ["texte maintenu : personne, téléphone"]


def test_past_its_date_it_is_told_as_expired_before_any_job(cast: Cast) -> None:
    at = timezone.now() - timedelta(days=80)
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, at=at)
    for person in (cast.sarah, cast.karim):
        for path in (f"/saisines/{referral.pk}/", "/saisines/?etat=toutes"):
            page = text_of(person.client().get(path))
            assert "Échue" in page
            assert "Sans accusé de réception" not in page


def test_a_sheet_that_comes_back_changed_sends_nothing_of_the_draft(cast: Cast, fact: Incident) -> None:
    """Kept as a draft with everything; back in the browser, unticked, sent: neither may pass for the other."""
    client, submission = cast.sarah.client(), "7a1f9df4-7b70-4f6f-a9b7-86dbe3a7a0a2"
    asked = sheet_for(fact, cast.maud, submission=submission, field_sets=["facts", "place"], act="draft")
    client.post("/saisines/nouvelle/", asked)
    changed = asked | {"field_sets": ["facts"], "act": "send"}
    assert client.post("/saisines/nouvelle/", changed).status_code == 409
    [draft] = sent_by(cast.sarah)
    assert draft.state == "draft"
    assert client.post("/saisines/nouvelle/", asked | {"act": "send"}).status_code == 302
    [sent] = sent_by(cast.sarah)
    assert sent.state == "sent"


def test_a_draft_goes_as_it_was_shown(cast: Cast, fact: Incident) -> None:
    """Its page is the recipient's whole page; when the fact it draws on has changed meanwhile, it is shown again."""
    client = cast.sarah.client()
    client.post("/saisines/nouvelle/", sheet_for(fact, cast.maud, act="draft"))
    [draft] = sent_by(cast.sarah)
    page = client.get(f"/saisines/{draft.pk}/")
    assert f"{cast.sarah.signatory.name}, pour recueillir l’avis" in " ".join(strip_tags(page.text).split())
    seen = seen_in(page)
    with installing():
        Incident.objects.filter(pk=fact.pk).update(damage_euros=900)
    again = client.post(f"/saisines/{draft.pk}/envoyer/", {"seen": seen}, follow=True)
    assert "Ce qui sera lu a changé depuis que vous l’avez vu" in text_of(again)
    assert [referral.state for referral in sent_by(cast.sarah)] == ["draft"]
    assert seen_in(again) != seen
    client.post(f"/saisines/{draft.pk}/envoyer/", {"seen": seen_in(again)})
    assert [referral.state for referral in sent_by(cast.sarah)] == ["sent"]


def test_a_draft_that_has_become_untrue_is_not_sent(cast: Cast) -> None:
    at = timezone.now() - timedelta(days=80)
    draft = make_referral(cast.sarah, cast.karim, cast.tilleuls, at=at, send=False)
    page = text_of(cast.sarah.client().post(f"/saisines/{draft.pk}/envoyer/", follow=True))
    assert "est passée" in page
    assert [referral.state for referral in sent_by(cast.sarah)] == ["draft"]
    with acting(cast.karim) as karim:
        assert not referrals_visible_to(karim).exists()


def completed(cast: Cast, referral: Referral, **asked: Any) -> tuple[str, int]:
    """What the preview says, and how many communications there are after it was confirmed."""
    client = cast.sarah.client()
    preview = text_of(client.post(f"/saisines/{referral.pk}/completer/", asked))
    seen = re.search(r'name="seen" value="(\w*)"', preview)
    assert seen
    client.post(f"/saisines/{referral.pk}/completer/", asked | {"seen": seen[1]})
    with acting(cast.sarah) as sarah:
        return preview, disclosures_visible_to(sarah).filter(referral=referral).count()


def test_an_addition_is_shown_before_it_is_sent_and_needs_a_reason_to_widen(cast: Cast, fact: Incident) -> None:
    with acting(cast.sarah) as sarah:
        for complainant, number in (("agent", "PV-AGENT"), ("landlord", "PV-BAILLEUR")):
            note_complaint(by=sarah, incident=fact, complainant=complainant, filed_on=sarah.today, pv_number=number)
        named = complaints_visible_to(sarah).get(pv_number="PV-AGENT")
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact, complaint=named)
    preview, count = completed(cast, referral, field_sets=["complaint"])
    assert "Dites pourquoi" in preview
    assert count == 1
    preview, count = completed(cast, referral, field_sets=["complaint"], widening_reason="Le service la demande.")
    assert "PV-AGENT" in preview
    assert "PV-BAILLEUR" not in preview
    assert count == 2


def test_the_recipient_does_not_learn_when_a_draft_was_made(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    assert "Préparée" in text_of(cast.sarah.client().get(f"/saisines/{referral.pk}/"))
    assert "Préparée" not in text_of(cast.karim.client().get(f"/saisines/{referral.pk}/"))


def test_a_number_that_no_database_takes_finds_nothing(cast: Cast) -> None:
    assert cast.karim.client().post("/saisines/", {"number": "1\0"}).status_code == 200
