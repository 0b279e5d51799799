"""The number of gaps is counted once a day, and again as soon as something was written that it depends on."""

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from acting.enums import Function
from acting.kept import GAPS
from correspondents import outbox
from correspondents.enums import DesignationRole
from correspondents.gap_list import gap_count
from correspondents.models import Post, User
from correspondents.services import accounts, confirmations, designations, posts
from correspondents.services.arrival import invite
from journal.models import Message
from signatories.models import Signatory
from signatories.services.convention import keep_signatory
from territory.models import Competence
from territory.services.competences import override_competence
from tests.people import PASSWORD, Cast, acting, make_post, make_user
from tests.roles import installing

Act = Callable[[Cast], object]


def correct_competence(cast: Cast) -> None:
    meaux = Competence.objects.select_related("commune").get(commune_id="77284", domain="force")
    gendarmerie = Signatory.objects.get(code="gendarmerie-77")
    override_competence(
        by=cast.adrien.actor(), competence=meaux, signatory=gendarmerie, unit="Compagnie de Meaux", reason="Convention"
    )


def sign_in_for_the_first_time(cast: Cast) -> None:
    User.objects.filter(pk=cast.karim.user.pk).update(last_login=None)
    page = Client().post("/accounts/login/", {"login": cast.karim.user.email, "password": PASSWORD})
    assert page.status_code == 302


def somebody_new() -> User:
    with installing():
        return make_user("Nina")


ACTS: dict[str, Act] = {
    "a post opens": lambda cast: make_post(cast.karim.signatory, Function.CORRESPONDANT, "Nuit", communes=("77288",)),
    "a post closes": lambda cast: posts.close_post(
        by=cast.adrien.actor(), post=make_post(cast.karim.signatory, Function.DPO, "Protection des données")
    ),
    "somebody is named": lambda cast: designations.designate(
        by=cast.adrien.actor(),
        post=Post.objects.get(pk=cast.karim.post.pk),
        user=somebody_new(),
        role=DesignationRole.SUPPLEANT,
        starts_on=cast.adrien.actor().today,
    ),
    "somebody leaves": lambda cast: designations.end_designation(
        by=cast.adrien.actor(), designation=cast.karim.designation, ends_on=cast.adrien.actor().today
    ),
    "somebody is confirmed": lambda cast: confirmations.confirm_designation(
        by=cast.adrien.actor(), designation=cast.karim.designation
    ),
    "an account closes": lambda cast: accounts.switch_account(
        by=cast.adrien.actor(), user=cast.karim.user, is_active=False
    ),
    "somebody is invited": lambda cast: invite(by=cast.adrien.actor(), user=somebody_new()),
    "a competence is corrected": correct_competence,
    "a party is renamed": lambda cast: keep_signatory(by=cast.adrien.actor(), row=cast.karim.signatory),
    "somebody signs in for the first time": sign_in_for_the_first_time,
    "a mail comes back": lambda cast: outbox._not_sent(
        [Message()], SMTPRecipientsRefused({"x@tests.example": (550, b"")}), cast.adrien.actor().now
    ),
}


@pytest.mark.parametrize("name", ACTS)
def test_what_changes_the_gaps_has_them_counted_again(cast: Cast, name: str) -> None:
    cast.karim.signatory.name = "Police nationale, renommée"
    with acting(cast.adrien):
        cache.set(GAPS, {"somebody": 7})
        ACTS[name](cast)
    assert cache.get(GAPS) is None


def test_a_count_is_kept_for_the_day_and_for_each_signatory(cast: Cast) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    with acting(cast.karim) as karim:
        counted = gap_count(karim)
        with installing():  # by nobody who would say so
            Post.objects.filter(pk=cast.karim.post.pk).update(closed_on=karim.today)
        assert gap_count(karim) == counted > 0
    with acting(cast.karim, tomorrow) as karim:
        assert gap_count(karim) != counted
    with acting(cast.sarah) as sarah:
        assert gap_count(sarah) != counted or set(cache.get(GAPS)) >= {f"{sarah.signatory_id} {sarah.today}"}
