"""What forms of every room share: a day in reach, adding once, two editors of one row, a refusal at its field."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4, uuid5

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.choices import flatten_choices
from django.utils.formats import date_format

from acting.actor import Actor, known
from acting.days import DAY_IN_REACH
from acting.refusals import Conflict, Refusal, Refused
from acting.typed import typed_in


def day_field(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=DAY_IN_REACH, **options)


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
        actor = self.once_by
        return uuid5(known(actor.user_id if actor else None), str(self.submission_key()))


class StoredForm(forms.Form):
    """A form of a stored row: it carries the digest of what was stored when it was opened. When somebody else saved in
    between, whoever comes second sees both, keeps the own text, and saves again to overwrite.

    A client that did not open the form carries no digest, and writes what it says.
    """

    stored: forms.Field = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["stored"] = self._digest  # asked when the form is shown: subclasses fill in the row's values

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        opened_on = cleaned.pop("stored", "")
        if opened_on and opened_on != self._digest():
            self._show_both()
        return cleaned

    def _own_fields(self) -> dict[str, forms.Field]:
        """Those that the row fills: what is typed for this sending alone stands apart."""
        return {name: field for name, field in self.fields.items() if name not in ("stored", "submission", "reviewed")}

    def _digest(self) -> str:
        found = {name: field.prepare_value(self._value(name)) for name, field in self._own_fields().items()}
        return digest_of(found)

    def _value(self, name: str) -> Any:
        """What is stored now."""
        return self.get_initial_for_field(self.fields[name], name)

    def _show_both(self) -> None:
        for name, field in self._own_fields().items():
            if name in self.initial and field.has_changed(self._value(name), self[name].data):
                field.stored_now = in_words(field, self._value(name))  # type: ignore[attr-defined]
        self.add_error(None, BOTH)
        sent = cast(QueryDict, self.data).copy()
        sent[self.add_prefix("stored")] = self._digest()
        self.data = sent


BOTH = (
    "Quelqu’un a enregistré autre chose pendant que vous écriviez. Sous vos réponses, ce qui est enregistré "
    "maintenant : enregistrez de nouveau pour garder les vôtres."
)


def digest_of(stored: Any) -> str:
    """SHA-256 of stored values as canonical JSON."""
    return hashlib.sha256(json.dumps(stored, sort_keys=True, default=str).encode()).hexdigest()


def in_words(field: forms.Field, value: Any) -> str:
    """A stored value as somebody reads it: the labels of what was chosen, a day, "rien" for nothing."""
    prepared = field.prepare_value(value)
    if isinstance(field, forms.BooleanField):
        return "oui" if prepared else "non"
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        labels = {str(key): str(label) for key, label in cast(Any, flatten_choices)(field.choices)}
        chosen = prepared if isinstance(prepared, list | tuple) else [prepared]
        return ", ".join(labels.get(str(key), "") for key in chosen if key not in (None, "")) or "rien"
    if isinstance(prepared, date):
        return date_format(prepared, "j F Y")
    return str(prepared) if prepared not in (None, "", []) else "rien"


def show_refusals(form: forms.BaseForm, found: Iterable[Refusal]) -> None:
    """Each at its field; at the top of the form where it has no such field, or none in use."""
    for refusal in found:
        if not form.has_error(refusal.field or "__all__"):
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)


def accepted(form: forms.BaseForm | forms.BaseFormSet, act: Callable[[], object]) -> bool:  # type: ignore[type-arg]
    """Does the act, all of it or nothing. False when it is refused: the sentence then stands at its field, or above the
    rows of a table. A Conflict takes along what was typed."""
    try:
        with transaction.atomic():
            act()
    except Refused as refused:
        if isinstance(form, forms.BaseFormSet):
            form.non_form_errors().append(refused.sentence)
        else:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return False
    except Conflict as conflict:
        conflict.typed = typed_in(form)
        raise
    return True
