"""Writes on accounts: opened for who is named, closed, opened again."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from acting.actor import Actor, acting_as
from acting.changes import taken, write_changes
from acting.kept import GAPS, forget
from acting.pages import ask, require
from acting.refusals import Refused, refuse, unfit_values
from correspondents.addresses import accounts_at
from correspondents.administrators import KEEP_ONE, is_last_administrator, lock_administrators
from correspondents.models import Designation, User
from correspondents.named_person import NamedPerson
from correspondents.permissions import can_switch_accounts
from journal.insertion import inserted
from journal.services import record
from journal.verbs import Verb


@transaction.atomic
def account_at(person: NamedPerson) -> User:
    """The account of the address, locked; a new one, that nobody can enter yet, when it has none.

    Whether it had one is told to nobody, not even by the journal: whoever types an address does not see all accounts.
    The person is invited in both cases, and sets the password of a new one. Raises Refused for what is no name or no
    address.
    """
    email = User.objects.normalize_email(person.email).lower()
    user = User(email=email, first_name=person.first_name, last_name=person.last_name, phone=person.phone)
    refuse(unfit_values(user, "first_name", "last_name", "email", "phone"))
    accounts = accounts_at(email).select_for_update(no_key=True)
    present: User | None = accounts.first()
    return present or _opened(user) or accounts.get()


def _opened(user: User) -> User | None:
    """None when somebody else has just opened it."""
    user.set_unusable_password()
    if not inserted(user):
        return None
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def switch_account(*, by: Actor, user: User, is_active: bool) -> User:
    """Opens or closes an account. Closing ends its sessions too, so that reopening revives none of them.

    An account that is in that state already is left alone: a second click closes nothing a second time.
    Raises Refused for the last administrator.
    """
    ask(can_switch_accounts, by, user)
    lock_administrators()
    locked: User = taken(User.objects.all(), user)
    if not is_active and locked.is_active and is_last_administrator(locked, by.today):
        raise Refused(KEEP_ONE)
    if not write_changes(locked, {"is_active": is_active}):
        return locked
    if not is_active:
        end_sessions(locked)
    _record(by, Verb.ACCOUNT_REOPENED if is_active else Verb.ACCOUNT_CLOSED, locked.id)
    return locked


@transaction.atomic
def remember_choice(*, by: Actor, designation: Designation) -> None:
    """Where the person lands next time too, whatever one is named for meanwhile."""
    require(by.user_id == designation.user_id)
    with acting_as(by):
        User.objects.filter(pk=by.user_id).update(last_chosen=designation.pk)


def end_sessions(user: User, but: str = "") -> None:
    """All but one. A session names its person inside its sealed content only, so each one is opened."""
    sessions = Session.objects.all().iterator()
    theirs = [session.pk for session in sessions if session.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=theirs).exclude(pk=but).delete()


def _record(by: Actor, verb: Verb, user_id: UUID) -> None:
    """A technical entry: an account is nobody's data but its person's."""
    record(by=by, verb=verb, object_id=user_id, owner_id=None)
    forget(GAPS)
