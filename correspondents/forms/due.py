"""Until when somebody puts off what is due."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms

from acting import french
from acting.actor import Actor
from acting.forms import day_field, show_refusals
from correspondents.due_list import DueRow
from correspondents.due_rules import last_snooze, refusals_of_snooze
from signatories.widgets import Choices

TOMORROW, NEXT_WEEK, ON = "demain", "semaine", "jour"
ONE_DAY, MONDAY = timedelta(days=1), 7  # Monday is 0, and seven days after a Monday comes the next one


class SnoozeForm(forms.Form):
    when = forms.ChoiceField(label="Reporter", widget=Choices(), error_messages={"required": "Choisissez un jour."})
    until = day_field("Le", required=False)

    def __init__(self, *args: Any, row: DueRow, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row, self.today = row, actor.today
        when = cast(forms.ChoiceField, self.fields["when"])
        when.choices = [
            (TOMORROW, f"À demain, {french.day(self._days[TOMORROW], 'weekday')}"),
            (NEXT_WEEK, f"À la semaine prochaine, {french.day(self._days[NEXT_WEEK], 'weekday')}"),
            (ON, "À un autre jour"),
        ]
        cast(Choices, when.widget).asks = {ON: "until"}
        self.fields["until"].help_text = f"Au plus tard le {french.day(last_snooze(row.due, actor.today), 'weekday')}."

    @property
    def _days(self) -> dict[str, date]:
        next_monday = self.today + timedelta(days=MONDAY - self.today.weekday())
        return {TOMORROW: self.today + ONE_DAY, NEXT_WEEK: next_monday}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("when") == ON and not cleaned.get("until") and not self.has_error("until"):
            self.add_error("until", "Indiquez le jour.")
        elif "when" in cleaned and "until" in cleaned:
            show_refusals(self, refusals_of_snooze(self.row.due, self.chosen(), self.today))
        return cleaned

    def chosen(self) -> date:
        day: date = self._days.get(self.cleaned_data["when"]) or self.cleaned_data["until"]
        return day
