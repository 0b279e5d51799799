"""A competence that nobody has verified, and a post that rests on one, carry their mark on every page and paper."""

import re
from html import unescape

import pytest
from django.http import HttpResponse

from correspondents.models import Post
from territory.models import Competence, CompetenceChange
from tests.databases import ROOT
from tests.matrix.expectations import ROWS
from tests.matrix.test_matrix import ask
from tests.matrix.trials import trials_of
from tests.matrix.world import World

MARK = "à vérifier"
SEEN_ON = {  # where at least one of the names stands; a page that stops saying it, or begins to, is looked at
    "competence",
    "directory",
    "directory_csv",
    "directory_post",
    "directory_signatory",
    "referral_detail",
    "residence_detail",
}
FOLDED = "\r\n "  # a long line of a vCard goes on in the next one
FILES = ("directory_csv", "directory_cards")
# Forms hold the bare label: it is what one types, and the mark is kept by the database.
TYPED = re.compile(r"<(?:input|textarea)[^>]*>(?:[^<]*</textarea>)?")
TAGS = re.compile(r"<[^>]+>")


def names_to_verify() -> set[str]:
    units = set(Competence.objects.filter(to_verify=True).values_list("unit", flat=True))
    return units | set(Post.objects.filter(to_verify=True).values_list("label", flat=True))


def said_bare(text: str, names: set[str]) -> set[str]:
    """The names that stand somewhere without their mark right behind them."""
    plain = " ".join(unescape(TAGS.sub(" ", TYPED.sub(" ", text))).split())
    found = re.finditer("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)), plain)
    return {m[0] for m in found if MARK not in plain[m.end() : m.end() + len(MARK) + 4]}


def written_in(response: HttpResponse) -> str:
    """Of a page, a table or a card; "" of bytes that nobody reads as text."""
    is_text = not response.streaming and "text" in response.headers.get("Content-Type", "")
    return unescape(response.content.decode().replace(FOLDED, "")) if is_text else ""


def test_a_post_on_unverified_competences_is_marked_by_the_database(world: World) -> None:
    karim = Post.objects.get(pk=world.cast.karim.post.pk)
    assert str(karim.named) == f"{karim.label} ({MARK})"
    assert world.cast.maud.post.named == world.cast.maud.post.label
    resting = Competence.objects.filter(commune__posts=karim, signatory=karim.signatory)
    resting.update(to_verify=False)
    assert not Post.objects.get(pk=karim.pk).to_verify
    resting.update(to_verify=True)
    assert Post.objects.get(pk=karim.pk).to_verify
    karim.communes.clear()
    assert not Post.objects.get(pk=karim.pk).to_verify


@pytest.mark.parametrize("name", ROWS)
def test_no_page_says_an_unverified_name_without_its_mark(world: World, name: str) -> None:
    """Every address, as everybody to whom it is open: an answer that names one names the mark."""
    names, seen, bare = names_to_verify(), set[str](), set[str]()
    history = set(CompetenceChange.objects.values_list("unit", flat=True))
    trial, method = trials_of(name, world)[0], "post" if name in FILES else "get"
    for who in world.clients:
        if not ROWS[name].is_closed_to(world.column_of(who)):
            text = written_in(ask(world, who, name, trial, method))
            seen |= {each for each in names if each in text}
            bare |= said_bare(text, names - history)
    assert bare == set() or name == "competence_import"  # what a ministry's file says is the file's own word
    assert seen or name not in SEEN_ON


def test_no_template_names_a_post_or_a_unit_but_by_its_marked_name() -> None:
    """Papers and mails are drawn by them too, and the refusals that no address of the matrix shows."""
    bare = re.compile(r"{{ [\w.]*(?:post\.label|\.unit)\b[^}]*}}")
    templates = ROOT.glob("templates/**/*.*")
    said = {f"{path.relative_to(ROOT)}: {m[0]}" for path in templates for m in bare.finditer(path.read_text("utf-8"))}
    assert said == {"templates/territory/competence_commune.html: {{ version.unit }}"}, "history is no competence"


@pytest.mark.parametrize(
    "text", ["<b>Zone</b>", "Zone, Zone (à vérifier)", "<td>Zone</td><td>plus loin à vérifier</td>"]
)
def test_what_counts_as_bare(text: str) -> None:
    assert said_bare(text, {"Zone"}) == {"Zone"}
    assert said_bare('Zone <span class="tag">à vérifier</span>, Zone (à vérifier)', {"Zone"}) == set()
