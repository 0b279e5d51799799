"""What is typed about a file of the past: the file, what its columns and its words are, the decision."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import Truncator

from acting.actor import Actor
from acting.fold import fold
from acting.forms import OnceForm, show_refusals
from files.tables.table import EMPTY, Table
from incidents.enums import ImportKind
from incidents.import_columns import COLUMNS, LIMITS, NOTHING_THERE, is_needed
from incidents.import_report import Report, examples_of
from incidents.import_rules import NO_COLUMN, refusals_of_columns
from incidents.import_words import MEANINGS
from incidents.models import Category
from signatories.widgets import Choices
from territory.permissions import residences_visible_to

UNTOLD = "Choisissez…"
ADDRESS_INSTEAD = "ou l’adresse"
LONGEST_EXAMPLE = 40


class FactFileForm(OnceForm):
    kind = forms.ChoiceField(
        label="Ce que contient le fichier",
        choices=ImportKind.choices,
        widget=Choices(),
        initial=ImportKind.FACTS,
    )
    file = forms.FileField(
        label="Votre fichier",
        help_text="CSV ou Excel (.xlsx), 120 000 lignes et 40 Mo au plus. Rien n’est écrit avant que vous confirmiez.",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"required": "Choisissez un fichier."},
    )

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        """A client that says nothing of what the file holds sends a table of facts."""
        said = data if data is None else {"kind": ImportKind.FACTS, **data.dict()}
        super().__init__(said, *args, **kwargs)

    def clean_file(self) -> "UploadedFile[Any]":
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        if not upload.size:
            raise forms.ValidationError(EMPTY)
        if upload.size > LIMITS.size:
            raise forms.ValidationError(LIMITS.too_heavy)
        return upload


class ColumnsForm(forms.Form):
    """For each of our columns, the one of the file that holds it, told apart by what stands in it."""

    def __init__(self, *args: Any, kind: str, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        examples, found = examples_of(table), table.titles
        titles = [(title, _with_example(title, examples)) for title in dict.fromkeys(filter(None, table.header))]
        for column in COLUMNS[ImportKind(kind)]:
            asked = ADDRESS_INSTEAD if column.key == "residence" else ""
            field = forms.ChoiceField(
                label=column.title.capitalize(),
                choices=[("", UNTOLD if is_needed(column) else NOTHING_THERE), *titles],
                required=is_needed(column) and not asked,
                initial=found.get(column.key, ""),
                error_messages={"required": NO_COLUMN},
            )
            field.needed = asked  # type: ignore[attr-defined]
            self.fields[column.key] = field

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = [title for title in cleaned.values() if title]
        twice = next((title for title in chosen if chosen.count(title) > 1), None)
        if twice:
            raise forms.ValidationError(f"La colonne «\u00a0{twice}\u00a0» est choisie deux fois.")
        if not self.errors:
            show_refusals(self, refusals_of_columns(self.kind, {key: title for key, title in cleaned.items() if title}))
        return cleaned

    def columns(self) -> dict[str, str]:
        """Of this file."""
        return {key: fold(title) for key, title in self.cleaned_data.items()}


def _with_example(title: str, examples: Mapping[str, str]) -> str:
    example = Truncator(examples.get(title, "")).chars(LONGEST_EXAMPLE)
    return f"{title}, par exemple «\u00a0{example}\u00a0»" if example else f"{title}, vide aux premières lignes"


class WordsForm(forms.Form):
    """The words of the file that mean nothing yet, each once."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput(), required=False)

    TITLES = {
        "residence": "Résidences",
        "category": "Catégories",
        "place": "Lieux",
        "recurrence": "Récurrence",
        "police": "Police appelée",
        "between": "Entre qui",
        "state": "État",
    }

    def __init__(self, *args: Any, actor: Actor, report: Report, digest: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["digest"] = digest
        self.shown = digest
        self.asked = [(f"mot-{place}", field, said) for place, (field, said, _) in enumerate(report.unknown)]
        offered = self._offered(actor, {field for field, *_ in report.unknown})
        for (name, field, said), (*_, count) in zip(self.asked, report.unknown, strict=True):
            lines = f"{count} lignes" if count > 1 else "1 ligne"
            self.fields[name] = forms.ChoiceField(
                label=f"«\u00a0{said}\u00a0», {lines}" if said else f"(rien), {lines}",
                choices=[("", "Laisser de côté"), *offered[field]],
                required=False,
            )

    @property
    def is_of_what_was_shown(self) -> bool:
        return self.cleaned_data.get("digest") in ("", self.shown)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        fields = [field for field in self.TITLES if any(of == field for _, of, _ in self.asked)]
        return [(self.TITLES[field], [self[name] for name, of, _ in self.asked if of == field]) for field in fields]

    def words(self) -> dict[str, dict[str, str]]:
        """As they are remembered."""
        told: dict[str, dict[str, str]] = {}
        for name, field, said in self.asked:
            if meant := self.cleaned_data.get(name):
                told.setdefault(field, {})[fold(said)] = meant
        return told

    def _offered(self, actor: Actor, fields: set[str]) -> dict[str, list[tuple[str, str]]]:
        offered = dict(MEANINGS)
        if "category" in fields:
            offered["category"] = [(each.code, each.named) for each in Category.objects.all()]
        if "residence" in fields:
            homes = residences_visible_to(actor).order_by("commune__search_name", "search_name")
            offered["residence"] = [(str(each.pk), f"{each.name}, {each.commune.name}") for each in homes]
        return offered


class ConfirmForm(forms.Form):
    """`digest` stands for what was shown: nothing else is written."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput())
    reviewed = forms.BooleanField(label="J’ai relu ces textes, je les importe ainsi", required=False)
