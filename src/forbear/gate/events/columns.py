"""Which events each question sees, and what they amount to.

A question meets the events of its person (or debtor, case, address) as pairs, only those that a view's filter lets through. Every
pair is tested exactly as the row evaluator tests it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from forbear.gate.shapes.coding.columns import NO_CODE
from forbear.gate.shapes.lists.columns import between, starts_of
from forbear.rulebooks.terms import Attribution, Events, KeyPart

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from forbear.gate.events.log.columns import Log
    from forbear.gate.shapes.asked.columns import Questions


@dataclass(frozen=True, slots=True)
class Pairs:
    """(question, event) pairs in order of question, then time."""

    row: NDArray[np.int64]
    event: NDArray[np.int64]

    def where(self, mask: NDArray[np.bool_]) -> Pairs:
        """The pairs that pass."""
        return Pairs(self.row[mask], self.event[mask])


class Owned:
    """Items (events, records) by their owner, in order of time where they have one; an item without owner is nobody's."""

    def __init__(self, owner: NDArray[np.int64], us: NDArray[np.int64] | None = None) -> None:
        self._owner = owner
        self._us = us
        self._size = int(owner.max(initial=NO_CODE)) + 1

    @cached_property
    def order(self) -> NDArray[np.int64] | None:
        """The places of the items in order; nothing when they stand in order already."""
        owner, us = self._owner, self._us
        if not len(owner):
            return None
        in_order = owner[1:] > owner[:-1]
        in_order |= (owner[1:] == owner[:-1]) & (True if us is None else us[1:] >= us[:-1])
        if owner[0] != NO_CODE and in_order.all():
            return None
        order = _sorted(owner, us)
        return order[np.count_nonzero(owner == NO_CODE) :]

    def starts(self, kept: NDArray[np.bool_] | None) -> tuple[NDArray[np.int64] | None, NDArray[np.int64]]:
        """The places of the items kept, in order, and where those of each owner begin among them.

        No places: all items are kept, and stand in order.
        """
        order = self.order
        if kept is None:
            places = order
        elif order is None:
            places = np.flatnonzero(kept)
        else:
            places = order[kept[order]]
        owner = self._owner if places is None else self._owner[places]
        # One owner more, for those who own nothing.
        return places, starts_of(np.bincount(owner, minlength=self._size + 1))

    def known(self, subject: NDArray[np.int64]) -> NDArray[np.int64]:
        """The owners as they are counted here: who owns nothing is the one after the last."""
        return np.where((subject >= 0) & (subject < self._size), subject, self._size)


def _sorted(owner: NDArray[np.int64], us: NDArray[np.int64] | None) -> NDArray[np.int64]:
    if us is None:
        return np.argsort(owner, kind="stable")
    low, high = int(us.min()), int(us.max())
    if (int(owner.max()) + 2) * (high - low + 1) < 1 << 62:
        both = pl.Series((owner + 1) * (high - low + 1) + (us - low))
        return both.arg_sort().cast(pl.Int64).to_numpy()
    return np.lexsort((us, owner))


class EventTable:
    """The log read by owner."""

    def __init__(self, log: Log, owner: NDArray[np.int64]) -> None:
        self.log = log
        self._owned = Owned(owner, log.us)
        self._kept: dict[Events, tuple[NDArray[np.int64] | None, NDArray[np.int64]]] = {}

    def pairs(self, events: Events, subject: NDArray[np.int64], ask_us: NDArray[np.int64]) -> Pairs:
        """The matching events of each question's subject that it can see."""
        if events not in self._kept:
            self._kept[events] = self._owned.starts(self.log.kept(events))
        kept, starts = self._kept[events]
        owner = self._owned.known(subject)
        position, index = between(starts[owner], starts[owner + 1])
        event = index if kept is None else kept[index]
        now = ask_us[position]
        seen = self.log.us[event] < now
        if self.log.void_us is not None:
            seen &= self.log.void_us[event] >= now
        return Pairs(position[seen], event[seen])


def with_same_key(log: Log, asked: Questions, key: frozenset[KeyPart], pairs: Pairs) -> Pairs:
    """The pairs that also share the other parts of the key (a debt is looked at separately)."""
    if KeyPart.DEBTOR in key:
        pairs = pairs.where(log.code("person_id")[pairs.event] == asked.debtor[pairs.row])
    if KeyPart.CASE in key:
        pairs = pairs.where(log.debtor[pairs.event] == asked.debtor[pairs.row])
    for part, name in ((KeyPart.ADDRESS, "address"), (KeyPart.ACTOR, "actor"), (KeyPart.CHANNEL, "channel")):
        if part in key:
            pairs = pairs.where(log.code(name)[pairs.event] == asked.code(name)[pairs.row])
    if KeyPart.OTHER_CHANNEL in key:
        pairs = pairs.where(log.code("channel")[pairs.event] != asked.code("channel")[pairs.row])
    if KeyPart.REPLY in key:
        theirs, mine = log.code("in_reply_to")[pairs.event], asked.code("in_reply_to")[pairs.row]
        pairs = pairs.where((theirs != NO_CODE) & (theirs == mine))
    if KeyPart.LENDER in key:
        theirs, mine = log.code("lender")[pairs.event], asked.code("lender")[pairs.row]
        unnamed = (theirs == asked.unnamed_lender) | (mine == asked.unnamed_lender)
        pairs = pairs.where((theirs == mine) | unnamed)
    return pairs


def shared_debts(
    log: Log, asked: Questions, attribution: Attribution, pairs: Pairs
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where a pair's event counts to a debt asked about: (position of the pair, place of the debt in `asked.debts`)."""
    position, debt = log.counted_debts(attribution).expand(pairs.event)
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
