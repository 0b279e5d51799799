"""A table that is typed: some rows to change, some empty ones to add, a place in the order, a box to take away."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from acting.stored import BOTH, digest_of, in_words


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]
    """What is sent is the whole list as it shall be, so that the same sent again changes nothing.

    `present`: the rows that are stored. The page carries their digest, as `acting.stored.StoredForm` does for one row.
    """

    def __init__(self, *args: Any, present: Sequence[Mapping[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = present
        self.stored_now: list[str] = []

    @property
    def stored(self) -> str:
        return digest_of([dict(row) for row in self.present])

    def clean(self) -> None:
        if self.data.get("stored", self.stored) != self.stored:
            fields = self.empty_form.fields
            self.stored_now = [
                ", ".join(in_words(fields[name], value) for name, value in row.items()) for row in self.present
            ]
            raise ValidationError(BOTH)

    def kept(self) -> list[dict[str, Any]]:
        """The rows of a valid list, in their order."""
        forms_kept = (
            self.ordered_forms
            if self.can_order
            else [form for form in self.forms if form.has_changed() and form not in self.deleted_forms]
        )
        return [
            {name: value for name, value in form.cleaned_data.items() if name not in ("ORDER", "DELETE")}
            for form in forms_kept
        ]

    @property
    def has_errors(self) -> bool:
        return self.is_bound and not self.is_valid()
