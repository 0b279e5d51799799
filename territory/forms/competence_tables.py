"""What an administrator gives about who is competent where: an official file, its confirmation, a correction."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet

from signatories.models import Signatory
from signatories.widgets import Choices
from territory.enums import ImportKind
from territory.imports.department import OFFICIAL
from territory.models import Competence
from territory.services.competences import KINDS_OF_DOMAIN, TOO_BIG

HINTS = {
    ImportKind.COURTS: "« Liste des juridictions compétentes pour les communes de France », CSV.",
    ImportKind.FORCES: "« Compétence territoriale gendarmerie et police nationales », CSV.",
    ImportKind.COMMUNES: "« v_commune_AAAA.csv » du code officiel géographique, ou le fichier JSON d’Etalab.",
}


class OfficialFileForm(forms.Form):
    """One published file. Its name says nothing for sure, so the format is asked."""

    kind = forms.ChoiceField(
        label="Format",
        choices=ImportKind.choices,
        widget=Choices(hints={kind.value: hint for kind, hint in HINTS.items()}),
        error_messages={"required": "Dites de quel fichier il s’agit."},
    )
    file = forms.FileField(
        label="Fichier",
        help_text="CSV, .xlsx ou JSON, 30 Mo au plus, tel qu’il est publié : toute la France, sans rien retrancher.",
        error_messages={"required": "Choisissez le fichier.", "empty": "Le fichier est vide."},
    )
    source = forms.CharField(
        label="Source",
        help_text="Qui l’a publié, sous quel titre. Cette ligne s’affiche sous « Qui est compétent ? ».",
        max_length=240,
        error_messages={"required": "Dites d’où vient le fichier."},
    )
    vintage = forms.CharField(
        label="Millésime",
        help_text="Année ou date de publication, par exemple « juillet 2026 ».",
        max_length=40,
        error_messages={"required": "Dites de quand date le fichier."},
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > OFFICIAL.size:
            raise forms.ValidationError(TOO_BIG)
        return file


class ConfirmationForm(forms.Form):
    """The box that must be ticked when what would change is seldom a reform."""

    confirmed = forms.BooleanField(
        label="J’ai vérifié ces changements auprès de leur source",
        required=False,
        error_messages={"required": "Tant de changements sont rares : vérifiez-les, puis cochez la case."},
    )

    def __init__(self, *args: Any, is_asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed"].required = is_asked


class ReasonForm(forms.Form):
    """Why a line of an official table is not believed, or is believed again."""

    reason = forms.CharField(
        label="Motif",
        help_text="D’où vous le tenez : une lettre, un texte, sa date. Aucun nom de personne.",
        max_length=200,
        error_messages={"required": "Donnez le motif."},
    )


class CorrectionForm(ReasonForm):
    signatory = forms.ModelChoiceField(
        Signatory.objects.none(),
        label="Institution compétente",
        empty_label=None,
        error_messages={"required": "Choisissez l’institution.", "invalid_choice": "Choisissez dans la liste."},
    )
    unit = forms.CharField(
        label="Service",
        help_text="Ressort, circonscription, compagnie ou brigade.",
        max_length=120,
        error_messages={"required": "Donnez le service."},
    )
    field_order = ("signatory", "unit", "reason")

    def __init__(self, competence: Competence, signatories: QuerySet[Signatory], data: Any = None) -> None:
        super().__init__(data, initial={"signatory": competence.signatory_id, "unit": competence.unit})
        kinds = KINDS_OF_DOMAIN[competence.domain]  # type: ignore[index]
        self.fields["signatory"].queryset = signatories.filter(kind__in=kinds)  # type: ignore[attr-defined]


class ExceptionForm(ReasonForm):
    exception = forms.CharField(
        label="Exception",
        help_text="La partie de la commune qui relève d’ailleurs, et de qui. Laissez vide s’il n’y en a plus.",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    field_order = ("exception", "reason")

    def __init__(self, competence: Competence, data: Any = None) -> None:
        super().__init__(data, initial={"exception": competence.exception})
