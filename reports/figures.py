"""Reads the published cells. Pages and papers of a delegate stand on this module and see nothing else."""

from dataclasses import dataclass
from datetime import date, timedelta

from acting import french
from acting.days import YEAR, add_months, months_from
from reports.enums import CellKind, CellState, Partner
from reports.models import LAST_TWELVE_MONTHS, PublishedCell
from signatories.models import Convention

# Both counts are rounded, each by up to `small_count`: below, that alone would move the share by more than a tenth.
FEWEST_FOR_A_SHARE = 50
TENTHS = ("", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "")
MASKED = "masqué"
ABSENT = "–"


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown of a cell; `value` is None when there is only a text."""

    text: str
    value: int | None = None

    @property
    def known(self) -> bool:
        return self.value is not None

    @property
    def drawn(self) -> int:
        """The height in a chart: a band and a mask are not drawn."""
        return self.value or 0


@dataclass(frozen=True, slots=True)
class MonthFigures:
    month: date
    total: Figure
    families: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class PartnerFigures:
    label: str
    sent: Figure
    acknowledged: Figure
    answered: Figure
    share: Figure
    delay: Figure


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything published about twelve months beginning with `first`."""

    first: date
    last_day: date
    published_on: date
    facts: Figure
    per_thousand: Figure
    dwellings: Figure
    staff: Figure
    families: tuple[tuple[str, Figure], ...]
    months: tuple[MonthFigures, ...]
    communes: tuple[tuple[str, Figure], ...]
    partners: tuple[PartnerFigures, ...]
    everyone: PartnerFigures
    posts_filled: Figure
    posts_vacant: Figure
    band: str

    @property
    def posts(self) -> Figure:
        """Posts that receive and have somebody, of all that receive; known for the latest period only."""
        filled, vacant = self.posts_filled.value, self.posts_vacant.value
        return (
            Figure(f"{filled} / {filled + vacant}", filled)
            if filled is not None and vacant is not None
            else Figure(ABSENT)
        )

    @property
    def lead(self) -> str:
        """The twelve months in one sentence. Computed, never judged: a comment is its author's, and signed."""
        share, delay = self.everyone.share.value, self.everyone.delay.value
        filed = f"{self.facts.text} faits ont été déclarés en douze mois" if self.facts.known else ""
        if share is None or delay is None:
            answered = "trop peu de saisines ont reçu une réponse pour publier une part ou un délai"
        else:
            verb = "ont" if share > 1 else "a"
            answered = f"{_in_tenths(share, 'saisine')} {verb} reçu une réponse, {delay} jours après l’envoi en médiane"
        sentence = " ; ".join(part for part in (filed, answered) if part)
        return f"{sentence[0].upper()}{sentence[1:]}."

    def by_family(self) -> list[tuple[str, list[Figure], Figure]]:
        """The months turned round: one row for each family, with its twelve months and its total."""
        columns = zip(*(month.families for month in self.months), strict=True)
        return [(name, list(row), total) for (name, total), row in zip(self.families, columns, strict=True)]

    @property
    def hidden_by_month(self) -> str:
        """Of the table of months and families, its margins included."""
        months = [figure for month in self.months for figure in (*month.families, month.total)]
        return _hidden([*months, *(total for _, total in self.families), self.facts], self.band)

    @property
    def hidden_by_partner(self) -> str:
        """Of what was sent, acknowledged and answered; a share and a delay say themselves why they are missing."""
        lines = (*self.partners, self.everyone)
        return _hidden([each for line in lines for each in (line.sent, line.acknowledged, line.answered)], self.band)


Key = tuple[str, date, int, str, str, str]


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a period by their key, and how a small count is written."""

    by_key: dict[Key, PublishedCell]
    first: date
    band: str

    @property
    def published_on(self) -> date:
        """All cells of a convention are replaced at once."""
        return max(cell.published_on for cell in self.by_key.values())

    def figure(
        self, kind: CellKind, *, month: date | None = None, family: str = "", partner: str = "", commune: str = ""
    ) -> Figure:
        """Twelve months unless a `month` is named."""
        key = (kind.value, month or self.first, 1 if month else YEAR, family, partner, commune)
        found = self.by_key.get(key)
        if found is None:
            return Figure(ABSENT)
        if found.value is None:
            return Figure(self.band if found.state == CellState.BAND else MASKED)
        return Figure(french.number(found.value), found.value)


def published_years(convention: Convention) -> list[int]:
    """Calendar years published whole, newest first."""
    return sorted({first.year for first in _periods(convention) if first.month == 1}, reverse=True)


def figures_of(convention: Convention, period: str) -> Figures | None:
    """The last twelve months, or a calendar year such as "2025"; None when that was not published."""
    periods = _periods(convention)
    wanted = max(periods, default=None) if period == LAST_TWELVE_MONTHS else date(int(period), 1, 1)
    return _figures(convention, wanted) if wanted in periods and wanted else None


def _periods(convention: Convention) -> set[date]:
    cells = PublishedCell.objects.filter(convention=convention, kind=CellKind.FACTS, months=YEAR, family="")
    return set(cells.values_list("first_month", flat=True))


def _figures(convention: Convention, first: date) -> Figures:
    cells = _cells(convention, first)
    families = _families(cells)
    facts, dwellings = cells.figure(CellKind.FACTS), cells.figure(CellKind.DWELLINGS)
    return Figures(
        first=first,
        last_day=add_months(first, YEAR) - timedelta(days=1),
        published_on=cells.published_on,
        facts=facts,
        per_thousand=_per_thousand(facts, dwellings),
        dwellings=dwellings,
        staff=cells.figure(CellKind.STAFF),
        families=tuple((family, cells.figure(CellKind.FACTS, family=family)) for family in families),
        months=tuple(_month(cells, month, families) for month in months_from(first)),
        communes=_communes(cells),
        partners=tuple(_partner(cells, partner.label, partner) for partner in Partner),
        everyone=_partner(cells, "Ensemble", ""),
        posts_filled=cells.figure(CellKind.POSTS_FILLED),
        posts_vacant=cells.figure(CellKind.POSTS_VACANT),
        band=cells.band,
    )


def _cells(convention: Convention, first: date) -> Cells:
    rows = PublishedCell.objects.filter(
        convention=convention, first_month__gte=first, first_month__lt=add_months(first, YEAR)
    )
    by_key = {(c.kind, c.first_month, c.months, c.family, c.partner, c.commune): c for c in rows}
    return Cells(by_key=by_key, first=first, band=f"< {convention.small_count + 1}")


def _families(cells: Cells) -> list[str]:
    """By volume, the largest first."""
    names = {family for kind, _, months, family, _, _ in cells.by_key if kind == CellKind.FACTS and family}
    return sorted(names, key=lambda family: (-cells.figure(CellKind.FACTS, family=family).drawn, family))


def _month(cells: Cells, month: date, families: list[str]) -> MonthFigures:
    return MonthFigures(
        month=month,
        total=cells.figure(CellKind.FACTS, month=month),
        families=tuple(cells.figure(CellKind.FACTS, month=month, family=family) for family in families),
    )


def _communes(cells: Cells) -> tuple[tuple[str, Figure], ...]:
    """INSEE code and figure of the communes above the threshold, the largest first."""
    codes = {key[5] for key in cells.by_key if key[0] == CellKind.COMMUNE and key[1] == cells.first}
    pairs = [(code, cells.figure(CellKind.COMMUNE, commune=code)) for code in codes]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1].drawn, pair[0])))


def _partner(cells: Cells, label: str, partner: str) -> PartnerFigures:
    sent, answered = cells.figure(CellKind.SENT, partner=partner), cells.figure(CellKind.ANSWERED, partner=partner)
    delay = cells.figure(CellKind.DELAY, partner=partner)
    return PartnerFigures(
        label=label,
        sent=sent,
        acknowledged=cells.figure(CellKind.ACKNOWLEDGED, partner=partner),
        answered=answered,
        share=_share(answered, sent),
        delay=Figure(f"{delay.value} j", delay.value) if delay.known else Figure(ABSENT),
    )


def _share(part: Figure, whole: Figure) -> Figure:
    if part.value is None or whole.value is None or whole.value < FEWEST_FOR_A_SHARE:
        return Figure(ABSENT)
    tenths = min(10, round(10 * part.value / whole.value))
    return Figure(_in_tenths(tenths), tenths)


def _in_tenths(tenths: int, thing: str = "") -> str:
    """A share of rounded counts is never told to the unit: `environ huit sur dix`, `environ huit saisines sur dix`."""
    if tenths == 10:
        return f"presque toutes les {thing}s" if thing else "presque toutes"
    named = f" {thing}{'s' if tenths > 1 else ''}" if thing else ""
    return f"environ {TENTHS[tenths]}{named} sur dix" if tenths else f"moins d’une{named} sur dix"


def _hidden(figures: list[Figure], band: str) -> str:
    """Counted over the cells as they stand in the table before the reader, and so told to nobody anew."""
    cells = [figure.text for figure in figures if figure.text != ABSENT]
    small, masked = cells.count(band), cells.count(MASKED)
    if not small + masked:
        return ""
    kinds = [f"{small} sous le seuil («\u00a0{band}\u00a0»)"] if small else []
    kinds += [f"{masked} masquée{'s' * (masked > 1)}"] if masked else []
    verb = "n’est pas montrée" if small + masked == 1 else "ne sont pas montrées"
    return f"{small + masked} case{'s' * (small + masked > 1)} sur {len(cells)} {verb}\u00a0: {', '.join(kinds)}."


def _per_thousand(facts: Figure, dwellings: Figure) -> Figure:
    if facts.value is None or not dwellings.value:
        return Figure(ABSENT)
    rate = round(1000 * facts.value / dwellings.value)
    return Figure(french.number(rate), rate)
