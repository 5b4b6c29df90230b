"""Records of many questions: whether one is in force, the number it states, its days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from forbear.gate.events.columns import last_us
from forbear.gate.records.columns import FALSE, FOREVER_DAY, TRUE, UNKNOWN
from forbear.gate.seen.stretch.columns import Stretch
from forbear.gate.shapes.lists.columns import expand
from forbear.gate.weighing.clocks import DAY_US
from forbear.gate.weighing.windows import START_OF_TIME_US
from forbear.gate.zones.columns import days_between
from forbear.rulebooks.terms import (
    NEVER_DAYS,
    RecordActive,
    RecordDays,
    RecordFilter,
    RecordNumber,
    Side,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forbear.gate.zones.columns import (
        Candidates,
    )


class RecordViews(Stretch):
    """Statements and numbers from records."""

    def _record_states(
        self, wanted: RecordFilter
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
        records = self._prepared.records
        row, record = records.candidates(wanted, self._asked)
        found = self._candidates(wanted.zone)
        state = records.state(wanted, row, record, self._asked, (self._table, found))
        if wanted.until:
            state = np.where(self._ended_by_event(wanted, row, record), np.int8(FALSE), state)
        if wanted.lasts_days is not None:
            days = self._days_of(found, row, records.us[record], most=True)
            burnt = found.known[row] & (days >= wanted.lasts_days)
            state = np.where(burnt, np.int8(FALSE), state)
            state = np.where((state == TRUE) & ~found.known[row], np.int8(UNKNOWN), state)
        return row, record, state

    def _ended_by_event(
        self, wanted: RecordFilter, row: NDArray[np.int64], record: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Whether an event that ends the record happened with its person after it began."""
        pairs = self._pairs_of(wanted.until, wanted.subject)
        last = last_us(pairs.row, pairs.us, self._size, empty=START_OF_TIME_US)
        ended: NDArray[np.bool_] = last[row] > self._prepared.records.us[record]
        return ended

    def _days_of(
        self, found: Candidates, row: NDArray[np.int64], since_us: NDArray[np.int64], *, most: bool
    ) -> NDArray[np.int64]:
        """Local days from an instant to each question's, over its zones the most or the fewest."""
        starts = np.searchsorted(found.row, np.arange(self._size + 1)).astype(np.int64)
        position, zone = expand(starts, row, found.zone)
        today = self._table.local_us(zone, self._asked.us[row[position]]) // DAY_US
        then = self._table.local_us(zone, since_us[position]) // DAY_US
        result = np.full(len(row), -NEVER_DAYS if most else NEVER_DAYS, dtype=np.int64)
        (np.maximum if most else np.minimum).at(result, position, today - then)
        return result

    def _record_days(self, term: RecordDays) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        row, record, state = self._record_states(term.record)
        records, found = self._prepared.records, self._candidates(term.record.zone)
        named = records.named_day[record]
        keep = (state != FALSE) & ((named != FOREVER_DAY) | (term.since is not Side.DAY))
        row, record, named, state = row[keep], record[keep], named[keep], state[keep]
        starts = np.searchsorted(found.row, np.arange(self._size + 1)).astype(np.int64)
        position, zone = expand(starts, row, found.zone)
        item = record[position]
        begun = self._table.local_us(zone, records.us[item]) // DAY_US
        today = self._table.local_us(zone, self._asked.us[row[position]]) // DAY_US
        since = named[position] if term.since is Side.DAY else begun
        until = named[position] if term.to_named else today
        days, told = days_between(since, until, term.calendar)
        told &= (since != FOREVER_DAY) & (until != FOREVER_DAY)
        fewest = np.full(len(row), NEVER_DAYS, dtype=np.int64)
        np.minimum.at(fewest, position, np.where(told, days, NEVER_DAYS))
        unsure = (state == UNKNOWN) | ~found.known[row]
        unsure[position[~told]] = True
        known = np.ones(self._size, dtype=bool)
        known[row[unsure]] = False
        best = np.full(self._size, NEVER_DAYS if term.newest else -NEVER_DAYS, dtype=np.int64)
        (np.minimum if term.newest else np.maximum).at(best, row, fewest)
        none = np.bincount(row, minlength=self._size) == 0
        return np.where(none, NEVER_DAYS, best), known

    def _record_active(self, term: RecordActive) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        row, _, state = self._record_states(term.record)
        active = np.zeros(self._size, dtype=bool)
        active[row[state == TRUE]] = True
        unknown = np.zeros(self._size, dtype=bool)
        unknown[row[state == UNKNOWN]] = True
        return active, active | ~unknown

    def _record_number(self, term: RecordNumber) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        row, record, state = self._record_states(term.record)
        numbers, known = self._prepared.records.number
        value, has = numbers[record], known[record]
        best = np.full(self._size, term.default, dtype=np.int64)
        active = has & (state == TRUE)
        np.maximum.at(best, row[active], value[active])
        known = np.ones(self._size, dtype=bool)
        known[row[has & (state == UNKNOWN)]] = False
        return best, known
