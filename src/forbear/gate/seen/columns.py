"""Views over a stretch of questions: windows, tallies, days since, streaks, active records, as columns.

The same readings as `gate.weighing`, term by term: a window must be open in all candidate zones, a count looks
back from the earliest start, days since are the fewest, a streak the shortest. Null is unknown.
"""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from forbear.gate.seen.counted.columns import CountViews
from forbear.gate.seen.recorded.columns import RecordViews
from forbear.gate.shapes.coding.columns import NO_CODE
from forbear.gate.weighing.clocks import DAY_US, SECOND_US, THURSDAY
from forbear.gate.zones.columns import (
    distinct_of,
    reduce_all,
    reduce_min,
)
from forbear.rulebooks.terms import (
    HOLIDAY,
    Basis,
    Calendar,
    DaysFrom,
    DaysSince,
    InWindow,
    Number,
    RecordActive,
    RecordDays,
    RecordNumber,
    RepliesTo,
    Resolver,
    Slot,
    Streak,
    Subject,
    Tally,
    Term,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

WEEK: Final = range(7)


class Seen(CountViews, RecordViews):
    """The view columns of one stretch, each worked out once, by name."""

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

    def plain_window(self, term: InWindow) -> pl.Expr | None:
        """The window as an expression, where the law names the zone and its clocks stand still all the time asked about."""
        if term.zone.resolver is not Resolver.FIXED or term.calendar is not None:
            return None
        arrives = term.basis is Basis.ARRIVES and self._asked.shape.has("arrives_at")
        shift = self._table.steady_us(term.zone.tz, self._asked.arrives_us if arrives else self._asked.us)
        if shift is None:
            return None
        instant = self._asked.shape.expr("at")
        if arrives:
            instant = pl.coalesce(self._asked.shape.expr("arrives_at"), instant)
        local = instant.to_physical() + shift
        moment, in_week = local % DAY_US, (local + THURSDAY * DAY_US) % (len(WEEK) * DAY_US)
        return reduce(or_, (_within(slot, moment, in_week) for slot in term.slots), pl.lit(value=False))

    def _in_window(self, term: InWindow) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        found = self._candidates(term.zone)
        us = self._asked.arrives_us if term.basis is Basis.ARRIVES else self._asked.us
        local = self._table.local_us(found.zone, us[found.row])
        day, moment = local // DAY_US, local % DAY_US
        weekday, told = self._day_class(term.calendar, day)
        is_open = np.zeros(len(local), dtype=bool)
        for slot in term.slots:
            open_on = np.zeros(HOLIDAY + 1, dtype=bool)
            open_on[sorted(slot.days)] = True
            is_open |= (
                open_on[weekday] & (slot.from_s * SECOND_US <= moment) & (moment < slot.to_s * SECOND_US)
            )
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

    def _replies_to(self, term: RepliesTo) -> NDArray[np.bool_]:
        log, asked = self._prepared.log, self._asked
        pairs = self._pairs_of(term.events, Subject.PERSON)
        said, mine = log.code("event_id")[pairs.event], asked.code("in_reply_to")[pairs.row]
        hit = (mine != NO_CODE) & (said == mine)
        if not term.any_channel:
            hit &= log.code("channel")[pairs.event] == asked.code("channel")[pairs.row]
        return np.bincount(pairs.row[hit], minlength=self._size) > 0

    def _days_from(self, term: DaysFrom) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        found = self._candidates(term.zone)
        if term.fact not in self._asked.kinds:
            return np.zeros(self._size, dtype=np.int64), np.zeros(self._size, dtype=bool)
        dates = self._asked.frame[term.fact].cast(pl.Date)
        named = dates.cast(pl.Int32).fill_null(0).to_numpy().astype(np.int64)
        today = reduce_min(found, self._local_day(found, self._asked.us[found.row]), self._size, empty=0)
        return today - named, found.known & dates.is_not_null().to_numpy()


def _within(slot: Slot, moment: pl.Expr, in_week: pl.Expr) -> pl.Expr:
    """Whether a local time falls into a slot, from the time since midnight and since Monday. No test is made that could not fail."""
    tests: list[pl.Expr] = []
    days = slot.days - {HOLIDAY}
    if len(days) < len(WEEK):
        firsts = [day for day in WEEK if day in days and day - 1 not in days]
        lasts = [day for day in WEEK if day in days and day + 1 not in days]
        runs = [_day_run(in_week, first, last) for first, last in zip(firsts, lasts, strict=True)]
        tests.append(reduce(or_, runs, pl.lit(value=False)))
    if slot.from_s:
        tests.append(moment >= slot.from_s * SECOND_US)
    if slot.to_s * SECOND_US < DAY_US:
        tests.append(moment < slot.to_s * SECOND_US)
    return reduce(and_, tests, pl.lit(value=True))


def _day_run(in_week: pl.Expr, first: int, last: int) -> pl.Expr:
    if last == WEEK[-1]:
        return in_week >= first * DAY_US
    before = in_week < (last + 1) * DAY_US
    return before & (in_week >= first * DAY_US) if first else before
