"""What is noted once an agent or a contractor was targeted: closed answers only, each with its day. No question is
about anybody's health, and no answer names anybody. Forms show the rule, services raise it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from acting import french
from acting.days import day_of
from acting.refusals import Refusal
from acting.working_days import counted_day_after
from incidents.enums import StaffAnswer, StaffItem

# "Dans les 48 heures, non compris les dimanches et jours fériés", from when the employer knows. The fact's filing is
# the latest moment at which it does.
DAYS_TO_DECLARE = 2

OFFERED: dict[StaffItem, tuple[StaffAnswer, ...]] = {
    StaffItem.WHO: (StaffAnswer.AGENT, StaffAnswer.CONTRACTOR),
    StaffItem.OCCASION: (
        StaffAnswer.RULES,
        StaffAnswer.RENT,
        StaffAnswer.ROUND,
        StaffAnswer.INVENTORY,
        StaffAnswer.OTHER,
    ),
    StaffItem.SUPPORT: (StaffAnswer.OFFERED,),
    StaffItem.COMPLAINT: (StaffAnswer.FILED, StaffAnswer.DECLINED, StaffAnswer.TO_FILE),
    StaffItem.ACCIDENT: (StaffAnswer.DECLARED, StaffAnswer.NOT_DECLARED, StaffAnswer.NOT_APPLICABLE),
    StaffItem.MANAGEMENT: (StaffAnswer.TOLD,),
    StaffItem.DEBRIEF: (StaffAnswer.TOLD,),
}
CIRCUMSTANCES = (StaffItem.WHO, StaffItem.OCCASION)
CHECKLIST = tuple(item for item in StaffItem if item not in CIRCUMSTANCES)
# These leave something to do: the point stays open.
UNSETTLED = ("", StaffAnswer.TO_FILE, StaffAnswer.NOT_DECLARED)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer of `OFFERED`, or "" for none; and the day on which it was done, where it is of the checklist."""

    answer: str = ""
    on: date | None = None

    @property
    def is_settled(self) -> bool:
        return self.answer not in UNSETTLED


Answers = Mapping[StaffItem, Said]


def last_day_to_declare(known_on: date) -> date:
    """Of an accident at work: 48 hours, Sundays and public holidays not counted."""
    return counted_day_after(known_on, DAYS_TO_DECLARE)


def still_open(answers: Answers) -> list[StaffItem]:
    """The points of the checklist that leave something to do, in their order."""
    return [item for item in CHECKLIST if not answers.get(item, Said()).is_settled]


def refusals_of_answers(answers: Answers, *, started_at: datetime, today: date) -> Iterator[Refusal]:
    """What is settled has its day, between the fact and today; what is not has none."""
    for item, said in answers.items():
        if said.answer and said.answer not in OFFERED[item]:
            yield Refusal("Choisissez une réponse de la liste.", item)
        elif item in CHECKLIST:
            yield from _of_day(item, said, day_of(started_at), today)


def _of_day(item: StaffItem, said: Said, first: date, today: date) -> Iterator[Refusal]:
    if said.is_settled and said.on is None:
        yield Refusal("Indiquez le jour.", f"{item}_on")
    elif said.on and not said.is_settled:
        yield Refusal("Rien n’est encore fait\u00a0: effacez ce jour, ou choisissez ce qui est fait.", f"{item}_on")
    elif said.on and not first <= said.on <= today:
        yield Refusal("Un jour entre celui du fait et aujourd’hui.", f"{item}_on")


def named(items: Collection[StaffItem], declare_by: date) -> str:
    """`"soutien, accident du travail (le 4 mars 2026 au plus tard)"`"""
    delays = {StaffItem.ACCIDENT: f" (le {french.day(declare_by)} au plus tard)"}
    return ", ".join(item.label[:1].lower() + item.label[1:] + delays.get(item, "") for item in items)
