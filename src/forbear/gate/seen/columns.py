"""Views over a stretch of questions: windows, tallies, days since, streaks, active records, as columns.

The same readings as `gate.weighing`, term by term: a window must be open in all candidate zones, a count looks
back from the earliest start, days since are the fewest, a streak the shortest. Null is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from forbear.gate.events.columns import Pairs, last_us, longest_runs, shared_debts, with_same_key
from forbear.gate.frames.columns import Prepared, asked_of
from forbear.gate.records.columns import TRUE, UNKNOWN
from forbear.gate.weighing.clocks import DAY_US, HOUR_US, SECOND_US, THURSDAY, Clocks
from forbear.gate.weighing.windows import START_OF_TIME_US, first_day
from forbear.gate.zones.columns import Candidates, ZoneTable, fixed, from_evidence, reduce_all, reduce_min
from forbear.rulebooks.terms import (
    NEVER_DAYS,
    DaysSince,
    Events,
    InWindow,
    KeyPart,
    Number,
    RecordActive,
    RecordNumber,
    Resolver,
    Streak,
    Subject,
    Tally,
    Term,
    Window,
    WindowType,
    ZoneRule,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Seen:
    """The view columns of one stretch, each worked out once, by name."""

    def __init__(self, prepared: Prepared, asks: pl.DataFrame, facts: pl.DataFrame, clocks: Clocks) -> None:
        self._prepared = prepared
        self._asks = asks.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
        self._facts = facts
        self._asked = asked_of(asks, prepared.codes)
        self._table = ZoneTable(clocks)
        self._size = asks.height
        self._names: dict[object, str] = {}
        self._columns: dict[str, pl.Series] = {}
        self._zones: dict[ZoneRule, Candidates] = {}
        self._pairs: dict[tuple[Events, str], Pairs] = {}

    def columns(self) -> list[pl.Series]:
        """All view columns worked out so far."""
        return list(self._columns.values())

    def truth(self, term: Term) -> str:
        """The name of the column of a window or record statement."""
        if term not in self._names:
            if isinstance(term, InWindow):
                values, known = self._in_window(term)
            elif isinstance(term, RecordActive):
                values, known = self._record_active(term)
            else:
                message = f"{type(term).__name__} is no view"
                raise TypeError(message)
            self._keep(term, pl.Series(values), known)
        return self._names[term]

    def number(self, number: Number) -> str:
        """The name of the column of a tally, days since, streak or record number."""
        if number not in self._names:
            match number:
                case Tally():
                    values, known = self._tally(number)
                case DaysSince():
                    values, known = self._days_since(number)
                case Streak():
                    values, known = self._streak(number)
                case RecordNumber():
                    values, known = self._record_number(number)
                case _:
                    message = f"{type(number).__name__} is no view"
                    raise TypeError(message)
            self._keep(number, pl.Series(values), known)
        return self._names[number]

    def _keep(self, view: object, values: pl.Series, known: NDArray[np.bool_]) -> None:
        name = f"view{len(self._names)}"
        self._names[view] = name
        frame = pl.DataFrame({"value": values, "known": pl.Series(known, dtype=pl.Boolean)})
        self._columns[name] = frame.select(pl.when("known").then("value").alias(name))[name]

    def _candidates(self, rule: ZoneRule) -> Candidates:
        if rule not in self._zones:
            if rule.resolver is Resolver.FIXED:
                self._zones[rule] = fixed(self._table, rule.tz, self._size)
            else:
                self._zones[rule] = from_evidence(self._table, rule, self._asks, self._prepared.zones)
        return self._zones[rule]

    def _pairs_of(self, events: Events, subject: NDArray[np.int64], name: str) -> Pairs:
        if (events, name) not in self._pairs:
            self._pairs[events, name] = self._prepared.events.pairs(events, subject, self._asked.us)
        return self._pairs[events, name]

    def _by_key(self, events: Events, key: frozenset[KeyPart]) -> Pairs:
        name = Subject.PERSON.value if KeyPart.PERSON in key else Subject.DEBTOR.value
        pairs = self._pairs_of(events, self._asked.keys.subject(key), name)
        return with_same_key(self._prepared.events, self._asked.keys, key, pairs)

    def _in_window(self, term: InWindow) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        found = self._candidates(term.zone)
        local = self._table.local_us(found.zone, self._asked.us[found.row])
        weekday, moment = (local // DAY_US + THURSDAY) % 7, local % DAY_US
        is_open = np.zeros(len(local), dtype=bool)
        for slot in term.slots:
            right_day = np.isin(weekday, sorted(slot.days))
            is_open |= right_day & (slot.from_s * SECOND_US <= moment) & (moment < slot.to_s * SECOND_US)
        return reduce_all(found, is_open, self._size), found.known

    def _starts(self, window: Window) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        start, known = self._calendar_starts(window)
        if window.since_fact is not None:
            since, since_known = self._since(window)
            start, known = np.maximum(start, since), known & since_known
        if window.reset:
            subject = self._asked.keys.of(window.reset_subject)
            pairs = self._pairs_of(window.reset, subject, window.reset_subject.value)
            last = last_us(
                pairs.row, self._prepared.events.us[pairs.event], self._size, empty=START_OF_TIME_US
            )
            start = np.maximum(start, last + 1)
        return start, known

    def _calendar_starts(self, window: Window) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        always = np.ones(self._size, dtype=bool)
        if window.type is WindowType.EVER:
            return np.full(self._size, START_OF_TIME_US, dtype=np.int64), always
        if window.type is WindowType.ROLLING_HOURS:
            return self._asked.us - window.n * HOUR_US, always
        found = self._candidates(window.zone)
        today = self._table.local_us(found.zone, self._asked.us[found.row]) // DAY_US
        distinct, inverse = np.unique(today, return_inverse=True)
        firsts = np.asarray([first_day(window, day) for day in distinct.tolist()], dtype=np.int64)
        begins = self._table.day_starts_us(found.zone, firsts[inverse] if len(distinct) else today)
        return reduce_min(found, begins, self._size, empty=START_OF_TIME_US), found.known

    def _since(self, window: Window) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        name = window.since_fact or ""
        found = self._candidates(window.zone)
        if name not in self._facts.columns:
            return np.zeros(self._size, dtype=np.int64), np.zeros(self._size, dtype=bool)
        dates = self._facts[name].cast(pl.Date)
        days = dates.cast(pl.Int32).fill_null(0).to_numpy().astype(np.int64)
        begins = self._table.day_starts_us(found.zone, days[found.row])
        known = found.known & dates.is_not_null().to_numpy()
        return reduce_min(found, begins, self._size, empty=0), known

    def _tally(self, term: Tally) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        start, known = self._starts(term.window)
        events, keys = self._prepared.events, self._asked.keys
        pairs = self._by_key(term.events, term.key)
        pairs = pairs.where(events.us[pairs.event] >= start[pairs.row])
        if KeyPart.DEBT in term.key:
            _, place = shared_debts(events, keys, term.attribution, pairs)
            each = np.bincount(place, minlength=len(keys.debts.codes))
            count = np.zeros(self._size, dtype=np.int64)
            owner = np.repeat(np.arange(self._size, dtype=np.int64), np.diff(keys.debts.starts))
            np.maximum.at(count, owner, each)
        else:
            count = np.bincount(pairs.row, minlength=self._size).astype(np.int64)
        if term.counts_self:
            count = count + self._would_match(term.events)
        return count, known & ~keys.unknown(term.key)

    def _would_match(self, events: Events) -> NDArray[np.int64]:
        parts: list[pl.Expr] = []
        for item in events:
            tests: list[pl.Expr] = [pl.lit(not item.directions or "out" in item.directions)]
            for name, words in (("channel", item.channels), ("purpose", item.purposes), ("form", item.forms)):
                if words:
                    tests.append(pl.col(name).is_in(sorted(words)))
            if item.not_purposes:
                tests.append(~pl.col("purpose").is_in(sorted(item.not_purposes)))
            parts.append(pl.all_horizontal(tests))
        matched = self._asks.with_columns(matched=pl.any_horizontal(parts).cast(pl.Int64))["matched"]
        return matched.to_numpy().astype(np.int64)

    def _days_since(self, term: DaysSince) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        events, keys = self._prepared.events, self._asked.keys
        pairs = self._by_key(term.events, term.key)
        if KeyPart.DEBT in term.key:
            position, _ = shared_debts(events, keys, term.attribution, pairs)
            keep = np.zeros(len(pairs.row), dtype=bool)
            keep[position] = True
            pairs = pairs.where(keep)
        last = last_us(pairs.row, events.us[pairs.event], self._size, empty=START_OF_TIME_US)
        found = self._candidates(term.zone)
        ever = last[found.row] > START_OF_TIME_US
        then = np.where(ever, last[found.row], self._asked.us[found.row])
        days = self._local_day(found, self._asked.us[found.row]) - self._local_day(found, then)
        fewest = reduce_min(found, np.where(ever, days, NEVER_DAYS), self._size, empty=NEVER_DAYS)
        return fewest, found.known & ~keys.unknown(term.key)

    def _local_day(self, found: Candidates, us: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._table.local_us(found.zone, us) // DAY_US

    def _streak(self, term: Streak) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        events, subject = self._prepared.events, self._asked.keys.of(term.subject)
        resets = self._pairs_of(term.reset, subject, term.subject.value)
        last = last_us(resets.row, events.us[resets.event], self._size, empty=START_OF_TIME_US)
        pairs = self._pairs_of(term.events, subject, term.subject.value)
        pairs = pairs.where(events.us[pairs.event] > last[pairs.row])
        found = self._candidates(term.zone)
        first = np.searchsorted(pairs.row, found.row)
        length = np.searchsorted(pairs.row, found.row, side="right") - first
        position = np.repeat(np.arange(len(found.row), dtype=np.int64), length)
        before = np.repeat(np.cumsum(length) - length, length)
        index = np.repeat(first, length) + np.arange(len(position), dtype=np.int64) - before
        day = self._table.local_us(found.zone[position], events.us[pairs.event[index]]) // DAY_US
        today = self._local_day(found, self._asked.us[found.row])
        past = day < today[position]
        runs = longest_runs(position[past], day[past], per_day=term.per_day, size=len(found.row))
        return reduce_min(found, runs, self._size, empty=0), found.known

    def _record_states(
        self, term: RecordActive | RecordNumber
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
        wanted, records = term.record, self._prepared.records
        row, record = records.candidates(wanted, self._asked)
        zones = (self._table, self._candidates(wanted.zone))
        return row, record, records.state(wanted, row, record, self._asked, zones)

    def _record_active(self, term: RecordActive) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        row, _, state = self._record_states(term)
        active = np.zeros(self._size, dtype=bool)
        active[row[state == TRUE]] = True
        unknown = np.zeros(self._size, dtype=bool)
        unknown[row[state == UNKNOWN]] = True
        return active, active | ~unknown

    def _record_number(self, term: RecordNumber) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        row, record, state = self._record_states(term)
        numbers = self._prepared.records.frame["number"]
        has = numbers.is_not_null().to_numpy()[record]
        value = numbers.fill_null(0).to_numpy().astype(np.int64)[record]
        best = np.full(self._size, term.default, dtype=np.int64)
        active = has & (state == TRUE)
        np.maximum.at(best, row[active], value[active])
        known = np.ones(self._size, dtype=bool)
        known[row[has & (state == UNKNOWN)]] = False
        return best, known
