"""Zones of many questions at once: which clocks count, local days, times of the day, starts of windows.

Every question has a ragged list of candidate zones; a value is worked out for each (question, zone) pair
and then reduced to the strictest, exactly as the row evaluator does. Offsets come from the same `Clock`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from forbear.gate.weighing.clocks import DAY_US, Clock, Clocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forbear.rulebooks.terms import Calendar

Ints = "NDArray[np.int64]"
CLOSE: Final = 1 << 20
"""Values that reach no further than this are told apart by a table."""
STEADY_DAYS_MAX: Final = 400
"""Instants that lie further apart than this are looked up one by one."""
SCALE: Final = 1 << 22
"""Local days are within ± 2 million of 1970, so zone and day fit into one number."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """(question, zone) pairs sorted by question; `known` says which questions have their zones known.

    `starts` are the positions of the first pair of each question that has any, for reductions.
    """

    row: NDArray[np.int64]
    zone: NDArray[np.int64]
    known: NDArray[np.bool_]
    rows_with_any: NDArray[np.int64]
    starts: NDArray[np.int64]


def distinct_of(values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct values in order, and where each value stands among them; days lie close together and need no sorting."""
    if not len(values):
        return values, values
    low = int(values.min())
    reach = int(values.max()) - low
    if reach >= CLOSE:
        distinct, inverse = np.unique(values, return_inverse=True)
        return distinct, inverse
    present = np.zeros(reach + 1, dtype=bool)
    present[values - low] = True
    place = np.cumsum(present) - 1
    found = np.flatnonzero(present) + low
    return found.astype(np.int64), place[values - low]


class ZoneTable:
    """The clocks of one run by number, with array versions of their arithmetic."""

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks
        self._numbers: dict[str, int] = {}
        self._list: list[Clock | None] = []

    def number(self, name: str) -> int:
        """The number of a zone; -1 when the name is no zone."""
        if name not in self._numbers:
            clock = self._clocks.get(name)
            self._numbers[name] = len(self._list) if clock is not None else -1
            if clock is not None:
                self._list.append(clock)
        return self._numbers[name]

    def steady_us(self, name: str, us: NDArray[np.int64]) -> int | None:
        """Local minus UTC in a zone, where it is the same all through these instants; nothing where it is not, or for no zone."""
        clock = self._clocks.get(name)
        if clock is None or not len(us):
            return None
        first, last = int(us.min()) // DAY_US, int(us.max()) // DAY_US
        if last - first > STEADY_DAYS_MAX:
            return None
        found = {clock.steady_offset_us(day) for day in range(first, last + 1)}
        return found.pop() if len(found) == 1 else None

    def offsets_us(self, zone: NDArray[np.int64], us: NDArray[np.int64]) -> NDArray[np.int64]:
        """Local minus UTC at each instant in each zone."""
        key = zone * SCALE + us // DAY_US + SCALE // 2
        distinct, inverse = distinct_of(key)
        found = np.zeros(len(distinct), dtype=np.int64)
        changing = np.zeros(len(distinct), dtype=bool)
        for index, item in enumerate(distinct.tolist()):
            steady = self._clock(item // SCALE).steady_offset_us(item % SCALE - SCALE // 2)
            changing[index] = steady is None
            found[index] = steady or 0
        offsets = found[inverse]
        for index in np.flatnonzero(changing[inverse]).tolist():
            offsets[index] = self._clock(int(zone[index])).offset_us(int(us[index]))
        return offsets

    def local_us(self, zone: NDArray[np.int64], us: NDArray[np.int64]) -> NDArray[np.int64]:
        """What the wall clock shows, as microseconds since its own 1970-01-01."""
        return us + self.offsets_us(zone, us)

    def day_starts_us(self, zone: NDArray[np.int64], day: NDArray[np.int64]) -> NDArray[np.int64]:
        """The first instant of each local day in each zone."""
        key = zone * SCALE + day + SCALE // 2
        distinct, inverse = distinct_of(key)
        starts = [
            self._clock(item // SCALE).day_start_us(item % SCALE - SCALE // 2) for item in distinct.tolist()
        ]
        return np.asarray(starts, dtype=np.int64)[inverse]

    def _clock(self, number: int) -> Clock:
        clock = self._list[number]
        if clock is None:
            message = f"zone {number} has no clock"
            raise ValueError(message)
        return clock


def fixed(table: ZoneTable, tz: str, size: int) -> Candidates:
    """The one zone that the law names, for every question."""
    number = table.number(tz)
    rows = np.arange(size, dtype=np.int64)
    if number < 0:
        return candidates_of(np.empty(0, np.int64), np.empty(0, np.int64), np.zeros(size, bool))
    return Candidates(rows, np.full(size, number, np.int64), np.ones(size, bool), rows, rows)


def candidates_of(row: NDArray[np.int64], zone: NDArray[np.int64], known: NDArray[np.bool_]) -> Candidates:
    """Candidates from (question, zone) pairs in order of question."""
    starts = np.flatnonzero(np.concatenate([[True], row[1:] != row[:-1]])) if len(row) else row
    return Candidates(row, zone, known, row[starts], starts)


def reduce_min(found: Candidates, values: NDArray[np.int64], size: int, *, empty: int) -> NDArray[np.int64]:
    """The smallest value over the zones of each question."""
    result = np.full(size, empty, dtype=np.int64)
    if len(values) == len(found.starts):
        result[found.rows_with_any] = values
    elif len(values):
        result[found.rows_with_any] = np.minimum.reduceat(values, found.starts)
    return result


def reduce_all(found: Candidates, values: NDArray[np.bool_], size: int) -> NDArray[np.bool_]:
    """Whether it holds in every zone of each question."""
    result = np.zeros(size, dtype=bool)
    if len(values) == len(found.starts):
        result[found.rows_with_any] = values
    elif len(values):
        result[found.rows_with_any] = np.logical_and.reduceat(values, found.starts)
    return result


def days_between(
    since: NDArray[np.int64], until: NDArray[np.int64], calendar: Calendar | None
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Days between two days, by a calendar business days; false where it does not cover one of them."""
    if calendar is None:
        return until - since, np.ones(len(since), dtype=bool)
    sums = np.asarray(calendar.sums(), dtype=np.int64)
    told = (since >= calendar.first) & (since <= calendar.last)
    told &= (until >= calendar.first) & (until <= calendar.last)
    low = np.where(told, since - calendar.first, 0)
    high = np.where(told, until - calendar.first, 0)
    return sums[high] - sums[low], told
