"""The counts behind a landlord's own figures are those of the rows, whatever moves them."""

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from acting.days import PARIS
from incidents.enums import IncidentState
from incidents.models import FactCount, Incident
from incidents.services.facts import leave_apart, set_aside
from referrals.enums import ReferralState
from referrals.models import DelayCount, Referral
from referrals.services.referrals import answer_referral, refuse_referral
from reports.own_figures import lower_median
from tests.people import Cast, acting, make_fact, make_referral

Counts = Counter[tuple[object, ...]]


def month_of(moment: datetime) -> date:
    return moment.astimezone(PARIS).date().replace(day=1)


def of_the_rows() -> tuple[Counts, Counts]:
    facts = Incident.objects.exclude(state=IncidentState.SET_ASIDE)
    sent: Counts = Counter()
    for referral in Referral.objects.exclude(sent_at=None):
        assert referral.sent_at
        refused_at = referral.ended_at if referral.state == ReferralState.REFUSED else None
        answered_at = referral.answered_at or refused_at
        days = (answered_at - referral.sent_at).days if answered_at else None
        sent[referral.sender_id, month_of(referral.sent_at), days] += 1
    return Counter((fact.landlord_id, month_of(fact.started_at), fact.category_id) for fact in facts), sent


def kept() -> tuple[Counts, Counts]:
    facts, delays = Counts(), Counts()
    for each in FactCount.objects.all():
        facts[each.landlord_id, each.month, each.category_id] += each.facts
    for sent in DelayCount.objects.all():
        delays[sent.sender_id, sent.month, sent.days] += sent.referrals
    return +facts, +delays


def test_the_counts_follow_the_rows(cast: Cast) -> None:
    last_year = timezone.now() - timedelta(days=340)
    old, new = make_fact(cast.gilles, cast.tilleuls, at=last_year), make_fact(cast.gilles, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        set_aside(by=sarah, incident=old, reason="doublon")
        set_aside(by=sarah, incident=new, reason="doublon")
        leave_apart(by=sarah, incident=Incident.objects.get(pk=new.pk))
    sent_at = timezone.now() - timedelta(days=12)
    refused, answered = (make_referral(cast.sarah, cast.maud, cast.tilleuls, at=sent_at) for _ in range(2))
    make_referral(cast.sarah, cast.karim, cast.tilleuls)
    make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False)
    with acting(cast.maud) as maud:
        refuse_referral(by=maud, referral=refused, motive="other_service")
        answer_referral(by=maud, referral=answered, outcome="sent_to_inquiry")
    facts, delays = kept()
    assert (facts, delays) == of_the_rows()
    house = cast.sarah.post.signatory_id
    assert delays == {(house, month_of(sent_at), 12): 2, (house, month_of(timezone.now()), None): 1}
    Incident.objects.filter(pk=new.pk).delete()
    assert kept() == of_the_rows() != (facts, delays)
    brought_along = Referral.objects.get(pk=refused.pk)
    brought_along.pk, brought_along.submission, brought_along.reference = uuid4(), uuid4(), "S-0000-00"
    brought_along.save(force_insert=True)
    assert kept() == of_the_rows()
    brought_along.delete()
    assert kept() == of_the_rows()


def test_the_median_is_the_lower_of_two_in_the_middle() -> None:
    assert lower_median(Counter()) is None
    assert lower_median(Counter({3: 1, 9: 1})) == 3
    assert lower_median(Counter({0: 1, 4: 2, 30: 2})) == 4
