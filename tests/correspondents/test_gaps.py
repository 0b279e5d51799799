"""What is missing is found, exactly that, by the delegate in the whole convention and by each house for itself."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from acting.actor import Actor
from acting.enums import Function
from correspondents.coverage import communes_competent, uncovered
from correspondents.enums import DesignationRole, GapKind
from correspondents.gap_list import gap_count
from correspondents.gaps import Gap, gaps_visible_to, kept_by, read
from correspondents.messages import ADDRESS_CHANGED_KIND, ADDRESS_KINDS
from correspondents.models import Designation, Post, User
from correspondents.routing import competent_posts
from correspondents.services.arrival import invite
from journal.enums import MessageState
from journal.models import Message
from territory.enums import CompetenceDomain
from territory.models import Commune, Competence
from tests.pages import one_line
from tests.people import Cast, Person, acting, appoint, make_fact, make_post, make_referral, make_residence, make_user

SUPPLEANT, PREPARATEUR = DesignationRole.SUPPLEANT, DesignationRole.PREPARATEUR
Found = set[tuple[str, str, str]]


@pytest.fixture
def settled(cast: Cast) -> Cast:
    """Everybody has signed in once, and every receiving post has a deputy: nothing is missing."""
    receiving = ("sarah", "victor", "karim", "geraldine", "maud", "paul", "fanny", "pascale")
    for name in receiving:
        appoint(
            make_user(f"Suppléant {name}", email=f"s.{name}@tests.example"), cast.people()[name].post, role=SUPPLEANT
        )
    zone = make_post(cast.karim.signatory, Function.CORRESPONDANT, "Direction départementale")
    appoint(make_user("Zélie"), zone)
    appoint(make_user("Zacharie"), zone, role=SUPPLEANT)
    User.objects.update(last_login=timezone.now())
    return cast


def move(designation: Designation, **fields: object) -> None:
    Designation.objects.filter(pk=designation.pk).update(**fields)


def told_to(actor: Actor) -> list[Gap]:
    return gaps_visible_to(actor, kept_by(actor))


def found_by(person: Person) -> Found:
    return {
        (gap.kind.value, gap.signatory.code, gap.person or (gap.post.label if gap.post else ""))
        for gap in told_to(person.actor())
    }


def plant(cast: Cast) -> dict[str, Found]:
    """One of each kind, and to whose house it belongs."""
    today = cast.delphine.actor().today
    vacant = make_post(cast.karim.signatory, Function.CORRESPONDANT, "Circonscription de Melun", communes=("77288",))
    appoint(make_user("Prudence"), vacant, role=PREPARATEUR)
    User.objects.filter(first_name="Prudence").update(last_login=timezone.now())
    Designation.objects.filter(post=cast.paul.post, role=SUPPLEANT).update(ends_on=today - timedelta(days=3))
    move(cast.sarah.designation, ends_on=today + timedelta(days=30))
    User.objects.filter(pk=cast.zoe.user.pk).update(last_login=None, created_at=timezone.now() - timedelta(days=30))
    write_mail(cast.pascale.user)
    move(cast.geraldine.designation, suspended_on=today)
    move(cast.fanny.designation, warned_on=today - timedelta(days=2))
    return {
        "karim": {("vacant", "police-77", "Circonscription de Melun")},
        "paul": {("sans-suppleant", "parquet-melun", "Paul Fictif")},
        "sarah": {("fin-proche", "deux-morins", "Sarah Fictif")},
        "victor": {("jamais-connecte", "val-de-brie", "Zoe Fictif")},
        "pascale": {("courriel", "prefecture-77", "Pascale Fictif")},
        "geraldine": {("non-confirmee", "gendarmerie-77", "Geraldine Fictif")},
        "fanny": {("non-confirmee", "parquet-fontainebleau", "Fanny Fictif")},
        "maud": set(),
    }


def write_mail(
    user: User,
    at: datetime | None = None,
    state: MessageState = MessageState.REFUSED,
    kind: str = "referral_waiting",
) -> Message:
    return Message.objects.create(
        kind=kind,
        tried_at=at or timezone.now(),
        recipient_id=user.pk,
        created_at=at or timezone.now(),
        due_at=at or timezone.now(),
        state=state,
    )


def test_where_nothing_is_missing_nothing_is_told(settled: Cast) -> None:
    for name in ("delphine", "adrien", "sarah", "karim", "maud"):
        person = settled.people()[name]
        assert found_by(person) == set(), name
        assert gap_count(person.actor()) == 0, name
    assert "Rien ne manque" in settled.delphine.client().get("/annuaire/lacunes/").text


def test_each_kind_is_found_beyond_the_house_and_by_its_own_house_alone(settled: Cast) -> None:
    """The delegate is told nothing of gardiens, whose names stay with their landlord."""
    planted = plant(settled)
    everything = set().union(*planted.values())
    assert found_by(settled.adrien) == everything
    assert found_by(settled.delphine) == everything - planted["victor"]
    for name, expected in planted.items():
        assert found_by(settled.people()[name]) == expected, name
    for name in ("gilles", "dina", "perrine"):
        assert found_by(settled.people()[name]) == set(), name


def test_the_page_lists_them_with_what_to_do_and_filters_by_kind(settled: Cast) -> None:
    planted = plant(settled)
    client = settled.adrien.client()
    page = client.get("/annuaire/lacunes/").context["page"]
    wanted = {kind for found in planted.values() for kind, _, _ in found} | {"communes"}
    assert {value for value, _, _ in page.kinds} == wanted == set(GapKind.values)
    assert page.total == 8
    for kind in GapKind:
        filtered = client.get("/annuaire/lacunes/", {"nature": kind.value})
        assert {line.kind for line in filtered.context["page"].lines} == {kind}
        assert all(line.to_do in filtered.text for line in filtered.context["page"].lines)
    assert client.get("/annuaire/lacunes/", {"nature": "nonsense"}).context["page"].lines == page.lines


def test_the_map_marks_exactly_the_communes_without_correspondent(settled: Cast) -> None:
    plant(settled)
    response = settled.delphine.client().get("/annuaire/lacunes/")
    assert response.context["map"].missing == ("Melun",)
    assert response.text.count('<circle class="dot s1"') == 506
    assert response.text.count('<circle class="volume s4"') == 1
    assert '<desc id="gap-map-desc">1 commune sur 507 : Melun.</desc>' in response.text
    assert settled.karim.client().get("/annuaire/lacunes/").context["map"] is None


def test_each_house_reads_its_own_communes_only(settled: Cast) -> None:
    plant(settled)
    lines = settled.karim.client().get("/annuaire/lacunes/").context["page"].lines
    assert [(line.kind, line.detail) for line in lines] == [
        (GapKind.VACANT, ""),
        (GapKind.NO_CORRESPONDENT, "Police ou gendarmerie : Melun"),
    ]
    assert "Melun" not in settled.geraldine.client().get("/annuaire/lacunes/").text


def test_a_notice_stands_on_the_first_page_of_the_own_house_and_on_no_other(settled: Cast) -> None:
    plant(settled)
    said = "à compléter dans les désignations de votre organisme"
    assert said in one_line(settled.sarah.client().get("/faits/").text)
    assert said in one_line(settled.karim.client().get("/saisines/").text)
    assert said not in one_line(settled.sarah.client().get("/competence/").text)
    assert said not in settled.maud.client().get("/saisines/").text
    assert said not in settled.gilles.client().get("/faits/").text
    assert "2 points à compléter" in settled.karim.client().get("/saisines/").text


def test_all_communes_at_once_say_what_each_says_alone(settled: Cast) -> None:
    plant(settled)
    today = settled.delphine.actor().today
    convention = settled.delphine.signatory.convention
    Competence.objects.filter(commune="77500", domain=CompetenceDomain.PROSECUTION).delete()
    all_of_them = uncovered(read(Post.objects.all(), today), communes_competent(convention.pk))
    at_once = {(each.domain, commune.pk) for each in all_of_them for commune in each.communes}
    alone = set()
    for commune in Commune.objects.filter(pk__in=("77284", "77288", "77500", "77186", "77379", "77305")):
        found = {competent.competence.domain: competent for competent in competent_posts(commune, today)}
        alone |= {(d, commune.pk) for d in CompetenceDomain if d not in found or found[d].is_vacant}
    assert at_once == alone
    assert (CompetenceDomain.FORCE, "77288") in alone


# Rule by rule, at its edges


def test_the_end_is_told_thirty_days_before_unless_somebody_follows(settled: Cast) -> None:
    today = settled.delphine.actor().today
    told = ("fin-proche", "deux-morins", "Sarah Fictif")
    for days, expected in ((31, False), (30, True), (0, True)):
        move(settled.sarah.designation, ends_on=today + timedelta(days=days))
        assert (told in found_by(settled.delphine)) is expected, days
    nour = make_user("Nour")
    User.objects.filter(pk=nour.pk).update(last_login=timezone.now())
    late = appoint(nour, settled.sarah.post, starts_on=today + timedelta(days=2))
    assert told in found_by(settled.delphine)
    move(late.designation, starts_on=today + timedelta(days=1))
    assert told not in found_by(settled.delphine)


def test_never_signed_in_counts_from_the_account_or_the_last_invitation(settled: Cast) -> None:
    now = timezone.now()
    told = ("jamais-connecte", "val-de-brie", "Zoe Fictif")
    User.objects.filter(pk=settled.zoe.user.pk).update(last_login=None, created_at=now - timedelta(days=29))
    assert told not in found_by(settled.adrien)
    User.objects.filter(pk=settled.zoe.user.pk).update(created_at=now - timedelta(days=30))
    assert told in found_by(settled.adrien)
    with acting(settled.adrien) as adrien:
        invite(by=adrien, user=settled.zoe.user)
    assert told not in found_by(settled.adrien)


def test_a_mail_that_left_later_mends_it_and_nothing_but_a_refused_address_is_one(settled: Cast) -> None:
    """A mail server of ours that was away for three days blames nobody's address."""
    now = timezone.now()
    told = ("courriel", "prefecture-77", "Pascale Fictif")
    for state in (MessageState.MOOT, MessageState.FAILED, MessageState.WAITING):
        write_mail(settled.pascale.user, now - timedelta(days=2), state)
    assert told not in found_by(settled.delphine)
    write_mail(settled.pascale.user, now - timedelta(days=1))
    assert told in found_by(settled.delphine)
    Message.objects.create(
        kind="referral_waiting",
        recipient_id=settled.pascale.user.pk,
        created_at=now,
        due_at=now,
        state=MessageState.SENT,
    )
    assert told not in found_by(settled.delphine)


def test_a_mail_about_a_change_of_address_says_nothing_of_the_accounts_own(settled: Cast) -> None:
    """The one goes to an address that is only asked for, the others to the former one."""
    now = timezone.now()
    told = ("courriel", "prefecture-77", "Pascale Fictif")
    for kind in ADDRESS_KINDS:
        write_mail(settled.pascale.user, now - timedelta(days=3), kind=kind)
    assert told not in found_by(settled.delphine), "refused by another address"
    Message.objects.all().delete()
    write_mail(settled.pascale.user, now - timedelta(days=2))
    for kind in ADDRESS_KINDS - {ADDRESS_CHANGED_KIND}:
        write_mail(settled.pascale.user, now, MessageState.SENT, kind)
    assert told in found_by(settled.delphine), "taken by another address"


def test_what_the_former_address_refused_says_nothing_of_the_present_one(settled: Cast) -> None:
    now = timezone.now()
    told = ("courriel", "prefecture-77", "Pascale Fictif")
    refused = write_mail(settled.pascale.user, now - timedelta(days=2))
    write_mail(settled.pascale.user, now - timedelta(days=1), MessageState.WAITING, ADDRESS_CHANGED_KIND)
    assert told not in found_by(settled.delphine)
    Message.objects.filter(pk=refused.pk).update(tried_at=now)
    assert told in found_by(settled.delphine), "written before, refused by the present one"


def test_a_post_is_vacant_from_the_day_after_the_last_one_and_a_closed_one_is_none(settled: Cast) -> None:
    today = settled.adrien.actor().today
    move(settled.gilles.designation, ends_on=today - timedelta(days=5))
    (gap,) = told_to(settled.adrien.actor())
    assert (gap.kind, gap.post, gap.on) == (GapKind.VACANT, settled.gilles.post, today - timedelta(days=4))
    settled.gilles.post.closed_on = today
    settled.gilles.post.save()
    assert told_to(settled.adrien.actor()) == []


def test_the_gaps_are_told_of_the_day_asked(settled: Cast) -> None:
    today = settled.adrien.actor().today
    move(settled.gilles.designation, ends_on=today)
    tomorrow = settled.adrien.actor(timezone.now() + timedelta(days=1))
    assert [gap.kind for gap in told_to(tomorrow)] == [GapKind.VACANT]


# What the page must not do


def test_no_gap_shows_case_data(settled: Cast) -> None:
    plant(settled)
    fact = make_fact(settled.gilles, settled.tilleuls, facts="Porte du hall forcée par trois personnes.")
    referral = make_referral(settled.sarah, settled.karim, settled.tilleuls, incident=fact)
    page = settled.delphine.client().get("/annuaire/lacunes/").text
    for secret in (fact.facts, fact.reference, referral.reference, str(fact.pk), str(referral.pk)):
        assert secret not in page


def test_the_page_costs_the_same_for_one_gap_and_for_twenty(settled: Cast) -> None:
    client = settled.adrien.client()
    today = settled.adrien.actor().today

    def plant_two(number: int) -> None:
        kept = (make_residence(settled.sarah.signatory, f"Résidence {number}"),)
        post = make_post(settled.sarah.signatory, Function.GARDIEN, f"Gardien {number}", residences=kept)
        user = make_user(f"G{number}", email=f"g{number}-{uuid4()}@tests.example")
        User.objects.filter(pk=user.pk).update(created_at=timezone.now() - timedelta(days=40))
        appoint(user, post, ends_on=today + timedelta(days=3))

    plant_two(0)
    with CaptureQueriesContext(connection) as one:
        assert client.get("/annuaire/lacunes/").context["page"].total == 2
    for number in range(1, 20):
        plant_two(number)
    with CaptureQueriesContext(connection) as many:
        assert client.get("/annuaire/lacunes/").context["page"].total == 40
    assert len(many) == len(one)


def test_the_machine_has_no_gaps_of_its_own(settled: Cast) -> None:
    house = settled.gilles.signatory
    nobody = Actor(now=timezone.now(), function="gardien", signatory_id=house.pk, convention_id=house.convention_id)
    assert told_to(nobody) == []
