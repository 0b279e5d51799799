"""What administrators type about an objet de travail: its texts, its contacts."""

from typing import Any
from uuid import UUID, uuid4

from django import forms

from acting.rows import Rows
from signatories.models import Convention, Theme
from signatories.models.theme import NO_TRACE_AT_ALL, TO_VERIFY
from signatories.services.themes import code_of, identifier_of

MOST_CONTACTS = 18
ONE_A_LINE = f"Une par ligne. « {TO_VERIFY} » à la fin d’une ligne se voit sur la page."


class ThemeForm(forms.ModelForm):  # type: ignore[type-arg]
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Theme
        fields = ("name", "summary", "circuit", "sources", "position", "keeps_orientation")
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "circuit": forms.Textarea(attrs={"rows": 12}),
            "sources": forms.Textarea(attrs={"rows": 6}),
        }
        labels = {"circuit": "Circuit : les étapes, dans l’ordre", "position": "Rang dans la liste"}
        help_texts = {
            "circuit": f"{ONE_A_LINE} Chaque affirmation de droit cite son texte.",
            "sources": ONE_A_LINE,
            "keeps_orientation": "Date, commune et voie, sans aucune personne.",
        }

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.convention = convention
        self.is_new = not self.instance.code
        self.fresh_key = self.initial["submission"] = uuid4()
        if self.instance.code == NO_TRACE_AT_ALL:
            del self.fields["keeps_orientation"]

    def clean_name(self) -> str:
        """A name that stands for another theme of the convention is refused, withdrawn ones included."""
        name: str = self.cleaned_data["name"]
        alike = self.convention.themes.filter(code=code_of(name))
        if not code_of(name):
            raise forms.ValidationError("Un nom s’écrit avec des lettres.")
        if self.is_new and alike.exclude(pk=identifier_of(self.convention, self.submission_key())).exists():
            raise forms.ValidationError("La convention a déjà un objet de travail de ce nom : modifiez-le.")
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        about = code_of(cleaned.get("name") or "")
        if self.is_new and about.startswith(NO_TRACE_AT_ALL) and cleaned.get("keeps_orientation"):
            self.add_error("keeps_orientation", "Sur ce sujet le portail ne garde rien, pas même un nombre.")
        return cleaned

    def submission_key(self) -> UUID:
        """Absent from a client that did not open the form: then each sending is its own."""
        try:
            return UUID(self.data.get("submission", ""))
        except ValueError:
            return self.fresh_key

    def written(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "submission"}


class ContactForm(forms.Form):
    label = forms.CharField(label="Intitulé", max_length=160)
    phone = forms.CharField(label="Téléphone", max_length=30, required=False)
    email = forms.EmailField(label="Adresse du service", required=False)
    hours = forms.CharField(label="Quand", max_length=120, required=False)
    is_emergency = forms.BooleanField(label="Numéro d’urgence, en grand", required=False)
    to_verify = forms.BooleanField(label="À vérifier", required=False)


ContactRows = forms.formset_factory(
    ContactForm,
    formset=Rows,
    extra=2,
    can_order=True,
    can_delete=True,
    max_num=MOST_CONTACTS,
    absolute_max=MOST_CONTACTS,
    validate_max=True,
)
