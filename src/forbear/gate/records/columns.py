"""Records in force for many questions at once: holds, preferences, consents, notices.

A question meets the records of its person (or debtor) as pairs; each pair is true, false or unknown by the
same tests as in the row evaluator.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from forbear.gate.events.columns import NO_CODE, Keys, Ragged, _expand, ragged
from forbear.gate.weighing.clocks import DAY_US, THURSDAY
from forbear.gate.weighing.recorded import NEEDS_ALL_DEBTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forbear.gate.zones.columns import Candidates, ZoneTable
    from forbear.rulebooks.terms import RecordFilter

FALSE, TRUE, UNKNOWN = 0, 1, 2
NO_TIME: Final = -1


@dataclass(frozen=True, slots=True)
class Asked:
    """What the questions say that a record's scope is compared with."""

    us: NDArray[np.int64]
    channel: NDArray[np.int64]
    place: NDArray[np.int64]
    point_place: NDArray[np.int64]
    keys: Keys


@dataclass(slots=True)
class RecordTable:
    """All records, as arrays sorted by person."""

    frame: pl.DataFrame
    people: int
    any_actor: int
    _lists: dict[str, Ragged] = field(init=False, default_factory=dict)

    def array(self, name: str) -> NDArray[np.int64]:
        """A whole-number column."""
        return self.frame[name].to_numpy().astype(np.int64)

    def lists(self, name: str) -> Ragged:
        """A list column of codes."""
        if name not in self._lists:
            self._lists[name] = ragged(self.frame, pl.col(name))
        return self._lists[name]

    def candidates(self, wanted: RecordFilter, asked: Asked) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """(question, record) pairs of the right kind that are in force, given to the right one, in scope."""
        kept = np.flatnonzero(self._is_wanted(wanted)).astype(np.int64)
        starts = np.searchsorted(self.array("person_code")[kept], np.arange(self.people + 1)).astype(np.int64)
        row, index = _expand(starts, asked.keys.of(wanted.subject))
        record = kept[index]
        now = asked.us[row]
        mask = (self.array("us")[record] <= now) & (now < self.array("end_us")[record])
        if wanted.addressee:
            given = self.array("given_code")[record]
            mask &= (given == self.any_actor) | (given == asked.keys.actor[row])
        if wanted.others:
            given = self.array("given_code")[record]
            mask &= (given != self.any_actor) & (given != asked.keys.actor[row])
        place = self.array("place_code")[record]
        mask &= (place == NO_CODE) | (place == asked.place[row]) | (place == asked.point_place[row])
        row, record = row[mask], record[mask]
        strict = wanted.kind not in NEEDS_ALL_DEBTS
        for test in (self._channel_ok, self._debts_ok, self._address_ok):
            ok = test(row, record, asked, strict=strict)
            row, record = row[ok], record[ok]
        return row, record

    def _is_wanted(self, wanted: RecordFilter) -> NDArray[np.bool_]:
        parts = [pl.col("kind") == wanted.kind, pl.col("token").is_in(sorted(wanted.tokens))]
        parts += [pl.col("flags").list.contains(flag) for flag in sorted(wanted.flags)]
        parts += [~pl.col("flags").list.contains(flag) for flag in sorted(wanted.not_flags)]
        if wanted.waives is not None:
            parts.append(pl.col("waives").list.contains(wanted.waives))
        found: NDArray[np.bool_] = self.frame.select(pl.all_horizontal(parts)).to_series().to_numpy()
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
        self, row: NDArray[np.int64], record: NDArray[np.int64], asked: Asked, *, strict: bool
    ) -> NDArray[np.bool_]:
        del strict  # a channel that is not named is not covered, whatever the record
        empty, inside = self._member("channel_codes", record, asked.channel[row])
        return np.logical_or(empty, inside)

    def _address_ok(
        self, row: NDArray[np.int64], record: NDArray[np.int64], asked: Asked, *, strict: bool
    ) -> NDArray[np.bool_]:
        mine = asked.keys.address[row]
        empty, inside = self._member("address_codes", record, mine)
        open_ask: NDArray[np.bool_] = np.logical_and(strict, mine == NO_CODE)
        return np.logical_or(np.logical_or(empty, inside), open_ask)

    def _debts_ok(
        self, row: NDArray[np.int64], record: NDArray[np.int64], asked: Asked, *, strict: bool
    ) -> NDArray[np.bool_]:
        debts = asked.keys.debts
        number = debts.starts[row + 1] - debts.starts[row]
        position, debt = debts.expand(row)
        _, inside = self._member("debt_codes", record[position], debt)
        shared = np.bincount(position[inside], minlength=len(row))
        scope = self.lists("debt_codes")
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
        asked: Asked,
        zones: tuple[ZoneTable, Candidates],
    ) -> NDArray[np.int8]:
        """For each pair: false, true or unknown, by the local times that the record carries."""
        state = np.full(len(row), TRUE, dtype=np.int8)
        timed = np.flatnonzero(self.frame["is_timed"].to_numpy()[record])
        if len(timed):
            state[timed] = self._timed(wanted, row[timed], record[timed], asked, zones)
        return state

    def _timed(
        self,
        wanted: RecordFilter,
        row: NDArray[np.int64],
        record: NDArray[np.int64],
        asked: Asked,
        zones: tuple[ZoneTable, Candidates],
    ) -> NDArray[np.int8]:
        table, found = zones
        starts = np.searchsorted(found.row, np.arange(len(asked.us) + 1)).astype(np.int64)
        position, zone = _expand(starts, row, found.zone)
        local = table.local_us(zone, asked.us[row[position]])
        day, moment = local // DAY_US, local % DAY_US
        item = record[position]
        days, only = self.array("days_mask")[item], self.array("only_day")[item]
        start, end = self.array("from_us")[item], self.array("to_us")[item]
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


FOREVER_DAY: Final = -(1 << 40)
"""Stands for "no single day" in `only_day`."""
