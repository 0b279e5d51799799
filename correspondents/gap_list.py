"""The page of the gaps: one line each, what to do about it, and a map of the communes where nobody is designated."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from math import ceil
from uuid import UUID

from acting import french
from acting.actor import Actor, known
from acting.enums import ANSWERING_FUNCTIONS
from acting.kept import GAPS, kept
from correspondents.coverage import Uncovered, communes_competent, uncovered
from correspondents.enums import GapKind
from correspondents.gaps import Gap, gaps_visible_to, kept_by
from territory.map import placed
from territory.models import Commune

WIDTH, MARGIN = 300, 10
NAMED = 6

TO_DO: dict[GapKind, str] = {
    GapKind.VACANT: "Désigner un titulaire. D’ici là, personne n’y lit ni n’y répond.",
    GapKind.WITHOUT_DEPUTY: "Désigner un suppléant, qui lira les saisines pendant les absences.",
    GapKind.ENDING: "Prolonger la désignation, ou nommer qui prend la suite.",
    GapKind.NEVER_SIGNED_IN: "Appeler la personne, et faire envoyer une nouvelle invitation.",
    GapKind.MAIL_FAILED: "Vérifier l’adresse électronique auprès de l’organisme.",
    GapKind.NOT_CONFIRMED: "Faire confirmer la désignation par l’organisme, ou la terminer.",
    GapKind.NO_CORRESPONDENT: "Pourvoir le poste, ou créer celui qui couvre ces communes.",
}
WHEN: dict[GapKind, str] = {GapKind.ENDING: "se termine le", GapKind.NOT_CONFIRMED: "avertie le"}
TONES: dict[GapKind, str] = {
    GapKind.VACANT: "bad",
    GapKind.NO_CORRESPONDENT: "bad",
    GapKind.MAIL_FAILED: "bad",
    GapKind.WITHOUT_DEPUTY: "info",
}


@dataclass(frozen=True, slots=True)
class Line:
    kind: GapKind
    signatory: str
    post: str
    post_id: UUID | None
    person: str
    when: str
    detail: str
    since: date | None = None  # that it waits; None where it began today or is still to come, or nobody knows it

    @property
    def to_do(self) -> str:
        return TO_DO[self.kind]

    @property
    def tone(self) -> str:
        return TONES.get(self.kind, "warn")


@dataclass(frozen=True, slots=True)
class Page:
    """`kinds` holds (value, label, how many) of each kind that there is; `lines` those of the kind chosen."""

    lines: list[Line]
    total: int
    kinds: list[tuple[str, str, int]]
    uncovered: list[Uncovered]
    communes: list[Commune]


def gap_page(actor: Actor, kind: str) -> Page:
    communes = communes_competent(known(actor.convention_id))
    gaps, missing = _found(actor, communes)
    lines = [_of_gap(gap, actor.today) for gap in gaps] + [_of_communes(each) for each in missing]
    counts = Counter(line.kind for line in lines)
    kinds = [(each.value, str(each.label), counts[each]) for each in GapKind if counts[each]]
    chosen = [line for line in lines if line.kind == kind] if kind in GapKind.values else lines
    return Page(chosen, len(lines), kinds, missing, communes)


def gap_count(actor: Actor) -> int:
    """For the notice to those who keep the own signatory's people. Kept, since it opens each working day and counting
    it took a third of that page; who changes posts, designations, competences, accounts, parties or the fate of a mail
    calls `forget(GAPS)`."""

    def count() -> int:
        gaps, missing = _found(actor, communes_competent(known(actor.convention_id)))
        return len(gaps) + len(missing)

    return kept(GAPS, f"{actor.signatory_id} {actor.today}", count)


def _found(actor: Actor, communes: list[Commune]) -> tuple[list[Gap], list[Uncovered]]:
    """Of the own institution; for a delegate of the whole convention."""
    directory = kept_by(actor)
    own = actor.signatory_id if actor.function in ANSWERING_FUNCTIONS else None
    return gaps_visible_to(actor, directory), uncovered(directory, communes, own)


def _of_gap(gap: Gap, today: date) -> Line:
    post = gap.post
    return Line(
        kind=gap.kind,
        signatory=gap.signatory.name,
        post=post.named if post else "aucun poste",
        post_id=post.id if post else None,
        person=gap.person,
        when=_when(gap.kind, gap.on, gap.detail),
        detail=gap.detail,
        since=gap.on if gap.on and gap.on < today and gap.kind not in WHEN else None,
    )


def _when(kind: GapKind, on: date | None, detail: str) -> str:
    if on is None:
        return "jamais pourvu"
    words = "suspendue le" if detail == "suspendue" else WHEN.get(kind, "depuis le")
    return f"{words} {french.day(on)}"


def _of_communes(missing: Uncovered) -> Line:
    return Line(
        kind=GapKind.NO_CORRESPONDENT,
        signatory=missing.institution or "aucune institution connue",
        post=missing.post.named if missing.post else "aucun poste",
        post_id=missing.post.id if missing.post else None,
        person="",
        when="",
        detail=f"{missing.domain.label} : {_named(missing.communes)}",
    )


def _named(communes: tuple[Commune, ...]) -> str:
    """`"Provins, Rouilly et 8 autres communes"`."""
    shown = ", ".join(commune.name for commune in communes[:NAMED])
    left = len(communes) - NAMED
    return f"{shown} et {left} autre{'s' if left > 1 else ''} commune{'s' if left > 1 else ''}" if left > 0 else shown


# The map


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    is_missing: bool


@dataclass(frozen=True, slots=True)
class GapMap:
    width: int
    height: int
    dots: tuple[Dot, ...]
    missing: tuple[str, ...]
    total: int

    @property
    def description(self) -> str:
        listed = ", ".join(self.missing[:NAMED])
        more = " et d’autres" if len(self.missing) > NAMED else ""
        count = f"{len(self.missing)} commune{'s' if len(self.missing) > 1 else ''} sur {self.total}"
        return f"{count} : {listed}{more}." if listed else "Aucune commune."


def gap_map(found: Page) -> GapMap | None:
    """A dot for each commune; None where the convention has no commune yet."""
    communes = list({commune.pk: commune for commune in found.communes}.values())
    if not communes:
        return None
    codes = {commune.pk for each in found.uncovered for commune in each.communes}
    where = placed(communes, width=WIDTH, margin=MARGIN)
    dots = tuple(Dot(*where[commune.pk], commune.pk in codes) for commune in communes)
    return GapMap(
        width=WIDTH + 2 * MARGIN,
        height=ceil(max(y for _, y in where.values())) + MARGIN,
        dots=tuple(sorted(dots, key=lambda dot: dot.is_missing)),
        missing=tuple(commune.name for commune in communes if commune.pk in codes),
        total=len(communes),
    )
