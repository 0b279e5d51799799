"""What the guard of free texts points at, word by word: each kind by several examples, and what it leaves alone."""

import pytest

from signatories.guard import warnings_in

POINTED_AT = {
    "santé": (
        "schizophrène", "dépressive", "bipolaire", "psychotique", "psychiatrie", "alcoolique", "toxicomane",
        "malade mental", "handicapé", "séropositif", "sous traitement", "démence", "autiste",
    ),
    "opinion": (
        "arabe", "maghrébin", "africaine", "gitans", "rom", "musulman", "juif", "chrétien", "islamiste", "syndiqué",
        "homosexuel",
    ),
    "insulte": ("racaille", "voyou", "débile", "connard", "salopard", "cassos", "de vrais parasites", "crétin"),
    "téléphone": ("01 64 33 00 00", "+33 6 12 34 56 78", "0612345678"),
    "plaque": ("AB-123-CD", "AB 123 CD", "AB123CD"),
    "personne": (
        "M. Durand", "Mme Petit", "Monsieur Durand", "Madame Petit", "madame trucmuche",
        "le fils de la gardienne", "la fille du locataire",
        "les frères des voisins", "la mère de l’enfant", "le mari de la locataire",
    ),
}  # fmt: skip
LEFT_ALONE = (
    "Porte du hall forcée.",
    "Vitrage brisé le 12 mars 2026.",
    "Bâtiment C, 3e étage.",
    "Le gardien est passé.",
)


@pytest.mark.parametrize(("kind", "words"), [(kind, text) for kind, texts in POINTED_AT.items() for text in texts])
def test_each_word_is_pointed_at_by_its_kind(kind: str, words: str) -> None:
    found = warnings_in(f"On a vu {words} dans le hall.")
    assert {advice.kind for advice in found} == {kind}, words


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_says_no_more_than_the_facts_is_left_alone(text: str) -> None:
    assert warnings_in(text) == []
