"""Views over a stretch of questions: windows, tallies, days since, streaks, active records, as columns.

The same readings as `gate.weighing`, term by term: a window must be open in all candidate zones, a count looks
back from the earliest start, days since are the fewest, a streak the shortest. Null is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from forbear.gate.events.columns import (
    NO_CODE,
    EventTable,
    Pairs,
    _expand,
    last_us,
    longest_runs,
    shared_debts,
    with_same_key,
)
from forbear.gate.frames.columns import Prepared, asked_of
from forbear.gate.records.columns import FALSE, FOREVER_DAY, TRUE, UNKNOWN
from forbear.gate.weighing.clocks import DAY_US, SECOND_US, THURSDAY, Clocks
from forbear.gate.weighing.windows import ROLLING_US, START_OF_TIME_US, first_day
from forbear.gate.zones.columns import (
    Candidates,
    ZoneTable,
    days_between,
    distinct_of,
    fixed,
    from_evidence,
    reduce_all,
    reduce_min,
)
from forbear.rulebooks.terms import (
    HOLIDAY,
    NEVER_DAYS,
    Attribution,
    Basis,
    Calendar,
    DaysFrom,
    DaysSince,
    Events,
    InWindow,
    KeyPart,
    Number,
    RecordActive,
    RecordDays,
    RecordFilter,
    RecordNumber,
    RepliesTo,
    Resolver,
    Side,
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
        self._arrives_us = asks["arrives_us"].to_numpy().astype(np.int64)
        self._table = ZoneTable(clocks)
        self._size = asks.height
        self._names: dict[object, str] = {}
        self._columns: dict[str, pl.Series] = {}
        self._zones: dict[ZoneRule, Candidates] = {}
        self._pairs: dict[tuple[Events, str], Pairs] = {}

    @property
    def reach_us(self) -> tuple[int, int]:
        """The first and the last instant asked about."""
        return (int(self._asked.us.min()), int(self._asked.us.max())) if self._size else (0, 0)

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
            elif isinstance(term, RepliesTo):
                values, known = self._replies_to(term), np.ones(self._size, dtype=bool)
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
                case RecordDays():
                    values, known = self._record_days(number)
                case DaysFrom():
                    values, known = self._days_from(number)
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
            tables = {KeyPart.CASE.value: self._prepared.cases, KeyPart.ADDRESS.value: self._prepared.points}
            table = tables.get(name, self._prepared.events)
            self._pairs[events, name] = table.pairs(events, subject, self._asked.us)
        return self._pairs[events, name]

    def _by_key(self, events: Events, key: frozenset[KeyPart]) -> tuple[EventTable, Pairs]:
        """The events that share the key, and the table in which they stand."""
        if not key & {KeyPart.PERSON, KeyPart.DEBTOR, KeyPart.CASE}:
            known = np.maximum(self._asked.keys.address, 0)
            name, subject, table = KeyPart.ADDRESS.value, known, self._prepared.points
        elif not key & {KeyPart.PERSON, KeyPart.DEBTOR}:
            name, subject, table = KeyPart.CASE.value, self._asked.keys.debtor, self._prepared.cases
        else:
            name = Subject.PERSON.value if KeyPart.PERSON in key else Subject.DEBTOR.value
            subject, table = self._asked.keys.subject(key), self._prepared.events
        return table, with_same_key(table, self._asked.keys, key, self._pairs_of(events, subject, name))

    def _in_window(self, term: InWindow) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        found = self._candidates(term.zone)
        us = self._arrives_us if term.basis is Basis.ARRIVES else self._asked.us
        local = self._table.local_us(found.zone, us[found.row])
        day, moment = local // DAY_US, local % DAY_US
        weekday, told = self._day_class(term.calendar, day)
        is_open = np.zeros(len(local), dtype=bool)
        for slot in term.slots:
            right_day = np.isin(weekday, sorted(slot.days))
            is_open |= right_day & (slot.from_s * SECOND_US <= moment) & (moment < slot.to_s * SECOND_US)
        is_open &= told
        open_in_all = reduce_all(found, is_open, self._size)
        if told.all():
            return open_in_all, found.known
        # Shut in one zone is shut, whatever the calendar of another would say.
        shut = ~reduce_all(found, is_open | ~told, self._size)
        return open_in_all, found.known & (shut | reduce_all(found, told, self._size))

    def _day_class(
        self, calendar: Calendar | None, day: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The weekday, or `HOLIDAY`, of local days; false where the calendar does not cover the day."""
        weekday = (day + THURSDAY) % 7
        if calendar is None:
            return weekday, np.ones(len(day), dtype=bool)
        distinct, inverse = distinct_of(day)
        off = [calendar.is_holiday(item) for item in distinct.tolist()]
        holiday = np.asarray([item is True for item in off], dtype=bool)[inverse]
        told = np.asarray([item is not None for item in off], dtype=bool)[inverse]
        return np.where(holiday, HOLIDAY, weekday), told

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
        if name not in self._facts.columns:
            return np.zeros(self._size, dtype=np.int64), np.zeros(self._size, dtype=bool)
        dates = self._facts[name].cast(pl.Date)
        days = dates.cast(pl.Int32).fill_null(0).to_numpy().astype(np.int64)
        begins = self._table.day_starts_us(found.zone, days[found.row])
        known = found.known & dates.is_not_null().to_numpy()
        return reduce_min(found, begins, self._size, empty=0), known

    def _tally(self, term: Tally) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        start, known = self._starts(term.window)
        keys = self._asked.keys
        events, pairs = self._by_key(term.events, term.key)
        pairs = pairs.where(events.us[pairs.event] >= start[pairs.row])
        counts_self = term.counts_self and KeyPart.OTHER_CHANNEL not in term.key
        own = self._would_match(term.events) if counts_self else np.zeros(self._size, dtype=np.int64)
        if KeyPart.DEBT in term.key:
            _, place = shared_debts(events, keys, term.attribution, pairs)
            owner = np.repeat(np.arange(self._size, dtype=np.int64), np.diff(keys.debts.starts))
            elected = keys.elected[owner]
            elects = term.attribution is Attribution.ELECTED
            to_this = (elected == NO_CODE) | (elected == keys.debts.codes) | (not elects)
            each = np.bincount(place, minlength=len(keys.debts.codes)) + np.where(to_this, own[owner], 0)
            count = np.zeros(self._size, dtype=np.int64)
            np.maximum.at(count, owner, each)
        else:
            count = np.bincount(pairs.row, minlength=self._size).astype(np.int64) + own
        return count, known & ~keys.unknown(term.key)

    def _replies_to(self, term: RepliesTo) -> NDArray[np.bool_]:
        table, keys = self._prepared.events, self._asked.keys
        pairs = self._pairs_of(term.events, keys.person, Subject.PERSON.value)
        said, mine = table.code("message_code")[pairs.event], keys.reply[pairs.row]
        hit = (mine != NO_CODE) & (said == mine)
        if not term.any_channel:
            hit &= table.code("channel_code")[pairs.event] == keys.channel[pairs.row]
        return np.bincount(pairs.row[hit], minlength=self._size) > 0

    def _days_from(self, term: DaysFrom) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        found = self._candidates(term.zone)
        if term.fact not in self._facts.columns:
            return np.zeros(self._size, dtype=np.int64), np.zeros(self._size, dtype=bool)
        dates = self._facts[term.fact].cast(pl.Date)
        named = dates.cast(pl.Int32).fill_null(0).to_numpy().astype(np.int64)
        today = reduce_min(found, self._local_day(found, self._asked.us[found.row]), self._size, empty=0)
        return today - named, found.known & dates.is_not_null().to_numpy()

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
        keys = self._asked.keys
        events, pairs = self._by_key(term.events, term.key)
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
        self, wanted: RecordFilter
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int8]]:
        records = self._prepared.records
        row, record = records.candidates(wanted, self._asked)
        found = self._candidates(wanted.zone)
        state = records.state(wanted, row, record, self._asked, (self._table, found))
        if wanted.until:
            state = np.where(self._ended_by_event(wanted, row, record), np.int8(FALSE), state)
        if wanted.lasts_days is not None:
            days = self._days_of(found, row, records.array("us")[record], most=True)
            burnt = found.known[row] & (days >= wanted.lasts_days)
            state = np.where(burnt, np.int8(FALSE), state)
            state = np.where((state == TRUE) & ~found.known[row], np.int8(UNKNOWN), state)
        return row, record, state

    def _ended_by_event(
        self, wanted: RecordFilter, row: NDArray[np.int64], record: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Whether an event that ends the record happened with its person after it began."""
        events = self._prepared.events
        pairs = self._pairs_of(wanted.until, self._asked.keys.of(wanted.subject), wanted.subject.value)
        last = last_us(pairs.row, events.us[pairs.event], self._size, empty=START_OF_TIME_US)
        ended: NDArray[np.bool_] = last[row] > self._prepared.records.array("us")[record]
        return ended

    def _days_of(
        self, found: Candidates, row: NDArray[np.int64], since_us: NDArray[np.int64], *, most: bool
    ) -> NDArray[np.int64]:
        """Local days from an instant to each question's, over its zones the most or the fewest."""
        starts = np.searchsorted(found.row, np.arange(self._size + 1)).astype(np.int64)
        position, zone = _expand(starts, row, found.zone)
        today = self._table.local_us(zone, self._asked.us[row[position]]) // DAY_US
        then = self._table.local_us(zone, since_us[position]) // DAY_US
        result = np.full(len(row), -NEVER_DAYS if most else NEVER_DAYS, dtype=np.int64)
        (np.maximum if most else np.minimum).at(result, position, today - then)
        return result

    def _record_days(self, term: RecordDays) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        row, record, state = self._record_states(term.record)
        records, found = self._prepared.records, self._candidates(term.record.zone)
        named = records.array("named_day")[record]
        keep = (state != FALSE) & ((named != FOREVER_DAY) | (term.since is not Side.DAY))
        row, record, named, state = row[keep], record[keep], named[keep], state[keep]
        starts = np.searchsorted(found.row, np.arange(self._size + 1)).astype(np.int64)
        position, zone = _expand(starts, row, found.zone)
        item = record[position]
        begun = self._table.local_us(zone, records.array("us")[item]) // DAY_US
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
        numbers = self._prepared.records.frame["number"]
        has = numbers.is_not_null().to_numpy()[record]
        value = numbers.fill_null(0).to_numpy().astype(np.int64)[record]
        best = np.full(self._size, term.default, dtype=np.int64)
        active = has & (state == TRUE)
        np.maximum.at(best, row[active], value[active])
        known = np.ones(self._size, dtype=bool)
        known[row[has & (state == UNKNOWN)]] = False
        return best, known
