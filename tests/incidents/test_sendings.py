"""How a letter leaves, under a number of its own, and alone where its kind is no step; how it is brought back or given
up; and the proof of a step on paper."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from acting.enums import Function
from acting.refusals import Conflict, Refused
from files.models import StoredFile
from files.services import FileGoneError, read_verified
from incidents.letter_rules import Sending
from incidents.models import Letter, Step
from incidents.services import letters, situations, steps
from incidents.services.addressees import add_addressee, correct_addressee
from incidents.services.mailings import make_mailing
from journal.models import Entry
from reports.journal_objects import references_of
from tests.incidents.test_letters import make, printed
from tests.people import Cast, acting, appoint, make_fact, make_post, make_user
from tests.rules.incidents import addressee, closure, holder_words, lease, mailing_words, step
from tests.walls.trials import refused

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 avis %%EOF"


@pytest.fixture
def two(cast: Cast) -> list[Letter]:
    """A formal notice to each of two holders of a lease, on paper."""
    jeanne = addressee(cast)
    with acting(cast.sarah) as sarah:
        words = holder_words(title="monsieur", last_name="Loyal", first_name="Paul")
        paul = add_addressee(by=sarah, situation=jeanne.situation, key=uuid4(), words=words)
    return [printed(cast, each) for each in make(cast, jeanne.situation, jeanne, paul)]


def notice(cast: Cast, sent: list[Letter], **words: Any) -> Step:
    with acting(cast.sarah) as sarah:
        given: dict[str, Any] = {"rung": "formal_notice", "proof": "registered", "skip": "gravity", "key": uuid4()}
        given |= {"until": sarah.today + timedelta(days=15), "done_on": sarah.today, "letters": sent}
        return steps.take_step(by=sarah, situation=sent[0].situation, **given | words)


def test_each_registered_letter_has_its_own_number(cast: Cast, two: list[Letter]) -> None:
    first, second = two
    with pytest.raises(Refused, match="numéro de suivi"):
        notice(cast, two, numbers={first.pk: "1A 001"})
    with pytest.raises(Refused, match="numéro de suivi"):
        notice(cast, two, tracking_number="1A 001")
    with acting(cast.sarah):
        assert not Step.objects.filter(rung="formal_notice").exists()
    notice(cast, two, numbers={first.pk: "1A 001", second.pk: "1A 002"})
    with acting(cast.sarah) as sarah:
        sent = {each.pk: (each.tracking_number, each.proof, each.sent_on) for each in Letter.objects.all()}
    assert sent == {
        first.pk: ("1A 001", "registered", sarah.today),
        second.pk: ("1A 002", "registered", sarah.today),
    }
    page = cast.sarah.client().get(reverse("situation_detail", args=[first.situation_id])).content.decode()
    assert "n° 1A 001, 1A 002" in page
    assert "Loyal" not in page


def test_the_form_asks_a_number_for_each_letter_and_keeps_what_was_typed(cast: Cast, two: list[Letter]) -> None:
    first, second = two
    client, address = cast.sarah.client(), reverse("step_new", args=[first.situation_id, "formal_notice"])
    page = client.get(address).content.decode()
    assert all(f"N° de suivi, {each.addressee.named}" in page for each in two)
    today = cast.sarah.actor().today
    data = {
        "done_on": today.isoformat(),
        "until": (today + timedelta(days=15)).isoformat(),
        "proof": "registered",
        "skip": "gravity",
        "letters": [str(first.pk), str(second.pk)],
        f"number_{first.pk.hex}": "1A 001",
    }
    refused_page = client.post(address, data)
    assert refused_page.status_code == 200
    assert "1A 001" in refused_page.content.decode()
    done = client.post(address, data | {f"number_{second.pk.hex}": "1A 002"})
    assert done.status_code == 302
    with acting(cast.sarah):
        assert set(Letter.objects.values_list("tracking_number", flat=True)) == {"1A 001", "1A 002"}


def test_a_letter_that_is_no_step_leaves_alone_and_is_frozen(cast: Cast) -> None:
    found = closure(cast)
    with acting(cast.sarah) as sarah:
        with pytest.raises(Refused, match="numéro de suivi"):
            letters.send_letter(by=sarah, letter=found, sending=Sending(sarah.today, "registered"))
        with pytest.raises(Refused, match="le jour où il est fait"):
            letters.send_letter(by=sarah, letter=found, sending=Sending(sarah.today + timedelta(days=1), "letter"))
        with pytest.raises(Refused, match="comment"):
            letters.send_letter(by=sarah, letter=found, sending=Sending(sarah.today, "court"))
        letters.send_letter(by=sarah, letter=found, sending=Sending(sarah.today, "letter"))
        with pytest.raises(Conflict):
            letters.send_letter(by=sarah, letter=found, sending=Sending(sarah.today, "hand"))
        assert refused("UPDATE incidents_letter SET body = 'Autre.' WHERE id = %s", found.pk)
        assert refused("UPDATE incidents_letter SET sent_on = NULL, proof = '' WHERE id = %s", found.pk)
        assert refused("DELETE FROM incidents_letter WHERE id = %s", found.pk)
    page = cast.sarah.client().get(reverse("situation_detail", args=[found.situation_id])).content.decode()
    assert "Lettre : clôture" in page.replace("\xa0", " ")


def test_a_letter_of_a_step_does_not_leave_alone(cast: Cast, two: list[Letter]) -> None:
    with acting(cast.sarah) as sarah, pytest.raises(Refused, match="part avec sa démarche"):
        letters.send_letter(by=sarah, letter=two[0], sending=Sending(sarah.today, "letter"))


def test_a_draft_does_not_come_back_and_a_sent_letter_does(cast: Cast) -> None:
    sent = closure(cast)
    with acting(cast.sarah) as sarah:
        with pytest.raises(Refused, match="pas encore partie"):
            letters.note_return(by=sarah, letter=sent, on=sarah.today)
        letters.send_letter(by=sarah, letter=sent, sending=Sending(sarah.today, "letter"))
        for day in (sarah.today - timedelta(days=1), sarah.today + timedelta(days=1)):
            with pytest.raises(Refused, match="entre celui de l’envoi"):
                letters.note_return(by=sarah, letter=sent, on=day)
        letters.note_return(by=sarah, letter=sent, on=sarah.today)
        assert Letter.objects.get(pk=sent.pk).returned_on == sarah.today
    page = cast.sarah.client().get(reverse("letter_detail", args=[sent.pk])).content.decode()
    assert "revenue le" in page


def test_a_draft_that_is_given_up_goes_with_its_paper_and_leaves_its_entry(cast: Cast) -> None:
    found = closure(cast)
    assert found.file is not None
    with acting(cast.sarah) as sarah:
        letters.discard_letter(by=sarah, letter=found)
        assert not Letter.objects.exists()
        with pytest.raises(Conflict):
            letters.discard_letter(by=sarah, letter=found)
    with acting(cast.dina):
        verbs = set(Entry.objects.filter(object_id=found.pk).values_list("verb", flat=True))
    assert "lettre.abandonnee" in verbs
    assert cast.sarah.client().get(reverse("letter_detail", args=[found.pk])).status_code == 404


def test_a_paper_that_was_sent_is_not_erased(cast: Cast) -> None:
    """Nor that of another house, nor on another day."""
    found = closure(cast)
    erased = "UPDATE files_storedfile SET erased_at = {}, name = '', path = '' WHERE id = %s"
    now = erased.format("app_now()")
    with acting(cast.victor):
        assert refused(now, found.file_id)
    with acting(cast.sarah) as sarah:
        assert refused(erased.format("app_now() - interval '1 day'"), found.file_id)
        letters.send_letter(by=sarah, letter=found, sending=Sending(sarah.today, "letter"))
        assert refused(now, found.file_id)


def test_a_proof_is_a_pdf_and_is_handed_out_to_the_house_alone(cast: Cast) -> None:
    taken = step(cast)
    client, address = cast.sarah.client(), reverse("step_receipt", args=[taken.pk])
    refused_page = client.post(address, {"file": SimpleUploadedFile("avis.pdf", b"GIF89a", "application/pdf")})
    assert "pas un PDF" in refused_page.content.decode()
    assert client.post(address, {"file": SimpleUploadedFile("avis.pdf", PDF, "application/pdf")}).status_code == 302
    download = reverse("step_receipt_download", args=[taken.pk])
    assert client.get(download).content == PDF
    for person in (cast.gilles, cast.victor, cast.karim, cast.maud, cast.delphine, cast.adrien, cast.dina):
        assert person.client().get(download).status_code in (403, 404)
        with acting(person):
            assert not StoredFile.objects.filter(purpose="justificatif d’une démarche").exists()


def test_another_proof_replaces_the_one_before_whose_bytes_go(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    taken = step(cast)
    with acting(cast.sarah) as sarah:
        first = steps.deposit_receipt(by=sarah, step=taken, content=PDF, name="avis.pdf").receipt
        assert first is not None
        same = steps.deposit_receipt(by=sarah, step=taken, content=PDF, name="avis.pdf")
        assert same.receipt_id == first.pk
        with django_capture_on_commit_callbacks(execute=True):
            steps.deposit_receipt(by=sarah, step=taken, content=PDF + b" ", name="avis.pdf")
    with pytest.raises(FileGoneError):
        read_verified(first)
    with acting(cast.sarah) as sarah:
        steps.withdraw_step(by=sarah, step=taken, why="Mauvais lieu.")
        with pytest.raises(Conflict):
            steps.deposit_receipt(by=sarah, step=taken, content=PDF, name="avis.pdf")


def test_the_database_has_one_open_situation_of_a_lease(cast: Cast) -> None:
    found = lease(cast)
    again = (
        "INSERT INTO incidents_situation (id, reference, landlord_id, residence_id, kind, place, building, lease,"
        " lifts, colour, opened_at, ending) SELECT gen_random_uuid(), 'D-2222-22', landlord_id, residence_id, kind,"
        " place, building, lease, lifts, colour, app_now(), '' FROM incidents_situation WHERE id = %s"
        " ON CONFLICT DO NOTHING"
    )
    with acting(cast.sarah) as sarah:
        assert refused(again, found.pk)
        situations.close_situation(by=sarah, situation=found, ending="settled")
        assert not refused(again, found.pk)


def test_a_step_names_no_file_but_a_proof_of_its_own_house(cast: Cast, lease_of_victor: Step) -> None:
    taken = step(cast)
    with acting(cast.victor) as victor:
        theirs = steps.deposit_receipt(by=victor, step=lease_of_victor, content=PDF, name="jugement.pdf").receipt
        assert theirs is not None
    paper = closure(cast).file
    assert paper is not None
    with acting(cast.sarah):
        for file in (theirs, paper):
            assert refused("UPDATE incidents_step SET receipt_id = %s WHERE id = %s", file.pk, taken.pk)
        assert not StoredFile.objects.filter(pk__in=[theirs.pk]).exists()


def test_a_proof_stays_with_a_situation_that_has_ended(cast: Cast) -> None:
    taken = step(cast)
    with acting(cast.sarah) as sarah:
        kept = steps.deposit_receipt(by=sarah, step=taken, content=PDF, name="avis.pdf").receipt
        assert kept is not None
        situations.close_situation(by=sarah, situation=taken.situation, ending="settled")
        erased = "UPDATE files_storedfile SET erased_at = app_now(), name = '', path = '' WHERE id = %s"
        assert refused(erased, kept.pk)


@pytest.fixture
def lease_of_victor(cast: Cast) -> Step:
    fact = make_fact(cast.zoe, cast.pommiers)
    with acting(cast.victor) as victor:
        place = situations.open_situation(by=victor, incident=fact)
        return steps.take_step(
            by=victor, situation=place, rung="gathering", done_on=victor.today, proof="file", key=uuid4()
        )


def test_a_letter_leaves_for_who_lives_there_and_holds_the_lease(cast: Cast, two: list[Letter]) -> None:
    first, second = two
    with acting(cast.sarah) as sarah:
        moved = holder_words(title="monsieur", last_name="Loyal", first_name="Paul", address="9 place d’Essai")
        correct_addressee(by=sarah, addressee=second.addressee, words=moved)
    numbers = {first.pk: "1A 001", second.pk: "1A 002"}
    with pytest.raises(Refused, match="L’adresse a changé"):
        notice(cast, two, numbers=numbers)
    with acting(cast.sarah) as sarah:
        gone = holder_words(ends_on=sarah.today)
        correct_addressee(by=sarah, addressee=first.addressee, words=gone)
    with pytest.raises(Refused, match="n’est plus titulaire"):
        notice(cast, [first], numbers=numbers)


def test_two_letters_have_two_numbers_and_the_step_says_the_day_that_they_say(cast: Cast, two: list[Letter]) -> None:
    first, second = two
    with pytest.raises(Refused, match="le même numéro"):
        notice(cast, two, numbers={first.pk: "1A 001", second.pk: "1A 001"})
    numbers = {first.pk: "1A 001", second.pk: "1A 002"}
    with pytest.raises(Refused, match="la démarche dit le même jour"):
        notice(cast, two, numbers=numbers, until=cast.sarah.actor().today + timedelta(days=40))


def test_a_wrong_day_with_a_letter_ticked_is_said(cast: Cast, two: list[Letter]) -> None:
    client, address = cast.sarah.client(), reverse("step_new", args=[two[0].situation_id, "formal_notice"])
    today, until = cast.sarah.actor().today, two[0].until
    assert until is not None
    data = {"proof": "hand", "skip": "gravity", "letters": [str(two[0].pk)], "until": until.isoformat()}
    for day in (today + timedelta(days=9), today - timedelta(days=3000), today - timedelta(days=1)):
        said = client.post(address, data | {"done_on": day.isoformat()})
        assert said.status_code == 200
        assert said.context["form"].errors["done_on"]


def test_the_same_form_with_its_letters_sent_twice_is_one_step(cast: Cast, two: list[Letter]) -> None:
    client, address = cast.sarah.client(), reverse("step_new", args=[two[0].situation_id, "formal_notice"])
    until = two[0].until
    assert until is not None
    data = {
        "done_on": cast.sarah.actor().today.isoformat(),
        "until": until.isoformat(),
        "proof": "registered",
        "skip": "gravity",
        "letters": [str(each.pk) for each in two],
        "submission": str(uuid4()),
        f"number_{two[0].pk.hex}": "1A 001",
        f"number_{two[1].pk.hex}": "1A 002",
    }
    assert [client.post(address, data).status_code for _ in range(2)] == [302, 302]
    assert client.post(address, data | {f"number_{two[1].pk.hex}": "1A 003"}).status_code == 409
    with acting(cast.sarah):
        assert Step.objects.filter(rung="formal_notice").count() == 1


def test_the_service_takes_a_pdf_alone_and_says_that_it_was_deposited(cast: Cast) -> None:
    taken = step(cast)
    with acting(cast.sarah) as sarah:
        with pytest.raises(Refused, match="pas un PDF"):
            steps.deposit_receipt(by=sarah, step=taken, content=b"GIF89a", name="avis.pdf")
        steps.deposit_receipt(by=sarah, step=taken, content=PDF, name="avis.pdf")
    with acting(cast.dina):
        assert Entry.objects.filter(object_id=taken.pk, verb="demarche.justifiee").count() == 1


def test_no_letter_is_dated_before_it_is_made(cast: Cast) -> None:
    jeanne = addressee(cast)
    yesterday = cast.sarah.actor().today - timedelta(days=1)
    with pytest.raises(Refused, match="Datez la lettre"):
        make(cast, jeanne.situation, jeanne, written_on=yesterday, until=yesterday + timedelta(days=20))


def test_a_situation_that_has_ended_is_named_and_its_holders_stay_as_they_are(cast: Cast) -> None:
    jeanne = addressee(cast)
    with acting(cast.sarah) as sarah:
        situations.close_situation(by=sarah, situation=jeanne.situation, ending="settled")
        words = mailing_words(sarah)
        made = make_mailing(by=sarah, kind="closure", situations=[jeanne.situation], words=words, key=uuid4())
        assert ["close" in line for line in made.unmade] == [True]
        assert not Letter.objects.exists()
        with pytest.raises(Conflict):
            correct_addressee(by=sarah, addressee=jeanne, words=holder_words(first_name="Anne"))


def test_the_dpo_learns_of_which_case_a_letter_or_a_proof_is_and_no_other_house_does(cast: Cast) -> None:
    """By the reference of its situation, in the journal of the own house."""
    found, taken = closure(cast), step(cast)
    with acting(cast.dina) as dina:
        told = references_of(dina, [found.pk, found.addressee_id, taken.pk])
    with acting(cast.sarah):
        case, place = found.situation.reference, taken.situation.reference
    assert told == {found.pk: case, found.addressee_id: case, taken.pk: place}
    for person in (cast.victor, cast.gilles, cast.karim, cast.adrien):
        with acting(person) as actor:
            assert references_of(actor, [found.pk, found.addressee_id, taken.pk]) == {}
    post = make_post(cast.victor.signatory, Function.DPO, "Protection des données")
    with acting(appoint(make_user("Daphné"), post)) as theirs:
        assert references_of(theirs, [found.pk, found.addressee_id, taken.pk]) == {}
