"""A lower room knows no address of an upper one: in Python nobody asks for the address of a page further up."""

import ast
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.urls import URLPattern

from tests.house import SERVING as ROOMS

ROOT = Path(settings.BASE_DIR)
# The page of a row of the lower room, which the upper one serves because it shows more beside it.
OF_ONE_S_OWN = {("signatories", "theme_detail"), ("territory", "residence_detail"), ("incidents", "situation_detail")}
ASKING = {"redirect", "resolve_url", "reverse", "reverse_lazy"}


def names_of(room: str) -> set[str]:
    patterns = import_module(f"{room}.urls").urlpatterns
    return {str(pattern.name) for pattern in patterns if isinstance(pattern, URLPattern)}


def asked_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKING and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def test_no_lower_room_asks_for_the_address_of_an_upper_one() -> None:
    asked = {
        (room, name)
        for room in ("acting", "files", *ROOMS)
        for path in (ROOT / room).rglob("*.py")
        for name in asked_in(path.read_text(encoding="utf-8"))
    }
    upper = {
        (room, name)
        for room, name in asked
        for place, above in enumerate(ROOMS)
        if name in names_of(above) and (room not in ROOMS or place > ROOMS.index(room))
    }
    assert len(asked) > 30
    assert upper == OF_ONE_S_OWN
