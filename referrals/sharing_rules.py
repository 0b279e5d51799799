"""What may be shared with whom, for what and until when: the one place, whatever the door.

Plain data in, refusals out. The share sheet shows them, `prepare_referral`, `send_referral` and `complete_referral`
raise them: a draft is asked again on the day it leaves, with the table and the settings of that day.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from acting import french
from acting.days import add_months
from acting.refusals import Refusal
from incidents.enums import TOLD_BY_PROSECUTION
from referrals.asked import Asked, pieces_of, refusals_of_asked, texts_in
from referrals.asked_pieces import Piece
from referrals.enums import FieldSet
from referrals.field_sets import labels_of
from referrals.request_rules import refusals_of_addition, refusals_of_request
from signatories.enums import FORCES, SignatoryKind
from signatories.guard import warnings_in
from signatories.theme_guard import OVERRIDDEN, concerns_in, refusals_of_themes

OUTCOME, COPY = "suite-plainte", "copie-decision"
OF_OWN_COMPLAINT = (OUTCOME, COPY)  # asked by whom the parquet tells
GIVEN, HEARING, DAMAGE = "suite-donnee", "avis-audience", "prejudice-pieces"
OF_THEIR_COMPLAINT = (GIVEN, HEARING, DAMAGE)  # told by the parquet: of one landlord's complaint, found by its number
NOT_AT_POST = "Une personne nommée n’est pas, ou n’est plus, titulaire ou suppléante de ce poste."
PRECISION_LENGTH, WIDENING_LENGTH = 300, 240
RENEW = "préparez une nouvelle saisine"
NO_ACTION = "Nommer quelqu’un suppose une action en justice inscrite à la situation, et non retirée."
ONLY_WITH_COMPLAINT = (
    "À ce destinataire, personne n’est nommé sans la plainte ou une réquisition écrite : cochez la plainte, ou donnez "
    "la référence de la réquisition."
)
NAMED_FOR_A_REASON = (*FORCES, SignatoryKind.PREFECTURE)
SHOWN_PIECES = (*FORCES, SignatoryKind.PROSECUTION)
MOST_ATTACHMENTS = 20  # of one sending: each is copied while somebody waits, and read one by one
FREE = (FieldSet.CONTACT,)  # the sender's own work contact asks for no reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The line that the convention's table has for the subject today, and the convention's settings."""

    subject: str
    sender_kinds: Sequence[str]
    recipient_kinds: Sequence[str]
    minimum: Sequence[str]
    usual: Sequence[str]
    needs_precision: bool
    bases: Sequence[str]
    share_days_max: int
    outcome_wait_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPost:
    """The post to refer to: `answers` when its function receives referrals, `is_competent` when it is the one that
    receives what is about this place."""

    kind: str
    is_open: bool
    is_party: bool
    answers: bool
    is_competent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedBasis:
    """Without a first day: since when is to be verified. `condition`: what the sender must state to cite it."""

    code: str
    in_force_from: date | None
    in_force_until: date | None
    is_basis: bool = True
    condition: str = ""

    def is_in_force(self, day: date) -> bool:
        begun = self.in_force_from is None or self.in_force_from <= day
        return begun and (self.in_force_until is None or day <= self.in_force_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedComplaint:
    """`is_of_matter`: it was lodged about one of the facts, or of their situation. `is_sent`: whoever follows it up has
    it, which a sworn warden's procès-verbal must be sent for."""

    complainant: str
    filed_on: date
    is_of_matter: bool
    is_sent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedReaders:
    """To whom alone it is reserved, by designation, and who answers for the recipient's post today."""

    is_reserved: bool = False
    named: Collection[UUID] = ()
    answering: Collection[UUID] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAttachments:
    """How many pieces were chosen, how many of them are there today, and how many of these are a step's; how many more
    are there, of facts that an addition does not join."""

    chosen: int = 0
    found: int = 0
    of_steps: int = 0
    of_other_facts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """`terms` is None where the convention knows no such subject; `available` are the sets that there is anything to
    fill with; an addition has no minimum and repeats no precision; `content` is what would be read, `read` every text
    of the field sets in it, and `not_meant` the themes that the sender says none of them is about. A renewal adds
    nothing to read: `renews` is the last day that it moves."""

    terms: Terms | None
    sender_kind: str
    recipient: AskedPost
    basis: CitedBasis
    field_sets: Sequence[str]
    available: Sequence[str]
    until: date
    complaint: NamedComplaint | None = None
    precision: str = ""
    widening_reason: str = ""
    asked: Asked = field(default_factory=dict)
    content: Mapping[str, Any] = field(default_factory=dict)
    read_before: Mapping[str, Any] = field(default_factory=dict)
    read: Sequence[str] = ()
    not_meant: Sequence[str] = ()
    condition_stated: bool = False
    is_in_reach: bool = True
    is_addition: bool = False
    readers: AskedReaders = AskedReaders()
    attachments: AskedAttachments = AskedAttachments()
    renews: date | None = None

    @property
    def is_first(self) -> bool:
        return not self.is_addition and self.renews is None


def refusals(proposal: Proposal, day: date) -> list[Refusal]:
    """Everything that stands against sharing this on that day, by field of the share sheet; empty when nothing does."""
    found = [*_of_matter(proposal), *_of_recipient(proposal.recipient), *refusals_of_readers(proposal.readers)]
    if proposal.renews is None:
        found += [*_of_texts(proposal), *_of_themes(proposal)]
    terms = proposal.terms
    if terms is None or not goes(terms, proposal.sender_kind, proposal.recipient.kind):
        return [*found, Refusal("Cet objet n’est pas proposé entre vous et ce destinataire.", "subject")]
    found += _of_basis(terms, proposal, day)
    if proposal.renews is None:
        found += _of_field_sets(terms, proposal)
    found += _of_complaint(terms, proposal, day)
    if FieldSet.PERSONS in proposal.field_sets:
        found += _of_persons(terms, proposal)
    if FieldSet.ATTACHMENTS in proposal.field_sets and proposal.renews is None:
        found += _of_attachments(proposal)
    found += refusals_of_asked(proposal.asked, day)
    found += _of_request(terms, proposal)
    if not proposal.is_addition:  # an addition is read until the day that was right when the referral was sent
        found += _of_last_day(terms, proposal, day)
    if terms.needs_precision and proposal.is_first and not proposal.precision.strip():
        found.append(Refusal("Cet objet demande une précision (numéro et date).", "precision"))
    return found


def refusals_of_readers(readers: AskedReaders) -> Iterator[Refusal]:
    """A reserved referral has at least one reader, and only such as answer for the recipient's post on that day."""
    if readers.named and not readers.is_reserved:
        yield Refusal("Cochez la réserve, ou décochez les personnes nommées.", "is_reserved")
    elif readers.is_reserved and not readers.named:
        yield Refusal("Nommez au moins une personne : elle seule lira cette saisine.", "readers")
    elif not set(readers.named) <= set(readers.answering):
        yield Refusal(NOT_AT_POST, "readers")


def warned_kinds(text: str) -> list[str]:
    """What the guards point at, by kind. What is sent all the same is journaled, by kind, whatever the door; of a theme
    that was not meant it is not said which."""
    return sorted({advice.kind for advice in warnings_in(text)} | ({OVERRIDDEN} if concerns_in(text) else set()))


def goes(terms: Terms, sender_kind: str, recipient_kind: str) -> bool:
    return sender_kind in terms.sender_kinds and recipient_kind in terms.recipient_kinds


def goes_to_several(subject: str) -> bool:
    """What is about one landlord's complaint is nobody else's to read."""
    return subject not in OF_THEIR_COMPLAINT


def refusals_of_several(subject: str, others: int, *, is_reserved: bool = False) -> Iterator[Refusal]:
    """`others`: how many are asked the same at once, beside the first. The persons named are of one post."""
    if others and is_reserved:
        yield Refusal("Une saisine réservée va à un seul destinataire : décochez les autres, ou la réserve.", "also")
    if others and not goes_to_several(subject):
        yield Refusal("Cet objet porte sur la plainte d’un seul bailleur : un seul destinataire.", "also")


def ticked_first(kind: str, usual: Sequence[str]) -> Sequence[str]:
    """What a sheet begins with beyond the necessary: of the recipient's kind. A patrol acts on nature, hours and place,
    a landlord on its place; the others find a procedure by its numbers, and one adds what they need."""
    return usual if kind in (*FORCES, SignatoryKind.LANDLORD) else ()


def pieces_asked(subject: str, kind: str, shared: Collection[str], *, is_addition: bool = False) -> list[Piece]:
    """What a request says in fields of its own: by its subject, and of persons who do not go without a complaint. An
    addition asks anew for nothing but these."""
    with_persons = FieldSet.PERSONS in shared and kind in NAMED_FOR_A_REASON and FieldSet.COMPLAINT not in shared
    return pieces_of("" if is_addition else subject, with_persons=with_persons)


def carried_to(kind: str) -> tuple[str, ...]:
    """What goes with whatever is asked of such a recipient, ticked or not: whoever is to act must know whom to call. A
    parquet finds a procedure by its numbers."""
    return () if kind == SignatoryKind.PROSECUTION else (FieldSet.CONTACT.value,)


def unusual(terms: Terms, field_sets: Sequence[str]) -> list[str]:
    """Beyond what is usual for the subject: narrowing is free, widening needs a reason."""
    return [key for key in field_sets if key not in (*terms.usual, *terms.minimum, *FREE)]


def why_not_asked(terms: Terms, complaint: NamedComplaint, day: date) -> str:
    """Why the parquet is not asked about this complaint (yet), in French; "" when it may be (CPP, art. 40-2)."""
    if terms.subject not in OF_OWN_COMPLAINT:
        return ""
    if complaint.complainant not in TOLD_BY_PROSECUTION:
        return (
            "Le parquet renseigne le plaignant, la victime identifiée et l’auteur d’un signalement (CPP, art. 40-2) : "
            "le bailleur n’est ici aucun des trois."
        )
    if not complaint.is_sent:
        return "Ce procès-verbal n’est pas encore envoyé au procureur : notez d’abord le jour de l’envoi."
    earliest = add_months(complaint.filed_on, terms.outcome_wait_months)
    if terms.subject == OUTCOME and day < earliest:
        return f"Cette plainte est récente : possible à partir du {french.day(earliest)}."
    return ""


def why_not_offered(terms: Terms, available: Collection[str], complaints: Sequence[NamedComplaint], day: date) -> str:
    """Why the subject cannot be chosen on that day about what there is to share, in French; "" when it can. Of several
    complaints one is enough; else the oldest of the landlord's own says when."""
    missing = [key for key in terms.minimum if key not in available]
    if FieldSet.COMPLAINT in missing:
        return "Suppose une plainte : notez-la d’abord sur la page du fait."
    if FieldSet.PLACE in missing:
        return "Suppose une résidence : choisissez-la d’abord."
    if missing:
        return f"Il n’y a ici rien à communiquer de : {labels_of(missing)}."
    own_first = sorted(complaints, key=lambda each: (each.complainant not in TOLD_BY_PROSECUTION, each.filed_on))
    reasons = [why_not_asked(terms, complaint, day) for complaint in own_first]
    return reasons[0] if reasons and all(reasons) else ""


def _of_matter(proposal: Proposal) -> Iterator[Refusal]:
    if not proposal.is_in_reach:
        yield Refusal("Cette résidence, ou ce fait, n’est pas ou n’est plus de ceux que vous pouvez communiquer.")


def _of_recipient(recipient: AskedPost) -> Iterator[Refusal]:
    if not recipient.is_party:
        yield Refusal(f"Le destinataire n’est plus partie à la convention : {RENEW}.", "recipient")
    elif not recipient.is_open:
        yield Refusal(f"Le poste destinataire est fermé : {RENEW}.", "recipient")
    elif not (recipient.answers and recipient.is_competent):
        yield Refusal("Ce poste n’est pas celui qui est compétent pour ce lieu : choisissez-en un autre.", "recipient")


def _of_texts(proposal: Proposal) -> Iterator[Refusal]:
    if len(proposal.precision) > PRECISION_LENGTH:
        yield Refusal(f"La précision compte {PRECISION_LENGTH} caractères au plus.", "precision")
    if len(proposal.widening_reason) > WIDENING_LENGTH:
        yield Refusal(f"Le motif compte {WIDENING_LENGTH} caractères au plus.", "widening_reason")


def _of_themes(proposal: Proposal) -> Iterator[Refusal]:
    """Violence at home, suicide and radicalisation have their circuits, and no saisine."""
    yield from refusals_of_themes("precision", proposal.precision, not_meant=proposal.not_meant)
    for name, text in texts_in(proposal.asked).items():
        yield from refusals_of_themes(name, text, not_meant=proposal.not_meant)
    yield from refusals_of_themes("widening_reason", proposal.widening_reason, not_meant=proposal.not_meant)
    yield from refusals_of_themes("field_sets", *proposal.read, not_meant=proposal.not_meant)


def _of_basis(terms: Terms, proposal: Proposal, day: date) -> Iterator[Refusal]:
    basis = proposal.basis
    if basis.code not in terms.bases or not basis.is_basis:
        yield Refusal("Ce fondement n’est pas de ceux que cet objet cite.", "basis")
    elif not basis.is_in_force(day):
        yield Refusal(f"Ce fondement n’est pas, ou n’est plus, en vigueur : {RENEW}.", "basis")
    elif basis.condition and not proposal.condition_stated:
        yield Refusal(f"Ce fondement suppose que vous le déclariez : {basis.condition}.", "condition_stated")


def _of_field_sets(terms: Terms, proposal: Proposal) -> Iterator[Refusal]:
    chosen = proposal.field_sets
    missing = [] if proposal.is_addition else [key for key in terms.minimum if key not in chosen]
    if FieldSet.COMPLAINT in missing and FieldSet.COMPLAINT not in proposal.available:
        yield Refusal("Cet objet suppose une plainte : notez-la d’abord sur la page du fait.", "subject")
    elif missing:
        yield Refusal(f"Pour cet objet, il faut communiquer : {labels_of(missing)}.", "field_sets")
    asked_apart = [FieldSet.COMPLAINT] if proposal.complaint is None else []
    asked_apart += [FieldSet.ATTACHMENTS] if proposal.attachments.chosen else []
    empty = [key for key in chosen if key not in (*proposal.available, *asked_apart)]
    if FieldSet.PERSONS in empty:
        yield Refusal(NO_ACTION, "field_sets")
    elif empty:
        yield Refusal(f"Il n’y a rien à communiquer ici de : {labels_of(empty)}.", "field_sets")
    beyond = unusual(terms, chosen)
    if beyond and not proposal.widening_reason.strip():
        yield Refusal(f"Dites pourquoi cet objet demande aussi : {labels_of(beyond)}.", "widening_reason")
    if proposal.is_addition and not chosen and not proposal.precision.strip():
        yield Refusal("Cochez ce que vous ajoutez, ou écrivez une précision.")


def _of_complaint(terms: Terms, proposal: Proposal, day: date) -> Iterator[Refusal]:
    complaint = proposal.complaint
    if FieldSet.COMPLAINT in proposal.field_sets and complaint is None:
        yield Refusal("Dites de quelle plainte il s’agit.", "complaint")
    if complaint is None:
        return
    if not complaint.is_of_matter:
        yield Refusal("Cette plainte ne porte pas sur ce qui est communiqué.", "complaint")
    if reason := why_not_asked(terms, complaint, day):
        yield Refusal(reason, "field_sets" if proposal.is_addition else "subject")


def _of_persons(terms: Terms, proposal: Proposal) -> Iterator[Refusal]:
    """A legal action is stated, else there is nobody to tell of. Towards police and gendarmerie also a complaint or a
    written requisition; a préfecture reads them where the convention's table says so, and then as these do."""
    kind = proposal.recipient.kind
    if proposal.renews and FieldSet.PERSONS not in proposal.available:
        yield Refusal("L’action en justice n’est plus en cours : les personnes ne sont plus communiquées.", "until")
    elif kind == SignatoryKind.PREFECTURE and FieldSet.PERSONS not in (*terms.usual, *terms.minimum):
        yield Refusal("Les personnes mises en cause ne sont pas communiquées à la préfecture.", "field_sets")
    elif proposal.renews is None and kind in NAMED_FOR_A_REASON and not _is_reasoned(proposal):
        yield Refusal(ONLY_WITH_COMPLAINT, "asked_persons_requisition")


def _of_attachments(proposal: Proposal) -> Iterator[Refusal]:
    """Photos and papers show more than words do: to those who act on the place or follow the complaint up, and each of
    those that were chosen, or none."""
    asked = proposal.attachments
    if proposal.recipient.kind not in SHOWN_PIECES:
        yield Refusal("Les pièces vont à la police, à la gendarmerie ou au parquet seulement.", "attachments")
    if asked.chosen > MOST_ATTACHMENTS:
        yield Refusal(
            f"{MOST_ATTACHMENTS} pièces au plus par envoi\u00a0: gardez les plus utiles, ou complétez ensuite.",
            "attachments",
        )
    if asked.of_other_facts:
        yield Refusal(
            "Une pièce cochée est d’un fait que ce complément ne joint pas\u00a0: joignez ce fait, ou faites un "
            "complément à part.",
            "attachments",
        )
    elif asked.found < asked.chosen:
        yield Refusal(
            "Une pièce choisie n’est plus là, ou attend l’antivirus\u00a0: choisissez de nouveau.", "attachments"
        )
    if asked.of_steps and FieldSet.STEPS not in proposal.field_sets:
        yield Refusal("La pièce d’une démarche va avec «\u00a0Vos démarches\u00a0»\u00a0: cochez-les.", "attachments")


def _is_reasoned(proposal: Proposal) -> bool:
    """A complaint that is named and not communicated is no reason that the recipient could read."""
    return FieldSet.COMPLAINT in proposal.field_sets or bool(proposal.asked.get("persons_requisition"))


def _of_request(terms: Terms, proposal: Proposal) -> Iterator[Refusal]:
    """Nothing is missing that the sheet has not said already: of a set that the subject needs, its box speaks."""
    if proposal.is_addition:
        yield from refusals_of_addition(terms.subject, proposal.content, proposal.read_before)
    elif proposal.is_first and set(terms.minimum) <= {*proposal.field_sets}:
        yield from refusals_of_request(terms.subject, proposal.content)


def _of_last_day(terms: Terms, proposal: Proposal, day: date) -> Iterator[Refusal]:
    until, last = proposal.until, day + timedelta(days=terms.share_days_max)
    if until < day:
        yield Refusal("Cette date est passée : choisissez aujourd’hui ou un jour à venir.", "until")
    elif proposal.renews and until <= proposal.renews:
        yield Refusal(f"L’accès va déjà jusqu’au {french.day(proposal.renews)} : choisissez un jour après.", "until")
    elif until > last:
        yield Refusal(f"Au plus tard le {french.day(last)} : vous pourrez saisir de nouveau ensuite.", "until")
