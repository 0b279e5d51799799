"""Frozen content as templates draw it: its parts, and which there are."""

from django import template

from referrals.asked import lines_of
from referrals.projection import Content, Part, parts_of

register = template.Library()


@register.filter
def parts(content: Content) -> list[Part]:
    return parts_of(content)


@register.filter
def said_to_hold(content: Content) -> str:
    """`Commune, faits, lieu`: what a content is made of, in words."""
    shared = [part.field_set.line.lower() for part in parts_of(content) if part.is_shared]
    also = ["ce qui est demandé"] if content.get("asked") else []
    return ", ".join(["Commune", *also, *shared, *(["précision de l’expéditeur"] if content["precision"] else [])])


@register.filter
def asked_lines(content: Content) -> list[tuple[str, str]]:
    """What the request says in fields of its own, but the nature that a fact below says in the same words; nothing in a
    content of before they were."""
    asked = dict(content.get("asked", {}))
    if asked.get("nature") in [fact["category"] for fact in content.get("facts", [])]:
        del asked["nature"]
    return lines_of(asked)
