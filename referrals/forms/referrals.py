"""What is typed about a referral: the share sheet, the addition, the answer, the refusal."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime

from acting.actor import Actor
from correspondents.models import Post
from incidents.models import Complaint, Incident
from referrals.asking import why_not_asked
from referrals.enums import FieldSet, RefusalMotive
from referrals.matter import Matter
from referrals.models import Referral
from referrals.outcomes import OUTCOMES, Detail, Outcome, outcome_of
from referrals.projection import Content, project
from referrals.services.referrals import Sharing
from referrals.share_sheet import Sheet, complaint_named
from referrals.subject_table import SubjectLine, line_of
from signatories.guarded import ReviewedForm
from signatories.permissions import convention_of
from signatories.widgets import Choices, ManyChoices

FIELD_SET_HINTS = {
    FieldSet.FACTS.value: "date, nature, récurrence, ce qui a été vu, dommage",
    FieldSet.PLACE.value: "résidence, adresse, bâtiment",
    FieldSet.COMPLAINT.value: "date, plaignant, service, n° de PV et de parquet",
}


class ReferralForm(ReviewedForm):
    """The share sheet: to whom and why this one, what for, on which basis, what, and until when."""

    guarded = ("precision",)

    recipient = forms.ChoiceField(label="À qui", widget=Choices)
    subject = forms.ChoiceField(label="Ce que vous demandez ou communiquez")
    basis = forms.ChoiceField(label="Base légale")
    field_sets = forms.MultipleChoiceField(label="Ce que vous communiquez", widget=ManyChoices)
    complaint = forms.ChoiceField(label="Quelle plainte", required=False)
    widening_reason = forms.CharField(
        label="Pourquoi communiquer davantage que d’habitude",
        required=False,
        max_length=240,
        help_text="Demandé quand un élément coché n’est pas habituel pour cet objet. N’est pas transmis.",
    )
    precision = forms.CharField(
        label="Précision",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Transmise. Des faits, sans nom ni état de santé. Pour une réquisition : son numéro et sa date.",
    )
    until = forms.DateField(
        label="L’accès prend fin le",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="De lui-même, à la fin de ce jour. Vous pouvez retirer la saisine avant.",
    )
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, sheet: Sheet, data: Any = None) -> None:
        super().__init__(data, initial=sheet.initial())
        self.sheet = sheet
        self._offer("recipient", [(c.key, c.signatory.name) for c in sheet.open_candidates])
        self._offer("subject", [(s.pk, s.label) for s in sheet.subjects])
        self._offer("basis", [(b.pk, b.label) for b in sheet.bases])
        labels = dict(FieldSet.choices)
        self._offer("field_sets", [(key, labels[key]) for key in sheet.matter.available])
        self._offer("complaint", [(str(c.pk), complaint_label(c)) for c in sheet.matter.complaints])
        cast(Choices, self.fields["recipient"].widget).hints = {c.key: c.hint for c in sheet.open_candidates}
        cast(ManyChoices, self.fields["field_sets"].widget).hints = self._field_set_hints()
        if not sheet.matter.complaints:
            del self.fields["complaint"]

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        last = self.sheet.actor.today + timedelta(days=self.sheet.convention.share_days_max)
        if until < self.sheet.actor.today:
            raise forms.ValidationError("Cette date est passée : choisissez aujourd’hui ou un jour à venir.")
        if until > last:
            raise forms.ValidationError(f"Au plus tard le {date_format(last)} : au-delà, renouvelez la saisine.")
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"subject", "field_sets"} <= cleaned.keys():
            self._check_minimum(cleaned)
            self._check_complaint(cleaned)
        return cleaned

    def sharing(self) -> Sharing:
        """Of a valid form."""
        sheet, cleaned = self.sheet, self.cleaned_data
        candidate = next(c for c in sheet.open_candidates if c.key == cleaned["recipient"])
        with_complaint = FieldSet.COMPLAINT in cleaned["field_sets"]
        return Sharing(
            residence=sheet.matter.residence,
            recipient_post=cast(Post, candidate.post),
            subject=self._subject().subject,
            basis=next(b for b in sheet.bases if b.pk == cleaned["basis"]),
            field_sets=[key for key in sheet.matter.available if key in cleaned["field_sets"]],
            until=cleaned["until"],
            incidents=sheet.matter.incidents,
            situation=sheet.matter.situation,
            complaint=self._complaint() if with_complaint else None,
            precision=cleaned["precision"].strip(),
            widening_reason=cleaned["widening_reason"].strip(),
            routing_reason=candidate.reason[:400],
        )

    def submission_key(self) -> UUID:
        """Absent from a client that did not open the form: then each sending is its own."""
        return self.cleaned_data["submission"] or uuid4()

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _field_set_hints(self) -> dict[str, str]:
        subject = self.sheet.subject
        hints = dict(FIELD_SET_HINTS)
        for key in hints:
            if subject and key in subject.minimum:
                hints[key] += " – nécessaire pour cet objet"
            elif subject and key not in subject.usual:
                hints[key] += " – inhabituel pour cet objet, un motif sera demandé"
        return hints

    def _subject(self) -> SubjectLine:
        return next(s for s in self.sheet.subjects if s.pk == self.cleaned_data["subject"])

    def _complaint(self) -> Complaint | None:
        complaints = self.sheet.matter.complaints
        return complaint_named(self.sheet.matter, self.cleaned_data.get("complaint")) or next(iter(complaints), None)

    def _check_minimum(self, cleaned: dict[str, Any]) -> None:
        subject, chosen, labels = self._subject(), cleaned["field_sets"], dict(FieldSet.choices)
        missing = [key for key in subject.minimum if key not in chosen]
        if "complaint" in missing and not self.sheet.matter.complaints:
            self.add_error("subject", "Cet objet suppose une plainte : notez-la d’abord sur la page du fait.")
        elif missing:
            names = ", ".join(str(labels[key]).lower() for key in missing)
            self.add_error("field_sets", f"Pour cet objet, il faut communiquer : {names}.")
        unusual = [key for key in chosen if key not in (*subject.usual, *subject.minimum)]
        if unusual and not cleaned.get("widening_reason"):
            names = ", ".join(str(labels[key]).lower() for key in unusual)
            self.add_error("widening_reason", f"Dites pourquoi cet objet demande aussi : {names}.")
        if subject.needs_precision and not cleaned.get("precision"):
            self.add_error("precision", "Cet objet demande une précision (numéro et date).")

    def _check_complaint(self, cleaned: dict[str, Any]) -> None:
        complaint, subject = self._complaint(), cleaned.get("subject")
        if complaint and (reason := why_not_asked(complaint, str(subject), self.sheet.convention, self.sheet.actor)):
            self.add_error("subject", reason)


class CompletionForm(ReviewedForm):
    """What is added to a referral that was sent: a further communication, the first ones stay as they were read.

    Under the same rules as the share sheet, and sent only once what will be read has been shown (`seen`).
    """

    guarded = ("precision",)

    field_sets = forms.MultipleChoiceField(label="Ce que vous ajoutez", required=False, widget=ManyChoices)
    incidents = forms.MultipleChoiceField(
        label="Faits de la même résidence à joindre",
        required=False,
        widget=ManyChoices,
        help_text="Communiqués avec « Les faits ».",
    )
    complaint = forms.ChoiceField(label="Quelle plainte", required=False)
    precision = forms.CharField(
        label="Précision", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )
    widening_reason = forms.CharField(
        label="Pourquoi communiquer davantage que d’habitude",
        required=False,
        max_length=240,
        help_text="Demandé quand un élément coché n’est pas habituel pour cet objet. N’est pas transmis.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, referral: Referral, matter: Matter, others: Sequence[Incident], actor: Actor, data: Any = None
    ) -> None:
        super().__init__(data, initial={"version": referral.version})
        self.referral, self.matter, self.others, self.actor = referral, matter, others, actor
        self.convention = convention_of(actor)
        available = {*matter.available, *([FieldSet.FACTS.value] if others else [])}
        self._offer("field_sets", [(key, label) for key, label in FieldSet.choices if key in available])
        self._offer("incidents", [(str(fact.pk), incident_label(fact)) for fact in others])
        self._offer("complaint", [(str(c.pk), complaint_label(c)) for c in matter.complaints])
        cast(ManyChoices, self.fields["field_sets"].widget).hints = FIELD_SET_HINTS
        if not others:
            del self.fields["incidents"]
        if len(matter.complaints) < 2:
            del self.fields["complaint"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("incidents") and FieldSet.FACTS not in cleaned.get("field_sets", ()):
            cleaned["field_sets"] = [*cleaned["field_sets"], FieldSet.FACTS.value]
        if not (cleaned.get("field_sets") or cleaned.get("precision")):
            raise forms.ValidationError("Cochez ce que vous ajoutez, ou écrivez une précision.")
        self._check_rules(cleaned)
        return cleaned

    def added(self) -> dict[str, Any]:
        """Of a valid form: what `complete_referral` takes. Facts that are joined replace those of the first sending."""
        cleaned = self.cleaned_data
        joined = [fact for fact in self.others if str(fact.pk) in cleaned.get("incidents", ())]
        return {
            "field_sets": cleaned["field_sets"],
            "incidents": joined or self.matter.incidents,
            "complaint": self._complaint() if FieldSet.COMPLAINT in cleaned["field_sets"] else None,
            "precision": cleaned["precision"].strip(),
        }

    def content(self) -> Content:
        """Of a valid form: what the recipient would read beside the first communication."""
        return project(residence=self.matter.residence, **self.added())

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _complaint(self) -> Complaint | None:
        chosen = complaint_named(self.matter, self.cleaned_data.get("complaint"))
        return chosen or next(iter(self.matter.complaints), None)

    def _check_rules(self, cleaned: dict[str, Any]) -> None:
        chosen = cleaned.get("field_sets", ())
        line = line_of(self.convention, self.referral.subject_id)
        unusual = [key for key in chosen if line and key not in (*line.usual, *line.minimum)]
        if unusual and not cleaned.get("widening_reason"):
            names = ", ".join(str(dict(FieldSet.choices)[key]).lower() for key in unusual)
            self.add_error("widening_reason", f"Dites pourquoi cet objet demande aussi : {names}.")
        complaint = self._complaint() if FieldSet.COMPLAINT in chosen else None
        subject = self.referral.subject_id
        if complaint and (reason := why_not_asked(complaint, subject, self.convention, self.actor)):
            self.add_error("field_sets", reason)


class AnswerForm(ReviewedForm):
    """A closed outcome of the recipient's kind; its date, number or motive; an optional note."""

    guarded = ("note",)

    outcome = forms.ChoiceField(label="Suite donnée", widget=Choices)
    outcome_date = forms.DateField(
        label="Date", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    outcome_count = forms.IntegerField(label="Nombre de personnes", required=False, min_value=1, max_value=999)
    outcome_motive = forms.ChoiceField(label="Motif", required=False)
    note = forms.CharField(
        label="Précision",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Rien de l’enquête (CPP, art. 11). Sera lue par l’expéditeur.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, kind: str, data: Any = None, version: int | None = None) -> None:
        super().__init__(data, initial={"version": version})
        self.kind = kind
        outcomes = OUTCOMES[kind]  # type: ignore[index]
        cast(forms.ChoiceField, self.fields["outcome"]).choices = [(o.code, o.label) for o in outcomes]
        self.fields["outcome_date"].help_text = _says_for(outcomes, Detail.DATE)
        self.fields["outcome_count"].help_text = _says_for(outcomes, Detail.COUNT)
        motives = [(o.label, list(o.choices)) for o in outcomes if o.choices]
        cast(forms.ChoiceField, self.fields["outcome_motive"]).choices = [("", "–"), *motives]
        self._drop_what_no_outcome_asks(outcomes)

    def clean(self) -> dict[str, Any]:
        """Only the detail that the outcome asks for is kept; a dismissal gives its motive (CPP, art. 40-2)."""
        cleaned = super().clean()
        if "outcome" not in cleaned:
            return cleaned
        outcome = outcome_of(self.kind, cleaned["outcome"])
        cleaned["outcome_date"] = cleaned.get("outcome_date") if outcome.detail == Detail.DATE else None
        cleaned["outcome_count"] = cleaned.get("outcome_count") if outcome.detail == Detail.COUNT else None
        motive = cleaned.get("outcome_motive", "")
        cleaned["outcome_motive"] = motive if motive in dict(outcome.choices) else ""
        if outcome.code == "dismissed" and not cleaned["outcome_motive"]:
            self.add_error("outcome_motive", "Un classement sans suite indique son motif (CPP, art. 40-2).")
        return cleaned

    def given(self) -> dict[str, Any]:
        """Of a valid form: what `answer_referral` takes."""
        names = ("outcome", "outcome_date", "outcome_count", "outcome_motive", "note", "version")
        return {name: self.cleaned_data[name] for name in names} | {"overridden": self.overridden}

    def _drop_what_no_outcome_asks(self, outcomes: Iterable[Outcome]) -> None:
        asked = {outcome.detail for outcome in outcomes}
        for detail, name in DETAIL_FIELDS.items():
            if detail not in asked:
                self.fields[name].widget = forms.HiddenInput()


DETAIL_FIELDS = {Detail.DATE: "outcome_date", Detail.COUNT: "outcome_count", Detail.MOTIVE: "outcome_motive"}


class RefusalForm(forms.Form):
    motive = forms.ChoiceField(label="Motif du refus", choices=RefusalMotive.choices, widget=Choices)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, version: int | None = None) -> None:
        super().__init__(data, initial={"version": version})


class ActForm(forms.Form):
    """An act without any content: only the version that the person saw."""

    version = forms.IntegerField(required=False)


def complaint_label(complaint: Complaint) -> str:
    number = f", n° PV {complaint.pv_number}" if complaint.pv_number else ""
    return f"{date_format(complaint.filed_on)} – {complaint.get_complainant_display()}{number}"


def incident_label(incident: Incident) -> str:
    place = incident.get_place_display().lower()
    return f"{date_format(localtime(incident.started_at))} – {incident.category.label}, {place}"


def _says_for(outcomes: Iterable[Outcome], detail: Detail) -> str:
    names = [outcome.label.removesuffix(" le…") for outcome in outcomes if outcome.detail == detail]
    return f"Pour : {', '.join(names).lower()}." if names else ""
