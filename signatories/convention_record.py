"""The settings of a convention and their history as they are read: labels, units, who by function and institution."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from acting import french
from acting.enums import Function
from signatories.models import Convention, SettingChange
from signatories.portal_settings import BY_NAME, SETTINGS

FUNCTIONS = dict(Function.choices)


@dataclass(frozen=True, slots=True)
class SettingLine:
    label: str
    value: str
    meaning: str
    bounds: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Who is a function and an institution, never a name."""

    at: datetime
    label: str
    former: str
    current: str
    reason: str
    function: str
    institution: str


def setting_lines(convention: Convention) -> list[SettingLine]:
    return [
        SettingLine(
            label=label_of(setting.name),
            value=setting.in_words(getattr(convention, setting.name)),
            meaning=setting.meaning,
            bounds=setting.bounds,
        )
        for setting in SETTINGS
    ]


def change_lines(changes: Iterable[SettingChange]) -> list[ChangeLine]:
    """`changes` with their signatory."""
    return [
        ChangeLine(
            at=change.at,
            label=label_of(change.setting),
            former=_in_words(change.setting, change.former),
            current=_in_words(change.setting, change.current),
            reason=change.reason,
            function=FUNCTIONS.get(change.function, change.function),
            institution=change.signatory.name,
        )
        for change in changes
    ]


def label_of(name: str) -> str:
    label = str(Convention._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    return label[:1].upper() + label[1:]


def _in_words(name: str, text: str) -> str:
    if name in BY_NAME:
        return BY_NAME[name].in_words(int(text) if text else None)
    if name == "term_ends_on" and text:
        return french.day(text)
    return text or "non renseigné"
