"""All of the demonstration, in the order of its dates, in one transaction: it is there whole or not at all."""

from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.db.models import F

from acting.actor import acting_as, machine_actor
from convention77.demonstration.accesses import plan_accesses
from convention77.demonstration.agents import plan_agents
from convention77.demonstration.arrivals import plan_arrivals, settle_arrivals
from convention77.demonstration.cares import plan_cares
from convention77.demonstration.confirmations import plan_confirmations
from convention77.demonstration.dates import plan_dates
from convention77.demonstration.exceptional import plan_exceptional
from convention77.demonstration.facts import Draw, write_facts
from convention77.demonstration.filters import plan_filters
from convention77.demonstration.gatherings import plan_gatherings
from convention77.demonstration.history import History, moment
from convention77.demonstration.imports import plan_imports
from convention77.demonstration.injunctions import plan_injunctions
from convention77.demonstration.institutions import open_portal
from convention77.demonstration.leases import plan_leases
from convention77.demonstration.letters import plan_letters
from convention77.demonstration.official_files import plan_official_files
from convention77.demonstration.pieces import plan_pieces
from convention77.demonstration.publications import plan_publications
from convention77.demonstration.reach import plan_reach
from convention77.demonstration.referrals import plan_referrals
from convention77.demonstration.situation_lives import plan_lives
from convention77.demonstration.situations import plan_situations
from convention77.demonstration.territory import territory
from correspondents.models import User
from journal.enums import MessageState
from journal.models import Message
from referrals.services.reference import load_reference

SEED = 77
RECENT_DAYS = 8


class AlreadySeeded(Exception):
    """There are accounts already; demonstration data never mix with others."""


@transaction.atomic
def seed(*, today: date) -> None:
    """The same for the same day, identifiers and references excepted."""
    history = History(today)
    with acting_as(machine_actor(history.end)):
        # As an installation does, in the owner's role; each deed of the history in the name of whoever did it.
        if User.objects.exists():
            raise AlreadySeeded
        load_reference()
        cast = open_portal(history)
        plan_arrivals(cast)
        plan_confirmations(cast)
        plan_gatherings(cast)
        plan_reach(cast)
        plan_official_files(cast)
        history.play(until=moment(history.opening, 23))
        draw = Draw(Random(SEED), history, cast)  # noqa: S311 - the same chance every time, no secret
        facts, where = draw.facts(), territory()
        plan_cares(draw, plan_referrals(draw, where, facts))
        plan_situations(draw, where, facts)
        plan_lives(draw, facts)
        plan_letters(draw, facts)
        plan_leases(draw, facts)
        plan_dates(draw)
        plan_agents(draw)
        plan_accesses(cast, where)
        plan_injunctions(cast)
        plan_exceptional(cast)
        plan_filters(cast)
        plan_imports(cast)
        plan_pieces(draw, facts)
        plan_publications(cast)
        write_facts(draw, facts)
        history.play(until=history.end)
        # What was to be told has been told, but for the last days, so that the worker has something to send.
        told = Message.objects.filter(created_at__lt=moment(history.day(RECENT_DAYS), 0))
        told.update(state=MessageState.SENT, sent_at=F("created_at") + timedelta(seconds=20), attempts=1)
        settle_arrivals(cast)
