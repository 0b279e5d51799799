"""Two hundred ways of looking for something that was filed: how many find it, and how much else they find."""

from pathlib import Path

from correspondents.search_page import Search
from tests.people import Cast, acting, make_fact

QUERIES = Path(__file__).with_name("search_queries.txt")
NOT_FOUND = ["interfone", "lampadere"]  # two letters away
MOST_BESIDE = 20  # other facts that were found, all queries together


def test_what_was_filed_is_found_however_it_is_typed(cast: Cast) -> None:
    """Each fact stands among the forty of the house, and beside the same ones of the other landlord."""
    lines = [line.split(" | ") for line in QUERIES.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    asked = []
    for text, queries in lines:
        fact = make_fact(cast.gilles, cast.tilleuls, facts=text)
        make_fact(cast.zoe, cast.pommiers, facts=text)
        asked += [(query.strip(), fact.pk) for query in queries.split(";")]
    missed, beside = [], 0
    with acting(cast.sarah) as sarah:
        own = {pk for _, pk in asked}
        for query, pk in asked:
            found = {hit.object_id for group in Search(sarah, query, kind="faits").groups for hit in group.found.hits}
            assert found <= own
            beside += len(found - {pk})
            missed += [query] if pk not in found else []
    assert len(asked) == 200
    assert missed == NOT_FOUND
    assert beside <= MOST_BESIDE
