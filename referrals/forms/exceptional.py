"""What an administrator types to ask for an exceptional access."""

from typing import Any

from django import forms

from acting.actor import Actor
from acting.forms import OnceForm, show_refusals
from referrals.exceptional_rules import REASON_MAX, refusals_of_request
from signatories.guarded import ReviewedForm


class ExceptionalAccessForm(OnceForm, ReviewedForm):
    """One object, by its reference: there is nothing to choose from."""

    guarded = ("reason",)

    reference = forms.CharField(
        label="Référence",
        max_length=20,
        help_text="D’un fait (F-…), d’une situation (D-…) ou d’une saisine (S-…), comme on vous l’a donnée.",
        error_messages={"required": "Indiquez la référence d’un seul dossier."},
    )
    reason = forms.CharField(
        label="Pourquoi",
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Lu par l’organisme qui décide. Sans nom ni contenu du dossier.",
        error_messages={"required": "Dites pourquoi cette lecture est nécessaire."},
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "reference" in given and "reason" in given:
            show_refusals(self, refusals_of_request(given["reference"], given["reason"], 0))
        return super().clean()

    def asked(self) -> dict[str, Any]:
        """Of a valid form: what the service takes."""
        return {"reference": self.cleaned_data["reference"], "reason": self.cleaned_data["reason"], "key": self.key()}
