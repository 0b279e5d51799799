"""An address that was mistyped is corrected by the house that typed it, while nobody has come in with it."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from acting.actor import Actor, acting_as, visitor
from acting.enums import Function
from correspondents import outbox
from correspondents.models import Designation, Invitation, User
from correspondents.services.persons import correct_address
from correspondents.services.voices import accept_designation
from journal.models import Entry, Message
from signatories.models import Signatory
from tests.correspondents.test_invitation import CHOSEN, SPENT, choose, path_in
from tests.people import Cast, acting, make_cast, make_post, signed_in
from tests.races import one_behind_the_other
from tests.roles import installing

WRONG, RIGHT = "nour@tests.exemple", "nour@tests.example"
PDF = b"%PDF-1.7\n%%EOF\n"


def name(client: Client, post: Any, **changes: Any) -> Designation:
    words = {"first_name": "Nour", "last_name": "Fictif", "email": WRONG, "role": "suppleant", "submission": uuid4()}
    words |= {"starts_on": timezone.localdate().isoformat(), "act_reference": "Note 12"} | changes
    assert client.post(f"/annuaire/postes/{post.pk}/designer/", words).status_code == 302
    return Designation.objects.select_related("user", "post").get(user__email=words["email"], post=post)


def correct(client: Client, designation: Designation, email: str = RIGHT) -> Any:
    return client.post(f"/annuaire/designations/{designation.pk}/adresse/", {"email": email})


def sent() -> list[Any]:
    """What has left since the last look."""
    mail.outbox.clear()
    outbox.send_batch(at=timezone.now())
    return list(mail.outbox)


def at(email: str) -> list[Designation]:
    return list(Designation.objects.filter(user__email=email, ended_at=None).select_related("post", "user"))


def test_the_old_key_dies_at_once_and_the_right_address_comes_in(cast: Cast) -> None:
    act = SimpleUploadedFile("acte.pdf", PDF, "application/pdf")
    last = (timezone.localdate() + timedelta(days=90)).isoformat()
    wrong = name(cast.karim.client(), cast.karim.post, act_file=act, ends_on=last)
    (invitation,) = sent()
    old = path_in(invitation)
    assert Client().get(old).status_code == 200
    assert correct(cast.karim.client(), wrong).status_code == 302
    assert SPENT in Client().get(old).text
    (right,) = at(RIGHT)
    same = ("post", "role", "starts_on", "ends_on", "act_reference", "act_file", "named_last_name")
    assert [getattr(right, field) for field in same] == [getattr(wrong, field) for field in same]
    assert at(WRONG) == []
    new, old_one = sorted(sent(), key=lambda message: message.to == [WRONG])
    assert (new.to, old_one.to) == ([RIGHT], [WRONG])
    assert str(old_one.body).count("\n\n") == 1
    assert "a pris fin" in str(old_one.body)
    assert "http" not in str(old_one.body)
    assert choose(path_in(new), CHOSEN)[0] == 302
    accepted = signed_in(right.user).post(f"/designation/accord/{right.pk}/accepter/", follow=True)
    assert accepted.status_code == 200
    with acting(cast.adrien):
        verbs = Entry.objects.filter(object_id=wrong.pk).order_by("at").values_list("verb", flat=True)
    assert list(verbs) == ["designation.proposee", "designation.readressee"]


def test_sent_twice_it_is_one_and_an_address_that_got_no_mail_is_told_nothing(cast: Cast) -> None:
    wrong = name(cast.karim.client(), cast.karim.post)
    for _ in range(2):
        assert correct(cast.karim.client(), wrong).status_code == 302
    assert len(at(RIGHT)) == 1
    assert [message.to for message in sent()] == [[RIGHT]]


def test_who_is_concerned_is_told_once(cast: Cast) -> None:
    Signatory.objects.filter(pk=cast.maud.signatory.pk).update(mailbox="parquet@tests.example")
    wrong = name(cast.maud.client(), cast.maud.post)
    Message.objects.all().delete()
    correct(cast.maud.client(), wrong)
    told = Message.objects.filter(kind__startswith="designation_notice").values_list("recipient_id", flat=True)
    assert sorted(told, key=str) == sorted([cast.perrine.user.pk, cast.maud.signatory.pk], key=str)


@pytest.mark.parametrize("who", ["delphine", "adrien", "sarah", "gilles", "maud"])
def test_nobody_but_the_own_house_corrects_it(cast: Cast, who: str) -> None:
    wrong = name(cast.karim.client(), cast.karim.post)
    assert correct(cast.people()[who].client(), wrong).status_code in (403, 404)
    assert at(WRONG) == [wrong]
    page = cast.people()[who].client().get(f"/annuaire/postes/{cast.karim.post.pk}/gerer/").text
    assert "Corriger l’adresse" not in page


def test_once_somebody_has_come_in_the_house_changes_nothing(cast: Cast) -> None:
    wrong = name(cast.karim.client(), cast.karim.post)
    page = f"/annuaire/postes/{cast.karim.post.pk}/gerer/"
    assert "Corriger l’adresse" in cast.karim.client().get(page).text
    User.objects.filter(pk=wrong.user_id).update(last_login=timezone.now())
    assert "Corriger l’adresse" not in cast.karim.client().get(page).text
    assert "s’est déjà connectée avec cette adresse" in correct(cast.karim.client(), wrong).text
    assert at(WRONG) == [wrong]


def test_an_address_that_has_an_account_is_answered_as_any_other(cast: Cast) -> None:
    """Nadia's, whom nobody designates and who has a password; Zoe's, whom the police does not see."""
    answers = {}
    for email in (RIGHT, "nadia@tests.example", "zoe@tests.example"):
        wrong = name(cast.karim.client(), cast.karim.post, email=f"x-{email}")
        answer = correct(cast.karim.client(), wrong, email)
        (right,) = at(email) if email != "zoe@tests.example" else [each for each in at(email) if each.named_at]
        assert str(right.person) == "Nour Fictif"
        with acting(cast.adrien):
            verbs = tuple(Entry.objects.filter(object_id__in=(wrong.pk, right.pk)).order_by("at").values_list("verb"))
        kinds = tuple(Message.objects.filter(recipient_id=right.user_id).values_list("kind", flat=True))
        page = cast.karim.client().get(answer.headers["Location"]).text
        answers[email] = (answer.status_code, verbs, kinds, email in page, "Corriger l’adresse" in page)
        cast.karim.client().post(f"/annuaire/designations/{right.pk}/fin/")
    assert len(set(answers.values())) == 1, answers


def test_a_mistyped_address_that_is_somebodys_stays_theirs(cast: Cast) -> None:
    """The préfecture mistyped Nadia's; what the police named there, and its key, go on."""
    with_police = name(cast.karim.client(), cast.karim.post, email="nadia@tests.example")
    before = User.objects.get(pk=cast.nadia.pk)
    elsewhere = name(cast.pascale.client(), cast.pascale.post, email="nadia@tests.example")
    assert correct(cast.pascale.client(), elsewhere).status_code == 302
    assert at("nadia@tests.example") == [with_police]
    after = User.objects.get(pk=cast.nadia.pk)
    assert (after.email, after.password, after.is_active) == (before.email, before.password, before.is_active)
    assert Invitation.objects.filter(user=cast.nadia, expires_at__gt=timezone.now()).exists()


def test_all_that_the_house_proposed_at_the_wrong_address_follows(cast: Cast) -> None:
    first = name(cast.karim.client(), cast.karim.post)
    dpo = make_post(cast.karim.signatory, Function.DPO, "Délégué")
    name(cast.karim.client(), dpo, role="titulaire")
    elsewhere = name(cast.pascale.client(), cast.pascale.post)
    correct(cast.karim.client(), first)
    assert {each.post for each in at(RIGHT)} == {cast.karim.post, dpo}
    assert at(WRONG) == [elsewhere]


def test_a_replacement_takes_its_turn_at_the_right_address_too(cast: Cast) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    words = {"first_name": "Nour", "last_name": "Fictif", "email": WRONG, "submission": uuid4()}
    address = f"/annuaire/designations/{cast.karim.designation.pk}/remplacer/"
    assert cast.karim.client().post(address, words | {"starts_on": tomorrow.isoformat()}).status_code == 302
    (wrong,) = at(WRONG)
    assert correct(cast.karim.client(), wrong).status_code == 302
    (right,) = at(RIGHT)
    assert (right.role, right.starts_on) == ("titulaire", tomorrow)
    assert Designation.objects.get(pk=cast.karim.designation.pk).ends_on == timezone.localdate()


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        (WRONG, "C’est déjà l’adresse"),
        ("pas une adresse", "Saisissez une adresse"),
        ("geraldine@tests.example", "n’est pas celle d’une personne de ce nom"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(cast: Cast, email: str, sentence: str) -> None:
    wrong = name(cast.karim.client(), cast.karim.post)
    assert sentence in correct(cast.karim.client(), wrong, email).text
    assert at(WRONG) == [wrong]


def test_what_the_delegue_proposed_there_is_not_agreed_to_by_a_correction(cast: Cast) -> None:
    first = name(cast.karim.client(), cast.karim.post)
    chelles = make_post(cast.karim.signatory, Function.CORRESPONDANT, "Chelles", communes=("77108",))
    act = SimpleUploadedFile("acte.pdf", PDF, "application/pdf")
    proposed = name(cast.delphine.client(), chelles, act_file=act)
    assert "Accordez d’abord cette désignation" in correct(cast.karim.client(), proposed).text
    assert correct(cast.karim.client(), first).status_code == 302
    assert [each.post for each in at(RIGHT)] == [cast.karim.post]
    assert at(WRONG) == [proposed]
    proposed.refresh_from_db()
    assert (proposed.agreed_at, proposed.agreed_by) == (None, None)


def test_an_address_that_another_house_names_gets_another_key_and_is_told_of_no_end(cast: Cast) -> None:
    with_police = name(cast.karim.client(), cast.karim.post)
    elsewhere = name(cast.pascale.client(), cast.pascale.post)
    old = path_in(sent()[0])
    assert correct(cast.pascale.client(), elsewhere).status_code == 302
    assert at(WRONG) == [with_police]
    assert SPENT in Client().get(old).text
    mails = {message.to[0]: message for message in sent()}
    assert set(mails) == {RIGHT, WRONG}
    assert choose(path_in(mails[WRONG]), CHOSEN)[0] == 302


def test_what_nobody_agreed_to_keeps_no_key_alive(cast: Cast) -> None:
    """Of none of the mails that went to the wrong address: the invitation, a new password asked for there."""
    wrong = name(cast.karim.client(), cast.karim.post)
    keys = [path_in(sent()[0])]
    chelles = make_post(cast.karim.signatory, Function.CORRESPONDANT, "Chelles", communes=("77108",))
    name(cast.delphine.client(), chelles, act_file=SimpleUploadedFile("acte.pdf", PDF, "application/pdf"))
    Client().post("/accounts/password/reset/", {"email": WRONG})
    keys += re.findall(r"/accounts/password/reset/key/\S+", str(sent()[0].body))
    assert [is_open(key) for key in keys] == [True, True]
    assert correct(cast.karim.client(), wrong).status_code == 302
    assert [is_open(key) for key in keys] == [False, False]
    Client().post("/accounts/password/reset/", {"email": WRONG})
    ended = next(message for message in sent() if message.to == [WRONG])
    assert ("a pris fin" in str(ended.body), "http" in str(ended.body)) == (True, False)


def test_a_new_password_asked_at_an_address_that_another_house_names_is_asked_again(cast: Cast) -> None:
    """Every key dies, not the invitation alone; whoever has come in with the address keeps theirs, and may be anybody
    whose address was mistyped."""
    User.objects.filter(pk=cast.nadia.pk).update(last_login=timezone.now())
    for email, stays in ((WRONG, False), (cast.nadia.email, True)):
        name(cast.karim.client(), cast.karim.post, email=email)
        elsewhere = name(cast.pascale.client(), cast.pascale.post, email=email)
        sent()
        key = reset_key(email)
        assert is_open(key)
        assert correct(cast.pascale.client(), elsewhere).status_code == 302
        assert is_open(key) is stays, email
        assert is_open(reset_key(email))
        for each in (*at(email), *at(RIGHT)):
            Designation.objects.filter(pk=each.pk).update(ended_at=timezone.now(), ends_on=timezone.localdate())


def reset_key(email: str) -> str:
    Client().post("/accounts/password/reset/", {"email": email})
    (key,) = re.findall(r"/accounts/password/reset/key/\S+", "\n".join(str(message.body) for message in sent()))
    return str(key)


def is_open(key: str) -> bool:
    return 'type="password"' in Client().get(key, follow=True).text


def test_a_telephone_kept_from_before_is_said_with_the_place_where_it_is_put_right(cast: Cast) -> None:
    wrong = name(cast.karim.client(), cast.karim.post)
    Designation.objects.filter(pk=wrong.pk).update(named_phone="poste 12 34")
    page = correct(cast.karim.client(), wrong).text
    assert "mettez-le d’abord en ordre par «\u00a0Corriger\u00a0»" in page
    assert at(WRONG) == [wrong]


def test_who_accepts_meanwhile_is_not_cut_short(own_database: str) -> None:
    with transaction.atomic(), installing():
        cast = make_cast()
        dpo = make_post(cast.karim.signatory, Function.DPO, "Délégué")
    first = name(cast.karim.client(), cast.karim.post)
    beside = name(cast.karim.client(), dpo, role="titulaire")

    def accept(by: Actor) -> None:
        person = visitor(beside.user_id, timezone.now())
        with acting_as(person):
            accept_designation(by=person, designation=beside)

    def put_right(by: Actor) -> None:
        correct_address(by=by, designation=first, email=RIGHT)

    assert one_behind_the_other(cast.karim, accept, put_right) == ["done", "Conflict"]
    with transaction.atomic(), installing():
        beside.refresh_from_db()
        assert (beside.ended_at, at(RIGHT)) == (None, [])
