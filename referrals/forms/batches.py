"""What one does with several received referrals at once."""

from typing import Any, cast

from django import forms

from acting.actor import Actor
from referrals.models import Referral
from referrals.permissions import referrals_visible_to

MOST_AT_ONCE = 100


class TickedForm(forms.Form):
    """Rows of the inbox: those that were ticked; `seule`, the one of a row's own button; `affichee`, all of the page
    where `toutes` asks for them, which needs no script."""

    saisine = forms.ModelMultipleChoiceField(Referral.objects.none(), required=False)
    affichee = forms.ModelMultipleChoiceField(Referral.objects.none(), required=False)
    seule = forms.ModelChoiceField(Referral.objects.none(), required=False)
    toutes = forms.BooleanField(required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("saisine", "affichee", "seule"):
            field = cast("forms.ModelChoiceField[Referral]", self.fields[name])
            field.queryset = referrals_visible_to(actor)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        one = cleaned.get("seule")
        many = cleaned["affichee"] if cleaned.get("toutes") else cleaned["saisine"]
        cleaned["chosen"] = [one] if one else list(many)
        if not cleaned["chosen"]:
            self.add_error(None, "Cochez au moins une saisine.")
        if len(cleaned["chosen"]) > MOST_AT_ONCE:
            self.add_error(None, "Cent saisines au plus à la fois.")
        return cleaned

    @property
    def names_unseen(self) -> bool:
        """Something is named that the actor does not see, or that is nothing."""
        return any(name in self.errors for name in ("saisine", "affichee", "seule"))

    @property
    def sentence(self) -> str:
        """The first error, of a form that has no page of its own."""
        return next(str(errors[0]) for errors in self.errors.values())
