"""The words by which things are found follow what they are of: each insert, change and end, in the same transaction."""

import io
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from incidents.models import Complaint, Incident, Situation
from incidents.services.complaints import note_complaint
from incidents.services.situations import open_lease_situation
from referrals.models import DisclosedNumber, Disclosure
from referrals.services.referrals import withdraw_referral
from territory.models import Residence
from tests.people import Cast, acting, make_fact, make_referral
from tests.roles import as_worker, installing

pytestmark = pytest.mark.django_db


def do_words_follow() -> bool:
    with as_worker():
        try:
            call_command("index_words", "--check", stdout=io.StringIO())
        except CommandError:
            return False
    return True


def owner_does(act: Callable[[], object]) -> bool:
    """Whether the words follow what is done to a row by whoever may do anything."""
    with installing():
        act()
    return do_words_follow()


def test_the_words_follow_the_case_of_a_landlord(cast: Cast) -> None:
    with acting(cast.sarah) as sarah:
        lease = open_lease_situation(
            by=sarah, residence=cast.tilleuls, lease="2019-0417", lease_from=date(2019, 3, 1), key=uuid4()
        )
    assert do_words_follow(), "a situation is opened"
    fact = make_fact(cast.gilles, cast.tilleuls, facts="Une épave brûlée devant l’entrée.")
    assert do_words_follow(), "a fact is filed"
    with acting(cast.sarah) as sarah:
        noted = note_complaint(
            by=sarah, incident=fact, complainant="landlord", filed_on=sarah.today, pv_number="2026/04512"
        )
    assert do_words_follow(), "a complaint is noted"
    complaints, facts = Complaint.objects.filter(pk=noted.pk), Incident.objects.filter(pk=fact.pk)
    situations = Situation.objects.filter(pk=lease.pk)
    assert owner_does(lambda: complaints.update(service="Commissariat de Chelles"))
    assert owner_does(lambda: facts.update(facts="Un chien sans laisse."))
    assert owner_does(lambda: situations.update(lease="2020-0001"))
    assert owner_does(lambda: Residence.objects.filter(pk=cast.tilleuls.pk).update(name="Les Glycines"))
    assert owner_does(complaints.delete)
    assert owner_does(facts.delete)
    assert owner_does(situations.delete)


def test_the_words_follow_what_was_sent(cast: Cast) -> None:
    fact = make_fact(cast.gilles, cast.tilleuls, facts="Une épave brûlée devant l’entrée.")
    sent = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    assert do_words_follow(), "it is sent"
    disclosures = Disclosure.objects.filter(referral=sent)
    with installing():
        disclosure = disclosures.get()
    assert owner_does(lambda: disclosures.update(content=disclosure.content | {"precision": "Girouette."}))
    assert owner_does(lambda: DisclosedNumber.objects.create(disclosure=disclosure, key="202604512"))
    with acting(cast.sarah) as sarah:
        withdraw_referral(by=sarah, referral=sent)
    assert do_words_follow(), "it is withdrawn"
    assert owner_does(disclosures.delete)
