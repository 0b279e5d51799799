"""The free-text guard on a form: what should not stand in a text is pointed at once; who has read it again sends it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django import forms
from django.utils.safestring import SafeString

from signatories import guard
from signatories.theme_guard import Concern, concerns_in
from signatories.widgets import ManyChoices

TO_REREAD = "À relire. Corrigez, ou cochez « J’ai relu » sous le texte."


class WithAdvice(forms.HiddenInput):
    """A box that is drawn with the advice (`components/_advice.html`), under the text that it is about, and nowhere
    else."""

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        return SafeString("")


def point_at(form: forms.Form, warned: Mapping[str, Sequence[guard.Advice]]) -> None:
    """Under each text what should not stand in it; under the last of these the box that lifts it."""
    pointed = [name for name, warnings in warned.items() if warnings]
    for name in pointed:
        found = [f"« {warning.passage} » : {warning.reason}" for warning in warned[name]]
        form.fields[name].advice = found  # type: ignore[attr-defined]
        form.fields[name].advice_box = form["reviewed"] if name == pointed[-1] else None  # type: ignore[attr-defined]


class ReviewedForm(forms.Form):
    """A form with guarded texts. The box appears with the warning and lifts it: the guard never refuses."""

    guarded: ClassVar[tuple[str, ...]]

    reviewed = forms.BooleanField(label="J’ai relu, j’envoie ainsi", required=False, widget=WithAdvice)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        warned = {name: self.advice_on(cleaned.get(name) or "") for name in self.guarded}
        self.overridden = sorted({warning.kind for warnings in warned.values() for warning in warnings})
        point_at(self, warned)
        if not cleaned.get("reviewed"):
            for name in [name for name, warnings in warned.items() if warnings]:
                self.add_error(name, TO_REREAD)
        return cleaned

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
