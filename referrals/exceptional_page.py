"""What the pages of exceptional accesses show, read through what that actor may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q

from acting.actor import Actor
from acting.lists import Listing
from journal.verbs import Verb
from referrals.exceptional_content import content_of, rows_seen_by
from referrals.exceptional_rules import AccessState, MatterKind
from referrals.models import LATEST_ASKED, ExceptionalAccess, ExceptionalAccessQuerySet
from referrals.permissions import can_approve_exceptional_access, exceptional_accesses_of_house

READS = {
    MatterKind.FACT: Verb.FACT_READ,
    MatterKind.SITUATION: Verb.SITUATION_READ,
    MatterKind.REFERRAL: Verb.REFERRAL_READ,
}


@dataclass(frozen=True, slots=True)
class AccessLine:
    access: ExceptionalAccess
    state: AccessState

    @property
    def is_open(self) -> bool:
        return self.state == AccessState.OPEN

    @property
    def waits(self) -> bool:
        return self.state == AccessState.WAITING


class AccessList:
    """The latest first; what each is today the dates say."""

    def __init__(self, actor: Actor, accesses: ExceptionalAccessQuerySet, asked: Mapping[str, str]) -> None:
        self.actor = actor
        self.listing: Listing[ExceptionalAccess] = Listing(accesses, LATEST_ASKED, asked)

    def context(self) -> dict[str, Any]:
        shown = self.listing.page()
        lines = [AccessLine(access, access.state_at(self.actor.now)) for access in shown]
        return {"lines": lines, "page_obj": shown, "querystring": ""}


def reading_verb(kind: str) -> Verb:
    """The journal names the case as it does whoever reads it."""
    return READS[MatterKind(kind)]


def is_let_in(actor: Actor, *columns: str) -> Exists:
    """Whether an administrator reads now what one of these columns names, as its house is told: with the row itself, so
    that nothing more is asked where nobody was let in."""
    named = reduce(or_, (Q(matter__object_id=OuterRef(column)) for column in columns))
    return Exists(exceptional_accesses_of_house(actor).open_at(actor.now).filter(named))


def let_in(actor: Actor, row: Model, *things: UUID | None) -> list[ExceptionalAccess]:
    """By which they are read, of a `row` that `is_let_in` was asked with."""
    if not vars(row)["is_let_in"]:
        return []
    named = [thing for thing in things if thing]
    read = exceptional_accesses_of_house(actor).open_at(actor.now).filter(matter__object_id__in=named)
    return list(read.select_related("asker_designation__user", "asker_designation__post", "approver_designation__post"))


def access_context(actor: Actor, access: ExceptionalAccess) -> dict[str, Any]:
    """`content` is what would be read, as far as whoever decides reads it too: a DPO reads no case."""
    matter = access.matter
    return {
        "access": access,
        "state": access.state_at(actor.now),
        "kind": MatterKind(matter.kind).label,
        "content": content_of(rows_seen_by(actor), matter.kind, matter.object_id),
        "may_decide": can_approve_exceptional_access(actor, access),
    }
