"""A category is named with its family, once where both are called the same: on the page of a fact, of which the others
say the category alone."""

from incidents.models import Category
from tests.people import Cast, make_fact

ALONE = {"Occupation des parties communes", "Stupéfiants", "Détournement d’usage"}


def test_no_category_is_said_twice(cast: Cast) -> None:
    named = {category.named for category in Category.objects.all()}
    assert {name for name in named if "\u00a0: " not in name} == ALONE
    halves = [name.split("\u00a0: ") for name in named]
    assert [half for half in halves if len(half) > 1 and half[0] == half[1]] == []
    for code, said in (("stupefiants", "Stupéfiants"), ("animaux", "Voisinage\u00a0: Animaux")):
        fact = make_fact(cast.gilles, cast.tilleuls, category=code)
        page = " ".join(cast.sarah.client().get(f"/faits/{fact.pk}/").text.replace("\u00a0", "~").split())
        assert f"<dt>Catégorie</dt> <dd>{said.replace(chr(160), '~')}</dd>" in page
