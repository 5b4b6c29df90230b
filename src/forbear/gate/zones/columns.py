"""Zones of many questions at once: which clocks count, local days, times of the day, starts of windows.

Every question has a ragged list of candidate zones; a value is worked out for each (question, zone) pair
and then reduced to the strictest, exactly as the row evaluator does. Offsets come from the same `Clock`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from forbear.gate.weighing.clocks import DAY_US, Clock, Clocks
from forbear.gate.weighing.look import ADDRESS_SOURCES, AREA_CODES, KNOWN_CURRENT, REASONABLE_BELIEF
from forbear.rulebooks.terms import Resolver, ZoneRule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forbear.rulebooks.terms import Calendar

Ints = "NDArray[np.int64]"
Bools = "NDArray[np.bool_]"
CLOSE: Final = 1 << 20
"""Values that reach no further than this are told apart by a table."""
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
    low = int(values.min()) if len(values) else 0
    reach = int(values.max()) - low if len(values) else 0
    if reach >= CLOSE:
        distinct, inverse = np.unique(values, return_inverse=True)
        return distinct, inverse
    present = np.zeros(reach + 1, dtype=bool)
    present[values - low] = True
    place = np.cumsum(present) - 1
    found = np.flatnonzero(present) + low if len(values) else np.empty(0, np.int64)
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
        return _candidates(np.empty(0, np.int64), np.empty(0, np.int64), np.zeros(size, bool))
    return Candidates(rows, np.full(size, number, np.int64), np.ones(size, bool), rows, rows)


def from_evidence(table: ZoneTable, rule: ZoneRule, asks: pl.DataFrame, zones: pl.DataFrame) -> Candidates:
    """The zones that the evidence gives under a resolver. `asks` has `row, person_id, address`."""
    mine = asks.select("row", "person_id", asked=pl.col("address")).join(zones, on="person_id")
    chosen = _chosen(rule.resolver, mine).unique(["row", "tz"]).sort("row", "tz")
    names = chosen["tz"].unique().to_list()
    number = {name: table.number(name) for name in names}
    codes = np.asarray([number[name] for name in chosen["tz"].to_list()], dtype=np.int64)
    rows = chosen["row"].to_numpy().astype(np.int64)
    known = np.zeros(asks.height, dtype=bool)
    known[rows] = True
    known[rows[codes < 0]] = False
    keep = known[rows]
    return _candidates(rows[keep], codes[keep], known)


def _chosen(resolver: Resolver, mine: pl.DataFrame) -> pl.DataFrame:
    if resolver is Resolver.INTERSECT:
        return mine
    if resolver is Resolver.ADDRESS:
        return mine.filter(pl.col("source").is_in(sorted(ADDRESS_SOURCES)))
    current = mine.filter(pl.col("source") == KNOWN_CURRENT)
    if resolver is Resolver.KNOWN_CURRENT:
        return current
    codes = mine.filter(pl.col("source").is_in(sorted(AREA_CODES)))
    chosen = current
    for next_best in (
        mine.filter(pl.col("source") == REASONABLE_BELIEF),
        codes.filter(pl.col("address") == pl.col("asked")),
        codes,
        mine.filter(pl.col("source").is_in(sorted(ADDRESS_SOURCES))),
    ):
        chosen = pl.concat([chosen, next_best.join(chosen, on="row", how="anti")])
    return chosen


def _candidates(row: NDArray[np.int64], zone: NDArray[np.int64], known: NDArray[np.bool_]) -> Candidates:
    rows_with_any, starts = np.unique(row, return_index=True)
    return Candidates(row, zone, known, rows_with_any.astype(np.int64), starts.astype(np.int64))


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
