"""Why a write cannot be: a sentence for whoever asked, and the field it is about.

A pure rule answers with refusals; a service raises the first of them, a form shows them all.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Typed:
    """A field of a form that was sent, and what stood in it, in words."""

    name: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """`text` is French and says what to do; `field` is "" when it is about no single one."""

    text: str
    field: str = ""


class Refused(Exception):
    """Nothing was written. `sentence` is French and says what to do; `field` is "" when it is about no single one."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


class Conflict(Exception):
    """Somebody acted on it since the page was opened, or the same form came back with other words: the loser of a
    race decides again, and neither may pass for the other. The page that says so shows what was `typed`."""

    def __init__(self, reason: str, typed: Sequence[Typed] = ()) -> None:
        super().__init__(reason)
        self.typed = typed


class OtherDesignation(Conflict):
    """A form that was opened under one designation is sent under another, chosen meanwhile on another page."""

    def __init__(self, opened_under: str) -> None:
        super().__init__("opened under another designation")
        self.opened_under = opened_under


def refuse(found: Iterable[Refusal]) -> None:
    """Raises Refused for the first one; nothing where there is none."""
    for refusal in found:
        raise Refused(refusal.text, refusal.field)


def unfit_values(row: Model, *names: str) -> list[Refusal]:
    """What the fields of a row rule out by themselves: missing, too long, out of bounds, not of the list. No query.

    All fields but relations and those that are drawn by the portal; or the ones that are named.
    """
    asked: Collection[str] = names or [field.name for field in row._meta.concrete_fields if field.editable]
    others = {field.name for field in row._meta.concrete_fields if field.is_relation or field.name not in asked}
    try:
        row.clean_fields(exclude=others)
    except ValidationError as error:
        return [Refusal(" ".join(texts), name) for name, texts in error.message_dict.items()]
    return []
