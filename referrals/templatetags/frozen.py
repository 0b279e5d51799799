"""Frozen content as templates draw it: its parts, and which there are."""

from django import template

from referrals.projection import Content, Part, parts_of

register = template.Library()


@register.filter
def parts(content: Content) -> list[Part]:
    return parts_of(content)


@register.filter
def said_to_hold(content: Content) -> str:
    """`Commune, faits, lieu`: what a content is made of, in words."""
    shared = [part.field_set.line.lower() for part in parts_of(content) if part.is_shared]
    return ", ".join(["Commune", *shared, *(["précision de l’expéditeur"] if content["precision"] else [])])
