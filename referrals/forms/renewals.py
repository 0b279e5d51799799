"""What a sender types about a referral that is read: until when, by whom alone, and why it is taken back."""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django import forms

from acting.actor import Actor
from acting.forms import day_field
from correspondents.routing import people_answering
from referrals.enums import WithdrawalMotive
from referrals.forms.referrals import reader_label
from referrals.models import Referral
from referrals.sharing_rules import NOT_AT_POST
from signatories.permissions import convention_of
from signatories.widgets import ManyChoices


class RenewalForm(forms.Form):
    """Begins with the usual number of days from today."""

    until = day_field("L’accès prend fin le", help_text="De lui-même, à la fin de ce jour.")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, referral: Referral, data: Any = None) -> None:
        usual = actor.today + timedelta(days=convention_of(actor).share_days)
        later = max(usual, referral.until + timedelta(days=1))
        super().__init__(data, initial={"until": later, "version": referral.version})


class ReadersForm(forms.Form):
    """Of those who answer for the recipient's post today, the persons who alone read it."""

    readers = forms.MultipleChoiceField(
        label="Lisent, et elles seules",
        required=False,
        widget=ManyChoices,
        error_messages={"invalid_choice": NOT_AT_POST},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, actor: Actor, referral: Referral, data: Any = None) -> None:
        people = people_answering(referral.recipient_post, actor.today)
        named = [str(each.pk) for each in people if referral.is_open_to(each.pk)]
        super().__init__(data, initial={"readers": named, "version": referral.version})
        choices = [(str(each.pk), reader_label(each)) for each in people]
        cast(forms.ChoiceField, self.fields["readers"]).choices = choices

    def clean_readers(self) -> list[UUID]:
        return [UUID(each) for each in self.cleaned_data["readers"]]


class ReferralWithdrawalForm(forms.Form):
    """A client that sends no motive at all leaves it unsaid; who is asked on the page chooses one."""

    withdrawal_motive = forms.ChoiceField(
        label="Pourquoi la retirer ?",
        choices=[("", "Choisir"), *WithdrawalMotive.choices],
        help_text="Pour votre dossier. Le destinataire lit que la saisine est retirée, et quand.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, version: int | None = None) -> None:
        super().__init__(data, initial={"version": version})
        self.fields["withdrawal_motive"].required = data is None or "withdrawal_motive" in data
