"""Which events each question sees, and what they amount to.

A question meets the events of its person (or debtor, case, address) as pairs, only those that a view's filter lets through. Every
pair is tested exactly as the row evaluator tests it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
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


@dataclass(frozen=True, slots=True)
class Met:
    """All events that questions meet, before any filter.

    `event` is a stretch of the log where the questions stand in its order, so that nothing has to be gathered. `seen` says which of
    them a question can see.
    """

    row: NDArray[np.int64]
    event: NDArray[np.int64] | slice
    seen: NDArray[np.bool_]


class EventTable:
    """The log read by owner."""

    def __init__(self, log: Log, owned: Owned) -> None:
        self.log = log
        self._owned = owned

    @cached_property
    def _places(self) -> tuple[NDArray[np.int64] | None, NDArray[np.int64]]:
        return self._owned.starts(None)

    def met(self, subject: NDArray[np.int64], ask_us: NDArray[np.int64]) -> Met:
        """The events of each question's subject; seen are those before it that were not taken away by then.

        Raises `TooManyPairs`.
        """
        places, starts = self._places
        owner = self._owned.known(subject)
        first, end = starts[owner], starts[owner + 1]
        if len(first) > 1 and int((end - first).sum()) > PAIRS_MAX:
            raise TooManyPairs
        event: NDArray[np.int64] | slice
        if places is None and len(first) and (first[1:] == end[:-1]).all():
            event = slice(int(first[0]), int(end[-1]))
            row = self._owned.rank(event, owner, end - first)
        else:
            row, event = between(first, end, places)
        now = ask_us[row]
        seen = self.log.us[event] < now
        if self.log.void_us is not None:
            seen &= self.log.void_us[event] >= now
        return Met(row, event, seen)


def pairs_of(log: Log, asked: Questions, met: Met, events: Events, key: frozenset[KeyPart]) -> Pairs:
    """The pairs that a filter lets through and that share a key (a debt is looked at separately)."""
    chosen = met.seen
    kept = log.kept(events)
    if kept is not None:
        chosen = chosen & kept[met.event]
    for theirs, mine, same in _compared(log, asked, key):
        equal = (theirs[met.event] == mine[met.row]) if same else (theirs[met.event] != mine[met.row])
        chosen = chosen & equal
    place = np.flatnonzero(chosen)
    row = met.row[place]
    event = place + met.event.start if isinstance(met.event, slice) else met.event[place]
    pairs = Pairs(row, event, log.us[event])
    if KeyPart.REPLY in key:
        theirs, mine = log.code("in_reply_to")[pairs.event], asked.code("in_reply_to")[pairs.row]
        pairs = pairs.where((theirs != NO_CODE) & (theirs == mine))
    if KeyPart.LENDER in key:
        theirs, mine = log.code("lender")[pairs.event], asked.code("lender")[pairs.row]
        unnamed = (theirs == asked.unnamed_lender) | (mine == asked.unnamed_lender)
        pairs = pairs.where((theirs == mine) | unnamed)
    return pairs


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
    found = (
        (place < len(wanted)) & (wanted[np.minimum(place, max(len(wanted) - 1, 0))] == asks)
        if len(wanted)
        else np.zeros(len(asks), bool)
    )
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
