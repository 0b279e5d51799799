"""The file of an injunction on paper: dates, clocks, answer and what followed, as its requester may read them."""

from acting.actor import Actor
from correspondents.models import Designation
from referrals.injunction_page import injunction_context
from referrals.models import Injunction
from referrals.permissions import injunctions_visible_to
from reports.models import Report
from reports.pdf import Draft
from signatories.permissions import convention_of


def draft_injunction(actor: Actor, report: Report) -> Draft:
    """Raises Injunction.DoesNotExist when the actor does not see it: the caller has asked before."""
    if report.object_id is None:
        raise Injunction.DoesNotExist
    injunction = injunctions_visible_to(actor).for_display().get(pk=report.object_id)
    context = injunction_context(actor, injunction) | {
        "convention": convention_of(actor),
        "requested_by": Designation.objects.select_related("post__signatory").get(pk=report.designation_id),
        "report": report,
        "now": actor.now,
    }
    name = f"injonction-{injunction.reference}"
    return Draft(template="reports/pdf/injunction.html", context=context, name=name, owner_id=injunction.landlord_id)
