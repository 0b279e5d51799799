"""What an administrator types into the record of the convention, and who becomes or stays a party to it."""

from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.utils.formats import date_format
from django.utils.text import slugify

from files.uploads import PdfField
from signatories.enums import DocumentKind, SignatoryKind
from signatories.models import Article, Convention, Processing, Signatory
from signatories.portal_settings import BY_NAME, SETTINGS, asks_reason, contradictions
from signatories.services.themes import identifier_of
from signatories.widgets import Chips

JOINING_KINDS = [choice for choice in SignatoryKind.choices if choice[0] != SignatoryKind.OPERATOR]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row of one convention; a new one takes the identifier of its form, so that it is written once."""

    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, convention: Convention, instance: Any = None) -> None:
        new = instance is None
        row = instance or self._meta.model(convention=convention)
        super().__init__(data, instance=row, initial={"submission": uuid4()} if new else {})
        self.convention, self.is_new = convention, new
        if not new:
            del self.fields["submission"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_new:
            self.instance.pk = self.key()
        return cleaned

    def key(self) -> UUID:
        """Of a new row: drawn from its form and its convention, so that it meets no row of another one."""
        try:
            return identifier_of(self.convention, UUID(self.data.get("submission", "")))
        except ValueError:
            own: UUID = self.instance.pk
            return own

    def holder(self, **values: Any) -> bool:
        """Whether another row of the convention has these values already."""
        same = self.key() if self.is_new else self.instance.pk
        others = self._meta.model._default_manager.filter(convention=self.convention, **values)  # noqa: SLF001
        return any(pk != same for pk in others.values_list("pk", flat=True))


class ArticleForm(_RowForm):
    class Meta:
        model = Article
        fields = ("number", "title", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}
        help_texts = {"text": "Recopié du texte signé, sans le résumer ni le compléter."}

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        if self.holder(number=number):
            raise forms.ValidationError(f"L’article {number} existe déjà : modifiez-le, ou donnez un autre numéro.")
        return number


class ProcessingForm(_RowForm):
    class Meta:
        model = Processing
        fields = ("name", "controllers", "joint_controllers", "processors", "legal_basis", "is_verified")
        help_texts = {
            "joint_controllers": "RGPD, art. 26 : ceux qui décident ensemble des finalités et des moyens.",
            "is_verified": "À cocher quand le DPO de chaque responsable l’a confirmé ; jusque-là, « à vérifier ».",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("is_verified") and not (cleaned.get("controllers") or cleaned.get("joint_controllers")):
            self.add_error("is_verified", "Sans responsable nommé, rien n’est encore vérifié.")
        return cleaned


class TermForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Convention
        fields = ("term_ends_on", "renewal")
        widgets = {"term_ends_on": _day()}
        help_texts = {
            "term_ends_on": "Telle que le texte signé la prévoit. Vide tant qu’on ne la connaît pas.",
            "renewal": "Telle que le texte la prévoit, par exemple « tacite, par périodes de trois ans ».",
        }

    def clean_term_ends_on(self) -> date | None:
        ends_on: date | None = self.cleaned_data["term_ends_on"]
        if ends_on and ends_on <= self.instance.signed_on:
            raise forms.ValidationError(
                f"L’échéance vient après la signature, le {date_format(self.instance.signed_on)}."
            )
        return ends_on


class DocumentForm(forms.Form):
    kind = forms.ChoiceField(label="Nature", choices=DocumentKind.choices, widget=Chips)
    title = forms.CharField(label="Intitulé", max_length=200)
    file = PdfField(label="Fichier PDF", help_text="20 Mo au plus. Le texte signé est public, une annexe ne l’est pas.")
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"submission": uuid4()})

    def deposited(self) -> dict[str, Any]:
        """Of a valid form: what `deposit_document` takes."""
        cleaned, upload = self.cleaned_data, self.cleaned_data["file"]
        return {
            "kind": DocumentKind(cleaned["kind"]),
            "title": cleaned["title"],
            "name": upload.name,
            "content": upload.read(),
            "submission": cleaned["submission"] or uuid4(),
        }


class SettingsForm(forms.Form):
    """One number for each setting, between its bounds; the reason is kept beside what changed."""

    reason = forms.CharField(
        label="Motif",
        max_length=240,
        required=False,
        help_text="Lu par tous dans l’historique. Demandé pour garder le journal plus de douze mois.",
    )

    def __init__(self, data: Any = None, *, convention: Convention) -> None:
        super().__init__(data, initial={setting.name: getattr(convention, setting.name) for setting in SETTINGS})
        self.former = dict(self.initial)
        for setting in SETTINGS:
            label = str(Convention._meta.get_field(setting.name).verbose_name).capitalize()  # type: ignore[union-attr]
            self.fields[setting.name] = forms.IntegerField(
                label=label,
                min_value=setting.least,
                max_value=setting.most,
                required=not setting.optional,
                help_text=f"{setting.bounds}. {setting.meaning}",
            )
        self.order_fields([*BY_NAME, "reason"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        values = {name: cleaned[name] for name in BY_NAME if name in cleaned}
        for name, sentence in contradictions(values).items():
            self.add_error(name, sentence)
        if asks_reason(self.former, values) and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Dites pourquoi le journal est gardé plus de douze mois.")
        return cleaned

    def chosen(self) -> dict[str, Any]:
        """Of a valid form: what `change_settings` takes."""
        return {
            "values": {name: self.cleaned_data[name] for name in BY_NAME},
            "reason": self.cleaned_data["reason"].strip(),
        }


class SignatoryForm(_RowForm):
    """A party that joins: its kind and its day are said once; the names may be put right later."""

    class Meta:
        model = Signatory
        fields = ("kind", "name", "short_name", "in_phrase", "joined_on", "is_signing_party")
        widgets = {"joined_on": _day()}
        help_texts = {"is_signing_party": "A signé le texte : montrée au public. Les autres ont rejoint la convention."}

    def __init__(self, data: Any = None, *, convention: Convention, instance: Signatory | None = None) -> None:
        super().__init__(data, convention=convention, instance=instance)
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", "–"), *JOINING_KINDS]
        if not self.is_new:
            del self.fields["kind"], self.fields["joined_on"]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self.holder(name__iexact=name):
            raise forms.ValidationError("Un signataire porte déjà ce nom dans cette convention.")
        return name

    def clean_joined_on(self) -> date:
        joined_on: date = self.cleaned_data["joined_on"]
        if joined_on < self.convention.signed_on:
            signed_on = date_format(self.convention.signed_on)
            raise forms.ValidationError(f"La convention a été signée le {signed_on} : nul n’y est partie avant.")
        return joined_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_new and cleaned.get("name"):
            self.instance.code = self._free_code(slugify(cleaned["name"])[:50] or "signataire", cleaned)
        return cleaned

    def _free_code(self, wished: str, cleaned: dict[str, Any]) -> str:
        """Readable, and taken by nobody else: with a number behind it where it must be."""
        others = self.convention.signatories.exclude(pk=self.key())
        taken, number, code = set(others.values_list("code", flat=True)), 1, wished
        while code in taken:
            number += 1
            code = f"{wished}-{number}"
        return code


class LeavingForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Signatory
        fields = ("left_on",)
        widgets = {"left_on": _day()}
        help_texts = {
            "left_on": "Dernier jour, compris. Le lendemain, ses correspondants n’ont plus accès à rien. Vide : reste."
        }

    def clean_left_on(self) -> date | None:
        left_on: date | None = self.cleaned_data["left_on"]
        if left_on and left_on < self.instance.joined_on:
            joined_on = date_format(self.instance.joined_on)
            raise forms.ValidationError(f"Ce signataire est partie depuis le {joined_on} : choisissez un jour d’après.")
        return left_on
