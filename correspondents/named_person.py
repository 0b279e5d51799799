"""Somebody as the people who named them wrote it: a name, a professional address, a telephone."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from acting.words import readable


def check_one_line(name: str) -> None:
    """A name of two lines forges a line of a list or of a paper. Raises ValidationError."""
    if name != readable(name) or any(sign in name for sign in "\0\t\n"):
        raise ValidationError("Écrivez-le sur une seule ligne, sans caractère invisible.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedPerson:
    """What is typed may be the address of an account that whoever types it does not see. So pages echo these words,
    and never what the account says."""

    email: str
    first_name: str
    last_name: str
    phone: str = ""

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"
