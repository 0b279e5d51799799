"""Writes on accounts: opened, closed, opened again."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction

from acting.actor import Actor
from acting.kept import GAPS, forget
from acting.refusals import Refused, refuse, unfit_values
from correspondents.addresses import accounts_at, conventions_of
from correspondents.administrators import KEEP_ONE, is_last_administrator, lock_administrators
from correspondents.models import User
from correspondents.newcomers import ADDRESS_UNFIT, Newcomer
from journal.insertion import inserted
from journal.services import record
from journal.verbs import Verb
from signatories.models import Signatory


class AddressTaken(ValueError):
    """The address has an account already."""


@transaction.atomic
def open_account(*, by: Actor, email: str, first_name: str, last_name: str, phone: str = "") -> User:
    """An account that nobody can enter yet: its password is set by the person, who is invited to do so.

    Raises Refused for what is no name or no address, AddressTaken for an address that has an account already.
    """
    user = User(
        email=User.objects.normalize_email(email).lower(), first_name=first_name, last_name=last_name, phone=phone
    )
    refuse(unfit_values(user, "first_name", "last_name", "email", "phone"))
    user.set_unusable_password()
    if not inserted(user):
        raise AddressTaken
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    _record(by, Verb.ACCOUNT_OPENED, user.id)
    return user


def account_of(*, by: Actor, person: User | Newcomer, signatory: Signatory) -> User:
    """The person's account, locked: the one that the address has, else a new one. Raises Refused.

    Of an account of another convention nothing is told but that the address does not serve here.
    """
    if isinstance(person, User):
        locked: User = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if locked.is_active and not _may_serve(by, locked, signatory):
            raise Refused(ADDRESS_UNFIT, "person")
        return locked
    email = User.objects.normalize_email(person.email).lower()
    known = _account_at(email)
    if known is None:
        try:
            name = {"first_name": person.first_name, "last_name": person.last_name}
            return open_account(by=by, email=email, phone=person.phone, **name)
        except AddressTaken:  # somebody else has just opened it
            known = _account_at(email)
    if known is None or not _may_serve(by, known, signatory):
        raise Refused(ADDRESS_UNFIT, "email")
    return known


def _account_at(email: str) -> User | None:
    found: User | None = accounts_at(email).select_for_update(no_key=True).first()
    return found


def _may_serve(by: Actor, user: User, signatory: Signatory) -> bool:
    """Not who was closed elsewhere, nor who works for another convention and never did for this one."""
    if not user.is_active:
        return user.designations.filter(post__signatory=signatory).exists()
    conventions = conventions_of(user, by.today)
    return signatory.convention_id in conventions or not any(conventions.values())


@transaction.atomic
def switch_account(*, by: Actor, user: User, is_active: bool) -> User:
    """Opens or closes an account. Closing ends its sessions too, so that reopening revives none of them.

    An account that is in that state already is left alone: a second click closes nothing a second time.
    Raises Refused for the last administrator.
    """
    if not is_active and user.is_active:
        _refuse_last_administrator(by, user)
    changed = User.objects.exclude(is_active=is_active).filter(pk=user.pk).update(is_active=is_active)
    user.is_active = is_active
    if not changed:
        return user
    if not is_active:
        _end_sessions(user)
    verb = Verb.ACCOUNT_REOPENED if is_active else Verb.ACCOUNT_CLOSED
    _record(by, verb, user.id)
    return user


def _refuse_last_administrator(by: Actor, user: User) -> None:
    lock_administrators()
    if is_last_administrator(user, by.today):
        raise Refused(KEEP_ONE)


def _end_sessions(user: User) -> None:
    """A session names its person inside its sealed content only, so each one is opened."""
    sessions = Session.objects.all().iterator()
    theirs = [session.pk for session in sessions if session.get_decoded().get(SESSION_KEY) == str(user.pk)]
    Session.objects.filter(pk__in=theirs).delete()


def _record(by: Actor, verb: Verb, user_id: UUID) -> None:
    """A technical entry: an account is nobody's data but its person's."""
    record(by=by, verb=verb, object_id=user_id, owner_id=None)
    forget(GAPS)
