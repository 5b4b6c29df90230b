"""Counts, days since and streaks of many questions, from their logs."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from forbear.gate.events.columns import last_us, longest_runs, shared_debts
from forbear.gate.seen.stretch.columns import Stretch
from forbear.gate.shapes.coding.columns import NO_CODE
from forbear.gate.weighing.clocks import DAY_US
from forbear.gate.weighing.windows import ROLLING_US, START_OF_TIME_US, first_day
from forbear.gate.zones.columns import (
    distinct_of,
    reduce_min,
)
from forbear.rulebooks.terms import (
    NEVER_DAYS,
    Attribution,
    DaysSince,
    Events,
    KeyPart,
    Streak,
    Tally,
    Window,
    WindowType,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


class CountViews(Stretch):
    """Numbers from the log."""

    def _starts(self, window: Window) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        start, known = self._calendar_starts(window)
        if window.since_fact is not None:
            since, since_known = self._since(window)
            start, known = np.maximum(start, since), known & since_known
        if window.reset:
            pairs = self._pairs_of(window.reset, window.reset_subject)
            last = last_us(pairs.row, pairs.us, self._size, empty=START_OF_TIME_US)
            start = np.maximum(start, last + 1)
        return start, known

    def _calendar_starts(self, window: Window) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        always = np.ones(self._size, dtype=bool)
        if window.type is WindowType.EVER:
            return np.full(self._size, START_OF_TIME_US, dtype=np.int64), always
        if window.type in ROLLING_US:
            return self._asked.us - window.n * ROLLING_US[window.type], always
        found = self._candidates(window.zone)
        today = self._table.local_us(found.zone, self._asked.us[found.row]) // DAY_US
        distinct, inverse = distinct_of(today)
        firsts = np.asarray([first_day(window, day) for day in distinct.tolist()], dtype=np.int64)
        begins = self._table.day_starts_us(found.zone, firsts[inverse] if len(distinct) else today)
        return reduce_min(found, begins, self._size, empty=START_OF_TIME_US), found.known

    def _since(self, window: Window) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        name = window.since_fact or ""
        found = self._candidates(window.zone)
        if name not in self._asked.kinds:
            return np.zeros(self._size, dtype=np.int64), np.zeros(self._size, dtype=bool)
        dates = self._asked.frame[name].cast(pl.Date)
        days = dates.cast(pl.Int32).fill_null(0).to_numpy().astype(np.int64)
        begins = self._table.day_starts_us(found.zone, days[found.row])
        known = found.known & dates.is_not_null().to_numpy()
        return reduce_min(found, begins, self._size, empty=0), known

    def _tally(self, term: Tally) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        start, known = self._starts(term.window)
        log, asked = self._prepared.log, self._asked
        pairs = self._by_key(term.events, term.key)
        counts_self = term.counts_self and KeyPart.OTHER_CHANNEL not in term.key
        own = self._would_match(term.events) if counts_self else np.zeros(self._size, dtype=bool)
        if KeyPart.DEBT in term.key:
            _, place = shared_debts(log, asked, term.attribution, pairs.where(pairs.us >= start[pairs.row]))
            owner = np.repeat(np.arange(self._size, dtype=np.int64), np.diff(asked.debts.starts))
            elected = asked.code("debt_elected")[owner]
            elects = term.attribution is not Attribution.INTENDED
            to_this = (elected == NO_CODE) | (elected == asked.debts.codes) | (not elects)
            each = np.bincount(place, minlength=len(asked.debts.codes)) + np.where(to_this, own[owner], 0)
            count = np.zeros(self._size, dtype=np.int64)
            np.maximum.at(count, owner, each)
        else:
            count = np.bincount(pairs.rows_since(start), minlength=self._size) + own
        return count, known & ~asked.unknown(term.key)

    def _would_match(self, events: Events) -> NDArray[np.bool_]:
        if events not in self._own:
            self._own[events] = self._matched(events)
        return self._own[events]

    def _matched(self, events: Events) -> NDArray[np.bool_]:
        shape = self._asked.shape
        found: list[pl.Expr] = []
        for item in events:
            tests = [pl.lit(value=False)] if item.directions and "out" not in item.directions else []
            for name, words in (("channel", item.channels), ("purpose", item.purposes), ("form", item.forms)):
                if words:
                    tests.append(shape.one_of(name, words))
            if item.not_purposes:
                tests.append(~shape.one_of("purpose", item.not_purposes))
            found.append(reduce(and_, tests, pl.lit(value=True)))
        matched = shape.frame.select(matched=reduce(or_, found))["matched"].to_numpy()
        # What looks at no column is told once for all.
        return matched if len(matched) == self._size else np.full(self._size, matched[0])

    def _days_since(self, term: DaysSince) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        log, asked = self._prepared.log, self._asked
        pairs = self._by_key(term.events, term.key)
        if KeyPart.DEBT in term.key:
            position, _ = shared_debts(log, asked, term.attribution, pairs)
            keep = np.zeros(len(pairs.row), dtype=bool)
            keep[position] = True
            pairs = pairs.where(keep)
        last = last_us(pairs.row, pairs.us, self._size, empty=START_OF_TIME_US)
        found = self._candidates(term.zone)
        ever = last[found.row] > START_OF_TIME_US
        then = np.where(ever, last[found.row], self._asked.us[found.row])
        days = self._local_day(found, self._asked.us[found.row]) - self._local_day(found, then)
        fewest = reduce_min(found, np.where(ever, days, NEVER_DAYS), self._size, empty=NEVER_DAYS)
        return fewest, found.known & ~asked.unknown(term.key)

    def _streak(self, term: Streak) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        resets = self._pairs_of(term.reset, term.subject)
        last = last_us(resets.row, resets.us, self._size, empty=START_OF_TIME_US)
        pairs = self._pairs_of(term.events, term.subject)
        pairs = pairs.where(pairs.us > last[pairs.row])
        found = self._candidates(term.zone)
        first = np.searchsorted(pairs.row, found.row)
        length = np.searchsorted(pairs.row, found.row, side="right") - first
        position = np.repeat(np.arange(len(found.row), dtype=np.int64), length)
        before = np.repeat(np.cumsum(length) - length, length)
        index = np.repeat(first, length) + np.arange(len(position), dtype=np.int64) - before
        day = self._table.local_us(found.zone[position], pairs.us[index]) // DAY_US
        today = self._local_day(found, self._asked.us[found.row])
        past = day < today[position]
        runs = longest_runs(position[past], day[past], per_day=term.per_day, size=len(found.row))
        return reduce_min(found, runs, self._size, empty=0), found.known
