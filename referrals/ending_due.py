"""The last days of what was sent and waits, among the days that are due: its sender renews it, or lets it end."""

from django.urls import reverse

from acting.actor import Actor
from acting.days import day_of
from acting.enums import ANSWERING_FUNCTIONS
from correspondents.due_rules import Due
from correspondents.due_sources import DueSource, Reach, nearest
from journal.verbs import Verb
from referrals.models import Referral
from referrals.permissions import sent_referrals_visible_to

A_WEEK_BEFORE = (7,)  # the house's own day: nothing is lost that cannot be sent again


def opens_to(actor: Actor) -> bool:
    return actor.function in ANSWERING_FUNCTIONS


def endings_due(actor: Actor, reach: Reach) -> list[Due]:
    """Of what was answered nobody waits for more: it ends by itself."""
    rows = sent_referrals_visible_to(actor).waiting_on(reach.today)
    return [_ending(each) for each in nearest(rows, rows.select_related("recipient"), "until", reach)]


ENDING_SOURCE = DueSource(opens_to, endings_due)


def _ending(referral: Referral) -> Due:
    known_since = referral.renewed_at or referral.sent_at or referral.created_at
    return Due(
        kind="fin-de-saisine",
        object_id=referral.pk,
        owner_id=referral.sender_id,
        what="Saisine sans réponse : l’accès du destinataire prend fin",
        about=referral.recipient.short_name,
        reference=referral.reference,
        due_on=referral.until,
        is_law=False,
        url=f"{reverse('referral_detail', args=[referral.pk])}#prolonger",
        read=Verb.REFERRAL_READ,
        alerts=A_WEEK_BEFORE,
        noted_on=day_of(known_since),
    )
