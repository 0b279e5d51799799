"""What a sheet refuses, every way out refuses: a table of faults and doors, each tried in each. A fault comes between
the moment when the sheet was right and the one when something is to leave."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from acting.refusals import Refused
from correspondents.models import Designation, Post
from incidents.models import Incident
from referrals.models import Disclosure, LegalBasis, Referral, Subject
from referrals.recipients import candidates_for
from referrals.services import referrals as services
from referrals.services.several import refer_to_each
from referrals.sharing import Sharing
from tests.people import Cast, acting, make_fact, make_referral
from tests.referrals.test_referral_pages import sent_by, sheet_for
from tests.referrals.test_sharing_doors import basis_taken_away, days_cut, minimum_raised, switched_off
from tests.roles import installing

SUBJECT, BASIS = "avis-parquet", "loi-78-17-46"


@pytest.fixture
def fact(cast: Cast) -> Incident:
    return make_fact(cast.gilles, cast.tilleuls)


def post_closed(cast: Cast) -> None:
    with installing():
        Designation.objects.filter(post=cast.maud.post).update(ended_at=timezone.now())
        Post.objects.filter(pk=cast.maud.post.pk).update(closed_on=timezone.localdate())


def nothing(cast: Cast) -> None:
    """What happens is typed, not done: see the fault."""


# What happens, what is typed besides, and under which field it is said.
FAULTS: dict[str, tuple[Callable[[Cast], None], dict[str, Any], str]] = {
    "the post is closed meanwhile": (post_closed, {}, "recipient"),
    "the subject is switched off meanwhile": (switched_off, {}, "subject"),
    "more is necessary since": (minimum_raised, {}, "field_sets"),
    "the basis is cited no more": (basis_taken_away, {}, "basis"),
    "an end past the longest": (days_cut, {}, "until"),
    "persons without a legal action": (nothing, {"field_sets": ["facts", "persons"]}, "field_sets"),
    "another landlord's basis": (nothing, {"basis": "csi-l272-1"}, "basis"),
    "a theme in the words": (nothing, {"precision": "Elle veut se suicider."}, "precision"),
    "words without an end": (nothing, {"precision": "x" * 5000}, "precision"),
}


def sharing_of(cast: Cast, fact: Incident, typed: dict[str, Any]) -> Sharing:
    return Sharing(
        residence=cast.tilleuls,
        recipient_post=cast.maud.post,
        subject=Subject.objects.get(pk=SUBJECT),
        basis=LegalBasis.objects.get(pk=typed.get("basis", BASIS)),
        field_sets=typed.get("field_sets", ["facts"]),
        until=timezone.localdate() + timedelta(days=60),
        incidents=(fact,),
        precision=typed.get("precision", ""),
        condition_stated=True,
        asked={"question": "Ce fait relève-t-il d’une contravention ?"},
    )


def by_the_sheet(cast: Cast, fact: Incident, fault: str) -> set[str]:
    happens, typed, _ = FAULTS[fault]
    happens(cast)
    until: date = timezone.localdate() + timedelta(days=60)
    asked = sheet_for(fact, cast.maud, subject=SUBJECT, basis=BASIS, until=until.isoformat())
    form = cast.sarah.client().post("/saisines/nouvelle/", asked | typed).context["form"]
    assert (form["precision"].value() or "") == (asked | typed).get("precision", ""), "what was typed is kept"
    return set(form.errors)


def by_the_service(cast: Cast, fact: Incident, fault: str) -> set[str]:
    happens, typed, _ = FAULTS[fault]
    happens(cast)
    with acting(cast.sarah) as sarah, pytest.raises(Refused) as refused:
        services.prepare_referral(by=sarah, sharing=sharing_of(cast, fact, typed), submission=uuid4())
    return {refused.value.field}


def by_several_at_once(cast: Cast, fact: Incident, fault: str) -> set[str]:
    """As `refer_to_each` makes them: the one that is refused says why, and is not there."""
    happens, typed, _ = FAULTS[fault]
    with acting(cast.sarah) as sarah:
        maud = next(each for each in candidates_for(sarah, cast.tilleuls) if each.post == cast.maud.post)
    happens(cast)
    with acting(cast.sarah) as sarah:
        sharing = sharing_of(cast, fact, typed)
        [only] = refer_to_each(by=sarah, sharing=sharing, recipients=[maud], submission=uuid4())
    assert only.referral is None
    return {only.refusal}


def by_a_draft(cast: Cast, fact: Incident, fault: str) -> set[str]:
    """Kept while it was right; what is typed wrong is not kept at all."""
    happens, typed, field = FAULTS[fault]
    if typed:
        return {field}
    draft = make_referral(cast.sarah, cast.maud, cast.tilleuls, incident=fact, subject=SUBJECT, send=False)
    happens(cast)
    with acting(cast.sarah) as sarah, pytest.raises(Refused) as refused:
        services.send_referral(by=sarah, referral=draft)
    page = cast.sarah.client().post(f"/saisines/{draft.pk}/envoyer/", {"version": 1}, follow=True)
    assert page.status_code == 200
    return {refused.value.field}


DOORS = {
    "sheet": by_the_sheet,
    "service": by_the_service,
    "several": by_several_at_once,
    "draft": by_a_draft,
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("fault", FAULTS)
def test_no_door_lets_out_what_another_refuses(cast: Cast, fact: Incident, fault: str, door: str) -> None:
    *_, field = FAULTS[fault]
    said = DOORS[door](cast, fact, fault)
    if door == "several":
        assert all(len(sentence) > len("Refusé.") for sentence in said), said
    elif fault == "the post is closed meanwhile" and door == "sheet":
        assert said, "the post is offered no more"
    else:
        assert field in said
    assert {each.state for each in sent_by(cast.sarah)} <= {"draft"}
    with installing():
        assert not Disclosure.objects.exists(), "nothing has left"
        assert not Referral.objects.exclude(state="draft").exists()
