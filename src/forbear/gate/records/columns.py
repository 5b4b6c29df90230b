"""Records in force for many questions at once: holds, preferences, consents, notices.

A question meets the records of its person (or debtor) as pairs; each pair is true, false or unknown by the
same tests as in the row evaluator.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from forbear.gate.dossier import END_OF_TIME_US
from forbear.gate.shapes.coding.columns import NO_CODE
from forbear.gate.shapes.lists.columns import Ragged, expand, none, ragged
from forbear.gate.shapes.owned.columns import Owned
from forbear.gate.weighing.clocks import DAY_US, THURSDAY
from forbear.gate.weighing.recorded import NEEDS_ALL_DEBTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forbear.gate.shapes.asked.columns import Questions
    from forbear.gate.shapes.coding.columns import Coding
    from forbear.gate.shapes.columns import Shape
    from forbear.gate.zones.columns import Candidates, ZoneTable
    from forbear.rulebooks.terms import RecordFilter

FALSE, TRUE, UNKNOWN = 0, 1, 2
FOREVER_DAY: Final = -(1 << 40)
"""Stands for "no single day" in `only_on` and `day`."""


@dataclass(frozen=True, slots=True)
class _Times:
    """The local times that records carry."""

    from_us: NDArray[np.int64]
    to_us: NDArray[np.int64]
    days: NDArray[np.int64]
    only_day: NDArray[np.int64]
    is_timed: NDArray[np.bool_]


class RecordTable:
    """All records, as arrays made when somebody looks at them; a record is known by its place."""

    def __init__(self, shape: Shape, coding: Coding) -> None:
        self._shape = shape
        self._coding = coding
        self._owned = Owned(coding.codes("person_id", shape.column("person_id")))
        self._lists: dict[str, Ragged] = {}
        self._kept: dict[RecordFilter, tuple[NDArray[np.int64] | None, NDArray[np.int64]]] = {}

    def code(self, name: str) -> NDArray[np.int64]:
        """A column as codes."""
        return self._coding.codes(name, self._shape.column(name))

    @cached_property
    def us(self) -> NDArray[np.int64]:
        """From when on each is in force."""
        return self._shape.us("at").to_numpy()

    @cached_property
    def end_us(self) -> NDArray[np.int64]:
        """When each ends."""
        ends = [
            self._shape.us(name).fill_null(END_OF_TIME_US).to_numpy()
            for name in ("until", "ended_at")
            if self._shape.has(name)
        ]
        return reduce(np.minimum, ends, np.full(len(self._shape), END_OF_TIME_US, dtype=np.int64))

    @cached_property
    def given(self) -> NDArray[np.int64]:
        """To whom each was given."""
        return self.code("given_to")

    @cached_property
    def any_actor(self) -> int:
        """The code of everybody."""
        return self._coding.code("given_to", "*")

    @cached_property
    def place(self) -> NDArray[np.int64]:
        """The place that each is for."""
        return self.code("place")

    @cached_property
    def named_day(self) -> NDArray[np.int64]:
        """The day that each names."""
        return self._days("day")

    @cached_property
    def number(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The number of each, and whether it has one."""
        found = self._shape.column("number")
        return found.fill_null(0).to_numpy(), found.is_not_null().to_numpy()

    def _days(self, name: str) -> NDArray[np.int64]:
        return self._shape.column(name).cast(pl.Int32).cast(pl.Int64).fill_null(FOREVER_DAY).to_numpy()

    @cached_property
    def _is_never_timed(self) -> bool:
        shape, frame = self._shape, self._shape.frame
        times = ("from_time", "to_time", "only_on")
        no_times = all(not shape.has(name) or frame[name].null_count() == len(shape) for name in times)
        return no_times and not (shape.has("days") and frame["days"].list.len().max())

    @cached_property
    def _times(self) -> _Times:
        names = ("from_time", "to_time", "days")
        made = self._shape.frame.with_columns(**{name: self._shape.expr(name) for name in names}).select(
            from_us=_time_us("from_time", 0),
            to_us=_time_us("to_time", DAY_US),
            mask=pl.col("days")
            .list.eval(pl.lit(2, dtype=pl.Int64).pow(pl.element()))
            .list.unique()
            .list.sum()
            .cast(pl.Int64)
            .fill_null(0),
            no_time=pl.col("from_time").is_null() & pl.col("to_time").is_null(),
            no_day=pl.col("days").list.len() == 0,
        )
        only = self._days("only_on")
        plain = (made["no_time"] & made["no_day"]).to_numpy() & (only == FOREVER_DAY)
        return _Times(
            made["from_us"].to_numpy(), made["to_us"].to_numpy(), made["mask"].to_numpy(), only, ~plain
        )

    def lists(self, name: str) -> Ragged:
        """A list column as codes."""
        if name not in self._lists:
            self._lists[name] = (
                ragged(self._shape.column(name), lambda words: self._coding.codes(name, words))
                if self._shape.has(name)
                else none(len(self._shape))
            )
        return self._lists[name]

    def candidates(
        self, wanted: RecordFilter, asked: Questions
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(question, record) pairs of the right kind that are in force, given to the right one, in scope."""
        if wanted not in self._kept:
            self._kept[wanted] = self._owned.starts(self._is_wanted(wanted))
        kept, starts = self._kept[wanted]
        row, index = expand(starts, self._owned.known(asked.of(wanted.subject)))
        record = index if kept is None else kept[index]
        now = asked.us[row]
        mask = (self.us[record] <= now) & (now < self.end_us[record])
        if wanted.addressee:
            given = self.given[record]
            mask &= (given == self.any_actor) | (given == asked.code("actor")[row])
        if wanted.others:
            given = self.given[record]
            mask &= (given != self.any_actor) & (given != asked.code("actor")[row])
        place = self.place[record]
        mask &= (place == NO_CODE) | (place == asked.code("place")[row]) | (place == asked.point_place[row])
        row, record = row[mask], record[mask]
        strict = wanted.kind not in NEEDS_ALL_DEBTS
        for test in (self._channel_ok, self._debts_ok, self._address_ok):
            ok = test(row, record, asked, strict=strict)
            row, record = row[ok], record[ok]
        return row, record

    def _is_wanted(self, wanted: RecordFilter) -> NDArray[np.bool_]:
        shape = self._shape
        parts = [shape.one_of("kind", {wanted.kind}), shape.one_of("token", wanted.tokens)]
        parts += [shape.expr("flags").list.contains(flag) for flag in sorted(wanted.flags)]
        parts += [~shape.expr("flags").list.contains(flag) for flag in sorted(wanted.not_flags)]
        if wanted.waives is not None:
            parts.append(shape.expr("waives").list.contains(wanted.waives))
        made = shape.frame.lazy().with_columns(kept=pl.all_horizontal(parts)).select("kept").collect()["kept"]
        found: NDArray[np.bool_] = made.fill_null(value=False).to_numpy()
        return found

    def _member(
        self, name: str, record: NDArray[np.int64], code: NDArray[np.int64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """(the record has no such scope, the code is in it), for each pair."""
        scope = self.lists(name)
        empty = (scope.starts[record + 1] - scope.starts[record]) == 0
        position, codes = scope.expand(record)
        inside = np.zeros(len(record), dtype=bool)
        inside[position[codes == code[position]]] = True
        return empty, inside

    def _channel_ok(
        self, row: NDArray[np.int64], record: NDArray[np.int64], asked: Questions, *, strict: bool
    ) -> NDArray[np.bool_]:
        del strict  # a channel that is not named is not covered, whatever the record
        empty, inside = self._member("channels", record, asked.code("channel")[row])
        return np.logical_or(empty, inside)

    def _address_ok(
        self, row: NDArray[np.int64], record: NDArray[np.int64], asked: Questions, *, strict: bool
    ) -> NDArray[np.bool_]:
        mine = asked.code("address")[row]
        empty, inside = self._member("addresses", record, mine)
        open_ask: NDArray[np.bool_] = np.logical_and(strict, mine == NO_CODE)
        return np.logical_or(np.logical_or(empty, inside), open_ask)

    def _debts_ok(
        self, row: NDArray[np.int64], record: NDArray[np.int64], asked: Questions, *, strict: bool
    ) -> NDArray[np.bool_]:
        debts = asked.debts
        number = debts.starts[row + 1] - debts.starts[row]
        position, debt = debts.expand(row)
        _, inside = self._member("debts", record[position], debt)
        shared = np.bincount(position[inside], minlength=len(row))
        scope = self.lists("debts")
        empty = (scope.starts[record + 1] - scope.starts[record]) == 0
        reached: NDArray[np.bool_] = (number > 0) & (shared == number)
        if strict:
            reached = (number == 0) | (shared > 0)
        found: NDArray[np.bool_] = empty | reached
        return found

    def state(
        self,
        wanted: RecordFilter,
        row: NDArray[np.int64],
        record: NDArray[np.int64],
        asked: Questions,
        zones: tuple[ZoneTable, Candidates],
    ) -> NDArray[np.int8]:
        """For each pair: false, true or unknown, by the local times that the record carries."""
        state = np.full(len(row), TRUE, dtype=np.int8)
        if self._is_never_timed:
            return state
        timed = np.flatnonzero(self._times.is_timed[record])
        if len(timed):
            state[timed] = self._timed(wanted, row[timed], record[timed], asked, zones)
        return state

    def _timed(
        self,
        wanted: RecordFilter,
        row: NDArray[np.int64],
        record: NDArray[np.int64],
        asked: Questions,
        zones: tuple[ZoneTable, Candidates],
    ) -> NDArray[np.int8]:
        table, found = zones
        starts = np.searchsorted(found.row, np.arange(len(asked) + 1)).astype(np.int64)
        position, zone = expand(starts, row, found.zone)
        local = table.local_us(zone, asked.us[row[position]])
        day, moment = local // DAY_US, local % DAY_US
        item = record[position]
        times = self._times
        days, only, start, end = (
            found[item] for found in (times.days, times.only_day, times.from_us, times.to_us)
        )
        weekday = (day + THURSDAY) % 7
        holds = (days == 0) | ((days >> weekday) & 1 == 1)
        holds &= (only == FOREVER_DAY) | (only == day)
        plain = (start <= moment) & (moment < end)
        holds &= np.where(start <= end, plain, (moment >= start) | (moment < end))
        known = found.known[row]
        yes = np.bincount(position[holds], minlength=len(row))
        all_of = np.bincount(position, minlength=len(row))
        strict = wanted.kind not in NEEDS_ALL_DEBTS
        met = yes > 0 if strict else (yes == all_of) & (all_of > 0)
        return np.where(known, np.where(met, TRUE, FALSE), UNKNOWN).astype(np.int8)


def _time_us(name: str, absent: int) -> pl.Expr:
    """Microseconds since midnight of `HH:MM`, `HH:MM:SS` or `HH:MM:SS.ffffff`."""
    parts = pl.col(name).str.split(":")
    hours, minutes = parts.list.get(0).cast(pl.Int64), parts.list.get(1).cast(pl.Int64)
    rest = parts.list.get(2, null_on_oob=True).fill_null("0").str.split(".")
    seconds = rest.list.get(0).cast(pl.Int64)
    fraction = rest.list.get(1, null_on_oob=True).fill_null("0").str.pad_end(6, "0").cast(pl.Int64)
    return (((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + fraction).fill_null(absent)
