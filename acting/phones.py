"""Telephone numbers: read however they were typed, kept and shown in one form, dialled in another."""

import re
from dataclasses import dataclass
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from phonenumbers import PhoneNumberFormat

from acting.french import NO_BREAK

FRANCE = "FR"
LONGEST = 30
SMS = "SMS"
EXTENSION = re.compile(r"[\s,;/–-]*(?:\bposte|\bext\.?|#)\s*(\d{1,6})$", re.IGNORECASE)
NUMBER = re.compile(r"\+?[\d .()/-]+")  # no words beside it
EUROPEAN_HELP = 6  # "116 006" is said in two parts
NOT_DIALLED = "Ce numéro ne se compose pas. Écrivez-le en entier : « 01 99 00 77 03 », ou « 01 99 00 77 03 poste 12 »."


@dataclass(frozen=True, slots=True)
class Phone:
    """`words`: "01 99 00 77 03", "+32 2 555 12 12", "3919"; `dialled`: "+33199007703", "+3225551212", "3919"."""

    words: str
    dialled: str
    extension: str = ""
    by_sms: bool = False

    @property
    def kept(self) -> str:
        """The one form that is stored. A cell of a CSV file shows it too: with spaces, it keeps its leading zero."""
        said = f"{SMS} {self.words}" if self.by_sms else self.words
        return f"{said} poste {self.extension}" if self.extension else said

    @property
    def is_international(self) -> bool:
        return self.dialled.startswith("+")

    @property
    def shown(self) -> str:
        return self.words.replace(" ", NO_BREAK)

    @property
    def address(self) -> str:
        """What a telephone does with it. The extension is told to whoever answers, it is not dialled."""
        return f"{'sms' if self.by_sms else 'tel'}:{self.dialled}"


def phone_of(typed: str) -> Phone | None:
    """None for what no telephone in France can dial."""
    text = " ".join(typed.split())
    by_sms, number = text.upper().startswith(f"{SMS} "), re.sub(rf"^{SMS} ", "", text, flags=re.IGNORECASE)
    said, number = EXTENSION.search(number), EXTENSION.sub("", number)
    try:
        parsed = phonenumbers.parse(number if NUMBER.fullmatch(number) else "", FRANCE)
    except phonenumbers.NumberParseException:
        return None
    if found := _in_words(parsed):
        return Phone(*found, extension=said[1] if said else "", by_sms=by_sms)
    return None


def _in_words(parsed: phonenumbers.PhoneNumber) -> tuple[str, str] | None:
    """Words and digits. A number that begins with 08 is promised to callers in France only: dialled as it is said."""
    digits = str(parsed.national_number)
    if phonenumbers.is_valid_short_number_for_region(parsed, FRANCE):
        return (f"{digits[:3]} {digits[3:]}" if len(digits) == EUROPEAN_HELP else digits), digits
    if not phonenumbers.is_valid_number(parsed):
        return None
    everywhere = phonenumbers.format_number(parsed, PhoneNumberFormat.E164)
    if phonenumbers.region_code_for_number(parsed) != FRANCE:
        return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL), everywhere
    if digits.startswith("8"):
        return f"0 {digits[:3]} {digits[3:6]} {digits[6:]}", f"0{digits}"
    return phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL), everywhere


def check_dialled(typed: str) -> None:
    """The validator of every column that keeps a telephone: forms ask it, and services through `unfit_values`."""
    if phone_of(typed) is None:
        raise ValidationError(NOT_DIALLED, code="invalid")


class PhoneField(forms.CharField):
    """The one field of every form that asks for a telephone."""

    def __init__(self, label: str, *, required: bool = False) -> None:
        widget = forms.TextInput(attrs={"type": "tel"})
        super().__init__(label=label, max_length=LONGEST, required=required, widget=widget, validators=(check_dialled,))

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        found = phone_of(typed)
        return found.kept if found else ""
