"""Somebody as the people who named them wrote it: a name, a professional address, a telephone."""

from dataclasses import dataclass


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
