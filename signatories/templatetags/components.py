"""The components that a plain include cannot be: those that take text between two tags, or an address by its name.
Their markup stands in templates/components/, beside the included ones."""

from datetime import date, datetime
from functools import cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import lucide

from signatories.waiting import TONES, Scale

register = template.Library()


def _drawn(component: str, **values: object) -> SafeString:
    """A component sees its arguments and nothing of the page."""
    return render_to_string(f"components/_{component}.html", values)


@register.simple_tag
@cache  # a page draws some twenty, and each would be parsed, copied and written out again
def icon(name: str, size: int = 18) -> str:
    """Beside a word that says the same, so never read out."""
    return str(lucide(name, size=size, **{"class": "icon"}, aria_hidden="true"))


@register.simple_block_tag
def card(content: str, title: str, *, icon: str = "", aside: str = "", look: str = "", body: str = "") -> SafeString:
    """A box with its title; `look` and `body` are further classes of the box and of what it holds."""
    return _drawn("card", content=content, title=title, icon=icon, aside=aside, look=look, body=body)


@register.simple_block_tag
def notice(content: str, icon: str, tone: str = "") -> SafeString:
    """What the reader must know before the rest."""
    return _drawn("notice", content=content, icon=icon, tone=tone)


@register.simple_block_tag
def empty_state(content: str, icon: str, title: str, *, url: str = "", action: str = "") -> SafeString:
    """There is nothing here, and what to do about it."""
    return _drawn("empty_state", content=content, icon=icon, title=title, url=url, action=action)


@register.simple_block_tag
def kpi(content: str, label: str, value: object) -> SafeString:
    """One figure, and below it what it is made of."""
    return _drawn("kpi", content=content, label=label, value=value)


@register.simple_block_tag(takes_context=True)
def post_button(context: Context, content: str, to: str, *keys: object, look: str = "", **fields: object) -> SafeString:
    """One act on one button: a form that posts `fields` to the page named `to`."""
    return _drawn(
        "post_button",
        content=content,
        action=reverse(to, args=keys),
        look=look,
        fields=fields,
        csrf_token=context.get("csrf_token"),
        acting=context.get("acting"),
    )


@register.simple_block_tag(takes_context=True)
def ask_once(
    context: Context,
    content: str,
    label: str,
    to: str,
    *keys: object,
    look: str = "",
    about: object = "",
    **fields: object,
) -> SafeString:
    """One act that nothing takes back: its button opens what follows from it, and asks once.

    `about` tells the button apart for whoever does not see what it stands beside.
    """
    return _drawn(
        "ask_once",
        content=content,
        label=label,
        action=reverse(to, args=keys),
        look=look,
        about=about,
        fields=fields,
        csrf_token=context.get("csrf_token"),
        acting=context.get("acting"),
    )


@register.simple_tag(takes_context=True)
def menu_label(context: Context, name: str) -> str:
    """What the menu calls a page for whoever looks at it; "" where it is not open to them."""
    groups = [*(context.get("navigation") or ()), {"entries": context.get("own_entries") or ()}]
    entries = [entry for group in groups for entry in (*group["entries"], *group.get("folded", ()))]
    return next((str(entry["label"]) for entry in entries if entry["url"] == reverse(name)), "")


@register.inclusion_tag("components/_crumb_to.html", takes_context=True)
def crumb_to(context: Context, name: str) -> dict[str, str]:
    """The crumb of a page of the menu, called as it is there."""
    return {"name": name, "label": menu_label(context, name)}


@register.simple_block_tag
def export(content: str, to: str, querystring: str, *keys: object) -> SafeString:
    """The list in a file, at the end of its page: `to` is the address that makes it; what stands between the tags is
    said besides."""
    address = f"{reverse(to, args=keys)}?{querystring}{'&' if querystring else ''}"
    return _drawn("export", address=address, note=SafeString(content.strip()))


@register.inclusion_tag("components/_form_keys.html", takes_context=True)
def form_keys(context: Context) -> dict[str, object]:
    """What every form of the portal carries: the token against forgery, and under which designation it was opened."""
    return {"csrf_token": context.get("csrf_token"), "acting": context.get("acting")}


@register.inclusion_tag("components/_harmless_enter.html")
def harmless_enter() -> dict[str, object]:
    """First in a form whose sending nothing takes back: Enter in a field presses the first button, and this one is
    disabled, which the HTML standard calls the end of it ("implicit submission")."""
    return {}


@register.inclusion_tag("components/_form_actions.html")
def form_actions(label: str, back: str, *keys: object, look: str = "primary") -> dict[str, object]:
    """The end of a form: do it, or go back to the page named `back`."""
    return {"label": label, "back": reverse(back, args=keys), "look": look}


@register.simple_block_tag
def tag(content: str, tone: str = "") -> SafeString:
    """A word that marks the line it stands in; `tone` is "ok", "info", "warn", "bad", or nothing."""
    return SafeString(_drawn("tag", content=SafeString(content.strip()), tone=tone).strip())


@register.simple_tag
def state_tag(state: str, label: str, **tones: str) -> SafeString:
    """A state in words, and in the tone that names it: `ok="ready" bad="failed"`."""
    return tag(escape(label), next((tone for tone, value in tones.items() if value == state), ""))


@register.simple_tag(takes_context=True)
def waited(context: Context, since: date | datetime, before: str = "") -> SafeString:
    """How many days something has waited, in the unit and the tone of the convention's scale; `before` are the words
    that lead to the number."""
    scale: Scale = context["scale"]
    today = context["request"].actor.today
    days, level = scale.days_since(since, today), scale.level_after(scale.days_since(since, today))
    words = scale.in_words(days) if days else "aujourd’hui"
    drawn = _drawn("waited", before=before, words=words, days=days, tone=TONES[level], level=level.value)
    return SafeString(drawn.strip())
