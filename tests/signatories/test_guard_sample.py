"""The free-text guard, measured on sentences as caretakers write them. `docs/guard.md` says how the sample was made."""

import re
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from signatories.guard import warnings_in
from signatories.theme_guard import Concern, concerns_in

SAMPLE = Path(__file__).parent / "guard_sample"
DOCUMENT = Path(__file__).parents[2] / "docs" / "guard.md"
HARMLESS = "-"
RECALL, PRECISION = 0.9, 0.8
SUBJECTS = {
    "prénom",
    "surnom",
    "âge",
    "étage",
    "boisson",
    "grossesse",
    "religion",
    "origine",
    "santé",
    "opinion",
    "insulte",
    "téléphone",
    "courriel",
    "plaque",
    "famille",
}


@dataclass(frozen=True)
class Figures:
    found: int
    missed: int
    false: int

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed)

    @property
    def precision(self) -> float:
        return self.found / (self.found + self.false)

    def __str__(self) -> str:
        return f"{self.found} | {self.missed} | {self.false} | {self.recall:.3f} | {self.precision:.3f}"


def sentences(name: str) -> list[tuple[str, str]]:
    """What each is about, or "-" when nothing should be pointed at, and the sentence."""
    lines = (SAMPLE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [(subject, text) for subject, text in (line.split("\t") for line in lines)]


def measured(name: str) -> Figures:
    warned = [(subject != HARMLESS, bool(warnings_in(text))) for subject, text in sentences(name)]
    return Figures(warned.count((True, True)), warned.count((True, False)), warned.count((False, True)))


def test_the_sample_is_large_and_half_of_it_harmless() -> None:
    every = sentences("tuned") + sentences("held_out")
    harmless = [text for subject, text in every if subject == HARMLESS]
    assert len({text for _, text in every}) == len(every) >= 300
    assert 0.4 < len(harmless) / len(every) < 0.6
    assert {subject for subject, _ in every} == SUBJECTS | {HARMLESS}
    assert {subject for subject, _ in sentences("held_out")} == SUBJECTS | {HARMLESS}


@pytest.mark.parametrize("name", ["tuned", "held_out"])
def test_it_finds_nine_of_ten_and_is_right_four_times_of_five(name: str) -> None:
    figures = measured(name)
    assert figures.recall >= RECALL
    assert figures.precision >= PRECISION


def test_the_figures_of_the_document_are_those_of_today() -> None:
    said = re.findall(r"^\| `(\w+)\.tsv` \| (.+) \|$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert said == [(name, str(measured(name))) for name in ("tuned", "held_out")]


def test_the_document_names_what_the_held_out_half_shows_as_missed() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    missed = [text for subject, text in sentences("held_out") if subject != HARMLESS and not warnings_in(text)]
    assert [text for text in missed if text not in document] == []


def test_the_guard_of_themes_is_held_to_the_same() -> None:
    told = [(subject, concerns_in(text)) for subject, text in sentences("themes")]
    assert {subject for subject, _ in told} == {*Concern.values, HARMLESS}
    found = [subject in concerns for subject, concerns in told if subject != HARMLESS]
    false = [concerns for subject, concerns in told if subject == HARMLESS and concerns]
    assert sum(found) / len(found) >= RECALL
    assert sum(found) / (sum(found) + len(false)) >= PRECISION


def test_a_text_is_read_in_a_few_milliseconds() -> None:
    """Of processor time, so that a busy machine does not count: a plain text of full length, and the worst."""
    plain = " ".join(text for subject, text in sentences("tuned") if subject == HARMLESS)[:600]
    for text in (plain, "A" * 600, "le " * 200, "il a 12 " * 75, "sa femme " * 66, "rue de la " * 60):
        start = time.process_time()
        for _ in range(10):
            warnings_in(text)
            concerns_in(text)
        assert (time.process_time() - start) / 10 < 0.02


# One by one


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Le local est resté propre.", []),
        ("C’est Kévin qui l’a vu.", ["personne"]),
        ("c'est kevin qui l'a vu", ["personne"]),
        ("C’EST KÉVIN QUI L’A VU", ["personne"]),
        ("C’est Ke\u0301vin qui l’a vu.", ["personne"]),
        ("Jet de pierre, rose arrachée.", []),
        ("La voisine Rose a crié.", ["personne"]),
        ("Rue Victor Hugo, école Jules Ferry, bâtiment Ronsard.", []),
        ("Un berger allemand sur la place handicapés.", []),
        ("Un Allemand, handicapé.", ["santé", "opinion"]),
        ("Enceinte allumée dans l’enceinte de la résidence.", []),
        ("Il crie « connard » au gardien.", []),
        ("Ce connard crie.", ["insulte"]),
        ("Copie à demander au greffe.", []),
    ],
)
def test_it_tells_a_person_from_a_thing(text: str, kinds: list[str]) -> None:
    assert [advice.kind for advice in warnings_in(text)] == kinds


def test_a_passage_is_quoted_as_it_was_typed() -> None:
    [advice] = warnings_in("Vu la « sœur » avec Héloïse-Zoé, hier.")
    assert advice.passage == "Héloïse-Zoé"
