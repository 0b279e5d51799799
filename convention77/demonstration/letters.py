"""Situations of a lease, their fictional holders, and letters: two leases of each landlord that has noise at night."""

from collections import defaultdict
from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid5

from acting.actor import Actor
from convention77.demonstration.facts import REFERENT, Draw, Fact
from incidents.letter_sources import fact_line, template_of
from incidents.models import Addressee, Situation
from incidents.permissions import situations_visible_to
from incidents.services.addressees import Words, add_addressee
from incidents.services.letters import LetterWords, make_letters
from incidents.services.situations import join_facts, open_lease_situation
from incidents.services.steps import take_step

KEY = UUID("77000000-0000-4000-8000-000000000008")
SINCE = date(2021, 4, 1)
LEASES_EACH, FACTS_EACH = 2, 3
HOLDERS = (("madame", "Line", "Exemple"), ("monsieur", "Paul", "Exemple"))


def plan_letters(draw: Draw, facts: list[Fact]) -> None:
    """Of the facts that nothing has taken: three nights of noise at one residence are one household's."""
    noise: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.category == "bruit" and fact.triaged_at and not fact.is_reserved:
            noise[fact.estate.landlord, fact.estate.name].append(fact)
    taken: dict[str, int] = defaultdict(int)
    for (landlord, _), heard in noise.items():
        before = draw.history.end - timedelta(days=60)
        chosen = [fact for fact in heard if fact.triaged_at and fact.triaged_at < before][-FACTS_EACH:]
        if len(chosen) == FACTS_EACH and taken[landlord] < LEASES_EACH:
            taken[landlord] += 1
            _plan(draw, chosen, taken[landlord])


def _plan(draw: Draw, facts: list[Fact], number: int) -> None:
    referent = draw.cast.holder_of((facts[0].estate.landlord, REFERENT))
    at = max(fact.triaged_at for fact in facts if fact.triaged_at) + timedelta(days=1)
    key = uuid5(KEY, f"{facts[0].estate.landlord} {number}")
    for fact in facts:
        fact.is_reserved = True
    draw.history.add(at, referent, partial(_open, facts, number, key))
    draw.history.add(at + timedelta(days=1), referent, partial(_write, facts, key, "reminder"))
    draw.history.add(at + timedelta(days=2), referent, partial(_step, key, "reminder"))
    if number == 1:
        draw.history.add(at + timedelta(days=30), referent, partial(_write, facts, key, "formal_notice"))


def _open(facts: list[Fact], number: int, key: UUID, by: Actor) -> None:
    residence = facts[0].incident.residence
    lease = open_lease_situation(by=by, residence=residence, lease=f"2021-{number:04}", lease_from=SINCE, key=key)
    join_facts(by=by, facts=[fact.incident for fact in facts], situation=lease)
    address = f"{facts[0].estate.address[:38]}\n{facts[0].estate.commune.upper()[:38]}"
    for title, first, last in HOLDERS[:number]:
        words: Words = {
            "title": title,
            "first_name": first,
            "last_name": last,
            "address": address,
            "starts_on": SINCE,
            "ends_on": None,
        }
        add_addressee(by=by, situation=lease, key=uuid5(key, first), words=words)
    take_step(by=by, situation=lease, rung="gathering", done_on=by.today, proof="file", key=uuid5(key, "gathering"))


def _write(facts: list[Fact], key: UUID, kind: str, by: Actor) -> None:
    """Not printed: the demonstration makes no paper by itself."""
    template = template_of(by, kind)
    words = LetterWords(
        body=template.body,
        written_on=by.today,
        facts=[fact_line(fact.incident) for fact in facts],
        clause=template.clause_list[0],
        until=by.today + timedelta(days=15),
    )
    lease = _lease(key, by)
    holders = list(Addressee.objects.filter(situation=lease))
    make_letters(by=by, situation=lease, kind=kind, addressees=holders, words=words, key=uuid5(key, kind))


def _step(key: UUID, rung: str, by: Actor) -> None:
    given = uuid5(key, f"{rung} step")
    take_step(by=by, situation=_lease(key, by), rung=rung, done_on=by.today, proof="hand", key=given)


def _lease(key: UUID, by: Actor) -> Situation:
    return situations_visible_to(by).get(pk=key)
