"""Of what a parquet tells by a number: which complaints of its own a landlord finds by it, and what may be noted there.

Only on the landlord's side: whether the number is known here is nothing that the parquet learns.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from acting.actor import Actor
from acting.days import day_of
from incidents.enums import KnownOutcome, ToldBy
from incidents.models import Complaint
from incidents.permissions import complaints_visible_to
from incidents.references import number_key
from referrals.models import Disclosure
from referrals.permissions import communes_open_to
from signatories.enums import SignatoryKind

KNOWN: Mapping[str, KnownOutcome] = {
    "sent_to_inquiry": KnownOutcome.SENT_TO_INQUIRY,
    "prosecuted": KnownOutcome.PROSECUTED,
    "alternative": KnownOutcome.ALTERNATIVE,
    "dismissed": KnownOutcome.DISMISSED,
    "conviction_final": KnownOutcome.CONVICTION,
    "conviction_open": KnownOutcome.CONVICTION,
    "acquittal_final": KnownOutcome.ACQUITTAL,
    "acquittal_open": KnownOutcome.ACQUITTAL,
    "not_communicated": KnownOutcome.DECIDED,
}


@dataclass(frozen=True, slots=True)
class Told:
    """`outcome` is what a complaint may be noted with, "" where that says nothing that is noted; `on`: told when."""

    number: str
    outcome: KnownOutcome | str
    on: date

    def is_noted_on(self, complaint: Complaint) -> bool:
        return not self.outcome or (complaint.outcome, complaint.outcome_on) == (self.outcome, self.on)


@dataclass(frozen=True, slots=True)
class FoundComplaint:
    complaint: Complaint
    may_note: bool


NOTHING_TOLD: Mapping[str, Any] = {"told": None, "own_complaints": (), "may_follow_up": False, "is_numbered": False}


def told_of(actor: Actor, disclosures: Sequence[Disclosure]) -> dict[str, Any]:
    """For the page of whoever received them: what a parquet told by a number, which complaints bear it, and whether a
    parquet may write to the landlord that asked, which it may as long as it reads what was asked, in its territory."""
    told = told_in(disclosures)
    may_follow_up = False
    if disclosures and actor.signatory_kind == SignatoryKind.PROSECUTION:
        commune = disclosures[0].content["commune"]["code"]
        may_follow_up = communes_open_to(actor).filter(pk=commune).exists()
    own = complaints_told(actor, told) if told else ()
    complaints = [each.content.get("complaint") or {} for each in disclosures]
    is_numbered = any(each.get("prosecution_number") or each.get("pv_number") for each in complaints)
    return {"told": told, "own_complaints": own, "may_follow_up": may_follow_up, "is_numbered": is_numbered}


def told_in(disclosures: Iterable[Disclosure]) -> Told | None:
    """The number that was told last, and the outcome with it; None where nothing was told by a number."""
    told = [each for each in disclosures if each.content.get("asked", {}).get("complaint_number")]
    if not told:
        return None
    asked: dict[str, Any] = told[-1].content["asked"]
    code = asked.get("told", "")
    known = KNOWN.get(asked.get("told_motive", "") if code == "decided" else code, "")
    return Told(asked["complaint_number"], known, day_of(told[-1].disclosed_at))


def complaints_told(actor: Actor, told: Told) -> list[FoundComplaint]:
    """The landlord's own that bear the number, of the parquet or of the procès-verbal, letters and digits compared."""
    key = number_key(told.number)
    if actor.signatory_kind != SignatoryKind.LANDLORD or not key:
        return []
    found = complaints_visible_to(actor).filter(Q(pv_key=key) | Q(prosecution_key=key)).order_by("filed_on", "pk")
    return [FoundComplaint(each, may_note=not told.is_noted_on(each)) for each in found]


def noted_from(told: Told) -> dict[str, Any]:
    """What of a complaint's details changes."""
    return {"outcome": told.outcome, "outcome_on": told.on, "outcome_from": ToldBy.REFERRAL}
