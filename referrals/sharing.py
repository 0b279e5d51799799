"""What somebody chose to share, and the same as plain data that `sharing_rules` can be asked about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce
from typing import Any
from uuid import UUID

from django.db.models import Q

from acting.actor import Actor
from acting.refusals import Refusal
from correspondents.models import Post
from correspondents.permissions import can_refer
from correspondents.routing import people_answering
from incidents.models import Complaint, Incident, Situation
from incidents.permissions import complaints_visible_to, incidents_visible_to
from referrals import sharing_rules
from referrals.asked import Asked
from referrals.asked_pieces import NEVER_EMPTY
from referrals.drawing import draw
from referrals.field_sets import Drawn, filled
from referrals.models import LegalBasis, Referral, Subject
from referrals.permissions import communes_open_to, disclosure_sources_visible_to, residences_open_to
from referrals.piece_copies import of_other_facts
from referrals.projection import Content, project, words_in
from referrals.recipients import candidates_about
from referrals.sharing_rules import (
    AskedAttachments,
    AskedPost,
    AskedReaders,
    CitedBasis,
    NamedComplaint,
    Proposal,
    Terms,
)
from referrals.subject_table import SubjectLine, line_of
from signatories.models import Convention
from signatories.permissions import convention_of
from signatories.theme_guard import Concern, concerns_in
from territory.models import Commune, Residence
from territory.permissions import residences_visible_to


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """What the sender chose on the share sheet: to whom, why, what, and until which day included."""

    recipient_post: Post
    subject: Subject
    basis: LegalBasis
    field_sets: Sequence[str]
    until: date
    residence: Residence | None = None
    territory: Commune | None = None  # of a matter without a residence
    incidents: tuple[Incident, ...] = ()
    situation: Situation | None = None
    complaint: Complaint | None = None
    precision: str = ""
    widening_reason: str = ""
    routing_reason: str = ""
    not_meant: Sequence[str] = ()
    condition_stated: bool = False
    attachments: Sequence[UUID] = ()  # chosen one by one
    asked: Asked = field(default_factory=dict)
    is_addition: bool = False
    read_before: Content = field(default_factory=dict)  # of an addition, what the recipient has already
    is_reserved: bool = False
    readers: Collection[UUID] = ()  # designations
    renews: date | None = None

    @property
    def is_sent(self) -> bool:
        """It adds to a referral that is read already, or renews it."""
        return self.is_addition or self.renews is not None

    @property
    def shared(self) -> list[str]:
        """What was ticked, and what a request to this kind of recipient carries by itself."""
        carried = () if self.is_addition else sharing_rules.carried_to(self.recipient_post.signatory.kind)
        return [*self.field_sets, *(name for name in carried if name not in self.field_sets)]

    def words(self) -> dict[str, object]:
        """What the sheet says, under the names that a referral keeps it by."""
        names = ("recipient_post", "subject", "basis", "until")
        of_source = ("residence", "complaint", "precision", "widening_reason")
        words = {name: getattr(self, name) for name in names} | {"field_sets": self.shared}
        words |= {f"source__{name}": getattr(self, name) for name in of_source} | {"source__asked": self.said}
        words |= {"source__attachments": list(self.attachments)}
        return words | {"named_readers": list(self.readers), "referred_incidents__incident": set(self.incidents)}

    @property
    def said(self) -> dict[str, Any]:
        """What is filled of the pieces that the subject asks for today, whatever else was typed."""
        kind = self.recipient_post.signatory.kind
        pieces = sharing_rules.pieces_asked(self.subject.pk, kind, self.shared, is_addition=self.is_addition)
        return {piece.name: self.asked[piece.name] for piece in pieces if self.asked.get(piece.name)}

    @property
    def left_empty(self) -> dict[str, Any]:
        """What must be said where it is asked at all, and came without a word."""
        return {name: "" for name in NEVER_EMPTY if self.asked.get(name) == ""}

    @property
    def states_condition(self) -> bool:
        """What a basis without a condition was told, it does not keep."""
        return self.condition_stated and bool(self.basis.condition)

    @property
    def commune(self) -> Commune:
        """Raises ValueError for what is about no place at all."""
        if self.residence:
            return self.residence.commune
        if self.territory is None:
            raise ValueError("neither a residence nor a commune")
        return self.territory

    def drawn(self, by: Actor) -> Drawn:
        about = (self.residence, self.incidents, self.situation, self.complaint, self.territory)
        return draw(by, *about, attachments=self.attachments)

    def content(self, by: Actor) -> Content:
        """What the recipient would read if it were sent now."""
        return project(self.drawn(by), chosen=self.shared, precision=self.precision, asked=self.said)

    def concerns(self, by: Actor) -> list[Concern]:
        """The themes that any of what would be read speaks of, and the reason."""
        return concerns_in(self.widening_reason, *words_in(self.content(by)))


def sharing_of_draft(by: Actor, referral: Referral) -> Sharing:
    """As the draft was kept, drawn from what it is about as that stands now: what sending would freeze."""
    source = referral.source
    drawn_on = incidents_visible_to(by).filter(referrals_made__referral=referral)
    return Sharing(
        residence=source.residence,
        territory=source.commune,
        recipient_post=referral.recipient_post,
        subject=referral.subject,
        basis=referral.basis,
        field_sets=referral.field_sets,
        until=referral.until,
        incidents=tuple(drawn_on.select_related("category").order_by("started_at", "pk")),
        situation=source.situation,
        complaint=source.complaint,
        precision=source.precision,
        asked=source.asked,
        widening_reason=source.widening_reason,
        routing_reason=source.routing_reason,
        not_meant=source.not_meant,
        condition_stated=referral.condition_stated,
        attachments=source.attachments,
        is_reserved=referral.is_reserved,
        readers=referral.named_readers,
    )


def renewal_of(by: Actor, referral: Referral, *, until: date) -> Sharing:
    """What was sent and completed, to be read until a later day."""
    sources = disclosure_sources_visible_to(by).filter(disclosure__referral=referral, complaint__isnull=False)
    told = sources.order_by("-disclosure__number").first()
    kept = sharing_of_draft(by, referral)
    return replace(kept, until=until, renews=referral.until, complaint=told.complaint if told else None)


def addition_to(
    referral: Referral,
    *,
    field_sets: Sequence[str],
    incidents: Sequence[Incident] = (),
    complaint: Complaint | None = None,
    precision: str = "",
    widening_reason: str = "",
    not_meant: Sequence[str] = (),
    asked: Asked | None = None,
    attachments: Sequence[UUID] = (),
) -> Sharing:
    """A further communication beside the first: same recipient, subject, basis and last day."""
    source = referral.source
    return Sharing(
        residence=source.residence,
        territory=source.commune,
        recipient_post=referral.recipient_post,
        subject=referral.subject,
        basis=referral.basis,
        field_sets=field_sets,
        until=referral.until,
        incidents=tuple(incidents),
        situation=source.situation,
        complaint=complaint,
        precision=precision,
        widening_reason=widening_reason,
        not_meant=not_meant,
        condition_stated=referral.condition_stated,
        asked=asked or {},
        attachments=attachments,
        is_addition=True,
        is_reserved=referral.is_reserved,
        readers=referral.named_readers,
        read_before=reduce(lambda read, each: read | each.content, referral.disclosures.order_by("number"), {}),
    )


def refusals_of(by: Actor, sharing: Sharing) -> list[Refusal]:
    """What stands against it today, whatever the door it comes by."""
    return sharing_rules.refusals(proposal_of(by, sharing), by.today)


def proposal_of(by: Actor, sharing: Sharing) -> Proposal:
    convention = convention_of(by)
    line = line_of(convention, sharing.subject.pk)
    post = sharing.recipient_post
    signatory = post.signatory
    drawn = sharing.drawn(by)
    content = project(drawn, chosen=sharing.shared, precision=sharing.precision, asked=sharing.said)
    drawn_words = words_in({name: part for name, part in content.items() if name not in ("precision", "asked")})
    return Proposal(
        terms=terms_of(line, convention) if line else None,
        sender_kind=by.signatory_kind,
        recipient=AskedPost(
            kind=signatory.kind,
            is_open=post.closed_on is None,
            is_party=signatory.is_party_on(by.today),
            answers=post.receives,
            is_competent=any(
                candidate.post == post for candidate in candidates_about(by, sharing.residence, sharing.commune)
            ),
        ),
        basis=cited(sharing.basis),
        field_sets=sharing.shared,
        available=filled(drawn),
        until=sharing.until,
        complaint=_named_complaint(by, sharing) if sharing.complaint else None,
        precision=sharing.precision,
        widening_reason=sharing.widening_reason,
        asked=sharing.said | sharing.left_empty,
        content=content,
        read_before=sharing.read_before,
        read=drawn_words,
        not_meant=sharing.not_meant,
        condition_stated=sharing.condition_stated,
        is_in_reach=_is_in_reach(by, sharing),
        is_addition=sharing.is_addition,
        readers=_asked_readers(by, sharing),
        renews=sharing.renews,
        attachments=_asked_attachments(by, sharing, drawn),
    )


def _asked_attachments(by: Actor, sharing: Sharing, drawn: Drawn) -> AskedAttachments:
    found = drawn.attachments
    lacking = set(sharing.attachments) - {piece.pk for piece in found}
    return AskedAttachments(
        chosen=len(set(sharing.attachments)),
        found=len(found),
        of_steps=sum(piece.step_id is not None for piece in found),
        of_other_facts=of_other_facts(by, lacking, sharing.incidents) if lacking and sharing.is_addition else 0,
    )


def _asked_readers(by: Actor, sharing: Sharing) -> AskedReaders:
    """Of what was sent to several persons already, those who are still there read on."""
    if not (sharing.is_reserved or sharing.readers):
        return AskedReaders()
    answering = {each.pk for each in people_answering(sharing.recipient_post, by.today)}
    named = answering.intersection(sharing.readers) if sharing.is_sent else sharing.readers
    return AskedReaders(is_reserved=sharing.is_reserved, named=named, answering=answering)


def terms_of(line: SubjectLine, convention: Convention) -> Terms:
    return Terms(
        subject=line.pk,
        sender_kinds=line.sender_kinds,
        recipient_kinds=line.recipient_kinds,
        minimum=line.minimum,
        usual=line.usual,
        needs_precision=line.needs_precision,
        bases=[basis.pk for basis in line.bases],
        share_days_max=convention.share_days_max,
        outcome_wait_months=convention.outcome_wait_months,
    )


def cited(basis: LegalBasis) -> CitedBasis:
    return CitedBasis(
        code=basis.pk,
        in_force_from=basis.in_force_from,
        in_force_until=basis.in_force_until,
        is_basis=basis.is_basis,
        condition=basis.condition,
    )


def named(complaint: Complaint, *, is_of_matter: bool = True) -> NamedComplaint:
    """A sworn warden's procès-verbal is at the parquet from the day that it was sent."""
    return NamedComplaint(
        complainant=complaint.complainant,
        filed_on=complaint.sent_on or complaint.filed_on,
        is_of_matter=is_of_matter,
        is_sent=not complaint.is_to_send,
    )


def _named_complaint(by: Actor, sharing: Sharing) -> NamedComplaint | None:
    """Of one that the actor may not see nothing is told but that it does not belong here."""
    complaint = sharing.complaint
    if complaint is None:
        return None
    about = Q(incident__in=[incident.pk for incident in sharing.incidents])
    if sharing.situation:
        about |= Q(incident__situation=sharing.situation)
    is_of_matter = complaints_visible_to(by).filter(about, pk=complaint.pk).exists()
    return named(complaint, is_of_matter=is_of_matter)


def _is_in_reach(by: Actor, sharing: Sharing) -> bool:
    """The residence is one about which the actor refers, and so are the facts. A closed one begins no referral.
    Without one, it is about the actor's territory, and about no fact."""
    if sharing.residence is None:
        is_bare = not (sharing.incidents or sharing.situation or sharing.complaint)
        return is_bare and communes_open_to(by).filter(pk=sharing.commune.pk).exists()
    residences = residences_visible_to(by) if sharing.is_sent else residences_open_to(by)
    if not can_refer(by) or not residences.filter(pk=sharing.residence.pk).exists():
        return False
    facts: Collection[UUID] = {incident.pk for incident in sharing.incidents}
    seen = incidents_visible_to(by).filter(pk__in=facts, residence=sharing.residence)
    return not facts or seen.count() == len(facts)
