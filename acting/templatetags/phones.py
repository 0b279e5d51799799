"""A telephone number in a template: what calls it when it is touched."""

from django import template
from django.utils.html import conditional_escape, format_html

from acting.french import NO_BREAK
from acting.phones import phone_of

register = template.Library()


@register.filter
def dialled(value: str) -> str:
    """`tel:+33199007703`; nothing for what no telephone dials."""
    found = phone_of(value)
    return found.address if found else ""


@register.filter
def phone(value: str) -> str:
    """The number as a link, the extension beside it; what cannot be dialled as it was written."""
    found = phone_of(value)
    if found is None:
        return conditional_escape(value)
    link = format_html('<a class="nowrap" href="{}">{}</a>', found.address, found.shown)
    return format_html("{} poste{}{}", link, NO_BREAK, found.extension) if found.extension else link
