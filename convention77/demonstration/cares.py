"""What lies at the posts since the last working day: who handles which received referral, answers that wait to be
validated, a complaint noted from its number, and what is kept after a relaxe."""

from datetime import timedelta
from functools import partial
from typing import Any

from acting.actor import Actor
from convention77.demonstration.apart import LANDLORD
from convention77.demonstration.courses import GENDARMERIE, MEAUX, PostKey, police
from convention77.demonstration.facts import REFERENT, Draw
from convention77.demonstration.history import moment
from convention77.demonstration.progress import Course
from referrals.models import ReferralQuerySet
from referrals.permissions import is_read_by, prepared_answers_visible_to, received_referrals_visible_to
from referrals.services.answers import drop_prepared, prepare_answer
from referrals.services.handling import handle_referral
from referrals.services.retention import decide_retention
from referrals.services.told import note_told_outcome
from referrals.told_complaints import complaints_told, told_in

HOUSE: PostKey = (LANDLORD, REFERENT)
# By post: given to whom, and looked at again in how many days; of what waits there, the longest first.
HANDLED: dict[PostKey, tuple[tuple[str | None, int | None], ...]] = {
    police("Meaux"): (
        ("correspondant@police-meaux.example", 0),
        ("adjoint@police-meaux.example", 3),
        (None, 6),
    ),
    MEAUX: (
        ("parquet@tj-meaux.example", 0),
        ("greffe@tj-meaux.example", 2),
        ("suppleant@tj-meaux.example", None),
    ),
    GENDARMERIE: (("correspondant@gendarmerie-77.example", 0), ("adjoint@gendarmerie-77.example", 4)),
    HOUSE: (("referent@deux-morins.example", 0), ("adjoint@deux-morins.example", 5)),
}
PREPARING = "greffe@tj-meaux.example"
# What is prepared for a question about a complaint, in turn; the last is given up again by whoever would have sent it.
PREPARED: tuple[dict[str, Any], ...] = (
    {"outcome": "dismissed", "outcome_motive": "unknown_author"},
    {"outcome": "sent_to_inquiry", "note": "Nouvelle question utile dans trois mois."},
    {"outcome": "alternative", "note": "Réparation du dommage demandée."},
    {"outcome": "nothing_communicable"},
)
# And for what is no such question.
PREPARED_OTHERWISE: dict[str, Any] = {"outcome": "nothing_communicable"}


def plan_cares(draw: Draw, courses: list[Course]) -> None:
    history, cast = draw.history, draw.cast
    day = history.day(1)
    day -= timedelta(days=max(0, day.weekday() - 4))  # the Friday before, for a Saturday or a Sunday
    for post, given in HANDLED.items():
        history.add(moment(day, 17, 20), cast.holder_of(post), partial(_hand_out, draw, given))
    history.add(moment(day, 17, 30), partial(cast.actor, PREPARING), _prepare)
    history.add(moment(day, 17, 40), cast.holder_of(MEAUX), _give_up)
    told = _of_fate(courses, "told_noted")
    history.add(moment(day, 17, 45), cast.holder_of(HOUSE), partial(_note_outcome, told))
    kept = _of_fate(courses, "cleared_kept")
    history.add(moment(day, 17, 50), cast.holder_of(HOUSE), partial(_keep, kept))


def _of_fate(courses: list[Course], fate: str) -> Course:
    return next(course for course in courses if course.fate == fate)


def _waiting(by: Actor) -> ReferralQuerySet:
    """At the own post, reserved to nobody, in an order that chance does not change."""
    received = received_referrals_visible_to(by).filter(is_read_by(by), recipient_post=by.post_id, named_readers=[])
    return received.waiting_on(by.today).order_by("sent_at", "created_at")


def _hand_out(draw: Draw, given: tuple[tuple[str | None, int | None], ...], by: Actor) -> None:
    for referral, (email, days) in zip(_waiting(by), given, strict=False):
        assigned_to = draw.cast.designations[email] if email else None
        review_on = None if days is None else draw.history.today + timedelta(days=days)
        handle_referral(by=by, referral=referral, assigned_to=assigned_to, review_on=review_on)


def _prepare(by: Actor) -> None:
    for referral, said in zip(_waiting(by), PREPARED, strict=False):
        fitting = said if referral.subject_id == "suite-plainte" else PREPARED_OTHERWISE
        prepare_answer(by=by, referral=referral, version=referral.version, **fitting)


def _give_up(by: Actor) -> None:
    """The referral waits again as if nothing had been prepared."""
    drop_prepared(by=by, prepared=prepared_answers_visible_to(by).order_by("-referral__sent_at")[0])


def _note_outcome(course: Course, by: Actor) -> None:
    referral = received_referrals_visible_to(by).get(pk=course.own.pk)
    told = told_in(referral.disclosures.order_by("number"))
    if told is None:
        raise LookupError("nothing is told by a number")
    (found,) = complaints_told(by, told)
    note_told_outcome(by=by, referral=referral, complaint=found.complaint)


def _keep(course: Course, by: Actor) -> None:
    """A civil action goes on; whether it still does is looked at in four months."""
    decide_retention(by=by, referral=course.own, civil_action=True, review_on=by.today + timedelta(days=120))
