"""Frozen content as templates draw it: its parts, and its dates, which it holds as ISO text, aloud in French."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format

from referrals.projection import Content, Part, parts_of

register = template.Library()


@register.filter
def isodate(value: str) -> str:
    """`"2026-06-22"` → `"22 juin 2026"`."""
    return date_format(date.fromisoformat(value), "j F Y")


@register.filter
def isodatetime(value: str) -> str:
    """`"2026-06-19T22:30+02:00"` → `"19 juin 2026, 22 h 30"`, in the time it was frozen in."""
    return date_format(datetime.fromisoformat(value), r"j F Y, H \h i")


@register.filter
def parts(content: Content) -> list[Part]:
    return parts_of(content)
