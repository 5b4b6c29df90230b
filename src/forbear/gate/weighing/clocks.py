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

    def calm_offset_us(self, utc_day: int) -> int | None:
        """The offset all through a UTC day and the days around it, or `None` when the clocks change in them.

        With it local midnight before an instant of the day is found by plain arithmetic.
        """
        found = {self.steady_offset_us(day) for day in range(utc_day - 3, utc_day + 3)}
        return found.pop() if len(found) == 1 else None

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


class Calm(dict[int, object]):
    """The offset of a clock by UTC day: `UNSURE` where the clocks change nearby, `None` where there is no such zone."""

    def __init__(self, clock: Clock | None) -> None:
        super().__init__()
        self._clock = clock

    def __missing__(self, utc_day: int) -> object:
        """Learn one day."""
        offset = None if self._clock is None else self._clock.calm_offset_us(utc_day)
        if len(self) >= _REMEMBERED_MAX:
            self.clear()
        self[utc_day] = found = UNSURE if offset is None and self._clock is not None else offset
        return found


class Calms(dict[str, Calm]):
    """The calm offsets of every zone, by name."""

    def __init__(self, clocks: Clocks) -> None:
        super().__init__()
        self._clocks = clocks

    def __missing__(self, name: str) -> Calm:
        """Open one zone."""
        self[name] = found = Calm(self._clocks.get(name))
        return found


class Clocks:
    """Clocks by zone name; a name that is no zone gives `None`, so that the answer is unknown."""

    __slots__ = ("_clocks", "_fixed", "calms")

    def __init__(self) -> None:
        self._clocks: dict[str, Clock | None] = {}
        self._fixed: dict[str, tuple[Clock, ...] | None] = {}
        self.calms = Calms(self)

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
