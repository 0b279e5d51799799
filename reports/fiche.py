"""The fiche de saisine: one page that proves what was passed on, to whom, why, until when, and what was answered."""

from acting.actor import Actor
from correspondents.models import Designation
from referrals.lifecycle import Side
from referrals.models import Referral
from referrals.permissions import disclosures_visible_to, side_of, sources_visible_to
from referrals.projection import NO_LEGAL_EFFECT
from referrals.referral_page import read_answers
from referrals.terms import post_title
from reports.models import Report
from reports.pdf import Draft
from reports.permissions import sheets_visible_to
from signatories.permissions import convention_of


def draft_sheet(actor: Actor, report: Report) -> Draft:
    """Raises Referral.DoesNotExist when the actor reads nothing of it: the caller has asked before."""
    if report.object_id is None:
        raise Referral.DoesNotExist
    readable = sheets_visible_to(actor).for_display().select_related("recipient_designation__user")
    referral = readable.get(pk=report.object_id)
    context = {
        "referral": referral,
        "convention": convention_of(actor),
        "sender_post": post_title(referral.sender_post),
        "recipient_post": post_title(referral.recipient_post),
        "disclosures": list(disclosures_visible_to(actor).filter(referral=referral)),
        "answers": read_answers(actor, referral),
        "routing_reason": _routing_reason(actor, referral),
        "no_legal_effect": NO_LEGAL_EFFECT,
        "requested_by": Designation.objects.select_related("post__signatory").get(pk=report.designation_id),
        "report": report,
        "now": actor.now,
    }
    name = f"fiche-de-saisine-{referral.reference}"
    return Draft(template="reports/pdf/sheet.html", context=context, name=name, owner_id=referral.sender_id)


def _routing_reason(actor: Actor, referral: Referral) -> str:
    """Why this recipient: the sender's own reasoning, which the recipient is not told."""
    if side_of(actor, referral) != Side.SENDER:
        return ""
    source = sources_visible_to(actor).filter(referral=referral).first()
    return source.routing_reason if source else ""
