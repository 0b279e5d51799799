"""What nobody has verified bears its mark, wherever it is said."""

import re
from functools import cached_property
from html import unescape

from django.http import HttpResponse

from correspondents.models import Post
from territory.models import Competence, CompetenceChange

MARK = "à vérifier"
FOLDED = "\r\n "  # a long line of a vCard goes on in the next one
# Forms hold the bare label: it is what one types, and the mark is kept by the database.
TYPED = re.compile(r"<(?:input|textarea)[^>]*>(?:[^<]*</textarea>)?")
TAGS = re.compile(r"<[^>]+>")


class Marks:
    """Of the posts and units that are there now; `seen` are those that some answer named."""

    def __init__(self) -> None:
        self.seen: set[str] = set()

    @cached_property
    def names(self) -> set[str]:
        units = set(Competence.objects.filter(to_verify=True).values_list("unit", flat=True))
        return units | set(Post.objects.filter(to_verify=True).values_list("label", flat=True))

    @cached_property
    def history(self) -> set[str]:
        return set(CompetenceChange.objects.values_list("unit", flat=True))

    def missing_in(self, response: HttpResponse) -> set[str]:
        """The names that the answer says bare."""
        plain = plain_in(written_in(response))
        found = {name for name in self.names if name in plain}
        self.seen |= found
        return said_bare(plain, wanted) if (wanted := found - self.history) else set()


def plain_in(text: str) -> str:
    """What one reads, without tags and without what forms hold."""
    return " ".join(unescape(TAGS.sub(" ", TYPED.sub(" ", text))).split())


def said_bare(plain: str, names: set[str]) -> set[str]:
    """The names that stand somewhere without their mark right behind them."""
    found = re.finditer("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)), plain)
    return {m[0] for m in found if MARK not in plain[m.end() : m.end() + len(MARK) + 4]}


def written_in(response: HttpResponse) -> str:
    """Of a page, a table or a card; "" of bytes that nobody reads as text."""
    is_text = not response.streaming and "text" in response.headers.get("Content-Type", "")
    return unescape(response.content.decode().replace(FOLDED, "")) if is_text else ""
