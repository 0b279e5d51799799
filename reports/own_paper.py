"""The bilan of somebody’s own figures on paper: what « Pilotage » tells when it is made, in chapters.

Counts alone: no person, no residence, no reference. It is read again as its requester, and by nobody else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from acting.actor import Actor
from acting.enums import Function
from correspondents.models import Designation
from incidents.permissions import CASE_FUNCTIONS
from referrals.terms import post_title
from reports.figures import figures_of
from reports.models import LAST_TWELVE_MONTHS, Report
from reports.own_case_panels import beside_panel
from reports.own_figures import own_figures
from reports.own_panels import Panel
from reports.own_told import told_to
from reports.pdf import Draft
from reports.periods import own_period_coded
from reports.review_charts import Rows, named_rows
from signatories.permissions import convention_of

# Each figure stands in one of them, in the order of the page; a chapter without a figure is left out.
OF_HOUSE = (
    ("Les faits et les plaintes", ("facts", "damage", "complaints")),
    ("Les lieux", ("colours", "calmed")),
    ("Les baux et les situations", ("rungs", "before_notice", "delays", "ended")),
    ("Les agents et les prestataires visés", ("occasions", "places")),
    ("Les saisines", ("sent", "answers")),
    ("À côté de la convention", ("beside",)),
)
OF_POST = (
    ("Ce qui attend", ("waiting",)),
    ("Ce que votre poste a reçu", ("months", "subjects")),
    ("Ce que votre poste a répondu", ("outcomes", "delays", "more", "refused")),
    ("Ce que votre poste a demandé", ("asked", "injunctions")),
)
SHORT = 6  # rows of a table that is not broken


@dataclass(frozen=True, slots=True)
class Section:
    """One figure, with the numbers of its picture and of its table."""

    panel: Panel
    rows: Rows | None
    picture: int
    table: int

    @property
    def is_short(self) -> bool:
        """Its table stands whole on one page."""
        return len(self.panel.rows) <= SHORT

    @property
    def look(self) -> str:
        """The classes of its table in own.css."""
        return f"{'months' if self.panel.is_wide else 'plain-rows'}{' whole' if self.is_short else ''}"


@dataclass(frozen=True, slots=True)
class Part:
    number: int
    title: str
    sections: tuple[Section, ...]


def draft_own(actor: Actor, report: Report) -> Draft:
    period = own_period_coded(report.period, actor.today)
    told = told_to(actor, period)
    is_house = actor.function in CASE_FUNCTIONS
    shown = (*told.panels, *_beside(actor))
    requested_by = Designation.objects.select_related("post__signatory").get(pk=report.designation_id)
    context = {
        "own": told,
        "is_house": is_house,
        "parts": parts_of(shown, OF_HOUSE if is_house else OF_POST),
        "whose": whose(requested_by, is_house=is_house),
        "requested_by": requested_by,
        "convention": convention_of(actor),
        "report": report,
        "now": actor.now,
    }
    name = f"bilan-interne-{period.last}"
    return Draft(template="reports/pdf/own.html", context=context, name=name, owner_id=actor.signatory_id)


def whose(requested_by: Designation, *, is_house: bool) -> str:
    """The house, or one post of its institution: as far as the figures go."""
    name = requested_by.post.signatory.name
    return name if is_house else f"{name}, {post_title(requested_by.post)}"


def parts_of(shown: Sequence[Panel], chapters: Sequence[tuple[str, Sequence[str]]]) -> list[Part]:
    """Pictures and tables are numbered through, in the order of the chapters."""
    by_key = {panel.key: panel for panel in shown}
    numbered = iter(_sections([by_key[key] for _, keys in chapters for key in keys if key in by_key]))
    parts: list[Part] = []
    for title, keys in chapters:
        sections = tuple(next(numbered) for key in keys if key in by_key)
        if sections:
            parts.append(Part(len(parts) + 2, title, sections))
    return parts


def _sections(panels: Sequence[Panel]) -> Iterator[Section]:
    """Of nothing at all there is no picture."""
    pictures = 0
    for number, panel in enumerate(panels, start=1):
        is_drawn = panel.bars is not None and any(line.value for line in panel.bars.lines)
        pictures += is_drawn
        rows = named_rows(panel.bars) if panel.bars and is_drawn else None
        yield Section(panel, rows, pictures if is_drawn else 0, number)


def _beside(actor: Actor) -> list[Panel]:
    """The page of the published figures shows a référent the house's own beside them; nobody else."""
    published = figures_of(convention_of(actor), LAST_TWELVE_MONTHS) if actor.function == Function.REFERENT else None
    return [beside_panel(own_figures(actor, published), published)] if published else []
