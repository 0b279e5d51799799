"""What a person is called and reached at, put right: by the person, and by the house of what it wrote itself."""

from uuid import UUID, uuid5

from django.db import connection, transaction

from acting.actor import Actor
from acting.changes import as_changed, taken, write_changes
from acting.kept import GAPS, forget
from acting.pages import ask, require
from acting.refusals import Conflict, Refused, refuse, unfit_values
from correspondents.actors import may_have_a_way_in
from correspondents.enums import DesignationRole
from correspondents.messages import INVITATION_ENDED_KIND, INVITATION_KIND
from correspondents.models import Designation, Invitation, User
from correspondents.named_person import NamedPerson
from correspondents.naming_rules import refusals_of_address
from correspondents.permissions import can_correct_words
from correspondents.services.arrival import invite_named
from correspondents.services.designations import NamingAct, cut_short, designate, hold, record_designation
from correspondents.services.notices import tell_of_naming
from journal.enums import MessageState
from journal.models import Message
from journal.services import post_message, record
from journal.verbs import Verb

NAMES = ("first_name", "last_name", "phone")
NOT_YOURS = "Ce nom est celui du compte : la personne le corrige elle-même, sous « Sécurité du compte »."
UNFIT_WORDS = (
    "Le nom ou le téléphone écrit à côté de cette adresse ne convient plus : mettez-le d’abord en ordre par "
    "« Corriger », puis corrigez l’adresse."
)


@transaction.atomic
def correct_own_words(*, by: Actor, user: User, first_name: str, last_name: str, phone: str) -> User:
    """The account, and every designation that was written in others' words. Each house that the person serves finds it
    in its journal, and is told, once a day at most. `by` is the person. Raises Refused."""
    require(by.user_id == user.pk)
    person: User = taken(User.objects.all(), user)
    words = {"first_name": first_name, "last_name": last_name, "phone": phone}
    refuse(unfit_values(as_changed(person, words), *NAMES))
    named = Designation.objects.filter(user=person, named_at__isnull=False)
    changed = [write_changes(each, _typed(words)) for each in named.select_for_update(of=("self",), no_key=True)]
    if write_changes(person, words) or any(changed):
        _announce(by, person)
        record(by=by, verb=Verb.ACCOUNT_CORRECTED, object_id=person.pk, owner_id=None)
        forget(GAPS)
    return person


def _announce(by: Actor, person: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT correspondents_renamed_lately(%s)", [person.pk])
        (told_lately,) = cursor.fetchone()
    served = Designation.objects.not_over_on(by.today).accepted().filter(user=person).select_related("post__signatory")
    for designation in served.order_by("pk"):
        record(by=by, verb=Verb.DESIGNATION_CORRECTED, object_id=designation.pk, owner_id=designation.post.signatory_id)
        if not told_lately:
            tell_of_naming(by, designation)


@transaction.atomic
def correct_designation(
    *, by: Actor, designation: Designation, first_name: str, last_name: str, phone: str
) -> Designation:
    """What the house wrote beside an address: its own words, whatever the account says. Raises Refused."""
    ask(can_correct_words, by, designation)
    held = taken(Designation.objects.select_related("post__signatory", "user"), designation)
    if held.named_at is None:
        raise Refused(NOT_YOURS)
    words = {"first_name": first_name, "last_name": last_name, "phone": phone}
    refuse(unfit_values(User(**words), *NAMES))
    if write_changes(held, _typed(words)):
        record(by=by, verb=Verb.DESIGNATION_CORRECTED, object_id=held.pk, owner_id=held.post.signatory_id)
        tell_of_naming(by, held)
        forget(GAPS)
    return held


@transaction.atomic
def correct_address(*, by: Actor, designation: Designation, email: str) -> Designation:
    """Of somebody who has not come in since the house typed the address: what waits at it ends, every key sent there
    dies, and the same is proposed at the right one. Returns that; sent twice, it is one. What another
    proposed and the house has not agreed to stays as it is.

    No account is given another address: the one that was typed may be somebody's. Raises Refused, and Conflict when
    somebody accepts meanwhile.
    """
    ask(can_correct_words, by, designation)
    held = hold(designation)
    address = User.objects.normalize_email(email).lower()
    if earlier := Designation.objects.filter(pk=uuid5(held.pk, address)).first():
        return earlier
    refuse(refusals_of_address(held, address, by.today))
    waiting = Designation.objects.not_over_on(by.today).filter(
        user=held.user_id, agreed_at__isnull=False, accepted_at=None
    )
    beside = waiting.filter(post__signatory=held.post.signatory_id).exclude(pk=held.pk).order_by("pk")
    for each in beside:
        _readdress(by, _still_waiting(each), address)
    moved = _readdress(by, held, address)
    _end_keys(by, held.user, held.pk)
    return moved


def _still_waiting(designation: Designation) -> Designation:
    """Asked again once it is held: whoever has accepted meanwhile is not cut short."""
    held = hold(designation)
    if held.accepted_at:
        raise Conflict("accepted meanwhile")
    return held


def _readdress(by: Actor, former: Designation, address: str) -> Designation:
    """What was kept before its form asked for more is named where it is put right: the address's form has no such
    field."""
    words, ends_on = {name: getattr(former.person, name) for name in NAMES}, former.ends_on
    if unfit_values(User(**words), *NAMES):
        raise Refused(UNFIT_WORDS, "email")
    cut_short(by, former)
    record_designation(by, Verb.DESIGNATION_READDRESSED, former)
    return designate(
        by=by,
        post=former.post,
        user=NamedPerson(email=address, **words),
        role=DesignationRole(former.role),
        starts_on=max(former.starts_on, by.today),
        ends_on=ends_on,
        act=NamingAct(reference=former.act_reference, dated_on=former.act_date, stored=former.act_file),
        key=uuid5(former.pk, address),
        replaces=former.replaces,
    )


def _end_keys(by: Actor, account: User, former: UUID) -> None:
    """Whoever asked for them. Where another house has agreed to a naming that waits at the same address, a new key
    leaves for it; else the wrong address learns that its invitation has ended, if one was sent there, and nothing
    else."""
    open_ones = Invitation.objects.filter(user=account, used_at=None, expires_at__gt=by.now)
    had_one = open_ones.update(expires_at=by.now) > 0
    if may_have_a_way_in(account, by.now):
        if had_one:
            invite_named(by=by, user=account)
    elif Message.objects.filter(recipient_id=account.pk, kind=INVITATION_KIND, state=MessageState.SENT).exists():
        post_message(by=by, kind=INVITATION_ENDED_KIND, recipient_id=account.pk, object_id=former)


def _typed(words: dict[str, str]) -> dict[str, str]:
    return {f"named_{name}": value for name, value in words.items()}
