"""What forms of every room share: a day in reach, a form that adds once, a refusal shown at its field."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import BaseValidator
from django.db import transaction
from django.utils.dateparse import parse_datetime

from acting.actor import Actor, known
from acting.days import DAY_IN_REACH, MOMENT_IN_REACH, readings_of
from acting.refusals import Conflict, Refusal, Refused
from acting.rows import Rows
from acting.typed import typed_in


def day_field(label: str, reach: Sequence[BaseValidator] = DAY_IN_REACH, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=reach, **options)


class TypedMoment(str):
    """What stood in the field, and which of two readings was chosen: "0", "1", or "" where nobody was asked."""

    reading: str = ""


class MomentInput(forms.DateTimeInput):
    """Date and time as a clock in Seine-et-Marne shows them, with a button for the present minute where there is
    JavaScript. In the hour that October has twice it asks which one is meant."""

    input_type = "datetime-local"
    template_name = "forms/widgets/moment.html"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> TypedMoment:
        typed = TypedMoment(data.get(name) or "")
        typed.reading = data.get(f"{name}_reading") or ""
        return typed

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        naive = value if isinstance(value, datetime) else _parsed(value or "")
        twice = naive is not None and naive.tzinfo is None and len(readings_of(naive)) == TWICE
        reading = value.reading if isinstance(value, TypedMoment) else str(getattr(value, "fold", ""))
        context["widget"] |= {"is_twice": twice, "reading": reading, "readings": READINGS}
        return context


class MomentField(forms.DateTimeField):
    """A moment by the clock of Seine-et-Marne, whatever the device's; in reach, as days are."""

    widget = MomentInput
    default_validators = list(MOMENT_IN_REACH)

    def to_python(self, value: Any) -> datetime | None:
        if not value or isinstance(value, datetime):
            return super().to_python(value) if value else None
        typed = _parsed(value)
        if typed is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if typed.tzinfo:
            return typed
        readings = readings_of(typed)
        if not readings:
            raise ValidationError(SKIPPED, code="skipped")
        if len(readings) < TWICE:
            return readings[0]
        if value.reading not in dict(READINGS):
            raise ValidationError(REPEATED, code="repeated")
        return readings[int(value.reading)]


TWICE = 2
READINGS = (("0", "La première fois, à l’heure d’été"), ("1", "La seconde fois, à l’heure d’hiver"))
REPEATED = "Cette nuit-là, on recule de 3 h à 2 h : dites si c’était la première ou la seconde fois."
SKIPPED = "Cette heure n’existe pas : cette nuit-là, on avance de 2 h à 3 h."


def _parsed(text: str) -> datetime | None:
    """None for what is no moment."""
    try:
        return parse_datetime(text.strip())
    except ValueError:
        return None


class OnceForm(forms.Form):
    """A form that adds something once, however often it is sent; a base of model forms too.

    A client that did not open the form carries no key: then each sending is its own, unless `asks_key`.
    """

    asks_key: ClassVar[bool] = False

    submission: forms.Field = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.once_by = actor
        self._drawn = uuid4()
        self.initial.setdefault("submission", self._drawn)
        self.fields["submission"].required = self.asks_key

    def submission_key(self) -> UUID:
        """As the page carried it; services make it their own."""
        sent: UUID | None = self.cleaned_data.get("submission")
        return sent or self._drawn

    def key(self) -> UUID:
        """The identifier of what is added, the person's own: nobody meets what somebody else added."""
        return own_key(self.once_by, self.submission_key())


def own_key(actor: Actor | None, submission: UUID) -> UUID:
    return uuid5(known(actor.user_id if actor else None), str(submission))


def show_refusals(form: forms.BaseForm, found: Iterable[Refusal]) -> None:
    """Each at its field; at the top of the form where it has no such field, or none in use."""
    for refusal in found:
        if not form.has_error(refusal.field or "__all__"):
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)


def accepted(form: forms.BaseForm | Rows, act: Callable[[], object]) -> bool:
    """Does the act, all of it or nothing. False when it is refused: the sentence then stands at its field, or above the
    rows of a table. A Conflict takes along what was typed."""
    try:
        with transaction.atomic():
            act()
    except Refused as refused:
        if isinstance(form, Rows):
            form.non_form_errors().append(refused.sentence)
        else:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return False
    except Conflict as conflict:
        conflict.typed = typed_in(form)
        raise
    return True
