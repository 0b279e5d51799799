"""The three filters that write days, moments and numbers in every template, and the two that write several lines."""

from django import template
from django.template.defaultfilters import linebreaks_filter as _linebreaks
from django.template.defaultfilters import linebreaksbr as _linebreaksbr
from django.utils.safestring import SafeString

from acting import french

register = template.Library()
register.filter("day", french.day)
register.filter("moment", french.moment)
register.filter("number", french.number)


@register.filter(is_safe=True, needs_autoescape=True)
def linebreaks(value: object, autoescape: bool = True) -> SafeString:
    """Django's, with the spaces that French does not break."""
    return SafeString(_linebreaks(french.spaced_lines(str(value)), autoescape))


@register.filter(is_safe=True, needs_autoescape=True)
def linebreaksbr(value: object, autoescape: bool = True) -> SafeString:
    """The same, within one paragraph."""
    return SafeString(_linebreaksbr(french.spaced_lines(str(value)), autoescape))
