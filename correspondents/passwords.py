"""How easily a password is guessed: an estimate of tries, without the person's own words and those usual around here,
and what chance could make of its length and its kinds of characters.

Wrong tries are throttled, so what counts is a guesser with a list. The estimate takes a character of chance for ten: a
phrase of four words is far above the limit, twelve characters of chance are at it, "Melun-2026-Gardien" is below.
"""

import re
from math import log2
from pathlib import Path

from django.core.exceptions import ValidationError
from zxcvbn import zxcvbn

from correspondents.models import User

USUAL = (Path(__file__).parent / "data" / "usual_passwords.txt").read_text(encoding="utf-8").split()
FEWEST_GUESSES = 10**11
FEWEST_BITS = 50  # CNIL, délibération 2022-100, where wrong tries are restricted (à vérifier)
KINDS = {r"[0-9]": 10, r"[a-z]": 26, r"[A-Z]": 26, r"[^0-9a-zA-Z]": 37}  # as the CNIL's own calculator (à vérifier)
READ = 72  # characters: more are not estimated, and make nothing weaker
SHORTEST = 4  # letters of a word that is left out of the estimate
TOO_EASY = (
    "Ce mot de passe se devine trop facilement : prenez une phrase de quatre mots sans lien entre eux, sans votre nom "
    "ni votre organisme."
)


class GuessesValidator:
    """One of Django's validators, asked wherever a password is chosen."""

    def validate(self, password: str, user: User | None = None) -> None:
        known = [word for word in (*_words_of(user), *USUAL) if len(word) >= SHORTEST]
        given_away = re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))), re.IGNORECASE)
        left = given_away.sub("", password)[:READ]
        if not left or zxcvbn(left)["guesses"] < FEWEST_GUESSES or bits_of(password) < FEWEST_BITS:
            raise ValidationError(TOO_EASY, code="password_too_easy")

    def get_help_text(self) -> str:
        return TOO_EASY


def bits_of(password: str) -> float:
    """As if each character had been drawn from the kinds that stand there: the most that it can be worth."""
    alphabet = sum(size for kind, size in KINDS.items() if re.search(kind, password))
    return len(password) * log2(alphabet) if alphabet else 0


def _words_of(user: User | None) -> list[str]:
    """The name, the address and the parts of both."""
    said = [user.first_name, user.last_name, user.email, user.phone] if user else []
    return [part for word in said for part in (word, *re.split(r"\W+", word)) if part]
