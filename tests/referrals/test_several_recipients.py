"""The same asked of several at once: each has a referral of its own, and learns nothing of the others."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from acting.enums import Function
from correspondents.models import Post
from journal.models import Entry, Message
from referrals.models import Disclosure, Referral, ReferralGroupObjectPermission
from referrals.permissions import received_referrals_visible_to, sent_referrals_visible_to
from signatories.enums import SignatoryKind
from tests.people import (
    MEAUX,
    MELUN,
    Cast,
    Person,
    acting,
    make_fact,
    make_post,
    make_residence,
    make_signatory,
)
from tests.referrals.test_referral_pages import seen_in, sent_by, sheet_for, text_of
from tests.referrals.test_sharing_doors import change_table
from tests.roles import installing

NEW = "/saisines/nouvelle/"
ASKED = {"subject": "point-etape", "basis": "cch-l442-4-3", "precision": "Mesures prises dans les halls."}


def sheet(cast: Cast, *also: Any, **changes: Any) -> dict[str, Any]:
    """Pascale asks the Deux Morins about Meaux, and others with them."""
    chosen: dict[str, Any] = {"landlord": cast.sarah.signatory.pk, "commune": MEAUX, "recipient": cast.sarah.post.pk}
    until = timezone.localdate() + timedelta(days=30)
    sent = {"until": until.isoformat(), "act": "send", "submission": "11111111-1111-4111-8111-111111111111"}
    return chosen | ASKED | sent | {"also": [post.pk for post in also], "condition_stated": "on"} | changes


def sent_by_pascale(cast: Cast) -> dict[str, Referral]:
    with acting(cast.pascale) as actor:
        return {each.recipient.code: each for each in sent_referrals_visible_to(actor).select_related("recipient")}


def test_a_sheet_of_a_commune_offers_the_landlords_that_have_an_estate_there(cast: Cast) -> None:
    make_signatory("sans-parc", SignatoryKind.LANDLORD, "Sans parc (fictif)")
    client = cast.pascale.client()
    page = text_of(client.get(f"{NEW}?commune={MEAUX}"))
    assert cast.sarah.signatory.name in page
    assert cast.victor.signatory.name in page
    assert "Sans parc" not in page
    there = client.get(f"{NEW}?landlord={cast.sarah.signatory.pk}&commune={MEAUX}").context["sheet"]
    assert [each.signatory for each in there.open_candidates] == [cast.sarah.signatory]
    assert [each.signatory for each in there.others] == [cast.victor.signatory]
    in_melun = client.get(f"{NEW}?landlord={cast.victor.signatory.pk}&commune={MELUN}").context["sheet"]
    assert [each.signatory for each in in_melun.others] == [cast.sarah.signatory]


def test_each_has_its_own_referral_once(cast: Cast) -> None:
    asked = sheet(cast, cast.victor.post)
    client = cast.pascale.client()
    first: Any = client.post(NEW, asked)
    again: Any = client.post(NEW, asked)
    sent = sent_by_pascale(cast)
    assert set(sent) == {"deux-morins", "val-de-brie"}
    assert first.url == again.url == f"/saisines/{sent['deux-morins'].pk}/"
    assert {each.state for each in sent.values()} == {"sent"}
    assert sent["deux-morins"].reference != sent["val-de-brie"].reference
    with installing():
        told = Message.objects.filter(kind="referral_waiting").values_list("recipient_id", "object_id")
        granted = ReferralGroupObjectPermission.objects.values_list("group_id", "content_object_id")
        assert sorted(told) == sorted(
            [(cast.sarah.user.pk, sent["deux-morins"].pk), (cast.victor.user.pk, sent["val-de-brie"].pk)]
        )
        assert sorted(granted) == sorted(
            [(cast.sarah.post.group_id, sent["deux-morins"].pk), (cast.victor.post.group_id, sent["val-de-brie"].pk)]
        )
        assert Entry.objects.filter(verb="saisine.envoyee").count() == 2


def as_read(cast: Cast, referral: Referral, path: str) -> str:
    """A page of the recipient, without what differs from one referral to the next by itself."""
    page = text_of(cast.victor.client().get(path))
    for own in (referral.reference, *re.findall(r'csrfmiddlewaretoken" value="(\w+)"', page)):
        page = page.replace(own, "")
    return re.sub(r"T\d\d:\d\d:[\d.]+|\b\d{1,2}\sh\s\d\d\b|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", page)


def test_a_recipient_learns_nothing_of_the_others(cast: Cast) -> None:
    """What Victor reads is the same, word for word, whether he is asked alone or beside the Deux Morins."""
    client, alone = cast.pascale.client(), {"landlord": cast.victor.signatory.pk, "recipient": cast.victor.post.pk}
    with transaction.atomic():
        client.post(NEW, sheet(cast, **alone))
        before = all_that_victor_reads(cast)
        transaction.set_rollback(True)
    client.post(NEW, sheet(cast, cast.victor.post))
    beside = all_that_victor_reads(cast)
    assert beside == before
    *told, _, _ = beside  # the lists offer every party to narrow by
    assert not any("Deux Morins" in str(each) for each in told)


def all_that_victor_reads(cast: Cast) -> list[Any]:
    (referral,) = received_by(cast.victor)
    with installing():
        frozen = Disclosure.objects.get(referral=referral)
    pages = [as_read(cast, referral, path) for path in (f"/saisines/{referral.pk}/", "/saisines/", "/a-faire/")]
    return [frozen.content, frozen.digest, frozen.number, *pages]


def received_by(person: Person) -> list[Referral]:
    with acting(person) as actor:
        return list(received_referrals_visible_to(actor))


def test_in_the_list_of_what_was_sent_each_says_its_commune(cast: Cast) -> None:
    client = cast.pascale.client()
    client.post(NEW, sheet(cast, cast.victor.post))
    rows = client.get("/saisines/?boite=envoyees").context["rows"]
    assert {(row.referral.recipient.code, row.place) for row in rows} == {
        (cast.sarah.signatory.code, "Meaux"),
        (cast.victor.signatory.code, "Meaux"),
    }


def test_whoever_is_refused_stops_none_of_the_others(cast: Cast) -> None:
    """A closed post, one that is not competent, one that nobody holds, and one that is none."""
    gone = make_signatory("parti", SignatoryKind.LANDLORD, "Bailleur parti (fictif)")
    closed = make_post(gone, Function.REFERENT, "Référent")
    vacant = make_post(
        make_signatory("vacant", SignatoryKind.LANDLORD, "Vacant (fictif)"), Function.REFERENT, "Référent"
    )
    make_residence(vacant.signatory, "Les Saules")
    closed.closed_on = timezone.localdate()
    with installing():
        closed.save()
    nobody = "33333333-3333-4333-8333-333333333333"
    asked = sheet(cast, cast.victor.post, closed, vacant, cast.karim.post, nobody_pk(nobody))
    page = cast.pascale.client().post(NEW, asked)
    form = page.context["form"]
    assert set(sent_by_pascale(cast)) == {"deux-morins", "val-de-brie", "vacant"}
    elsewhere = "Ce poste n’est pas celui qui est compétent pour ce lieu\u00a0: choisissez-en un autre."
    assert set(form.errors["also"]) == {
        "Bailleur parti (fictif)\u00a0: Le poste destinataire est fermé\u00a0: préparez une nouvelle saisine.",
        f"{cast.karim.signatory.name}\u00a0: {elsewhere}",
        "Un destinataire coché n’est pas, ou plus, à l’annuaire.",
    }
    assert set(form.errors) == {"also"}
    words = text_of(page)
    assert ASKED["precision"] in words, "what was written is kept"
    for name in ("deux-morins", "val-de-brie", "vacant"):
        assert f"/saisines/{sent_by_pascale(cast)[name].pk}/" in words
    assert cast.pascale.client().post(NEW, asked | {"also": [cast.victor.post.pk]}).status_code == 302
    assert len(sent_by_pascale(cast)) == 3, "what is sent again makes nothing new"


def vacant_post() -> Post:
    signatory = make_signatory("vacant", SignatoryKind.LANDLORD, "Vacant (fictif)")
    make_residence(signatory, "Les Saules")
    return make_post(signatory, Function.REFERENT, "Référent")


def nobody_pk(key: str) -> Any:
    return type("Nobody", (), {"pk": key})()


def test_a_vacant_one_is_said_before(cast: Cast) -> None:
    vacant = make_post(
        make_signatory("vacant", SignatoryKind.LANDLORD, "Vacant (fictif)"), Function.REFERENT, "Référent"
    )
    make_residence(vacant.signatory, "Les Saules")
    shown = cast.pascale.client().post(NEW, sheet(cast, vacant, act="preview"))
    assert shown.context["sheet"].vacant == {str(vacant.pk)}
    assert text_of(shown).count("Personne n’y est désigné aujourd’hui") == 1


def test_with_other_words_the_same_sheet_is_a_conflict_and_sends_nothing(cast: Cast) -> None:
    client = cast.pascale.client()
    client.post(NEW, sheet(cast, cast.victor.post))
    changed = client.post(NEW, sheet(cast, cast.victor.post, precision="Autre chose."))
    assert changed.status_code == 409
    assert "Autre chose." in text_of(changed)
    assert len(sent_by_pascale(cast)) == 2


def test_drafts_for_each_are_kept_and_nobody_is_told(cast: Cast) -> None:
    cast.pascale.client().post(NEW, sheet(cast, cast.victor.post, act="draft"))
    assert {each.state for each in sent_by_pascale(cast).values()} == {"draft"}
    assert len(sent_by_pascale(cast)) == 2
    assert received_by(cast.victor) == []


def test_what_is_ticked_was_seen(cast: Cast) -> None:
    """The digest of the preview knows who is ticked; who holds another's post is another page's matter."""
    client = cast.pascale.client()
    alone = seen_in(client.post(NEW, sheet(cast, act="preview")))
    both = seen_in(client.post(NEW, sheet(cast, cast.victor.post, act="preview")))
    assert client.post(NEW, sheet(cast, cast.victor.post, seen=alone)).status_code == 200
    assert sent_by_pascale(cast) == {}
    assert client.post(NEW, sheet(cast, cast.victor.post, seen=both)).status_code == 302
    assert len(sent_by_pascale(cast)) == 2


def test_about_a_residence_its_landlord_alone_is_asked(cast: Cast) -> None:
    asked = sheet(cast, cast.victor.post, residence=cast.tilleuls.pk, landlord="", field_sets=["place"])
    page = cast.pascale.client().post(NEW, asked)
    assert page.context["sheet"].others == []
    assert "compétent pour ce lieu" in page.context["form"].errors["also"][0]
    assert set(sent_by_pascale(cast)) == {"deux-morins"}


def test_a_complaint_of_one_is_told_to_nobody_else(cast: Cast) -> None:
    told = {"subject": "suite-donnee", "basis": "cpp-40-2", "field_sets": []}
    page = cast.maud.client().post(NEW, sheet(cast, cast.victor.post, **told))
    assert page.context["sheet"].others == []
    assert page.context["form"].errors["also"] == [
        "Cet objet porte sur la plainte d’un seul bailleur\u00a0: un seul destinataire."
    ]
    with acting(cast.maud) as maud:
        assert not sent_referrals_visible_to(maud).exists()


def test_a_landlord_asks_several_kinds_where_the_table_says_so(cast: Cast) -> None:
    """« Situation portée à la connaissance du préfet », of a convention that has the force told too."""
    fact = make_fact(cast.gilles, cast.tilleuls)
    change_table(cast, "presence", recipient_kinds=("police", "prefecture"))
    asked = sheet_for(fact, cast.karim, subject="presence", basis="csi-l271-1", field_sets=["place", "facts"])
    shown = cast.sarah.client().post(NEW, asked | {"act": "preview"}).context["sheet"]
    assert [each.key for each in shown.others] == [str(cast.pascale.post.pk)]
    assert cast.sarah.client().post(NEW, asked | {"also": [cast.pascale.post.pk]}).status_code == 302
    assert {each.recipient_post for each in sent_by(cast.sarah)} == {cast.karim.post, cast.pascale.post}


@pytest.mark.parametrize("who", ["sarah", "gilles", "delphine", "adrien", "dina", "perrine"])
def test_no_other_writes_to_a_landlord_without_a_residence(cast: Cast, who: str) -> None:
    address = f"{NEW}?landlord={cast.victor.signatory.pk}&commune={MEAUX}"
    assert cast.people()[who].client().get(address).status_code in (403, 404)


def test_a_territory_is_the_own_one(cast: Cast) -> None:
    """Karim's police is everywhere, Maud's parquet has Meaux, not Melun; nothing that is no commune is one."""
    sarah = cast.sarah.signatory.pk
    assert cast.maud.client().get(f"{NEW}?landlord={sarah}&commune={MEAUX}").status_code == 200
    for commune in (MELUN, "", "75056", "%00", "77284%00x"):
        assert cast.maud.client().get(f"{NEW}?landlord={sarah}&commune={commune}").status_code == 404, commune
    assert cast.maud.client().get(f"{NEW}?landlord={cast.karim.signatory.pk}&commune={MEAUX}").status_code == 404
