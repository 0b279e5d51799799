"""Two real requests at the same moment: one thing is done, and the second is told the same as the first."""

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connection

from referrals.models import Answer, Referral
from referrals.services import referrals as services
from referrals.services.referrals import prepare_referral, send_referral
from referrals.sharing import Sharing
from tests.databases import run_as_owner
from tests.people import Person, acting, make_cast, make_referral
from tests.portal import wait_until

WAITING = "SELECT 1 FROM pg_locks WHERE pid = %s AND NOT granted"


class Rival(threading.Thread):
    """A browser that posts while somebody else's transaction is open."""

    def __init__(self, person: Person, address: str, data: dict[str, Any]) -> None:
        super().__init__()
        self.client, self.address, self.data = person.client(), address, data
        self.answer: Any = None
        self.pid = 0

    def run(self) -> None:
        connection.ensure_connection()
        self.pid = connection.connection.info.backend_pid
        self.client.raise_request_exception = False
        self.answer = self.client.post(self.address, self.data)
        connection.close()

    def comes_second(self) -> None:
        """Returns when the database has made it wait for us."""
        self.start()
        wait_until(lambda: run_as_owner(WAITING, [self.pid]), "the second request waits for the first")

    def code(self) -> int:
        self.join(timeout=20)
        assert self.answer is not None
        return int(self.answer.status_code)


def test_two_sendings_of_one_share_sheet_make_one_referral(own_database: str) -> None:
    cast = make_cast()
    submission, until = uuid4(), cast.karim.actor().today + timedelta(days=30)
    asked = {
        "residence": cast.tilleuls.pk,
        "recipient": cast.sarah.post.pk,
        "subject": "acces-badges",
        "basis": "csi-l272-1",
        "field_sets": ["place"],
        "until": until.isoformat(),
        "submission": submission,
        "act": "send",
    }
    rival = Rival(cast.karim, "/saisines/nouvelle/", asked)
    draft = make_referral(cast.karim, cast.sarah, cast.tilleuls, subject="acces-badges", send=False)
    with acting(cast.karim) as karim:
        sharing = Sharing(
            residence=cast.tilleuls,
            recipient_post=cast.sarah.post,
            subject=draft.subject,
            basis=draft.basis,
            field_sets=["place"],
            until=until,
        )
        first = send_referral(by=karim, referral=prepare_referral(by=karim, sharing=sharing, submission=submission))
        rival.comes_second()
    assert rival.code() == 302
    with acting(cast.karim):
        assert list(Referral.objects.exclude(pk=draft.pk)) == [first]


def test_two_answers_at_once_are_one(own_database: str) -> None:
    cast = make_cast()
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    answer = {"outcome": "nothing_found", "version": referral.version}
    rival = Rival(cast.karim, f"/saisines/{referral.pk}/repondre/", answer)
    with acting(cast.karim) as karim:
        services.answer_referral(by=karim, referral=referral, outcome="nothing_found")
        rival.comes_second()
    assert rival.code() in (302, 409)
    with acting(cast.karim):
        assert Answer.objects.count() == 1


def test_who_is_withdrawn_from_while_answering_is_told(own_database: str) -> None:
    cast = make_cast()
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    rival = Rival(cast.karim, f"/saisines/{referral.pk}/repondre/", {"outcome": "nothing_found"})
    with acting(cast.sarah) as sarah:
        services.withdraw_referral(by=sarah, referral=referral)
        rival.comes_second()
    assert rival.code() == 409
    with acting(cast.karim):
        assert not Answer.objects.exists()
