"""The list of « Confirmer les désignations »: what is due, and by when."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import DateField, ExpressionWrapper, F, Q, Value
from django.forms import BoundField

from acting.actor import Actor
from correspondents.establishment import to_review
from correspondents.forms.designations import ReviewForm
from correspondents.models import Designation

NOT_DUE = "ok"


@dataclass(frozen=True, slots=True)
class ReviewLine:
    designation: Designation
    choice: BoundField
    state: str
    tone: str
    is_self: bool


def review_lines(form: ReviewForm, actor: Actor) -> list[ReviewLine]:
    return [
        ReviewLine(each, form[name], *due_state(each, actor.today), each.user_id == actor.user_id)
        for name, each in form.designations.items()
    ]


def overdue_count(actor: Actor) -> int:
    """How many designations wait for a decision of the actor: those of which `due_state` says that they are due."""
    notice = F("post__signatory__convention__confirmation_warning_days")
    soon = ExpressionWrapper(Value(actor.today) + notice, output_field=DateField())
    is_due = Q(post__signatory__convention__confirmation_months__gt=0, due_on__lte=soon)
    return to_review(actor).filter(Q(suspended_on__isnull=False) | is_due).count()


def due_state(designation: Designation, day: date) -> tuple[str, str]:
    """What is said of a designation, and in which tone. Needs its `due_on`."""
    if designation.suspended_on:
        return "suspendue", "bad"
    convention = designation.post.signatory.convention
    if not convention.confirmation_months:
        return "à jour", NOT_DUE
    if designation.confirmation_due_on <= day:
        return "à confirmer", "bad"
    notice = timedelta(days=convention.confirmation_warning_days)
    return ("à confirmer bientôt", "warn") if designation.confirmation_due_on - notice <= day else ("à jour", NOT_DUE)
