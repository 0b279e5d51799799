"""What a month counted, by landlord. Read by the machine alone, once for each month."""

from datetime import date, datetime

from django.db.models import Min

from acting.days import day_of, month_of
from incidents.models import Incident
from referrals.models import ReferralSource
from reports.counting.complaints import complaints
from reports.counting.facts import (
    facts_by_commune,
    facts_by_family,
    late_facts,
    reporting_dwellings,
    staff_families,
)
from reports.counting.injunctions import injunctions
from reports.counting.leases import leases
from reports.counting.legs import legs
from reports.counting.months import Month
from reports.counting.orientations import orientations
from reports.counting.places import calmed_places
from reports.counting.referrals import answer_delays, referrals, refusals, subjects
from reports.counting.staff import targeted_staff
from reports.counting.steps import steps
from reports.enums import CellKind
from reports.protection import Shares, Stream
from signatories.models import Convention

__all__ = ["Month", "begun_in", "counts_of", "delays", "reporting_dwellings", "staff_families"]

Counted = dict[Stream, Shares]


def counts_of(month: Month) -> Counted:
    """Every stream of the month, those that counted nothing too; a whole before what is told within it."""
    return {
        **facts_by_family(month),
        **facts_by_commune(month),
        Stream(CellKind.LATE): late_facts(month),
        **referrals(month),
        **subjects(month),
        **refusals(month),
        **complaints(month),
        **targeted_staff(month),
        **steps(month),
        **leases(month),
        **calmed_places(month),
        **injunctions(month),
        **orientations(month),
    }


def delays(month: Month) -> dict[Stream, tuple[Shares, int]]:
    """Of the twelve months that end with this one: how many went so far, by landlord, and their median days."""
    answers = {Stream(CellKind.DELAY, partner=partner): found for partner, found in answer_delays(month).items()}
    return answers | {Stream(CellKind.LEG, topic=leg): found for leg, found in legs(month).items()}


def begun_in(convention: Convention, now: datetime) -> date | None:
    """The month of the first fact or referral that the convention knows; None before there is one."""
    facts = Incident.objects.filter(landlord__convention=convention, filed_at__lt=now).aggregate(Min("started_at"))
    sent = ReferralSource.objects.filter(owner__convention=convention, referral__sent_at__lt=now)
    moments = [*facts.values(), *sent.aggregate(Min("referral__sent_at")).values()]
    return min((month_of(day_of(moment)) for moment in moments if moment), default=None)
