"""The people whom their signatories confirmed, those who wait for it, one suspended, one away, one who leaves."""

from collections.abc import Iterator
from functools import partial

from acting.actor import Actor, acting_as, machine_actor
from acting.enums import Function
from convention77.demonstration.history import moment
from convention77.demonstration.institutions import DELEGATES, Cast
from convention77.demonstration.people import ADMINISTRATOR, Holder, PostPlan
from correspondents.named_person import NamedPerson
from correspondents.services.absences import announce_absence
from correspondents.services.confirmations import confirm_designation, suspend_unconfirmed, warn_unconfirmed
from correspondents.services.designations import NamingAct, replace_designation
from correspondents.services.voices import agree_to_designation

# Confirmed so many days ago; six months and fifteen days of warning make the first ones due, the last one suspended.
LONG_AGO = {
    "correspondant@police-nemours.example": 172,
    "gardien.provins@val-de-brie.example": 174,
    "adjoint@prefecture-77.example": 170,
    "adjoint@police-melun.example": 215,
}
NIGHTS = ((40, 14), (12, 5), (1, 5))  # days ago, and the hour at which the portal looked who is unconfirmed
AWAY, STANDS_IN = "correspondant@gendarmerie-77.example", "adjoint@gendarmerie-77.example"
LEAVING = "correspondant@police-lagny.example"
SUCCESSOR = NamedPerson(email="successeur@police-lagny.example", first_name="Blandine", last_name="Mauve")


def plan_confirmations(cast: Cast) -> None:
    """Added to the history, on their days. The administrator, who is no party, confirms himself, and the gardiens, whom
    delegates do not know."""
    history, delegate = cast.history, cast.holder_of(DELEGATES)
    own = partial(_confirm, cast, ADMINISTRATOR.email)
    history.add(moment(history.day(70), 9), cast.administrator, own)
    for number, (plan, holder) in enumerate(_still_there(cast)):
        day = history.day(LONG_AGO.get(holder.email, 60 + number % 45))
        keeper = cast.administrator if plan.function == Function.GARDIEN else delegate
        history.add(moment(day, 11, number % 60), keeper, partial(_confirm, cast, holder.email))
    for days_ago, hour in NIGHTS:
        history.add(moment(history.day(days_ago), hour), machine_actor, _look_who_is_unconfirmed)
    history.add(moment(history.day(3), 15), delegate, partial(_announce, cast))
    history.add(moment(history.day(6), 16), delegate, partial(_replace, cast))


def _still_there(cast: Cast) -> Iterator[tuple[PostPlan, Holder]]:
    """Everybody whose designation has lasted for some months and has not ended."""
    for plan in cast.plans.values():
        for holder in plan.holders:
            if holder.until is None and (holder.since is None or holder.since > max(LONG_AGO.values())):
                yield plan, holder


def _confirm(cast: Cast, email: str, by: Actor) -> None:
    confirm_designation(by=by, designation=cast.designations[email])


def _look_who_is_unconfirmed(by: Actor) -> None:
    suspend_unconfirmed(by=by)
    warn_unconfirmed(by=by)


def _announce(cast: Cast, by: Actor) -> None:
    """The gendarmerie's correspondent is away for a week around today."""
    announce_absence(
        by=by,
        designation=cast.designations[AWAY],
        starts_on=cast.history.day(2),
        ends_on=cast.history.day(-5),
        stand_in=cast.designations[STANDS_IN],
    )


def _replace(cast: Cast, by: Actor) -> None:
    """A hand-over that lies ahead: the one leaves in twelve days, the other is asked, and has never signed in."""
    proposed = replace_designation(
        by=by,
        designation=cast.designations[LEAVING],
        user=SUCCESSOR,
        starts_on=cast.history.day(-13),
        act=NamingAct(reference="Note de service (fictive)", dated_on=by.today),
    )
    agreeing = cast.holder_of(("police-77", "Circonscription de Meaux"))(by.now)
    with acting_as(agreeing):
        agree_to_designation(by=agreeing, designation=proposed)
