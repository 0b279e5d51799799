"""What an administrator types into the record of the convention, and who becomes or stays a party to it."""

from collections.abc import Iterable
from copy import copy
from typing import Any, cast
from uuid import UUID

from django import forms
from django.forms.models import construct_instance
from django.utils.text import slugify

from acting.forms import OnceForm, show_refusals
from acting.refusals import Refusal
from acting.stored import StoredForm
from files.uploads import PdfField
from signatories.enums import DocumentKind, SignatoryKind
from signatories.models import Article, Convention, Processing, Signatory
from signatories.models.convention import TOLD
from signatories.portal_settings import BY_NAME, SETTINGS, Setting, refusals_of_settings
from signatories.record_rules import (
    refusals_of_article,
    refusals_of_leaving,
    refusals_of_party,
    refusals_of_processing,
    refusals_of_term,
)
from signatories.services.themes import identifier_of
from signatories.widgets import Chips

JOINING_KINDS = [choice for choice in SignatoryKind.choices if choice[0] != SignatoryKind.OPERATOR]


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class _RowForm(OnceForm, StoredForm, forms.ModelForm):  # type: ignore[type-arg]
    """A row of one convention; a new one takes the identifier of its form, so that it is written once."""

    def __init__(self, data: Any = None, *, convention: Convention, instance: Any = None) -> None:
        new = instance is None
        row = instance or self._meta.model(convention=convention)
        super().__init__(data, instance=row)
        self.convention, self.is_new = convention, new
        if not new:
            del self.fields["submission"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_new:
            self.instance.pk = self.key()
        wanted = construct_instance(self, copy(self.instance), self._meta.fields)
        show_refusals(self, self.refusals(wanted))
        return cleaned

    def key(self) -> UUID:
        """Of a new row: drawn from its form and its convention, so that it meets no row of another one."""
        return identifier_of(self.convention, self.submission_key())

    def refusals(self, wanted: Any) -> Iterable[Refusal]:
        """What stands against the row as it would be written."""
        raise NotImplementedError


class ArticleForm(_RowForm):
    class Meta:
        model = Article
        fields = ("number", "title", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 14})}
        help_texts = {"text": "Recopié du texte signé, sans le résumer ni le compléter."}

    def refusals(self, wanted: Article) -> Iterable[Refusal]:
        return refusals_of_article(wanted) if wanted.number is not None else ()


class ProcessingForm(_RowForm):
    class Meta:
        model = Processing
        fields = ("name", *TOLD, "is_verified")
        help_texts = {
            "joint_controllers": "RGPD, art. 26 : ceux qui décident ensemble des finalités et des moyens.",
            "contact": "Une fonction ou une adresse de service, jamais un nom : la page est publique.",
            "origin": "RGPD, art. 14 : quand elles ne viennent pas de la personne elle-même.",
            "is_verified": "À cocher quand le DPO de chaque responsable l’a confirmé ; jusque-là, « à vérifier ».",
        }

    def refusals(self, wanted: Processing) -> Iterable[Refusal]:
        return refusals_of_processing(wanted)


class TermForm(StoredForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Convention
        fields = ("term_ends_on", "renewal")
        widgets = {"term_ends_on": _day()}
        help_texts = {
            "term_ends_on": "Telle que le texte signé la prévoit. Vide tant qu’on ne la connaît pas.",
            "renewal": "Telle que le texte la prévoit, par exemple « tacite, par périodes de trois ans ».",
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        show_refusals(self, refusals_of_term(self.instance.signed_on, cleaned.get("term_ends_on")))
        return cleaned


class DocumentForm(OnceForm):
    kind = forms.ChoiceField(label="Nature", choices=DocumentKind.choices, widget=Chips)
    title = forms.CharField(label="Intitulé", max_length=200)
    file = PdfField(label="Fichier PDF", help_text="20 Mo au plus. Le texte signé est public, une annexe ne l’est pas.")

    def deposited(self) -> dict[str, Any]:
        """Of a valid form: what `deposit_document` takes."""
        cleaned, upload = self.cleaned_data, self.cleaned_data["file"]
        return {
            "kind": DocumentKind(cleaned["kind"]),
            "title": cleaned["title"],
            "name": upload.name,
            "content": upload.read(),
            "submission": self.submission_key(),
        }


def _one_of(setting: Setting, label: str) -> forms.Field:
    """The two words of a setting that says which of two things holds."""
    choices = list(zip(("False", "True"), setting.either or (), strict=True))
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=lambda value: value == "True", help_text=setting.meaning
    )


class SettingsForm(StoredForm):
    """One number for each setting, between its bounds; the reason is kept beside what changed."""

    reason = forms.CharField(
        label="Motif",
        max_length=240,
        required=False,
        help_text="Lu par tous dans l’historique. Demandé pour garder le journal plus de douze mois.",
    )

    def __init__(self, data: Any = None, *, convention: Convention) -> None:
        former = {setting.name: getattr(convention, setting.name) for setting in SETTINGS}
        # What a client leaves out altogether stays as it is; an empty field that came is what was typed.
        kept = {name: value for name, value in former.items() if value is not None}
        said = kept | {name: data[name] for name in data} if data else None
        super().__init__(said, initial=former)
        self.former = former
        for setting in SETTINGS:
            label = str(Convention._meta.get_field(setting.name).verbose_name).capitalize()  # type: ignore[union-attr]
            if setting.either:
                self.fields[setting.name] = _one_of(setting, label)
                continue
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
        show_refusals(self, refusals_of_settings(self.former, values, cleaned.get("reason", "")))
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
        fields = ("kind", "name", "short_name", "in_phrase", "mailbox", "joined_on", "is_signing_party")
        widgets = {"joined_on": _day()}
        help_texts = {"is_signing_party": "A signé le texte : montrée au public. Les autres ont rejoint la convention."}

    def __init__(self, data: Any = None, *, convention: Convention, instance: Signatory | None = None) -> None:
        super().__init__(data, convention=convention, instance=instance)
        cast(forms.ChoiceField, self.fields["kind"]).choices = [("", "–"), *JOINING_KINDS]
        if not self.is_new:
            del self.fields["kind"], self.fields["joined_on"]

    def refusals(self, wanted: Signatory) -> Iterable[Refusal]:
        return refusals_of_party(wanted)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.is_new and cleaned.get("name"):
            # Readable, and taken by nobody else: with a number behind it where it must be.
            wished = slugify(cleaned["name"])[:50] or "signataire"
            others = self.convention.signatories.exclude(pk=self.key())
            taken, number, code = set(others.values_list("code", flat=True)), 1, wished
            while code in taken:
                number += 1
                code = f"{wished}-{number}"
            self.instance.code = code
        return cleaned


class LeavingForm(StoredForm, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Signatory
        fields = ("left_on",)
        widgets = {"left_on": _day()}
        help_texts = {
            "left_on": "Dernier jour, compris. Le lendemain, ses correspondants n’ont plus accès à rien. Vide : reste."
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        show_refusals(self, refusals_of_leaving(self.instance.joined_on, cleaned.get("left_on")))
        return cleaned
