"""The clocks of injunctions among the days that are due: the landlord is reminded, the préfecture sees them run."""

from datetime import date

from django.urls import reverse

from acting.actor import Actor
from acting.days import day_of
from correspondents.due_rules import LAW_ALERTS, NO_ALERTS, Due
from correspondents.due_sources import DueSource, Reach, nearest
from journal.verbs import Verb
from referrals.enums import InjunctionState
from referrals.models import Injunction
from referrals.permissions import can_handle_injunctions, injunctions_visible_to
from signatories.enums import SignatoryKind

AWAITED = {
    InjunctionState.NOTIFIED: "réponse du bailleur attendue",
    InjunctionState.ACCEPTED: "saisine du juge par le bailleur attendue",
}
TO_DO = {InjunctionState.NOTIFIED: "répondre au préfet", InjunctionState.ACCEPTED: "saisir le juge"}


def injunctions_due(actor: Actor, reach: Reach) -> list[Due]:
    rows = injunctions_visible_to(actor).running().for_display()
    return [_clock(actor, each, each.due_on) for each in nearest(rows, rows, "due_on", reach) if each.due_on]


INJUNCTION_SOURCE = DueSource(can_handle_injunctions, injunctions_due)


def _clock(actor: Actor, injunction: Injunction, due_on: date) -> Due:
    state = InjunctionState(injunction.state)
    if actor.signatory_kind == SignatoryKind.PREFECTURE:
        what, alerts = AWAITED[state], NO_ALERTS
        about = f"{injunction.landlord.short_name}, {injunction.place}"
    else:
        what, about, alerts = TO_DO[state], injunction.place, LAW_ALERTS
    return Due(
        kind="injonction",
        object_id=injunction.pk,
        owner_id=injunction.landlord_id,
        what=f"Injonction : {what}",
        about=about,
        reference=injunction.reference,
        due_on=due_on,
        is_law=True,
        url=reverse("injunction_detail", args=[injunction.pk]),
        read=Verb.INJUNCTION_READ,
        alerts=alerts,
        noted_on=max(day_of(injunction.noted_at), injunction.answered_on or injunction.notified_on),
        told=Verb.INJUNCTION_REMINDED,
    )
