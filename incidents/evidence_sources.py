"""What a situation holds that can become a piece: photos and papers of its facts and steps, proofs of its steps,
letters that were sent."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from acting import french
from acting.actor import Actor
from acting.days import day_of
from incidents.models import Attachment, EvidenceFile, Letter, Piece, Situation, Step
from incidents.models.evidence import LONGEST_TITLE
from incidents.permissions import (
    attachments_visible_to,
    evidence_files_visible_to,
    letters_visible_to,
    pieces_visible_to,
    steps_visible_to,
)


@dataclass(frozen=True, slots=True)
class Source:
    """One thing that may be bound: `key` is what a form sends, `group` what it hangs on."""

    key: str
    title: str
    on: date
    group: str
    step: Step | None = None
    letter: Letter | None = None
    attachment: Attachment | None = None

    @property
    def of(self) -> tuple[UUID | None, UUID | None, UUID | None]:
        """As `Piece.of`."""
        step, letter, attachment = (each.pk if each else None for each in (self.step, self.letter, self.attachment))
        return step, letter, attachment

    def piece(self, evidence: EvidenceFile, position: int) -> Piece:
        return Piece(
            evidence=evidence,
            position=position,
            title=self.title,
            dated_on=self.on,
            step=self.step,
            letter=self.letter,
            attachment=self.attachment,
        )


def sources_of(actor: Actor, situation: Situation) -> list[Source]:
    """In the order of their days; those of one day as they lie with their fact or step."""
    found = [*_attached(actor, situation), *_proved(actor, situation), *_sent(actor, situation)]
    return sorted(found, key=lambda source: source.on)


def _attached(actor: Actor, situation: Situation) -> Iterator[Source]:
    """Photos and papers of its facts and of the steps that stand."""
    rows = (
        attachments_visible_to(actor)
        .standing()
        .filter(Q(incident__situation=situation) | Q(step__situation=situation, step__withdrawn_at=None))
    )
    order = ("incident__started_at", "incident_id", "step_id", "position", "id")
    for each in rows.select_related("incident__category", "step", "thumbnail").order_by(*order):
        about, on = each.step, each.step.done_on if each.step else None
        hangs_on = about.get_rung_display() if about else each.incident.category.label  # type: ignore[union-attr]
        day = on or day_of(each.incident.started_at)  # type: ignore[union-attr]
        group = f"{hangs_on}, {french.day(day)}"
        title = f"{each.named}, {hangs_on.lower()}"[:LONGEST_TITLE]
        yield Source(f"attachment-{each.pk}", title, day, group, attachment=each)


def _proved(actor: Actor, situation: Situation) -> Iterator[Source]:
    steps = steps_visible_to(actor).filter(situation=situation, receipt__isnull=False, receipt__erased_at=None)
    for step in steps.standing().select_related("receipt").order_by("id"):
        title = f"{step.get_rung_display()}, justificatif"
        yield Source(f"step-{step.pk}", title, step.done_on, "Justificatifs des démarches", step=step)


def _sent(actor: Actor, situation: Situation) -> Iterator[Source]:
    """Named by nature and day: the addressee stands in the letter itself, and in no list of pieces."""
    letters = letters_visible_to(actor).filter(situation=situation, sent_on__isnull=False, file__isnull=False)
    for letter in letters.select_related("file").order_by("id"):
        day = letter.sent_on or letter.written_on
        title = f"{letter.get_kind_display()}, {french.day(day)}"
        yield Source(f"letter-{letter.pk}", title, day, "Lettres envoyées", letter=letter)


def sources_left(actor: Actor, evidence: EvidenceFile, pieces: Iterable[Piece]) -> list[Source]:
    """Those that no piece of the dossier binds already."""
    bound = {piece.of for piece in pieces}
    return [source for source in sources_of(actor, evidence.situation) if source.of not in bound]


def grouped(sources: Sequence[Source]) -> dict[str, list[Source]]:
    """For a page of ticks, by what they hang on."""
    groups: dict[str, list[Source]] = {}
    for source in sources:
        groups.setdefault(source.group, []).append(source)
    return groups


def pieces_of(actor: Actor, evidence: EvidenceFile) -> list[Piece]:
    return list(pieces_visible_to(actor).filter(evidence=evidence).for_display().in_order())


def evidence_of(actor: Actor, situation: Situation) -> list[EvidenceFile]:
    return list(evidence_files_visible_to(actor).filter(situation=situation).for_display().newest_first())
