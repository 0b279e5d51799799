"""The registry of what can be written: closed, in one style, all of it in use, and nothing written beside it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from journal.verbs import Thing, Verb
from tests.databases import ROOT

PACKAGES = sorted({path.parent.name for path in ROOT.glob("*/apps.py")} | {"convention77"})
REGISTRY = ROOT / "journal/verbs.py"
WRITING = ("record", "record_list_read", "record_each_read", "entry_of")


def modules() -> list[Path]:
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    return sorted(path for path in found if path != REGISTRY)


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            yield path, node


def test_a_code_is_a_thing_and_what_was_done_with_it() -> None:
    for verb in Verb:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", verb.value), verb
        assert verb.value.startswith(f"{verb.thing.value}."), verb
        assert len(verb.value) <= 60
    assert {verb.thing for verb in Verb} == set(Thing), "a thing about which nothing can be written"


@pytest.mark.parametrize("registry", [Thing, Verb])
def test_words_are_unique_and_written_out(registry: type[Thing] | type[Verb]) -> None:
    words = [member.label for member in registry]
    assert len(set(words)) == len(words)
    assert not [each for each in words if "_" in each or "." in each or "'" in each or each != each.strip()]


def test_every_member_is_written_somewhere() -> None:
    used = {
        node.attr
        for _, node in nodes()
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Verb"
    }
    assert {verb.name for verb in Verb} - used == set()


def test_every_call_takes_a_member_and_none_types_a_code() -> None:
    """A member by its name, or a parameter that mypy knows to be one; the codes stand in the registry alone."""
    wrong, calls = [], 0
    for path, node in nodes():
        place = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Constant) and node.value in set(Verb.values):
            wrong.append(f"{place} types {node.value}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRITING:
            calls += 1
            given = [keyword.value for keyword in node.keywords if keyword.arg == "verb"]
            wrong += [f"{place} writes {ast.unparse(value)}" for value in given if not is_member(value)]
        if isinstance(node, ast.arg) and node.arg == "verb" and ast.unparse(node.annotation or ast.Name("?")) != "Verb":
            wrong.append(f"{place} takes a verb of any kind")
    assert wrong == []
    assert calls > 40


def is_member(value: ast.expr) -> bool:
    if isinstance(value, ast.Attribute):
        return ast.unparse(value) == f"Verb.{value.attr}" or value.attr == "verb"
    return isinstance(value, ast.Name) and value.id == "verb"
