"""What is printed is found: the fold of the database and that of Python say the same of every text."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import GeneratedField
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acting.fold import fold, holds
from correspondents.models import User
from territory.models import Commune

EVERY_CHARACTER = [chr(code) for code in range(1, 0x30000) if not 0xD800 <= code <= 0xDFFF]
FRENCH = st.lists(
    st.one_of(
        st.characters(max_codepoint=0x24F, blacklist_characters="\x00"),
        st.sampled_from("œŒæÆßẞﬁﬂ’ʼ'´`‐‑‒–—―−-\u00a0\u202f\u2009\u00ad\u200b\u0301\u0302\u0308\u0327"),
        st.sampled_from(["St", "Ste", "STE", "st-", "Saint", "Sainte", " ", "n°", "№", "½"]),
    ),
    max_size=30,
).map("".join)


def in_database(texts: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT folded(t) FROM unnest(%s) WITH ORDINALITY u(t, place) ORDER BY place", [texts])
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_each_character_is_folded_alike_in_python_and_in_the_database() -> None:
    """Between two letters, so that what leaves nothing is told apart from what leaves a space."""
    texts = [f"a{character}b" for character in EVERY_CHARACTER]
    assert in_database(texts) == [fold(text) for text in texts]


@pytest.mark.django_db
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FRENCH, min_size=1, max_size=20), st.lists(st.text(st.characters(codec="utf-8"))))
def test_each_text_is_folded_alike_in_python_and_in_the_database(french: list[str], any_texts: list[str]) -> None:
    texts = [text.replace("\x00", "") for text in (*french, *any_texts)]
    assert in_database(texts) == [fold(text) for text in texts]


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("  La Ferté-sous-Jouarre ", "la ferte sous jouarre"),
        ("LA FERTÉ SOUS JOUARRE", "la ferte sous jouarre"),
        ("La Ferte\u0301 sous\u00a0Jouarre", "la ferte sous jouarre"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("L'Haÿ–les—Roses", "l hay les roses"),
        ("Sacré-Cœur, Œuf", "sacre coeur oeuf"),
        ("Ægidius de la ﬁn", "aegidius de la fin"),
        ("Straße", "strasse"),
        ("St-Mard", "saint mard"),
        ("Ste Geneviève", "sainte genevieve"),
        ("Sts-Pères, Stes-Maries", "saints peres saintes maries"),
        ("Stains, Est, Stéphane", "stains est stephane"),
        ("Rési\u00addence", "residence"),
        ("n° 12 bis", "n 12 bis"),
        ("東京 😀", ""),
    ],
)
@pytest.mark.django_db
def test_accents_case_hyphens_apostrophes_and_ligatures_do_not_count(printed: str, folded: str) -> None:
    assert fold(printed) == folded
    assert in_database([printed]) == [folded]


@pytest.mark.django_db
def test_a_name_that_changes_is_found_by_its_new_one() -> None:
    Commune.objects.filter(pk="77284").update(name="Sainte-Œuvre")
    assert list(Commune.objects.filter(search_name=fold("STE OEUVRE")).values_list("pk", flat=True)) == ["77284"]


@pytest.mark.django_db
def test_the_beginning_of_a_word_may_look_like_an_abbreviation() -> None:
    stephane = User.objects.create_user("st.roch@example.test", first_name="Stéphane", last_name="D’Œuvre")
    User.objects.create_user("anne@example.test", first_name="Anne", last_name="Sainte-Marie")
    for text in ("ste", "STÉPH", "saint roch", "d'oeuvre stéphane", "roch@example"):
        assert stephane in User.objects.filter(holds(text, "search_name", "search_email")), text
    assert [user.first_name for user in User.objects.filter(holds("ste marie", "search_name"))] == ["Anne"]
    assert User.objects.filter(holds("", "search_name")).count() == 2
    assert not User.objects.filter(holds("%", "search_name")).exists()


def test_each_folded_column_has_an_index_or_a_reason() -> None:
    """A search looks into an index, whatever the table grows to."""
    loose = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, GeneratedField)
        and field.name.startswith("search_")
        and not any(field.name in index.fields and index.suffix == "gin" for index in model._meta.indexes)
    }
    assert loose == {
        "signatories.Theme.search_name",  # a convention has a dozen
        "correspondents.Designation.search_named",  # compared beside the account's name, row by row of the visible ones
        "territory.FormerName.search_name",  # asked for a whole name; a département merged a dozen communes
    }
