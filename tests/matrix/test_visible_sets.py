"""What each person finds in each list: exactly these rows, read off the pages."""

import re
from typing import Any

import pytest
from django.test import Client

from tests.matrix.world import SECRET, SIDES, World

UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

FACTS = {
    "sarah": {"hall", "twin", "over", "aside", "fresh", "melun", "agent"},
    "gilles": {"hall", "twin", "over", "aside", "fresh", "agent"},
    "gaston": {"melun"},
    "victor": {"neighbour", "waiting"},
    "zoe": {"neighbour", "waiting"},
}
# What stays for the référent to decide; the neighbour's own waits at the neighbour's.
WAITING = {"sarah": {"fresh", "agent"}, "victor": {"waiting"}}
SITUATIONS = {
    "sarah": {"hall", "aside", "melun", "lease"},
    "constance": {"hall", "aside", "melun", "lease"},
    "victor": {"neighbour", "their lease"},
}
RECEIVED = {
    "sarah": {"incoming", "incoming_answered", "from_maud", "from_maud_reserved"},
    "karim": {"answered", "neighbour", "reserved"},
    "maud": {"to_maud"},
    "perrine": {"to_maud"},
    "paul": {"withdrawn"},
    "victor": {"neighbour_incoming"},
}
SENT = {
    "sarah": {"to_maud", "answered", "withdrawn", "draft", "reserved"},
    "karim": {"incoming", "incoming_answered", "incoming_draft"},
    "maud": {"from_maud", "from_maud_reserved"},
    "perrine": {"from_maud", "from_maud_reserved"},
    "victor": {"neighbour"},
    "pascale": {"neighbour_incoming"},
}
LISTS: dict[str, tuple[str, dict[str, set[str]]]] = {
    "/faits/": ("faits", {who: WAITING.get(who, rows) for who, rows in FACTS.items()}),
    "/faits/tous/": ("faits", {who: rows for who, rows in FACTS.items() if who in WAITING}),
    "/situations/": ("situations", SITUATIONS),
    "/saisines/?boite=recues&etat=toutes": ("saisines", RECEIVED),
    "/saisines/?boite=envoyees": ("saisines", SENT),
}


@pytest.mark.parametrize("address", LISTS)
def test_each_list_shows_each_person_exactly_their_rows(world: World, address: str) -> None:
    kind, expected = LISTS[address]
    rows: dict[str, Any] = {"faits": world.facts, "saisines": world.referrals, "situations": world.situations}
    named = {str(row.pk): key for key, row in rows[kind].items()}
    found = {who: {named[pk] for pk in linked(client, address, kind)} for who, client in world.clients.items()}
    assert {who: shown for who, shown in found.items() if shown} == expected


def test_the_boxes_hold_what_the_sides_say(world: World) -> None:
    """The two tables of this folder agree: nobody has a referral in a box without standing on that side."""
    for key, (senders, recipients) in SIDES.items():
        assert {who for who, keys in SENT.items() if key in keys} == senders
        assert {who for who, keys in RECEIVED.items() if key in keys} == recipients


def test_each_person_finds_their_own_papers_only(world: World) -> None:
    owners = {str(report.pk): who for who, report in world.reports.items()}
    found = {
        who: {owners[pk] for pk in linked(client, "/rapports/", "rapports")} for who, client in world.clients.items()
    }
    assert {who: papers for who, papers in found.items() if papers} == {who: {who} for who in world.reports}


def test_a_referral_starts_from_the_facts_of_the_house_and_the_residences_of_the_territory(world: World) -> None:
    cast = world.cast
    residences = {str(cast.tilleuls.pk): "tilleuls", str(cast.erables.pk): "erables", str(cast.pommiers.pk): "pommiers"}
    facts = {str(fact.pk): key for key, fact in world.facts.items()}
    offered = {}
    for who, client in world.clients.items():
        page = client.get("/saisines/nouvelle/").content.decode()
        places = {name for pk, name in residences.items() if f'value="{pk}"' in page}
        offered[who] = places | {facts[pk] for pk in re.findall(rf"\?incident=({UUID})", page)}
    assert {who: found for who, found in offered.items() if found} == {
        "sarah": {"tilleuls", "erables", *FACTS["sarah"]},
        "victor": {"pommiers", *FACTS["victor"]},
        "karim": {"tilleuls", "erables", "pommiers"},  # the whole territory of the police, not his post's part of it
        "maud": {"tilleuls", "pommiers"},
        "paul": {"erables"},
        "pascale": {"tilleuls", "erables", "pommiers"},
    }


def test_a_dpo_reads_who_touched_the_data_of_the_house_and_everybody_their_own_acts(world: World) -> None:
    """Gilles filed six facts; Zoe two, at the neighbour's, which no reader of the Deux Morins is told of."""
    filed = {}
    for who, client in world.clients.items():
        page = client.get("/journal/?verb=fait.depose").content.decode()
        filed[who] = len(re.findall(r'data-label="Acte">', page))
    assert {who: count for who, count in filed.items() if count} == {"dina": 7, "gilles": 6, "gaston": 1, "zoe": 2}


def test_a_dpo_is_not_told_which_person_of_another_house_read(world: World) -> None:
    for who in ("maud", "karim"):
        key = {"maud": "to_maud", "karim": "answered"}[who]
        assert world.clients[who].get(f"/saisines/{world.referrals[key].pk}/").status_code == 200
    page = world.clients["dina"].get("/journal/?verb=saisine.lue").content.decode()
    assert page.count('data-label="Acte">') == 2
    assert "Parquet du tribunal judiciaire de Meaux" in page
    assert "Maud" not in page
    assert "Karim" not in page
    assert SECRET not in page


def linked(client: Client, address: str, kind: str) -> set[str]:
    """Objects of that kind to which the page leads."""
    return set(re.findall(rf'href="/{kind}/({UUID})/"', client.get(address).content.decode()))
