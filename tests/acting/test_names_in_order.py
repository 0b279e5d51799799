"""Names stand in the order of a French index: É with E and Z after both, wherever rows are put in order."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import Func

from signatories.enums import SignatoryKind
from signatories.models import Signatory
from tests.house import APPS
from tests.people import Cast, acting, make_residence, make_signatory

ROOT = Path(settings.BASE_DIR)
AS_WRITTEN = {"name", "short_name", "label", "title", "last_name", "first_name"}  # by bytes, Étoile comes after Zola


def by_bytes(keys: Iterable[object]) -> list[str]:
    """Those of the keys that are text as it was written, not folded."""
    return [key for key in keys if isinstance(key, str) and key.lstrip("-").split("__")[-1] in AS_WRITTEN]


def orders_in(source: str) -> Iterator[list[str]]:
    """What is given to `order_by`, and tuples that end as the keys of a list do, with the row's own."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "order_by":
            parts = node.args
        elif isinstance(node, ast.Tuple) and node.elts:
            parts = node.elts
            if not isinstance(parts[-1], ast.Constant) or parts[-1].value not in ("id", "-id", "pk", "account"):
                continue
        else:
            continue
        yield [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def test_no_order_goes_by_the_bytes_of_a_name() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {key}"
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
        for order in orders_in(path.read_text())
        for key in by_bytes(order)
    }
    assert found == set()


def test_no_model_is_in_the_order_of_bytes() -> None:
    models = [model for model in apps.get_models() if model._meta.app_label in APPS]
    assert len(models) > 30
    assert {model.__name__: wrong for model in models if (wrong := by_bytes(model._meta.ordering or ()))} == {}
    assert any(isinstance(key, Func) for model in models for key in model._meta.ordering or ())


@pytest.mark.parametrize(
    ("order", "expected"),
    [("nom", ["Abbaye", "Écluse", "Éventail", "Zola"]), ("-nom", ["Zola", "Éventail", "Écluse", "Abbaye"])],
)
def test_the_residences_by_name(cast: Cast, order: str, expected: list[str]) -> None:
    with acting(cast.sarah):
        for name in ("Zola", "Éventail", "Abbaye", "Écluse"):
            make_residence(cast.sarah.signatory, name)
    rows = cast.sarah.client().get(f"/residences/?tri={order}").context["page_obj"].rows
    assert [row.name for row in rows if row.name in expected] == expected


def test_the_signatories(cast: Cast) -> None:
    for code, name in (("z", "Zénith (fictif)"), ("e", "Élan (fictif)"), ("f", "Foyer (fictif)")):
        make_signatory(code, SignatoryKind.LANDLORD, name)
    parties = Signatory.objects.filter(kind=SignatoryKind.LANDLORD).values_list("name", flat=True)
    assert [name[:5] for name in parties if name[:5] in ("Élan ", "Foyer", "Zénit")] == ["Élan ", "Foyer", "Zénit"]
