"""What is tried when somebody comes in: invitations, the charter."""

from collections.abc import Callable
from datetime import timedelta

from acting.actor import machine_actor
from correspondents.services.arrival import draw_key, invite, publish_charter
from journal.enums import MessageState
from journal.models import Message
from tests.imports import failed_by
from tests.matrix.trial import Trial
from tests.matrix.world import World
from tests.people import acting, make_user


def _invitations(world: World) -> list[Trial]:
    """A good key, drawn as the worker draws it for the mail."""
    nour = make_user("Nour")
    with acting(world.cast.adrien) as adrien:
        invited = invite(by=adrien, user=nour)
    with acting(machine_actor(adrien.now)) as machine:
        key = draw_key(by=machine, invitation=invited)
    chosen = "trois brebis et un tracteur"
    return [Trial(args=(key,), for_all=True, data={"new_password1": chosen, "new_password2": chosen})]


def _charters(world: World) -> list[Trial]:
    """One that nobody has accepted yet."""
    with acting(world.cast.adrien) as adrien:
        convention = world.cast.adrien.signatory.convention
        charter = publish_charter(
            by=adrien, convention=convention, version=1, text="Soyez discrets.", in_force_on=adrien.today
        )
    return [Trial(for_all=True, data={"charter": charter.pk})]


def _charter_versions(world: World) -> list[Trial]:
    """For next week, so that nobody has to accept it now."""
    day = world.cast.adrien.actor().today + timedelta(days=7)
    return [Trial(for_all=True, data={"version": 1, "text": "Soyez discrets.", "in_force_on": day.isoformat()})]


def _to_invite(world: World) -> list[Trial]:
    """Nour has never come; Karim has."""
    newcomer = Trial(args=(make_user("Nour").pk,), own={"adrien"})
    return [newcomer, Trial(args=(world.user("karim").pk,), beside={"adrien"})]


def _refused_mail(world: World) -> Message:
    """One that Karim's address did not take."""
    at = world.cast.adrien.actor().now
    refused = {"state": MessageState.REFUSED, "created_at": at, "due_at": at, "attempts": 1}
    return Message.objects.create(kind="referral_waiting", recipient_id=world.user("karim").pk, **refused)


def _mails(world: World) -> list[Trial]:
    return [Trial(args=(_refused_mail(world).pk,), own={"adrien"})]


def _all_mails(world: World) -> list[Trial]:
    _refused_mail(world)
    return [Trial(for_all=True, data={"etat": "refused"})]


def _job(world: World) -> list[Trial]:
    job = failed_by(world.cast.sarah).job
    assert job is not None
    return [Trial(args=(job.pk,), own={"adrien"})]


def _all_jobs(world: World) -> list[Trial]:
    failed_by(world.cast.sarah)
    return [Trial(for_all=True, data={"etat": "failed"})]


MAKERS: dict[str, Callable[[World], list[Trial]]] = {
    "invitation": _invitations,
    "charter": _charters,
    "charter_list": _charter_versions,
    "account_invite": _to_invite,
    "mail_resend": _mails,
    "mails_resend": _all_mails,
    "job_retry": _job,
    "jobs_retry": _all_jobs,
}
