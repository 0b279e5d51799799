"""`check_grants` recomputes the derived grants from posts and live referrals, and names a drift either way."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from acting.actor import Actor
from referrals.permissions import grant_disclosures, revoke_disclosures
from referrals.services.referrals import withdraw_referral
from territory.permissions import grant_residence_facts, revoke_residence_facts
from tests.people import Cast, acting, make_fact, make_referral
from tests.roles import as_web

AsWorker = Callable[[], AbstractContextManager[None]]


def check(as_worker: AsWorker) -> list[str]:
    """The drift that is named, without identifiers; the command must fail exactly when there is one."""
    err, told = io.StringIO(), ""
    with as_worker():
        try:
            call_command("check_grants", stdout=io.StringIO(), stderr=err)
        except CommandError as error:
            told = str(error)
    named = [line.split(" : ")[0] for line in err.getvalue().splitlines()]
    assert told == (f"DÉRIVE : {len(named)} droits ne suivent pas leur règle." if named else "")
    return named


def test_what_the_services_write_does_not_drift(cast: Cast, as_worker: AsWorker) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls)
    make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    make_referral(cast.sarah, cast.maud, cast.tilleuls, send=False)
    withdrawn = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    with acting(cast.sarah) as sarah:
        withdraw_referral(by=sarah, referral=withdrawn)
    assert check(as_worker) == []


def test_a_residence_that_was_opened_by_hand_is_found(cast: Cast, as_worker: AsWorker) -> None:
    grant_residence_facts(cast.zoe.post.group, cast.tilleuls)
    assert check(as_worker) == ["de trop"]


def test_a_residence_that_was_lost_is_found(cast: Cast, as_worker: AsWorker) -> None:
    revoke_residence_facts(cast.gilles.post.group, cast.tilleuls)
    assert check(as_worker) == ["manque"]


def test_a_referral_that_stayed_open_or_was_lost_is_found(cast: Cast, as_worker: AsWorker) -> None:
    live = make_referral(cast.sarah, cast.karim, cast.tilleuls)
    draft = make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False)
    revoke_disclosures(live)
    grant_disclosures(draft)
    assert sorted(check(as_worker)) == ["de trop", "manque"]


def test_the_web_role_is_told_that_it_cannot_see_enough(cast: Cast) -> None:
    with as_web(), pytest.raises(CommandError, match="Lancez la commande dans le rôle des tâches"):
        call_command("check_grants")


def test_a_past_referral_is_out_of_the_rule_only_by_its_state(cast: Cast, as_worker: AsWorker) -> None:
    """A referral past its last day keeps its grant until the clock has moved it; the rule reads the date besides."""
    past = timezone.now() - timedelta(days=30)
    make_referral(cast.sarah, cast.karim, cast.tilleuls, at=past, until=Actor(now=past).today + timedelta(days=5))
    assert check(as_worker) == []
