"""What an exceptional access is held to: how it is asked for, how long it waits, how long it lasts. No database."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import models

from acting.refusals import Refusal
from incidents.references import as_printed

LASTS = timedelta(hours=1)  # from the approval on
WAITS = timedelta(days=3)  # for an approval, whether the reference exists or not
MOST_WAITING = 5  # of one administrator: who guesses references writes to nobody
REASON_MIN, REASON_MAX = 20, 400


class MatterKind(models.TextChoices):
    """Each by the letter that its references begin with."""

    FACT = "F", "fait"
    SITUATION = "D", "situation"
    REFERRAL = "S", "saisine"


class AccessState(models.TextChoices):
    WAITING = "waiting", "En attente d’approbation"
    OPEN = "open", "Ouvert"
    OVER = "over", "Terminé"
    LAPSED = "lapsed", "Sans suite"


def refusals_of_request(reference: str, reason: str, waiting: int) -> Iterator[Refusal]:
    """Of what can be told without a look at any case; `waiting` counts the requests that wait already."""
    if as_printed(reference)[:1] not in MatterKind.values or len(as_printed(reference)) != len("F-XXXX-XX"):
        yield Refusal(
            "Une référence commence par F (fait), D (situation) ou S (saisine), suivi de six lettres ou chiffres.",
            "reference",
        )
    if len(reason.strip()) < REASON_MIN:
        yield Refusal("Dites en une phrase pourquoi cette lecture est nécessaire : l’organisme en décide.", "reason")
    if waiting >= MOST_WAITING:
        yield Refusal(f"{MOST_WAITING} demandes attendent déjà. Attendez une réponse, ou la fin de leur délai.")


def state_at(now: datetime, asked_at: datetime, until: datetime | None, ended_at: datetime | None) -> AccessState:
    """What the dates say, before anybody wrote anything down."""
    if until is None:
        return AccessState.WAITING if now < asked_at + WAITS else AccessState.LAPSED
    return AccessState.OPEN if ended_at is None and now < until else AccessState.OVER
