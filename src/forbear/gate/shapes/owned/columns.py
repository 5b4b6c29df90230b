"""Items (events, records, evidence) by their owner."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from forbear.gate.shapes.coding.columns import NO_CODE
from forbear.gate.shapes.lists.columns import starts_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Owned:
    """Items by their owner, in order of time where they have one; an item without owner is nobody's."""

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
