"""Sentences of a bilan that are computed: they state figures and differences, and judge nothing.

A comment is its author's, and signed. Two counts are compared only where both are published, and a difference that
their roundings may make is called that.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, sqrt

from acting import french
from reports.enums import CellKind
from reports.figures import Figure, Figures

WITHIN_ROUNDING = "un écart que les arrondis suffisent à produire"


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure beside the same one of the period before; `change` is in words."""

    label: str
    now: Figure
    before: Figure | None
    change: str


def compared(figures: Figures, former: Figures | None, step: int) -> list[Compared]:
    """Of periods of as many months. `step` is the unit of rounding."""
    asked: list[tuple[str, Callable[[Figures], Figure], CellKind]] = [
        ("Faits déclarés", lambda of: of.facts, CellKind.FACTS),
        ("Faits déclarés tardivement, comptés à part", lambda of: of.late, CellKind.LATE),
        ("Faits visant un agent ou un prestataire", lambda of: of.staff, CellKind.STAFF),
        ("Logements des bailleurs déclarants", lambda of: of.dwellings, CellKind.DWELLINGS),
        ("Saisines envoyées", lambda of: of.everyone.sent, CellKind.SENT),
        ("Accusés de réception", lambda of: of.everyone.acknowledged, CellKind.ACKNOWLEDGED),
        ("Réponses", lambda of: of.everyone.answered, CellKind.ANSWERED),
    ]
    lines = [
        _compared(label, of(figures), of(former) if former else None, _slack(figures, former, step, kind))
        for label, of, kind in asked
    ]
    delay = former.everyone.delay if former else None
    return [*lines, _compared("Délai médian de la première réponse, en jours", figures.everyone.delay, delay, 1)]


def of_families(figures: Figures, former: Figures | None, step: int) -> list[Compared]:
    before = dict(former.families) if former else {}
    return [
        _compared(name, total, before.get(name), _slack(figures, former, step, CellKind.FACTS, name))
        for name, total in figures.families
    ]


def _slack(figures: Figures, former: Figures | None, step: int, kind: CellKind, family: str = "") -> int:
    """By the numbers that both periods tell: of a sum of two, little is rounding."""
    if kind == CellKind.DWELLINGS:
        return slack_of(step, 2)  # each that of its last month
    counts = sum(of.cells.counts(kind, family=family) for of in (figures, former) if of)
    return slack_of(step, counts * (2 if kind == CellKind.STAFF else 1))  # of two families, each rounded


def slack_of(step: int, counts: int) -> int:
    """What the roundings of two sums, of so many counts together, may make. Each count is off by less than a step, up
    or down by chance: of many, the roundings grow with the root of their number only."""
    return ceil(step * sqrt(2 * counts))


def of_quarter(figures: Figures, former: Figures | None) -> str:
    """Three months in one sentence, and the facts of the quarter before where those are told."""
    before = f", contre {former.facts.text} au trimestre d’avant" if former and former.facts.known else ""
    told = (
        (figures.facts, f"{figures.facts.text} faits ont été déclarés en trois mois{before}"),
        (figures.everyone.sent, f"{figures.everyone.sent.text} saisines ont été envoyées"),
        (figures.everyone.answered, f"{figures.everyone.answered.text} réponses sont venues"),
    )
    known = [words for figure, words in told if figure.known]
    return f"{' ; '.join(known)}." if known else "Trop peu est montré de ces trois mois pour en dire un total."


def largest_family(figures: Figures) -> str:
    """ "" where no family has a published total."""
    shown = [(name, total) for name, total in figures.families if total.known]
    if not shown:
        return ""
    name, total = shown[0]
    return f"La famille au plus grand total publié est «\u00a0{name}\u00a0»\u00a0: {total.text} faits."


def largest_months(figures: Figures) -> str:
    known = [month for month in figures.months if month.total.known]
    if not known:
        return "Aucun mois n’a de total publié."
    most, least = max(known, key=lambda m: m.total.drawn), min(known, key=lambda m: m.total.drawn)
    return (
        f"Le plus grand total publié d’un mois est celui de {french.day(most.month, 'month')}\u00a0: "
        f"{most.total.text} faits\u00a0; le plus petit, celui de {french.day(least.month, 'month')}\u00a0: "
        f"{least.total.text}."
    )


def _compared(label: str, now: Figure, before: Figure | None, slack: int) -> Compared:
    return Compared(label, now, before, _change(now, before, slack))


def _change(now: Figure, before: Figure | None, slack: int) -> str:
    if now.value is None or before is None or before.value is None:
        return ""
    difference = now.value - before.value
    if abs(difference) < slack:
        return WITHIN_ROUNDING if difference else "aucun écart"
    return f"{'+' if difference > 0 else '−'}\u00a0{french.number(abs(difference))}"
