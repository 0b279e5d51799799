"""What a fact, its triage and an orientation must be. Forms show it, services raise it."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from django.db.models import TextChoices

from acting.days import FIRST_DAY, day_of
from acting.refusals import Refusal
from incidents.enums import Between, PlaceType
from signatories.theme_guard import SENTENCES, Concern, concerns_in

CLOCK_TOLERANCE = timedelta(minutes=5)
OLDEST = timedelta(days=366)
OLDEST_ORIENTATION = timedelta(days=31)


class SetAsideReason(TextChoices):
    """Closed, so that no words about somebody reach the journal."""

    DUPLICATE = "doublon", "Doublon d’un autre fait"
    MISTAKE = "erreur de saisie", "Erreur de saisie"
    NOT_OURS = "hors patrimoine", "Hors du patrimoine"
    NO_DISTURBANCE = "pas un trouble", "Pas un trouble"


def refusals_of_moment(started_at: datetime, now: datetime) -> Iterator[Refusal]:
    if started_at > now + CLOCK_TOLERANCE:
        yield Refusal("Cette date est dans l’avenir.", "started_at")
    if started_at < now - OLDEST:
        yield Refusal("Ce fait date de plus d’un an.", "started_at")


def refusals_of_past_moment(started_at: datetime, now: datetime) -> Iterator[Refusal]:
    """Of a fact that is brought along from another tool: as far back as days are kept here."""
    if started_at > now + CLOCK_TOLERANCE:
        yield Refusal("Cette date est dans l’avenir.", "started_at")
    if day_of(started_at) < FIRST_DAY:
        yield Refusal("Cette date est d’avant le 1er janvier 2000.", "started_at")


def answers_about_violence(*, is_violence: bool) -> list[Between]:
    """Whoever has chosen a category of violence cannot say that there was none."""
    return [answer for answer in Between if answer != Between.NOBODY or not is_violence]


def concern_of(
    *, place: str, is_violence: bool, texts: Collection[str], between: str = "", not_meant: Collection[str] = ()
) -> Concern | None:
    """The theme that keeps a fact from being filed; None when nothing does.

    Violence at home has no door into the facts, whatever the category: in a dwelling, or where the words say so, it is
    asked first who it was between. Neighbours, and whoever threatens an agent, are facts like others.
    """
    said = concerns_in(*texts)
    is_answered = between in answers_about_violence(is_violence=is_violence)
    is_asked = place == PlaceType.DWELLING or Concern.HOUSEHOLD in said
    if between == Between.HOUSEHOLD or (is_asked and not is_answered):
        return Concern.HOUSEHOLD
    return next((concern for concern in said if concern not in (Concern.HOUSEHOLD, *not_meant)), None)


def targets_staff(*, by_category: bool, between: str = "") -> bool:
    """An agent or a contractor: the category says so, or whoever filed was asked."""
    return by_category or between == Between.STAFF


def presses(*, targets_staff: bool, is_violence: bool) -> bool:
    """Danger, or an agent who was targeted: what the référent reads before all else."""
    return targets_staff or is_violence


def refusals_of_concern(concern: Concern | None) -> Iterator[Refusal]:
    if concern:
        yield Refusal(SENTENCES[concern], "facts")


def refusals_of_set_aside(reason: str) -> Iterator[Refusal]:
    if reason not in SetAsideReason.values:
        yield Refusal("Choisissez un motif de la liste.", "reason")


def refusals_of_informing(on: date | None, *, started_at: datetime, today: date) -> Iterator[Refusal]:
    if on and not day_of(started_at) <= on <= today:
        yield Refusal("Un jour entre celui du fait et aujourd’hui.", "informed_on")


def refusals_of_orientation_day(on: date, today: date) -> Iterator[Refusal]:
    if not today - OLDEST_ORIENTATION <= on <= today:
        yield Refusal("Un jour du dernier mois, au plus tard aujourd’hui.", "on")
