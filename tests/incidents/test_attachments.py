"""Photos and papers of a fact: filed with it, once; kept when the form comes back; looked at, captioned, withdrawn."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from acting.actor import acting_as, machine_actor
from acting.refusals import Refused
from files.models import StoredFile
from files.services import FileGoneError, read_verified
from incidents.models import Attachment, Incident
from incidents.services import attachments
from incidents.services.facts import leave_apart
from incidents.services.situations import close_situation, open_situation
from journal.models import Entry
from tests.incidents.test_facts_filing import NEW, facts_seen_by, six_fields
from tests.people import Cast, Person, acting, make_fact
from tests.pictures import paper, photo, prepared, prepared_paper, upload
from tests.roles import as_worker
from tests.rules.incidents import step as gathering

pytestmark = pytest.mark.django_db


def pieces_seen_by(person: Person) -> list[Attachment]:
    with acting(person):
        return list(Attachment.objects.with_files().in_order())


def filed_with(cast: Cast, *colours: str) -> tuple[Incident, list[Attachment]]:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.gilles) as gilles:
        return fact, attachments.add_attachments(by=gilles, to=fact, pieces=[prepared(each) for each in colours])


MORE = "data-pieces"  # the form that adds some
TEN = ["red", "blue", "green", "black", "white", "gray", "navy", "teal", "lime", "gold"]


def test_photos_are_filed_with_the_fact(cast: Cast) -> None:
    sent = six_fields(cast) | {"photos": [upload(photo()), upload(paper(), "devis.pdf", "application/pdf")]}
    response = cast.gilles.client().post(NEW, sent)
    [fact] = facts_seen_by(cast.sarah)
    pieces = pieces_seen_by(cast.sarah)
    assert response.headers["Location"] == reverse("incident_detail", args=[fact.pk])
    assert [(each.incident_id, each.kind, each.position, each.removed) for each in pieces] == [
        (fact.pk, "image", 1, "position GPS"),
        (fact.pk, "pdf", 2, pieces[1].removed),
    ]
    assert {each.deposited_by_id for each in pieces} == {cast.gilles.user.pk}
    with acting(cast.sarah):
        assert read_verified(pieces[0].original) == photo()
        assert b"Exif" not in read_verified(pieces[0].cleaned)
    assert "photo" not in pieces[0].cleaned.name


def test_the_same_submission_gives_the_same_pieces_once(cast: Cast) -> None:
    client, typed = cast.gilles.client(), six_fields(cast) | {"submission": str(uuid4())}

    def send(*colours: str) -> int:
        return client.post(NEW, typed | {"photos": [upload(photo(each)) for each in colours]}).status_code

    assert (send("red", "blue", "red"), send("red", "blue"), send("red")) == (302, 302, 302)
    assert len(facts_seen_by(cast.sarah)) == 1
    assert len(pieces_seen_by(cast.sarah)) == 2
    assert send("red", "green") == 409
    assert len(pieces_seen_by(cast.sarah)) == 2


def test_what_was_sent_is_kept_when_the_form_comes_back(cast: Cast) -> None:
    """For its author alone; one that is refused is named, and the others go on with the fact."""
    client, key = cast.gilles.client(), str(uuid4())
    sent = six_fields(cast, facts="") | {"submission": key}
    page = client.post(NEW, sent | {"photos": [upload(photo()), upload(b"MZ\x90\0", "virus.jpg")]})
    assert page.status_code == 200
    assert "virus.jpg : " in page.text
    [held] = pieces_seen_by(cast.gilles)
    assert held.held_until
    assert f'name="held" value="{held.pk}"' in page.text
    assert {name for name, person in cast.people().items() if pieces_seen_by(person)} == {"gilles"}
    again = client.post(NEW, sent | {"held": [held.pk, uuid4(), "rien"]})
    assert "n’était plus gardée" in again.text
    whole = six_fields(cast) | {"submission": key, "held": [held.pk]}
    for _ in range(2):
        assert client.post(NEW, whole | {"photos": [upload(photo("blue"))]}).status_code == 302
    [fact] = facts_seen_by(cast.sarah)
    assert [(each.pk == held.pk, each.incident_id, each.held_until) for each in pieces_seen_by(cast.sarah)] == [
        (True, fact.pk, None),
        (False, fact.pk, None),
    ]


def test_the_same_photo_twice_is_said_when_the_form_comes_back(cast: Cast) -> None:
    client, sent, said = cast.gilles.client(), six_fields(cast, facts=""), "n’est gardé qu’une fois"
    page = client.post(NEW, sent | {"photos": [upload(photo()), upload(photo(), "encore.jpg")]})
    [held] = pieces_seen_by(cast.gilles)
    assert (said in page.text, page.text.count('name="held"')) == (True, 1)
    assert said not in client.post(NEW, sent | {"held": [held.pk]}).text
    again = client.post(NEW, sent | {"held": [held.pk], "photos": [upload(photo())]})
    assert (said in again.text, again.text.count('name="held"')) == (True, 1)


def test_nobody_files_what_somebody_else_holds(cast: Cast) -> None:
    with acting(cast.gilles) as gilles:
        [held] = attachments.hold_attachments(by=gilles, pieces=[prepared()])
    page = cast.gaston.client().post(NEW, six_fields(cast, residence=str(cast.erables.pk)) | {"held": [held.pk]})
    assert "n’était plus gardée" in page.text
    assert facts_seen_by(cast.sarah) == []


def test_what_is_taken_out_of_the_form_is_erased_at_once(cast: Cast) -> None:
    with acting(cast.gilles) as gilles:
        red, blue = attachments.hold_attachments(by=gilles, pieces=[prepared("red"), prepared("blue")])
    sent = six_fields(cast) | {"held": [red.pk, blue.pk], "drop": [red.pk]}
    assert cast.gilles.client().post(NEW, sent).status_code == 302
    assert [each.pk for each in pieces_seen_by(cast.sarah)] == [blue.pk]
    with as_worker(), acting_as(machine_actor(gilles.now)):
        assert StoredFile.objects.get(pk=red.original_id).erased_at
        assert not StoredFile.objects.get(pk=blue.original_id).erased_at


def test_before_it_is_said_who_it_was_between_nothing_is_kept(cast: Cast) -> None:
    """Not what comes now, and what was held is erased; whoever goes on is told to add it."""
    with acting(cast.gilles) as gilles:
        [held] = attachments.hold_attachments(by=gilles, pieces=[prepared("blue")])
    client = cast.gilles.client()
    sent = six_fields(cast, place="dwelling", category="menace")
    page = client.post(NEW, sent | {"held": [held.pk], "photos": [upload(photo())]})
    assert "Entre qui cela s’est-il passé" in page.text
    assert "vos photos ne" in page.text
    assert pieces_seen_by(cast.gilles) == []
    assert 'name="held"' not in page.text
    back = client.post(NEW, sent | {"left_out": "1", "back": "household"})
    assert "Choisissez-les de nouveau" in back.text
    filed = client.post(NEW, sent | {"left_out": "1", "between": "neighbours"}, follow=True)
    assert "ajoutez-les sous" in filed.text
    assert len(facts_seen_by(cast.sarah)) == 1


def test_a_page_shows_pieces_and_takes_more(cast: Cast) -> None:
    fact, [red] = filed_with(cast, "red")
    assert MORE in cast.sarah.client().get(f"/faits/{fact.pk}/").text
    client, address = cast.sarah.client(), reverse("incident_attachments", args=[fact.pk])
    assert client.post(address, {"photos": [upload(photo("red"))]}).status_code == 302
    assert len(pieces_seen_by(cast.sarah)) == 1
    page = client.post(address, {"photos": [upload(photo("blue")), upload(b"MZ\x90\0", "virus.jpg")]})
    assert "La pièce est ajoutée" in page.text
    assert "virus.jpg : " in page.text
    assert len(pieces_seen_by(cast.sarah)) == 2
    assert red.original_sha256[:12] in page.text
    assert "Données retirées : position GPS" in page.text
    assert client.post(address, {}).status_code == 200


def test_the_same_photo_twice_is_kept_once_and_said(cast: Cast) -> None:
    said = "n’est gardé qu’une fois"
    twice = [upload(photo("red")), upload(photo("red"), "copie.jpg")]
    client = cast.gilles.client()
    assert said in client.post(NEW, six_fields(cast) | {"photos": twice}, follow=True).text
    [fact] = facts_seen_by(cast.sarah)
    assert len(pieces_seen_by(cast.sarah)) == 1
    address = reverse("incident_attachments", args=[fact.pk])
    more = [upload(photo("red")), upload(photo("blue"))]
    assert said in client.post(address, {"photos": more}, follow=True).text
    assert said not in client.post(address, {"photos": [upload(photo("green"))]}, follow=True).text
    assert len(pieces_seen_by(cast.sarah)) == 3


def test_ten_pieces_and_no_more(cast: Cast) -> None:
    fact, _ = filed_with(cast, *TEN)
    assert MORE not in cast.sarah.client().get(f"/faits/{fact.pk}/").text, "what would be refused is not offered"
    page = cast.sarah.client().post(
        reverse("incident_attachments", args=[fact.pk]), {"photos": [upload(photo("pink"))]}
    )
    assert "10 pièces au plus" in page.text
    assert len(pieces_seen_by(cast.sarah)) == 10


def test_a_step_that_is_full_offers_no_more(cast: Cast) -> None:
    step = gathering(cast)
    with acting(cast.sarah) as sarah:
        attachments.add_attachments(by=sarah, to=step, pieces=[prepared(each) for each in TEN[1:]])
    address = reverse("step_attachments", args=[step.pk])
    assert MORE in cast.sarah.client().get(address).text
    with acting(cast.sarah) as sarah:
        attachments.add_attachments(by=sarah, to=step, pieces=[prepared(TEN[0])])
    assert MORE not in cast.sarah.client().get(address).text


def test_each_look_leaves_its_entry(cast: Cast) -> None:
    _, [red] = filed_with(cast, "red")
    client = cast.sarah.client()
    for name in ("attachment_detail", "attachment_content", "attachment_thumbnail"):
        assert client.get(reverse(name, args=[red.pk])).status_code == 200
    with acting(cast.sarah):
        read = Entry.objects.filter(verb="piece.lue", object_id=red.pk).order_by("at")
        assert list(read.values_list("channel", flat=True)) == ["page", "file", "file"]


def test_a_caption_is_guarded(cast: Cast) -> None:
    _, [red] = filed_with(cast, "red")
    client, address = cast.gilles.client(), reverse("attachment_caption", args=[red.pk])
    assert "À relire" in client.post(address, {"caption": "Monsieur Martin, 06 12 34 56 78"}).text
    assert client.post(address, {"caption": "Serrure du local vélos"}).status_code == 302
    assert [each.caption for each in pieces_seen_by(cast.sarah)] == ["Serrure du local vélos"]


def test_a_gardien_changes_what_they_deposited_and_the_referent_all(cast: Cast) -> None:
    fact, [own] = filed_with(cast, "red")
    with acting(cast.sarah) as sarah:
        [other] = attachments.add_attachments(by=sarah, to=fact, pieces=[prepared("blue")])
    client = cast.gilles.client()
    assert client.get(reverse("attachment_detail", args=[other.pk])).status_code == 200
    assert client.get(reverse("attachment_withdraw", args=[other.pk])).status_code == 403
    why = {"why": "Photo floue."}
    assert client.post(reverse("attachment_withdraw", args=[own.pk]), why).status_code == 302
    assert cast.sarah.client().post(reverse("attachment_withdraw", args=[other.pk]), why).status_code == 302
    assert client.get(reverse("attachment_content", args=[own.pk])).status_code == 404
    assert client.get(reverse("attachment_thumbnail", args=[own.pk])).status_code == 404


def test_what_was_withdrawn_may_be_deposited_again(cast: Cast) -> None:
    fact, [red] = filed_with(cast, "red")
    with acting(cast.gilles) as gilles:
        attachments.withdraw_attachment(by=gilles, attachment=red, why="Mauvais fait.")
        [again] = attachments.add_attachments(by=gilles, to=fact, pieces=[prepared("red")])
        assert again.pk != red.pk


def test_a_closed_fact_takes_no_more(cast: Cast) -> None:
    fact, [red] = filed_with(cast, "red")
    with acting(cast.sarah) as sarah:
        close_situation(by=sarah, situation=open_situation(by=sarah, incident=fact), ending="settled")
    client = cast.sarah.client()
    assert (
        client.post(reverse("incident_attachments", args=[fact.pk]), {"photos": [upload(photo())]}).status_code == 403
    )
    assert client.get(reverse("attachment_withdraw", args=[red.pk])).status_code == 403
    page = client.get(reverse("incident_detail", args=[fact.pk])).text
    assert "Ajouter des photos" not in page


def test_a_blurred_copy_is_what_may_be_shared(cast: Cast) -> None:
    _, [red] = filed_with(cast, "red")
    with acting(cast.gilles) as gilles:
        before = read_verified(red.shared_file)
        once = attachments.blur_attachment(by=gilles, attachment=red, rectangles=[(0.1, 0.1, 0.3, 0.3)])
        first = once.blurred
        assert first
        assert read_verified(once.shared_file) != before
        twice = attachments.blur_attachment(by=gilles, attachment=red, rectangles=[(0.5, 0.5, 0.3, 0.3)])
        assert twice.blurred
        assert twice.blurred != first
        assert read_verified(twice.cleaned) == before
    with as_worker(), acting_as(machine_actor(gilles.now)):
        erased = StoredFile.objects.filter(erased_at__isnull=False, purpose="pièce jointe")
        assert set(erased.values_list("pk", flat=True)) >= {first.pk, red.thumbnail_id}


def test_a_paper_is_not_blurred(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        [notice] = attachments.add_attachments(by=sarah, to=fact, pieces=[prepared_paper()])
        with pytest.raises(Refused, match="Seule une photo se floute"):
            attachments.blur_attachment(by=sarah, attachment=notice, rectangles=[(0.1, 0.1, 0.3, 0.3)])


def test_a_face_is_shown_without_blur_to_whoever_covers_it_alone(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        [red] = attachments.add_attachments(by=sarah, to=fact, pieces=[prepared("red")])
        attachments.blur_attachment(by=sarah, attachment=red, rectangles=[(0.1, 0.1, 0.3, 0.3)])
    address = reverse("attachment_content", args=[red.pk])
    shown = {
        name: cast.people()[name].client().get(address, {"nette": "1"}).content == photo("red")
        for name in ("sarah", "gilles")
    }
    assert shown == {"sarah": True, "gilles": False}


def test_at_night_goes_what_nobody_came_back_for(cast: Cast) -> None:
    fact, [red] = filed_with(cast, "red")
    with acting(cast.gilles) as gilles:
        [held] = attachments.hold_attachments(by=gilles, pieces=[prepared("blue")])
        attachments.withdraw_attachment(by=gilles, attachment=red, why="Mauvais fait.")
    for hours, left, gone in ((23, 2, False), (25, 1, False), (31 * 24, 1, True)):
        later = machine_actor(gilles.now + timedelta(hours=hours))
        with as_worker(), acting_as(later):
            attachments.purge_attachments(by=later)
            assert Attachment.objects.count() == left, hours
            assert bool(StoredFile.objects.get(pk=red.original_id).erased_at) == gone, hours
    with as_worker(), acting_as(later), pytest.raises(FileGoneError):
        read_verified(StoredFile.objects.get(pk=held.cleaned_id))
    assert facts_seen_by(cast.sarah) == [fact]


def test_whoever_sees_the_fact_sees_its_pieces(cast: Cast) -> None:
    fact, _ = filed_with(cast, "red")
    with acting(cast.sarah) as sarah:
        leave_apart(by=sarah, incident=fact)
    assert {name for name, person in cast.people().items() if pieces_seen_by(person)} == {"sarah", "gilles"}
