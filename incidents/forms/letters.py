"""What is typed about letters and their templates."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from acting.actor import Actor
from acting.forms import MomentField, OnceForm, day_field, show_refusals
from acting.stored import StoredForm
from incidents.letter_rules import (
    FIELD,
    Sending,
    missing,
    refusals_of_letter,
    refusals_of_return,
    refusals_of_sending,
    refusals_of_sending_alone,
    refusals_of_template,
)
from incidents.letter_sources import fact_line, lines_of
from incidents.letter_text import MEANING, NEEDED, PROOFS, LetterKind, used_in
from incidents.logos import MOST_UPLOADED, TOO_BIG
from incidents.models import Addressee, Incident, Letter, LetterTemplate, Situation
from incidents.permissions import addressees_visible_to, incidents_visible_to
from incidents.services.letters import LetterWords
from signatories.guarded import ReviewedForm
from signatories.widgets import Chips, Choices, ManyChoices

SLOTS = ", ".join(f"{{{slot}}} ({meaning})" for slot, meaning in MEANING.items())


NO_FACT = "Aucun fait n’est dans cette situation : rattachez-en depuis la page d’un fait, par « Situation »."


class TemplateForm(ReviewedForm, StoredForm):
    """The house's template of a kind, as it is now or as the portal proposes it."""

    guarded = ("body",)

    letterhead = forms.CharField(
        label="En-tête",
        help_text="Votre organisme et son adresse, six lignes au plus.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=300,
        error_messages={"required": "Indiquez au moins le nom de votre organisme."},
    )
    logo = forms.FileField(
        label="Logo",
        help_text="PNG ou JPEG, 5 Mo au plus. Il est redessiné avant d’être gardé.",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
        required=False,
    )
    without_logo = forms.BooleanField(label="Sans logo", required=False)
    body = forms.CharField(
        label="Texte",
        help_text=f"Une ligne vide entre deux paragraphes. Le portail remplit : {SLOTS}.",
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=4000,
        error_messages={"required": "Écrivez le texte de la lettre."},
    )
    clauses = forms.CharField(
        label="Clauses du bail et du règlement",
        help_text="Une par ligne : elles sont proposées pour chaque lettre, à la place de {clause}.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
        required=False,
    )
    signature = forms.CharField(
        label="Signature",
        help_text="La fonction de qui signe. Six lignes au plus.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, template: LetterTemplate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template = template
        for name in ("letterhead", "body", "clauses", "signature"):
            self.initial[name] = getattr(template, name)
        self.initial["without_logo"] = template.logo is None

    def clean_logo(self) -> "UploadedFile[bytes] | None":
        upload: UploadedFile[bytes] | None = self.cleaned_data["logo"]
        if upload and upload.size and upload.size > MOST_UPLOADED:
            raise forms.ValidationError(TOO_BIG)
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"letterhead", "body"} <= cleaned.keys():
            words = {name: cleaned.get(name, "") for name in ("letterhead", "body", "clauses", "signature")}
            show_refusals(self, refusals_of_template(LetterTemplate(kind=self.template.kind, **words)))
        return cleaned

    def words(self) -> dict[str, Any]:
        """The arguments of `write_template`."""
        names = ("letterhead", "body", "clauses", "signature")
        upload: UploadedFile[bytes] | None = self.cleaned_data["logo"]
        return {name: self.cleaned_data[name] for name in names} | {
            "logo": upload.read() if upload else None,
            "without_logo": self.cleaned_data["without_logo"] and not upload,
        }


class HolderChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.named)


class DatedFactChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return fact_line(obj)


class WordsForm(ReviewedForm):
    """What somebody writes of a letter, of one as of two hundred: the parts that its template asks for, and its
    paragraphs, which the guard reads again."""

    guarded = ("body",)

    written_on = day_field("Datée du", error_messages={"required": "Datez la lettre."})
    clause = forms.ChoiceField(label="Clause", widget=Choices(), required=False)
    until = day_field("Délai jusqu’au", required=False)
    body = forms.CharField(
        label="Texte",
        help_text="Les mots entre accolades sont remplis par le portail. Des faits, sans nom ni jugement.",
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=4000,
        error_messages={"required": "Écrivez le texte de la lettre."},
    )

    def __init__(self, *args: Any, template: LetterTemplate, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template, self.actor = template, actor
        clauses = cast(forms.ChoiceField, self.fields["clause"])
        clauses.choices = [(clause, clause) for clause in template.clause_list]
        self.initial["body"], self.initial["written_on"] = template.body, actor.today
        kind = LetterKind(template.kind)
        asked = used_in(template.body) | set(NEEDED[kind])
        for slot, name in FIELD.items():
            if slot not in asked:
                self.fields.pop(name, None)
            elif name in self.fields:
                self.fields[name].required = slot in NEEDED[kind]
                self.fields[name].error_messages["required"] = missing(kind, slot)

    def typed_body(self) -> str:
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")


class LetterForm(WordsForm):
    """A letter of one situation: with its dated facts, or the moment of the talk."""

    facts = DatedFactChoice(
        Incident.objects.none(),
        label="Faits datés",
        help_text="Le jour, ce qui s’est passé et le lieu : rien de ce que le déclarant a écrit.",
        widget=ManyChoices(),
        required=False,
    )
    meets_at = MomentField(label="Entretien le", required=False)
    field_order = ("addressees", "written_on", "facts", "clause", "until", "meets_at", "body")

    def __init__(self, *args: Any, situation: Situation, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.situation = situation
        if "facts" in self.fields:
            own = incidents_visible_to(actor).filter(situation=situation).select_related("category")
            cast("forms.ModelMultipleChoiceField[Incident]", self.fields["facts"]).queryset = own.order_by("started_at")
            if not own.exists():
                self.fields["facts"].help_text = NO_FACT

    def show_refusals_of(self, addressees: Iterable[Addressee]) -> None:
        if {"body", "written_on"} <= self.cleaned_data.keys():
            words = self.words().fields() | {"situation": self.situation, "kind": self.template.kind}
            for each in addressees:
                show_refusals(self, refusals_of_letter(Letter(addressed_to="\n".join(each.window), **words)))

    def words(self) -> LetterWords:
        chosen = self.cleaned_data
        facts = [fact.pk for fact in chosen.get("facts") or ()]
        return LetterWords(
            body=self.typed_body(),
            written_on=chosen["written_on"],
            facts=lines_of(self.actor, self.situation, facts),
            clause=chosen.get("clause") or "",
            until=chosen.get("until"),
            meets_at=chosen.get("meets_at"),
        )


class NewLetterForm(LetterForm, OnceForm):
    addressees = HolderChoice(
        Addressee.objects.none(),
        label="À qui",
        help_text="Une lettre pour chaque titulaire du bail.",
        widget=ManyChoices(),
        error_messages={"required": "Choisissez au moins un titulaire du bail."},
    )

    def __init__(self, *args: Any, situation: Situation, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, situation=situation, actor=actor, **kwargs)
        self.once_by = actor
        field = cast("forms.ModelMultipleChoiceField[Addressee]", self.fields["addressees"])
        field.queryset = addressees_visible_to(actor).filter(situation=situation).holding_on(actor.today).in_order()
        self.initial["addressees"] = list(field.queryset)
        if not self.initial["addressees"]:
            field.help_text = "Aucun titulaire du bail n’est inscrit : commencez par la page « Destinataires »."
        if "facts" in self.fields:
            self.initial["facts"] = list(cast(Any, self.fields["facts"]).queryset)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.show_refusals_of(cleaned.get("addressees") or ())
        return cleaned


class LetterEditForm(LetterForm, StoredForm):
    def __init__(self, *args: Any, letter: Letter, template: LetterTemplate, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, situation=letter.situation, template=template, actor=actor, **kwargs)
        self.letter = letter
        for name in ("body", "written_on", "clause", "until", "meets_at"):
            self.initial[name] = getattr(letter, name)
        if "facts" in self.fields:
            offered = cast(Any, self.fields["facts"]).queryset
            self.initial["facts"] = [fact.pk for fact in offered if fact_line(fact) in letter.facts]
        if "clause" in self.fields and letter.clause not in template.clause_list:
            cast(Any, self.fields["clause"]).choices += [(letter.clause, letter.clause)] if letter.clause else []

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.show_refusals_of([self.letter.addressee])
        return cleaned


class SendingForm(forms.Form):
    """How a letter that is no step left."""

    sent_on = day_field("Partie le", error_messages={"required": "Indiquez le jour de l’envoi."})
    proof = forms.ChoiceField(
        label="Comment",
        choices=[(proof, proof.label) for proof in PROOFS],
        widget=Chips(),
        error_messages={"required": "Choisissez comment la lettre est partie."},
    )
    tracking_number = forms.CharField(
        label="N° de suivi", help_text="Pour une lettre recommandée.", max_length=40, required=False
    )

    def __init__(self, *args: Any, letter: Letter, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter, self.actor = letter, actor
        self.initial["sent_on"] = actor.today

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"sent_on", "proof"} <= cleaned.keys():
            show_refusals(self, refusals_of_sending_alone(self.letter, self.sending(), self.actor.today))
            show_refusals(self, refusals_of_sending(self.letter, self.sending(), "sent_on", "tracking_number"))
        return cleaned

    def sending(self) -> Sending:
        chosen = self.cleaned_data
        return Sending(chosen["sent_on"], chosen["proof"], chosen.get("tracking_number", ""))


class ReturnForm(StoredForm):
    """The day on which the post brought a letter back."""

    returned_on = day_field("Revenue le", error_messages={"required": "Indiquez le jour du retour."})

    def __init__(self, *args: Any, letter: Letter, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.letter, self.actor = letter, actor
        self.initial["returned_on"] = letter.returned_on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("returned_on"):
            show_refusals(self, refusals_of_return(self.letter, cleaned["returned_on"], self.actor.today))
        return cleaned
