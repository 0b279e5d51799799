"""Writes on designations: who is proposed for a post, from when, until when, on what act; and how it ends. Never edits.

The other two voices are in `voices`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from acting import french
from acting.actor import Actor
from acting.changes import same_or_conflict, taken
from acting.enums import Function
from acting.fold import fold
from acting.kept import GAPS, forget
from acting.pages import ask
from acting.refusals import Conflict, Refused, refuse, unfit_values
from correspondents.administrators import KEEP_ONE, administrators_of, cover, lock_administrators
from correspondents.enums import DesignationRole
from correspondents.models import Designation, Post, User
from correspondents.named_person import NamedPerson
from correspondents.naming import (
    NOT_THAT_PERSON,
    agrees_at_once,
    opens_on,
    refusals_of_end,
    refusals_of_first_day,
    refusals_of_proposal,
)
from correspondents.naming_rules import refusals_of_replacing
from correspondents.permissions import can_name_at, is_answered, people_visible_to, speaker_about
from correspondents.roles import roles_at
from correspondents.services.accounts import account_at
from correspondents.services.notices import call_person, tell_of_end, tell_of_naming, tell_person_of_end
from files.models import StoredFile
from files.services import store_bytes
from files.uploads import refusals_of_pdf
from journal.insertion import inserted
from journal.services import record
from journal.verbs import Verb

PURPOSE = "acte de désignation"


@dataclass(frozen=True, slots=True, kw_only=True)
class NamingAct:
    """The decision by which somebody is named: its reference, its date, and the PDF when there is one; `stored` of one
    that was deposited already."""

    reference: str = ""
    dated_on: date | None = None
    name: str = ""
    pdf: bytes = b""
    stored: StoredFile | None = None

    @property
    def digest(self) -> str | None:
        if self.stored:
            return self.stored.sha256
        return sha256(self.pdf).hexdigest() if self.pdf else None


@transaction.atomic
def designate(
    *,
    by: Actor,
    post: Post,
    user: User | NamedPerson,
    role: DesignationRole = DesignationRole.TITULAIRE,
    starts_on: date,
    ends_on: date | None = None,
    act: NamingAct | None = None,
    key: UUID | None = None,
    replaces: Designation | None = None,
) -> Designation:
    """Proposes a person for a post; with a `key` that was used before, that designation.

    Of the signatory's own people it is the agreement too; an installation speaks with all voices, as nobody else is
    there. Raises Refused, and Conflict when the key comes back with other words.
    """
    ask(can_name_at, by, post.pk)
    locked = taken(Post.objects.select_related("signatory"), post)
    starts_on = _first_day(by, locked, starts_on)
    words = {"post": locked, "role": role, "starts_on": starts_on, "ends_on": ends_on}
    if earlier := _named_before(key, user, act, words):
        return earlier
    designation = Designation(post=locked, role=role, starts_on=starts_on, ends_on=ends_on, replaces=replaces)
    designation.id = key or designation.id
    _name(by, designation, user)
    refuse_unfit(by, designation)
    _speak(by, designation, act or NamingAct())
    make_room(by, designation)
    refuse_taken(designation)
    _keep_act(by, designation, act or NamingAct())
    # The database has the last word on titulars, whatever way the row came.
    if not inserted(designation):
        raise Refused("Un poste n’a qu’un titulaire à la fois : quelqu’un vient d’y être nommé.", "starts_on")
    record_designation(by, Verb.DESIGNATION_OPENED if by.is_machine else Verb.DESIGNATION_PROPOSED, designation)
    if designation.agreed_at and (isinstance(user, NamedPerson) or not by.is_machine):
        call_person(by, designation)
    tell_of_naming(by, designation)
    return designation


@transaction.atomic
def end_designation(*, by: Actor, designation: Designation, ends_on: date) -> Designation:
    """The designation's last day is `ends_on`, earlier than the one that stands; from the day after, the person has
    nothing any more. Raises Refused."""
    ask(can_name_at, by, designation.post_id)
    designation = hold(designation)
    if designation.ended_at or designation.ends_on == ends_on:
        return designation
    refuse(refusals_of_end(designation.starts_on, designation.ends_on, ends_on, by.today))
    _refuse_last_administrator(designation, ends_on + timedelta(days=1))
    designation.ends_on = ends_on
    refuse(unfit_values(designation, "ends_on"))
    _save_end(by, designation)
    record_designation(by, Verb.DESIGNATION_ENDED, designation)
    tell_of_end(by, designation)
    return designation


@transaction.atomic
def end_designation_now(*, by: Actor, designation: Designation) -> Designation:
    """Nothing from the next request on, not even of a designation that began today or still waits for a voice; an
    invitation that was sent for it alone opens nothing either. Raises Refused for the last administrator."""
    ask(can_name_at, by, designation.post_id)
    designation = hold(designation)
    if designation.ended_at or (designation.ends_on and designation.ends_on < by.today):
        return designation
    cut_short(by, designation)
    record_designation(by, Verb.DESIGNATION_ENDED, designation)
    tell_of_end(by, designation)
    return designation


def cut_short(by: Actor, designation: Designation) -> None:
    """Of one that is held. Raises Refused for the last administrator."""
    _refuse_last_administrator(designation, by.today)
    designation.ended_at, designation.ends_on = by.now, max(by.today, designation.starts_on)
    _save_end(by, designation)


def _save_end(by: Actor, designation: Designation) -> None:
    """With whose end it is: one that comes from outside never makes a signatory voiceless."""
    designation.ended_from_outside = not by.is_machine and by.signatory_id != designation.post.signatory_id
    designation.save(update_fields=["ended_at", "ends_on", "ended_from_outside"])


@transaction.atomic
def replace_designation(
    *,
    by: Actor,
    designation: Designation,
    user: User | NamedPerson,
    starts_on: date,
    act: NamingAct | None = None,
    key: UUID | None = None,
) -> Designation:
    """The former ends the day before, the next begins: both, or neither, and not before the signatory has agreed.

    Raises Refused, and Conflict when the key comes back with other words.
    """
    ask(can_name_at, by, designation.post_id)
    designation = hold(designation)
    words = {"post": designation.post, "role": designation.role, "ends_on": None}
    words |= {"starts_on": _first_day(by, designation.post, starts_on)}
    if earlier := _named_before(key, user, act, words):
        return earlier
    _refuse_overtaken(by, designation, starts_on)
    return designate(
        by=by,
        post=designation.post,
        user=user,
        role=DesignationRole(designation.role),
        starts_on=starts_on,
        act=act,
        key=key,
        replaces=designation,
    )


@transaction.atomic
def cancel_designation(*, by: Actor, designation: Designation) -> None:
    """One that has not begun yet goes without a trace but the journal's; once all three voices have spoken, only its
    own house takes it away so: of others' act there stays who did it. Raises Refused."""
    ask(can_name_at, by, designation.post_id)
    designation = hold(designation)
    if designation.ended_at:
        raise Conflict("cancelled before")
    if designation.starts_on <= by.today:
        raise Refused("Cette désignation a commencé : terminez-la.")
    _refuse_last_administrator(designation, by.today)
    record_designation(by, Verb.DESIGNATION_CANCELLED, designation)
    tell_of_end(by, designation)
    if designation.accepted_at and by.signatory_id != designation.post.signatory_id:
        cut_short(by, designation)
    else:
        designation.delete()


def _named_before(
    key: UUID | None, person: User | NamedPerson, act: NamingAct | None, words: dict[str, object]
) -> Designation | None:
    """What the same form named. Of somebody whom its author sees, the words beside the address were never kept."""
    earlier = Designation.objects.filter(pk=key).first() if key else None
    if earlier is None:
        return None
    act = act or NamingAct()
    said = words | {"act_reference": act.reference, "act_date": act.dated_on}
    said |= {"act_file__sha256": act.digest}
    if isinstance(person, User):
        return same_or_conflict(earlier, said | {"user": person})
    email = User.objects.normalize_email(person.email).lower()
    if earlier.named_at is None:
        return same_or_conflict(earlier, said | {"user__email": email})
    said |= {f"named_{name}": getattr(person, name) for name in ("first_name", "last_name", "phone")}
    return same_or_conflict(earlier, said | {"named_email": email})


def _name(by: Actor, designation: Designation, person: User | NamedPerson) -> None:
    """Of an address that was typed the designation keeps the words, unless it is that of somebody whom `by` sees: then
    the words must be that person's, or a slip of the keyboard designates a stranger. Of an account that `by` does not
    see the person is asked, who reads the words before accepting. Named again, or chosen from the list, before coming
    in, the account is still what was typed: nothing that it says itself shows."""
    designation.user = taken(User.objects.all(), person) if isinstance(person, User) else account_at(person)
    known = None if by.is_machine else people_visible_to(by).filter(pk=designation.user_id).first()
    if known and isinstance(person, NamedPerson) and fold(str(known.named)) != fold(str(person)):
        raise Refused(NOT_THAT_PERSON, "email")
    if known.is_known if known else isinstance(person, User):
        return
    words = person if known is None or isinstance(person, NamedPerson) else known.named
    designation.named_at = by.now
    designation.named_first_name, designation.named_last_name = words.first_name, words.last_name
    designation.named_email = User.objects.normalize_email(words.email).lower()
    designation.named_phone = words.phone


def _first_day(by: Actor, post: Post, starts_on: date) -> date:
    if by.is_machine:
        return starts_on
    refuse(refusals_of_first_day(starts_on, by.today))
    return opens_on(starts_on, by.today) if agrees_at_once(speaker_about(by, post)) else starts_on


def _speak(by: Actor, designation: Designation, act: NamingAct) -> None:
    """The first voice; the second with it, of the signatory's own people; all three, of an installation."""
    if by.is_machine:
        designation.agreed_at = designation.accepted_at = by.now
        return
    speaker = speaker_about(by, designation.post)
    answered = is_answered(designation.post.signatory, by.today)
    refuse(refusals_of_proposal(speaker, is_answered=answered, has_act=act.digest is not None))
    designation.proposed_by_id, designation.proposed_as = by.user_id, by.function
    if agrees_at_once(speaker):
        designation.agreed_by_id, designation.agreed_at = by.user_id, by.now


def make_room(by: Actor, designation: Designation) -> None:
    """Whom an agreed designation replaces leaves the day before it begins."""
    former, last_day = designation.replaces, designation.starts_on - timedelta(days=1)
    if former is None or designation.agreed_at is None:
        return
    former = hold(former)
    _refuse_overtaken(by, former, designation.starts_on)
    if former.ended_at is None and (former.ends_on is None or former.ends_on > last_day):
        former.ends_on = last_day
        _save_end(by, former)
        record_designation(by, Verb.DESIGNATION_ENDED, former)
        tell_person_of_end(by, former)


def _refuse_overtaken(by: Actor, former: Designation, starts_on: date) -> None:
    """The former keeps the days on which it counted, one at least."""
    last_day = starts_on - timedelta(days=1)
    if last_day < former.starts_on:
        first = former.starts_on + timedelta(days=1)
        raise Refused(
            f"Choisissez le {french.day(first)} ou plus tard : la désignation remplacée a commencé la veille.",
            "starts_on",
        )
    if former.ends_on is None or former.ends_on > last_day:
        refuse(refusals_of_replacing(last_day, by.today))


def hold(designation: Designation) -> Designation:
    """After its post, or all posts of administrators: whoever names or ends there stands in one line."""
    if designation.post.function == Function.ADMINISTRATEUR:
        lock_administrators()
    else:
        taken(Post.objects.all(), designation.post)
    return taken(Designation.objects.select_related("post__signatory__convention", "user"), designation)


def refuse_unfit(by: Actor, designation: Designation) -> None:
    """What the person, the post and the dates rule out by themselves."""
    post, person, ends_on = designation.post, designation.user, designation.ends_on
    refuse(unfit_values(designation, "role", "starts_on", "ends_on"))
    if post.closed_on:
        raise Refused("Ce poste est fermé : rouvrez-le, ou choisissez-en un autre.")
    if designation.role not in roles_at(post):
        raise Refused("Ce poste n’a pas de préparateur : choisissez titulaire ou suppléant.", "role")
    if by.user_id == person.pk:
        raise Refused("On ne se désigne pas soi-même : demandez-le à un collègue ou au délégué.", "person")
    if not person.is_active and designation.named_at is None:
        raise Refused(f"Le compte de {person} est fermé. L’administrateur du portail peut le rouvrir.", "person")
    if ends_on and ends_on < designation.starts_on:
        raise Refused("La fin est avant le début : corrigez l’une des deux dates.", "ends_on")
    left_on = post.signatory.left_on
    if left_on and designation.starts_on > left_on:
        raise Refused(f"{post.signatory.name} n’est plus signataire depuis le {french.day(left_on)}.", "starts_on")


def refuse_taken(designation: Designation) -> None:
    """Neither twice the same person at the post, nor two titulars on one day."""
    held = designation.post.designations.overlapping(designation.starts_on, designation.ends_on).exclude(
        Q(pk=designation.pk) | Q(pk=designation.replaces_id)
    )
    there = held.filter(user=designation.user).select_related("user").first()
    if there:
        raise Refused(f"{there.person} est déjà à ce poste : {_period(there)}.", "person")
    titulars = held.filter(role=DesignationRole.TITULAIRE, agreed_at__isnull=False)
    titular = titulars.select_related("user").order_by("starts_on").first()
    if titular and designation.role == DesignationRole.TITULAIRE:
        raise Refused(_titular_there(titular), "starts_on")


def _refuse_last_administrator(designation: Designation, first: date) -> None:
    """`first` is the first day without this designation."""
    if designation.post.function != Function.ADMINISTRATEUR:
        return
    others = administrators_of(designation.post.signatory.convention).exclude(pk=designation.pk)
    if not cover(others, first):
        raise Refused(KEEP_ONE, "ends_on")


def _titular_there(titular: Designation) -> str:
    return (
        f"{titular.person} est titulaire de ce poste : {_period(titular)}. Un poste n’a qu’un titulaire à la fois : "
        "terminez cette désignation, remplacez la personne, ou nommez un suppléant."
    )


def _period(designation: Designation) -> str:
    if designation.ends_on is None:
        return f"depuis le {french.day(designation.starts_on)}, sans terme"
    return f"du {french.day(designation.starts_on)} au {french.day(designation.ends_on)}"


def _keep_act(by: Actor, designation: Designation, act: NamingAct) -> None:
    designation.act_reference, designation.act_date = act.reference, act.dated_on
    refuse(unfit_values(designation, "act_reference", "act_date"))
    designation.act_file = act.stored
    if act.pdf:
        refuse(refusals_of_pdf(act.pdf, "act_file"))
        designation.act_file = store_bytes(
            by=by,
            content=act.pdf,
            name=act.name,
            content_type="application/pdf",
            owner_id=designation.post.signatory_id,
            purpose=PURPOSE,
            purge_on=None,
        )


def record_designation(by: Actor, verb: Verb, designation: Designation) -> None:
    owner = designation.post.signatory_id
    record(by=by, verb=verb, object_id=designation.id, owner_id=owner)
    forget(GAPS)
