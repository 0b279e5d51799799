"""When a legal action may be stated, begun and withdrawn. Forms show it, services raise it.

It is what lets a landlord name persons at all: only as long as it prepares, brings or follows an action of its own
(loi 78-17, art. 46, 3°).
"""

from collections.abc import Iterator
from datetime import date

from acting.refusals import Refusal
from incidents.enums import ACTIONS_OF_PLACE
from incidents.models import LegalAction
from incidents.models.legal_action import LONGEST_WHY

RUNNING = "Une action en justice est déjà inscrite : retirez-la d’abord."
NOBODY_LEFT = "Retirez d’abord chaque personne mise en cause : sans action, personne ne reste inscrit."


def refusals_of_action(action: LegalAction, first_fact_on: date | None, today: date) -> Iterator[Refusal]:
    if action.situation.is_of_place and action.kind not in ACTIONS_OF_PLACE:
        yield Refusal("Cette action demande un bail : ouvrez une situation du bail.", "kind")
    if action.stated_on > today:
        yield Refusal("Un jour passé, ou aujourd’hui.", "stated_on")
    if first_fact_on and action.stated_on < first_fact_on and not action.early_why.strip():
        yield Refusal("Ce jour est avant le premier fait de la situation : dites pourquoi.", "early_why")
    if action.begun_on:
        yield from refusals_of_begin(action, action.begun_on, today)


def refusals_of_begin(action: LegalAction, begun_on: date, today: date) -> Iterator[Refusal]:
    if not action.stated_on <= begun_on <= today:
        yield Refusal("Un jour entre celui où elle est envisagée et aujourd’hui.", "begun_on")


def refusals_of_withdrawal(why: str, *, holds_persons: bool) -> Iterator[Refusal]:
    if holds_persons:
        yield Refusal(NOBODY_LEFT)
    if not why.strip():
        yield Refusal("Dites pourquoi cette action est retirée.", "why")
    if len(why.strip()) > LONGEST_WHY:
        yield Refusal(f"{LONGEST_WHY} caractères au plus.", "why")
