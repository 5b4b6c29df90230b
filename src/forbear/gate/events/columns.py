"""Which events each question sees, and what they amount to.

A question meets the events of its person (or debtor, case, address) as pairs, only those that a view's filter lets through. Every
pair is tested exactly as the row evaluator tests it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_
from typing import TYPE_CHECKING, Final

import numpy as np

from forbear.gate.shapes.coding.columns import NO_CODE
from forbear.gate.shapes.lists.columns import between
from forbear.gate.shapes.owned.columns import Owned
from forbear.rulebooks.terms import Attribution, Events, KeyPart

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from forbear.gate.events.log.columns import Log
    from forbear.gate.shapes.asked.columns import Questions
    from forbear.gate.shapes.owned.columns import Owned


PAIRS_MAX: Final = 1 << 25
"""Pairs of question and event that a stretch may have before any filter: about half a gibibyte."""
BLOCK: Final = 1 << 16
"""So many pairs are looked at at once: what is made of them stays close to the processor."""


class TooManyPairs(Exception):
    """a stretch of questions meets more events than are held at once"""


@dataclass(frozen=True, slots=True)
class Pairs:
    """(question, event) pairs in order of question, then time; and when each event happened."""

    row: NDArray[np.int64]
    event: NDArray[np.int64]
    us: NDArray[np.int64]

    def where(self, mask: NDArray[np.bool_]) -> Pairs:
        """The pairs that pass."""
        return Pairs(self.row[mask], self.event[mask], self.us[mask])

    def rows_since(self, start_us: NDArray[np.int64]) -> NDArray[np.int64]:
        """The question of each event that did not happen before its question's start."""
        found = [np.empty(0, dtype=np.int64)]
        for first in range(0, len(self.row), BLOCK):
            row, us = self.row[first : first + BLOCK], self.us[first : first + BLOCK]
            found.append(row[us >= start_us.take(row)])
        return np.concatenate(found)


@dataclass(frozen=True, slots=True)
class Met:
    """All events that questions meet, before any filter.

    `row` less `base` says whose each is. `event` is a stretch of the log where the questions stand in its order, so that nothing has
    to be gathered.
    """

    row: NDArray[np.int64]
    event: NDArray[np.int64] | slice
    base: int = 0

    def blocks(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64] | slice]]:
        """Some of them at a time: (question, event)."""
        for first in range(0, len(self.row), BLOCK):
            row = self.row[first : first + BLOCK]
            if isinstance(self.event, slice):
                event: NDArray[np.int64] | slice = slice(
                    self.event.start + first, self.event.start + first + len(row)
                )
            else:
                event = self.event[first : first + BLOCK]
            yield row - self.base if self.base else row, event


class EventTable:
    """The log read by owner."""

    def __init__(self, log: Log, owned: Owned) -> None:
        self.log = log
        self._owned = owned

    @cached_property
    def _places(self) -> tuple[NDArray[np.int64] | None, NDArray[np.int64]]:
        return self._owned.starts(None)

    def met(self, subject: NDArray[np.int64]) -> Met:
        """The events of each question's subject. Raises `TooManyPairs`."""
        places, starts = self._places
        owner = self._owned.known(subject)
        if places is None and len(owner) and (owner[1:] - owner[:-1] == 1).all():
            # One after the other: their events are a piece of the log, which says itself whose each is.
            low = int(owner[0])
            event = slice(int(starts[low]), int(starts[owner[-1] + 1]))
            _check_number(event.stop - event.start, len(owner))
            return Met(self._owned.owner[event], event, low)
        first, end = starts[owner], starts[owner + 1]
        lengths = end - first
        _check_number(int(lengths.sum()), len(owner))
        if places is None and len(owner) and (first[1:] == end[:-1]).all():
            row = np.repeat(np.arange(len(owner), dtype=np.int64), lengths)
            return Met(row, slice(int(first[0]), int(end[-1])))
        return Met(*between(first, end, places))


def _check_number(pairs: int, questions: int) -> None:
    if questions > 1 and pairs > PAIRS_MAX:
        raise TooManyPairs


def pairs_of(log: Log, asked: Questions, met: Met, events: Events, key: frozenset[KeyPart]) -> Pairs:
    """The pairs of an event before the question, that a filter lets through and that share a key (a debt is looked at separately)."""
    kept, compared = log.kept(events), list(_compared(log, asked, key))
    found = [Pairs(*(np.empty(0, dtype=np.int64) for _ in range(3)))]
    for row, event in met.blocks():
        tests = [] if kept is None else [kept[event]]
        for theirs, mine, same in compared:
            held = theirs[event] == mine.take(row)
            tests.append(held if same else ~held)
        found.append(_seen(log, asked, row, event, reduce(and_, tests) if tests else None))
    pairs = Pairs(
        *(np.concatenate([getattr(some, name) for some in found]) for name in ("row", "event", "us"))
    )
    if KeyPart.REPLY in key:
        theirs, mine = log.code("in_reply_to")[pairs.event], asked.code("in_reply_to")[pairs.row]
        pairs = pairs.where((theirs != NO_CODE) & (theirs == mine))
    if KeyPart.LENDER in key:
        theirs, mine = log.code("lender")[pairs.event], asked.code("lender")[pairs.row]
        unnamed = (theirs == asked.unnamed_lender) | (mine == asked.unnamed_lender)
        pairs = pairs.where((theirs == mine) | unnamed)
    return pairs


def _seen(
    log: Log,
    asked: Questions,
    row: NDArray[np.int64],
    event: NDArray[np.int64] | slice,
    chosen: NDArray[np.bool_] | None,
) -> Pairs:
    """The pairs chosen (or all) whose event was before the question and was not taken away by then."""
    place = np.arange(len(row), dtype=np.int64) if chosen is None else np.flatnonzero(chosen)
    row = row.take(place)
    event = place + event.start if isinstance(event, slice) else event.take(place)
    us, now = log.us.take(event), asked.us.take(row)
    seen = us < now
    if log.void_us is not None:
        seen &= log.void_us.take(event) >= now
    pairs = Pairs(row, event, us)
    return pairs if seen.all() else pairs.where(seen)


def _compared(
    log: Log, asked: Questions, key: frozenset[KeyPart]
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], bool]]:
    """The codes of events and of questions that a key compares, and whether they must be equal."""
    if KeyPart.DEBTOR in key and KeyPart.PERSON in key:
        yield log.code("person_id"), asked.debtor, True
    if KeyPart.CASE in key and key & {KeyPart.PERSON, KeyPart.DEBTOR}:
        yield log.debtor, asked.debtor, True
    if KeyPart.ADDRESS in key and key & {KeyPart.PERSON, KeyPart.DEBTOR, KeyPart.CASE}:
        yield log.code("address"), asked.code("address"), True
    if KeyPart.ACTOR in key:
        yield log.code("actor"), asked.code("actor"), True
    if KeyPart.CHANNEL in key:
        yield log.code("channel"), asked.code("channel"), True
    if KeyPart.OTHER_CHANNEL in key:
        yield log.code("channel"), asked.code("channel"), False


def shared_debts(
    log: Log, asked: Questions, attribution: Attribution, pairs: Pairs
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where a pair's event counts to a debt asked about: (position of the pair, place of the debt in `asked.debts`)."""
    position, debt = log.debts_of(pairs.event, attribution)
    size = int(max(asked.debts.codes.max(initial=0), debt.max(initial=0))) + 1
    owner = np.repeat(np.arange(len(asked), dtype=np.int64), np.diff(asked.debts.starts))
    wanted = owner * size + asked.debts.codes
    asks = pairs.row[position] * size + debt
    place = np.searchsorted(wanted, asks)
    found = np.append(wanted, NO_CODE)[place] == asks
    return position[found], place[found].astype(np.int64)


def last_us(rows: NDArray[np.int64], us: NDArray[np.int64], size: int, *, empty: int) -> NDArray[np.int64]:
    """The latest instant for each question, from pairs in their order."""
    result = np.full(size, empty, dtype=np.int64)
    if len(rows):
        last = np.append(np.flatnonzero(rows[1:] != rows[:-1]), len(rows) - 1)
        result[rows[last]] = us[last]
    return result


def longest_runs(
    row: NDArray[np.int64], day: NDArray[np.int64], *, per_day: int, size: int
) -> NDArray[np.int64]:
    """The longest run of consecutive days with at least `per_day` entries, for each `row` (0 for none)."""
    result = np.zeros(size, dtype=np.int64)
    if not len(row):
        return result
    order = np.lexsort((day, row))
    row, day = row[order], day[order]
    first = np.flatnonzero(np.concatenate([[True], (row[1:] != row[:-1]) | (day[1:] != day[:-1])]))
    count = np.diff(np.concatenate([first, [len(row)]]))
    full = first[count >= per_day]
    row, day = row[full], day[full]
    if not len(row):
        return result
    begins = np.concatenate([[True], (row[1:] != row[:-1]) | (day[1:] != day[:-1] + 1)])
    start = np.flatnonzero(begins)
    length = np.diff(np.concatenate([start, [len(row)]]))
    np.maximum.at(result, row[start], length)
    return result
