"""What is typed about a landlord's residences: one, the filters of the list, a whole list."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from acting.actor import Actor
from acting.forms import OnceForm, day_field
from acting.stored import StoredForm
from acting.words import listed
from files.tables.table import EMPTY, Unreadable
from territory.models import MOST_DWELLINGS, Commune, Residence
from territory.permissions import communes_visible_to
from territory.residence_file import ADDRESS_LENGTH, LIMITS, NAME_LENGTH, read_list
from territory.services.residences import ResidenceDetails


class NamedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the type checker only
    """A choice among rows, each by the name that it goes by here."""

    def __init__(self, *args: Any, named: Callable[[Any], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.named = named

    def label_from_instance(self, obj: Any) -> str:
        return self.named(obj)


def commune_with_former_names(commune: Commune) -> str:
    """`"Villemaréchal (77504), dont Saint-Ange-le-Viel"`: an address is often still written with the former name."""
    former = listed([former.name for former in commune.former_names.all()])
    return f"{commune.name} ({commune.code})" + (f", dont {former}" if former else "")


class ResidenceForm(OnceForm, StoredForm):
    name = forms.CharField(
        label="Nom", max_length=NAME_LENGTH, error_messages={"required": "Donnez le nom de la résidence."}
    )
    address = forms.CharField(
        label="Adresse",
        help_text="Numéros et voie, sans la commune.",
        max_length=ADDRESS_LENGTH,
        error_messages={"required": "Donnez l’adresse."},
    )
    commune = NamedChoice(
        Commune.objects.none(),
        named=commune_with_former_names,
        label="Commune",
        help_text="C’est elle qui dit quel parquet et quelle force sont compétents.",
        empty_label="Choisissez…",
        error_messages={"required": "Choisissez la commune.", "invalid_choice": "Choisissez une commune de la liste."},
    )
    dwellings = forms.IntegerField(
        label="Logements",
        min_value=1,
        max_value=MOST_DWELLINGS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"required": "Donnez le nombre de logements.", "invalid": "Donnez un nombre entier."},
    )
    in_priority_district = forms.BooleanField(label="En quartier prioritaire (QPV)", required=False)

    def __init__(self, *args: Any, actor: Actor, residence: Residence | None = None, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        cast(NamedChoice, self.fields["commune"]).queryset = communes_visible_to(actor).prefetch_related("former_names")
        if residence:
            written = ("name", "address", "commune", "dwellings", "in_priority_district")
            self.initial.update({name: getattr(residence, name) for name in written})

    def details(self) -> ResidenceDetails:
        written = {name: value for name, value in self.cleaned_data.items() if name != "submission"}
        return ResidenceDetails(**written)


class ClosingForm(StoredForm):
    """Emptied, it opens the residence again."""

    closed_on = day_field(
        "Fermée à partir du",
        help_text="Démolie, vendue ou cédée : plus aucun fait n’en part. Laissez vide pour la rouvrir.",
        required=False,
        error_messages={"invalid": "Indiquez une date."},
    )


class ResidenceFileForm(forms.Form):
    file = forms.FileField(
        label="Votre liste",
        help_text="CSV ou Excel (.xlsx), 5 000 lignes et 5 Mo au plus. Rien n’est écrit avant que vous confirmiez.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Choisissez un fichier."},
    )
    content = b""

    def clean_file(self) -> "UploadedFile[Any]":
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        if not upload.size:
            raise forms.ValidationError(EMPTY)
        if upload.size > LIMITS.size:
            weight = -(-upload.size // (1024 * 1024))
            raise forms.ValidationError(
                f"Ce fichier pèse {weight} Mo ; la limite est de 5 Mo. Gardez les colonnes du modèle, ou partagez-le."
            )
        self.content = upload.read()
        try:
            read_list(self.content)
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from None
        return upload


class ImportDecisionForm(forms.Form):
    """`digest` stands for what was shown: nothing else is applied."""

    APPLY, DISCARD = "apply", "discard"

    decision = forms.ChoiceField(choices=[(APPLY, APPLY), (DISCARD, DISCARD)])
    digest = forms.CharField(max_length=64, required=False)
