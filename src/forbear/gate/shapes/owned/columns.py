"""Items (events, records, evidence) by their owner."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from forbear.gate.shapes.coding.columns import NO_CODE
from forbear.gate.shapes.lists.columns import starts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Owned:
    """Items by their owner, in order of time where they have one; an item without owner is nobody's."""

    def __init__(
        self, owner: NDArray[np.int64], us: NDArray[np.int64] | None = None, *, is_in_order: bool = False
    ) -> None:
        self._owner = owner
        self._is_in_order = is_in_order
        self._us = us
        self._size = int(owner.max(initial=NO_CODE)) + 1

    @cached_property
    def order(self) -> NDArray[np.int64] | None:
        """The places of the items in order; nothing when they stand in order already."""
        owner, us = self._owner, self._us
        if not len(owner) or self._is_in_order:
            return None
        if owner[0] != NO_CODE and _later(self._rises, owner, us).all():
            return None
        order = _sorted(owner, us)
        return order[np.count_nonzero(owner == NO_CODE) :]

    @cached_property
    def _rises(self) -> NDArray[np.bool_]:
        """Whether each item after the first has a later owner than the one before it."""
        rises: NDArray[np.bool_] = self._owner[1:] > self._owner[:-1]
        return rises

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
        size = self._size + 1  # one owner more, for those who own nothing
        if places is None:
            return None, starts_of(self._lengths(size))
        return places, starts_of(np.bincount(self._owner[places], minlength=size))

    def _lengths(self, size: int) -> NDArray[np.int64]:
        """How many items each owner has, of items in order: the places where owners change say it."""
        lengths = np.zeros(size, dtype=np.int64)
        if len(self._owner):
            begins = np.concatenate([np.zeros(1, dtype=np.int64), np.flatnonzero(self._rises) + 1])
            lengths[self._owner[begins]] = np.diff(begins, append=len(self._owner))
        return lengths

    def rank(self, items: slice, owner: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
        """Whose each of these items in a row is: the place of its owner among the given, who have so many of them each."""
        if (owner[1:] - owner[:-1] == 1).all():
            places: NDArray[np.int64] = self._owner[items] - owner[0]
            return places
        return np.repeat(np.arange(len(owner), dtype=np.int64), lengths)

    def known(self, subject: NDArray[np.int64]) -> NDArray[np.int64]:
        """The owners as they are counted here: who owns nothing is the one after the last."""
        return np.where((subject >= 0) & (subject < self._size), subject, self._size)


def _sorted(owner: NDArray[np.int64], us: NDArray[np.int64] | None) -> NDArray[np.int64]:
    # Logs stand nearly in order, or at least in order of time: then a stable sort by owner has little to do, and little is left to do.
    order = np.argsort(owner, kind="stable")
    if us is None:
        return order
    owner, us = owner[order], us[order]
    mixed = np.zeros(int(owner[-1]) + 2, dtype=bool)
    mixed[owner[1:][~_later(owner[1:] > owner[:-1], owner, us)] + 1] = True
    place = np.flatnonzero(mixed[owner + 1])
    order[place] = order[place[np.lexsort((us[place], owner[place]))]]
    return order


def _later(
    rises: NDArray[np.bool_], owner: NDArray[np.int64], us: NDArray[np.int64] | None
) -> NDArray[np.bool_]:
    """Whether each item after the first stands in order after the one before it; `rises` says where the owner is a later one."""
    same: NDArray[np.bool_] = owner[1:] == owner[:-1]
    if us is not None:
        same &= us[1:] >= us[:-1]
    same |= rises
    return same
