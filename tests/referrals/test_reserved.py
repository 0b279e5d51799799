"""A referral reserved to persons named: nobody else of the recipient's post reads what is shared, whatever the door."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from acting.enums import Function
from acting.refusals import Refused
from correspondents.enums import DesignationRole
from journal.models import Message
from referrals.lifecycle import Act
from referrals.models import (
    Answer,
    Disclosure,
    LegalBasis,
    Referral,
    ReferralGroupObjectPermission,
    ReferralUserObjectPermission,
    Subject,
)
from referrals.permissions import answers_visible_to, can_do, disclosures_visible_to, referrals_visible_to
from referrals.services import referrals as services
from referrals.services.renewals import name_readers
from referrals.sharing import Sharing
from tests.people import MELUN, Cast, Person, acting, appoint, make_post, make_user
from tests.roles import installing


@dataclass(frozen=True)
class Parquet:
    """Maud's post: herself, her deputy Denis, Perrine who prepares; `reserved` is for Denis alone."""

    cast: Cast
    denis: Person
    reserved: Referral
    open: Referral

    @property
    def people(self) -> dict[str, Person]:
        return self.cast.people() | {"denis": self.denis}


def share(cast: Cast, to: Person, *readers: Person, send: bool = True, **changes: Any) -> Referral:
    with acting(cast.sarah) as sarah:
        chosen: dict[str, Any] = {
            "residence": cast.tilleuls,
            "recipient_post": to.post,
            "subject": Subject.objects.get(pk="visite-surete"),
            "basis": LegalBasis.objects.filter(subjects="visite-surete")[0],
            "field_sets": ["place"],
            "until": sarah.today + timedelta(days=30),
            "is_reserved": bool(readers),
            "readers": [reader.designation.pk for reader in readers],
        }
        referral = services.prepare_referral(by=sarah, sharing=Sharing(**chosen | changes), submission=uuid4())
        return services.send_referral(by=sarah, referral=referral) if send else referral


@pytest.fixture
def police(cast: Cast) -> Parquet:
    denis = appoint(make_user("Denis"), cast.karim.post, role=DesignationRole.SUPPLEANT)
    return Parquet(cast, denis, share(cast, cast.karim, denis), share(cast, cast.karim))


def readers_of(police: Parquet, referral: Referral) -> set[str]:
    """By the rule; and with no rule asked, by the wall alone the same."""
    found = set()
    for name, person in police.people.items():
        with acting(person) as actor:
            by_rule = disclosures_visible_to(actor).filter(referral=referral).exists()
            assert by_rule is Disclosure.objects.filter(referral=referral).exists(), name
            if by_rule:
                found.add(name)
    return found


def test_only_who_is_named_reads(police: Parquet) -> None:
    assert readers_of(police, police.reserved) == {"sarah", "denis"}
    assert readers_of(police, police.open) == {"sarah", "karim", "denis"}


def test_the_others_of_the_post_see_that_it_exists(police: Parquet) -> None:
    for name in ("karim", "denis"):
        with acting(police.people[name]) as actor:
            assert {police.reserved, police.open} == set(referrals_visible_to(actor)), name


def test_only_who_is_named_acts_on_it_and_sees_its_answers(police: Parquet) -> None:
    acts = {}
    for name in ("karim", "denis"):
        with acting(police.people[name]) as actor:
            acts[name] = {act for act in Act if can_do(actor, police.reserved, act)}
    assert acts == {"karim": set(), "denis": {Act.ACKNOWLEDGE, Act.START, Act.ANSWER, Act.REFUSE}}
    with acting(police.denis) as denis:
        services.answer_referral(by=denis, referral=police.reserved, outcome="nothing_communicable")
    seen = set()
    for name, person in police.people.items():
        with acting(person) as actor:
            assert answers_visible_to(actor).exists() is Answer.objects.exists(), name
            if answers_visible_to(actor).exists():
                seen.add(name)
    assert seen == {"sarah", "denis"}


def test_a_designation_that_ends_takes_the_right_along(police: Parquet) -> None:
    """And another one at the same post does not bring it back."""
    with installing():
        police.denis.designation.ends_on = police.denis.actor().today - timedelta(days=1)
        police.denis.designation.save()
    today = police.denis.actor().today
    again = appoint(police.denis.user, police.denis.post, role=DesignationRole.SUPPLEANT, starts_on=today)
    with acting(again) as actor:
        assert not disclosures_visible_to(actor).filter(referral=police.reserved).exists()
        assert not Disclosure.objects.filter(referral=police.reserved).exists()
        assert not can_do(actor, police.reserved, Act.ANSWER)
    assert readers_of(Parquet(police.cast, again, police.reserved, police.open), police.open) == {
        "sarah",
        "karim",
        "denis",
    }


def test_the_same_person_at_another_post_reads_nothing(police: Parquet) -> None:
    """Neither place nor right is borrowed from the other designation."""
    elsewhere = make_post(
        police.cast.karim.signatory, Function.CORRESPONDANT, "Circonscription de Melun", communes=(MELUN,)
    )
    other = appoint(police.denis.user, elsewhere)
    with acting(other) as actor:
        assert not referrals_visible_to(actor).exists()
        assert not Disclosure.objects.exists()


def test_the_sender_names_somebody_else(police: Parquet) -> None:
    with acting(police.cast.sarah) as sarah:
        name_readers(by=sarah, referral=police.reserved, readers=[police.cast.karim.designation.pk])
    police.reserved.refresh_from_db()
    assert readers_of(police, police.reserved) == {"sarah", "karim"}
    grants = ReferralUserObjectPermission.objects.values_list("user_id", "content_object_id")
    assert list(grants) == [(police.cast.karim.user.pk, police.reserved.pk)]


def test_names_are_of_those_who_answer_at_the_post_today(police: Parquet) -> None:
    prepares = appoint(make_user("Pia"), police.cast.karim.post, role=DesignationRole.PREPARATEUR)
    for readers in ([], [police.cast.maud], [prepares], [police.denis, police.cast.maud], [police.denis]):
        with acting(police.cast.sarah) as sarah, pytest.raises(Refused) as refused:
            name_readers(by=sarah, referral=police.reserved, readers=[each.designation.pk for each in readers])
        assert refused.value.field == "readers"
    for readers in ([police.cast.maud], [prepares]):
        with pytest.raises(Refused) as refused:
            share(police.cast, police.cast.karim, *readers)
        assert refused.value.field == "readers"
    with pytest.raises(Refused) as refused:
        share(police.cast, police.cast.karim, is_reserved=True)
    assert refused.value.field == "readers"
    with pytest.raises(Refused) as refused:
        share(police.cast, police.cast.karim, police.denis, is_reserved=False)
    assert refused.value.field == "is_reserved"


def test_a_draft_for_somebody_who_left_is_not_sent(police: Parquet) -> None:
    draft = share(police.cast, police.cast.karim, police.denis, send=False)
    with installing():
        police.denis.designation.ended_at = timezone.now()
        police.denis.designation.save()
    with acting(police.cast.sarah) as sarah, pytest.raises(Refused) as refused:
        services.send_referral(by=sarah, referral=draft)
    assert refused.value.field == "readers"


def test_an_end_takes_every_grant(police: Parquet) -> None:
    assert ReferralUserObjectPermission.objects.count() == 1
    with acting(police.cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=police.reserved)
    assert ReferralUserObjectPermission.objects.count() == 0
    assert set(ReferralGroupObjectPermission.objects.values_list("content_object_id", flat=True)) == {police.open.pk}
    assert readers_of(police, police.reserved) == {"sarah"}


def test_whoever_it_is_reserved_to_ends_it_and_takes_the_others_grants(police: Parquet) -> None:
    both = share(police.cast, police.cast.karim, police.denis, police.cast.karim)
    with acting(police.denis) as denis:
        services.refuse_referral(by=denis, referral=both, motive="incomplete")
    assert not ReferralUserObjectPermission.objects.filter(content_object=both).exists()


def test_mails_go_to_who_is_named(police: Parquet) -> None:
    Message.objects.all().delete()
    referral = share(police.cast, police.cast.karim, police.denis)
    with acting(police.cast.sarah) as sarah:
        name_readers(by=sarah, referral=referral, readers=[police.cast.karim.designation.pk])
        services.withdraw_referral(by=sarah, referral=referral)
    told = Message.objects.order_by("created_at").values_list("kind", "recipient_id")
    assert list(told) == [
        ("referral_waiting", police.denis.user.pk),
        ("referral_waiting", police.cast.karim.user.pk),
        ("referral_withdrawn", police.cast.karim.user.pk),
    ]


def test_a_landlord_is_asked_through_named_referents(cast: Cast) -> None:
    """Who looks after the whole house otherwise sees all that it received."""
    ines = appoint(
        make_user("Ines"), make_post(cast.sarah.signatory, Function.REFERENT, "Référent nord", communes=(MELUN,))
    )
    with acting(cast.karim) as karim:
        chosen: dict[str, Any] = {
            "residence": cast.tilleuls,
            "recipient_post": cast.sarah.post,
            "subject": Subject.objects.get(pk="acces-badges"),
            "basis": LegalBasis.objects.filter(subjects="acces-badges")[0],
            "field_sets": ["place"],
            "until": karim.today,
        }
        named = {"is_reserved": True, "readers": [cast.sarah.designation.pk]}
        both = [
            services.send_referral(
                by=karim,
                referral=services.prepare_referral(by=karim, sharing=Sharing(**chosen | given), submission=uuid4()),
            )
            for given in ({}, named)
        ]
    seen = {}
    for name, person in {"sarah": cast.sarah, "ines": ines}.items():
        with acting(person) as actor:
            seen[name] = {each.referral_id for each in disclosures_visible_to(actor)}
            assert seen[name] == set(Disclosure.objects.values_list("referral_id", flat=True))
            assert set(referrals_visible_to(actor)) == set(both)
    assert seen == {"sarah": {each.pk for each in both}, "ines": {both[0].pk}}


# On the sheet, and on the pages of both sides


def sheet(police: Parquet, **changes: Any) -> dict[str, Any]:
    """With what the police is asked about the residence."""
    until = (police.denis.actor().today + timedelta(days=30)).isoformat()
    chosen = {"residence": police.cast.tilleuls.pk, "recipient": police.cast.karim.post.pk, "subject": "visite-surete"}
    return (
        chosen
        | {
            "basis": LegalBasis.objects.filter(subjects="visite-surete")[0].pk,
            "field_sets": ["place"],
            "until": until,
            "submission": uuid4(),
        }
        | changes
    )


def sent_from_sheet(police: Parquet, **changes: Any) -> tuple[Any, list[Referral]]:
    before = set(Referral.objects.values_list("pk", flat=True))
    page = police.cast.sarah.client().post("/saisines/nouvelle/", sheet(police, **changes))
    return page, list(Referral.objects.exclude(pk__in=before))


def test_the_sheet_reserves(police: Parquet) -> None:
    named = str(police.denis.designation.pk)
    _, [made] = sent_from_sheet(police, is_reserved="on", readers=[named])
    assert readers_of(police, made) == {"sarah", "denis"}
    _, [whole] = sent_from_sheet(police)
    assert readers_of(police, whole) == {"sarah", "karim", "denis"}


def test_what_the_sheet_refuses_stays_on_it(police: Parquet) -> None:
    other, named = str(police.cast.maud.designation.pk), str(police.denis.designation.pk)
    for changes, field in (
        ({"is_reserved": "on"}, "readers"),
        ({"is_reserved": "on", "readers": [other]}, "readers"),
        ({"readers": [named]}, "is_reserved"),
        ({"is_reserved": "on", "readers": [named], "also": [str(police.cast.pascale.post.pk)]}, "also"),
    ):
        page, made = sent_from_sheet(police, precision="Tous les soirs.", **changes)
        assert (page.status_code, made) == (200, []), changes
        assert field in page.context["form"].errors, changes
        assert "Tous les soirs." in page.text


def test_the_sheet_names_who_would_read(police: Parquet) -> None:
    """And what is sent is what was shown: other names are another page."""
    named = str(police.denis.designation.pk)
    client = police.cast.sarah.client()
    shown = client.post("/saisines/nouvelle/", sheet(police, act="preview", is_reserved="on", readers=[named]))
    assert "Denis Fictif" in shown.text
    to_come = shown.context["page"]
    assert [each.pk for each in to_come.people] == [police.denis.designation.pk]
    page, made = sent_from_sheet(police, seen=to_come.digest)
    assert (page.status_code, made) == (200, []), "to everybody, when one person was shown"


PLACE = "Tilleuls"


def test_everybody_else_of_the_post_reads_a_stub(police: Parquet) -> None:
    texts = {}
    for name in ("karim", "denis"):
        client = police.people[name].client()
        texts[name] = client.get(f"/saisines/{police.reserved.pk}/").text
        listed = client.get("/saisines/?boite=recues&etat=toutes").text
        assert (police.reserved.reference in listed, "Réservée à des personnes nommées" in listed) == (
            True,
            name == "karim",
        )
    assert PLACE in texts["denis"]
    assert "Répondre" in texts["denis"]
    for hidden in (PLACE, police.cast.sarah.signatory.name, "Répondre", "Visite", "Denis"):
        assert hidden not in texts["karim"], hidden
    assert "Réservée à des personnes nommées" in texts["karim"]


def test_no_paper_is_made_of_a_stub(police: Parquet) -> None:
    codes = {
        name: police.people[name].client().post(f"/saisines/{police.reserved.pk}/fiche/").status_code
        for name in ("karim", "denis")
    }
    assert codes == {"karim": 404, "denis": 302}


def test_the_next_to_treat_is_one_that_one_may_treat(police: Parquet) -> None:
    share(police.cast, police.cast.karim, police.denis)
    page = police.cast.karim.client().get(f"/saisines/{police.open.pk}/")
    assert (page.context["before"], page.context["after"]) == (None, None)
    page = police.denis.client().get(f"/saisines/{police.open.pk}/")
    assert page.context["after"] is not None


def test_the_sender_names_others_on_the_page(police: Parquet) -> None:
    client, address = police.cast.sarah.client(), f"/saisines/{police.reserved.pk}/renommer/"
    given = {"readers": [str(police.cast.karim.designation.pk)], "version": 2}
    assert "Nommer d’autres personnes" in client.get(f"/saisines/{police.reserved.pk}/").text
    assert "Nommer d’autres personnes" not in client.get(f"/saisines/{police.open.pk}/").text
    assert client.post(f"/saisines/{police.open.pk}/renommer/", given).status_code == 409
    assert client.post(address, {"version": 2}).status_code == 200
    assert client.post(address, given).status_code == 302
    assert client.post(address, given).status_code == 409, "on a page of before"
    assert readers_of(police, police.reserved) == {"sarah", "karim"}
