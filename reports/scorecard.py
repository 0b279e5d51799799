"""What a steering committee asks for, by theme, in the published cells of twelve months and of their last one.

A line of which a month published nothing yet says "–", never zero. What every correspondent reads anyway, decisions and
parties, is exact and of the day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from acting import french
from acting.actor import Actor
from reports.charts import NamedBars, NamedLine, named_bars, series
from reports.enums import CellKind, Partner
from reports.figures import ABSENT, Cells, Figure, Figures, at_most, share_of
from signatories.enums import SignatoryKind
from signatories.models import Convention
from signatories.permissions import convention_of, decisions_visible_to, parties_visible_to
from signatories.portal_settings import BY_NAME

TO_VERIFY = "à vérifier"
NOTHING_YET = Figure(ABSENT)
LIVE = "Exact, au jour de la lecture."


@dataclass(frozen=True, slots=True)
class Asked:
    """Each kind is one line, or one for each topic that its months have."""

    key: str
    title: str
    kinds: tuple[CellKind, ...]
    note: str


THEMES = (
    Asked(
        "subjects",
        "Saisines, par objet",
        (CellKind.SUBJECT,),
        "Comptées à l’envoi. Un seul objet par destinataire est publié, quel que soit le nombre des autres\u00a0: ils "
        "se déduiraient l’un de l’autre et du total.",
    ),
    Asked(
        "refusals",
        "Saisines refusées, par motif",
        (CellKind.REFUSED,),
        "Comptées au refus, quel que soit le destinataire.",
    ),
    Asked(
        "complaints",
        "Plaintes",
        (CellKind.COMPLAINTS, CellKind.OUTCOMES),
        "Plaintes, signalements et procès-verbaux de garde, sauf les plaintes des locataires, dont la suite ne se "
        "connaît pas ici. Une suite compte une fois, quand la première est notée.",
    ),
    Asked(
        "staff",
        "Agents et prestataires visés",
        (CellKind.STAFF_FILED, CellKind.OCCASION, CellKind.PLACE),
        "Par occasion et par lieu, ce sont les mêmes faits\u00a0: ils ne s’additionnent pas. Les autres occasions, "
        "celles qui ne sont pas notées et les autres lieux ne sont jamais publiés.",
    ),
    Asked(
        "steps",
        "Démarches des bailleurs",
        (CellKind.STEPS,),
        "Faites dans le mois, ou notées plus tard. Une démarche retirée ne compte pas. Jugements et force publique "
        "sont à part.",
    ),
    Asked(
        "outcomes",
        "Issues, jugements et force publique",
        (CellKind.LEASES, CellKind.SETTLED, CellKind.JUDGED, CellKind.FORCE, CellKind.FORCE_GIVEN),
        "Réglé sans mise en demeure\u00a0: ni mise en demeure, ni offre de relogement, ni démarche devant le juge. "
        "Les refus de force publique, exprès ou par silence, ne sont pas comptés.",
    ),
    Asked(
        "legs",
        "Délais médians des baux",
        (CellKind.LEG,),
        "Des douze mois\u00a0: la moitié des baux a attendu ce nombre de jours ou moins, de la première étape de "
        "chaque sorte à la première de la suivante.",
    ),
    Asked(
        "places",
        "Lieux revenus au vert",
        (CellKind.GREEN,),
        "Lieux qui ont été orange ou rouges et sont passés au vert, ou ont été réglés. Un lieu qui rechute puis "
        "revient compte à nouveau.",
    ),
    Asked(
        "injunctions",
        "Injonctions du préfet",
        (CellKind.INJUNCTIONS,),
        "Comptées à la réponse, celles qui sont retirées exceptées.",
    ),
    Asked(
        "orientations",
        "Orientations, par objet de travail",
        (CellKind.ORIENTED,),
        "Date, commune et voie d’une orientation sont tout ce qui en est gardé. L’objet qui ne garde rien n’a pas "
        "de nombre.",
    ),
)
WITHIN = {
    CellKind.OUTCOMES: CellKind.COMPLAINTS,
    CellKind.SETTLED: CellKind.LEASES,
    CellKind.FORCE_GIVEN: CellKind.FORCE,
}
# Of a theme: the share of one number in another, both told above it, and the setting that gives it a target.
SHARES = {
    "complaints": ("Suites connues, parmi les plaintes", CellKind.OUTCOMES, CellKind.COMPLAINTS, "outcomes_target"),
    "outcomes": (
        "Situations de baux réglées sans mise en demeure",
        CellKind.SETTLED,
        CellKind.LEASES,
        "settled_target",
    ),
}
ASKED = tuple(kind for theme in THEMES for kind in theme.kinds)


@dataclass(frozen=True, slots=True)
class Line:
    """`month` is what the last month told; a median has none of its own, nor has what is of the day. `target`: what a
    setting says of it, also that it says nothing; empty where there is no such setting."""

    label: str
    year: Figure
    month: Figure = NOTHING_YET
    target: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    key: str
    title: str
    note: str
    lines: tuple[Line, ...]

    @property
    def is_published(self) -> bool:
        return any(line.year.text != ABSENT for line in self.lines)

    @property
    def has_target(self) -> bool:
        return any(line.target for line in self.lines)


@dataclass(frozen=True, slots=True)
class Scorecard:
    """`since`: the first month of the twelve that tells anything of it, where that is not the first of them."""

    month: date
    since: date | None
    themes: tuple[Theme, ...]

    @property
    def by_key(self) -> dict[str, Theme]:
        return {theme.key: theme for theme in self.themes}


def scorecard_of(actor: Actor, figures: Figures) -> Scorecard:
    convention = convention_of(actor)
    cells = figures.cells
    told = {key[1] for key in cells.by_key if key[0] in ASKED}
    published = [month for month in cells.months if (each := cells.publications.get(month)) and each.is_published]
    since = min(told, default=None)
    return Scorecard(
        month=cells.months[-1],
        since=since if since and published and since > published[0] else None,
        themes=(
            _answers(convention, figures),
            *(Theme(each.key, each.title, each.note, _told(convention, cells, each)) for each in THEMES),
            _meetings(actor, convention, figures),
            _participation(actor, convention, figures),
        ),
    )


def ladder_bars(scorecard: Scorecard) -> NamedBars:
    """The steps of the year, one bar each; none that is held, of which nothing may be drawn."""
    lines = [line for line in scorecard.by_key["steps"].lines if line.year.known]
    drawn = [NamedLine(series(line.label, "s1"), line.year.drawn, line.year.text) for line in lines]
    return named_bars("ladder", "Démarches des bailleurs, sur douze mois", drawn)


def _answers(convention: Convention, figures: Figures) -> Theme:
    """What the table of partners says, beside the targets that a convention sets."""
    share, days = target_of(convention, "answered_target"), target_of(convention, "answer_target_days")
    return Theme(
        "answers",
        "Réponses des partenaires",
        "Les cibles sont des réglages du portail, que chaque correspondant lit\u00a0; elles n’obligent personne.",
        (
            Line("Saisines avec une réponse", figures.everyone.share, target=share),
            Line("Délai médian de la première réponse", figures.everyone.delay, target=days),
        ),
    )


def target_of(convention: Convention, name: str) -> str:
    return BY_NAME[name].in_words(getattr(convention, name))


def _told(convention: Convention, cells: Cells, asked: Asked) -> tuple[Line, ...]:
    lines = _lines(cells, asked.kinds)
    if asked.key not in SHARES:
        return lines
    label, part, whole, target = SHARES[asked.key]
    year, of_all = cells.sum(part), cells.sum(whole)
    return (*lines, Line(label, share_of(at_most(year, of_all), of_all), target=target_of(convention, target)))


def _lines(cells: Cells, kinds: Iterable[CellKind]) -> tuple[Line, ...]:
    return tuple(_line(cells, kind, partner, topic) for kind in kinds for partner, topic in topics_of(cells, kind))


def topics_of(cells: Cells, kind: CellKind) -> Sequence[tuple[str, str]]:
    """Partners and topics in the order in which they were counted; one that is all of them where there are none."""
    found = dict.fromkeys((partner, topic) for each, _, _, partner, _, topic in cells.by_key if each == kind)
    return list(found) or [("", "")]


def median_of(cells: Cells, topic: str) -> Figure:
    """Of a leg of leases, as the last of the months tells it, of the twelve that end with it; in words."""
    median = cells.figure(CellKind.LEG, cells.months[-1], topic=topic)
    return median if median.value is None else Figure(french.days_in_words(median.value), median.value)


def _line(cells: Cells, kind: CellKind, partner: str, topic: str) -> Line:
    if kind == CellKind.LEG:
        return Line(topic or str(kind.label), median_of(cells, topic))
    last = cells.months[-1]
    year = cells.sum(kind, partner=partner, topic=topic)
    if whole := WITHIN.get(kind):
        year = at_most(year, cells.sum(whole))
    return Line(label_of(kind, partner, topic), year, cells.figure(kind, last, partner=partner, topic=topic))


def label_of(kind: CellKind, partner: str, topic: str) -> str:
    if partner and topic:
        return f"{Partner(partner).label.partition(',')[0]}\u00a0: {topic[:1].lower()}{topic[1:]}"
    prefix = {CellKind.OCCASION: "Occasion", CellKind.PLACE: "Lieu"}.get(kind)
    if prefix and topic:
        return f"{prefix}\u00a0: {topic[:1].lower()}{topic[1:]}"
    return topic or str(kind.label)


def _meetings(actor: Actor, convention: Convention, figures: Figures) -> Theme:
    """Decisions are read by every function that opens this page."""
    month, target = figures.cells.months[-1], target_of(convention, "decisions_target")
    due = decisions_visible_to(actor).filter(
        meeting__is_cancelled=False, due_on__gte=figures.first, due_on__lte=min(figures.last_day, actor.today)
    )
    decisions = list(due.values_list("due_on", "done_on"))
    lines = {
        "Décisions à faire dans la période": (decisions, ""),
        "Décisions faites, parmi celles à faire": ([each for each in decisions if each[1]], target),
    }
    told = tuple(
        Line(
            label, _exact(len(some)), _exact(sum(due_on is not None and due_on >= month for due_on, _ in some)), target
        )
        for label, (some, target) in lines.items()
    )
    return Theme("meetings", "Décisions des réunions", f"{LIVE} Celles qui n’ont pas de date ne comptent pas.", told)


def _participation(actor: Actor, convention: Convention, figures: Figures) -> Theme:
    """Which houses declare nothing is nobody's to subtract: of those that declare their dwellings alone are told."""
    dwellings = convention.social_dwellings
    parties = parties_visible_to(actor).filter(kind=SignatoryKind.LANDLORD).count()
    whole = _exact(dwellings) if dwellings else Figure(TO_VERIFY)
    return Theme(
        "participation",
        "Participation",
        f"{LIVE} Les logements des bailleurs déclarants, des douze mois, sont arrondis\u00a0; ceux du département sont "
        "un réglage de la convention.",
        (
            Line("Bailleurs parties à la convention", _exact(parties)),
            Line("Logements des bailleurs déclarants", figures.dwellings),
            Line("Logements sociaux du département", whole),
            Line("Part couverte", share_of(figures.dwellings, whole), target=target_of(convention, "coverage_target")),
        ),
    )


def _exact(count: int) -> Figure:
    return Figure(french.number(count), count)
