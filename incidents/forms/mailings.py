"""What is typed about letters that go out in numbers."""

from typing import Any, cast

from django import forms

from acting.actor import Actor
from acting.forms import OnceForm, day_field, show_refusals
from incidents.enums import SituationKind
from incidents.letter_rules import missing, refusals_of_body, refusals_of_mailing
from incidents.letter_text import NEEDED, LetterKind, Slot, used_in
from incidents.models import LetterTemplate, Situation
from incidents.permissions import situations_visible_to
from incidents.services.mailings import MailingWords
from signatories.guarded import ReviewedForm
from signatories.widgets import Choices, ManyChoices


class LeaseChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.reference}, {obj.in_phrase}, {obj.residence.name}"


class MailingForm(ReviewedForm, OnceForm):
    """Leases are shown by their numbers: no name stands in a list."""

    guarded = ("body",)

    situations = LeaseChoice(
        Situation.objects.none(),
        label="Baux",
        help_text="Chaque titulaire reçoit sa lettre, avec les faits de sa situation.",
        widget=ManyChoices(),
        error_messages={"required": "Choisissez au moins une situation d’un bail."},
    )
    written_on = day_field("Datées du", error_messages={"required": "Datez les lettres."})
    clause = forms.ChoiceField(label="Clause", widget=Choices(), required=False)
    until = day_field("Délai jusqu’au", required=False)
    body = forms.CharField(
        label="Texte",
        help_text="Le même pour toutes. Les mots entre accolades sont remplis par le portail.",
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=4000,
        error_messages={"required": "Écrivez le texte de la lettre."},
    )

    def __init__(self, *args: Any, template: LetterTemplate, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.template = template
        leases = situations_visible_to(actor).open().filter(kind=SituationKind.LEASE).select_related("residence")
        cast("forms.ModelMultipleChoiceField[Situation]", self.fields["situations"]).queryset = leases.order_by(
            "reference"
        )
        cast(forms.ChoiceField, self.fields["clause"]).choices = [(each, each) for each in template.clause_list]
        self.initial["body"], self.initial["written_on"] = template.body, actor.today
        asked = used_in(template.body) | set(NEEDED[LetterKind(template.kind)])
        for slot, name in ((Slot.CLAUSE, "clause"), (Slot.UNTIL, "until")):
            if slot in asked:
                self.fields[name].required = slot in NEEDED[LetterKind(template.kind)]
                self.fields[name].error_messages["required"] = missing(LetterKind(template.kind), slot)
            else:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"situations", "body"} <= cleaned.keys():
            show_refusals(self, refusals_of_mailing(self.template.kind, len(cleaned["situations"])))
            show_refusals(self, refusals_of_body(LetterKind(self.template.kind), cleaned["body"]))
        return cleaned

    def words(self) -> MailingWords:
        chosen = self.cleaned_data
        return MailingWords(
            body=chosen["body"].replace("\r\n", "\n"),
            written_on=chosen["written_on"],
            clause=chosen.get("clause") or "",
            until=chosen.get("until"),
        )
