"""The fields in which a request says what it asks, drawn from `referrals.asked`; their rules stand there."""

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django import forms

from acting.forms import day_field
from referrals.asked_pieces import WEEK, Kind, Piece
from signatories.widgets import Choices, ManyChips


class HourField(forms.TimeField):
    """An hour as it is kept, `20:30`."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **options)


def field_of(piece: Piece) -> forms.Field:
    """Never required: what is missing is said by the rule of the subject, in its own words."""
    options: dict[str, Any] = {"label": piece.label, "required": False, "help_text": piece.hint}
    if piece.kind == Kind.WEEKDAYS:
        field: forms.Field = forms.MultipleChoiceField(choices=list(WEEK.items()), widget=ManyChips, **options)
    elif piece.kind == Kind.CHOICES:
        field = forms.MultipleChoiceField(choices=list(piece.choices), widget=ManyChips, **options)
    elif piece.kind == Kind.CHOICE:
        nothing = [("", "Aucun")] if piece.is_optional else []
        widget: dict[str, Any] = {} if piece.is_optional else {"widget": Choices}
        field = forms.ChoiceField(choices=[*nothing, *piece.choices], **widget, **options)
    elif piece.kind in (Kind.DAY, Kind.COMING):
        field = day_field(**options)
    elif piece.kind == Kind.HOUR:
        field = HourField(**options)
    elif piece.kind == Kind.COUNT:
        field = forms.IntegerField(min_value=1, max_value=99, **options)
    else:
        field = forms.CharField(max_length=piece.longest, **options)
    field.needed = piece.needed  # type: ignore[attr-defined]
    field.asked_by_choice = not piece.is_optional  # type: ignore[attr-defined]
    return field


def typed_in_pieces(pieces: Sequence[Piece], cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Of a clean form, as it came out of its fields; text again where it was read as a day or an hour."""
    given = {piece.name: cleaned.get(piece.field) for piece in pieces}
    as_text = {name: value.isoformat() for name, value in given.items() if isinstance(value, date | time)}
    return given | as_text
