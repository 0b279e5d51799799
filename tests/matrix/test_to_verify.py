"""A competence that nobody has verified, and a post that rests on one, carry their mark on every page and paper."""

import re
from html import unescape

import pytest

from correspondents.models import Post
from territory.models import Competence, CompetenceChange
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


def test_no_page_says_an_unverified_name_without_its_mark(world: World) -> None:
    """Every address, by GET and, for files, by POST, as everybody: each answer that names one names the mark."""
    names, seen, bare = names_to_verify(), set[str](), set[tuple[str, str]]()
    history = set(CompetenceChange.objects.values_list("unit", flat=True))
    for name in ROWS:
        for who in world.clients:
            for method in ("get", "post") if name.startswith("directory_c") else ("get",):
                response = ask(world, who, name, trials_of(name, world)[0], method)
                if response.streaming or "text" not in response.headers.get("Content-Type", ""):
                    continue
                text = response.content.decode()
                if any(each in unescape(text) for each in names):
                    seen.add(name)
                bare |= {(name, each) for each in said_bare(text, names - history)}
    assert bare == set()
    assert seen >= SEEN_ON


@pytest.mark.parametrize(
    "text", ["<b>Zone</b>", "Zone, Zone (à vérifier)", "<td>Zone</td><td>plus loin à vérifier</td>"]
)
def test_what_counts_as_bare(text: str) -> None:
    assert said_bare(text, {"Zone"}) == {"Zone"}
    assert said_bare('Zone <span class="tag">à vérifier</span>, Zone (à vérifier)', {"Zone"}) == set()
