"""One scale for whatever waits: a referral, a fact, a vacant post. Its steps are settings of the convention, never what
its text says; nobody is bound by them."""

from dataclasses import dataclass
from enum import StrEnum

from signatories.models import Convention


class Level(StrEnum):
    IN_TIME = ""
    LATE = "au-delà du repère"
    VERY_LATE = "attente longue"


TONES = {Level.IN_TIME: "", Level.LATE: "warn", Level.VERY_LATE: "bad"}


@dataclass(frozen=True, slots=True)
class Scale:
    """`late_after` is None where the convention has set no such number of days."""

    late_after: int | None
    very_late_after: int

    def level_after(self, days: int) -> Level:
        if days > self.very_late_after:
            return Level.VERY_LATE
        return Level.LATE if self.late_after is not None and days > self.late_after else Level.IN_TIME


def scale_of(convention: Convention) -> Scale:
    return Scale(convention.answer_target_days, convention.long_wait_days)
