"""Communes as one types or copies them from a list."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from acting.words import listed
from territory.communes import of_name
from territory.models import Commune
from territory.spelling import spelt


class CommunesField(forms.CharField):
    """Names or codes of communes, old codes too, as one copies them from a list: separated by commas or lines."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=8000, **options)
        self.among: QuerySet[Commune] = Commune.objects.none()

    def clean(self, value: Any) -> list[Commune]:
        asked = [part.strip() for part in super().clean(value).replace("\n", ",").replace(";", ",").split(",")]
        wanted = {part: self._found(part) for part in asked if part}
        unknown = [f"« {part} »" for part, commune in wanted.items() if commune is None]
        if unknown:
            raise forms.ValidationError(
                f"Commune inconnue, ou hors de ce territoire : {listed(unknown)}. "
                "Écrivez le nom entier ou le code INSEE."
            )
        return sorted({commune for commune in wanted.values() if commune}, key=lambda commune: commune.search_name)

    def _found(self, text: str) -> Commune | None:
        name, code = spelt(text)
        by_code = Q(code=code) | Q(former_codes__code=code)
        return self.among.filter(of_name(name) if name else by_code).distinct().first()


def written(communes: list[Commune]) -> str:
    """What the field shows of the communes that are chosen."""
    return ", ".join(commune.name for commune in communes)
