"""The name under which somebody keeps the filters of a list."""

from typing import Any

from django import forms

from acting.actor import Actor
from acting.forms import OnceForm
from signatories.guarded import ReviewedForm, WithAdvice
from signatories.models.saved_filter import LONGEST_NAME


class FilterGoneForm(forms.Form):
    """Which filter somebody wants to be rid of."""

    saved = forms.UUIDField(widget=forms.HiddenInput)


class SavedFilterForm(OnceForm, ReviewedForm):
    """For a new one, and to rename one."""

    guarded = ("name",)

    reviewed = forms.BooleanField(label="J’ai relu, je garde ce nom", required=False, widget=WithAdvice)
    name = forms.CharField(
        label="Nom de ce filtre",
        help_text="Pour vous seul. Aucun nom de personne, aucun numéro : « Meaux, trois mois ».",
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Donnez un nom à ce filtre."},
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)

    def written(self) -> dict[str, Any]:
        """The arguments of the services."""
        return {"name": self.cleaned_data["name"], "overridden": self.overridden}
