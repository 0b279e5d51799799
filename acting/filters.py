"""The state of a list as its address holds it: declared fields, and the column that it is in order of."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.http import QueryDict


class Choice(NamedTuple):
    """A closed filter that is set: its name and value in the address, and both in words."""

    name: str
    label: str
    value: str
    said: str


def choices_made(form: forms.Form) -> Iterator[Choice]:
    """The filters of an address that are set to one of the choices offered: no text that somebody typed is one."""
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if value and isinstance(field, forms.ChoiceField):
            yield Choice(name, str(field.label), str(value), str(dict(field.choices)[value]))  # type: ignore[arg-type]


class ListFilter(forms.Form):
    """What is not understood in the address is left out, field by field; nothing in it names a person or a case.

    `ORDERS` are the values of `tri`, the usual one first; `-x` is the other way round of `x`.
    """

    ORDERS: ClassVar[Mapping[str, Any]] = {}
    tri = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)

    def clean_tri(self) -> str:
        asked: str = self.cleaned_data["tri"]
        return asked if asked in self.ORDERS else ""

    def chosen(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "")

    @property
    def order(self) -> str:
        return self.chosen("tri") or next(iter(self.ORDERS))

    @property
    def is_narrowed(self) -> bool:
        return bool(self.narrowed_by)

    @property
    def narrowed_by(self) -> list[str]:
        """The names of the filters that are set, for the journal: never what they are set to."""
        return [self[name].label.lower() for name in self.fields if name != "tri" and self.chosen(name)]

    @property
    def choices(self) -> list[Choice]:
        """What is set of the closed filters, and the order where the address asks for one."""
        order = self.chosen("tri")
        return [*choices_made(self), *([Choice("tri", "Ordre", order, "")] if order else [])]

    def querystring(self, **changed: str) -> str:
        """The list's address with some of it changed, at its first page."""
        kept = {name: self.chosen(name) for name in self.fields} | changed
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in kept.items() if value})
        return query.urlencode()

    def heads(self, columns: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
        """Headers that sort, and sort the other way round when they already do: (name in `ORDERS`, label)."""
        return [
            {
                "name": name,
                "label": label,
                "query": self.querystring(tri=f"-{name}" if self.order == name else name),
                "sort": {name: "ascending", f"-{name}": "descending"}.get(self.order, ""),
            }
            for name, label in columns
        ]
