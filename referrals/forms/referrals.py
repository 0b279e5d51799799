"""What is typed about a referral: the share sheet, the addition, the refusal."""

import re
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms

from acting import french
from acting.actor import Actor
from acting.forms import OnceForm, day_field, show_refusals
from correspondents.models import Designation, Post
from incidents.models import Attachment, Complaint, Incident
from referrals.asked import as_kept
from referrals.asked_pieces import PIECES, WITH_PERSONS, Kind
from referrals.enums import FieldSet, RefusalMotive
from referrals.field_sets import choices, field_sets
from referrals.forms.asked import field_of, typed_in_pieces
from referrals.forms.pieces import offer_pieces, pieces_field
from referrals.matter import Matter
from referrals.models import Referral
from referrals.page_to_come import page_to_come
from referrals.piece_copies import attachments_offered
from referrals.projection import Content
from referrals.recipients import Candidate, ticked_among
from referrals.services.several import Addressed
from referrals.share_sheet import NO_OFFENCE, OFFENCE, Sheet, complaint_named
from referrals.sharing import Sharing, addition_to, refusals_of
from referrals.sharing_rules import (
    FREE,
    NAMED_FOR_A_REASON,
    NOT_AT_POST,
    PRECISION_LENGTH,
    SHOWN_PIECES,
    WIDENING_LENGTH,
    refusals_of_several,
)
from referrals.subject_table import SubjectLine, line_of
from signatories.guarded import ThemedForm
from signatories.permissions import convention_of
from signatories.widgets import Chips, Choices, ManyChoices

NOTHING_TO_DECIDE = (
    "Vous dites qu’il n’y a pas d’infraction : le parquet n’a rien à décider. Choisissez un autre destinataire, ou "
    "changez cette réponse."
)
GONE = "Ce destinataire ne reçoit pas, ou plus, de saisine d’ici : choisissez-en un autre."
NOBODY_YET = "Personne n’y est désigné aujourd’hui : la saisine y attendra."
UNKNOWN = "Un destinataire coché n’est pas, ou plus, à l’annuaire."
NOT_OFFERED = "Cet objet n’est pas, ou plus, proposé entre vous et ce destinataire : choisissez-en un autre."
UUID_LIKE = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
UNSEEN = "Ce qui sera lu a changé depuis que vous l’avez vu. Relisez, puis envoyez."


class OtherRecipients(forms.MultipleChoiceField):
    """Whoever was ticked, offered or not: each is refused by itself, and stops none of the others."""

    def valid_value(self, value: object) -> bool:
        return bool(UUID_LIKE.fullmatch(str(value)))


class TriageForm(forms.Form):
    """Asked before a parquet is, and kept nowhere: it leads to what fits."""

    offence = forms.ChoiceField(label="Y a-t-il une infraction ?", choices=OFFENCE, required=False, widget=Chips)


class ReferralForm(OnceForm, ThemedForm):
    """The share sheet: to whom and why this one, what for, on which basis, what, and until when. The rules of what may
    be shared are `sharing_rules`: the sheet shows them."""

    guarded: tuple[str, ...] = ("precision",)
    referral: Referral  # what was made of it
    addressed: Sequence[Addressed] = ()  # and of each of the others

    recipient = forms.ChoiceField(label="À qui", widget=Choices, error_messages={"invalid_choice": GONE})
    also = OtherRecipients(
        label="Envoyer aussi à",
        required=False,
        widget=ManyChoices,
        help_text="Chacun reçoit sa propre saisine, sous sa propre référence, et ne sait rien des autres.",
    )
    is_reserved = forms.BooleanField(
        label="Réserver aux personnes désignées nommées ci-dessous",
        required=False,
        help_text="Affaire sensible : le reste du poste sait qu’une saisine existe, et n’en lit rien.",
    )
    readers = forms.MultipleChoiceField(
        label="Lisent, et elles seules",
        required=False,
        widget=ManyChoices,
        error_messages={"invalid_choice": NOT_AT_POST},
    )
    subject = forms.ChoiceField(
        label="Ce que vous demandez ou communiquez", widget=Choices, error_messages={"invalid_choice": NOT_OFFERED}
    )
    basis = forms.ChoiceField(label="Fondement")
    condition_stated = forms.BooleanField(required=False)
    field_sets = forms.MultipleChoiceField(label="Ce que vous communiquez", required=False, widget=ManyChoices)
    attachments = pieces_field()
    complaint = forms.ChoiceField(label="Quelle plainte", required=False)
    widening_reason = forms.CharField(
        label="Pourquoi communiquer davantage que d’habitude",
        required=False,
        max_length=WIDENING_LENGTH,
        help_text="Demandé quand un élément coché n’est pas habituel pour cet objet. N’est pas transmis.",
    )
    precision = forms.CharField(
        label="Précision",
        required=False,
        max_length=PRECISION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Transmise. Des faits, sans nom ni état de santé. Pour une réquisition : son numéro et sa date.",
    )
    until = day_field(
        "L’accès prend fin le",
        help_text="De lui-même, à la fin de ce jour. Vous pouvez retirer la saisine avant.",
    )

    def __init__(self, sheet: Sheet, data: Any = None) -> None:
        super().__init__(sheet.with_what_was_left_out(data) if data else None, initial=sheet.initial())
        self.sheet = sheet
        self.fields |= {piece.field: field_of(piece) for piece in sheet.pieces}
        self.guarded = ("precision", *(piece.field for piece in sheet.pieces if piece.kind == Kind.TEXT))
        self._offer("recipient", [(c.key, c.signatory.name) for c in sheet.open_candidates])
        self._offer("also", [(c.key, c.signatory.name) for c in sheet.others])
        self._offer("readers", [(str(each.pk), reader_label(each)) for each in sheet.people])
        self._offer("subject", [(s.pk, s.label) for s in sheet.subjects])
        self._offer("basis", [(b.pk, b.label) for b in sheet.bases])
        labels = dict(choices())
        self._offer("field_sets", [(key, labels[key]) for key in sheet.available])
        self._offer("complaint", [(str(c.pk), complaint_label(c)) for c in sheet.matter.complaints])
        offer_pieces(self, sheet.attachments_offered, asks_why=_is_unusual_to_show(sheet.subject))
        self.fields["widening_reason"].asked_by_choice = True  # type: ignore[attr-defined]
        cast(Choices, self.fields["recipient"].widget).hints = {c.key: c.hint for c in sheet.open_candidates}
        cast(ManyChoices, self.fields["also"].widget).hints = dict.fromkeys(sheet.vacant, NOBODY_YET)
        cast(Choices, self.fields["subject"].widget).hints = sheet.unavailable
        cast(Choices, self.fields["subject"].widget).closed = set(sheet.unavailable)
        cast(ManyChoices, self.fields["field_sets"].widget).hints = self._field_set_hints()
        cast(ManyChoices, self.fields["field_sets"].widget).closed = set(sheet.carried)
        self.fields["condition_stated"].label = f"Je le déclare : {sheet.condition}."
        if not sheet.condition:
            del self.fields["condition_stated"]
        dated = {c.pk: french.day(c.filed_on) for c in sheet.matter.complaints}
        said = [f"Celle du {dated[complaint]} : {reason}" for complaint, reason in sheet.not_to_ask_about.items()]
        self.fields["complaint"].help_text = " ".join(said)
        _ask_which(self, sheet.matter.complaints, is_told=FieldSet.COMPLAINT in sheet.field_sets)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if {"recipient", "subject", "basis", "field_sets", "until", "precision", "widening_reason"} <= cleaned.keys():
            sharing = self.sharing()  # before a refusal takes its field out of what is valid
            self.ask_what_is_meant(sharing.concerns(self.sheet.actor))
            show_refusals(self, refusals_of(self.sheet.actor, sharing))
            ticked = len(self._ticked())
            show_refusals(self, refusals_of_several(sharing.subject.pk, ticked, is_reserved=sharing.is_reserved))
            if self.sheet.offence == NO_OFFENCE:
                self.add_error(None, NOTHING_TO_DECIDE)
            self._refuse_unseen(sharing)
        return cleaned

    def _refuse_unseen(self, sharing: Sharing) -> None:
        """What is sent is what was shown. A client that was shown nothing carries no digest: it knows what it says."""
        is_sent = "seen" in self.data and self.data.get("act") != "draft"
        to_come = page_to_come(self.sheet.actor, sharing, self._ticked())
        if is_sent and self.data["seen"] != to_come.digest:
            self.add_error(None, UNSEEN)

    def others(self) -> list[Candidate]:
        """Of a valid form: who is asked the same at once."""
        return ticked_among(self.sheet.actor, self.sheet.others, self._ticked())

    def refuse_others(self) -> None:
        """What was sent stays sent; of each of the others it is said why it was not."""
        reasons = [f"{each.candidate.signatory.name} : {each.refusal}" for each in self.addressed if each.refusal]
        if self._ticked() - {each.candidate.key for each in self.addressed}:
            reasons.append(UNKNOWN)
        for reason in reasons:
            self.add_error("also", reason)

    def _ticked(self) -> set[str]:
        return {*self.cleaned_data.get("also", ())} - {self.cleaned_data["recipient"]}

    def sharing(self) -> Sharing:
        """Of a valid form."""
        sheet, cleaned = self.sheet, self.cleaned_data
        candidate = next(c for c in sheet.open_candidates if c.key == cleaned["recipient"])
        with_complaint = FieldSet.COMPLAINT in cleaned["field_sets"]
        chosen = cleaned.get("attachments", ())
        asked = as_kept(sheet.pieces, typed_in_pieces(sheet.pieces, cleaned))
        return Sharing(
            residence=sheet.matter.residence,
            territory=sheet.matter.commune,
            recipient_post=cast(Post, candidate.post),
            subject=self._subject().subject,
            basis=next(b for b in sheet.bases if b.pk == cleaned["basis"]),
            field_sets=_with_attachments([key for key in sheet.available if key in cleaned["field_sets"]], chosen),
            until=cleaned["until"],
            incidents=sheet.matter.incidents,
            situation=sheet.matter.situation,
            complaint=self._complaint() if with_complaint else None,
            precision=cleaned["precision"].strip(),
            attachments=[UUID(each) for each in chosen],
            asked=asked | sheet.came_empty(asked),
            widening_reason=cleaned["widening_reason"].strip(),
            routing_reason=candidate.reason[:400],
            not_meant=cleaned.get("not_meant", ()),
            condition_stated=cleaned.get("condition_stated", False),
            is_reserved=cleaned.get("is_reserved", False),
            readers=[UUID(each) for each in cleaned.get("readers", ())],
        )

    @property
    def triage(self) -> TriageForm:
        return TriageForm(initial={"offence": self.sheet.offence})

    @property
    def asked_fields(self) -> list[forms.BoundField]:
        """Those of the subject, as the template draws them."""
        return [self[piece.field] for piece in self.sheet.pieces]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _field_set_hints(self) -> dict[str, str]:
        subject = self.sheet.subject
        hints = _field_set_hints()
        for key in hints:
            if key in self.sheet.carried:
                hints[key] += " – joint d’office à toute demande à ce service"
            elif subject and key in subject.minimum:
                hints[key] += " – nécessaire pour cet objet"
            elif subject and key not in subject.usual and key not in FREE:
                hints[key] += " – inhabituel pour cet objet, un motif sera demandé"
        return hints

    def _subject(self) -> SubjectLine:
        return next(s for s in self.sheet.subjects if s.pk == self.cleaned_data["subject"])

    def _complaint(self) -> Complaint | None:
        return complaint_named(self.sheet.matter, self.cleaned_data.get("complaint"))


class CompletionForm(ThemedForm):
    """What is added to a referral that was sent: a further communication, the first ones stay as they were read.

    Under the same rules as the share sheet, and sent only once what will be read has been shown (`seen`).
    """

    guarded = ("precision",)

    field_sets = forms.MultipleChoiceField(label="Ce que vous ajoutez", required=False, widget=ManyChoices)
    incidents = forms.MultipleChoiceField(
        label="Faits de la même résidence à joindre",
        required=False,
        widget=ManyChoices,
        help_text="Communiqués avec « Les faits ».",
    )
    attachments = pieces_field()
    complaint = forms.ChoiceField(label="Quelle plainte", required=False)
    precision = forms.CharField(
        label="Précision", required=False, max_length=PRECISION_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    widening_reason = forms.CharField(
        label="Pourquoi communiquer davantage que d’habitude",
        required=False,
        max_length=WIDENING_LENGTH,
        help_text="Demandé quand un élément coché n’est pas habituel pour cet objet. N’est pas transmis.",
    )
    asked_persons_requisition = field_of(PIECES["persons_requisition"])
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, referral: Referral, matter: Matter, others: Sequence[Incident], actor: Actor, data: Any = None
    ) -> None:
        super().__init__(data, initial={"version": referral.version})
        self.referral, self.matter, self.others, self.actor = referral, matter, others, actor
        available = {*matter.available(actor), *([FieldSet.FACTS.value] if others else [])}
        self._offer("field_sets", [(key, label) for key, label in choices() if key in available])
        self._offer("incidents", [(str(fact.pk), incident_label(fact)) for fact in others])
        self._offer("complaint", [(str(c.pk), complaint_label(c)) for c in matter.complaints])
        cast(ManyChoices, self.fields["field_sets"].widget).hints = _field_set_hints()
        self.attachments_offered = _offered_to(referral, actor, [*matter.incidents, *others], matter)
        offer_pieces(
            self,
            self.attachments_offered,
            asks_why=_is_unusual_to_show(line_of(convention_of(actor), referral.subject_id)),
        )
        self.fields["widening_reason"].needed = "nécessaire pour un élément inhabituel"  # type: ignore[attr-defined]
        if not others:
            del self.fields["incidents"]
        if FieldSet.PERSONS not in available or referral.recipient.kind not in NAMED_FOR_A_REASON:
            del self.fields["asked_persons_requisition"]
        _ask_which(self, matter.complaints if len(matter.complaints) > 1 else (), is_told=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("incidents") and FieldSet.FACTS not in cleaned.get("field_sets", ()):
            cleaned["field_sets"] = [*cleaned["field_sets"], FieldSet.FACTS.value]
        if {"field_sets", "precision", "widening_reason"} <= cleaned.keys():
            sharing = self.sharing()
            self.ask_what_is_meant(sharing.concerns(self.actor))
            show_refusals(self, refusals_of(self.actor, sharing))
        return cleaned

    def added(self) -> dict[str, Any]:
        """Of a valid form: what `complete_referral` takes. Facts that are joined replace those of the first sending."""
        cleaned = self.cleaned_data
        typed = {name: cleaned.get(f"asked_{name}", "") for name in WITH_PERSONS}
        joined = [fact for fact in self.others if str(fact.pk) in cleaned.get("incidents", ())]
        return {
            "field_sets": _with_attachments(cleaned["field_sets"], cleaned.get("attachments", ())),
            "attachments": [UUID(each) for each in cleaned.get("attachments", ())],
            "incidents": joined or self.matter.incidents,
            "complaint": self._complaint() if FieldSet.COMPLAINT in cleaned["field_sets"] else None,
            "precision": cleaned["precision"].strip(),
            "widening_reason": cleaned["widening_reason"].strip(),
            "not_meant": cleaned.get("not_meant", ()),
            "asked": as_kept([PIECES[name] for name in WITH_PERSONS], typed),
        }

    def sharing(self) -> Sharing:
        return addition_to(self.referral, **self.added())

    def content(self) -> Content:
        """Of a valid form: what the recipient would read beside the first communication."""
        return self.sharing().content(self.actor)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def _complaint(self) -> Complaint | None:
        return complaint_named(self.matter, self.cleaned_data.get("complaint"))


class RefusalForm(forms.Form):
    motive = forms.ChoiceField(label="Motif du refus", choices=RefusalMotive.choices, widget=Choices)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, version: int | None = None) -> None:
        super().__init__(data, initial={"version": version})


class ActForm(forms.Form):
    """An act without any content: only the version that the person saw."""

    version = forms.IntegerField(required=False)


def _offered_to(referral: Referral, actor: Actor, facts: Sequence[Incident], matter: Matter) -> list[Attachment]:
    if referral.recipient.kind not in SHOWN_PIECES:
        return []
    return list(attachments_offered(actor, facts, matter.situation))


def _is_unusual_to_show(subject: SubjectLine | None) -> bool:
    return subject is not None and FieldSet.ATTACHMENTS not in (*subject.usual, *subject.minimum)


def _with_attachments(field_sets: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """Whoever ticks a piece communicates pieces."""
    others = [key for key in field_sets if key != FieldSet.ATTACHMENTS]
    return [*others, *([FieldSet.ATTACHMENTS.value] if chosen else [])]


def _ask_which(form: forms.BaseForm, complaints: Sequence[Complaint], *, is_told: bool) -> None:
    """Never optional: where the complaint is told, `sharing_rules` asks which one; else it is said that nothing is."""
    field = form.fields["complaint"]
    field.asked_by_choice = True  # type: ignore[attr-defined]
    if not is_told:
        field.label = "Quelle plainte, si vous la communiquez"
    if not complaints:
        del form.fields["complaint"]


def reader_label(designation: Designation) -> str:
    return f"{designation.person}, {designation.get_role_display().lower()}"


def complaint_label(complaint: Complaint) -> str:
    number = f", n° PV {complaint.pv_number}" if complaint.pv_number else ""
    return f"{french.day(complaint.filed_on)} – {complaint.get_complainant_display()}{number}"


def incident_label(incident: Incident) -> str:
    place = incident.get_place_display().lower()
    return f"{french.day(incident.started_at)} – {incident.category.label}, {place}"


def _field_set_hints() -> dict[str, str]:
    return {name: field_set.hint for name, field_set in field_sets().items()}
