"""The share sheet: from what was chosen so far to choices that fit each other, and to what the recipient would read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils.datastructures import MultiValueDict

from acting.actor import Actor
from correspondents.models import Designation
from correspondents.routing import posts_held
from incidents.enums import TOLD_BY_PROSECUTION
from incidents.models import Attachment, Complaint
from referrals import sharing_rules
from referrals.asked import as_kept
from referrals.asked_pieces import MANY, NEVER_EMPTY, PIECES, UNSAID, UNSENT, Piece
from referrals.enums import FieldSet
from referrals.matter import Matter
from referrals.models import LegalBasis
from referrals.piece_copies import attachments_offered
from referrals.prefilled import prefilled
from referrals.recipients import Candidate, candidates_about, candidates_in, subjects_between
from referrals.request_rules import left_to_ask
from referrals.sharing import Sharing, cited, named, terms_of
from referrals.subject_table import SubjectLine
from signatories.enums import FORCES, SignatoryKind
from signatories.models import Convention

TEXTS = ("precision", "widening_reason")
NO_OFFENCE = "no"
OFFENCE = (("yes", "Oui"), ("unsure", "Je ne sais pas"), (NO_OFFENCE, "Non"))


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen beside one recipient; as text, one hidden field of the form. `field_sets` is None where nothing
    was ticked for that subject yet: see `sharing_rules.ticked_first`."""

    subject: str = ""
    field_sets: tuple[str, ...] | None = None

    def __str__(self) -> str:
        return self.subject if self.field_sets is None else "|".join((self.subject, *(self.field_sets or ("",))))


class Sheet:
    """The choices of a share sheet, brought to values that fit each other: for the first view and for each preview.

    A recipient that is not offered gives way to the proposed one, and a subject that it does not take to the first that
    it does; where that one cannot be chosen today, none is: nothing is asked that nobody chose. What a subject needs is
    always ticked, what it begins with when it is chosen. What was chosen for each recipient so far is remembered
    in the form: changing the recipient and back unticks nothing. What was written for one is not offered to another,
    and comes back with its own.
    """

    def __init__(self, actor: Actor, matter: Matter, given: Mapping[str, Any], convention: Convention) -> None:
        self.actor, self.matter, self.convention = actor, matter, convention
        self.available = matter.available(actor)
        self._attachments = list(attachments_offered(actor, matter.incidents, matter.situation))
        self.candidates = self._candidates()
        self.given = given
        self.candidate = self._chosen_candidate()
        self.chosen_before = self._chosen_before()
        self.chosen = self.chosen_before.get(self.candidate.key if self.candidate else "", Chosen())
        self.subjects = subjects_between(actor, self.candidate) if self.candidate else []
        self.unavailable = self._why_not_offered()
        self.subject = self._chosen_subject()
        self.not_to_ask_about = self._not_to_ask_about()
        self.bases = self._bases_in_force()
        self.attachments = self._chosen_attachments()
        self.field_sets = self._chosen_field_sets()
        self.others = self._others()
        self.pieces = self._pieces()
        self.asked = self._asked()

    @property
    def open_candidates(self) -> list[Candidate]:
        return [candidate for candidate in self.candidates if candidate.post]

    @property
    def asks_offence(self) -> bool:
        """A landlord is asked first whether there is an offence at all: without one a parquet decides nothing."""
        kind = self.candidate.signatory.kind if self.candidate else ""
        return self.actor.signatory_kind == SignatoryKind.LANDLORD and kind == SignatoryKind.PROSECUTION

    @property
    def offence(self) -> str:
        """What was answered; "" by whoever was not asked, or says nothing."""
        answer = str(self.given.get("offence") or "")
        return answer if self.asks_offence and answer in dict(OFFENCE) else ""

    @property
    def has_own_complaint(self) -> bool:
        return any(complaint.complainant in TOLD_BY_PROSECUTION for complaint in self.matter.complaints)

    @property
    def force(self) -> Candidate | None:
        """Whom one turns to where a parquet has nothing to decide."""
        return next((each for each in self.open_candidates if each.signatory.kind in FORCES), None)

    @property
    def unusual(self) -> list[str]:
        """Ticked beyond what is usual for the subject: a reason is asked."""
        subject = self.subject
        return sharing_rules.unusual(terms_of(subject, self.convention), self.field_sets) if subject else []

    @property
    def carried(self) -> tuple[str, ...]:
        """What is shared with such a recipient by itself."""
        return sharing_rules.carried_to(self.candidate.signatory.kind) if self.candidate else ()

    @property
    def is_of_another_subject(self) -> bool:
        """What was ticked stood beside another subject than the one that comes: without scripts, one has not seen yet
        what this one begins with."""
        subject = str(self.given.get("subject") or "")
        return bool(self.given.get("shown_subject", subject) != subject)

    @property
    def left_behind(self) -> str:
        """What was written beside another recipient: shown to its author, not taken along. With scripts the page does
        so itself; a client that opened no sheet says nothing of it."""
        return " ".join(filter(None, self._typed().values())) if self._is_turned else ""

    @property
    def changes_texts(self) -> bool:
        """Other texts stand on the sheet than those that came: without scripts, one has not seen them yet."""
        return bool(self.left_behind) or (self._is_turned and any(self.initial()[name] for name in TEXTS))

    @property
    def kept_texts(self) -> list[str]:
        """What was written for the others, each text a hidden field of the form."""
        here = self.candidate.key if self.candidate else ""
        return [f"{key}|{name}|{text}" for (key, name), text in self._kept().items() if key != here and text]

    @property
    def also(self) -> list[Candidate]:
        """Those of the others that are ticked."""
        ticked = set(_many(self.given, "also"))
        return [candidate for candidate in self.others if candidate.key in ticked]

    @property
    def vacant(self) -> set[str]:
        """Of the others, those whose post nobody holds today."""
        posts = [candidate.post for candidate in self.others if candidate.post]
        held = posts_held(posts, self.actor.today) if posts else set()
        return {str(post.pk) for post in posts} - {str(pk) for pk in held}

    @property
    def people(self) -> Sequence[Designation]:
        """To whom alone it may be reserved: who answers for the recipient's post today."""
        return self.candidate.people if self.candidate else ()

    @property
    def readers(self) -> list[str]:
        """Those of them who are ticked; of another recipient's post nobody is taken along."""
        ticked = set(_many(self.given, "readers"))
        return [str(each.pk) for each in self.people if str(each.pk) in ticked]

    def initial(self) -> dict[str, Any]:
        basis = self._one_of("basis", [b.pk for b in self.bases])
        return {
            "condition_stated": bool(self.given.get("condition_stated")),
            "recipient": self.candidate.key if self.candidate else None,
            "subject": self.subject.pk if self.subject else None,
            "basis": basis,
            "complaint": self._one_of("complaint", [str(c.pk) for c in self._those_to_ask_about_first()]),
            "field_sets": self.field_sets,
            "also": [candidate.key for candidate in self.also],
            "is_reserved": bool(self.given.get("is_reserved")),
            "readers": self.readers,
            "attachments": [str(pk) for pk in self.attachments_ticked],
            **self._texts(),
            **{piece.field: self.asked[piece.name] for piece in self.pieces},
            "until": self.given.get("until") or self.actor.today + timedelta(days=self.convention.share_days),
        } | ({"submission": self.given["submission"]} if self.given.get("submission") else {})

    @property
    def left_to_ask(self) -> str:
        return left_to_ask(self.subject.pk, self.asked) if self.subject else ""

    @property
    def condition(self) -> str:
        """What the sender states when citing the basis that is chosen; "" where it asks for nothing."""
        chosen = self._one_of("basis", [basis.pk for basis in self.bases])
        return next((basis.condition for basis in self.bases if basis.pk == chosen), "")

    def preview(self) -> Sharing | None:
        """What would be shared as things stand on the sheet; None when there is nobody to share with."""
        if not (self.candidate and self.candidate.post and self.subject and self.bases):
            return None
        initial = self.initial()
        return Sharing(
            residence=self.matter.residence,
            territory=self.matter.commune,
            recipient_post=self.candidate.post,
            subject=self.subject.subject,
            basis=next(b for b in self.bases if b.pk == initial["basis"]),
            field_sets=self.field_sets,
            until=self._until(),
            incidents=self.matter.incidents,
            situation=self.matter.situation,
            complaint=complaint_named(self.matter, initial["complaint"]),
            precision=str(initial["precision"]).strip(),
            attachments=self.attachments_ticked,
            asked=as_kept(self.pieces, self.asked),
            condition_stated=bool(initial["condition_stated"]),
            is_reserved=initial["is_reserved"],
            readers=[UUID(each) for each in self.readers] if initial["is_reserved"] else (),
        )

    @property
    def _is_turned(self) -> bool:
        """To another recipient than the one beside which the texts were written."""
        return self.candidate is not None and self._written_for not in ("", self.candidate.key)

    @property
    def _written_for(self) -> str:
        return str(self.given.get("written_for") or "")

    def _typed(self) -> dict[str, str]:
        return {name: str(self.given.get(name) or "").strip() for name in TEXTS}

    def _kept(self) -> dict[tuple[str, str], str]:
        """By recipient and field; what came with the form stands for the recipient that it was written for."""
        came = [[*str(line).split("|", 2), "", ""][:3] for line in _many(self.given, "kept_text")]
        kept = {(key, name): text for key, name, text in came}
        return kept | {(self._written_for, name): text for name, text in self._typed().items() if self._is_turned}

    def _texts(self) -> dict[str, str]:
        """Of the recipient that is chosen now: as they came, or as they were kept for it."""
        if self._is_turned and self.candidate:
            return {name: self._kept().get((self.candidate.key, name), "") for name in TEXTS}
        return {name: str(self.given.get(name) or "") for name in TEXTS}

    def _until(self) -> date:
        """As it was typed; the usual last day while that is no date."""
        try:
            return date.fromisoformat(str(self.given.get("until") or ""))
        except ValueError:
            return self.actor.today + timedelta(days=self.convention.share_days)

    def _candidates(self) -> list[Candidate]:
        """The landlord that was named, alone, where one was: the others of the commune may be ticked beside it."""
        matter = self.matter
        found = candidates_about(self.actor, matter.residence, matter.commune)
        if matter.landlord is None:
            return found
        named = [each for each in found if each.signatory == matter.landlord]
        return named or [Candidate(matter.landlord, None, self.actor.today, "")]

    @property
    def attachments_ticked(self) -> list[UUID]:
        return [piece.pk for piece in self.attachments]

    @property
    def attachments_offered(self) -> Sequence[Attachment]:
        """Photos and papers of what it is about, where they may be sent to such a recipient."""
        kind = self.candidate.signatory.kind if self.candidate else ""
        return self._attachments if kind in sharing_rules.SHOWN_PIECES else ()

    def _chosen_attachments(self) -> list[Attachment]:
        """One by one: none is ticked by itself."""
        ticked = set(_many(self.given, "attachments"))
        return [piece for piece in self.attachments_offered if str(piece.pk) in ticked]

    def _others(self) -> list[Candidate]:
        """Who may be asked the same at once, each by a referral of its own: those that take the subject too."""
        matter, line, chosen = self.matter, self.subject, self.candidate
        if line is None or chosen is None or not sharing_rules.goes_to_several(line.pk):
            return []
        beside = candidates_in(self.actor, matter.commune) if matter.landlord else self.open_candidates
        kind = self.actor.signatory_kind
        return [each for each in beside if each.key != chosen.key and line.goes(kind, each.signatory.kind)]

    def _chosen_candidate(self) -> Candidate | None:
        asked = str(self.given.get("recipient") or "")
        offered = self.open_candidates
        proposed = self._proposed(offered)
        return next((c for c in offered if c.key == asked), proposed)

    def _proposed(self, offered: Sequence[Candidate]) -> Candidate | None:
        """The parquet when it tells the landlord what became of a complaint, else the force; else whoever there is."""
        wanted = ("prosecution",) if self.has_own_complaint else ("police", "gendarmerie")
        fitting = [c for c in offered if c.signatory.kind in wanted]
        return next(iter([*fitting, *offered]), None)

    def _chosen_subject(self) -> SubjectLine | None:
        asked = next((line for line in self.subjects if line.pk == self.chosen.subject), None)
        return asked or next((line for line in self.subjects[:1] if line.pk not in self.unavailable), None)

    def _why_not_offered(self) -> dict[str, str]:
        """By subject, of those that cannot be chosen today."""
        matter, day = self.matter, self.actor.today
        complaints = [named(complaint) for complaint in matter.complaints]
        there_is = [*self.available, *([FieldSet.ATTACHMENTS] if self.attachments_offered else [])]
        reasons = {
            line.pk: sharing_rules.why_not_offered(terms_of(line, self.convention), there_is, complaints, day)
            for line in self.subjects
        }
        return {subject: reason for subject, reason in reasons.items() if reason}

    def _not_to_ask_about(self) -> dict[UUID, str]:
        """The complaints that the subject is not about today, and why, in French."""
        if self.subject is None:
            return {}
        terms, today = terms_of(self.subject, self.convention), self.actor.today
        reasons = {c.pk: sharing_rules.why_not_asked(terms, named(c), today) for c in self.matter.complaints}
        return {complaint: reason for complaint, reason in reasons.items() if reason}

    def _those_to_ask_about_first(self) -> list[Complaint]:
        """Of several, one that the subject may be about today is proposed."""
        return sorted(self.matter.complaints, key=lambda complaint: complaint.pk in self.not_to_ask_about)

    def _bases_in_force(self) -> list[LegalBasis]:
        if self.subject is None:
            return []
        in_force = [basis for basis in self.subject.bases if cited(basis).is_in_force(self.actor.today)]
        return [basis for basis in in_force if basis.is_basis]

    def _chosen_field_sets(self) -> list[str]:
        if self.subject is None:
            return []
        ticked = self.chosen.field_sets if self.chosen.subject == self.subject.pk else None
        begun = sharing_rules.ticked_first(self.candidate.signatory.kind, self.subject.usual) if self.candidate else ()
        wanted = {*(begun if ticked is None else ticked), *self.subject.minimum, *self.carried}
        ticked_pieces = [FieldSet.ATTACHMENTS.value] if self.attachments else []
        return [*(field_set for field_set in self.available if field_set in wanted), *ticked_pieces]

    def _chosen_before(self) -> dict[str, "Chosen"]:
        """By recipient. The choices that came stand for the recipient beside which they were shown (`shown_for`), what
        was ticked for the subject that was shown with it (`shown_subject`)."""
        chosen = {}
        for line in _many(self.given, "chosen_before"):
            key, subject, *ticked = [*str(line).split("|"), ""]
            chosen[key] = Chosen(subject, tuple(filter(None, ticked)) if len(ticked) > 1 else None)
        shown_for = str(self.given.get("shown_for") or (self.candidate.key if self.candidate else ""))
        subject = str(self.given.get("subject") or "")
        beside = None if self.is_of_another_subject else tuple(_many(self.given, "field_sets"))
        chosen[shown_for] = Chosen(subject, beside)
        return chosen

    @property
    def kept_asked(self) -> list[tuple[str, str]]:
        """What was typed beside another subject, each a hidden field of the form: it comes back with it."""
        shown = {piece.name for piece in self.pieces}
        others = [piece.field for name, piece in PIECES.items() if name not in shown]
        return [(field, value) for field in others for value in _many_or_one(self.given, field) if value]

    def with_what_was_left_out(self, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a client says, and what the sheet begins with in the fields of the request that it leaves out
        altogether: an empty one that came is what was typed."""
        left_out = {piece.field: self.asked[piece.name] for piece in self.pieces if not self._came(piece)}
        filled = MultiValueDict({name: _many_or_one(data, name) for name in data})
        for name, value in left_out.items():
            filled.setlist(name, value if isinstance(value, list) else [value])
        return filled

    def came_empty(self, said: Mapping[str, Any]) -> dict[str, str]:
        """What must be said, stood on the sheet, and was left empty."""
        asked = [piece for piece in self.pieces if piece.name in NEVER_EMPTY]
        return {piece.name: "" for piece in asked if piece.name not in said and self._came(piece)}

    def _pieces(self) -> list[Piece]:
        """What the subject asks for in fields of its own."""
        if not (self.subject and self.candidate):
            return []
        return sharing_rules.pieces_asked(self.subject.pk, self.candidate.signatory.kind, self.field_sets)

    def _asked(self) -> dict[str, Any]:
        """By piece: as it came, or as the facts say it; else, of what is sent without a sheet, what that means."""
        if not (self.pieces and self.subject and self.candidate):
            return {}
        begun = prefilled(self.actor, self.matter, self.candidate.signatory)
        nothing = {piece.name: [] if piece.kind in MANY else "" for piece in self.pieces}
        came = {piece.name: _as_came(self.given, piece) for piece in self.pieces if self._came(piece)}
        is_sent = "until" in self.given and self.given.get("shown_subject", self.subject.pk) == self.subject.pk
        begun = {**(UNSAID if is_sent else {}), **begun}
        return nothing | {name: value for name, value in begun.items() if name in nothing} | came

    def _came(self, piece: Piece) -> bool:
        """Of boxes none is sent when none is ticked: then the sheet that was shown says that they stood on it."""
        is_shown = self.subject is not None and self.given.get("shown_subject") == self.subject.pk
        return piece.field in self.given or (is_shown and piece.kind in UNSENT)

    def _one_of(self, name: str, offered: Sequence[str]) -> str | None:
        asked = str(self.given.get(name) or "")
        return asked if asked in offered else next(iter(offered), None)


def complaint_named(matter: Matter, key: Any) -> Complaint | None:
    """The only one there is needs no name."""
    if not key and len(matter.complaints) == 1:
        return matter.complaints[0]
    return next((complaint for complaint in matter.complaints if str(complaint.pk) == str(key or "")), None)


def _as_came(given: Mapping[str, Any], piece: Piece) -> Any:
    return _many(given, piece.field) if piece.kind in MANY else str(given.get(piece.field) or "")


def _many_or_one(given: Mapping[str, Any], name: str) -> list[Any]:
    value = _many(given, name) if hasattr(given, "getlist") else given.get(name) or []
    return value if isinstance(value, list) else [value]


def _many(given: Mapping[str, Any], name: str) -> list[str]:
    getlist = getattr(given, "getlist", None)
    return list(getlist(name)) if getlist else list(given.get(name) or ())
