"""Care inside the post: who handles a referral, and when it is looked at again; seen there, and nowhere else."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from acting.enums import Function
from acting.refusals import Refused
from correspondents.enums import DesignationRole
from journal.models import Entry
from journal.verbs import Verb
from referrals.models import Handling, Referral
from referrals.permissions import handlings_visible_to
from referrals.services.handling import handle_referral
from referrals.services.referrals import withdraw_referral
from tests.people import Cast, Person, acting, appoint, make_post, make_referral, make_user
from tests.referrals.test_referral_pages import text_of
from tests.referrals.test_reserved import share
from tests.roles import installing


@pytest.fixture
def denise(cast: Cast) -> Person:
    """Karim's deputy."""
    return appoint(make_user("Denise"), cast.karim.post, role=DesignationRole.SUPPLEANT)


@pytest.fixture
def received(cast: Cast) -> list[Referral]:
    return [make_referral(cast.sarah, cast.karim, cast.tilleuls) for _ in range(3)]


def give(by: Person, referral: Referral, to: Person | None, on: date | None = None) -> None:
    with acting(by) as actor:
        handle_referral(by=actor, referral=referral, assigned_to=to.designation if to else None, review_on=on)


def shown(person: Person, state: str) -> set[Referral]:
    return set(person.client().get(f"/saisines/?boite=recues&etat={state}").context["page_obj"].rows)


def test_it_is_given_to_a_colleague_and_found_again(cast: Cast, denise: Person, received: list[Referral]) -> None:
    mine, hers, soon = received
    today = cast.karim.actor().today
    client = cast.karim.client()
    answer = client.post(f"/saisines/{hers.pk}/suivre/", {"assigned_to": denise.designation.pk, "review_on": ""})
    assert answer.headers["Location"] == f"/saisines/{hers.pk}/"
    give(cast.karim, mine, cast.karim, today)
    give(denise, soon, None, today + timedelta(days=1))
    assert (shown(cast.karim, "moi"), shown(denise, "moi")) == ({mine}, {hers})
    assert shown(cast.karim, "revoir") == shown(denise, "revoir") == {mine}
    page, row = text_of(client.get(f"/saisines/{hers.pk}/")), text_of(client.get("/saisines/"))
    assert "Denise" in page.split("À votre poste")[1].split("</section>")[0]
    assert "suivie par Denise" in row
    assert "à revoir le" in row


def test_the_last_word_stands_and_the_same_one_is_one_entry(
    cast: Cast, denise: Person, received: list[Referral]
) -> None:
    for _ in range(2):
        give(cast.karim, received[0], denise)
    give(denise, received[0], cast.karim)
    with acting(cast.karim) as karim:
        (row,) = handlings_visible_to(karim)
        assert (row.assigned_to_id, row.noted_by_id) == (cast.karim.designation.pk, denise.designation.pk)
        noted = Entry.objects.filter(verb=Verb.REFERRAL_HANDLED)
        assert {each.owner_id for each in noted} == {cast.karim.signatory.pk}, "the sender does not learn of it"


def test_neither_the_sender_nor_another_post_of_the_house_sees_it(cast: Cast, received: list[Referral]) -> None:
    """Of a landlord too: a référent at another post reads the referral, and not how the first one shares it out."""
    house, function = cast.sarah.signatory, Function.REFERENT
    roxane = appoint(make_user("Roxane"), make_post(house, function, "Référent de Melun", communes=("77288",)))
    incoming = make_referral(cast.karim, cast.sarah, cast.tilleuls)
    day = cast.sarah.actor().today + timedelta(days=4)
    give(cast.sarah, incoming, cast.sarah, day)
    give(cast.karim, received[0], cast.karim, day)
    for person, referral in ((roxane, incoming), (cast.karim, incoming), (cast.sarah, received[0])):
        client = person.client()
        pages = text_of(client.get(f"/saisines/{referral.pk}/")) + text_of(client.get("/saisines/?etat=toutes"))
        assert "À votre poste" not in text_of(client.get(f"/saisines/{referral.pk}/"))
        assert client.get(f"/saisines/{referral.pk}/suivre/").status_code == 403
        assert client.post(f"/saisines/{referral.pk}/suivre/", {"review_on": ""}).status_code == 403
        if person is not cast.karim:
            assert "à revoir le" not in pages
        with acting(person) as actor:
            assert referral.pk not in {each.pk for each in handlings_visible_to(actor)}
            assert referral.pk not in set(Handling.objects.values_list("pk", flat=True))
            with pytest.raises(PermissionDenied):
                handle_referral(by=actor, referral=referral, assigned_to=None, review_on=None)


def test_it_is_gone_with_the_access(cast: Cast, received: list[Referral]) -> None:
    day = cast.karim.actor().today
    for referral in received[:2]:
        give(cast.karim, referral, cast.karim, day)
    with acting(cast.sarah) as sarah:
        withdraw_referral(by=sarah, referral=received[0])
    assert shown(cast.karim, "moi") == {received[1]}
    client = cast.karim.client()
    assert "À votre poste" not in text_of(client.get(f"/saisines/{received[0].pk}/"))
    assert "suivie par" not in text_of(client.get("/saisines/?etat=terminees"))
    assert client.get(f"/saisines/{received[0].pk}/suivre/").status_code == 403
    with acting(cast.karim):
        assert set(Handling.objects.values_list("pk", flat=True)) == {received[1].pk}, "behind the wall too"


def test_it_is_given_within_the_post_and_for_a_day_on_which_it_is_read(cast: Cast, received: list[Referral]) -> None:
    referral, today = received[0], cast.karim.actor().today
    for refused in (
        {"assigned_to": cast.geraldine},
        {"assigned_to": cast.sarah},
        {"on": today - timedelta(days=1)},
        {"on": referral.until + timedelta(days=1)},
    ):
        with pytest.raises(Refused):
            give(cast.karim, referral, refused.get("assigned_to"), refused.get("on"))  # type: ignore[arg-type]
    give(cast.karim, referral, None, referral.until)
    late = cast.karim.client().post(f"/saisines/{referral.pk}/suivre/", {"review_on": "2056-01-01"})
    assert "L’accès prend fin le" in text_of(late)
    assert "2056-01-01" in text_of(late), "what was typed is kept"


def test_a_day_that_has_passed_may_stay_while_somebody_is_named(cast: Cast, received: list[Referral]) -> None:
    today = cast.karim.actor().today
    give(cast.karim, received[0], None, today)
    with installing():
        Handling.objects.update(review_on=today - timedelta(days=3))
    give(cast.karim, received[0], cast.karim, today - timedelta(days=3))
    assert shown(cast.karim, "revoir") == {received[0]}


def test_whoever_prepares_shares_out_too(cast: Cast) -> None:
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls)
    give(cast.perrine, referral, cast.maud)
    assert shown(cast.maud, "moi") == {referral}


def test_a_reserved_one_is_given_to_whom_it_is_reserved(cast: Cast, denise: Person) -> None:
    referral = share(cast, cast.karim, denise)
    with pytest.raises(Refused):
        give(denise, referral, cast.karim)
    page = denise.client().get(f"/saisines/{referral.pk}/suivre/")
    assert [each.pk for each in page.context["form"].fields["assigned_to"].queryset] == [denise.designation.pk]
    give(denise, referral, denise)
    assert shown(denise, "moi") == {referral}
