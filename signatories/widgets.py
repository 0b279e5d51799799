"""Real radio buttons and checkboxes in three shapes of the portal: chips, tiles with an icon, lines with a hint."""

from collections.abc import Collection, Mapping
from typing import Any

from django.forms import CheckboxSelectMultiple, RadioSelect


class _Annotated:
    """Adds to each option what its template shows besides the label, by value: a Lucide icon, a hint, or the name of
    the field that this choice asks for (`data-asks`: it then stands under the choice). Those in `closed` are shown, and
    cannot be chosen."""

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        icons: Mapping[str, str] | None = None,
        asks: Mapping[str, str] | None = None,
        closed: Collection[str] = (),
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)  # type: ignore[call-arg]
        self.hints = dict(hints or {})
        self.icons = dict(icons or {})
        self.asks = dict(asks or {})
        self.closed = set(closed)

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        if asked := self.asks.get(str(value)):
            option["attrs"]["data-asks"] = asked
        if str(value) in self.closed:
            option["attrs"]["disabled"] = True
        return option | {"hint": self.hints.get(str(value), ""), "icon": self.icons.get(str(value), "")}


class Chips(_Annotated, RadioSelect):
    template_name = "forms/widgets/chips.html"


class FirstChips(Chips):
    """The first group in sight, the others folded: few are usual, many are possible."""

    template_name = "forms/widgets/first_chips.html"


class ManyChips(_Annotated, CheckboxSelectMultiple):
    template_name = "forms/widgets/chips.html"


class Tiles(_Annotated, RadioSelect):
    template_name = "forms/widgets/tiles.html"


class Choices(_Annotated, RadioSelect):
    template_name = "forms/widgets/choices.html"


class ManyChoices(_Annotated, CheckboxSelectMultiple):
    template_name = "forms/widgets/choices.html"
