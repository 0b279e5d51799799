"""The bilan of its own figures that the référent of a landlord has asked for. Once; the worker makes it."""

from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.enums import Function
from correspondents.actors import actor_for
from correspondents.models import Designation
from reports.enums import ReportKind
from reports.models import Report
from reports.services.papers import request_own

LANDLORD = "deux-morins"


def ask_for_own_bilan() -> None:
    """Nothing where one was asked for, or nobody is there to ask."""
    now = timezone.now()
    with acting_as(machine_actor(now)):
        held = Designation.objects.running_on(machine_actor(now).today).titular_first()
        referent = held.filter(post__function=Function.REFERENT, post__signatory__code=LANDLORD).first()
        if referent is None or Report.objects.filter(kind=ReportKind.OWN).exists():
            return
        actor = actor_for(referent, now)
    with acting_as(actor):
        request_own(by=actor, period="12-mois")
