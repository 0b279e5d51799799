"""A forbidden write, and what the trials of several rooms stand on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from acting.actor import Actor
from acting.days import PARIS
from referrals.models import Disclosure, Referral
from referrals.services import answers, referrals
from signatories.models import Convention, Meeting, Theme
from signatories.services import meetings
from tests.people import Cast, acting, make_question, make_referral
from tests.roles import installing

Write = Callable[[Cast, Actor], object]
Door = Callable[[Cast], tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Trial:
    """`who` tries; `write` must be refused by the service, `door` (address and raw data) by the page."""

    who: str
    write: Write
    door: Door


FAR = date(2056, 1, 1)
AT = datetime(2025, 3, 2, 14, tzinfo=PARIS)


def convention() -> Convention:
    return Convention.objects.get(department_code="77")


def theme(code: str) -> Theme:
    return Theme.objects.get(convention=convention(), code=code)


def meeting(cast: Cast) -> Meeting:
    with acting(cast.delphine) as delphine:
        given: dict[str, Any] = {
            "kind": "steering",
            "title": "Comité",
            "starts_at": AT,
            "place": "",
            "agenda": "",
            "minutes": "",
        }
        return meetings.create_meeting(by=delphine, convention=convention(), submission=uuid4(), **given)


def sent(cast: Cast) -> Any:
    return make_referral(cast.sarah, cast.karim, cast.tilleuls)


def prepared(cast: Cast) -> Any:
    """By Perrine, for a referral that Maud received."""
    referral = make_referral(cast.sarah, cast.maud, cast.tilleuls)
    with acting(cast.perrine) as perrine:
        return answers.prepare_answer(by=perrine, referral=referral, outcome="sent_to_inquiry")


def cleared(cast: Cast) -> Any:
    """What Sarah asked of Maud, and Maud answered with the absence of an offence."""
    referral = make_question(cast)
    with acting(cast.maud) as maud:
        referrals.answer_referral(by=maud, referral=referral, outcome="dismissed", outcome_motive="no_offence")
    return referral


def shared(referral: Referral) -> Disclosure:
    """What was passed on, whoever asks."""
    with installing():
        return Disclosure.objects.select_related("referral").get(referral=referral)


def reserved(cast: Cast) -> Any:
    """To Karim, who answers alone at his post."""
    return make_referral(cast.sarah, cast.karim, cast.tilleuls, readers=(cast.karim,))
