"""The relevé of a meeting on paper: agenda, who was there by function, what was said, what was decided."""

from django.utils.text import slugify
from django.utils.timezone import localtime

from acting.actor import Actor, known
from correspondents.models import Designation
from reports.models import Report
from reports.pdf import Draft
from signatories.meetings import decision_lines
from signatories.permissions import decisions_visible_to, meetings_visible_to


def draft_minutes(actor: Actor, report: Report) -> Draft:
    """Raises Meeting.DoesNotExist when the actor sees no such meeting: the caller has asked before."""
    meeting = meetings_visible_to(actor).select_related("convention").get(pk=known(report.object_id))
    context = {
        "meeting": meeting,
        "agenda": [line for line in meeting.agenda.splitlines() if line.strip()],
        "attendances": list(meeting.attendances.select_related("signatory")),
        "lines": decision_lines(actor, decisions_visible_to(actor).filter(meeting=meeting).order_by("number")),
        "requested_by": Designation.objects.select_related("post__signatory").get(pk=report.designation_id),
        "report": report,
        "now": actor.now,
    }
    name = f"releve-{localtime(meeting.starts_at):%Y-%m-%d}-{slugify(meeting.title)[:60]}"
    return Draft(template="reports/pdf/minutes.html", context=context, name=name, owner_id=actor.signatory_id)
