"""What was stored when a form was opened, of one row or of a table of them: its digest, and how somebody reads it."""

import hashlib
import json
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.choices import flatten_choices
from django.utils.formats import date_format

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
