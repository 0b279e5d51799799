"""Another valid answer to each question of a form: what somebody might have typed the second time."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget

from acting.phones import PhoneField
from incidents.forms.attachments import PiecesField
from tests.matrix.competence_tables import SameFile
from tests.matrix.record import PDF, Pdf
from tests.matrix.trial import Data
from tests.pictures import photo

# Of a text that is read as a list of communes.
REACHED: dict[type[forms.Field], str] = {forms.EmailField: "autre@tests.example", PhoneField: "01 99 00 77 66 poste 12"}
MELUN = {"communes": "77288"}


def other_words(form: forms.BaseForm, sent: Data) -> dict[str, Any]:
    """For each visible field of the form that was opened something else than was sent, where there is any."""
    asked = [bound for bound in form.visible_fields() if bound.name != "reviewed"]  # a box that nothing keeps
    words = {bound.name: _other(bound, sent.get(bound.name)) for bound in asked}
    return {name: value for name, value in words.items() if value or sent.get(name)}


def _other(bound: forms.BoundField, sent: Any) -> Any:
    field = bound.field
    if isinstance(field, forms.FileField):
        other_photo = SameFile("autre.jpg", photo("green"), "image/jpeg")
        return other_photo if isinstance(field, PiecesField) else Pdf("autre.pdf", PDF + b"%")
    if isinstance(field, forms.BooleanField):
        return "" if sent else "on"
    if isinstance(field.widget, ChoiceWidget):
        given = sent if isinstance(sent, list) else [sent or bound.initial]
        return _other_choice(bound, [str(each) for each in given])
    if isinstance(field, forms.DateField):
        return _other_day(bound.name, sent)
    if isinstance(field, forms.DateTimeField):
        return (datetime.fromisoformat(sent) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    if isinstance(field, forms.IntegerField):
        return int(sent or 0) + 1
    if type(field) in REACHED:
        return REACHED[type(field)]
    return MELUN.get(bound.name) or f"{sent or 'Autre'} bis"


def _other_choice(bound: forms.BoundField, sent: list[str]) -> str:
    offered = [str(option.data["value"]) for option in bound.subwidgets]
    return next((value for value in offered if value and value not in sent), "")


def _other_day(name: str, sent: str | None) -> str:
    """The day before; of an end, the day after; where none was given, one that has been, or is far ahead."""
    is_end = name.startswith("ends")
    if not sent:
        return "2040-01-05" if is_end else "2026-01-05"
    days = 1 if is_end else -1
    return (date.fromisoformat(sent) + timedelta(days=days)).isoformat()
