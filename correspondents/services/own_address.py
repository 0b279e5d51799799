"""Writes on the own address: asked with the password, confirmed from the new one; until then nothing changes."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, connection, transaction
from django.utils.crypto import constant_time_compare

from acting.actor import Actor
from acting.changes import taken
from acting.kept import GAPS, forget
from acting.pages import require
from acting.refusals import Conflict, Refused, refuse, unfit_values
from correspondents.messages import ADDRESS_ASKED_KIND, ADDRESS_CHANGED_KIND, ADDRESS_KIND
from correspondents.models import AddressChange, Designation, Invitation, User
from correspondents.own_address import KEPT_FOR, is_waiting, key_of
from correspondents.services.accounts import end_sessions
from correspondents.services.arrival import INVITATION_REST, digest_of
from correspondents.services.notices import tell_of_naming
from journal.services import post_message, record
from journal.verbs import Verb

SAME = "C’est déjà l’adresse de votre compte."


@transaction.atomic
def ask_for_address(*, by: Actor, user: User, email: str) -> AddressChange:
    """Mails leave to both addresses; what was asked before opens nothing any more, but for a second click on the same.
    `by` is the person.

    Whether somebody has the new address is told to nobody: the worker finds out. Raises Refused.
    """
    require(by.user_id == user.pk)
    person: User = taken(User.objects.all(), user)
    address = User.objects.normalize_email(email).lower()
    if address == person.email:
        raise Refused(SAME, "email")
    open_ones = AddressChange.objects.filter(user=person, confirmed_at=None)
    if earlier := open_ones.filter(email=address, asked_at__gt=by.now - INVITATION_REST).first():
        return earlier
    change = AddressChange(user=person, former=person.email, email=address, asked_at=by.now)
    refuse(unfit_values(change, "email"))
    open_ones.delete()
    change.save(force_insert=True)
    for kind in (ADDRESS_ASKED_KIND, ADDRESS_KIND):
        post_message(by=by, kind=kind, recipient_id=person.pk, object_id=change.pk)
    record(by=by, verb=Verb.ACCOUNT_ADDRESS_ASKED, object_id=person.pk, owner_id=None)
    return change


@transaction.atomic
def give_key(*, by: Actor, change: AddressChange) -> str:
    """The key for the mail that is being written, whose digest the database asks for before it moves the account. A
    second try carries the same; of what was asked anew meanwhile nothing is there to be opened."""
    require(by.is_machine)
    key = key_of(change)
    AddressChange.objects.filter(pk=change.pk).update(key_hash=digest_of(key))
    return key


@transaction.atomic
def confirm_address(*, by: Actor, change: AddressChange, key: str, session_key: str) -> User:
    """From now on the person comes in with it. Sessions on other devices end, keys sent to the former address open
    nothing, and it is told there, to the signatory's data-protection officer and to its mailbox.

    Raises Conflict for what has been confirmed, asked anew, or waited too long, for another key than the mail's, and
    when somebody else has the address meanwhile.
    """
    require(by.user_id == change.user_id)
    person: User = taken(User.objects.all(), change.user)
    held = taken(AddressChange.objects.all(), change)
    if not is_waiting(held, by.now) or not constant_time_compare(key_of(held), key) or not held.key_hash:
        raise Conflict("the change of address has served")
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.address_key', %s, true)", [key])
    _readdress(person, held, by)
    Invitation.objects.filter(user=person, used_at=None, expires_at__gt=by.now).update(expires_at=by.now)
    end_sessions(person, but=session_key)
    held.confirmed_at = by.now
    held.save(update_fields=["confirmed_at"])
    post_message(by=by, kind=ADDRESS_CHANGED_KIND, recipient_id=person.pk, object_id=held.pk)
    named = Designation.objects.not_over_on(by.today).accepted().filter(user=person)
    for designation in named.select_related("post__signatory").order_by("pk"):
        tell_of_naming(by, designation)
    record(by=by, verb=Verb.ACCOUNT_ADDRESS_CHANGED, object_id=person.pk, owner_id=None)
    forget(GAPS)
    return person


@transaction.atomic
def withdraw_address(*, by: Actor, user: User) -> int:
    """The link that waits opens nothing any more, and a mail that has not left does not leave. Returns how many there
    were: none, where another tab has done it or the day is over."""
    require(by.user_id == user.pk)
    person: User = taken(User.objects.all(), user)
    count: int = AddressChange.objects.filter(user=person, confirmed_at=None).delete()[0]
    if count:
        record(by=by, verb=Verb.ACCOUNT_ADDRESS_WITHDRAWN, object_id=user.pk, owner_id=None)
    return count


def _readdress(person: User, change: AddressChange, by: Actor) -> None:
    """Whoever confirms has come in, at this moment: a house that typed the former address meets a known person."""
    person.email, person.last_login = change.email, by.now
    try:
        with transaction.atomic():
            person.save(update_fields=["email", "last_login"])
            EmailAddress.objects.filter(user=person).update(email=change.email)
    except IntegrityError as error:
        raise Conflict("somebody has the address meanwhile") from error


@transaction.atomic
def forget_addresses(*, by: Actor) -> int:
    """Those that no mail can be about any more. Returns how many."""
    require(by.is_machine)
    old = AddressChange.objects.filter(asked_at__lt=by.now - KEPT_FOR)
    return old.delete()[0]
