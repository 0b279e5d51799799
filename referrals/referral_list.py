"""The inbox and the outbox: filters from the address, rows with what the actor may still read of each referral."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from acting.actor import Actor
from referrals.enums import ReferralState
from referrals.lifecycle import ENDED, LIVE, WAITING
from referrals.models import Disclosure, Referral, ReferralQuerySet
from referrals.permissions import (
    disclosures_visible_to,
    received_referrals_visible_to,
    sent_referrals_visible_to,
    sources_visible_to,
)
from referrals.referral_page import place_in_words, waiting_days

BOXES = {"recues": "Reçues", "envoyees": "Envoyées"}
STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "": ("Toutes", ()),
    "attente": ("Sans réponse", WAITING),
    "repondues": ("Répondues", (ReferralState.ANSWERED,)),
    "terminees": ("Terminées", ENDED),
    "brouillons": ("Brouillons", (ReferralState.DRAFT,)),
}


@dataclass(frozen=True, slots=True)
class Row:
    referral: Referral
    state: ReferralState
    place: str
    waiting_days: int | None


@dataclass(frozen=True, slots=True)
class Tab:
    key: str
    label: str
    count: int
    current: bool


class ReferralList:
    """`boite` (recues, envoyees) and `etat` come from the address; the number searched does not."""

    def __init__(self, actor: Actor, params: Mapping[str, str], *, number: str = "") -> None:
        self.actor, self.number = actor, number.replace("\0", "").strip()[:40]
        self.boxes = {"recues": received_referrals_visible_to(actor), "envoyees": sent_referrals_visible_to(actor)}
        asked = params.get("boite", "")
        self.box = asked if asked in BOXES else self._usual_box()
        self.state = params.get("etat", "") if params.get("etat", "") in STATES else ""

    def referrals(self) -> ReferralQuerySet:
        referrals = self.boxes[self.box].for_display().by_what_is_due()
        if self.state:
            referrals = referrals.filter(self._in_state())
        return referrals.filter(pk__in=self._with_number()) if self.number else referrals

    def _in_state(self) -> Q:
        """By what the dates say: past its last day a referral has ended, before any job wrote it down."""
        wanted, today = STATES[self.state][1], self.actor.today
        if self.state == "terminees":
            return Q(state__in=wanted) | Q(state__in=LIVE, until__lt=today)
        return Q(state__in=wanted, until__gte=today) if self.state != "brouillons" else Q(state__in=wanted)

    def rows(self, referrals: list[Referral]) -> list[Row]:
        return rows_of(self.actor, referrals)

    def tabs(self) -> list[Tab]:
        waiting = {key: box.waiting_on(self.actor.today).count() for key, box in self.boxes.items()}
        return [Tab(key, label, waiting[key], key == self.box) for key, label in BOXES.items()]

    def states(self) -> list[Tab]:
        keys = [key for key in STATES if key != "brouillons" or self.box == "envoyees"]
        return [Tab(key, STATES[key][0], 0, key == self.state) for key in keys]

    def _usual_box(self) -> str:
        """Landlords mostly ask, partners mostly answer."""
        return "envoyees" if self.actor.signatory_kind == "landlord" else "recues"

    def _with_number(self) -> list[UUID]:
        """Referrals whose readable complaint has this number of a PV or of the parquet."""
        number = Q(content__complaint__pv_number__iexact=self.number)
        number |= Q(content__complaint__prosecution_number__iexact=self.number)
        return list(disclosures_visible_to(self.actor).filter(number).values_list("referral_id", flat=True))


def rows_of(actor: Actor, referrals: list[Referral]) -> list[Row]:
    """With the place, as far as the actor may still read it, and the state of the day."""
    places, today = _places(actor, referrals), actor.today
    return [
        Row(referral, referral.state_on(today), places.get(referral.pk, ""), waiting_days(referral, today))
        for referral in referrals
    ]


def _places(actor: Actor, referrals: list[Referral]) -> dict[UUID, str]:
    """From what may be read; of the sender's drafts, from the source."""
    keys = [referral.pk for referral in referrals]
    shared: dict[UUID, list[Disclosure]] = {}
    for disclosure in disclosures_visible_to(actor).filter(referral__in=keys):
        shared.setdefault(disclosure.referral_id, []).append(disclosure)
    sources = sources_visible_to(actor).filter(referral__in=keys).select_related("residence__commune")
    own = {source.pk: f"{source.residence.name}, {source.residence.commune.name}" for source in sources}
    return {key: place_in_words(disclosures) for key, disclosures in shared.items()} | own
