"""Which subject goes from whom to which kind of partner, and with what: the portal's table, as a convention has it."""

from dataclasses import dataclass

from referrals.models import LegalBasis, Subject, SubjectRule
from signatories.models import Convention


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """One line of the table of a convention; `is_own` when its administrators changed it."""

    subject: Subject
    sender_kinds: tuple[str, ...]
    recipient_kinds: tuple[str, ...]
    minimum: tuple[str, ...]
    usual: tuple[str, ...]
    needs_precision: bool
    bases: tuple[LegalBasis, ...]
    is_own: bool

    @property
    def pk(self) -> str:
        return self.subject.pk

    @property
    def label(self) -> str:
        return self.subject.label

    @property
    def is_offered(self) -> bool:
        """Without senders or without recipients a subject is switched off."""
        return bool(self.sender_kinds and self.recipient_kinds)

    def goes(self, sender_kind: str, recipient_kind: str) -> bool:
        return sender_kind in self.sender_kinds and recipient_kind in self.recipient_kinds


def subject_table(convention: Convention) -> list[SubjectLine]:
    """Every subject in its order; four queries, whatever the number of lines."""
    rules = SubjectRule.objects.filter(convention=convention).prefetch_related("bases")
    own = {rule.subject_id: rule for rule in rules}
    return [_line(subject, own.get(subject.pk)) for subject in Subject.objects.prefetch_related("bases")]


def line_of(convention: Convention, code: str) -> SubjectLine | None:
    return next((line for line in subject_table(convention) if line.pk == code), None)


def _line(subject: Subject, rule: SubjectRule | None) -> SubjectLine:
    source: Subject | SubjectRule = rule or subject
    return SubjectLine(
        subject=subject,
        sender_kinds=tuple(source.sender_kinds),
        recipient_kinds=tuple(source.recipient_kinds),
        minimum=tuple(source.minimum),
        usual=tuple(source.usual),
        needs_precision=source.needs_precision,
        bases=tuple(sorted(source.bases.all(), key=lambda basis: basis.position)),
        is_own=rule is not None,
    )
