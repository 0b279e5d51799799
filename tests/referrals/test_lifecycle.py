"""The table of moves over its whole square, in the rule, in the services and on the pages."""

import pytest

from acting.refusals import Conflict
from referrals.enums import ReferralState as S
from referrals.lifecycle import ENDED, LIVE, WAITING, Act, has_move, next_state

EXPECTED: dict[Act, dict[S, S]] = {
    Act.SEND: {S.DRAFT: S.SENT},
    Act.COMPLETE: {
        S.SENT: S.SENT,
        S.ACKNOWLEDGED: S.ACKNOWLEDGED,
        S.IN_PROGRESS: S.IN_PROGRESS,
        S.ANSWERED: S.IN_PROGRESS,
    },
    Act.RENEW: {
        S.SENT: S.SENT,
        S.ACKNOWLEDGED: S.ACKNOWLEDGED,
        S.IN_PROGRESS: S.IN_PROGRESS,
        S.ANSWERED: S.ANSWERED,
    },
    Act.RENAME: {
        S.SENT: S.SENT,
        S.ACKNOWLEDGED: S.ACKNOWLEDGED,
        S.IN_PROGRESS: S.IN_PROGRESS,
        S.ANSWERED: S.ANSWERED,
    },
    Act.WITHDRAW: {
        S.DRAFT: S.WITHDRAWN,
        S.SENT: S.WITHDRAWN,
        S.ACKNOWLEDGED: S.WITHDRAWN,
        S.IN_PROGRESS: S.WITHDRAWN,
        S.ANSWERED: S.WITHDRAWN,
    },
    Act.CLOSE: {S.ANSWERED: S.CLOSED},
    Act.ACKNOWLEDGE: {S.SENT: S.ACKNOWLEDGED},
    Act.START: {S.SENT: S.IN_PROGRESS, S.ACKNOWLEDGED: S.IN_PROGRESS},
    Act.ANSWER: {S.SENT: S.ANSWERED, S.ACKNOWLEDGED: S.ANSWERED, S.IN_PROGRESS: S.ANSWERED, S.ANSWERED: S.ANSWERED},
    Act.REFUSE: {S.SENT: S.REFUSED, S.ACKNOWLEDGED: S.REFUSED, S.IN_PROGRESS: S.REFUSED},
    Act.EXPIRE: {S.SENT: S.EXPIRED, S.ACKNOWLEDGED: S.EXPIRED, S.IN_PROGRESS: S.EXPIRED, S.ANSWERED: S.EXPIRED},
}
SQUARE = [(act, state, asks_more) for act in Act for state in S for asks_more in (True, False)]


def expected_after(act: Act, state: S, *, asks_more: bool) -> S | None:
    """None where there is no move: to complete what was answered, the answer must have asked for it."""
    return None if (act, state, asks_more) == (Act.COMPLETE, S.ANSWERED, False) else EXPECTED[act].get(state)


@pytest.mark.parametrize(("act", "state", "asks_more"), SQUARE)
def test_each_square_of_the_table(act: Act, state: S, asks_more: bool) -> None:
    expected = expected_after(act, state, asks_more=asks_more)
    assert has_move(act, state, asks_more=asks_more) is (expected is not None)
    if expected is None:
        with pytest.raises(Conflict):
            next_state(act, state, asks_more=asks_more)
    else:
        assert next_state(act, state, asks_more=asks_more) == expected


def test_nothing_leads_out_of_an_ended_referral() -> None:
    for state in ENDED:
        assert {act for act in Act if has_move(act, state, asks_more=True)} == set()


def test_each_state_is_waiting_answered_ended_or_a_draft_and_only_one() -> None:
    assert set(LIVE) == {*WAITING, S.ANSWERED}
    assert {S.DRAFT, *LIVE, *ENDED} == set(S)
    assert not set(LIVE) & set(ENDED)
