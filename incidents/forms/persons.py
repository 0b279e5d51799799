"""What is typed about a person of a legal action."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from acting.actor import Actor
from acting.forms import OnceForm, day_field, show_refusals
from incidents.enums import ROLES_OF_PLACE, PersonRole
from incidents.models import Addressee, LegalAction, Person
from incidents.models.person import BIRTH_IN_REACH, LONGEST_NAME, LONGEST_PLACE
from incidents.permissions import persons_visible_to
from incidents.person_rules import refusals_of_person
from incidents.services.persons import PersonWords
from signatories.widgets import Chips


class PersonForm(OnceForm):
    role = forms.ChoiceField(label="Qualité", widget=Chips(), error_messages={"required": "Choisissez la qualité."})
    last_name = forms.CharField(label="Nom", max_length=LONGEST_NAME, error_messages={"required": "Indiquez le nom."})
    first_name = forms.CharField(
        label="Prénom", max_length=LONGEST_NAME, error_messages={"required": "Indiquez le prénom."}
    )
    born_on = day_field("Date de naissance", BIRTH_IN_REACH, required=False)
    born_at = forms.CharField(
        label="Lieu de naissance",
        help_text="Date et lieu servent à retrouver un dossier à la police ou au parquet. Laissez vide sinon.",
        max_length=LONGEST_PLACE,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        action: LegalAction,
        actor: Actor,
        holders: Sequence[Addressee] = (),
        holder: str = "",
        **kwargs: Any,
    ) -> None:
        """`holder` says whose name is taken over, of those who hold the lease."""
        super().__init__(*args, actor=actor, **kwargs)
        self.action, self.actor = action, actor
        offered = ROLES_OF_PLACE if action.situation.is_of_place else tuple(PersonRole)
        cast(forms.ChoiceField, self.fields["role"]).choices = [(each, each.label) for each in offered]
        for each in holders:
            if str(each.pk) == holder:
                self.initial.update(role=PersonRole.CO_HOLDER, last_name=each.last_name, first_name=each.first_name)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"role", "last_name", "first_name"} <= cleaned.keys():
            others = list(persons_visible_to(self.actor).filter(action=self.action).exclude(pk=self.key()))
            wanted = Person(action=self.action, **self.words())
            is_of_place = self.action.situation.is_of_place
            show_refusals(self, refusals_of_person(wanted, others, is_of_place=is_of_place, today=self.actor.today))
        return cleaned

    def words(self) -> PersonWords:
        said = self.cleaned_data
        return PersonWords(
            role=said["role"],
            last_name=said["last_name"],
            first_name=said["first_name"],
            born_on=said.get("born_on"),
            born_at=said.get("born_at", ""),
        )
