"""Writes on the table of subjects of one convention. The portal's own lines stay as they are, for the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from acting.actor import Actor
from acting.changes import taken
from acting.pages import ask
from acting.refusals import refuse
from journal.services import record
from journal.verbs import Verb
from referrals.models import LegalBasis, SubjectRule
from referrals.subject_rules import refusals_of_rule
from referrals.subject_table import SubjectLine, line_of
from signatories.models import Convention
from signatories.permissions import can_administer


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a convention decides about a subject."""

    sender_kinds: Sequence[str]
    recipient_kinds: Sequence[str]
    minimum: Sequence[str]
    usual: Sequence[str]
    needs_precision: bool
    bases: Sequence[LegalBasis]


@transaction.atomic
def change_subject(*, by: Actor, convention: Convention, line: SubjectLine, rule: Rule) -> None:
    """Holds for the convention from the next share sheet on; unchanged, nothing is written. Raises Refused."""
    ask(can_administer, by, convention.pk)
    taken(Convention.objects.all(), convention)
    if _same(line_of(convention, line.subject.pk) or line, rule):
        return
    fields = ("sender_kinds", "recipient_kinds", "minimum", "usual")
    refuse(
        refusals_of_rule(
            **{name: getattr(rule, name) for name in fields}, bases=[basis.is_basis for basis in rule.bases]
        )
    )
    values = {name: list(getattr(rule, name)) for name in fields} | {"needs_precision": rule.needs_precision}
    kept, _ = SubjectRule.objects.update_or_create(convention=convention, subject=line.subject, defaults=values)
    kept.bases.set(rule.bases)
    _record(by, Verb.SUBJECT_RULE_CHANGED, kept)


@transaction.atomic
def restore_subject(*, by: Actor, convention: Convention, line: SubjectLine) -> None:
    """Back to the portal's own line; nothing where the convention has not changed it."""
    ask(can_administer, by, convention.pk)
    taken(Convention.objects.all(), convention)
    for rule in SubjectRule.objects.filter(convention=convention, subject=line.subject):
        _record(by, Verb.SUBJECT_RULE_RESTORED, rule)
        rule.delete()


def _same(line: SubjectLine, rule: Rule) -> bool:
    """The order in which kinds and sets were ticked does not count."""
    names = ("sender_kinds", "recipient_kinds", "minimum", "usual", "bases")
    alike = all(set(getattr(line, name)) == set(getattr(rule, name)) for name in names)
    return alike and line.needs_precision == rule.needs_precision


def _record(by: Actor, verb: Verb, rule: SubjectRule) -> None:
    record(by=by, verb=verb, object_id=rule.pk, owner_id=None, reason=rule.subject_id)
