"""A moment is by the clock of Seine-et-Marne: the hour that October has twice is asked about, that of March is none."""

from datetime import datetime
from typing import Any

import pytest
from django import forms

from acting.days import FIRST_DAY, LAST_DAY
from acting.forms import REPEATED, SKIPPED, MomentField
from tests.house import APPS
from tests.matrix.test_typed import every


class Form(forms.Form):
    at = MomentField(label="Quand ?")


@pytest.mark.parametrize(
    ("typed", "reading", "expected"),
    [
        ("2026-07-01T02:30", "", "2026-07-01T02:30:00+02:00"),
        ("2026-12-01T02:30", "", "2026-12-01T02:30:00+01:00"),
        ("2026-12-01T02:30", "1", "2026-12-01T02:30:00+01:00"),
        ("2026-10-25T02:30", "0", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T02:30", "1", "2026-10-25T02:30:00+01:00"),
        ("2026-10-25T01:59", "", "2026-10-25T01:59:00+02:00"),
        ("2026-10-25T03:00", "", "2026-10-25T03:00:00+01:00"),
        ("2026-10-25T02:30+02:00", "", "2026-10-25T02:30:00+02:00"),
    ],
)
def test_what_the_clock_shows_is_the_moment(typed: str, reading: str, expected: str) -> None:
    form = Form({"at": typed, "at_reading": reading})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["at"] == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("typed", "reading", "said"),
    [
        ("2026-10-25T02:30", "", REPEATED),
        ("2026-10-25T02:30", "2", REPEATED),
        ("2026-03-29T02:30", "0", SKIPPED),
        ("0026-10-25T12:30", "", "Indiquez une date à partir du 1er janvier 2000."),
        ("0001-01-01T00:00", "", "Indiquez une date à partir du 1er janvier 2000."),
        ("0001-01-01", "", "Indiquez une date à partir du 1er janvier 2000."),
        ("1999-12-31T23:59", "", "Indiquez une date à partir du 1er janvier 2000."),
        ("2101-01-01T00:00", "", "Indiquez une date jusqu’au 31 décembre 2100."),
        ("9999-12-31T23:59", "", "Indiquez une date jusqu’au 31 décembre 2100."),
        ("2026-13-45T12:30", "", "Saisissez une date et une heure valides."),
        ("hier", "", "Saisissez une date et une heure valides."),
    ],
)
def test_what_is_no_moment_says_why(typed: str, reading: str, said: str) -> None:
    form = Form({"at": typed, "at_reading": reading})
    assert list(form.errors["at"]) == [said]
    assert f'value="{typed}"' in str(form["at"])


def test_the_question_stands_where_it_is_asked_alone() -> None:
    asked = str(Form({"at": "2026-10-25T02:30"})["at"])
    assert asked.count('name="at_reading"') == 2
    assert "checked" not in asked
    assert "at_reading" not in str(Form({"at": "2026-10-25T03:30"})["at"])
    assert "at_reading" not in str(Form()["at"])


def test_a_stored_moment_of_that_hour_comes_back_as_it_was() -> None:
    later = datetime.fromisoformat("2026-10-25T02:30:00+01:00")
    shown = str(Form(initial={"at": later})["at"])
    assert 'value="2026-10-25T02:30"' in shown
    assert 'value="1"\n               checked' in shown


BIRTHS = {"incidents.forms.persons.PersonForm.born_on"}  # from 1900 on, in `incidents.models.person`


def test_each_day_and_moment_of_each_form_lies_in_reach() -> None:
    """Also in the forms that are yet to come: an audience in the year 26 counts from nowhere."""
    named = [
        (f"{form.__module__}.{form.__name__}.{name}", _reaches(form, name, field))
        for form in every(forms.BaseForm)
        if form.__module__.split(".")[0] in APPS
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, (forms.DateField, forms.DateTimeField))
    ]
    assert len(named) > 10
    assert {name for name, reach in named if not reach} == BIRTHS


def _reaches(form: type[Any], name: str, field: forms.Field) -> bool:
    """By the field's own validators, or by the model's, which a form of a model asks too."""
    if isinstance(field, forms.DateTimeField):
        return isinstance(field, MomentField)
    model = form._meta.model if issubclass(form, forms.BaseModelForm) else None
    of_model = model._meta.get_field(name).validators if model else []
    limits = {getattr(validator, "limit_value", None) for validator in [*field.validators, *of_model]}
    return {FIRST_DAY, LAST_DAY} <= limits
