"""Telephone numbers: one reading, one form that is kept, one that is dialled, one field in all forms."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template

from acting.phones import NOT_DIALLED, PhoneField, phone_of
from files.tables.writer import csv_table
from tests.house import PACKAGES

ANSWERS = {"OutcomeForm", "AnswerForm", "BatchAnswerForm"}
FORMS = {"ContactForm", "DesignationForm", "PersonForm", "PostForm", "ReplacementForm", "WordsForm"} | ANSWERS
LINK = '<a class="nowrap" href="{}">{}</a>'


@pytest.mark.parametrize(
    ("typed", "kept", "address"),
    [
        ("01 99 00 77 03", "01 99 00 77 03", "tel:+33199007703"),
        ("0199007703", "01 99 00 77 03", "tel:+33199007703"),
        (" 01.99.00.77.03 ", "01 99 00 77 03", "tel:+33199007703"),
        ("01\u00a099\u202f00 77-03", "01 99 00 77 03", "tel:+33199007703"),
        ("+33 (0)1 99 00 77 03", "01 99 00 77 03", "tel:+33199007703"),
        ("0033199007703", "01 99 00 77 03", "tel:+33199007703"),
        ("01 99 00 77 03, poste 12", "01 99 00 77 03 poste 12", "tel:+33199007703"),
        ("0199007703 Poste 04512", "01 99 00 77 03 poste 04512", "tel:+33199007703"),
        ("0199007703 ext. 12", "01 99 00 77 03 poste 12", "tel:+33199007703"),
        ("+32 2 555 12 12", "+32 2 555 12 12", "tel:+3225551212"),
        ("0 800 005 696", "0 800 005 696", "tel:0800005696"),
        ("0800005696", "0 800 005 696", "tel:0800005696"),
        ("17", "17", "tel:17"),
        ("39 19", "3919", "tel:3919"),
        ("3114", "3114", "tel:3114"),
        ("116006", "116 006", "tel:116006"),
        ("sms 114", "SMS 114", "sms:114"),
    ],
)
def test_a_number_however_it_is_typed(typed: str, kept: str, address: str) -> None:
    found = phone_of(typed)
    assert found is not None
    assert (found.kept, found.address) == (kept, address)
    assert phone_of(found.kept) == found


NONE = ["", "poste 4512", "00", "01 99 00 77", "01 99 00 77 03 04", "demander Line", "Line 0199007703", "1234567890123"]


@pytest.mark.parametrize("typed", [*NONE, "0800 FLEURS", "01 99 00 77 03 ou 17"])
def test_what_no_telephone_dials(typed: str) -> None:
    assert phone_of(typed) is None


def test_the_field_keeps_one_form_and_refuses_the_rest() -> None:
    field = PhoneField("Téléphone")
    assert field.clean("+33199007703 poste 12") == "01 99 00 77 03 poste 12"
    assert field.clean("  ") == ""
    with pytest.raises(ValidationError) as refused:
        field.clean("poste 4512")
    assert refused.value.messages == [NOT_DIALLED]


def drawn(source: str, value: str) -> str:
    return Template(source).render(Context({"value": value}))


def test_a_number_is_a_link_and_its_extension_stands_beside() -> None:
    shown = "01 99 00 77 03".replace(" ", "\u00a0")
    link = LINK.format("tel:+33199007703", shown)
    assert drawn("{{ value|phone }}", "0199007703") == link
    assert drawn("{{ value|phone }}", "0199007703 poste 12") == f"{link} poste\u00a012"
    assert drawn("{{ value|phone }}", "<b>poste 12</b>") == "&lt;b&gt;poste 12&lt;/b&gt;"
    assert drawn('{{ value|phone|default:"non renseigné" }}', "") == "non renseigné"


def every_form() -> Iterator[type[forms.BaseForm]]:
    for package in PACKAGES:
        found = importlib.import_module(package)
        for module in pkgutil.walk_packages(found.__path__, f"{package}."):
            if ".forms" in module.name or module.name.endswith("forms"):
                importlib.import_module(module.name)
    waiting: list[type[forms.BaseForm]] = [*forms.Form.__subclasses__(), *forms.ModelForm.__subclasses__()]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.partition(".")[0] in PACKAGES:
            yield form


def asks_for_a_phone(name: str, field: forms.Field) -> bool:
    return "phone" in name or "phone" in str(field.label).lower()


def test_every_form_asks_for_a_number_in_one_way() -> None:
    asked = {
        (form.__name__, name): type(field)
        for form in every_form()
        for name, field in form.base_fields.items()  # type: ignore[attr-defined]
        if asks_for_a_phone(name, field)
    }
    assert set(asked.values()) == {PhoneField}
    assert {form for form, _ in asked} == FORMS


def test_a_cell_keeps_its_leading_zero() -> None:
    """Four groups of digits and their spaces are a text for every spreadsheet, and no formula."""
    found = phone_of("+33199007703")
    assert found is not None
    assert csv_table(["Téléphone"], [[found.kept]]).splitlines()[1] == '"01 99 00 77 03"'
