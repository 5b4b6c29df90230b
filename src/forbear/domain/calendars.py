"""Which days are working days, by a calendar's code.

`CN` follows the notices of the State Council, make-up workdays included, and has an answer only for the years
that were announced: for any other it raises `UnpublishedYear`, for a guess would let a message out on a
holiday. Other codes are a country (`US`, `GB`), optionally with one of its parts (`GB-ENG`, `AU-NSW`);
`US-federal` is `US`. They answer by rule for years ahead, without holidays proclaimed late.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import chinese_calendar
import holidays

_DAY = dt.timedelta(days=1)
# The longest run of days off that any calendar here has; more means that the calendar is wrong.
_SEARCH_DAYS_MAX = 60
_SAME_AS = {"US-federal": "US"}


class UnknownCalendar(ValueError):
    """no calendar has this code"""


class UnpublishedYear(ValueError):
    """the holidays of this year have not been announced, so no day of it can be called a workday"""


def is_workday(calendar: str, day: dt.date) -> bool:
    """Whether `day` is a working day. Raises `UnknownCalendar`, or `UnpublishedYear` where nobody can know yet."""
    if calendar == "CN":
        return _is_workday_in_china(day)
    days_off = _days_off(calendar)
    if not days_off.start_year <= day.year <= days_off.end_year:
        message = f"calendar `{calendar}` has no holidays for {day.year}"
        raise UnpublishedYear(message)
    return bool(days_off.is_working_day(day))


def is_public_holiday(calendar: str, day: dt.date) -> bool:
    """Whether `day` is off by law, a plain weekend not counted. Raises as `is_workday`."""
    if calendar == "CN":
        try:
            off, name = chinese_calendar.get_holiday_detail(day)
        except NotImplementedError as error:
            message = f"the State Council's holiday notice for {day.year} is not in our calendar"
            raise UnpublishedYear(message) from error
        return bool(off) and name is not None
    return day in _days_off(calendar)


def next_workday(calendar: str, day: dt.date) -> dt.date:
    """Return the first working day after `day`. Raises as `is_workday`, also when the search runs off the years."""
    return _nearest_workday(calendar, day, step=_DAY)


def previous_workday(calendar: str, day: dt.date) -> dt.date:
    """Return the last working day before `day`. Raises as `is_workday`."""
    return _nearest_workday(calendar, day, step=-_DAY)


def _nearest_workday(calendar: str, day: dt.date, *, step: dt.timedelta) -> dt.date:
    for _ in range(_SEARCH_DAYS_MAX):
        try:
            day += step
        except OverflowError:
            break
        if is_workday(calendar, day):
            return day
    message = f"calendar `{calendar}` has no working day within {_SEARCH_DAYS_MAX} days of {day}"
    raise UnpublishedYear(message)


def _is_workday_in_china(day: dt.date) -> bool:
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as error:
        message = f"the State Council's holiday notice for {day.year} is not in our calendar"
        raise UnpublishedYear(message) from error


@lru_cache(maxsize=256)
def _days_off(calendar: str) -> holidays.HolidayBase:
    country, _, part = _SAME_AS.get(calendar, calendar).partition("-")
    try:
        return holidays.country_holidays(country, subdiv=part or None)
    except NotImplementedError as error:
        message = f"`{calendar[:40]}` is not the code of a calendar"
        raise UnknownCalendar(message) from error
