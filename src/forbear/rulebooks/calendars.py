"""Named calendars as data: which local days are holidays, and which are business days.

A rule names its calendar; a day outside the years that the calendar covers is unknown, and unknown refuses. A
calendar is part of the law: its content has a version that goes into the version of every instrument using it.
Days are numbers, 0 is 1970-01-01. It reads no file; `loading` does.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

THURSDAY = 3
"""The weekday of day 0 (0 is Monday)."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """One named calendar. Two with the same name and version are the same.

    `first` and `last` are the days it covers, both inclusive. A holiday is a day in `holidays` or on a
    weekday of `weekly`; a business day is neither a holiday nor on a weekday of `weekend`, or is in `workdays`
    (a day that was moved to be worked).
    """

    name: str
    version: str
    first: int = field(compare=False)
    last: int = field(compare=False)
    weekend: frozenset[int] = field(compare=False, repr=False)
    weekly: frozenset[int] = field(compare=False, repr=False)
    holidays: frozenset[int] = field(compare=False, repr=False)
    workdays: frozenset[int] = field(compare=False, repr=False)
    text: str = field(default="", compare=False, repr=False)
    _sums: list[int] = field(default_factory=list, compare=False, repr=False)

    def is_holiday(self, day: int) -> bool | None:
        """Whether a day is a holiday; `None` outside the years covered."""
        if not self.first <= day <= self.last:
            return None
        return day not in self.workdays and (day in self.holidays or (day + THURSDAY) % 7 in self.weekly)

    def is_business_day(self, day: int) -> bool | None:
        """Whether a day is a business day; `None` outside the years covered."""
        holiday = self.is_holiday(day)
        if holiday is None:
            return None
        return day in self.workdays or not (holiday or (day + THURSDAY) % 7 in self.weekend)

    def business_days(self, since: int, until: int) -> int | None:
        """How many business days lie after `since`, up to and with `until`; `None` outside the years covered.

        Not above zero when `until` is not after `since`.
        """
        if not (self.first <= since <= self.last and self.first <= until <= self.last):
            return None
        sums = self.sums()
        return sums[until - self.first] - sums[since - self.first]

    def sums(self) -> list[int]:
        """For each day covered, the business days from `first` up to and with it."""
        if not self._sums:
            days = range(self.first, self.last + 1)
            self._sums.extend(itertools.accumulate(int(self.is_business_day(day) is True) for day in days))
        return self._sums

    def after(self, since: int, business_days: int) -> int | None:
        """The day that is so many business days after `since`; `None` outside the years covered."""
        day, left = since, business_days
        while left > 0:
            day += 1
            is_open = self.is_business_day(day)
            if is_open is None:
                return None
            left -= int(is_open)
        return day
