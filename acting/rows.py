"""A table that is typed: some rows to change, some empty ones to add, a place in the order, a box to take away."""

from typing import Any

from django import forms


class Rows(forms.BaseFormSet):  # type: ignore[type-arg]
    """What is sent is the whole list as it shall be, so that the same sent again changes nothing."""

    def kept(self) -> list[dict[str, Any]]:
        """The rows of a valid list, in their order."""
        forms_kept = self.ordered_forms if self.can_order else self._not_deleted()
        return [
            {name: value for name, value in form.cleaned_data.items() if name not in ("ORDER", "DELETE")}
            for form in forms_kept
        ]

    @property
    def has_errors(self) -> bool:
        return self.is_bound and not self.is_valid()

    def _not_deleted(self) -> list[forms.Form]:
        return [form for form in self.forms if form.has_changed() and form not in self.deleted_forms]
