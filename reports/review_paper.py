"""The bilan of a year for signature, on paper: published cells, the directory, the meetings, and what its authors say.

What has no published cell is not counted from other tables: the paper says that this edition does not publish it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from acting import french
from acting.actor import Actor
from acting.days import start_of
from correspondents.enums import DesignationRole
from correspondents.gaps import Directory, read, receiving_posts
from journal.jobs import JobError
from reports.charts import commune_map, monthly_bars
from reports.enums import CellKind, ReviewState
from reports.figures import Figure, Figures, figures_before, figures_from
from reports.models import Commentary, Publication, YearlyReview
from reports.pdf import Draft
from reports.protection import step_of
from reports.review_charts import answer_rows, delay_rows, family_rows, named_rows, small_multiples
from reports.review_sentences import compared, largest_family, largest_months, of_families
from reports.scorecard import Theme, ladder_bars, scorecard_of
from reports.vacancies import missed_handovers, vacancies
from signatories.enums import MeetingKind, SignatoryKind
from signatories.models import Decision, Meeting
from signatories.permissions import convention_of, decisions_visible_to, meetings_visible_to, signatories_visible_to

NOT_PUBLISHED = (
    "Les chiffres de cette période ne sont plus publiés\u00a0: ce bilan ne peut pas être mis en PDF. "
    "Commencez-en un d’une période publiée."
)
COMMUNES_IN_TEXT = 24

Said = dict[str, Commentary | None]  # by chapter

# What a steering committee asks for, by theme of the scorecard, as long as none of its months publishes it; and what no
# cell says ever. Never counted from another table.
NOT_YET = {
    "subjects": ("Objets des saisines", "saisines"),
    "refusals": ("Motifs de refus des saisines", "saisines"),
    "complaints": ("Suites des plaintes connues du bailleur", "plaintes"),
    "staff": ("Agents visés, par occasion et par lieu, et plaintes déposées", "agents"),
    "steps": ("Démarches, par sorte", "démarches"),
    "outcomes": ("Issues des baux, jugements rendus, concours de la force publique", "démarches"),
    "legs": ("Délais du fait à la mise en demeure, à l’assignation et au jugement", "démarches"),
    "places": ("Lieux revenus au vert", "situations"),
    "injunctions": ("Injonctions du préfet, réponses dans le délai", "injonctions"),
    "orientations": ("Orientations faites, par objet de travail", "orientations"),
}
NOT_TOLD = (
    ("Montant des dégradations par logement", "faits"),
    ("Problèmes portés en groupe de partenariat opérationnel, et résolus", "réunions"),
    ("Nombre de bailleurs qui ont déclaré des faits", "faits"),
)
WITH_TARGETS = ("answers", "complaints", "outcomes", "meetings", "participation")


@dataclass(frozen=True, slots=True)
class Caption:
    """A numbered picture or table: where it stands, and what it is called in the list."""

    number: int
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class PostLine:
    """The posts of one kind of institution that receive referrals, on a day."""

    label: str
    posts: int
    filled: int
    with_deputy: int

    @property
    def vacant(self) -> int:
        return self.posts - self.filled


@dataclass(frozen=True, slots=True)
class DecisionState:
    decision: Decision
    state: str
    is_done: bool
    is_late: bool


def draft_of_review(actor: Actor, review: YearlyReview, said: Said) -> Draft:
    """A project, or what is signed. Raises JobError, with a text for the delegate, when its months are published no
    more."""
    is_final = review.state == ReviewState.REVIEWED
    name = f"bilan-{review.convention.department_code}-{review.reference}{'' if is_final else '-projet'}"
    return Draft(
        template="reports/pdf/review.html",
        context=contents_of(actor, review) | {"is_final": is_final, "said": said},
        name=name,
        owner_id=actor.signatory_id,
        fingerprint=review.reviewed_at.isoformat() if is_final and review.reviewed_at else "",
        is_kept=is_final,
    )


def contents_of(actor: Actor, review: YearlyReview) -> dict[str, Any]:
    """All that the pages say but the commentaries. Raises JobError when the months are published no more."""
    convention = convention_of(actor)
    figures = figures_from(convention, review.first_month)
    if figures is None:
        raise JobError(NOT_PUBLISHED)
    former = figures_before(convention, review.first_month)
    step = step_of(figures.small_count)
    map_chart = commune_map(figures, convention)
    decisions = _decisions(actor, figures.first, figures.last_day)
    scorecard = scorecard_of(actor, figures)
    directory = read(receiving_posts(convention.pk, actor.today), actor.today)
    context: dict[str, Any] = {
        "review": review,
        "convention": convention,
        "figures": figures,
        "former": former,
        "period": period_of(figures),
        "step": step,
        "compared": compared(figures, former, step),
        "of_families": of_families(figures, former, step),
        "largest_family": largest_family(figures),
        "largest_months": largest_months(figures),
        "bars": monthly_bars(figures),
        "small": small_multiples(figures),
        "families": family_rows(figures),
        "answers": answer_rows(figures),
        "delays": delay_rows(figures),
        "map": map_chart,
        "communes": map_chart.table[:COMMUNES_IN_TEXT],
        "vacancies": vacancies(convention, actor.today),
        "missed": missed_handovers(directory, figures.first, figures.last_day),
        "post_lines": _post_lines(directory),
        "receiving": [(post, directory.answering_at(post)) for post in directory.posts],
        "meetings": (meetings := _meetings(actor, figures.first, figures.last_day)),
        "kinds": _by_kind(meetings),
        "gpo": [meeting for meeting in meetings if meeting.kind == MeetingKind.GPO],
        "gpo_decisions": (of_gpo := [line for line in decisions if line.decision.meeting.kind == MeetingKind.GPO]),
        "gpo_decisions_done": sum(line.is_done for line in of_gpo),
        "decisions": decisions,
        "decisions_done": sum(line.is_done for line in decisions),
        "decisions_late": sum(line.is_late for line in decisions),
        "signing": list(signatories_visible_to(actor).filter(is_signing_party=True).order_by("kind", "search_name")),
        "asked": scorecard,
        "ladder": named_rows(ladder_bars(scorecard)),
        "targets": [line for key in WITH_TARGETS for line in scorecard.by_key[key].lines if line.target],
        "published": _published(figures),
        "not_told": [NOT_YET[each.key] for each in scorecard.themes if each.key in NOT_YET and not each.is_published]
        + list(NOT_TOLD),
        "now": actor.now,
    }
    return context | captions_of(context)


def period_of(figures: Figures) -> str:
    """`année 2025`, or the first and the last of twelve months."""
    if figures.first.month == 1:
        return f"année\u00a0{figures.first.year}"
    return f"{french.day(figures.first, 'month')} – {french.day(figures.last_day, 'month')}"


def captions_of(context: dict[str, Any]) -> dict[str, Any]:
    """The pictures and tables that this edition has, numbered in their order."""
    pictures = [
        ("months", "Faits déclarés par mois et par famille", True),
        ("small", "Chaque famille dans l’année", bool(context["small"])),
        ("families", "Faits déclarés par famille", True),
        ("map", "Faits déclarés par commune", True),
        ("answers", "Saisines, accusés de réception et réponses, par destinataire", True),
        ("ladder", "Démarches des bailleurs", bool(context["ladder"].bars)),
        ("delays", "Délai médian de la première réponse, par destinataire", True),
    ]
    asked = context["asked"].by_key
    tables = [
        ("year", "L’année en chiffres", True),
        *_of_asked(asked, "participation"),
        ("targets", "Ce que le comité vise", True),
        ("families", "Faits déclarés par famille", True),
        *_of_asked(asked, "staff"),
        ("answers", "Saisines et réponses, par destinataire", True),
        *_of_asked(asked, "subjects", "refusals", "complaints", "steps", "outcomes", "places", "injunctions", "legs"),
        ("posts", "Postes qui reçoivent les saisines, par institution", True),
        ("meetings", "Réunions tenues", bool(context["meetings"])),
        ("decisions", "Décisions prises et leur état", bool(context["decisions"])),
        *_of_asked(asked, "meetings", "orientations"),
        ("not_told", "Ce que cette édition ne publie pas", True),
        ("months", "Annexe A. Faits déclarés par famille et par mois", True),
        ("all_communes", "Annexe B. Communes publiées", bool(context["communes"])),
        ("all_posts", "Annexe C. Postes qui reçoivent les saisines", bool(context["receiving"])),
        ("published", "Annexe D. Publication des mois", True),
    ]
    numbered = _numbered("tableau", tables)
    return {
        "pictures": _numbered("figure", pictures),
        "tables": numbered,
        "asked_captions": {key: numbered.get(f"asked_{key}") for key in asked},
    }


def _of_asked(asked: Mapping[str, Theme], *keys: str) -> list[tuple[str, str, bool]]:
    return [(f"asked_{key}", asked[key].title, asked[key].is_published) for key in keys]


def _numbered(kind: str, titles: Iterable[tuple[str, str, bool]]) -> dict[str, Caption]:
    there = [(key, title) for key, title, is_there in titles if is_there]
    return {key: Caption(number, f"{kind}-{number}", title) for number, (key, title) in enumerate(there, start=1)}


def _published(figures: Figures) -> list[tuple[date, Publication, Figure]]:
    """Each month of the bilan, when it was published, and the dwellings that it rests on."""
    cells = figures.cells
    return [
        (month, cells.publications[month], cells.figure(CellKind.DWELLINGS, month))
        for month in cells.months
        if month in cells.publications
    ]


def _post_lines(directory: Directory) -> list[PostLine]:
    lines = []
    for kind in SignatoryKind:
        posts = [post for post in directory.posts if post.signatory.kind == kind]
        if posts:
            answering = [directory.answering_at(post) for post in posts]
            deputies = [any(each.role == DesignationRole.SUPPLEANT for each in some) for some in answering]
            lines.append(PostLine(kind.label, len(posts), sum(map(bool, answering)), sum(deputies)))
    return lines


def _meetings(actor: Actor, first: date, last: date) -> list[Meeting]:
    """Held in the period, the first one first; each with who was there and what it decided, counted."""
    begin, end = start_of(first), start_of(last + timedelta(days=1))
    held = meetings_visible_to(actor).filter(
        starts_at__gte=begin, starts_at__lt=min(end, actor.now), is_cancelled=False
    )
    present = Count("attendances__signatory", filter=Q(attendances__was_present=True), distinct=True)
    return list(held.with_decision_counts(actor.today).annotate(institutions=present).order_by("starts_at", "id"))


def _by_kind(meetings: Sequence[Meeting]) -> list[tuple[str, int]]:
    counts = Counter(meeting.kind for meeting in meetings)
    return [(kind.label, counts[kind.value]) for kind in MeetingKind if counts[kind.value]]


def _decisions(actor: Actor, first: date, last: date) -> list[DecisionState]:
    begin, end = start_of(first), start_of(last + timedelta(days=1))
    taken = decisions_visible_to(actor).filter(meeting__starts_at__gte=begin, meeting__starts_at__lt=end)
    taken = taken.filter(meeting__is_cancelled=False).order_by("meeting__starts_at", "meeting_id", "number")
    return [_state_of(decision, actor.today) for decision in taken]


def _state_of(decision: Decision, today: date) -> DecisionState:
    late = decision.is_overdue_on(today)
    state = (
        f"faite le {french.day(decision.done_on, 'short')}" if decision.done_on else "en retard" if late else "en cours"
    )
    return DecisionState(decision, state, decision.done_on is not None, late)
