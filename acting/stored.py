"""Two editors of one row: a form carries what was stored when it was opened, and whoever saves second sees both."""

import hashlib
import json
from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.choices import flatten_choices

from acting import french


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
        if len(opened_on) == DIGEST_LENGTH and opened_on != self._digest():
            for name, field in self._own_fields().items():
                if name in self.initial and field.has_changed(self._value(name), self[name].data):
                    field.stored_now = in_words(field, self._value(name))  # type: ignore[attr-defined]
            self.add_error(None, BOTH)
            sent = cast(QueryDict, self.data).copy()
            sent[self.add_prefix("stored")] = self._digest()
            self.data = sent
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


DIGEST_LENGTH = 64
BOTH = (
    "Quelqu’un a enregistré autre chose pendant que vous écriviez. Sous vos réponses, ce qui est enregistré "
    "maintenant : enregistrez de nouveau pour garder les vôtres."
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
        return french.day(prepared)
    return str(prepared) if prepared not in (None, "", []) else "rien"
