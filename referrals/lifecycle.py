"""The life of a referral as one table: who moves it, from where, to where. Nothing else changes a state."""

from dataclasses import dataclass
from enum import StrEnum

from acting.refusals import Conflict
from referrals.enums import ReferralState as S


class Side(StrEnum):
    SENDER = "sender"
    RECIPIENT = "recipient"
    CLOCK = "clock"


class Act(StrEnum):
    SEND = "send"
    COMPLETE = "complete"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    ACKNOWLEDGE = "acknowledge"
    START = "start"
    ANSWER = "answer"
    REFUSE = "refuse"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Move:
    side: Side
    to: dict[S, S]


LIVE = (S.SENT, S.ACKNOWLEDGED, S.IN_PROGRESS, S.ANSWERED)
WAITING = (S.SENT, S.ACKNOWLEDGED, S.IN_PROGRESS)
ENDED = (S.CLOSED, S.REFUSED, S.WITHDRAWN, S.EXPIRED)

MOVES: dict[Act, Move] = {
    Act.SEND: Move(Side.SENDER, {S.DRAFT: S.SENT}),
    Act.COMPLETE: Move(Side.SENDER, {state: state for state in WAITING}),
    Act.WITHDRAW: Move(Side.SENDER, dict.fromkeys((S.DRAFT, *LIVE), S.WITHDRAWN)),
    Act.CLOSE: Move(Side.SENDER, {S.ANSWERED: S.CLOSED}),
    Act.ACKNOWLEDGE: Move(Side.RECIPIENT, {S.SENT: S.ACKNOWLEDGED}),
    Act.START: Move(Side.RECIPIENT, {S.SENT: S.IN_PROGRESS, S.ACKNOWLEDGED: S.IN_PROGRESS}),
    Act.ANSWER: Move(Side.RECIPIENT, dict.fromkeys(LIVE, S.ANSWERED)),
    Act.REFUSE: Move(Side.RECIPIENT, dict.fromkeys(WAITING, S.REFUSED)),
    Act.EXPIRE: Move(Side.CLOCK, dict.fromkeys(LIVE, S.EXPIRED)),
}


def next_state(act: Act, state: S) -> S:
    """The state after `act`. Raises Conflict where the table has no such move: somebody has moved it meanwhile."""
    try:
        return MOVES[act].to[state]
    except KeyError:
        raise Conflict(f"{act} from {state}") from None


def acts_of(side: Side, state: S) -> set[Act]:
    """Everything that one side may do with a referral in that state."""
    return {act for act, move in MOVES.items() if move.side == side and state in move.to}
