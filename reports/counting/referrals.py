"""What happened to referrals in a month: sent, acknowledged, answered by partner; by subject; refused by motive."""

from collections import Counter
from datetime import datetime, timedelta
from statistics import median_low

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce

from acting.days import start_of
from referrals.enums import ReferralState, RefusalMotive
from referrals.models import ReferralSource, Subject
from reports.counting.months import Month
from reports.counting.tallies import by_topic
from reports.enums import CellKind, Partner
from reports.protection import REST, Shares, Stream, open_topics, rest_of
from signatories.enums import FORCES, SignatoryKind
from signatories.models import Convention

PARTNER_OF = {
    SignatoryKind.PROSECUTION: Partner.PROSECUTION,
    SignatoryKind.PREFECTURE: Partner.PREFECTURE,
    SignatoryKind.LANDLORD: Partner.LANDLORDS,
    **dict.fromkeys(FORCES, Partner.FORCES),
}
ANSWERED = ~Q(referral__answered_at=None) | Q(referral__state=ReferralState.REFUSED)  # a refusal gives its motive
ANSWERED_AT = Case(When(ANSWERED, then=Coalesce("referral__answered_at", "referral__ended_at")))
MOMENTS = {
    CellKind.SENT: F("referral__sent_at"),
    CellKind.ACKNOWLEDGED: Coalesce("referral__acknowledged_at", ANSWERED_AT),
    CellKind.ANSWERED: ANSWERED_AT,
}


def referrals(month: Month) -> dict[Stream, Shares]:
    counted: dict[Stream, Counter[str]] = {
        Stream(kind, partner=str(partner)): Counter() for kind in MOMENTS for partner in Partner
    }
    for kind in MOMENTS:
        for source in _sources(month.convention, kind, month.begins, month.ends):
            counted[Stream(kind, partner=_partner_of(source))][_landlord_of(source)] += 1
    return dict(counted)


def subjects(month: Month) -> dict[Stream, Shares]:
    """By subject where that may ever be told; the others together, as what is never told of their partner."""
    offered: dict[str, list[str]] = {str(partner): [] for partner in Partner}
    for label, kinds in Subject.objects.order_by("position", "code").values_list("label", "recipient_kinds"):
        for partner in {PARTNER_OF[SignatoryKind(kind)] for kind in kinds}:
            offered[partner].append(label)
    counted: dict[Stream, Counter[str]] = {
        Stream(CellKind.SUBJECT, partner=partner, topic=label): Counter()
        for partner, labels in offered.items()
        for label in (*open_topics(labels), REST)
    }
    sent = _sources(month.convention, CellKind.SENT, month.begins, month.ends)
    for source in sent.select_related("referral__subject"):
        stream = Stream(CellKind.SUBJECT, partner=_partner_of(source), topic=source.referral.subject.label)
        counted[stream if stream in counted else rest_of(stream)][_landlord_of(source)] += 1
    return dict(counted)


def refusals(month: Month) -> dict[Stream, Shares]:
    """In the month of the refusal, whoever was asked."""
    refused = ReferralSource.objects.filter(
        owner__convention=month.convention,
        referral__state=ReferralState.REFUSED,
        referral__ended_at__gte=month.begins,
        referral__ended_at__lt=month.ends,
    ).select_related("referral__sender", "referral__recipient")
    motives = {motive.value: str(motive.label) for motive in RefusalMotive}
    rows = [(motives.get(each.referral.refusal_motive, ""), _landlord_of(each), 1) for each in refused]
    return by_topic(CellKind.REFUSED, motives.values(), rows)


def answer_delays(month: Month) -> dict[str, tuple[Shares, int]]:
    """By partner, "" for all: how many answers of the last twelve months, by landlord, and their median days."""
    groups: dict[str, list[ReferralSource]] = {str(partner): [] for partner in (*Partner, "")}
    first = start_of(month.year_begins)
    for source in _sources(month.convention, CellKind.ANSWERED, first, month.ends):
        groups[_partner_of(source)].append(source)
        groups[""].append(source)
    return {partner: (Counter(map(_landlord_of, each)), _median(each)) for partner, each in groups.items()}


def _sources(convention: Convention, kind: CellKind, first: datetime, end: datetime) -> QuerySet[ReferralSource]:
    """Referrals to which it happened between the two, by what they drew on; drafts have no date."""
    sources = ReferralSource.objects.filter(owner__convention=convention, referral__sent_at__isnull=False)
    happened = sources.annotate(moment=MOMENTS[kind]).filter(moment__gte=first, moment__lt=end)
    return happened.select_related("referral__sender", "referral__recipient")


def _median(sources: list[ReferralSource]) -> int:
    waits: list[timedelta] = [source.moment - source.referral.sent_at for source in sources]  # type: ignore[attr-defined]
    return median_low([wait.days for wait in waits]) if waits else 0


def _partner_of(source: ReferralSource) -> str:
    return str(PARTNER_OF[SignatoryKind(source.referral.recipient.kind)])


def _landlord_of(source: ReferralSource) -> str:
    referral = source.referral
    is_recipient = referral.recipient.kind == SignatoryKind.LANDLORD
    return str(referral.recipient_id if is_recipient else referral.sender_id)
