"""What is typed to find somebody in the directory."""

from typing import Any

from django import forms

from acting.actor import Actor
from acting.enums import Function
from correspondents.directory import Narrowing, commune_named
from signatories.enums import SignatoryKind
from signatories.models import Theme
from territory.models import Commune


class DirectorySearchForm(forms.Form):
    """A name never stands in an address: this form is posted."""

    text = forms.CharField(
        label="Nom, fonction, organisme, commune ou objet de travail",
        help_text="Accents et fautes de frappe sont pardonnés : « hellebore », « prefecture », « parquet melum ».",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class DirectoryFilterForm(forms.Form):
    """No name among them, so the filters stand in the address, which one may send to a colleague."""

    nature = forms.ChoiceField(label="Organisme", required=False, choices=[("", "Tous"), *SignatoryKind.choices])
    fonction = forms.ChoiceField(label="Fonction", required=False)
    theme = forms.ChoiceField(label="Objet de travail", required=False)
    commune = forms.CharField(
        label="Commune",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, actor: Actor, themes: list[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.named: Commune | None = None
        functions = [(value, label) for value, label in Function.choices if value != Function.GARDIEN or self._has_own]
        self.fields["fonction"].choices = [("", "Toutes"), *functions]  # type: ignore[attr-defined]
        named = [(theme.code, theme.name) for theme in themes]
        self.fields["theme"].choices = [("", "Tous"), *named]  # type: ignore[attr-defined]

    @property
    def _has_own(self) -> bool:
        """Gardiens are listed to their own landlord's people only."""
        return self.actor.signatory_kind == SignatoryKind.LANDLORD

    def clean_commune(self) -> str:
        text: str = self.cleaned_data["commune"].strip()
        self.named = commune_named(self.actor, text) if text else None
        if text and self.named is None:
            raise forms.ValidationError(
                "Cette commune n’est pas reconnue, ou plusieurs portent ce nom : écrivez-le en entier, "
                "ou donnez le code INSEE."
            )
        return self.named.name if self.named else ""

    @property
    def narrowing(self) -> Narrowing:
        """Nothing is narrowed by a form that was not accepted."""
        if not self.is_valid():
            return Narrowing()
        given = self.cleaned_data
        return Narrowing(given["nature"], given["fonction"], given["theme"], self.named)

    @property
    def querystring(self) -> dict[str, str]:
        """What an address needs to show the same list."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}
