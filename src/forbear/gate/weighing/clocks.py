"""Local days and times of the day, exact and fast, from IANA zones.

Everything is whole microseconds since 1970 in UTC on one side and local day numbers (0 is 1970-01-01) on
the other. Offsets are looked up for every day, never stored with a person. It reads no clock.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from forbear.gate.dossier import EPOCH

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US
HOUR_US: Final = 60 * MINUTE_US
DAY_US: Final = 24 * HOUR_US
EPOCH_ORDINAL: Final = EPOCH.toordinal()
"""What takes a date's ordinal to the number of its day."""
THURSDAY: Final = 3
"""The weekday of day 0 (0 is Monday)."""
_REMEMBERED_MAX: Final = 50_000


UNSURE: Final = object()
"""Stands where one offset does not tell the local time: the clocks change nearby, or several zones are possible."""
STRETCH_BITS: Final = 36
"""Instants with the same bits above these (some 19 hours) lie in one stretch."""


class Stretch:
    """A stretch of time all through which, and some days around which, a clock has one offset (local minus UTC).

    `day_us` and `week_us` are the local midnight, and that of the Monday, at or before its first instant: so the local time of an
    instant is found without a division. `others` are the stretches of the same clock.
    """

    __slots__ = ("day_us", "offset_us", "others", "week_us")

    def __init__(self, number: int, offset_us: int, others: Stretches) -> None:
        self.others = others
        local = (number << STRETCH_BITS) + offset_us
        self.offset_us = offset_us
        self.day_us = local // DAY_US * DAY_US - offset_us
        self.week_us = self.day_us - weekday(local // DAY_US) * DAY_US


class Clock:
    """The local clock of one zone. Remembers offsets by day: a cache that never changes an answer."""

    __slots__ = ("_offsets", "_starts", "_zone", "name")

    def __init__(self, zone: ZoneInfo) -> None:
        self.name = zone.key
        self._zone = zone
        self._offsets: dict[int, int | None] = {}
        self._starts: dict[int, int] = {}

    def offset_us(self, us: int) -> int:
        """Local minus UTC at an instant."""
        day = us // DAY_US
        try:
            steady = self._offsets[day]
        except KeyError:
            steady = self._learn(day)
        return self._exact(us) if steady is None else steady

    def steady_offset_us(self, utc_day: int) -> int | None:
        """The offset all through one UTC day, or `None` when the clocks change in it."""
        return self._offsets[utc_day] if utc_day in self._offsets else self._learn(utc_day)

    def offset_around(self, number: int) -> int | None:
        """The offset all through a stretch and the days around it, or `None` when the clocks change there."""
        first, last = (edge << STRETCH_BITS for edge in (number, number + 1))
        days = range(first // DAY_US - 3, last // DAY_US + 4)
        offset, *others = {self.steady_offset_us(day) for day in days}
        return None if others else offset

    def local_day(self, us: int) -> int:
        """The number of the local day an instant falls on."""
        return (us + self.offset_us(us)) // DAY_US

    def day_start_us(self, day: int) -> int:
        """The first instant of a local day (after a gap at midnight, the end of the gap)."""
        start = self._starts.get(day)
        if start is None:
            start = self._day_start(day)
            if len(self._starts) >= _REMEMBERED_MAX:
                self._starts.clear()
            self._starts[day] = start
        return start

    def _day_start(self, day: int) -> int:
        """Local midnight by the smaller of the two offsets around it that gives this day."""
        wall = day * DAY_US
        candidates = sorted({wall - self._exact(wall - DAY_US), wall - self._exact(wall + DAY_US)})
        for candidate in candidates:
            if (candidate + self._exact(candidate)) // DAY_US >= day:
                return candidate
        return candidates[-1]

    def _learn(self, day: int) -> int | None:
        before, after = self._exact(day * DAY_US), self._exact((day + 1) * DAY_US)
        steady = before if before == after else None
        if len(self._offsets) >= _REMEMBERED_MAX:
            self._offsets.clear()
        self._offsets[day] = steady
        return steady

    def _exact(self, us: int) -> int:
        at = EPOCH + timedelta(microseconds=us)
        offset = at.astimezone(self._zone).utcoffset() or timedelta()
        return offset // timedelta(microseconds=1)


class Stretches(dict[int, object]):
    """The stretches of one clock by number: `UNSURE` where the clocks change nearby, `None` where there is no such zone."""

    def __init__(self, clock: Clock | None) -> None:
        super().__init__()
        self._clock = clock

    def __missing__(self, number: int) -> object:
        """Learn one stretch."""
        offset = None if self._clock is None else self._clock.offset_around(number)
        found = UNSURE if offset is None else Stretch(number, offset, self)
        if self._clock is None:
            found = None
        if len(self) >= _REMEMBERED_MAX:
            self.clear()
        self[number] = found
        return found


class StretchesByZone(dict[str, Stretches]):
    """The stretches of every zone, by its name."""

    def __init__(self, clocks: Clocks) -> None:
        super().__init__()
        self._clocks = clocks

    def __missing__(self, name: str) -> Stretches:
        """Open one zone."""
        self[name] = found = Stretches(self._clocks.get(name))
        return found


class Clocks:
    """Clocks by zone name; a name that is no zone gives `None`, so that the answer is unknown."""

    __slots__ = ("_clocks", "_fixed", "stretches")

    def __init__(self) -> None:
        self._clocks: dict[str, Clock | None] = {}
        self._fixed: dict[str, tuple[Clock, ...] | None] = {}
        self.stretches = StretchesByZone(self)

    def fixed(self, name: str) -> tuple[Clock, ...] | None:
        """The clock of a zone that the law names, alone in a tuple."""
        if name not in self._fixed:
            clock = self.get(name)
            self._fixed[name] = None if clock is None else (clock,)
        return self._fixed[name]

    def get(self, name: str) -> Clock | None:
        """The clock of a zone."""
        if name not in self._clocks:
            try:
                self._clocks[name] = Clock(ZoneInfo(name))
            except (ZoneInfoNotFoundError, ValueError, OSError):
                self._clocks[name] = None
        return self._clocks[name]


def weekday(day: int) -> int:
    """0 Monday to 6 Sunday, of a local day number."""
    return (day + THURSDAY) % 7
