"""Exceptional access: an administrator reads one case, for one hour, once somebody who answers for it has approved.

Adrien is the administrator; Sarah answers for the Deux Morins, Dina protects its data; Maud is the parquet de Meaux.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from acting.actor import acting_as, machine_actor
from acting.enums import Function
from acting.refusals import Conflict, Refused
from correspondents.enums import DesignationRole
from incidents.models import Incident
from journal.models import Entry, Job, Message
from referrals.exceptional_content import content_of, rows_of_machine, rows_seen_by
from referrals.exceptional_rules import LASTS, MOST_WAITING, WAITS, MatterKind, refusals_of_request
from referrals.models import Disclosure, ExceptionalAccess, ExceptionalMatter, ExceptionalReading
from referrals.permissions import (
    can_approve_exceptional_access,
    exceptional_accesses_asked_by,
    exceptional_accesses_of_house,
    exceptional_readings_visible_to,
)
from referrals.services import exceptional
from tests.exceptional import REASON, asked_for, opened, passed_on
from tests.people import MEAUX, Cast, Person, acting, appoint, make_fact, make_post, make_referral, make_user
from tests.roles import as_worker, installing

WORDS = "Vitrage du hall des Tilleuls brisé au marteau."
NOBODY_S = "F-2222-22"


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls, facts=WORDS)


@contextmanager
def as_machine() -> Iterator[None]:
    machine = machine_actor(timezone.now())
    with transaction.atomic(), as_worker(), acting_as(machine):
        yield


def read(client: Client, access: ExceptionalAccess) -> int:
    return client.get(reverse("exceptional_read", args=[access.pk])).status_code


def entries(verb: str) -> list[tuple[str, UUID | None, UUID | None]]:
    with as_machine():
        found = Entry.objects.filter(verb=verb).order_by("at")
        return [(each.function, each.object_id, each.owner_id) for each in found]


def told(kind: str) -> set[UUID]:
    with as_machine():
        return set(Message.objects.filter(kind=kind).values_list("recipient_id", flat=True))


# The whole of it


def test_from_the_request_to_the_reading_each_step_is_written_down(cast: Cast, fact: Incident) -> None:
    access = asked_for(cast.adrien, f" {fact.reference.lower().replace('-', ' ')} ")
    adrien, sarah = cast.adrien.client(), cast.sarah.client()
    assert access.reference == fact.reference
    assert read(adrien, access) == 404, "asked for"
    with acting(machine_actor(timezone.now())) as machine:
        exceptional.seek_matter(by=machine, access_id=access.pk)
    assert told("exceptional_asked") == {cast.sarah.user.pk, cast.dina.user.pk}
    assert read(adrien, access) == 404, "passed on"
    page = sarah.get(reverse("exceptional_detail", args=[access.pk])).text
    assert [words in page for words in (WORDS, REASON, "Adrien Fictif")] == [True] * 3
    assert sarah.post(reverse("exceptional_approve", args=[access.pk])).status_code == 302
    assert read(adrien, access) == 404, "approved, not copied yet"
    with acting(machine_actor(timezone.now())) as machine:
        exceptional.copy_matter(by=machine, access_id=access.pk)
    assert (told("exceptional_given"), told("exceptional_opened")) == ({cast.adrien.user.pk}, {cast.dina.user.pk})
    shown = adrien.get(reverse("exceptional_read", args=[access.pk])).text
    assert WORDS in shown
    assert "Gilles" not in shown
    house = cast.sarah.signatory.pk
    assert entries("acces_exceptionnel.demande") == [("administrateur", access.pk, None)]
    assert entries("acces_exceptionnel.transmis") == [("machine", access.pk, house)]
    assert entries("acces_exceptionnel.consulte") == [("referent", access.pk, house)]
    assert entries("acces_exceptionnel.approuve") == [("referent", access.pk, house)]
    assert entries("acces_exceptionnel.utilise") == [("administrateur", access.pk, house)]
    assert ("administrateur", fact.pk, house) in entries("fait.lu")


def test_each_page_that_is_read_is_an_entry_of_the_house(cast: Cast, fact: Incident) -> None:
    access, adrien = opened(cast.adrien, fact.reference, cast.sarah), cast.adrien.client()
    assert [read(adrien, access) for _ in range(3)] == [200, 200, 200]
    assert len(entries("acces_exceptionnel.utilise")) == 3
    journal = cast.dina.client().get(reverse("journal")).text
    assert "dossier lu par accès exceptionnel" in journal


# Who asked learns nothing


def test_a_reference_that_does_not_exist_is_answered_in_the_same_words(cast: Cast, fact: Incident) -> None:
    """Page, list, mails, jobs, technical journal: the two requests cannot be told apart before an approval."""
    victor_s = make_fact(cast.zoe, cast.pommiers)
    pages = {}
    for reference in (fact.reference, NOBODY_S, victor_s.reference):
        with transaction.atomic():
            client = cast.adrien.client()
            data = {"reference": reference, "reason": REASON, "submission": uuid4()}
            answer = client.post(reverse("exceptional_ask"), data, follow=True)
            [job] = _jobs(cast)
            with acting(machine_actor(timezone.now())) as machine:
                exceptional.seek_matter(by=machine, access_id=job)
            addresses = ("exceptional_ask", "administration", "mail_list", "job_list", "journal")
            seen = [answer.text, *(client.get(reverse(name)).text for name in addresses)]
            pages[reference] = [_without_what_is_drawn(page, reference) for page in seen]
            transaction.set_rollback(True)
    assert pages[NOBODY_S] == pages[fact.reference] == pages[victor_s.reference]


def _jobs(cast: Cast) -> list[UUID]:
    with as_machine():
        jobs = Job.objects.filter(task=exceptional.SEEK, user_id=cast.adrien.user.pk)
        return list(jobs.values_list("object_id", flat=True))


def _without_what_is_drawn(page: str, reference: str) -> str:
    page = page.replace(reference, "F-XXXX-XX")
    page = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "uuid", page)
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "token", page)
    return re.sub(r"\d+\u00a0h\u00a0\d+|T\d\d:\d\d[^\"<]*", "hour", page)


def test_mails_that_do_not_leave_tell_an_administrator_nothing_of_a_request(cast: Cast, fact: Incident) -> None:
    passed_on(cast.adrien, fact.reference)
    make_referral(cast.sarah, cast.karim, cast.tilleuls)
    with as_machine():
        Message.objects.update(state="failed", attempts=3)
    with acting(cast.adrien):
        kinds = set(Message.objects.values_list("kind", flat=True))
    assert kinds == {"referral_waiting"}, "behind the wall alone"
    page = cast.adrien.client().get(reverse("mail_list")).text
    assert "karim@tests.example" in page
    assert "sarah@tests.example" not in page


def test_a_draft_and_a_case_of_another_convention_are_as_if_they_did_not_exist(cast: Cast) -> None:
    draft = make_referral(cast.sarah, cast.karim, cast.tilleuls, send=False)
    passed_on(cast.adrien, draft.reference)
    with as_machine():
        assert not ExceptionalMatter.objects.exists()


# Who may approve


def test_who_answers_for_the_case_and_nobody_else_hears_of_it(cast: Cast, fact: Incident) -> None:
    asked = {"fact": passed_on(cast.adrien, fact.reference)}
    sent = make_referral(cast.maud, cast.sarah, cast.tilleuls, subject="suite-donnee")
    asked["maud's"] = passed_on(cast.adrien, sent.reference)
    names = {access.pk: name for name, access in asked.items()}
    colleague = make_post(cast.maud.signatory, Function.MAGISTRAT, "Magistrat, second poste", communes=(MEAUX,))
    people = cast.people() | {"marc": appoint(make_user("Marc"), colleague)}
    people["constance"] = appoint(
        make_user("Constance"), make_post(cast.sarah.signatory, Function.CONTENTIEUX, "Contentieux")
    )
    seen, may = {}, {}
    for who, person in people.items():
        with acting(person) as actor:
            rows = exceptional_accesses_of_house(actor)
            seen[who] = {names[each.pk] for each in rows}
            may[who] = {names[each.pk] for each in rows if can_approve_exceptional_access(actor, each)}
            behind = {names[pk] for pk in ExceptionalMatter.objects.values_list("pk", flat=True)}
            assert behind == seen[who], who
    assert {who: found for who, found in seen.items() if found} == {
        "sarah": {"fact"},
        "dina": {"fact"},
        "maud": {"maud's"},
    }
    assert {who: found for who, found in may.items() if found} == {
        "sarah": {"fact"},
        "dina": {"fact"},
        "maud": {"maud's"},
    }


def test_a_dpo_decides_where_one_person_alone_answers(cast: Cast, fact: Incident) -> None:
    access = passed_on(cast.adrien, fact.reference)
    dina = cast.dina.client()
    assert WORDS not in dina.get(reverse("exceptional_detail", args=[access.pk])).text, "a DPO reads no case"
    appoint(make_user("Denise"), cast.sarah.post, role=DesignationRole.SUPPLEANT)
    assert dina.post(reverse("exceptional_approve", args=[access.pk])).status_code == 403
    with acting(cast.dina) as actor, pytest.raises(PermissionDenied):
        exceptional.approve_exceptional_access(by=actor, access=access)


def test_a_dpo_opens_it_alone_and_may_end_it(cast: Cast, fact: Incident) -> None:
    access = passed_on(cast.adrien, fact.reference)
    dina, adrien = cast.dina.client(), cast.adrien.client()
    assert dina.post(reverse("exceptional_approve", args=[access.pk])).status_code == 302
    with acting(machine_actor(timezone.now())) as machine:
        exceptional.copy_matter(by=machine, access_id=access.pk)
    assert WORDS in adrien.get(reverse("exceptional_read", args=[access.pk])).text
    assert dina.post(reverse("exceptional_end", args=[access.pk])).status_code == 302
    assert read(adrien, access) == 404


def test_nobody_approves_the_own_request(cast: Cast, fact: Incident) -> None:
    """Adrien comes to be a référent of the house as well: the rule, the wall and the row all refuse."""
    access = passed_on(cast.adrien, fact.reference)
    both = appoint(cast.adrien.user, cast.sarah.post, role=DesignationRole.SUPPLEANT)
    with acting(both) as actor:
        assert not can_approve_exceptional_access(actor, access)
        with pytest.raises(PermissionDenied):
            exceptional.approve_exceptional_access(by=actor, access=access)
    now = timezone.now()
    row = ExceptionalAccess(
        convention=cast.adrien.signatory.convention,
        asker=cast.adrien.user,
        asker_designation=cast.adrien.designation,
        reference=fact.reference,
        reason=REASON,
        asked_at=now,
        approver=cast.adrien.user,
        approver_designation=both.designation,
        approved_at=now,
        until=now + LASTS,
    )
    with installing(), pytest.raises(IntegrityError, match="nobody_approves_the_own_request"), transaction.atomic():
        row.save(force_insert=True)


# For one hour, and no list


def test_the_hour_is_read_in_the_rule_and_in_the_wall(cast: Cast, fact: Incident) -> None:
    at = timezone.now()
    access = opened(cast.adrien, fact.reference, cast.sarah, at)
    approved_at = at - timedelta(minutes=1)
    for moment, count in ((approved_at + LASTS - timedelta(seconds=1), 1), (approved_at + LASTS, 0)):
        with acting(cast.adrien, moment) as actor:
            assert exceptional_readings_visible_to(actor).count() == count
            assert ExceptionalReading.objects.count() == count, "behind the wall alone"
    later = approved_at + LASTS
    with acting(cast.sarah, later) as sarah, pytest.raises(Conflict):
        exceptional.end_exceptional_access(by=sarah, access=access)
    with acting(machine_actor(later)) as machine:
        assert exceptional.forget_readings(by=machine) == 1
        assert not ExceptionalReading.objects.exists()


def test_ended_at_once_the_next_page_is_gone(cast: Cast, fact: Incident) -> None:
    access, adrien = opened(cast.adrien, fact.reference, cast.sarah), cast.adrien.client()
    assert read(adrien, access) == 200
    assert cast.sarah.client().post(reverse("exceptional_end", args=[access.pk])).status_code == 302
    assert read(adrien, access) == 404
    with acting(cast.adrien):
        assert not ExceptionalReading.objects.exists()
    with acting(machine_actor(timezone.now())) as machine:
        assert exceptional.forget_readings(by=machine) == 1


def test_ended_before_it_was_copied_nothing_is_copied(cast: Cast, fact: Incident) -> None:
    access = passed_on(cast.adrien, fact.reference)
    with acting(cast.sarah) as sarah:
        exceptional.approve_exceptional_access(by=sarah, access=access)
        exceptional.end_exceptional_access(by=sarah, access=access)
    with acting(machine_actor(timezone.now())) as machine:
        exceptional.copy_matter(by=machine, access_id=access.pk)
        assert not ExceptionalReading.objects.exists()
    assert not told("exceptional_given")


def test_another_administrator_reads_nothing_of_it(cast: Cast, fact: Incident) -> None:
    alma = appoint(make_user("Alma"), cast.adrien.post, role=DesignationRole.SUPPLEANT)
    access = opened(cast.adrien, fact.reference, cast.sarah)
    assert read(alma.client(), access) == 404
    with acting(alma) as actor:
        assert not exceptional_accesses_asked_by(actor).exists()
        assert not ExceptionalReading.objects.exists()


def test_no_case_is_opened_to_an_administrator(cast: Cast, fact: Incident) -> None:
    """While it is read, the tables of cases show Adrien what they always did."""
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    accesses = [opened(cast.adrien, each.reference, cast.sarah) for each in (fact, referral)]
    with acting(cast.adrien) as actor:
        assert not Incident.objects.exists()
        assert type(referral).objects.count() == 0
        assert exceptional_readings_visible_to(actor).count() == 2
        assert rows_seen_by(actor).facts.count() == 0
    adrien = cast.adrien.client()
    assert [read(adrien, each) for each in accesses] == [200, 200]
    assert adrien.get(reverse("incident_list")).status_code == 403
    assert adrien.get(reverse("referral_detail", args=[referral.pk])).status_code == 403
    assert adrien.get(reverse("incident_detail", args=[fact.pk])).status_code == 403


def test_a_request_that_nobody_approved_lapses(cast: Cast, fact: Incident) -> None:
    access = passed_on(cast.adrien, fact.reference)
    with acting(cast.sarah, timezone.now() + WAITS) as sarah, pytest.raises(Conflict):
        exceptional.approve_exceptional_access(by=sarah, access=access)


def test_of_two_who_approve_one_is_told_so(cast: Cast, fact: Incident) -> None:
    access = passed_on(cast.adrien, fact.reference)
    sarah = cast.sarah.client()
    address = reverse("exceptional_approve", args=[access.pk])
    assert [sarah.post(address).status_code for _ in range(2)] == [302, 409]


# What is asked, what is copied


def test_what_is_not_asked_for(cast: Cast, fact: Incident) -> None:
    assert [each.field for each in refusals_of_request("J-2222-22", "court", MOST_WAITING)] == [
        "reference",
        "reason",
        "",
    ]
    assert not list(refusals_of_request("d 2222 22", REASON, MOST_WAITING - 1))
    for _ in range(MOST_WAITING):
        asked_for(cast.adrien, NOBODY_S)
    with acting(cast.adrien) as actor, pytest.raises(Refused):
        exceptional.ask_exceptional_access(by=actor, reference=NOBODY_S, reason=REASON, key=uuid4())
    answer = cast.adrien.client().post(
        reverse("exceptional_ask"), {"reference": fact.reference, "reason": REASON, "submission": uuid4()}
    )
    assert answer.status_code == 200
    assert REASON in answer.text, "what was typed is kept"


def test_a_referral_is_read_with_what_it_shares_and_without_what_was_answered(cast: Cast, fact: Incident) -> None:
    referral = make_referral(
        cast.sarah, cast.karim, cast.tilleuls, incident=fact, field_sets=("facts", "place"), subject="presence"
    )
    access = opened(cast.adrien, referral.reference, cast.sarah)
    page = cast.adrien.client().get(reverse("exceptional_read", args=[access.pk])).text
    assert [words in page for words in (WORDS, "Résidence des Tilleuls")] == [True, True]
    with as_machine():
        content = content_of(rows_of_machine(), MatterKind.REFERRAL, referral.pk)
    assert set(content or {}) == {"kind", "reference", "sections", "disclosures"}


def test_a_referral_is_copied_without_persons_and_without_whom_to_call(cast: Cast, fact: Incident) -> None:
    referral = make_referral(
        cast.sarah, cast.karim, cast.tilleuls, incident=fact, field_sets=("facts", "place", "contact")
    )
    shared = {"persons": [{"role": "Auteur présumé", "name": "Zwentibold", "born_on": "", "born_at": ""}]}
    with installing():
        [disclosure] = Disclosure.objects.filter(referral=referral)
        disclosure.content |= shared
        assert {"persons", "contact", "facts"} <= disclosure.content.keys()
        Disclosure.objects.filter(pk=disclosure.pk).update(content=disclosure.content)
    access = opened(cast.adrien, referral.reference, cast.sarah)
    with acting(cast.adrien):
        [copied] = ExceptionalReading.objects.get(pk=access.pk).content["disclosures"]
    assert copied.keys() & {"persons", "contact", "facts", "place"} == {"facts", "place"}
    assert "Zwentibold" not in cast.adrien.client().get(reverse("exceptional_read", args=[access.pk])).text


def test_the_recipient_of_a_referral_does_not_decide_on_it(cast: Cast, fact: Incident) -> None:
    referral = make_referral(cast.sarah, cast.karim, cast.tilleuls, incident=fact)
    access = passed_on(cast.adrien, referral.reference)
    assert cast.karim.client().post(reverse("exceptional_approve", args=[access.pk])).status_code == 404


def test_whoever_decides_reads_the_very_copy_that_will_be_read(cast: Cast, fact: Incident) -> None:
    access = opened(cast.adrien, fact.reference, cast.sarah)
    with acting(cast.sarah) as sarah:
        before = content_of(rows_seen_by(sarah), MatterKind.FACT, fact.pk)
    with acting(cast.adrien):
        assert ExceptionalReading.objects.get(pk=access.pk).content == before


def test_pages_of_one_side_are_closed_to_the_other(cast: Cast, fact: Incident) -> None:
    access = passed_on(cast.adrien, fact.reference)

    def codes(person: Person, *names: str) -> list[int]:
        client = person.client()
        return [client.get(reverse(name, args=[access.pk])).status_code for name in names]

    assert codes(cast.adrien, "exceptional_detail") == [403]
    assert codes(cast.sarah, "exceptional_read", "exceptional_detail") == [403, 200]
    assert codes(cast.victor, "exceptional_detail") == [404]
    assert codes(cast.gilles, "exceptional_read", "exceptional_detail") == [403, 403]


def test_who_may_see_it_names_whoever_was_let_in_and_no_longer_than_that(cast: Cast, fact: Incident) -> None:
    """On the page of a fact, and to nobody who does not decide."""
    address, name = reverse("fact_readers", args=[fact.pk]), "Par accès exceptionnel"
    access = passed_on(cast.adrien, fact.reference)
    assert name not in cast.sarah.client().get(address).text, "asked for, and not approved"
    with acting(cast.sarah) as sarah:
        exceptional.approve_exceptional_access(by=sarah, access=access)
    page = cast.sarah.client().get(address).text
    assert name in page
    assert str(access.pk) in page
    assert name not in cast.gilles.client().get(address).text, "a gardien decides nothing"
    with acting(cast.sarah) as sarah:
        access.refresh_from_db()
        exceptional.end_exceptional_access(by=sarah, access=access)
    assert name not in cast.sarah.client().get(address).text
