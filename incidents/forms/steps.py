"""What is typed about the steps of the graduated response."""

from typing import Any, cast
from uuid import UUID

from django import forms

from acting import french
from acting.actor import Actor
from acting.forms import OnceForm, day_field, show_refusals
from acting.stored import StoredForm
from files.uploads import PdfField
from incidents.chronology import taken_in
from incidents.ladder import NODE, Node, Proof, Result, Rung, Skip, may_skip, refusals_of_result, refusals_of_step
from incidents.letter_rules import Sending, number_of, refusals_of_sending
from incidents.letter_text import RUNG
from incidents.models import Letter, LetterQuerySet, Situation, Step
from incidents.models.step import LONGEST_WHY
from incidents.permissions import letters_visible_to
from incidents.services.letters import number_field
from signatories.guarded import ReviewedForm
from signatories.widgets import Chips, Choices, ManyChoices

SKIPPED_BY_HABIT = (Skip.GRAVITY, Skip.INTERIM, Skip.ALREADY)


class ReceiptForm(forms.Form):
    """The proof of a step on paper: a signed receipt, an act, a judgment."""

    file = PdfField(
        label="Fichier PDF",
        help_text="20 Mo au plus : avis de réception, acte, décision. Il remplace celui qui serait déjà déposé.",
        error_messages={"required": "Choisissez le fichier PDF."},
    )


class LetterChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.addressee.named}, datée du {french.day(obj.written_on)}"


class StepForm(ReviewedForm, OnceForm):
    """One rung: the day, the proof, and what this rung asks besides."""

    guarded = ("note",)

    done_on = day_field("Faite le", error_messages={"required": "Indiquez le jour de la démarche."})
    proof = forms.ChoiceField(
        label="Preuve", widget=Chips(), error_messages={"required": "Choisissez la preuve de cette démarche."}
    )
    tracking_number = forms.CharField(
        label="N° de suivi", help_text="Pour une lettre recommandée.", max_length=40, required=False
    )
    until = day_field("Délai laissé jusqu’au", required=False, help_text="Celui que vous fixez dans la lettre.")
    skip = forms.ChoiceField(label="Pourquoi l’étape d’avant est passée", widget=Choices(), required=False)
    letters = LetterChoice(
        Letter.objects.none(),
        label="Lettres envoyées",
        help_text="Celles dont le PDF est fait. Elles ne changent plus ensuite.",
        widget=ManyChoices(),
        required=False,
    )
    note = forms.CharField(
        label="Précision", help_text="Des faits, sans nom ni jugement.", max_length=300, required=False
    )

    def __init__(self, *args: Any, situation: Situation, rung: Rung, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.situation, self.rung, self.actor = situation, rung, actor
        node = NODE[rung]
        self.initial["done_on"] = actor.today
        cast(forms.ChoiceField, self.fields["proof"]).choices = [(proof, proof.label) for proof in node.proofs]
        if len(node.proofs) == 1:
            self.initial["proof"] = node.proofs[0]
        skips = (Skip.TRUCE,) if rung == Rung.EVICTION else SKIPPED_BY_HABIT
        cast(forms.ChoiceField, self.fields["skip"]).choices = [("", "Aucune"), *((each, each.label) for each in skips)]
        drafts = _to_send(actor, situation, rung)
        cast("forms.ModelMultipleChoiceField[Letter]", self.fields["letters"]).queryset = drafts
        self.taken = taken_in(actor, situation)
        asks_why = may_skip(rung, self.taken, is_of_place=situation.is_of_place)
        unused = [*_unused(node), *([] if asks_why else ["skip"]), *([] if drafts.exists() else ["letters"])]
        for name in unused:
            del self.fields[name]
        self.drafts = list(drafts)
        if self.drafts and "tracking_number" in self.fields:
            self._ask_each_number()

    def _ask_each_number(self) -> None:
        """A registered letter has a number of its own; that of the step serves where no letter of the portal went."""
        after = list(self.fields)
        for letter in self.drafts:
            name = number_field(letter)
            self.fields[name] = forms.CharField(label=f"N° de suivi, {letter.addressee.named}", max_length=40)
            self.fields[name].required = False
            after.insert(after.index("letters") + 1, name)
        self.fields["tracking_number"].help_text = "Pour une lettre recommandée faite hors du portail."
        self.order_fields(after)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("done_on"):
            found = refusals_of_step(
                rung=self.rung,
                done_on=cleaned["done_on"],
                today=self.actor.today,
                taken=self.taken,
                is_of_place=self.situation.is_of_place,
                lease_from=self.situation.lease_from,
                until=cleaned.get("until"),
                proof=cleaned.get("proof", ""),
                tracking_number=cleaned.get("tracking_number", ""),
                skip=cleaned.get("skip", ""),
                has_letters=bool(cleaned.get("letters")),
            )
            show_refusals(self, found)
            for letter in cleaned.get("letters") or ():
                number = number_of(letter, cleaned["letters"], self.numbers(), cleaned.get("tracking_number", ""))
                sending = Sending(cleaned["done_on"], cleaned.get("proof", ""), number)
                show_refusals(self, refusals_of_sending(letter, sending, "done_on", number_field(letter)))
        return cleaned

    def step(self) -> dict[str, Any]:
        """The arguments of `take_step`."""
        names = ("done_on", "proof", "tracking_number", "until", "skip", "note", "letters")
        chosen = {name: self.cleaned_data[name] for name in names if name in self.fields}
        return chosen | {"key": self.key(), "numbers": self.numbers()}

    def numbers(self) -> dict[UUID, str]:
        return {letter.pk: self.cleaned_data.get(number_field(letter), "") for letter in self.drafts}


def _to_send(actor: Actor, situation: Situation, rung: Rung) -> LetterQuerySet:
    kinds = [kind for kind, of in RUNG.items() if of == rung]
    drafts = letters_visible_to(actor).drafts().filter(situation=situation, kind__in=kinds, file__isnull=False)
    return drafts.for_display().in_order()


def _unused(node: Node) -> list[str]:
    """Fields that this rung never asks."""
    unused = [] if Proof.REGISTERED in node.proofs else ["tracking_number"]
    return unused + ([] if Proof.REGISTERED in node.proofs else ["until"])


class ResultForm(StoredForm):
    result = forms.ChoiceField(label="Résultat", widget=Chips(), error_messages={"required": "Choisissez un résultat."})
    resulted_on = day_field("Le", error_messages={"required": "Indiquez le jour du résultat."})

    def __init__(self, *args: Any, step: Step, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step, self.actor = step, actor
        results = NODE[Rung(step.rung)].results
        cast(forms.ChoiceField, self.fields["result"]).choices = [(each, Result(each).label) for each in results]
        self.initial["result"], self.initial["resulted_on"] = step.result, step.resulted_on

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"result", "resulted_on"} <= cleaned.keys():
            on, today = cleaned["resulted_on"], self.actor.today
            show_refusals(self, refusals_of_result(step=self.step.taken, result=cleaned["result"], on=on, today=today))
        return cleaned


class WithdrawalForm(ReviewedForm):
    guarded = ("why",)

    why = forms.CharField(
        label="Pourquoi la retirer ?",
        max_length=LONGEST_WHY,
        error_messages={"required": "Dites pourquoi cette démarche est retirée."},
    )
