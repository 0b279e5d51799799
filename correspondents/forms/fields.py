"""Fields that several forms about posts and people share."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet

from correspondents.refusals import listed
from journal.actor import Actor, known
from signatories.communes import fold
from signatories.models import Commune

# A slip of the keyboard, "0026" or "20260", is no day that anybody means, nor one that can be counted from.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
DAY_IN_REACH = (
    MinValueValidator(FIRST_DAY, "Indiquez une date à partir du 1er janvier 2000."),
    MaxValueValidator(LAST_DAY, "Indiquez une date jusqu’au 31 décembre 2100."),
)


def day_field(label: str, **options: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=DAY_IN_REACH, **options)


class OnceForm(forms.Form):
    """A form that adds something once, however often it is sent: `key()` is the identifier of what it adds."""

    submission = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, actor: Actor, data: Any = None, files: Any = None, *, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, files, initial={"submission": uuid4()} | (initial or {}))
        self.actor = actor

    def key(self) -> UUID:
        """The person's own: nobody meets what somebody else added."""
        return uuid5(known(self.actor.user_id), str(self.cleaned_data["submission"]))


class CommunesField(forms.CharField):
    """Names or codes of communes, old codes too, as one copies them from a list: separated by commas or lines."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=8000, **options)
        self.among: QuerySet[Commune] = Commune.objects.none()

    def clean(self, value: Any) -> list[Commune]:
        asked = [part.strip() for part in super().clean(value).replace("\n", ",").replace(";", ",").split(",")]
        wanted = {part: self._found(part) for part in asked if part}
        unknown = [f"« {part} »" for part, commune in wanted.items() if commune is None]
        if unknown:
            raise forms.ValidationError(
                f"Commune inconnue, ou hors de ce territoire : {listed(unknown)}. "
                "Écrivez le nom entier ou le code INSEE."
            )
        return sorted({commune for commune in wanted.values() if commune}, key=lambda commune: commune.search_name)

    def _found(self, text: str) -> Commune | None:
        named = Q(search_name=fold(text)) | Q(code=text) | Q(former_codes__code=text)
        return self.among.filter(named).distinct().first()


def written(communes: list[Commune]) -> str:
    """What the field shows of the communes that are chosen."""
    return ", ".join(commune.name for commune in communes)


def not_too_late(day: date | None, today: date) -> bool:
    """Yesterday is the earliest last day: access then ends with the next request."""
    return day is None or (today - day).days <= 1
