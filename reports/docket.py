"""The bordereau of the day: what waits at a post, on paper that one can write on, as the requester may read it."""

from acting.actor import Actor
from correspondents.models import Designation
from referrals.enums import ReferralState
from referrals.models import ReferralQuerySet
from referrals.permissions import is_read_by
from referrals.projection import NO_LEGAL_EFFECT
from referrals.referral_list import WITH_WHAT_IS_ASKED, received_as_read, rows_of
from reports.models import Report
from reports.pdf import Draft
from signatories.permissions import convention_of
from signatories.waiting import scale_of

MOST = 250  # ten pages; more is no paper for a day


def draft_docket(actor: Actor, report: Report) -> Draft:
    """The rows of "À traiter" in their order, in two parts: what is still to be acknowledged, what to be answered."""
    waiting = list(waiting_as_read(actor)[: MOST + 1])
    rows, convention = rows_of(actor, waiting[:MOST]), convention_of(actor)
    scale = scale_of(convention)
    waited = [(row, scale.days_since(row.referral.asked_at or actor.now, actor.today)) for row in rows]
    context = {
        "convention": convention,
        "in_working_days": scale.in_working_days,
        "parts": [
            ("À accuser réception", [each for each in waited if each[0].state == ReferralState.SENT]),
            ("À répondre", [each for each in waited if each[0].state != ReferralState.SENT]),
        ],
        "count": len(rows),
        "are_more": len(waiting) > MOST,
        "no_legal_effect": NO_LEGAL_EFFECT,
        "requested_by": Designation.objects.select_related("post__signatory").get(pk=report.designation_id),
        "report": report,
        "now": actor.now,
    }
    return Draft(
        template="reports/pdf/docket.html",
        context=context,
        name=f"bordereau-{actor.today.isoformat()}",
        owner_id=actor.signatory_id,
        shows=tuple(row.referral.pk for row in rows),
    )


def waiting_as_read(actor: Actor) -> ReferralQuerySet:
    """What waits for the actor's post and may be read there now, the longest waiting first."""
    read: ReferralQuerySet = received_as_read(actor, WITH_WHAT_IS_ASKED).filter(is_read_by(actor))
    return read.waiting_on(actor.today).by_what_is_due()
