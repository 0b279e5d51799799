"""Somebody to be named who may have no account yet."""

from dataclasses import dataclass

# One sentence for every reason, so that nobody learns who works elsewhere.
ADDRESS_UNFIT = "Cette adresse ne peut pas servir ici. Demandez à l’administrateur du portail."


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A name and a professional address, as the signatory wrote them."""

    email: str
    first_name: str
    last_name: str
    phone: str = ""
