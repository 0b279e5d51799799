"""What is typed about the steps of the graduated response."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import Q

from acting import french
from acting.actor import Actor
from acting.forms import OnceForm, day_field, own_key, show_refusals
from acting.stored import StoredForm
from files.uploads import PdfField
from incidents.chronology import taken_in
from incidents.ladder import (
    NO_UNTIL,
    NODE,
    TRUCE,
    Node,
    Proof,
    Result,
    Rung,
    Skip,
    may_skip,
    refusals_of_result,
    refusals_of_step,
)
from incidents.letter_rules import Sending, number_of, refusals_of_enclosing, refusals_of_numbers, refusals_of_sending
from incidents.letter_text import RUNG
from incidents.models import Letter, LetterQuerySet, Situation, Step
from incidents.models.step import LONGEST_WHY
from incidents.permissions import letters_visible_to, steps_visible_to
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
        if rung == Rung.EVICTION:
            self.fields["skip"].label = "Exception à la trêve hivernale"
            self.fields["skip"].help_text = f"{TRUCE} Écrivez laquelle dans la précision."
        skips = (Skip.TRUCE,) if rung == Rung.EVICTION else SKIPPED_BY_HABIT
        cast(forms.ChoiceField, self.fields["skip"]).choices = [("", "Aucune"), *((each, each.label) for each in skips)]
        drafts = _to_send(actor, situation, rung, self._key_sent())
        cast("forms.ModelMultipleChoiceField[Letter]", self.fields["letters"]).queryset = drafts
        self.taken = taken_in(actor, situation)
        asks_why = may_skip(rung, self.taken, is_of_place=situation.is_of_place)
        unused = [*_unused(node), *([] if asks_why else ["skip"]), *([] if drafts.exists() else ["letters"])]
        for name in unused:
            del self.fields[name]
        self.drafts = list(drafts)
        if rung == Rung.FORMAL_NOTICE:
            self.fields["until"].required = True
            self.fields["until"].error_messages["required"] = NO_UNTIL
            self.initial["until"] = next((letter.until for letter in self.drafts if letter.until), None)
        if self.drafts and "tracking_number" in self.fields:
            self._ask_each_number()

    def _key_sent(self) -> UUID | None:
        """The step that this form makes, or has made."""
        try:
            sent = self.fields["submission"].clean(self.data.get("submission"))
        except forms.ValidationError:
            return None
        return own_key(self.actor, sent) if sent else None

    def _ask_each_number(self) -> None:
        """A registered letter has a number of its own; that of the step serves where no letter of the portal went."""
        names = list(self.fields)
        numbers = {number_field(letter): letter for letter in self.drafts}
        for name, letter in numbers.items():
            self.fields[name] = forms.CharField(
                label=f"N° de suivi, {letter.addressee.named}",
                help_text="Si elle part en recommandé.",
                max_length=40,
                required=False,
            )
        self.fields["tracking_number"].help_text = "Pour une lettre recommandée faite hors du portail."
        where = names.index("letters") + 1
        self.order_fields([*names[:where], *numbers, *names[where:]])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("done_on") and not steps_visible_to(self.actor).filter(pk=self.key()).exists():
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
                note=cleaned.get("note", ""),
                has_letters=bool(cleaned.get("letters")),
            )
            show_refusals(self, found)
            if {"done_on", "proof"} <= cleaned.keys():
                self._show_refusals_of_letters(cleaned)
        return cleaned

    def _show_refusals_of_letters(self, cleaned: dict[str, Any]) -> None:
        letters, of_step = list(cleaned.get("letters") or ()), cleaned.get("tracking_number", "")
        done_on, proof, until = cleaned["done_on"], cleaned["proof"], cleaned.get("until")
        step = Step(situation=self.situation, rung=self.rung, until=until)
        for letter in letters:
            sending = Sending(done_on, proof, number_of(letter, letters, self.numbers(), of_step))
            show_refusals(self, refusals_of_enclosing(letter, step))
            show_refusals(self, refusals_of_sending(letter, sending, "done_on", number_field(letter)))
        show_refusals(self, refusals_of_numbers([number for number in self.numbers().values() if number]))

    def step(self) -> dict[str, Any]:
        """The arguments of `take_step`."""
        names = ("done_on", "proof", "tracking_number", "until", "skip", "note", "letters")
        chosen = {name: self.cleaned_data[name] for name in names if name in self.fields}
        return chosen | {"key": self.key(), "numbers": self.numbers()}

    def numbers(self) -> dict[UUID, str]:
        return {letter.pk: self.cleaned_data.get(number_field(letter), "") for letter in self.drafts}


def _to_send(actor: Actor, situation: Situation, rung: Rung, step: UUID | None) -> LetterQuerySet:
    """Those of the rung that are printed and have not left, or left with this very step: the form may come twice."""
    kinds = [kind for kind, of in RUNG.items() if of == rung]
    printed = letters_visible_to(actor).filter(situation=situation, kind__in=kinds, file__isnull=False)
    return printed.filter(Q(sent_on=None) | Q(step__isnull=False, step=step)).for_display().in_order()


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
            rest = taken_in(self.actor, self.step.situation, but=self.step)
            found = refusals_of_result(step=self.step.taken, result=cleaned["result"], on=on, today=today, rest=rest)
            show_refusals(self, found)
        return cleaned


class WithdrawalForm(ReviewedForm):
    guarded = ("why",)

    why = forms.CharField(
        label="Pourquoi la retirer ?",
        max_length=LONGEST_WHY,
        error_messages={"required": "Dites pourquoi cette démarche est retirée."},
    )
