"""What is typed about a préfectoral injunction: to write it down, and for each act on it. No field takes a name."""

from datetime import date
from typing import Any, cast

from django import forms

from acting.actor import Actor
from acting.forms import OnceForm, day_field, show_refusals
from acting.stored import StoredForm
from referrals.enums import InjunctionRefusal
from referrals.injunction_draft import InjunctionDraft, refusals_of_draft
from referrals.injunction_rules import ADDRESS_LENGTH, COURT_LENGTH, LEASE_LENGTH, NOTE_LENGTH
from referrals.models import Injunction
from referrals.permissions import landlords_enjoined_by, leases_visible_to
from signatories.enums import SignatoryKind
from signatories.guarded import ReviewedForm
from signatories.models import Signatory
from signatories.widgets import Choices
from territory.models import Commune, Residence
from territory.permissions import communes_visible_to, residences_visible_to

INCOMPLETE = {"required": "Indiquez la date.", "invalid": "Indiquez une date."}


class LandlordField(forms.ModelChoiceField):  # type: ignore[type-arg]  # Django's own class takes none at run time
    def label_from_instance(self, obj: Signatory) -> str:
        return obj.name


class InjunctionForm(OnceForm, ReviewedForm):
    """Where, since when, and the ground. The préfecture says at which landlord's; a residence says it too."""

    guarded = ("address",)

    residence = forms.ModelChoiceField(
        Residence.objects.none(),
        label="Résidence",
        required=False,
        empty_label="Une autre adresse",
    )
    landlord = LandlordField(
        Signatory.objects.none(),
        label="Bailleur",
        required=False,
        empty_label="Choisissez…",
        help_text="Inutile si vous choisissez une résidence.",
    )
    commune = forms.ModelChoiceField(Commune.objects.none(), label="Commune", required=False, empty_label="Choisissez…")
    address = forms.CharField(
        label="Adresse de l’immeuble",
        required=False,
        max_length=ADDRESS_LENGTH,
        help_text="Rue et bâtiment. Ni nom, ni étage, ni numéro de logement.",
    )
    notified_on = day_field(
        "Notifiée par le préfet le",
        help_text="Le jour de la notification, hors du portail : les délais courent de là.",
        error_messages=INCOMPLETE,
    )
    ground_stated = forms.BooleanField(
        label="Le trafic de stupéfiants est le fait de l’occupant habituel du logement",
        required=False,
        help_text="Sans cela, pas d’injonction : le texte ne vise rien d’autre.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.actor = actor
        residences = residences_visible_to(actor).open_on(actor.today).order_by("landlord", "search_name", "pk")
        self._offer("residence", residences)
        self._offer("commune", communes_visible_to(actor).order_by("search_name"))
        self._offer("landlord", landlords_enjoined_by(actor).order_by("search_name"))
        for name in ("landlord", "commune", "address"):  # asked for unless a residence says it
            self.fields[name].asked_by_choice = True  # type: ignore[attr-defined]
        if actor.signatory_kind == SignatoryKind.LANDLORD:
            del self.fields["landlord"]

    def clean(self) -> dict[str, Any]:
        """What may not stand there first: nobody is asked to read again what is refused anyway."""
        if "notified_on" in self.cleaned_data:
            show_refusals(self, refusals_of_draft(self.actor, self.draft()))
        return super().clean()

    def draft(self) -> InjunctionDraft:
        """As far as it is filled in; of a valid form, what `note_injunction` takes."""
        cleaned = self.cleaned_data
        residence: Residence | None = cleaned.get("residence")
        landlord: Signatory | None = cleaned.get("landlord") or (residence.landlord if residence else None)
        if self.actor.signatory_kind == SignatoryKind.LANDLORD:
            landlord = landlords_enjoined_by(self.actor).first()
        return InjunctionDraft(
            landlord=landlord,
            residence=residence,
            commune=cleaned.get("commune"),
            typed=cleaned.get("address", ""),
            notified_on=cleaned["notified_on"],
            ground_stated=cleaned.get("ground_stated", False),
        )

    def _offer(self, name: str, rows: Any) -> None:
        cast("forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows


class InjunctionActForm(forms.Form):
    """An act on an injunction: the version that the person saw, and today where a day is asked. What may not be said
    the service refuses, at its field."""

    day = ""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, version: int, today: date) -> None:
        initial: dict[str, Any] = {"version": version} | ({self.day: today} if self.day else {})
        super().__init__(data, initial=initial)

    def given(self) -> dict[str, Any]:
        """Of a valid form: what the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reviewed"}


class AcceptanceForm(InjunctionActForm):
    day = "answered_on"

    answered_on = day_field("Réponse adressée au préfet le", error_messages=INCOMPLETE)


class InjunctionRefusalForm(InjunctionActForm, ReviewedForm):
    day = "answered_on"
    guarded = ("note",)

    motive = forms.ChoiceField(
        label="Motif",
        choices=InjunctionRefusal.choices,
        widget=Choices,
        error_messages={"required": "Choisissez un motif."},
    )
    note = forms.CharField(
        label="Précision",
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Sans nom ni numéro de logement.",
    )
    answered_on = day_field("Réponse adressée au préfet le", error_messages=INCOMPLETE)


class SeizureForm(InjunctionActForm, ReviewedForm):
    day = "seized_on"
    guarded = ("court",)

    seized_on = day_field("Juge saisi le", error_messages=INCOMPLETE)
    court = forms.CharField(
        label="Juridiction",
        max_length=COURT_LENGTH,
        help_text="Tribunal et ville, sans nom ni numéro de dossier.",
        error_messages={"required": "Dites quelle juridiction est saisie."},
    )


class SubstitutionForm(InjunctionActForm):
    day = "substituted_on"

    substituted_on = day_field("Juge saisi par le préfet le", error_messages=INCOMPLETE)


class LeaseForm(StoredForm):
    """The landlord's own word for the lease."""

    number = forms.CharField(
        label="Numéro du bail",
        required=False,
        max_length=LEASE_LENGTH,
        help_text="Dans vos propres livres. La préfecture ne le lit pas, ni aucun autre partenaire.",
    )

    def __init__(self, actor: Actor, injunction: Injunction, data: Any = None) -> None:
        lease = leases_visible_to(actor).filter(injunction=injunction).first()
        super().__init__(data, initial={"number": lease.number if lease else ""})
