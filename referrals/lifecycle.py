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
    RENEW = "renew"
    RENAME = "rename"
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
RENEWAL_NEAR_DAYS = 14  # before the end from which on the sender is asked whether to renew; the house's own, no law
ENDED = (S.CLOSED, S.REFUSED, S.WITHDRAWN, S.EXPIRED)

MOVES: dict[Act, Move] = {
    Act.SEND: Move(Side.SENDER, {S.DRAFT: S.SENT}),
    Act.COMPLETE: Move(Side.SENDER, {state: state for state in WAITING} | {S.ANSWERED: S.IN_PROGRESS}),
    Act.RENEW: Move(Side.SENDER, {state: state for state in LIVE}),
    Act.RENAME: Move(Side.SENDER, {state: state for state in LIVE}),
    Act.WITHDRAW: Move(Side.SENDER, dict.fromkeys((S.DRAFT, *LIVE), S.WITHDRAWN)),
    Act.CLOSE: Move(Side.SENDER, {S.ANSWERED: S.CLOSED}),
    Act.ACKNOWLEDGE: Move(Side.RECIPIENT, {S.SENT: S.ACKNOWLEDGED}),
    Act.START: Move(Side.RECIPIENT, {S.SENT: S.IN_PROGRESS, S.ACKNOWLEDGED: S.IN_PROGRESS}),
    Act.ANSWER: Move(Side.RECIPIENT, dict.fromkeys(LIVE, S.ANSWERED)),
    Act.REFUSE: Move(Side.RECIPIENT, dict.fromkeys(WAITING, S.REFUSED)),
    Act.EXPIRE: Move(Side.CLOCK, dict.fromkeys(LIVE, S.EXPIRED)),
}


def has_move(act: Act, state: S, *, asks_more: bool) -> bool:
    """Whether the table has it; what was answered is completed only where the last answer `asks_more`."""
    return state in MOVES[act].to and (asks_more or (act, state) != (Act.COMPLETE, S.ANSWERED))


def next_state(act: Act, state: S, *, asks_more: bool) -> S:
    """The state after `act`. Raises Conflict where there is no such move: somebody has moved it meanwhile."""
    if not has_move(act, state, asks_more=asks_more):
        raise Conflict(f"{act} from {state}")
    return MOVES[act].to[state]
