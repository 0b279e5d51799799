"""What administrators type about an objet de travail: its texts, its contacts."""

from typing import Any

from django import forms

from acting.forms import OnceForm, show_refusals
from acting.phones import PhoneField
from acting.rows import Rows
from acting.stored import StoredForm
from signatories.models import Convention, Theme
from signatories.models.theme import NO_TRACE_AT_ALL, TO_VERIFY
from signatories.services.themes import identifier_of
from signatories.theme_rules import MOST_CONTACTS, refusals_of_new_theme, refusals_of_theme

ONE_A_LINE = f"Une par ligne. « {TO_VERIFY} » à la fin d’une ligne se voit sur la page."


class ThemeForm(OnceForm, StoredForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Theme
        fields = ("name", "summary", "circuit", "sources", "position", "keeps_orientation")
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "circuit": forms.Textarea(attrs={"rows": 12}),
            "sources": forms.Textarea(attrs={"rows": 6}),
        }
        labels = {"circuit": "Circuit : les étapes, dans l’ordre", "position": "Rang dans la liste"}
        help_texts = {
            "circuit": f"{ONE_A_LINE} Chaque affirmation de droit cite son texte.",
            "sources": ONE_A_LINE,
            "keeps_orientation": "Date, commune et voie, sans aucune personne.",
        }

    def __init__(self, *args: Any, convention: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.convention = convention
        self.is_new = not self.instance.code
        if self.instance.code == NO_TRACE_AT_ALL:
            del self.fields["keeps_orientation"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if name := cleaned.get("name"):
            keeps = bool(cleaned.get("keeps_orientation"))
            show_refusals(self, refusals_of_theme(self.instance.code, name, keeps_orientation=keeps))
        if name and self.is_new:
            identifier = identifier_of(self.convention, self.submission_key())
            show_refusals(self, refusals_of_new_theme(self.convention, identifier, name))
        return cleaned

    def written(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "submission"}


class ContactForm(forms.Form):
    label = forms.CharField(label="Intitulé", max_length=160)
    phone = PhoneField("Téléphone")
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
