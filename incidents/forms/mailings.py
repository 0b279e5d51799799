"""What is typed about letters that go out in numbers."""

from typing import Any, cast

from django import forms

from acting.actor import Actor
from acting.forms import OnceForm, show_refusals
from incidents.enums import SituationKind
from incidents.forms.letters import WordsForm
from incidents.letter_rules import refusals_of_body, refusals_of_mailing
from incidents.letter_text import LetterKind
from incidents.models import LetterTemplate, Situation
from incidents.permissions import situations_visible_to
from incidents.services.mailings import MailingWords
from signatories.widgets import ManyChoices


class LeaseChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.reference}, {obj.in_phrase}, {obj.residence.name}"


class MailingForm(WordsForm, OnceForm):
    """Leases are shown by their numbers: no name stands in a list."""

    situations = LeaseChoice(
        Situation.objects.none(),
        label="Baux",
        help_text="Chaque titulaire reçoit sa lettre, avec les faits de sa situation.",
        widget=ManyChoices(),
        error_messages={"required": "Choisissez au moins une situation d’un bail."},
    )
    field_order = ("situations", "written_on", "clause", "until", "body")

    def __init__(self, *args: Any, template: LetterTemplate, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, template=template, actor=actor, **kwargs)
        self.once_by = actor
        leases = situations_visible_to(actor).open().filter(kind=SituationKind.LEASE).select_related("residence")
        field = cast("forms.ModelMultipleChoiceField[Situation]", self.fields["situations"])
        field.queryset = leases.order_by("reference")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"situations", "body"} <= cleaned.keys():
            show_refusals(self, refusals_of_mailing(self.template.kind, len(cleaned["situations"])))
            show_refusals(self, refusals_of_body(LetterKind(self.template.kind), cleaned["body"]))
        return cleaned

    def words(self) -> MailingWords:
        chosen = self.cleaned_data
        return MailingWords(
            body=self.typed_body(),
            written_on=chosen["written_on"],
            clause=chosen.get("clause") or "",
            until=chosen.get("until"),
        )
