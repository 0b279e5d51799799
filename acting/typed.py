"""What somebody typed, in the words of the form: for a page that cannot keep it in its fields."""

from collections.abc import Iterator

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.widgets import ChoiceWidget
from django.utils.dateparse import parse_date, parse_datetime

from acting import french
from acting.refusals import Typed


def typed_in(form: forms.BaseForm | forms.BaseFormSet) -> list[Typed]:  # type: ignore[type-arg]
    """Every visible field of a form that was sent, or of the rows of a table; nothing hidden, and no password."""
    rows = [row for row in form if row.has_changed()] if isinstance(form, forms.BaseFormSet) else [form]
    return [typed for row in rows for typed in _typed(row)]


def _typed(form: forms.BaseForm) -> Iterator[Typed]:
    for bound in form.visible_fields():
        words = "" if isinstance(bound.field.widget, forms.PasswordInput) else _words(bound)
        if words:
            yield Typed(bound.html_name, str(bound.label), words)


def _words(bound: forms.BoundField) -> str:
    value, field = bound.value(), bound.field
    uploads = bound.data if isinstance(bound.data, list) else [bound.data]
    if names := [str(each.name) for each in uploads if isinstance(each, UploadedFile)]:
        return f"{', '.join(names)} (à joindre de nouveau)"
    if isinstance(field, forms.BooleanField):
        return "oui" if value else ""
    if isinstance(field.widget, ChoiceWidget):
        return ", ".join(_chosen(bound)) or _plain(value)
    return _plain(value)


def _chosen(bound: forms.BoundField) -> list[str]:
    options = [option.data for option in bound.subwidgets]
    return [str(option["label"]) for option in options if option["selected"] and str(option["value"])]


def _plain(value: object) -> str:
    """A day or a moment is sent as a machine writes it, and read as people do."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    text = "" if value is None else str(value).strip()
    try:
        if day := parse_date(text):
            return french.day(day)
        moment = parse_datetime(text)
    except ValueError:
        return text
    return french.moment(moment) if moment else text
