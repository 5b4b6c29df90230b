"""Lists of codes, and lists of rows, as two arrays: where each begins, and all of them one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import polars as pl
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Ragged:
    """Lists of codes: the codes of item `i` are `codes[starts[i]:starts[i + 1]]`."""

    starts: NDArray[np.int64]
    codes: NDArray[np.int64]

    def expand(self, items: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each given item, its codes: (position in `items`, code)."""
        return expand(self.starts, items, self.codes)


def expand(
    starts: NDArray[np.int64], items: NDArray[np.int64], values: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each given list, its places (or the values there): (position in `items`, place)."""
    return between(starts[items], starts[items + 1], values)


def between(
    first: NDArray[np.int64], end: NDArray[np.int64], values: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each stretch of places from `first` to before `end`, its places (or the values there): (which stretch, place)."""
    lengths = end - first
    position = np.repeat(np.arange(len(first), dtype=np.int64), lengths)
    before = np.cumsum(lengths) - lengths
    index = np.arange(len(position), dtype=np.int64) + np.repeat(first - before, lengths)
    return position, index if values is None else values[index]


def ragged(lists: pl.Series, codes_of: Callable[[pl.Series], NDArray[np.int64]]) -> Ragged:
    """A column of lists of words as codes; empty and null lists are empty, doubles are dropped."""
    lengths = lists.list.len().fill_null(0).to_numpy().astype(np.int64)
    codes = codes_of(lists.explode(empty_as_null=False, keep_nulls=False))
    if not len(lengths) or lengths.max() <= 1:
        return Ragged(starts_of(lengths), codes)
    return of_pairs(np.repeat(np.arange(len(lengths), dtype=np.int64), lengths), codes, len(lengths))


def none(size: int) -> Ragged:
    """That many empty lists."""
    return Ragged(np.zeros(size + 1, dtype=np.int64), np.empty(0, dtype=np.int64))


def of_pairs(item: NDArray[np.int64], code: NDArray[np.int64], size: int) -> Ragged:
    """Lists of codes from (item, code) pairs in any order, doubles dropped."""
    width = int(code.max(initial=0)) + 1
    both = item * width + code
    if len(both) and not (both[1:] > both[:-1]).all():
        both = np.sort(both)
        both = both[np.concatenate([[True], both[1:] != both[:-1]])]
    owner = both // width
    return Ragged(starts_of(np.bincount(owner, minlength=size)), both - owner * width)


def starts_of(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Where lists of these lengths begin, and where the last of them ends."""
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts
