"""What is typed as an answer: one closed outcome that the subject takes, its detail, a note."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms

from acting.actor import Actor
from acting.forms import day_field, show_refusals
from acting.phones import PhoneField
from acting.words import listed
from referrals.models import OUTCOME_FIELDS, PreparedAnswer, Referral
from referrals.outcome_table import OFFERED_NO_MORE, outcomes_for, refusals_of_answer
from referrals.outcomes import FIELDS, HOUR, MOST_PEOPLE, NOTE_LENGTH, Detail, Outcome, label_of, outcome_of
from referrals.permissions import institutions_named_by
from signatories.enums import FORCES, SignatoryKind
from signatories.guarded import ReviewedForm
from signatories.models import Signatory
from signatories.widgets import Choices

OF_AN_INQUIRY = "Rien de l’enquête (CPP, art. 11). Sera lue par l’expéditeur."


class OutcomeForm(ReviewedForm):
    """A closed outcome of the table, with its day, number, motive or institution; an optional note."""

    kind: str
    today: date
    subjects: Mapping[str, str]  # by outcome: for which subject it is asked of the table

    guarded = ("note",)

    outcome = forms.ChoiceField(label="Réponse", widget=Choices)
    outcome_date = day_field("Date", required=False)
    outcome_time = forms.TimeField(
        label="Heure, si elle est connue",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    outcome_count = forms.IntegerField(label="Nombre de personnes", required=False, min_value=1, max_value=MOST_PEOPLE)
    outcome_motive = forms.ChoiceField(label="Motif", required=False)
    outcome_institution = forms.ModelChoiceField(
        Signatory.objects.none(), label="Institution compétente", required=False, empty_label="– autre, en précision"
    )
    outcome_phone = PhoneField("Téléphone de l’astreinte")
    note = forms.CharField(
        label="Précision",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "data-beside-all": True}),
        help_text="Sans nom ni état de santé. Sera lue par l’expéditeur.",
    )

    def _offer(self, by: Actor, outcomes: Sequence[Outcome], taken_only: Collection[str] = ()) -> None:
        """`taken_only`: of these, what a client may still say and no page proposes."""
        self.today = by.today
        if self.kind in (*FORCES, SignatoryKind.PROSECUTION):
            self.fields["note"].help_text = OF_AN_INQUIRY
        if self.kind == SignatoryKind.PROSECUTION:
            self.fields["outcome"].label = "Suite donnée"
        cast(forms.ChoiceField, self.fields["outcome"]).choices = [(o.code, o.label) for o in outcomes]
        widget = cast(Choices, self.fields["outcome"].widget)
        outcomes = [each for each in outcomes if each.code not in taken_only]
        widget.choices = [(o.code, o.label) for o in outcomes]
        widget.asks = {o.code: " ".join(_asked_by(o)) for o in outcomes if o.detail}
        widget.hints = {o.code: o.asks or o.hint for o in outcomes if o.asks or o.hint}
        for detail in (Detail.DATE, Detail.COUNT, Detail.MOTIVE, Detail.PHONE, Detail.NOTE):
            self.fields[FIELDS[detail]].needed = _needed_for(outcomes, detail)  # type: ignore[attr-defined]
        self.fields["outcome_institution"].asked_by_choice = True  # type: ignore[attr-defined]
        self.fields["outcome_date"].help_text = _may_be_said_for(outcomes)
        motives = [(o.label, list(o.choices)) for o in outcomes if o.choices]
        cast(forms.ChoiceField, self.fields["outcome_motive"]).choices = [("", "–"), *motives]
        kinds = {kind for outcome in outcomes for kind in outcome.institutions}
        if kinds:
            named = cast("forms.ModelChoiceField[Signatory]", self.fields["outcome_institution"])
            named.queryset = institutions_named_by(by).filter(kind__in=kinds)
        asked = {name for outcome in outcomes for name in _asked_by(outcome)}
        for name in {*FIELDS.values(), HOUR} - {*asked, FIELDS[Detail.NOTE]}:
            self.fields[name].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Only the detail that the outcome asks for is kept: what stands under another choice is not sent."""
        cleaned = super().clean()
        if "outcome" not in cleaned:
            return cleaned
        outcome = outcome_of(self.kind, cleaned["outcome"])
        for name in {*FIELDS.values(), HOUR} - {*_asked_by(outcome), FIELDS[Detail.NOTE]}:
            cleaned[name] = "" if name in (FIELDS[Detail.MOTIVE], FIELDS[Detail.PHONE]) else None
        if cleaned.get("outcome_motive", "") not in dict(outcome.choices):
            cleaned["outcome_motive"] = ""
        institution = cleaned.get("outcome_institution")
        found = refusals_of_answer(
            self.kind,
            self.subjects[outcome.code],
            outcome=outcome.code,
            on=cleaned.get("outcome_date"),
            at=cleaned.get("outcome_time"),
            count=cleaned.get("outcome_count"),
            motive=cleaned["outcome_motive"],
            institution=institution.kind if institution else "",
            phone=cleaned.get("outcome_phone", ""),
            note=cleaned.get("note", ""),
            today=self.today,
        )
        show_refusals(self, found)
        return cleaned

    def said(self) -> dict[str, Any]:
        """Of a valid form: the outcome, its detail and the note."""
        return {name: self.cleaned_data[name] for name in ("outcome", HOUR, *FIELDS.values())}


class AnswerForm(OutcomeForm):
    """Of one referral: those that its subject is mostly answered with first."""

    replaces_former = forms.BooleanField(label="Remplace la réponse précédente", required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    prepared = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        by: Actor,
        referral: Referral,
        data: Any = None,
        *,
        former: str = "",
        prepared: PreparedAnswer | None = None,
    ) -> None:
        """`former`: the answer given last, in words, which a correction replaces; "" for the first one. `prepared`:
        what the form begins with."""
        begun = {name: getattr(prepared, name) for name in OUTCOME_FIELDS} if prepared else {}
        begun |= {"version": referral.version, "prepared": prepared.version if prepared else None}
        super().__init__(data, initial=begun)
        self.kind, subject = referral.recipient.kind, referral.subject_id
        outcomes = outcomes_for(self.kind, subject)
        self.subjects = {outcome.code: subject for outcome in outcomes}
        self._offer(by, outcomes, OFFERED_NO_MORE.get(subject, ()))
        if former:
            self.fields["replaces_former"].label = f"Cette réponse remplace « {former} »"
            # Two answers side by side contradict each other, unless the first only said when.
            self.initial.setdefault("replaces_former", referral.planned_on is None)
        else:
            del self.fields["replaces_former"]

    def given(self) -> dict[str, Any]:
        """Of a valid form: what `answer_referral` takes."""
        replaces = self.cleaned_data.get("replaces_former", False)
        return self.said() | {"replaces_former": replaces, "version": self.cleaned_data["version"]}


class BatchAnswerForm(OutcomeForm):
    """One outcome for several referrals to one kind of recipient: whatever one of their subjects takes. One that only
    some of them take says which; the others keep waiting. What is not read any more, or reserved to others, offers
    none: what is offered would tell its subject."""

    def __init__(self, by: Actor, referrals: Sequence[Referral], data: Any = None) -> None:
        super().__init__(data)
        self.kind = referrals[0].recipient.kind
        read = [each for each in referrals if each.is_open_to(by.designation_id) and each.is_live_on(by.today)]
        labels = {referral.subject_id: referral.subject.label for referral in read}
        takes = {subject: outcomes_for(self.kind, subject) for subject in labels}
        takers = {
            outcome.code: [subject for subject, taken in takes.items() if outcome in taken]
            for taken in takes.values()
            for outcome in taken
        }
        self.subjects = {code: subjects[0] for code, subjects in takers.items()}
        no_more = {
            code for code, subjects in takers.items() if all(code in OFFERED_NO_MORE.get(each, ()) for each in subjects)
        }
        self._offer(by, [outcome_of(self.kind, code) for code in takers], no_more)
        hints = cast(Choices, self.fields["outcome"].widget).hints
        for code, subjects in takers.items():
            if len(subjects) < len(labels):
                only = f"Seulement pour : {', '.join(labels[each] for each in subjects).lower()}."
                hints[code] = " ".join(filter(None, [hints.get(code, ""), only]))


def _asked_by(outcome: Outcome) -> list[str]:
    """The fields that stand under it, in their order; where an institution is not named, the note says which."""
    if not outcome.detail:
        return []
    with_day = [HOUR] if outcome.has_hour else [FIELDS[Detail.NOTE]] if outcome.asks else []
    beside = {Detail.DATE: with_day, Detail.INSTITUTION: [FIELDS[Detail.NOTE]]}
    return [FIELDS[outcome.detail], *beside.get(outcome.detail, [])]


def _may_be_said_for(outcomes: Iterable[Outcome]) -> str:
    names = [label_of(each) for each in outcomes if each.detail == Detail.DATE and each.is_whole_without]
    return f"Pour : {', '.join(names).lower()}." if names else ""


def _needed_for(outcomes: Iterable[Outcome], detail: Detail) -> str:
    """`"nécessaire pour « poursuites, audience »"`: said beside the field, for whoever has no scripts to place it."""
    asking = [each for each in outcomes if each.detail == detail and not each.is_whole_without]
    if detail == Detail.NOTE:
        asking += [each for each in outcomes if each.detail == Detail.DATE and each.asks]
    names = listed([f"« {label_of(each).lower()} »" for each in asking], most=len(asking))
    return f"nécessaire pour {names}" if names else ""
