"""Keeps what was measured, opens and ends alerts, and has the administrators told of both, once a day at most."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from acting.actor import Actor
from acting.enums import Function
from acting.pages import require
from correspondents.messages import ALERT_KIND, ALERT_OVER_KIND
from correspondents.models import Designation
from journal.services import post_message
from operation.alert_rules import TELL_AGAIN, what_is_wrong
from operation.gathering import measured
from operation.measures import note_all
from operation.models import Alert, Measure

FORGOTTEN_AFTER = timedelta(days=3)  # what is measured no more: a disk, a state that is gone


@transaction.atomic
def keep_measures(*, by: Actor) -> None:
    require(by.is_machine)
    note_all(measured(by.now), at=by.now)
    Measure.objects.filter(at__lt=by.now - FORGOTTEN_AFTER).exclude(name__startswith="backup_").delete()


@transaction.atomic
def keep_alerts(*, by: Actor) -> None:
    """Raises and ends alerts by the latest measures. A mail says that there is something to see, never what."""
    require(by.is_machine)
    values = {(measure.name, measure.label): measure.value for measure in Measure.objects.all()}
    wrong = {rule.kind for rule in what_is_wrong(values, by.now)}
    over, _ = Alert.objects.exclude(kind__in=wrong).delete()
    Alert.objects.bulk_create([Alert(kind=kind, since=by.now) for kind in sorted(wrong)], ignore_conflicts=True)
    untold = Alert.objects.filter(Q(told_at=None) | Q(told_at__lt=by.now - TELL_AGAIN))
    if untold.update(told_at=by.now):
        _tell_administrators(by, ALERT_KIND)
    elif over and not wrong:
        _tell_administrators(by, ALERT_OVER_KIND)


def _tell_administrators(by: Actor, kind: str) -> None:
    running = Designation.objects.running_on(by.today).filter(post__function=Function.ADMINISTRATEUR)
    for user_id in sorted(set(running.values_list("user_id", flat=True))):
        post_message(by=by, kind=kind, recipient_id=user_id)
