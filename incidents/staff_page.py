"""The checklist of a fact that targets an agent or a contractor, as its référent reads it."""

from dataclasses import dataclass
from datetime import date

from acting.actor import Actor
from acting.days import day_of
from incidents.enums import StaffItem
from incidents.models import Incident
from incidents.models.staff import in_words
from incidents.services.staff import answers_about
from incidents.staff_rules import CHECKLIST, CIRCUMSTANCES, Answers, Said, last_day_to_declare, still_open


@dataclass(frozen=True, slots=True)
class StaffChecklist:
    """`declare_by` is the last day of the 48 hours; `is_late` once it is past and nothing settles the point."""

    answers: Answers
    declare_by: date
    today: date

    @property
    def circumstances(self) -> list[str]:
        """In words, as far as they are known."""
        said = [self.answers.get(item, Said()) for item in CIRCUMSTANCES]
        return [in_words(each.answer, None) for each in said if each.answer]

    @property
    def rows(self) -> list[tuple[StaffItem, Said, str]]:
        """Each point, its answer, and that in words."""
        said = [(item, self.answers.get(item, Said())) for item in CHECKLIST]
        return [(item, each, in_words(each.answer, each.on)) for item, each in said]

    @property
    def open_items(self) -> list[StaffItem]:
        return still_open(self.answers)

    @property
    def is_clock_running(self) -> bool:
        return StaffItem.ACCIDENT in self.open_items

    @property
    def is_late(self) -> bool:
        return self.is_clock_running and self.today > self.declare_by


def staff_checklist(actor: Actor, incident: Incident) -> StaffChecklist:
    return StaffChecklist(answers_about(actor, incident), last_day_to_declare(day_of(incident.filed_at)), actor.today)
