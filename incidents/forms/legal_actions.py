"""What is typed about a legal action of a situation."""

from typing import Any, cast

from django import forms

from acting.actor import Actor
from acting.forms import OnceForm, day_field, show_refusals
from acting.stored import StoredForm
from incidents.chronology import first_fact_on
from incidents.enums import ACTIONS_OF_PLACE, LegalActionKind
from incidents.legal_action_rules import refusals_of_action, refusals_of_begin, refusals_of_withdrawal
from incidents.models import LegalAction, Situation
from incidents.models.legal_action import LONGEST_WHY
from incidents.permissions import persons_visible_to
from incidents.services.legal_actions import ActionWords
from signatories.guarded import ReviewedForm
from signatories.widgets import Chips


class LegalActionForm(ReviewedForm, OnceForm):
    guarded = ("early_why",)

    kind = forms.ChoiceField(label="Action", widget=Chips(), error_messages={"required": "Choisissez l’action."})
    stated_on = day_field("Envisagée depuis le", error_messages={"required": "Indiquez depuis quand."})
    begun_on = day_field(
        "Engagée le", required=False, help_text="Vide tant que ni le juge, ni le parquet, ni la police n’est saisi."
    )
    early_why = forms.CharField(
        label="Pourquoi avant le premier fait",
        help_text="Seulement si elle est envisagée avant le premier fait de la situation. Sans nom ni jugement.",
        max_length=LONGEST_WHY,
        required=False,
    )

    def __init__(self, *args: Any, situation: Situation, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.situation, self.actor = situation, actor
        offered = ACTIONS_OF_PLACE if situation.is_of_place else tuple(LegalActionKind)
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(each, each.label) for each in offered]
        self.initial["stated_on"] = actor.today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"kind", "stated_on"} <= cleaned.keys():
            wanted = LegalAction(situation=self.situation, **self.words())
            began = first_fact_on(self.actor, self.situation)
            show_refusals(self, refusals_of_action(wanted, began, self.actor.today))
        return cleaned

    def words(self) -> ActionWords:
        said = self.cleaned_data
        return ActionWords(
            kind=said["kind"],
            stated_on=said["stated_on"],
            early_why=said.get("early_why", ""),
            begun_on=said.get("begun_on"),
        )


class BegunForm(StoredForm):
    begun_on = day_field("Engagée le", error_messages={"required": "Indiquez le jour."})

    def __init__(self, *args: Any, action: LegalAction, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action, self.actor = action, actor
        self.initial["begun_on"] = action.begun_on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("begun_on"):
            show_refusals(self, refusals_of_begin(self.action, cleaned["begun_on"], self.actor.today))
        return cleaned


class ActionWithdrawalForm(ReviewedForm):
    guarded = ("why",)

    why = forms.CharField(
        label="Pourquoi la retirer ?",
        max_length=LONGEST_WHY,
        error_messages={"required": "Dites pourquoi cette action est retirée."},
    )

    def __init__(self, *args: Any, action: LegalAction, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action, self.actor = action, actor

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        holds_persons = persons_visible_to(self.actor).filter(action=self.action).exists()
        if "why" in cleaned:
            show_refusals(self, refusals_of_withdrawal(cleaned["why"], holds_persons=holds_persons))
        return cleaned
