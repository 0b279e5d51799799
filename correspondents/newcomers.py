"""Somebody to be named who may have no account yet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A name and a professional address, as the signatory wrote them."""

    email: str
    first_name: str
    last_name: str
    phone: str = ""
