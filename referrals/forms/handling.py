"""Who handles a received referral at the post, and when it is looked at again."""

from typing import Any, cast

from django import forms

from acting.actor import Actor
from acting.forms import day_field, show_refusals
from acting.stored import StoredForm
from correspondents.models import Designation
from referrals.handling_rules import refusals_of_handling_review
from referrals.models import Handling, Referral
from referrals.permissions import handlers_for


class HandlerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's own class takes none at run time
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person} – {obj.get_role_display().lower()}"


class HandlingForm(StoredForm):
    """Seen by the post alone, and nothing else is written: a referral has no internal note."""

    assigned_to = HandlerChoice(
        Designation.objects.none(), label="Suivie par", required=False, empty_label="Personne en particulier"
    )
    review_on = day_field("À revoir le", required=False)

    def __init__(self, *args: Any, referral: Referral, handling: Handling | None, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.referral = actor, referral
        self.former = handling.review_on if handling else None
        field = cast("forms.ModelChoiceField[Designation]", self.fields["assigned_to"])
        field.queryset = handlers_for(actor, referral).select_related("user", "post").titular_first()
        self.initial["assigned_to"] = handling.assigned_to_id if handling else None
        self.initial["review_on"] = self.former

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        review_on = cleaned.get("review_on")
        if review_on != self.former:
            show_refusals(self, refusals_of_handling_review(review_on, self.actor.today, self.referral.until))
        return cleaned
