"""Real radio buttons and checkboxes in three shapes of the portal: chips, tiles with an icon, lines with a hint."""

from collections.abc import Mapping
from typing import Any

from django.forms import CheckboxSelectMultiple, RadioSelect


class _Annotated:
    """Adds to each option what its template shows besides the label: a Lucide icon or a hint, by value."""

    def __init__(
        self,
        *,
        hints: Mapping[str, str] | None = None,
        icons: Mapping[str, str] | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)  # type: ignore[call-arg]
        self.hints = dict(hints or {})
        self.icons = dict(icons or {})

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        return option | {"hint": self.hints.get(str(value), ""), "icon": self.icons.get(str(value), "")}


class Chips(_Annotated, RadioSelect):
    template_name = "forms/widgets/chips.html"


class ManyChips(_Annotated, CheckboxSelectMultiple):
    template_name = "forms/widgets/chips.html"


class Tiles(_Annotated, RadioSelect):
    template_name = "forms/widgets/tiles.html"


class Choices(_Annotated, RadioSelect):
    template_name = "forms/widgets/choices.html"


class ManyChoices(_Annotated, CheckboxSelectMultiple):
    template_name = "forms/widgets/choices.html"
