"""What is read and what is done leaves its entry: for each page and each act exactly these, with whose data it was."""

from collections import Counter
from typing import Any

import pytest

from journal.models import Entry
from tests.people import Person, acting
from tests.reach.acts import ACTS
from tests.reach.house import House

Trace = tuple[str, str, str, int]  # verb, object, whose, how many

SHEET, ADDITION = "/saisines/nouvelle/?incident={hall}", "/saisines/{without grant}/completer/"
FORCES = ("gendarmerie-77", "police", "police-77")
READS: dict[str, tuple[str, str, list[Trace]]] = {
    "whom an action names": (
        "constance", "/situations/{bail}/personnes/",
        [
            ("personne_mise_en_cause.lue", "mis en cause of bail", "deux-morins", 1),
            ("situation.lue", "bail", "deux-morins", 1),
        ],
    ),
    "the list of facts": ("gilles", "/faits/", [("fait.lu", "", "deux-morins", 3)]),
    "what waits": ("sarah", "/faits/", [("fait.lu", "", "deux-morins", 1)]),
    "all facts": ("sarah", "/faits/tous/", [("fait.lu", "", "deux-morins", 5)]),
    "situations": ("constance", "/situations/", [("situation.lue", "", "deux-morins", 5)]),
    "a fact": ("gilles", "/faits/{hall}/", [("fait.lu", "hall", "deux-morins", 1)]),
    "the form of a complaint": ("sarah", "/faits/{hall}/plainte/", [("fait.lu", "hall", "deux-morins", 1)]),
    "a complaint": (
        "sarah", "/plaintes/{plainte}/",
        [("fait.lu", "hall", "deux-morins", 1), ("plainte.lue", "plainte", "deux-morins", 1)],
    ),
    "a complaint, by who sees no facts": (
        "constance", "/plaintes/{plainte}/", [("plainte.lue", "plainte", "deux-morins", 1)]
    ),
    "the referrals that told a complaint": (
        "sarah", "/plaintes/{plainte}/saisines/", [("plainte.lue", "plainte", "deux-morins", 1)]
    ),
    "the referrals of a fact": (
        "sarah", "/faits/{hall}/saisines/",
        [("fait.lu", "hall", "deux-morins", 1), ("saisine.lue", "", "deux-morins", 8)],
    ),
    "what partners owe": ("sarah", "/saisines/suivi/", [("saisine.lue", "", "deux-morins", 8)]),
    "the inbox": ("bruno", "/saisines/", [("saisine.lue", "", "deux-morins", 1)]),
    "the outbox": ("mathias", "/saisines/?boite=envoyees", [("saisine.lue", "", "parquet-meaux", 1)]),
    "a referral": ("bruno", "/saisines/{to bruno}/", [("saisine.lue", "to bruno", "deux-morins", 1)]),
    "the matter of a referral": ("sarah", "/saisines/nouvelle/", [("fait.lu", "", "deux-morins", 5)]),
    "a share sheet": (
        "sarah", SHEET, [("fait.lu", "hall", "deux-morins", 1), ("plainte.lue", "plainte", "deux-morins", 1)]
    ),
    "a share sheet about a place": (
        "bruno", "/saisines/nouvelle/?residence={tilleuls}", [("residence.lue", "tilleuls", "deux-morins", 1)]
    ),
    "an addition": (
        "sarah", ADDITION,
        [
            ("fait.lu", "", "deux-morins", 1),
            ("fait.lu", "hall", "deux-morins", 1),
            ("plainte.lue", "plainte", "deux-morins", 1),
            ("saisine.lue", "without grant", "deux-morins", 1),
        ],
    ),
    "the register": (
        "bruno", "/residences/acces/",
        [("acces.lu", "", whose, 1) for whose in ("deux-morins", "landlord", "val-de-brie")],
    ),
    "a residence": (
        "sarah", "/residences/{tilleuls}/",
        [
            *(("acces.lu", f"tilleuls > {force}", "deux-morins", 1) for force in FORCES),
            ("residence.lue", "tilleuls", "deux-morins", 1),
        ],
    ),
}  # fmt: skip

DONE: dict[str, list[tuple[str, str]]] = {
    "a fact triaged": [("fait.laisse_isole", "deux-morins")],
    "somebody accused": [("personne_mise_en_cause.inscrite", "deux-morins")],
    "somebody accused no more": [("personne_mise_en_cause.retiree", "deux-morins")],
    "a legal action begun": [("action_en_justice.engagee", "deux-morins")],
    "an agent’s occasion noted": [("fait.agent_vise", "deux-morins")],
    "a situation opened": [("fait.rattache", "deux-morins"), ("situation.ouverte", "deux-morins")],
    "a complaint noted": [
        ("fait.rattache", "deux-morins"),
        ("plainte.notee", "deux-morins"),
        ("situation.ouverte", "deux-morins"),
    ],
    "a complaint corrected": [("plainte.modifiee", "deux-morins")],
    "withdrawn": [("saisine.retiree", "deux-morins")],
    "sent": [("saisine.envoyee", "deux-morins")],
    "closed": [("saisine.close", "deux-morins")],
    "acknowledged": [("saisine.accusee", "deux-morins")],
    "started": [("saisine.prise_en_charge", "deux-morins")],
    "answered": [("saisine.repondue", "deux-morins")],
    "refused": [("saisine.refusee", "deux-morins")],
    "an injunction accepted": [("injonction.acceptee", "deux-morins")],
    "an injunction withdrawn": [("injonction.retiree", "deux-morins")],
    "an exceptional access approved": [("acces_exceptionnel.approuve", "deux-morins")],
    "an exceptional access ended": [("acces_exceptionnel.termine", "deux-morins")],
    "a lease noted": [("injonction.bail_note", "deux-morins")],
    "invited": [("compte.invite", "")],
    "an invitation used": [("compte.invitation_acceptee", "")],
    "an account closed": [("compte.ferme", "")],
    "somebody named": [("compte.invite", ""), ("designation.proposee", "val-de-brie")],
    "a designation cancelled": [("designation.annulee", "deux-morins")],
    "a designation ended": [("designation.terminee", "deux-morins")],
    "an absence announced": [("absence.annoncee", "deux-morins")],
    "a designation confirmed": [("designation.confirmee", "deux-morins")],
    "a post opened": [("poste.cree", "police-77")],
    "a post closed": [("designation.terminee", "deux-morins"), ("poste.ferme", "deux-morins")],
    "a residence handed over": [("poste.modifie", "deux-morins")] * 2,
    "a residence closed": [("residence.fermee", "deux-morins")],
    "a badge changed": [("acces.modifie", "deux-morins")],
    "a file erased": [("fichier.depose", "deux-morins"), ("fichier.efface", "deux-morins")],
    "a paper asked for": [("rapport.demande", "deux-morins")],
    "a document removed": [("document.retire", ""), ("fichier.efface", "")],
}


def entries_of(house: House, person: Person) -> list[Entry]:
    with acting(person):
        return list(Entry.objects.filter(user_id=person.user.pk))


def traces(house: House, entries: list[Entry]) -> list[Trace]:
    def name(pk: Any) -> str:
        return house.names.get(pk, "") if pk else ""

    return sorted((each.verb, name(each.object_id), name(each.owner_id), each.count) for each in entries)


@pytest.mark.parametrize("what", READS)
def test_a_read_leaves_what_was_shown_and_whose_it_was(house: House, what: str) -> None:
    who, address, expected = READS[what]
    for pk, name in house.names.items():
        address = address.replace(f"{{{name}}}", str(pk))
    client = house[who].client()
    before = Counter(each.pk for each in entries_of(house, house[who]))
    assert client.get(address).status_code == 200
    new = [each for each in entries_of(house, house[who]) if each.pk not in before]
    assert traces(house, new) == expected


def test_a_number_that_is_not_there_leaves_a_trace(house: House) -> None:
    client = house["mathias"].client()
    before = {each.pk for each in entries_of(house, house["mathias"])}
    client.post("/saisines/", {"number": "2026/99999"})
    new = [each for each in entries_of(house, house["mathias"]) if each.pk not in before]
    assert traces(house, new) == [("saisine.cherchee", "", "", 0)]


@pytest.mark.parametrize("name", ACTS)
def test_an_act_leaves_its_entries(house: House, name: str) -> None:
    who, _, act = ACTS[name]
    before = {each.pk for each in entries_of(house, house[who])}
    with acting(house[who]) as by:
        act(house, by)
    new = [each for each in entries_of(house, house[who]) if each.pk not in before]
    assert sorted((each.verb, house.names.get(each.owner_id, "")) for each in new) == DONE[name]
