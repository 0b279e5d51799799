"""Reads the published cells. Pages and papers of a delegate stand on this module and see nothing else.

Twelve months, or a quarter, are the sum of what their months told: nothing is counted anew, so a sum tells nothing
more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from acting import french
from acting.days import YEAR, add_months, day_of, months_from
from reports.enums import CellKind, Partner
from reports.models import LAST_TWELVE_MONTHS, Publication, PublishedCell
from reports.periods import Quarter
from signatories.models import Convention

# Both counts are rounded, each by up to `small_count`: up to there, that alone could move the share by a tenth.
MOST_WITHOUT_A_SHARE = 50
TENTHS = ("", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "")
HELD = "reporté"
WITHDRAWN = "retiré"
ABSENT = "–"
SEVERAL = "*"  # behind a number that holds counts of earlier months, held until then


@dataclass(frozen=True, slots=True)
class Figure:
    """What is shown of a cell; `value` is None when there is only a text."""

    text: str
    value: int | None = None

    @property
    def known(self) -> bool:
        return self.value is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.text == WITHDRAWN

    @property
    def drawn(self) -> int:
        """The height in a chart: what is held is not drawn."""
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
    """Everything published about twelve months, or three, beginning with `first`."""

    first: date
    last_day: date
    published_on: date
    edition: int
    withdrawn: tuple[date, ...]
    facts: Figure
    late: Figure
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
    small_count: int
    cells: "Cells"

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
        """The period in one sentence. Computed, never judged: a comment is its author's, and signed."""
        share, delay = self.everyone.share.value, self.everyone.delay.value
        filed = f"{self.facts.text} faits ont été déclarés en douze mois" if self.facts.known else ""
        if self.everyone.delay.is_withdrawn:
            answered = "le dernier mois est retiré, et le délai médian avec lui"
        elif share is None or delay is None:
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
        return _hidden([*months, *(total for _, total in self.families), self.facts])

    @property
    def hidden_by_partner(self) -> str:
        """Of what was sent, acknowledged and answered; a share and a delay say themselves why they are missing."""
        lines = (*self.partners, self.everyone)
        return _hidden([each for line in lines for each in (line.sent, line.acknowledged, line.answered)])


Key = tuple[str, date, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Cells:
    """What is published of the months, by key, and the publication of each."""

    by_key: dict[Key, PublishedCell]
    publications: dict[date, Publication]
    months: Sequence[date]

    @property
    def latest(self) -> Publication:
        return max((each for each in self.publications.values() if each.is_published), key=lambda each: each.month)

    def figure(
        self, kind: CellKind, month: date, *, family: str = "", partner: str = "", commune: str = "", topic: str = ""
    ) -> Figure:
        """What the publication of that month tells."""
        publication = self.publications.get(month)
        found = self.by_key.get((kind.value, month, family, partner, commune, topic))
        if publication is None or (publication.is_published and found is None):
            return Figure(ABSENT)
        if found is None:
            return Figure(WITHDRAWN)
        if found.value is None:
            return Figure(HELD)
        is_block = found.months > 1 and kind not in AT_ITS_END
        return Figure(french.number(found.value) + SEVERAL * is_block, found.value)

    def counts(self, kind: CellKind, *, family: str = "") -> int:
        """How many numbers the months tell of it, each rounded by itself: "reporté" is none."""
        of_kind = [(key, cell) for key, cell in self.by_key.items() if key[0] == kind.value]
        return sum(cell.value is not None and family in ("", key[2]) for key, cell in of_kind)

    def sum(self, kind: CellKind, **dimensions: str) -> Figure:
        """Of all the months."""
        return added([self.figure(kind, month, **dimensions) for month in self.months])


AT_ITS_END = (CellKind.DELAY, CellKind.LEG, CellKind.DWELLINGS)


def added(figures: Sequence[Figure]) -> Figure:
    """The sum of what is told; held where nothing is."""
    told = [figure.value for figure in figures if figure.value is not None]
    if told:
        return Figure(french.number(sum(told)), sum(told))
    texts = {figure.text for figure in figures}
    return Figure(next((text for text in (HELD, WITHDRAWN) if text in texts), ABSENT))


def published_years(convention: Convention) -> list[int]:
    """Calendar years published whole, newest first."""
    return sorted({first.year for first in _periods(_stood(convention)) if first.month == 1}, reverse=True)


def labelled_periods(convention: Convention) -> dict[str, str]:
    """What can be read, as the address and as the page call it: the last twelve months, then whole years."""
    years = {str(year): f"Année {year}" for year in published_years(convention)}
    return {LAST_TWELVE_MONTHS: "Douze derniers mois", **years}


def waiting_months(convention: Convention) -> int:
    """Months that are counted, and that a delegate has not published yet."""
    return Publication.objects.prepared().filter(convention=convention).count()


def figures_of(convention: Convention, period: str) -> Figures | None:
    """The last twelve months, or a calendar year such as "2025"; None when that was not published."""
    stood = _stood(convention)
    periods = _periods(stood)
    wanted = max(periods, default=None) if period == LAST_TWELVE_MONTHS else date(int(period), 1, 1)
    return _figures(stood, wanted) if wanted in periods and wanted else None


def figures_from(convention: Convention, first: date) -> Figures | None:
    """Twelve months beginning with `first`, also after newer ones are published; None where their last one never was,
    or all of them are withdrawn."""
    stood = _stood(convention)
    months = [stood.get(month) for month in months_from(first)]
    is_published = months[-1] is not None and any(each and each.is_published for each in months)
    return _figures(stood, first) if is_published else None


def figures_before(convention: Convention, first: date) -> Figures | None:
    """The twelve months before those that begin with `first`, to compare with: None unless each of them is published,
    and none of both was withdrawn, whose lack would look like a difference."""
    former, stood = add_months(first, -YEAR), _stood(convention)
    before = [stood.get(month) for month in months_from(former)]
    is_whole = all(each and each.is_published for each in before)
    withdrawn = [month for month in months_from(first) if month in stood and not stood[month].is_published]
    return _figures(stood, former) if is_whole and not withdrawn else None


def published_quarters(convention: Convention) -> list[Quarter]:
    """Those of which each month is published now, newest first."""
    published = {month for month, each in _stood(convention).items() if each.is_published}
    found = {Quarter.of(month) for month in published}
    return sorted((quarter for quarter in found if published >= set(quarter.months)), reverse=True)


def figures_of_quarter(convention: Convention, quarter: Quarter) -> Figures | None:
    """None unless each of its months is published now."""
    stood = _stood(convention)
    months = [stood.get(month) for month in quarter.months]
    is_whole = all(each and each.is_published for each in months)
    return _figures(stood, quarter.first, len(months)) if is_whole else None


def _periods(stood: Mapping[date, Publication]) -> set[date]:
    """A month that was withdrawn has its place in them, and says so."""
    published = [month for month, publication in stood.items() if publication.is_published]
    latest = {add_months(max(published), 1 - YEAR)} if published else set()
    years = {date(month.year, 1, 1) for month in published}
    return latest | {first for first in years if set(months_from(first)) <= set(stood)}


def _stood(convention: Convention) -> dict[date, Publication]:
    return {each.month: each for each in Publication.objects.once_published().filter(convention=convention)}


def _figures(stood: Mapping[date, Publication], first: date, count: int = YEAR) -> Figures:
    cells = _cells(stood, months_from(first, count))
    families, last = _families(cells), cells.months[-1]
    partners = tuple(_partner(cells, partner) for partner in Partner)
    months = tuple(_month(cells, month, families) for month in cells.months)
    facts, dwellings = added([month.total for month in months]), cells.figure(CellKind.DWELLINGS, last)
    return Figures(
        first=first,
        last_day=add_months(first, count) - timedelta(days=1),
        published_on=max(day_of(_moment(each)) for each in cells.publications.values()),
        edition=cells.latest.edition,
        withdrawn=tuple(month for month, each in sorted(cells.publications.items()) if not each.is_published),
        facts=facts,
        late=cells.sum(CellKind.LATE),
        per_thousand=_per_thousand(facts, dwellings),
        dwellings=dwellings,
        staff=cells.sum(CellKind.STAFF),
        families=tuple((family, cells.sum(CellKind.FACTS, family=family)) for family in families),
        months=months,
        communes=_communes(cells),
        partners=partners,
        everyone=_everyone(cells, partners),
        posts_filled=cells.figure(CellKind.POSTS_FILLED, last),
        posts_vacant=cells.figure(CellKind.POSTS_VACANT, last),
        small_count=cells.latest.small_count,
        cells=cells,
    )


def _moment(publication: Publication) -> datetime:
    return publication.published_at or publication.prepared_at


def _cells(stood: Mapping[date, Publication], months: Sequence[date]) -> Cells:
    publications = {month: stood[month] for month in months if month in stood}
    shown = {each.pk: month for month, each in publications.items() if each.is_published}
    rows = PublishedCell.objects.filter(publication__in=shown).order_by("pk")
    by_key = {(c.kind, shown[c.publication_id], c.family, c.partner, c.commune, c.topic): c for c in rows}
    return Cells(by_key=by_key, publications=publications, months=months)


def _families(cells: Cells) -> list[str]:
    """By volume, the largest first."""
    names = {family for kind, _, family, *_ in cells.by_key if kind == CellKind.FACTS}
    return sorted(names, key=lambda family: (-cells.sum(CellKind.FACTS, family=family).drawn, family))


def _month(cells: Cells, month: date, families: list[str]) -> MonthFigures:
    told = tuple(cells.figure(CellKind.FACTS, month, family=family) for family in families)
    return MonthFigures(month=month, total=added(told), families=told)


def _communes(cells: Cells) -> tuple[tuple[str, Figure], ...]:
    """INSEE code and figure of the communes of which something is told, the largest first."""
    codes = {key[4] for key, cell in cells.by_key.items() if key[0] == CellKind.COMMUNE and cell.value}
    pairs = [(code, cells.sum(CellKind.COMMUNE, commune=code)) for code in codes]
    return tuple(sorted(pairs, key=lambda pair: (-pair[1].drawn, pair[0])))


def _partner(cells: Cells, partner: Partner) -> PartnerFigures:
    """What is shown of twelve months as acknowledged is never more than what is shown as sent, nor as answered more
    than that. In a quarter much is answered that was sent before it: its sums stand as they are, and make no share."""
    sent, acknowledged, answered = (
        cells.sum(kind, partner=partner) for kind in (CellKind.SENT, CellKind.ACKNOWLEDGED, CellKind.ANSWERED)
    )
    if _is_year(cells):
        acknowledged = at_most(acknowledged, sent)
        answered = at_most(answered, acknowledged)
    return _told(cells, partner.label, (sent, acknowledged, answered), partner)


def _everyone(cells: Cells, partners: Sequence[PartnerFigures]) -> PartnerFigures:
    """The sums of the rows as they are shown."""
    sums = (added([each.sent for each in partners]), added([each.acknowledged for each in partners]))
    return _told(cells, "Ensemble", (*sums, added([each.answered for each in partners])), "")


def _told(cells: Cells, label: str, counts: tuple[Figure, Figure, Figure], partner: str) -> PartnerFigures:
    sent, acknowledged, answered = counts
    delay = cells.figure(CellKind.DELAY, cells.months[-1], partner=partner)
    return PartnerFigures(
        label=label,
        sent=sent,
        acknowledged=acknowledged,
        answered=answered,
        share=share_of(answered, sent) if _is_year(cells) else Figure(ABSENT),
        delay=Figure(f"{delay.value} j", delay.value)
        if delay.known
        else Figure(WITHDRAWN if delay.is_withdrawn else ABSENT),
    )


def _is_year(cells: Cells) -> bool:
    return len(cells.months) == YEAR


def at_most(figure: Figure, bound: Figure) -> Figure:
    if figure.value is None or (bound.value is not None and figure.value <= bound.value):
        return figure
    return bound


def share_of(part: Figure, whole: Figure) -> Figure:
    if part.value is None or whole.value is None or whole.value <= MOST_WITHOUT_A_SHARE:
        return Figure(ABSENT)
    tenths = min(10, round(10 * part.value / whole.value))
    return Figure(_in_tenths(tenths), tenths)


def _in_tenths(tenths: int, thing: str = "") -> str:
    """A share of rounded counts is never told to the unit: `environ huit sur dix`, `environ huit saisines sur dix`."""
    if tenths == 10:
        return f"presque toutes les {thing}s" if thing else "presque toutes"
    named = f" {thing}{'s' if tenths > 1 else ''}" if thing else ""
    return f"environ {TENTHS[tenths]}{named} sur dix" if tenths else f"moins d’une{named} sur dix"


def _hidden(figures: list[Figure]) -> str:
    """Counted over the cells as they stand in the table before the reader, and so told to nobody anew."""
    cells = [figure.text for figure in figures if figure.text not in (ABSENT, WITHDRAWN)]
    held = cells.count(HELD)
    if not held:
        return ""
    verb = "n’est pas montrée" if held == 1 else "ne sont pas montrées"
    plural = "s" * (held > 1)
    return f"{held} case{plural} sur {len(cells)} {verb}\u00a0: trop peu, reportée{plural}."


def _per_thousand(facts: Figure, dwellings: Figure) -> Figure:
    if facts.value is None or not dwellings.value:
        return Figure(ABSENT)
    rate = round(1000 * facts.value / dwellings.value)
    return Figure(french.number(rate), rate)
