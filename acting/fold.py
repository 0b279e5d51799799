"""How a name is looked up: what is printed is found, whatever its accents, case, hyphens, apostrophes and ligatures.

`folded()` in the database (declared by acting's first migration) says the same of every text, and a test compares the
two. A column that is searched has a folded one beside it, which the database keeps: `folded_column`.
"""

import re
import unicodedata

from django.db.models import F, Func, GeneratedField, Q, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat

RARE = re.compile("[\U00010000-\U0010ffff]")  # later Unicode adds there: two versions would not agree
MARKS = re.compile("[\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff]")  # accents, and what is not seen in print
PLAIN = {"Œ": "oe", "œ": "oe", "Æ": "ae", "æ": "ae", "ẞ": "ss", "ß": "ss", "Þ": "th", "þ": "th"} | dict(
    zip("ØøĐđÐðŁłıĦħŦŧABCDEFGHIJKLMNOPQRSTUVWXYZ", "ooddddllihhttabcdefghijklmnopqrstuvwxyz", strict=True)
)
NOT_ALPHANUMERIC = re.compile(r"[^a-z0-9]+")
SAINT = re.compile(r"\bst(e?s?)\b")


def fold(text: str) -> str:
    """`"  La Ferté-sous-Jouarre "` → `"la ferte sous jouarre"`; `"St-Mard"` → `"saint mard"`."""
    return SAINT.sub(r"saint\1", _as_written(text))


def holds(text: str, *columns: str) -> Q:
    """Each word of the text stands somewhere in these folded columns; true of every row for an empty text, and of none
    for a text of signs alone.

    `Ste` is Sainte, and the beginning of Stéphane.
    """
    words = _as_written(text).split()
    found = Q() if words or not text.strip() else Q(pk__in=())
    for word in words:
        spellings = {word, fold(word)}
        found &= Q(*(Q((f"{column}__contains", each)) for column in columns for each in spellings), _connector=Q.OR)
    return found


def folded_column(*columns: str) -> GeneratedField:
    """What a search looks into: the folded words of these columns, in their order."""
    words = [part for column in columns for part in (Value(" "), F(column))][1:]
    joined = Concat(*words) if len(words) > 1 else words[0]
    return GeneratedField(expression=folded(joined), output_field=TextField(), db_persist=True)


def folded(text: str | Combinable) -> Func:
    """A column or an expression as SQL folds it: how names are put in order, so that Étoile stands before Zola."""
    return Func(F(text) if isinstance(text, str) else text, function="folded", output_field=TextField())


def _as_written(text: str) -> str:
    """Folded, with St and Ste as they are."""
    bare = MARKS.sub("", unicodedata.normalize("NFKD", RARE.sub(" ", text)))
    return NOT_ALPHANUMERIC.sub(" ", bare.translate(_TABLE)).strip()


_TABLE = str.maketrans(PLAIN)
