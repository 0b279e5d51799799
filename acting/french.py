"""How French writes days, moments and numbers on screens, in mails and on paper, and which signs no line may begin or
end with. CSV, iCalendar and `datetime=` keep the formats of machines."""

import re
from datetime import date, datetime

from django.utils.formats import date_format, number_format

from acting.days import PARIS

NO_BREAK, THIN = "\u00a0", "\u202f"
# `{% … %}` and `a != b` of a template are no French, nor is a sign that a word of a machine begins with (`:root`).
BREAKABLE = re.compile(r"(?<=«)\s+|\s+(?=(?:[:;?!»€]|%(?!\}))(?:[^\w=:-]|$))")
Written = date | str | None  # frozen content holds days and moments as ISO text


def day(value: Written, shape: str = "long") -> str:
    """`27 novembre 2026`; "short": `27 nov. 2026`; "weekday": `vendredi 27 novembre 2026`; "month": `novembre 2026`;
    "month-short": `nov.`. A moment gives its day in Seine-et-Marne, nothing gives nothing."""
    if not value:
        return ""
    found = _day_of(value)
    month = date_format(found, "N" if shape in ("short", "month-short") else "F").lower()
    if shape == "month-short":
        return month
    if shape == "month":
        return f"{month}{NO_BREAK}{found.year}"
    number_of_day = "1er" if found.day == 1 else str(found.day)
    written = NO_BREAK.join((number_of_day, month, str(found.year)))
    return f"{date_format(found, 'l').lower()} {written}" if shape == "weekday" else written


def moment(value: datetime | str | None, shape: str = "long") -> str:
    """`27 novembre 2026, 14 h 30`, by the clock of Seine-et-Marne; the shapes of `day`, and "hour": `14 h 30`."""
    if not value:
        return ""
    at = _here(datetime.fromisoformat(value) if isinstance(value, str) else value)
    hour = f"{at.hour}{NO_BREAK}h{NO_BREAK}{at.minute:02}"
    return hour if shape == "hour" else f"{day(at, shape)}, {hour}"


def number(value: float | str | None, decimals: int | None = None) -> str:
    """`1733` as `1 733`, `2.5` as `2,5`; nothing gives nothing."""
    if value is None or value == "":
        return ""
    return str(number_format(value, decimals, force_grouping=True)).replace(NO_BREAK, THIN)


def days_in_words(count: int, *, are_working: bool = False) -> str:
    """`1 jour`, `12 jours`, `12 jours ouvrés`."""
    plural = "s" if count > 1 else ""
    kind = f"{NO_BREAK}ouvré{plural}" if are_working else ""
    return f"{number(count)}{NO_BREAK}jour{plural}{kind}"


def spaced(text: str) -> str:
    """No line begins with one of `: ; ? ! » € %`, none ends with `«`."""
    return BREAKABLE.sub(NO_BREAK, text)


def spaced_lines(text: str) -> str:
    """The same, where each end of line was typed and stays."""
    return "\n".join(spaced(line) for line in text.split("\n"))


def _day_of(value: date | str) -> date:
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return _here(value).date() if isinstance(value, datetime) else value


def _here(at: datetime) -> datetime:
    """What has no zone was read from a clock on the wall."""
    return at.astimezone(PARIS) if at.tzinfo else at
