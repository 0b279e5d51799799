"""A name that keeps its mark wherever it is said: on a screen, on paper, in a table, in a mail."""

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from signatories.templatetags.components import tag

TO_VERIFY = "à vérifier"


class Marked(str):
    """What is read as text ends with "(à vérifier)"; a template shows the mark instead.

    A competence of the reference data, and a post whose perimeter rests on one, are said by this and nothing else.
    """

    __slots__ = ("name", "to_verify")
    name: str
    to_verify: bool

    def __new__(cls, name: str, to_verify: bool) -> "Marked":
        said = super().__new__(cls, f"{name} ({TO_VERIFY})" if to_verify else name)
        said.name, said.to_verify = name, to_verify
        return said

    def __html__(self) -> SafeString:
        return format_html("{} {}", self.name, tag(TO_VERIFY, "warn")) if self.to_verify else escape(self.name)

    @property
    def text(self) -> str:
        """Where a tag has no place: the title of a page, what only a screen reader says."""
        return str.__str__(self)
