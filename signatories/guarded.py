"""The free-text guard on a form: what should not stand in a text is pointed at once; who has read it again sends it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.safestring import SafeString

from signatories import guard
from signatories.theme_guard import Concern, concerns_in
from signatories.widgets import ManyChoices

TO_REREAD = "À relire. Corrigez, ou cochez « J’ai relu » plus bas."
MARK = "relu-"
Warned = Mapping[str, Sequence[guard.Advice]]  # by field


class WithAdvice(forms.HiddenInput):
    """A box that is drawn with the advice (`components/_advice.html`), under the text that it is about, and nowhere
    else."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return SafeString("")


@dataclass(frozen=True, slots=True)
class AdviceBox:
    """« J’ai relu » as it is drawn: it says which passages it was ticked for."""

    bound: forms.BoundField
    mark: str
    is_ticked: bool


def is_reviewed(form: forms.Form, warned: Warned) -> bool:
    """Ticked for these very passages: what is written after that is pointed at anew. A client that has seen no box says
    what it likes."""
    said = str(form["reviewed"].data)
    return bool(form.cleaned_data.get("reviewed")) and (not said.startswith(MARK) or said == _mark_of(warned))


def point_at(form: forms.Form, warned: Warned) -> None:
    """Under each text what should not stand in it; under the last of these the box that lifts it."""
    pointed = [name for name, warnings in warned.items() if warnings]
    box = AdviceBox(form["reviewed"], _mark_of(warned), is_reviewed(form, warned))
    for name in pointed:
        field, bound = form.fields[name], form[name]
        found = [f"« {warning.passage} » : {warning.reason}" for warning in warned[name]]
        field.advice = found  # type: ignore[attr-defined]
        field.advice_box = box if name == pointed[-1] else None  # type: ignore[attr-defined]
        said_by = filter(None, (bound.aria_describedby, f"{bound.auto_id}_advice"))
        field.widget.attrs["aria-describedby"] = " ".join(said_by)


def _mark_of(warned: Warned) -> str:
    passages = sorted((name, each.kind, each.passage) for name, found in warned.items() for each in found)
    return MARK + hashlib.sha256(repr(passages).encode()).hexdigest()[:16]


class ReviewedForm(forms.Form):
    """A form with guarded texts. The box appears with the warning and lifts it: the guard never refuses."""

    guarded: tuple[str, ...]

    reviewed = forms.BooleanField(label="J’ai relu, j’envoie ainsi", required=False, widget=WithAdvice)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        warned = {name: self.advice_on(cleaned.get(name) or "") for name in self.guarded}
        self.overridden = sorted({warning.kind for warnings in warned.values() for warning in warnings})
        if not is_reviewed(self, warned):
            for name in [name for name, warnings in warned.items() if warnings]:
                self.add_error(name, TO_REREAD)
        point_at(self, warned)
        return cleaned

    @property
    def only_asks_to_reread(self) -> bool:
        """Nothing is wrong but what the guard says: then its first words take focus, not a summary screens above."""
        return bool(self.errors) and all(said == [TO_REREAD] for said in self.errors.values())

    def advice_on(self, text: str) -> list[guard.Advice]:
        """What a form may add to: some texts have dangers of their own."""
        return guard.warnings_in(text)


class ThemedForm(ReviewedForm):
    """A guarded form whose texts leave for another signatory. What speaks of violence at home, of suicide or of
    radicalisation is refused with the numbers to call, unless its author says that it is not about that."""

    concerns: Sequence[Concern] = ()

    not_meant = forms.MultipleChoiceField(
        label="Si ce n’est pas cela", choices=Concern.choices, required=False, widget=forms.MultipleHiddenInput
    )

    def clean(self) -> dict[str, Any]:
        """The numbers first: before a passage is pointed at, which takes the text out of what is clean."""
        self.ask_what_is_meant(concerns_in(*(self.cleaned_data.get(name) or "" for name in self.guarded)))
        return super().clean()

    def ask_what_is_meant(self, concerns: Sequence[Concern]) -> None:
        """The boxes appear with the numbers."""
        self.concerns = concerns
        if concerns:
            field = cast(forms.MultipleChoiceField, self.fields["not_meant"])
            field.widget = ManyChoices()
            field.choices = [(concern.value, f"Il ne s’agit pas de : {concern.label.lower()}") for concern in concerns]
