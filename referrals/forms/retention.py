"""Whether a civil action is pending, and when that is looked at again."""

from typing import Any

from django import forms

from acting.actor import Actor
from acting.forms import day_field, show_refusals
from acting.stored import StoredForm
from referrals.models import Retention
from referrals.retention_rules import refusals_of_retention
from signatories.widgets import Choices

PENDING, NONE = "yes", "no"


class RetentionForm(StoredForm):
    civil_action = forms.ChoiceField(
        label="Une action civile est-elle en cours\u00a0?",
        choices=((PENDING, "Oui, et c’est à revoir plus tard"), (NONE, "Non, c’est à effacer")),
        widget=Choices(asks={PENDING: "review_on"}),
        error_messages={"required": "Dites si une action civile est en cours."},
    )
    review_on = day_field("À revoir le", required=False)

    def __init__(self, *args: Any, retention: Retention | None, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if retention:
            self.initial["civil_action"] = PENDING if retention.civil_action else NONE
            self.initial["review_on"] = retention.review_on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "civil_action" in cleaned and "review_on" in cleaned:
            cleaned["civil_action"] = cleaned["civil_action"] == PENDING
            show_refusals(self, refusals_of_retention(**cleaned, today=self.actor.today))
        return cleaned
