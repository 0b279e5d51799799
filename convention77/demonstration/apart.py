"""Referrals that each show one thing, all of one landlord so that its people find them: which they are, and what is
said in them. The others are drawn by chance, see `courses`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from convention77.demonstration.courses import MEAUX, PostKey, police

LANDLORD = "deux-morins"


@dataclass(frozen=True, slots=True)
class Apart:
    """To or from the landlord; `partner` is the other side. In the `commune`, if one is named."""

    fate: str
    partner: PostKey
    subject: str
    commune: str = ""


TO_PARTNERS = (
    Apart("reserved", MEAUX, "avis-parquet"),
    Apart("reserved", police("Meaux"), "prise-contact"),
    Apart("renewed", MEAUX, "suite-plainte"),
    Apart("renewed", police("Meaux"), "presence"),
    Apart("asked_more", police("Meaux"), "presence"),
    Apart("completed_after", MEAUX, "suite-plainte"),
    Apart("cleared", MEAUX, "suite-plainte"),
    Apart("cleared_kept", MEAUX, "suite-plainte"),
)
FROM_PARTNERS = (
    Apart("planned_late", police("Meaux"), "remise-etat"),
    Apart("planned_soon", police("Meaux"), "acces-badges"),
    Apart("several", police("Meaux"), "contact-astreinte", commune="Meaux"),  # where two landlords build
)
TOLD_BY_NUMBER = (Apart("told_noted", MEAUX, "suite-donnee"), Apart("told_open", MEAUX, "suite-donnee"))
# About a landlord and a commune, without a residence.
BARE = ("told_noted", "told_open", "several")

TOLD: dict[str, dict[str, str]] = {
    "told_noted": {"told": "alternative"},
    "told_open": {"told": "dismissed", "told_motive": "unknown_author"},
}


@dataclass(frozen=True, slots=True)
class Said:
    """An answer; `days` from the referral's sending to what is planned, or from today where it is `to_come`."""

    outcome: str
    motive: str = ""
    note: str = ""
    days: int | None = None
    to_come: bool = False

    def given(self, sent_on: date, today: date) -> dict[str, Any]:
        said: dict[str, Any] = {"outcome": self.outcome, "note": self.note}
        if self.motive:
            said["outcome_motive"] = self.motive
        if self.days is not None:
            said["outcome_date"] = (today if self.to_come else sent_on) + timedelta(days=self.days)
        return said


ANSWERS: dict[str, Said] = {
    "asked_more": Said("more_needed", note="Horaires habituels et accès à préciser."),
    "completed_after": Said("not_received"),
    "cleared": Said("decided", motive="acquittal_final"),
    "cleared_kept": Said("decided", motive="acquittal_final"),
    "planned_late": Said("planned", note="Prestataire commandé.", days=20),
    "planned_soon": Said("planned", note="Badges en cours de programmation.", days=9, to_come=True),
}
RENEWED_DAYS = 75  # from today
# What goes with photos of the fact, and why; a parquet is sent an estimate too.
SHOWING = {"renewed": "Les photos montrent l’état des lieux."}
