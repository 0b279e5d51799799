"""What is typed about meetings. The guard watches the texts: a meeting names functions, never people."""

from collections.abc import Collection
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from acting.actor import Actor
from acting.forms import MomentField, OnceForm, day_field, show_refusals
from acting.rows import Rows
from acting.stored import StoredForm
from signatories.enums import MeetingKind
from signatories.guarded import ReviewedForm, WithAdvice
from signatories.meeting_rules import (
    MOST_ATTENDANCES,
    refusals_of_attendances,
    refusals_of_done,
    refusals_of_function,
    refusals_of_moment,
)
from signatories.models import Decision, Meeting, Signatory
from signatories.models.meeting import AGENDA_LENGTH, MINUTES_LENGTH
from signatories.permissions import institutions_of

NO_NAME = "Des fonctions et des faits, sans nom."


class KeptText(OnceForm, StoredForm, ReviewedForm):
    """A guarded form that says "enregistrer", and one submission for each form shown."""

    reviewed = forms.BooleanField(label="J’ai relu, j’enregistre ainsi", required=False, widget=WithAdvice)

    def written(self) -> dict[str, Any]:
        """The arguments of the service."""
        texts = {name: value for name, value in self.cleaned_data.items() if name not in ("reviewed", "submission")}
        return texts | {"overridden": self.overridden}


class MeetingForm(KeptText):
    guarded = ("title", "place", "agenda", "minutes")

    kind = forms.ChoiceField(label="Nature", choices=MeetingKind.choices)
    title = forms.CharField(label="Intitulé", max_length=160)
    starts_at = MomentField(
        label="Date et heure",
        error_messages={"invalid": "Indiquez une date et une heure."},
    )
    place = forms.CharField(label="Lieu", max_length=160, required=False)
    agenda = forms.CharField(
        label="Ordre du jour",
        max_length=AGENDA_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"Un point par ligne. {NO_NAME}",
    )
    minutes = forms.CharField(
        label="Relevé",
        max_length=MINUTES_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=f"Ce qui s’est dit, après la réunion. {NO_NAME} Les décisions s’ajoutent une à une.",
    )
    is_cancelled = forms.BooleanField(label="Réunion annulée", required=False)

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if meeting is None:
            del self.fields["is_cancelled"]
        else:
            self.initial.update({name: getattr(meeting, name) for name in self.fields if hasattr(meeting, name)})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if starts_at := cleaned.get("starts_at"):
            show_refusals(self, refusals_of_moment(starts_at))
        return cleaned


class DecisionForm(KeptText):
    guarded: tuple[str, ...] = ("text", "owner_function", "follow_up")

    text = forms.CharField(
        label="Ce qui est décidé", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=NO_NAME
    )
    owner = forms.ModelChoiceField(
        Signatory.objects.none(), label="Qui s’en charge", error_messages={"required": "Choisissez un signataire."}
    )
    owner_function = forms.CharField(label="Fonction", max_length=120, help_text="« Référent sûreté », sans nom.")
    due_on = day_field("Pour le", required=False)
    done_on = day_field("Faite le", required=False)
    follow_up = forms.CharField(
        label="Suivi", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=NO_NAME
    )

    def __init__(self, *args: Any, actor: Actor, decision: Decision | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if "owner" in self.fields:
            field = cast("forms.ModelChoiceField[Signatory]", self.fields["owner"])
            field.queryset = institutions_of(actor, also=[decision.owner_id] if decision else [])
        if decision is not None:
            self.initial.update({name: getattr(decision, name) for name in self.fields if hasattr(decision, name)})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        show_refusals(self, refusals_of_done(cleaned.get("done_on"), self.actor.today))
        return cleaned


class FollowUpForm(DecisionForm):
    """What the owner of a decision may say of it."""

    guarded = ("follow_up",)
    text = owner = owner_function = due_on = None  # type: ignore[assignment]


class AttendanceForm(forms.Form):
    signatory = forms.ModelChoiceField(Signatory.objects.none(), label="Institution")
    function = forms.CharField(label="Fonction, sans nom", max_length=120)
    was_present = forms.BooleanField(label="Présent", required=False, initial=True)

    def __init__(self, *args: Any, actor: Actor, present: Collection[UUID] = (), **kwargs: Any) -> None:
        """`present`: who is on the list already, a party of that day that may have left since."""
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Signatory]", self.fields["signatory"])
        field.queryset = institutions_of(actor, also=present)

    def has_changed(self) -> bool:
        """A row in which nothing but the box was touched is an empty one."""
        return bool({"signatory", "function"} & set(self.changed_data))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        show_refusals(self, refusals_of_function(cleaned.get("function", "")))
        return cleaned


class _AttendanceRows(Rows):
    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        for refusal in refusals_of_attendances((row["signatory"].pk, row["function"]) for row in self.kept()):
            raise ValidationError(refusal.text)


AttendanceRows = forms.formset_factory(
    AttendanceForm,
    formset=_AttendanceRows,
    extra=3,
    can_delete=True,
    max_num=MOST_ATTENDANCES,
    absolute_max=MOST_ATTENDANCES,
    validate_max=True,
)
