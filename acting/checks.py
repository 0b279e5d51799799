"""Start-up check: every own address carries a policy; a third party's names its reason here."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

THIRD_PARTY = {
    "allauth": "signing in and the account's own security; no case data",
    "django.views.static": "public assets, in development only",
    "django.contrib.staticfiles": "public assets, in development only",
}


def own_patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every URL pattern whose view is ours."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from own_patterns(pattern)
            continue
        view = getattr(pattern.callback, "view_class", pattern.callback)
        if not getattr(view, "__module__", "").startswith(tuple(THIRD_PARTY)):
            yield pattern


def every_address_has_a_policy(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"The address {pattern.name or pattern.pattern} carries no policy.", id="acting.E001")
        for pattern in own_patterns()
        if not pattern.name or not hasattr(pattern.callback, "policy")
    ]
