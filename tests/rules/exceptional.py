"""Forbidden writes of exceptional accesses, and what they stand on."""

from typing import Any
from uuid import uuid4

from referrals.models import ExceptionalAccess
from referrals.services import exceptional
from tests.exceptional import REASON, opened, passed_on
from tests.people import Cast, make_fact
from tests.rules.trial import Trial

S = "referrals.services.exceptional"


def waiting(cast: Cast) -> ExceptionalAccess:
    return passed_on(cast.adrien, make_fact(cast.gilles, cast.tilleuls).reference)


def open_one(cast: Cast) -> ExceptionalAccess:
    return opened(cast.adrien, make_fact(cast.gilles, cast.tilleuls).reference, cast.sarah)


def words(**said: Any) -> dict[str, Any]:
    return {"reference": "F-2222-22", "reason": REASON, "key": uuid4()} | said


TRIALS: dict[str, Trial] = {
    f"{S}.ask_exceptional_access": Trial(
        "adrien",
        lambda cast, by: exceptional.ask_exceptional_access(by=by, **words(reference="J-2222-22")),
        lambda cast: ("/administration/acces-exceptionnel/", {"reference": "J-2222-22", "reason": REASON}),
    ),
    f"{S}.approve_exceptional_access": Trial(
        "sarah",
        lambda cast, by: exceptional.approve_exceptional_access(by=by, access=open_one(cast)),
        lambda cast: (f"/acces-exceptionnel/{open_one(cast).pk}/approuver/", {}),
    ),
    f"{S}.end_exceptional_access": Trial(
        "sarah",
        lambda cast, by: exceptional.end_exceptional_access(by=by, access=waiting(cast)),
        lambda cast: (f"/acces-exceptionnel/{waiting(cast).pk}/terminer/", {}),
    ),
}
