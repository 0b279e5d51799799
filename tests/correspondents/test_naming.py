"""Nobody is let in by one hand: each attack by name, and what opens when all three voices have spoken."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone

from acting.actor import acting_as, machine_actor, visitor
from acting.enums import Function
from correspondents import outbox
from correspondents.actors import running_designations
from correspondents.enums import DesignationRole
from correspondents.models import Designation, Invitation, Post, User
from correspondents.services.designations import end_designation_now
from correspondents.services.notices import tell_of_starts
from correspondents.services.voices import accept_designation
from journal.models import Entry, Message
from signatories.models import Signatory
from tests.people import Cast, acting, appoint, make_post, make_user, signed_in

PDF = b"%PDF-1.7\n%%EOF\n"
NOT_THAT_PERSON = "Cette adresse n’est pas celle d’une personne de ce nom"


def name(client: Client, post: Post, *, act: bool = False, **changes: Any) -> Any:
    data: dict[str, Any] = {
        "first_name": "Nour",
        "last_name": "Fictif",
        "email": "nour@tests.example",
        "role": "suppleant",
    }
    data |= {"starts_on": timezone.localdate().isoformat(), "submission": uuid4()} | changes
    if act:
        data["act_file"] = SimpleUploadedFile("acte.pdf", PDF, "application/pdf")
    return client.post(f"/annuaire/postes/{post.pk}/designer/", data)


def named(email: str = "nour@tests.example") -> Designation:
    return Designation.objects.select_related("post__signatory", "user").get(user__email=email)


def runs(user: User) -> list[Post]:
    return [each.post for each in running_designations(user, timezone.now())]


def agree(client: Client, designation: Designation) -> int:
    return int(client.post(f"/annuaire/designations/{designation.pk}/accord/").status_code)


def accept(designation: Designation) -> Any:
    return signed_in(designation.user).post(f"/designation/accord/{designation.pk}/accepter/", follow=True)


# The attacks


def test_a_delegate_with_her_own_mailbox_at_a_parquet_opens_nothing(cast: Cast) -> None:
    """Another mailbox of hers, at Maud's post: no invitation leaves, nothing runs, and the parquet sees it."""
    Signatory.objects.filter(pk=cast.maud.signatory.pk).update(mailbox="parquet@tests.example")
    assert name(cast.delphine.client(), cast.maud.post, email="boite@aorif.example").status_code == 302
    proposal = named("boite@aorif.example")
    assert (proposal.agreed_at, proposal.accepted_at, runs(proposal.user)) == (None, None, [])
    assert not Invitation.objects.exists()
    assert agree(cast.delphine.client(), proposal) == agree(cast.adrien.client(), proposal) == 403
    outbox.send_batch(at=timezone.now())
    assert {address for message in mail.outbox for address in message.to} == {
        "maud@tests.example",
        "perrine@tests.example",
        "parquet@tests.example",
    }
    assert "Nour" not in "".join(str(message.body) for message in mail.outbox)
    page = cast.maud.client().get(f"/annuaire/postes/{cast.maud.post.pk}/gerer/").text
    assert "proposée" in page
    assert "Donner l’accord" in page


def test_a_referent_who_names_a_magistrate_of_another_house_from_the_year_2000(cast: Cast) -> None:
    """Refused for its first day; from today it opens nothing either, and she lands where she always does."""
    words: dict[str, Any] = {"email": "maud@tests.example", "first_name": "Maud"}
    refused = name(cast.sarah.client(), cast.sarah.post, starts_on="2000-01-01", **words)
    assert "Au plus tôt le" in str(refused.context["form"].errors)
    assert name(cast.sarah.client(), cast.sarah.post, **words).status_code == 302
    maud = cast.maud.client()
    assert maud.get("/").headers["Location"] == "/saisines/"
    assert "attend votre accord" in maud.get("/saisines/").text
    (proposal,) = Designation.objects.filter(user=cast.maud.user, accepted_at=None)
    answered = maud.post(f"/designation/accord/{proposal.pk}/accepter/", follow=True).text
    assert "sert déjà chez un autre signataire" in answered
    assert runs(cast.maud.user) == [cast.maud.post]


def test_a_mistyped_address_designates_nobody_else(cast: Cast) -> None:
    """Of somebody whom the author sees it is asked about; the stored name is said in neither case."""
    found = name(cast.sarah.client(), cast.sarah.post, email="dina@tests.example")
    assert NOT_THAT_PERSON in str(found.context["form"].errors["email"])
    assert "Dina" not in str(found.context["form"].errors)
    assert name(cast.sarah.client(), cast.sarah.post, email="nadia@tests.example").status_code == 302
    proposal = named("nadia@tests.example")
    assert str(proposal.person) == "Nour Fictif"
    assert runs(cast.nadia) == []
    assert "sous le nom de <strong>Nour Fictif</strong>" in signed_in(cast.nadia).get("/designation/accord/").text


def test_what_was_named_by_mistake_is_undone_that_day(cast: Cast) -> None:
    client = cast.sarah.client()
    assert name(client, cast.sarah.post).status_code == 302
    designation = named()
    assert accept(designation).status_code == 200
    nour = signed_in(designation.user)
    assert nour.get("/faits/").status_code == 200
    assert client.post(f"/annuaire/designations/{designation.pk}/fin/").status_code == 302
    assert nour.get("/faits/").status_code == 403
    assert name(client, cast.sarah.post).status_code == 302, "named rightly the same day"


def test_an_invitation_of_what_was_ended_opens_nothing(cast: Cast) -> None:
    assert name(cast.sarah.client(), cast.sarah.post).status_code == 302
    outbox.send_batch(at=timezone.now())
    (link,) = [line for message in mail.outbox for line in str(message.body).split() if "/invitation/" in line]
    path = link[link.index("/accounts/") :]
    assert Client().get(path).status_code == 200
    with acting(cast.sarah) as sarah:
        end_designation_now(by=sarah, designation=named())
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("way", ["typed", "chosen"])
def test_named_twice_before_coming_in_an_account_says_nothing_of_itself(cast: Cast, way: str) -> None:
    """Zoe's address, whom the police does not see: typed again, or chosen from the list of whom the house named."""
    assert name(cast.karim.client(), cast.karim.post, email="zoe@tests.example").status_code == 302
    second = make_post(cast.karim.signatory, Function.DPO, "Délégué")
    person = {"email": "zoe@tests.example"} if way == "typed" else {"person": cast.zoe.user.pk, "email": ""}
    assert name(cast.karim.client(), second, role="titulaire", **person).status_code == 302
    page = cast.karim.client().get(f"/annuaire/postes/{second.pk}/gerer/").text
    assert "Nour Fictif" in page
    assert "Zoe" not in page
    assert [str(each.person) for each in second.designations.all()] == ["Nour Fictif"]


# The voices


def test_the_own_people_agree_by_proposing_and_the_person_opens_it(cast: Cast) -> None:
    assert name(cast.karim.client(), cast.karim.post).status_code == 302
    designation = named()
    assert designation.agreed_by == cast.karim.user
    assert runs(designation.user) == []
    assert Invitation.objects.filter(user=designation.user).count() == 1
    nour = signed_in(designation.user)
    assert nour.get("/").headers["Location"] == "/designation/accord/"
    assert accept(designation).status_code == 200
    assert runs(designation.user) == [cast.karim.post]
    with acting(cast.adrien):
        verbs = Entry.objects.filter(object_id=designation.pk).order_by("at").values_list("verb", flat=True)
    assert list(verbs) == ["designation.proposee", "designation.ouverte"]


def test_what_outsiders_propose_the_signatory_agrees_to(cast: Cast) -> None:
    assert name(cast.adrien.client(), cast.karim.post).status_code == 302
    assert agree(cast.sarah.client(), named()) == 404
    assert agree(cast.karim.client(), named()) == 302
    assert Invitation.objects.filter(user=named().user).count() == 1
    assert accept(named()).status_code == 200
    assert runs(named().user) == [cast.karim.post]


def test_an_empty_signatory_is_opened_by_two_outsiders_on_the_act(cast: Cast) -> None:
    post = make_post(Signatory.objects.get(code="prefecture-77"), Function.DPO, "Délégué")
    Designation.objects.filter(pk=cast.pascale.designation.pk).update(ended_at=timezone.now())
    refused = name(cast.delphine.client(), post)
    assert "déposez l’acte" in str(refused.context["form"].errors["act_file"])
    assert name(cast.delphine.client(), post, act=True).status_code == 302
    assert agree(cast.delphine.client(), named()) == 403
    assert agree(cast.adrien.client(), named()) == 302
    assert accept(named()).status_code == 200
    assert runs(named().user) == [post]


@pytest.mark.parametrize("who", ["delphine", "adrien"])
def test_an_account_of_the_federation_or_the_operator_never_holds_a_post_that_reads_cases(cast: Cast, who: str) -> None:
    person = cast.people()[who]
    words: dict[str, Any] = {"email": person.user.email, "first_name": person.user.first_name}
    assert name(cast.karim.client(), cast.karim.post, **words).status_code == 302
    (proposal,) = Designation.objects.filter(user=person.user, accepted_at=None)
    assert "sert déjà chez un autre signataire" in accept(proposal).text
    assert runs(person.user) == [person.post]


def test_who_declines_is_asked_no_more(cast: Cast) -> None:
    name(cast.karim.client(), cast.karim.post)
    nour = signed_in(named().user)
    assert nour.post(f"/designation/accord/{named().pk}/refuser/").status_code == 302
    assert nour.post(f"/designation/accord/{named().pk}/accepter/").status_code == 404
    assert "sans suite" in cast.karim.client().get(f"/annuaire/postes/{cast.karim.post.pk}/gerer/").text


def test_nobody_accepts_for_somebody_else(cast: Cast) -> None:
    name(cast.karim.client(), cast.karim.post)
    for person in (cast.karim, cast.delphine, cast.adrien):
        assert person.client().post(f"/designation/accord/{named().pk}/accepter/").status_code == 404
    assert named().accepted_at is None


def test_what_somebody_gains_never_reaches_back(cast: Cast) -> None:
    today = timezone.localdate()
    name(cast.adrien.client(), cast.karim.post, starts_on=(today - timedelta(days=31)).isoformat())
    assert named().starts_on == today - timedelta(days=31)
    assert agree(cast.karim.client(), named()) == 302
    assert named().starts_on == today
    with transaction.atomic(), acting_as(person := visitor(named().user_id, timezone.now() + timedelta(days=3))):
        accept_designation(by=person, designation=named())
    assert named().starts_on == today + timedelta(days=3)


def test_a_new_designation_never_changes_where_somebody_lands(cast: Cast) -> None:
    """Neither what was chosen last, in a session of before, nor what was held first."""
    first = appoint(cast.nadia, cast.sarah.post, role=DesignationRole.SUPPLEANT)
    post = make_post(cast.victor.signatory, Function.DPO, "DPO")
    second = appoint(cast.nadia, post, starts_on=date(2001, 1, 1))
    assert signed_in(cast.nadia).get("/").headers["Location"] == "/faits/"
    signed_in(cast.nadia).post("/designation/", {"designation": second.designation.pk})
    assert signed_in(User.objects.get(pk=cast.nadia.pk)).get("/").headers["Location"] == "/journal/"
    assert runs(cast.nadia) == [second.post, first.post], "titular first, and so not by the order of the list"


def test_a_replacement_proposed_from_outside_ends_nobody_before_the_signatory_agrees(cast: Cast) -> None:
    address = f"/annuaire/designations/{cast.karim.designation.pk}/remplacer/"
    tomorrow = timezone.localdate() + timedelta(days=1)
    words = {"first_name": "Nour", "last_name": "Fictif", "email": "nour@tests.example", "submission": uuid4()}
    assert cast.delphine.client().post(address, words | {"starts_on": tomorrow.isoformat()}).status_code == 302
    assert Designation.objects.get(pk=cast.karim.designation.pk).ends_on is None
    assert agree(cast.karim.client(), named()) == 302
    assert Designation.objects.get(pk=cast.karim.designation.pk).ends_on == timezone.localdate()


def test_each_of_proposal_start_and_end_is_told_to_who_is_concerned(cast: Cast) -> None:
    """To Maud's préparatrice and to the mailbox; the author and the person know."""
    Signatory.objects.filter(pk=cast.maud.signatory.pk).update(mailbox="parquet@tests.example")
    concerned = {cast.perrine.user.pk, cast.maud.signatory.pk}

    def told() -> set[object]:
        kinds = ("designation_notice", "designation_notice_mailbox")
        found: set[object] = set(Message.objects.filter(kind__in=kinds).values_list("recipient_id", flat=True))
        Message.objects.all().delete()
        return found

    name(cast.maud.client(), cast.maud.post)
    assert told() == concerned
    accept(named())
    assert told() == concerned | {cast.maud.user.pk}
    cast.maud.client().post(f"/annuaire/designations/{named().pk}/fin/")
    assert told() == concerned
    assert make_user("Zita").pk not in concerned


# The day on which a later start comes


def begin(days: int) -> int:
    with acting(machine_actor(timezone.now() + timedelta(days=days))) as machine:
        return tell_of_starts(by=machine)


def test_what_was_opened_before_its_first_day_is_told_again_on_that_day_once(cast: Cast) -> None:
    """To Maud and her préparatrice and to the mailbox, as what was accepted is; not to the person, nor elsewhere."""
    Signatory.objects.filter(pk=cast.maud.signatory.pk).update(mailbox="parquet@tests.example")
    later = (timezone.localdate() + timedelta(days=9)).isoformat()
    name(cast.maud.client(), cast.maud.post, starts_on=later)
    accept(named())
    name(cast.maud.client(), cast.maud.post, email="autre@tests.example")
    accept(named("autre@tests.example"))
    name(cast.maud.client(), cast.maud.post, email="jamais@tests.example", starts_on=later)
    Message.objects.all().delete()
    assert [begin(days) for days in (0, 8)] == [0, 0]
    assert not Message.objects.exists()
    assert [begin(days) for days in (9, 9, 10, 40)] == [1, 0, 0, 0]
    other = named("autre@tests.example").user_id
    told = Message.objects.values_list("kind", "recipient_id")
    people = {("designation_notice", person) for person in (cast.maud.user.pk, cast.perrine.user.pk, other)}
    assert set(told) == people | {("designation_notice_mailbox", cast.maud.signatory.pk)}
    assert len(told) == len(set(told))


def test_a_worker_that_slept_tells_of_the_start_when_it_wakes_and_of_what_was_ended_not_at_all(cast: Cast) -> None:
    later = (timezone.localdate() + timedelta(days=9)).isoformat()
    for email in ("nour@tests.example", "autre@tests.example"):
        name(cast.maud.client(), cast.maud.post, email=email, starts_on=later)
        accept(named(email))
    cast.maud.client().post(f"/annuaire/designations/{named('autre@tests.example').pk}/fin/")
    assert begin(12) == 1
    assert named().start_told_on == timezone.localdate() + timedelta(days=12)
