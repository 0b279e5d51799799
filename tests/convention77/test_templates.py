"""Templates that can be read: no wider than the code, no longer than one look, nothing inline that the browser would
refuse, and no fragment that nobody includes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

WIDEST, LONGEST = 120, 120
FOLDER = settings.BASE_DIR / "templates"
INLINE = re.compile(r"""<style|<script(?![^>]*(?:\ssrc=|type="application/json"))|\s(?:style|on[a-z]+)=|javascript:""")

OWN_TAG = re.compile(r"""class=(["'])(?:(?!\1).)*\btag\b(?!-)""")


def templates() -> Iterator[tuple[str, str]]:
    for path in sorted(FOLDER.rglob("*.*")):
        yield str(path.relative_to(FOLDER)), path.read_text()


def test_no_line_is_wider_than_the_code() -> None:
    wide = [
        f"{name}:{number}"
        for name, text in templates()
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) > WIDEST
    ]
    assert wide == []


def test_no_template_is_longer_than_one_look() -> None:
    assert [name for name, text in templates() if len(text.splitlines()) > LONGEST] == []


def test_nothing_is_inline() -> None:
    assert [name for name, text in templates() if INLINE.search(text)] == []


@pytest.mark.parametrize(
    "inline", ["<style>", "<script>", '<p style="x">', '<a onclick="x">', '<a href="javascript:x">', "<script defer>"]
)
def test_what_counts_as_inline(inline: str) -> None:
    assert INLINE.search(inline)


def test_a_tag_is_drawn_by_its_component_alone() -> None:
    own = [name for name, text in templates() if OWN_TAG.search(text) and not name.startswith("components/")]
    sources = [path for path in settings.BASE_DIR.glob("[a-z]*/**/*.py") if "tests" not in path.parts]
    assert own + [str(path) for path in sources if OWN_TAG.search(path.read_text())] == []


@pytest.mark.parametrize("own", ['<span class="tag">', "<a class='small tag bad'>", '<b class="{{ x }} tag">'])
def test_what_is_a_tag_of_ones_own(own: str) -> None:
    assert OWN_TAG.search(own)


def test_every_fragment_is_included_somewhere() -> None:
    sources = [text for _, text in templates()]
    sources += [path.read_text() for path in settings.BASE_DIR.glob("[a-z]*/**/*.py") if "tests" not in path.parts]
    fragments = {name for name, _ in templates() if Path(name).name.startswith("_")}
    drawn = {f"components/_{tag}.html" for text in sources for tag in re.findall(r"{% (\w+) ", text)}
    assert {name for name in fragments - drawn if not any(f'"{name}"' in text for text in sources)} == set()
