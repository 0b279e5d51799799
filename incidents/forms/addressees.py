"""What is typed about the holders of a lease."""

from typing import Any
from uuid import UUID

from django import forms

from acting.actor import Actor
from acting.forms import OnceForm, day_field, show_refusals
from acting.stored import StoredForm
from incidents.addressee_rules import LINES, WIDTH, refusals_of_addressee, tidied
from incidents.models import Addressee, Situation, Title
from incidents.permissions import addressees_visible_to
from incidents.services.addressees import WORDS, Words
from signatories.widgets import Chips


class AddresseeForm(forms.Form):
    title = forms.ChoiceField(
        label="Civilité", choices=Title.choices, widget=Chips(), error_messages={"required": "Choisissez la civilité."}
    )
    last_name = forms.CharField(
        label="Nom",
        max_length=WIDTH,
        error_messages={"required": "Indiquez le nom du titulaire du bail."},
    )
    first_name = forms.CharField(label="Prénom", max_length=WIDTH, required=False)
    address = forms.CharField(
        label="Adresse postale",
        help_text=f"{LINES - 1} lignes de {WIDTH} caractères au plus, comme sur l’enveloppe. Une lettre l’exige.",
        widget=forms.Textarea(attrs={"rows": LINES - 1}),
        max_length=200,
        required=False,
    )
    starts_on = day_field(
        "Titulaire du bail depuis le", error_messages={"required": "Indiquez depuis quand il est titulaire du bail."}
    )
    ends_on = day_field(
        "Ne l’est plus depuis le", required=False, help_text="Il reste lisible ici, et ne reçoit plus de lettre."
    )

    def __init__(self, *args: Any, situation: Situation, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.situation, self.actor = situation, actor

    def show_refusals_beside(self, own: UUID) -> None:
        """`own`: the key of the holder that the form writes, beside whom the others of the lease stand."""
        if {"title", "last_name", "starts_on"} <= self.cleaned_data.keys():
            wanted = Addressee(situation=self.situation, **self.words())
            others = addressees_visible_to(self.actor).filter(situation=self.situation).exclude(pk=own)
            show_refusals(self, refusals_of_addressee(wanted, self.situation.lease_from, self.actor.today, others))

    def words(self) -> Words:
        words: Words = {name: self.cleaned_data.get(name) for name in WORDS}  # type: ignore[assignment]
        return {**words, "address": tidied(words["address"] or "")}


class NewAddresseeForm(AddresseeForm, OnceForm):
    def __init__(self, *args: Any, situation: Situation, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, situation=situation, actor=actor, **kwargs)
        self.once_by = actor
        del self.fields["ends_on"]  # whoever has left the lease is not written to
        self.initial["starts_on"] = situation.lease_from

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.show_refusals_beside(self.key())
        return cleaned


class AddresseeEditForm(AddresseeForm, StoredForm):
    def __init__(self, *args: Any, addressee: Addressee, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, situation=addressee.situation, actor=actor, **kwargs)
        self.addressee = addressee
        for name in WORDS:
            self.initial[name] = getattr(addressee, name)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.show_refusals_beside(self.addressee.pk)
        return cleaned
