"""Photos and papers that go with a referral: chosen one by one, frozen as copies, read as long as the referral lives.

Sarah tells Karim (police) and Maud (parquet) of a fact of Gilles with two photos, red and blue.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone

from acting import french
from acting.actor import acting_as, machine_actor
from acting.refusals import Refused
from correspondents.enums import DesignationRole
from files.enums import Scan
from files.models import StoredFile
from files.services import read_verified
from incidents.models import Attachment, Incident
from incidents.services import attachments
from journal.models import Entry
from referrals import sharing_rules
from referrals.enums import FieldSet, RefusalMotive
from referrals.models import DisclosedPiece, Disclosure, DisclosureSource, LegalBasis, Referral, Subject
from referrals.permissions import disclosed_pieces_visible_to
from referrals.services import referrals as services
from referrals.services.pieces import erase_copies
from referrals.sharing import Sharing, refusals_of
from referrals.sharing_rules import MOST_ATTACHMENTS
from tests.pages import one_line
from tests.people import Cast, Person, acting, appoint, make_fact, make_user
from tests.pictures import prepared
from tests.referrals.test_referral_pages import sheet_for
from tests.roles import as_worker, installing

pytestmark = pytest.mark.django_db

SHEET = "/saisines/nouvelle/"
STILL = "en montre encore une copie : retirez-la aussi."
WHY = "Les photos montrent l’ampleur des dégâts."


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls)


@pytest.fixture
def photos(cast: Cast, fact: Incident) -> list[Attachment]:
    with acting(cast.gilles) as gilles:
        return attachments.add_attachments(by=gilles, to=fact, pieces=[prepared("red"), prepared("blue")])


def sharing_of(cast: Cast, fact: Incident, pieces: list[Attachment], to: Person | None = None, **said: Any) -> Sharing:
    post = (to or cast.maud).post
    given: dict[str, Any] = {
        "residence": cast.tilleuls,
        "recipient_post": post,
        "subject": Subject.objects.get(pk="avis-parquet"),
        "basis": LegalBasis.objects.get(pk="loi-78-17-46"),
        "field_sets": ["facts", "attachments"],
        "until": timezone.localdate() + timedelta(days=20),
        "incidents": (fact,),
        "widening_reason": WHY,
        "attachments": [piece.pk for piece in pieces],
    }
    return Sharing(**given | said)


def sent(cast: Cast, fact: Incident, pieces: list[Attachment], **said: Any) -> Referral:
    with acting(cast.sarah) as sarah:
        referral = services.prepare_referral(
            by=sarah, sharing=sharing_of(cast, fact, pieces, **said), submission=uuid4()
        )
        return services.send_referral(by=sarah, referral=referral)


def pieces_of(referral: Referral) -> list[DisclosedPiece]:
    with installing():
        found = DisclosedPiece.objects.filter(disclosure__referral=referral).select_related("file", "thumbnail")
        return list(found)


def opened(person: Person, referral: Referral, piece: DisclosedPiece, end: str = "") -> HttpResponse:
    return person.client().get(f"/saisines/{referral.pk}/pieces/{piece.pk}/{end}")  # type: ignore[return-value]


def named_among(page: str, *referrals: Referral) -> set[Referral]:
    return {referral for referral in referrals if f"/saisines/{referral.pk}/" in page}


# The sheet


def test_each_piece_is_offered_by_itself_and_none_is_ticked(
    cast: Cast, fact: Incident, photos: list[Attachment]
) -> None:
    page = (
        cast.sarah.client()
        .get(SHEET, {"incident": str(fact.pk), "recipient": str(cast.maud.post.pk), "subject": "avis-parquet"})
        .text
    )
    for photo in photos:
        assert page.count(f'name="attachments" value="{photo.pk}"') == 1
        assert f"/pieces/{photo.pk}/vignette/" in page
    ticked = [line for line in page.splitlines() if 'name="attachments"' in line and "checked" in line]
    assert ticked == []
    assert (
        "attachments"
        not in cast.sarah.client().get(SHEET, {"incident": str(make_fact(cast.gilles, cast.tilleuls).pk)}).text
    )


def test_what_was_ticked_is_shown_sent_and_nothing_else(cast: Cast, fact: Incident, photos: list[Attachment]) -> None:
    red, blue = photos
    client = cast.sarah.client()
    chosen = sheet_for(fact, cast.maud, field_sets=["facts"], widening_reason=WHY, attachments=[str(red.pk)])
    preview = client.post(SHEET, chosen | {"act": "preview"}).text
    assert red.cleaned.sha256 in preview
    assert blue.cleaned.sha256 not in preview
    address = client.post(SHEET, chosen).headers["Location"]
    referral = Referral.objects.get(pk=UUID(address.strip("/").split("/")[-1]))
    [piece] = pieces_of(referral)
    page = cast.maud.client().get(address).text
    assert f"/saisines/{referral.pk}/pieces/{piece.pk}/vignette/" in page
    assert red.cleaned.sha256 in page
    assert [word for word in (str(red.pk), str(blue.pk), blue.cleaned.sha256, str(fact.pk)) if word in page] == []


def test_a_piece_asks_for_a_reason_where_it_is_not_usual(cast: Cast, fact: Incident, photos: list[Attachment]) -> None:
    with acting(cast.sarah) as sarah:
        found = refusals_of(sarah, sharing_of(cast, fact, photos, widening_reason=""))
    assert [refusal.field for refusal in found] == ["widening_reason"]


def test_whoever_ticks_a_piece_is_told_beside_it_that_a_reason_is_asked(
    cast: Cast, fact: Incident, photos: list[Attachment]
) -> None:
    client, sheet = cast.sarah.client(), sheet_for(fact, cast.maud, subject="avis-parquet", basis="loi-78-17-46")
    fields = client.post(SHEET, sheet | {"attachments": [str(photos[0].pk)], "act": "preview"}).context["form"]
    assert "un motif sera demandé" in str(fields["attachments"].as_field_group())
    assert "(facultatif)" not in str(fields["widening_reason"].as_field_group())
    begun = client.post(SHEET, sheet | {"act": "preview"}).text
    assert 'name="widening_reason"' not in begun


# The rules


def test_pieces_go_to_forces_and_the_parquet_alone(cast: Cast, fact: Incident, photos: list[Attachment]) -> None:
    to_prefecture: dict[str, Any] = {"subject": Subject.objects.get(pk="situation-prefecture"), "to": cast.pascale}
    with acting(cast.sarah) as sarah:
        found = {refusal.field for refusal in refusals_of(sarah, sharing_of(cast, fact, photos, **to_prefecture))}
    assert "attachments" in found
    page = cast.sarah.client().get(SHEET, {"incident": str(fact.pk), "recipient": str(cast.pascale.post.pk)}).text
    assert 'name="attachments"' not in page


def test_what_is_gone_or_held_or_of_another_fact_is_refused_at_every_door(
    cast: Cast, fact: Incident, photos: list[Attachment]
) -> None:
    red, blue = photos
    other = make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        draft = services.prepare_referral(by=sarah, sharing=sharing_of(cast, fact, [red]), submission=uuid4())
        with pytest.raises(Refused, match="n’est plus là"):
            services.prepare_referral(by=sarah, sharing=sharing_of(cast, other, [red]), submission=uuid4())
        attachments.withdraw_attachment(by=sarah, attachment=red, why="Erreur.")
        with pytest.raises(Refused, match="n’est plus là"):
            services.send_referral(by=sarah, referral=draft)
    for key, scan in ((blue.cleaned_id, Scan.WAITING), (blue.original_id, Scan.INFECTED)):
        with installing():
            StoredFile.objects.filter(pk__in=[blue.cleaned_id, blue.original_id]).update(scan=Scan.NOT_SCANNED)
            StoredFile.objects.filter(pk=key).update(scan=scan)
        with acting(cast.sarah) as sarah, pytest.raises(Refused):
            services.prepare_referral(by=sarah, sharing=sharing_of(cast, fact, [blue]), submission=uuid4())
    assert not Disclosure.objects.exists()


# Frozen


def test_the_copy_is_what_may_be_shared_and_stays_when_the_landlord_changes_its_own(
    cast: Cast, fact: Incident, photos: list[Attachment]
) -> None:
    red, blue = photos
    with acting(cast.sarah) as sarah:
        attachments.blur_attachment(by=sarah, attachment=red, rectangles=[(0.1, 0.1, 0.5, 0.5)])
        red = Attachment.objects.with_files().get(pk=red.pk)
    referral = sent(cast, fact, [red, blue])
    first, second = pieces_of(referral)
    assert (first.file.sha256, second.file.sha256) == (red.shared_file.sha256, blue.cleaned.sha256)
    assert first.file.sha256 != red.cleaned.sha256, "the blurred one"
    assert first.file_id not in (red.cleaned_id, red.blurred_id, red.original_id)
    with installing():
        disclosure = Disclosure.objects.get(referral=referral)
        assert [piece["sha256"] for piece in disclosure.content["attachments"]] == [
            first.file.sha256,
            second.file.sha256,
        ]
        assert DisclosureSource.objects.get(disclosure=disclosure).attachments == [red.pk, blue.pk]
    with acting(cast.sarah) as sarah:
        attachments.blur_attachment(by=sarah, attachment=blue, rectangles=[(0, 0, 1, 1)])
        attachments.withdraw_attachment(by=sarah, attachment=red, why="Erreur.")
    assert sha256(opened(cast.maud, referral, first).content).hexdigest() == first.file.sha256
    assert read_verified(second.file) == opened(cast.maud, referral, second).content


def test_a_blurred_copy_is_called_one_wherever_it_is_read(cast: Cast, fact: Incident, photos: list[Attachment]) -> None:
    red, blue = photos
    with acting(cast.sarah) as sarah:
        attachments.blur_attachment(by=sarah, attachment=red, rectangles=[(0.1, 0.1, 0.5, 0.5)])
    referral = sent(cast, fact, photos)
    with installing():
        disclosure = Disclosure.objects.get(referral=referral)
    assert [piece["blurred"] for piece in disclosure.content["attachments"]] == [True, False]
    page = one_line(cast.maud.client().get(f"/saisines/{referral.pk}/").text)
    lines = page.split(blue.cleaned.sha256)[0]
    assert lines.count("copie floutée") == 1, "in the lines, of the first alone"
    assert "copie floutée" in page.split('<ul class="pieces">')[1].split("</li>")[0]
    assert "copie floutée" not in page.split('<ul class="pieces">')[1].split("</li>")[1]
    on_paper = render_to_string("referrals/_disclosure.html", {"content": disclosure.content})
    assert on_paper.count("copie floutée") == 1
    earlier = disclosure.content | {"attachments": [dict(each) for each in disclosure.content["attachments"]]}
    for each in earlier["attachments"]:
        del each["blurred"]
    assert "copie floutée" not in render_to_string("referrals/_disclosure.html", {"content": earlier})


def test_the_sender_sees_which_piece_was_withdrawn_since(cast: Cast, fact: Incident, photos: list[Attachment]) -> None:
    red, _ = photos
    referral = sent(cast, fact, photos)
    address = f"/saisines/{referral.pk}/"
    assert "retirée du fait" not in cast.sarah.client().get(address).text
    with acting(cast.sarah) as sarah:
        attachments.withdraw_attachment(by=sarah, attachment=red, why="Un enfant s’y voit.")
        on = french.day(sarah.today)
    first, second = one_line(cast.sarah.client().get(address).text).split('<ul class="pieces">')[1].split("</li>")[:2]
    assert f"retirée du fait le {on}" in first
    assert "retirée du fait" not in second
    assert "retirée du fait" not in cast.maud.client().get(address).text, "the recipient reads what was frozen"


def test_who_withdraws_a_piece_is_told_which_referrals_still_show_it(
    cast: Cast, fact: Incident, photos: list[Attachment]
) -> None:
    red, blue = photos
    live, ended, other = sent(cast, fact, [red]), sent(cast, fact, [red]), sent(cast, fact, [blue])
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=ended)
    client, beside = cast.sarah.client(), f"/pieces/{red.pk}/saisines/"
    assert beside in client.get(f"/pieces/{red.pk}/retirer/").text
    assert named_among(client.get(beside).text, live, ended, other) == {live}
    assert STILL in client.get(beside).text.replace("\u00a0", " ")
    gilles = cast.gilles.client().get(f"/pieces/{red.pk}/retirer/").text
    assert (beside in gilles, "une copie déjà envoyée avec une saisine y reste" in " ".join(gilles.split())) == (
        False,
        True,
    )
    facts = f"/faits/{fact.pk}/saisines/"
    assert STILL not in client.get(facts).text.replace("\u00a0", " ")
    with acting(cast.sarah) as sarah:
        attachments.withdraw_attachment(by=sarah, attachment=red, why="Un enfant s’y voit.")
    told = client.get(facts).text.replace("\u00a0", " ")
    assert told.count(STILL) == 1
    assert live.reference in told.split("Une pièce a été retirée")[1]
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=live)
    assert STILL not in client.get(facts).text.replace("\u00a0", " ")


# The recipient


def test_the_recipient_opens_it_and_each_opening_is_written_down(
    cast: Cast, fact: Incident, photos: list[Attachment]
) -> None:
    referral = sent(cast, fact, photos[:1])
    [piece] = pieces_of(referral)
    answer = opened(cast.maud, referral, piece)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in answer.headers["Cache-Control"]
    assert opened(cast.maud, referral, piece, "vignette/").status_code == 200
    with installing():
        told = Entry.objects.filter(verb="saisine.piece_lue").order_by("at", "reason")
        assert {(*(each.shown or ()), each.user_id, each.owner_id, each.reason) for each in told} == {
            (referral.pk, piece.pk, cast.maud.user.pk, cast.sarah.signatory.pk, reason)
            for reason in ("pièce 1", "vignette 1")
        }


def test_nobody_else_opens_it_by_the_rule_or_behind_the_wall(
    cast: Cast, fact: Incident, photos: list[Attachment]
) -> None:
    referral, other = sent(cast, fact, photos[:1]), sent(cast, fact, photos[1:])
    [piece], [of_other] = pieces_of(referral), pieces_of(other)
    for name, person in cast.people().items():
        may = name in ("sarah", "maud", "perrine")
        assert (opened(person, referral, piece).status_code == 200) == may, name
        assert opened(person, referral, of_other).status_code != 200, "a piece of another referral"
        with acting(person) as actor:
            seen = {each.pk for each in disclosed_pieces_visible_to(actor)}
            assert seen == ({piece.pk, of_other.pk} if may else set()), name
            assert set(DisclosedPiece.objects.values_list("pk", flat=True)) == seen, name
            assert StoredFile.objects.filter(pk=piece.file_id).exists() == may, name


@pytest.mark.parametrize("end", ["withdrawn", "refused", "closed", "designation"])
def test_it_is_gone_the_moment_the_access_ends(cast: Cast, fact: Incident, photos: list[Attachment], end: str) -> None:
    referral = sent(cast, fact, photos[:1])
    [piece] = pieces_of(referral)
    client, address = cast.maud.client(), f"/saisines/{referral.pk}/pieces/{piece.pk}/"
    assert client.get(address).status_code == 200
    if end == "withdrawn":
        with acting(cast.sarah) as sarah:
            services.withdraw_referral(by=sarah, referral=referral)
    elif end == "refused":
        with acting(cast.maud) as maud:
            services.refuse_referral(by=maud, referral=referral, motive=RefusalMotive.values[0])
    elif end == "closed":
        with acting(cast.maud) as maud:
            services.answer_referral(by=maud, referral=referral, outcome="under_inquiry")
        with acting(cast.sarah) as sarah:
            services.close_referral(by=sarah, referral=referral)
    else:
        with installing():
            type(cast.maud.designation).objects.filter(pk=cast.maud.designation.pk).update(ended_at=timezone.now())
    assert client.get(address).status_code in ((302, 403, 404) if end == "designation" else (404,))
    assert client.get(f"{address}vignette/").status_code != 200
    if end != "designation":
        with acting(cast.maud):
            assert not DisclosedPiece.objects.exists()
            assert not StoredFile.objects.filter(pk=piece.file_id).exists()
    assert cast.sarah.client().get(address).status_code == 200, "who sent it keeps it"


def test_past_its_last_day_and_reserved_to_others_it_is_not_there(
    cast: Cast, fact: Incident, photos: list[Attachment]
) -> None:
    long_ago = timezone.now() - timedelta(days=9)
    old = make_fact(cast.gilles, cast.tilleuls, at=long_ago)
    with acting(cast.gilles, long_ago) as gilles:
        kept = attachments.add_attachments(by=gilles, to=old, pieces=[prepared("red")])
    with acting(cast.sarah, long_ago) as sarah:
        sharing = sharing_of(cast, old, kept, until=timezone.localdate() - timedelta(days=1))
        past = services.prepare_referral(by=sarah, sharing=sharing, submission=uuid4())
        services.send_referral(by=sarah, referral=past)
    denis = appoint(make_user("Denis"), cast.maud.post, role=DesignationRole.SUPPLEANT)
    reserved = sent(cast, fact, photos[:1], is_reserved=True, readers=[denis.designation.pk])
    for referral, reader in ((past, None), (reserved, denis)):
        [piece] = pieces_of(referral)
        assert opened(cast.maud, referral, piece).status_code == 404
        assert opened(cast.maud, referral, piece, "vignette/").status_code == 404
        with acting(cast.maud):
            assert not DisclosedPiece.objects.filter(pk=piece.pk).exists()
            assert not StoredFile.objects.filter(pk=piece.file_id).exists()
        if reader:
            assert opened(reader, referral, piece).status_code == 200


# Added later


def test_a_piece_is_added_with_a_receipt_of_its_own(cast: Cast, fact: Incident, photos: list[Attachment]) -> None:
    red, blue = photos
    referral = sent(cast, fact, [red])
    with acting(cast.sarah) as sarah:
        services.complete_referral(
            by=sarah,
            referral=referral,
            field_sets=[FieldSet.ATTACHMENTS.value],
            incidents=(fact,),
            attachments=[blue.pk],
            widening_reason=WHY,
        )
    with installing():
        found = DisclosedPiece.objects.filter(disclosure__referral=referral).order_by("disclosure__number")
        assert [(each.disclosure.number, each.number, each.file.sha256) for each in found.select_related()] == [
            (1, 1, red.cleaned.sha256),
            (2, 1, blue.cleaned.sha256),
        ]


# Erased


def test_an_erasure_reaches_every_copy_and_no_other(cast: Cast, fact: Incident, photos: list[Attachment]) -> None:
    red, blue = photos
    first, second = sent(cast, fact, [red, blue]), sent(cast, fact, [red])
    with as_worker(), acting_as(machine_actor(timezone.now())):
        assert erase_copies(by=machine_actor(timezone.now()), attachments=[red.pk]) == 2
    (gone, kept), [also_gone] = pieces_of(first), pieces_of(second)
    assert [opened(cast.maud, first, piece).status_code for piece in (gone, kept)] == [404, 200]
    assert opened(cast.maud, second, also_gone).status_code == 404
    assert opened(cast.maud, second, also_gone, "vignette/").status_code == 404


# Too many, or of what is not told


def test_a_sending_takes_so_many_pieces_at_every_door(
    cast: Cast, fact: Incident, photos: list[Attachment], monkeypatch: pytest.MonkeyPatch
) -> None:
    red, blue = photos
    with acting(cast.sarah) as sarah:
        draft = services.prepare_referral(by=sarah, sharing=sharing_of(cast, fact, photos), submission=uuid4())
    referral = sent(cast, fact, [], field_sets=["facts"])
    assert MOST_ATTACHMENTS >= 10, "all of a fact"
    monkeypatch.setattr(sharing_rules, "MOST_ATTACHMENTS", 1)
    said = "1 pièces au plus par envoi"
    with acting(cast.sarah) as sarah:
        with pytest.raises(Refused, match=said):
            services.prepare_referral(by=sarah, sharing=sharing_of(cast, fact, photos), submission=uuid4())
        with pytest.raises(Refused, match=said):
            services.send_referral(by=sarah, referral=draft)
        services.prepare_referral(by=sarah, sharing=sharing_of(cast, fact, [red]), submission=uuid4())
    both = {"attachments": [str(red.pk), str(blue.pk)], "widening_reason": WHY}
    assert said in cast.sarah.client().post(f"/saisines/{referral.pk}/completer/", both).text


def test_a_piece_of_a_fact_that_an_addition_does_not_join_is_told_apart_from_one_that_is_gone(
    cast: Cast, fact: Incident, photos: list[Attachment]
) -> None:
    referral, other = sent(cast, fact, [], field_sets=["facts"]), make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.gilles) as gilles:
        [green] = attachments.add_attachments(by=gilles, to=other, pieces=[prepared("green")])
    address = f"/saisines/{referral.pk}/completer/"
    typed = {"attachments": [str(green.pk)], "widening_reason": WHY}
    page = cast.sarah.client().post(address, typed).text
    assert ("d’un fait que ce complément ne joint pas" in page, "n’est plus là" in page) == (True, False)
    assert "Ce que lira en plus" in cast.sarah.client().post(address, typed | {"incidents": [str(other.pk)]}).text
    with acting(cast.gilles) as gilles:
        for piece in (green, *photos):
            attachments.withdraw_attachment(by=gilles, attachment=piece, why="Erreur.")
    page = cast.sarah.client().post(address, typed).text
    assert ("d’un fait que ce complément ne joint pas" in page, "n’est plus là" in page) == (False, True)
    assert str(green.pk) not in page, "what is gone does not come back with the form"
    given: dict[str, Any] = {"incidents": (fact,), "attachments": [green.pk], "widening_reason": WHY}
    with acting(cast.sarah) as sarah, pytest.raises(Refused, match="n’est plus là"):
        services.complete_referral(by=sarah, referral=referral, field_sets=["attachments"], **given)
