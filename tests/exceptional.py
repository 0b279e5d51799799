"""The steps of an exceptional access, for tests: asked for, looked up, approved, copied."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from acting.actor import machine_actor
from referrals.models import ExceptionalAccess
from referrals.services import exceptional
from tests.people import Person, acting

REASON = "Le bailleur signale une page en erreur sur ce dossier."


def asked_for(by: Person, reference: str, at: datetime | None = None) -> ExceptionalAccess:
    """As the page asks; nobody has looked it up yet."""
    with acting(by, at) as actor:
        return exceptional.ask_exceptional_access(by=actor, reference=reference, reason=REASON, key=uuid4())


def passed_on(by: Person, reference: str, at: datetime | None = None) -> ExceptionalAccess:
    """Looked up by the worker: its owner knows of it."""
    access = asked_for(by, reference, at)
    with acting(machine_actor(at or timezone.now())) as machine:
        exceptional.seek_matter(by=machine, access_id=access.pk)
    return access


def opened(by: Person, reference: str, owner: Person, at: datetime | None = None) -> ExceptionalAccess:
    """Approved by somebody of the owner, and copied: read for an hour."""
    at = at or timezone.now()
    access = passed_on(by, reference, at - timedelta(minutes=2))
    with acting(owner, at - timedelta(minutes=1)) as actor:
        exceptional.approve_exceptional_access(by=actor, access=access)
    with acting(machine_actor(at)) as machine:
        exceptional.copy_matter(by=machine, access_id=access.pk)
    return access
