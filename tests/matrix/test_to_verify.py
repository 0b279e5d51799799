"""A competence that nobody has verified, and a post that rests on one, carry their mark on every page and paper: each
page is looked at by test_matrix."""

import re

import pytest

from correspondents.models import Post
from territory.models import Competence
from tests.databases import ROOT
from tests.matrix.marks import MARK, plain_in, said_bare
from tests.matrix.world import World


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
    assert said_bare(plain_in(text), {"Zone"}) == {"Zone"}
    assert said_bare(plain_in('Zone <span class="tag">à vérifier</span>, Zone (à vérifier)'), {"Zone"}) == set()
