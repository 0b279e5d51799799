"""Filters of the inbox and the outbox that are kept: box, state, partner, subject and commune."""

from django.http import QueryDict

from acting.actor import Actor
from acting.filters import Choice
from referrals.referral_list import ReferralList
from signatories.saved_lists import SavedList


def _choices(actor: Actor, asked: QueryDict) -> list[Choice]:
    box = ReferralList(actor, asked)
    found = [Choice("boite", "Boîte", box.box, box.box_label), Choice("etat", "État", box.state, box.state_label)]
    return [*(each for each in found if asked.get(each.name) == each.value), *box.filters.choices]


REFERRALS = SavedList("Saisines", _choices)
