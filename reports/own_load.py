"""A partner’s own load: what came to its post, what waits there, what it answered, how long that took. For its people.

Exact and live, counted by the database in at most eight statements, through what the actor may see. A referral that is
no longer read counts as what is left of it, reference, dates and the own answer; one that is reserved to others as its
dates alone. Of a landlord's case nothing is counted, and nobody of the post has a line.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncMonth

from acting.actor import Actor, known
from acting.days import PARIS, day_of, months_after
from acting.medians import LowerMedian
from referrals.enums import InjunctionAnswer, InjunctionState, Nature, ReferralState
from referrals.injunction_rules import DAYS_TO_ANSWER, MONTHS_TO_SEIZE
from referrals.models import Answer, DueRank
from referrals.outcomes import outcome_of
from referrals.permissions import (
    answers_visible_to,
    can_handle_injunctions,
    injunctions_visible_to,
    is_open_to,
    is_read_by,
    received_referrals_visible_to,
    sent_referrals_visible_to,
)
from reports.periods import OwnPeriod

OVER, RESERVED = "over", "reserved"  # why the post does not read a referral: its access ended, or was never its own
LEGS = ("acknowledged", "then_answered", "answered")  # sent → acknowledged → answered, and sent → answered
CLOCKS = ("answer", "seizure")
FATES = ("in_time", "late", "running", "missed")


@dataclass(frozen=True, slots=True)
class Twice:
    """A count of the period, and of the one before."""

    now: int = 0
    before: int = 0

    def __add__(self, other: "Twice") -> "Twice":
        return Twice(self.now + other.now, self.before + other.before)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, and since when the oldest of them does."""

    count: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Took:
    """The lower median in whole days, None where nothing arrived, and on how many referrals it rests."""

    days: int | None
    referrals: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What the post sent under one subject in the period: `answered` with an answer or a refusal, `waiting` today."""

    sent: Twice
    answered: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Injunctions:
    """Of those notified in the period and not withdrawn: each clock by its fate. `by_prefet`: the préfet seized the
    judge himself."""

    notified: Twice
    fates: Counter[tuple[str, str]]
    by_prefet: int


@dataclass(frozen=True, slots=True)
class OwnLoad:
    """`waiting` is of today, with what is `to_complete`: answered, and waiting for its sender; the rest is of the
    period. `subjects` are labels, of what is still read; `injunctions` is None for whoever has none."""

    period: OwnPeriod
    received: Twice
    months: Counter[date]
    subjects: Counter[str]
    no_longer_read: Counter[str]
    waiting: dict[str, Waiting]
    to_complete: int
    outcomes: dict[str, Twice]
    more_asked: Twice
    completed: Twice
    refused: dict[str, Twice]
    delays: dict[str, tuple[Took, Took]]
    asked: dict[str, Asked]
    injunctions: Injunctions | None

    @property
    def waits(self) -> int:
        return sum(each.count for each in self.waiting.values())

    @property
    def answers(self) -> Twice:
        return sum(self.outcomes.values(), Twice())


def own_load(actor: Actor, period: OwnPeriod) -> OwnLoad:
    rows = _received(actor, period)
    now = [row for row in rows if not row["was_before"]]
    months, subjects, gone = Counter[date](), Counter[str](), Counter[str]()
    for row in now:
        months[day_of(row["month"])] += row["count"]
        if row["label"]:
            subjects[row["label"]] += row["count"]
        else:
            gone[OVER if row["is_open"] else RESERVED] += row["count"]
    outcomes = _outcomes(actor, period)
    dated = _dated(actor, period)
    waiting = _waiting(actor)
    return OwnLoad(
        period=period,
        received=Twice(months.total(), sum(row["count"] for row in rows) - months.total()),
        months=months,
        subjects=subjects,
        no_longer_read=gone,
        waiting=waiting,
        to_complete=_to_complete(actor),
        outcomes=outcomes,
        more_asked=sum(
            (count for code, count in outcomes.items() if outcome_of(actor.signatory_kind, code).asks_more), Twice()
        ),
        completed=Twice(dated["completed_now"], dated["completed_before"]),
        refused=_refused(actor, period),
        delays={leg: (_took(dated, leg, "now"), _took(dated, leg, "before")) for leg in LEGS},
        asked=_asked(actor, period),
        injunctions=_injunctions(actor, period) if can_handle_injunctions(actor) else None,
    )


def _was_before(moment: str, period: OwnPeriod) -> Any:
    return ExpressionWrapper(Q(**{f"{moment}__lt": period.begins}), output_field=BooleanField())


def _in_both(moment: str, period: OwnPeriod) -> Q:
    """Of a year that runs there are days between the two."""
    return Q(**{f"{moment}__gte": period.before.begins, f"{moment}__lt": period.before.ends}) | Q(
        **{f"{moment}__gte": period.begins, f"{moment}__lt": period.ends}
    )


def _received(actor: Actor, period: OwnPeriod) -> list[dict[str, Any]]:
    """By month and subject. Of what is no longer read, or never was, the subject is not told: nor is it here."""
    told = (
        received_referrals_visible_to(actor)
        .filter(_in_both("sent_at", period))
        .annotate(
            label=Case(When(is_read_by(actor), then=F("subject__label")), default=Value("")),
            is_open=ExpressionWrapper(is_open_to(actor), output_field=BooleanField()),
            month=TruncMonth("sent_at", tzinfo=PARIS),
            was_before=_was_before("sent_at", period),
        )
    )
    counted: Any = told.order_by().values("label", "is_open", "month", "was_before").annotate(count=Count("pk"))
    return list(counted)


def _waiting(actor: Actor) -> dict[str, Waiting]:
    """What only tells, and was acknowledged, waits for no answer; of what is reserved to others nobody is told that."""
    told = Q(subject__nature=Nature.INFORMATION, acknowledged_at__isnull=False) & is_open_to(actor)
    rows = received_referrals_visible_to(actor).waiting_on(actor.today).exclude(told)
    state = Case(
        When(~is_open_to(actor), then=Value(RESERVED)),
        When(state=ReferralState.SENT, then=Value(ReferralState.SENT.value)),
        default=Value(ReferralState.ACKNOWLEDGED.value),
    )
    counted = rows.annotate(what=state).order_by().values_list("what")
    return {
        what: Waiting(count, oldest)
        for what, count, oldest in counted.annotate(count=Count("pk"), oldest=Min("waiting_since"))
    }


def _to_complete(actor: Actor) -> int:
    """Answered so that its sender may complete it, and not completed yet."""
    answered = received_referrals_visible_to(actor).live_on(actor.today).filter(state=ReferralState.ANSWERED)
    return answered.filter(is_open_to(actor), asks_more=True).count()


def _outcomes(actor: Actor, period: OwnPeriod) -> dict[str, Twice]:
    """The answers that stand, by what they said; one that the next one replaces does not."""
    later = Answer.objects.filter(referral=OuterRef("referral"), answered_at__gt=OuterRef("answered_at"))
    replaced = Subquery(later.order_by("answered_at", "id").values("replaces_former")[:1])
    given = answers_visible_to(actor).filter(
        _in_both("answered_at", period), referral__recipient_post_id=known(actor.post_id)
    )
    standing = given.annotate(replaced=Coalesce(replaced, Value(value=False))).filter(replaced=False)
    counted = _twice(standing.annotate(was_before=_was_before("answered_at", period)), "outcome")
    merged: dict[str, Twice] = {}
    for code, count in counted.items():
        told = outcome_of(actor.signatory_kind, code).code  # as it is read today
        merged[told] = merged.get(told, Twice()) + count
    return merged


def _refused(actor: Actor, period: OwnPeriod) -> dict[str, Twice]:
    """By motive; "" for what is reserved to others, whose motive is not told."""
    refused = received_referrals_visible_to(actor).filter(_in_both("ended_at", period), state=ReferralState.REFUSED)
    motive = Case(When(is_open_to(actor), then=F("refusal_motive")), default=Value(""))
    return _twice(refused.annotate(motive=motive, was_before=_was_before("ended_at", period)), "motive")


def _twice(rows: Any, name: str) -> dict[str, Twice]:
    counted: dict[str, Twice] = {}
    for key, was_before, count in rows.order_by().values_list(name, "was_before").annotate(count=Count("pk")):
        counted[key] = counted.get(key, Twice()) + (Twice(before=count) if was_before else Twice(now=count))
    return counted


def _dated(actor: Actor, period: OwnPeriod) -> dict[str, Any]:
    """Whatever the dates of the rows say: how long each leg took that arrived in a period, and what was completed after
    an answer. A refusal is a first answer; what was sent again as the answer had asked is not counted anew."""
    first = Coalesce("answered_at", Case(When(state=ReferralState.REFUSED, then=F("ended_at"))))
    rows = received_referrals_visible_to(actor).annotate(first=first)
    ways = {"acknowledged": ("sent_at", "acknowledged_at"), "then_answered": ("acknowledged_at", "first")}
    ways["answered"] = ("sent_at", "first")
    asked: dict[str, Any] = {}
    for name, days in (("now", period), ("before", period.before)):
        for leg, (start, end) in ways.items():
            arrived = Q(**{f"{start}__lte": F(end), f"{end}__gte": days.begins, f"{end}__lt": days.ends})
            took = ExpressionWrapper(F(end) - F(start), DurationField())
            asked[f"{leg}_{name}"] = LowerMedian(took, filter=arrived, output_field=DurationField())
            asked[f"{leg}_{name}_count"] = Count("pk", filter=arrived)
        asked[f"completed_{name}"] = Count("pk", filter=Q(reopened_at__gte=days.begins, reopened_at__lt=days.ends))
    ends = (_in_both(moment, period) for moment in ("acknowledged_at", "first", "reopened_at"))
    moved = next(ends) | next(ends) | next(ends)
    return rows.filter(moved).aggregate(**asked)


def _took(dated: dict[str, Any], leg: str, name: str) -> Took:
    median: timedelta | None = dated[f"{leg}_{name}"]
    return Took(None if median is None else median.days, dated[f"{leg}_{name}_count"])


def _asked(actor: Actor, period: OwnPeriod) -> dict[str, Asked]:
    """By subject; a draft is not sent. What only tells waits for nothing once it was acknowledged."""
    sent = sent_referrals_visible_to(actor).filter(_in_both("sent_at", period), sent_at__isnull=False)
    now = Q(sent_at__gte=period.begins)
    has_answer = Q(answered_at__isnull=False) | Q(state=ReferralState.REFUSED)
    waits = Q(due_rank=DueRank.WAITING, until__gte=actor.today)
    told = Q(subject__nature=Nature.INFORMATION, acknowledged_at__isnull=False)
    counted = (
        sent.order_by()
        .values_list("subject__label")
        .annotate(
            sent=Count("pk", filter=now),
            before=Count("pk", filter=~now),
            answered=Count("pk", filter=now & has_answer),
            waiting=Count("pk", filter=now & waits & ~told),
        )
    )
    return {label: Asked(Twice(sent, before), *rest) for label, sent, before, *rest in counted}


def _injunctions(actor: Actor, period: OwnPeriod) -> Injunctions:
    """Both clocks of each by what was written down; a day past without anything is missed, whatever state says so."""
    both = Q(notified_on__range=(period.before.first, period.before.last)) | Q(
        notified_on__range=(period.first, period.last)
    )
    rows = injunctions_visible_to(actor).filter(both).exclude(state=InjunctionState.WITHDRAWN)
    now = Q(notified_on__gte=period.first)
    due = {
        "answer": ExpressionWrapper(F("notified_on") + Value(DAYS_TO_ANSWER), output_field=DateField()),
        "seizure": months_after(F("answered_on"), Value(MONTHS_TO_SEIZE)),
    }
    done = {"answer": "answered_on", "seizure": "seized_on"}
    runs = {"answer": Q(), "seizure": Q(answer=InjunctionAnswer.ACCEPTED)}
    asked: dict[str, Any] = {
        "now": Count("pk", filter=now),
        "before": Count("pk", filter=~now),
        "by_prefet": Count("pk", filter=now & Q(substituted_on__isnull=False)),
    }
    for clock in CLOCKS:
        is_done, of_clock = Q(**{f"{done[clock]}__isnull": False}), now & runs[clock]
        in_time = Q(**{f"{done[clock]}__lte": F(f"{clock}_due")})
        open_still = ~is_done & Q(**{f"{clock}_due__gte": actor.today}, substituted_on=None, ended_on=None)
        fates = (is_done & in_time, is_done & ~in_time, open_still, ~is_done & ~open_still)
        for fate, held in zip(FATES, fates, strict=True):
            asked[f"{clock}_{fate}"] = Count("pk", filter=of_clock & held)
    found = rows.annotate(answer_due=due["answer"], seizure_due=due["seizure"]).aggregate(**asked)
    fates_of = Counter({(clock, fate): found[f"{clock}_{fate}"] for clock in CLOCKS for fate in FATES})
    return Injunctions(Twice(found["now"], found["before"]), fates_of, found["by_prefet"])
