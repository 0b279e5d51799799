"""What forms of every room share: a day in reach, a form that adds once, a refusal shown at its field."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import transaction

from acting.actor import Actor, known
from acting.refusals import Refused

# A slip of the keyboard, "0026" or "20260", is no day that anybody means, nor one that can be counted from.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
DAY_IN_REACH = (
    MinValueValidator(FIRST_DAY, "Indiquez une date à partir du 1er janvier 2000."),
    MaxValueValidator(LAST_DAY, "Indiquez une date jusqu’au 31 décembre 2100."),
)


def day_field(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=DAY_IN_REACH, **options)


class OnceForm(forms.Form):
    """A form that adds something once, however often it is sent: `key()` is the identifier of what it adds."""

    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, actor: Actor, data: Any = None, files: Any = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, files, initial={"submission": uuid4()} | (initial or {}))
        self.actor = actor

    def key(self) -> UUID:
        """The person's own: nobody meets what somebody else added."""
        return uuid5(known(self.actor.user_id), str(self.cleaned_data["submission"]))


def not_too_late(day: date | None, today: date) -> bool:
    """Yesterday is the earliest last day: access then ends with the next request."""
    return day is None or (today - day).days <= 1


def accepted(form: forms.Form, act: Callable[[], object]) -> bool:
    """Does the act, all of it or nothing. False when it is refused: the sentence then stands at its field."""
    try:
        with transaction.atomic():
            act()
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return False
    return True
