"""Frozen content as templates draw it: its parts."""

from django import template

from referrals.projection import Content, Part, parts_of

register = template.Library()


@register.filter
def parts(content: Content) -> list[Part]:
    return parts_of(content)
