"""Pages and services with the walls lowered: what one may not see or do there, Python alone refuses."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse

from acting.actor import Actor
from incidents.models import Incident
from incidents.references import NoReferenceLeft
from incidents.services.facts import file_incident
from referrals.enums import ReferralState, RefusalMotive
from referrals.lifecycle import Act, has_move
from referrals.models import Referral
from referrals.services import referrals as services
from referrals.sharing import sharing_of_draft
from tests.people import acting
from tests.reach.house import House
from tests.reach.reading import table

RULES = table(Path(__file__).with_name("rules.txt"))
FACT = "Porte du hall forcée"

READERS = ("sarah", "victor", "karim", "pierre", "bruno", "mathias")
FILERS = ("roxane", "victor", "gilles", "gaston")
# Tried by both sides and by their colleagues: lived out, past, refused, without a grant, other people's.
TRIED = ("past", "withdrawn", "closed", "answered", "to bruno", "badges", "badges past", "to maud")
ACTORS = ("sarah", "karim", "pierre", "bruno")
GIVEN: dict[Act, dict[str, Any]] = {
    Act.ANSWER: {"outcome": "nothing_found"},
    Act.REFUSE: {"motive": RefusalMotive.values[0]},
    Act.WITHDRAW: {},
}


def asked(client: Client, ask: Callable[[Any], Any]) -> Any:
    """What the request writes is undone."""
    with transaction.atomic():
        response = ask(client)
        transaction.set_rollback(True)
    return response


def shown(client: Client, address: str) -> Any:
    return asked(client, lambda client: client.get(address))


@pytest.mark.parametrize("who", READERS)
def test_the_page_of_a_referral_opens_and_tells_as_the_rules_say(house: House, who: str) -> None:
    visible, readable = RULES["referrals_visible_to"].get(who, set()), RULES["disclosures_visible_to"].get(who, set())
    client = house[who].client()
    for key, referral in house.referrals.items():
        response = shown(client, reverse("referral_detail", args=[referral.pk]))
        assert response.status_code == (200 if key in visible else 404), key
        if key in visible - readable and key != "draft":
            assert FACT not in response.content.decode(), key


@pytest.mark.parametrize("who", FILERS)
@pytest.mark.parametrize("page", ["incident_detail", "incident_referrals"])
def test_the_page_of_a_fact_opens_as_the_rule_says(house: House, who: str, page: str) -> None:
    visible = RULES["incidents_visible_to"][who]
    closed = page == "incident_referrals" and house[who].designation.function != "referent"
    client = house[who].client()
    for key, fact in house.facts.items():
        response = shown(client, reverse(page, args=[fact.pk]))
        assert response.status_code == (403 if closed else 200 if key in visible else 404), key


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("act", GIVEN)
def test_an_act_by_its_page_is_refused_as_the_rules_say(house: House, who: str, act: Act) -> None:
    """404 for what one does not see, 403 for what is not one's to do or past its last day, 409 for no move."""
    client = house[who].client()
    found = {key: posted(client, act, house.referrals[key].pk) for key in TRIED}
    assert found == {key: expected(house, who, act, key) for key in TRIED}


def posted(client: Client, act: Act, pk: UUID) -> int:
    now = Referral.objects.get(pk=pk)
    data = GIVEN[act] | {"version": now.version}
    if act == Act.ANSWER and now.recipient.kind != "police":
        data |= {"outcome": {"landlord": "done", "prosecution": "sent_to_inquiry"}[now.recipient.kind]}
    address = reverse(f"referral_{act}", args=[pk])
    return int(asked(client, lambda client: client.post(address, data)).status_code)


def expected(house: House, who: str, act: Act, key: str) -> int:
    if key not in RULES["referrals_visible_to"].get(who, set()):
        return 404
    if key not in RULES[f"can_do {act}"].get(who, set()):
        return 403
    now = Referral.objects.get(pk=house.referrals[key].pk)
    return 302 if has_move(act, ReferralState(now.state), asks_more=now.asks_more) else 409


@pytest.mark.parametrize("who", ["bruno", "victor", "mathias", "amina"])
def test_a_service_finds_no_row_that_its_actor_does_not_see(house: House, who: str) -> None:
    with acting(house[who]) as by:
        for service in (services.withdraw_referral, services.acknowledge_referral, services.close_referral):
            with pytest.raises(PermissionDenied):
                service(by=by, referral=house.referrals["answered"])


def test_what_is_sent_holds_no_fact_that_its_sender_does_not_see(house: House) -> None:
    for who, facts in (("sarah", 1), ("karim", 0), ("victor", 0)):
        with acting(house[who]) as by:
            content = sharing_of_draft(by, house.referrals["answered"]).content(by)
        assert len(content.get("facts", [])) == facts, who


def test_an_addition_offers_no_fact_to_whoever_sees_none(house: House) -> None:
    """The force completes what it asked about the Tilleuls, where the landlord has facts of its own."""
    address = reverse("referral_complete", args=[house.referrals["badges"].pk])
    page = asked(house["karim"].client(), lambda client: client.get(address))
    assert page.status_code == 200
    assert FACT not in page.content.decode()
    assert [name for name, fact in house.facts.items() if str(fact.pk) in page.content.decode()] == []


def test_a_submission_that_was_guessed_gives_nobody_the_fact(house: House) -> None:
    """Of another landlord's gardien, and of a colleague's."""
    known = Incident.objects.get(pk=house.facts["hall"].pk)
    for who, residence in (("zoe", house.cast.pommiers), ("gaston", house.cast.erables)):
        with acting(house[who]) as by, pytest.raises(NoReferenceLeft):
            file_again(by, known, residence)


def file_again(by: Actor, known: Incident, residence: Any) -> Incident:
    same = {name: getattr(known, name) for name in ("place", "category", "started_at", "recurrence", "facts")}
    return file_incident(by=by, residence=residence, submission=known.submission, **same)
