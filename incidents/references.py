"""Short random references: nothing can be learnt from them, not even how many there are."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference(letter: str) -> str:
    """`"S"` → `"S-7K3F-2Q"`."""
    drawn = [secrets.choice(ALPHABET) for _ in range(6)]
    return f"{letter}-{''.join(drawn[:4])}-{''.join(drawn[4:])}"


def new_incident_reference() -> str:
    return new_reference("F")


def new_referral_reference() -> str:
    return new_reference("S")
