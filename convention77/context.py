"""What every page shows of who one is: menu, function, designations to choose from."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject

from acting.actor import Actor
from acting.enums import ANSWERING_FUNCTIONS, Function
from convention77.menu import LANDING, menu_of, own_entries, waiting_behind
from correspondents.gap_list import gap_count
from correspondents.models import Designation
from signatories.waiting import Scale, scale_of


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Also for error pages, where the middleware that finds the actor may not have run."""
    actor: Actor | None = getattr(request, "actor", None)
    page = request.resolver_match.view_name if request.resolver_match else ""
    function, kind = (actor.function, actor.signatory_kind) if actor else ("", "")

    def menu() -> list[dict[str, Any]]:
        """Counted only inside a page's own transaction, where the database knows who acts."""
        waiting = waiting_behind(actor) if actor and getattr(request, "is_acting", False) else {}
        return menu_of(function, kind, page, waiting)

    return {
        "navigation": SimpleLazyObject(menu),  # a fragment has none
        "own_entries": own_entries(function, kind, page),
        "acting": _acting(getattr(request, "designation", None)),
        "designations": _choices(request),
        "person": _person(request),
        "demo": settings.DEMO,
        "scale": SimpleLazyObject(lambda: _scale(request)),
        "brand": _brand(getattr(request, "designation", None)),
        "gaps_to_fill": _gaps_to_fill(request, actor, page),
    }


def _person(request: HttpRequest) -> str:
    """Under which name drafts stay on the device: one that tells nobody who wrote them."""
    user = getattr(request, "user", None)
    return salted_hmac("draft", str(user.pk)).hexdigest()[:16] if user and user.is_authenticated else ""


def _gaps_to_fill(request: HttpRequest, actor: Actor | None, page: str) -> int:
    """On the landing page of those who keep their own signatory's people, once a day's work begins there."""
    if actor is None or actor.function not in ANSWERING_FUNCTIONS or not getattr(request, "is_acting", False):
        return 0
    return gap_count(actor) if page == LANDING[Function(actor.function)] and not getattr(request, "htmx", False) else 0


def _brand(designation: Designation | None) -> dict[str, str]:
    """Whose portal it is: the own convention's at work, else by the name that the site gave it."""
    if designation is None:
        return {"mark": settings.PORTAL_NAME.rsplit(" ", 1)[-1], "name": settings.PORTAL_NAME}
    code = designation.post.signatory.convention.department_code
    return {"mark": code, "name": f"Convention {code}"}


def _scale(request: HttpRequest) -> Scale:
    """By which the own convention says that something waits too long."""
    designation: Designation = request.designation  # type: ignore[attr-defined]
    return scale_of(designation.post.signatory.convention)


def _acting(designation: Designation | None) -> dict[str, str] | None:
    """`designation` is its identifier: a form says under which one it was opened."""
    if designation is None:
        return None
    function, post = designation.function.label, designation.post
    return {
        "designation": str(designation.pk),
        "function_label": function,
        "signatory_name": post.signatory.name,
        "post_label": post.named if post.label != function else "",
    }


def _choices(request: HttpRequest) -> list[dict[str, Any]]:
    """What to choose from; nothing when there is no choice."""
    running: list[Designation] = getattr(request, "designations", [])
    acting = getattr(request, "designation", None)
    return [
        {
            "id": designation.id,
            "label": f"{designation.post.named} – {designation.post.signatory.short_name}",
            "current": designation == acting,
        }
        for designation in running
        if len(running) > 1
    ]
