"""Days and months as they are counted in Seine-et-Marne; one arithmetic of months for the whole portal."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import DateField, DateTimeField, DurationField, Expression, ExpressionWrapper, F, Func, Value
from django.db.models.functions import Cast

PARIS = ZoneInfo("Europe/Paris")
YEAR = 12  # months

# A slip of the keyboard, "0026" or "20260", is no day that anybody means, nor one that can be counted from.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
DAY_IN_REACH = (
    MinValueValidator(FIRST_DAY, "Indiquez une date à partir du 1er janvier 2000."),
    MaxValueValidator(LAST_DAY, "Indiquez une date jusqu’au 31 décembre 2100."),
)
# Moments of these days.
MOMENT_IN_REACH = (
    MinValueValidator(datetime.combine(FIRST_DAY, time.min, PARIS), "Indiquez une date à partir du 1er janvier 2000."),
    MaxValueValidator(datetime.combine(LAST_DAY, time.max, PARIS), "Indiquez une date jusqu’au 31 décembre 2100."),
)


def day_of(moment: datetime) -> date:
    """The day in Seine-et-Marne, which is what designations and deadlines are written in."""
    return moment.astimezone(PARIS).date()


def start_of(day: date) -> datetime:
    """Its first moment in Seine-et-Marne: compared with it, a column of moments is read by its index."""
    return datetime.combine(day, time.min, PARIS)


def readings_of(naive: datetime) -> list[datetime]:
    """The moments that a clock on the wall may mean: none in the hour that March leaves out, two in the hour that
    October has twice, the first of them in summer time; elsewhere one. Of a day out of reach the clock is not asked:
    it has none for the first and the last of all days."""
    if not FIRST_DAY <= naive.date() <= LAST_DAY:
        return [naive.replace(tzinfo=PARIS)]
    first, second = (naive.replace(tzinfo=PARIS, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return [first]
    return [first, second] if first < second else []


def add_months(day: date, months: int) -> date:
    """The same day of another month, or its last one where that month is too short: 31 August + 6 is 28 February."""
    return day + relativedelta(months=months)


def months_after(day: Expression | F, months: Expression | F) -> Cast:
    """`add_months` in the database."""
    period = Func(Value(0), months, function="make_interval", output_field=DurationField())
    return Cast(ExpressionWrapper(day + period, DateTimeField()), DateField())


def month_of(day: date) -> date:
    """A month is written as its first day."""
    return day.replace(day=1)


def months_from(first: date, count: int = YEAR) -> list[date]:
    return [add_months(first, number) for number in range(count)]
