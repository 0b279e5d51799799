"""Templates that can be read: no wider than the code, no longer than one look, nothing inline that the browser would
refuse, and no fragment that nobody includes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from convention77.menu import ENTRIES

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


# Pages whose heading is another than their name, with the reason.
HEADED_OTHERWISE = {
    "409.html": "three refusals, each with a heading and a sentence of its own",
    "correspondents/competence.html": "a tab is told from another by its commune",
    "incidents/incident_detail.html": "the reference names it, the heading says what happened and where",
    "incidents/evidence_detail.html": "the reference names it, the heading says what it is for",
    "referrals/injunction_detail.html": "the reference names it, the heading says where",
    "referrals/situation_detail.html": "the reference names it, the heading says which place or lease",
    "referrals/referral_detail.html": "the reference names it, the heading says what is asked",
}
TITLE = re.compile(r"{% block title %}(.*?){% endblock", re.S)
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.S)
CRUMBS = re.compile(r"{% block crumbs %}(.*?){% endblock crumbs %}|{% block crumbs %}(.*?){% endblock %}", re.S)
CRUMB = re.compile(r"<li>(.*?)</li>", re.S)


def as_said(words: str) -> str:
    """Without what a template's lines add, the mark that a tag adds to a name, and its plain form in a title."""
    one_line = re.sub(r"\s*({%.*?%})\s*", r"\1", " ".join(words.split())).strip()
    return re.sub(r"{% if [^%]*%}{% tag %}.*", "", one_line).replace(".text }}", " }}")


def names_of(text: str) -> list[str]:
    """What a page is called: in its tab, in its headings, and in its last crumb, where it has crumbs."""
    crumbs = "".join(found for each in CRUMBS.findall(text) for found in each)
    return [as_said(each) for each in (*TITLE.findall(text), *HEADING.findall(text), *CRUMB.findall(crumbs)[-1:])]


def test_a_page_has_one_name_in_its_tab_its_heading_and_its_crumb() -> None:
    named = {name: names_of(text) for name, text in templates() if '{% extends "base.html" %}' in text}
    assert {name for name, names in named.items() if len(set(names)) != 1} == set(HEADED_OTHERWISE)
    assert all(len(names) > 1 for names in named.values())
    assert len(named) > 80


def test_a_page_of_the_menu_is_called_as_there() -> None:
    of_menu = "|".join(entry.url_name for entry in ENTRIES)
    by_hand = re.compile(rf"<li><a href=.{{% url '(?:{of_menu})' %}}.>")
    assert [name for name, text in templates() if by_hand.search(text)] == []


def test_every_fragment_is_included_somewhere() -> None:
    sources = [text for _, text in templates()]
    sources += [path.read_text() for path in settings.BASE_DIR.glob("[a-z]*/**/*.py") if "tests" not in path.parts]
    fragments = {name for name, _ in templates() if Path(name).name.startswith("_")}
    drawn = {f"components/_{tag}.html" for text in sources for tag in re.findall(r"{% (\w+) ", text)}
    assert {name for name in fragments - drawn if not any(f'"{name}"' in text for text in sources)} == set()
