"""What is answered about an agent or a contractor who was targeted: closed choices and days, nothing written."""

from typing import Any

from django import forms

from acting.actor import Actor
from acting.forms import day_field, show_refusals
from acting.stored import StoredForm
from incidents.enums import StaffItem
from incidents.models import Incident
from incidents.services.staff import answers_about
from incidents.staff_rules import CHECKLIST, OFFERED, Answers, Said, refusals_of_answers
from signatories.widgets import Chips

NOTHING = {StaffItem.WHO: "Pas encore dit", StaffItem.OCCASION: "Pas encore dit"}


class StaffForm(StoredForm):
    """One question for each point, and for the points of the checklist the day on which it was done, which is asked
    with an answer that says so. None is called optional: what is not known yet is answered later. Of an accident at
    work "Non, pas encore" is that answer, and there is no second one."""

    def __init__(self, *args: Any, incident: Incident, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident, self.actor = incident, actor
        answers = answers_about(actor, incident)
        for item, offered in OFFERED.items():
            nothing = [] if item == StaffItem.ACCIDENT else [("", NOTHING.get(item, "À noter"))]
            choices = [*nothing, *((each, each.label) for each in offered)]
            self.fields[item] = forms.ChoiceField(label=item.label, choices=choices, widget=Chips(), required=False)
            self.initial[item] = answers.get(item, Said()).answer
            if item in CHECKLIST:
                self.fields[f"{item}_on"] = day_field(f"Jour ({item.label.lower()})", required=False)
                self.initial[f"{item}_on"] = answers.get(item, Said()).on
        for field in self.fields.values():
            field.asked_by_choice = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        given = self.answers()
        show_refusals(self, refusals_of_answers(given, started_at=self.incident.started_at, today=self.actor.today))
        return cleaned

    def answers(self) -> Answers:
        """Of what was sent: a client that leaves a point out says nothing of it."""
        said = self.cleaned_data
        return {
            item: Said(said.get(item, ""), said.get(f"{item}_on"))
            for item in OFFERED
            if self.add_prefix(item) in self.data and not {item, f"{item}_on"} & self.errors.keys()
        }

    @property
    def checklist(self) -> list[tuple[forms.BoundField, forms.BoundField, str]]:
        """Each point, its day, and the answers that have one."""
        settled = {item: " ".join(each for each in OFFERED[item] if Said(each).is_settled) for item in CHECKLIST}
        return [(self[item], self[f"{item}_on"], settled[item]) for item in CHECKLIST]
