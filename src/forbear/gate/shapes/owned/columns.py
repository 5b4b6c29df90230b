"""Items (events, records, evidence) by their owner."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from forbear.gate.shapes.coding.columns import NO_CODE
from forbear.gate.shapes.lists.columns import starts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


BLOCK: Final = 1 << 15
"""So many items are looked at at once when their order is checked: what is compared then stays close to the processor."""


class Owned:
    """Items by their owner, in order of time where they have one; an item without owner is nobody's."""

    def __init__(self, owner: NDArray[np.int64], us: NDArray[np.int64] | None = None) -> None:
        self.owner = owner
        self._us = us
        self._size = int(owner.max(initial=NO_CODE)) + 1

    @cached_property
    def order(self) -> NDArray[np.int64] | None:
        """The places of the items in order; nothing when they stand in order already."""
        if self._begins is not None:
            return None
        order = _sorted(self.owner, self._us)
        return order[np.count_nonzero(self.owner == NO_CODE) :]

    @cached_property
    def _begins(self) -> NDArray[np.int64] | None:
        """Where the items of each owner begin; nothing when they do not stand in order."""
        owner, us = self.owner, self._us
        if not len(owner):
            return np.empty(0, dtype=np.int64)
        if owner[0] == NO_CODE:
            return None
        begins = [np.zeros(1, dtype=np.int64)]
        for first in range(1, len(owner), BLOCK):
            rises, stands = _steps(owner, us, first, min(first + BLOCK, len(owner)))
            if not stands.all():
                return None
            begins.append(np.flatnonzero(rises) + first)
        return np.concatenate(begins)

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
        if places is None and self._begins is not None:
            return None, self._starts(self._begins, size)
        return places, starts_of(np.bincount(self.owner[places], minlength=size))

    def _starts(self, begins: NDArray[np.int64], size: int) -> NDArray[np.int64]:
        """Where each owner begins, of items in order: the places where owners change say it."""
        starts = np.zeros(size + 1, dtype=np.int64)
        ends = starts[1:]
        ends[self.owner.take(begins)] = np.diff(begins, append=len(self.owner))
        np.cumsum(ends, out=ends)
        return starts

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
    _, stands = _steps(owner, us, 1, len(owner))
    mixed[owner[1:][~stands] + 1] = True
    place = np.flatnonzero(mixed[owner + 1])
    order[place] = order[place[np.lexsort((us[place], owner[place]))]]
    return order


def _steps(
    owner: NDArray[np.int64], us: NDArray[np.int64] | None, first: int, end: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Of the items from `first` to before `end`: whether each has a later owner than the one before it, and whether it stands in order."""
    here, before = owner[first:end], owner[first - 1 : end - 1]
    rises: NDArray[np.bool_] = here > before
    stands: NDArray[np.bool_] = here == before
    if us is not None:
        stands &= us[first:end] >= us[first - 1 : end - 1]
    stands |= rises
    return rises, stands
