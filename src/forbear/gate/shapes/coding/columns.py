"""Words and ids as numbers, the same all through one run; a kind of them is numbered when it is first looked at.

Ids that are whole numbers already, and close together, are only moved down to zero. Codes have no order but are never negative;
nothing is `NO_CODE`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from forbear.gate.shapes.columns import Shape

NO_CODE: Final = -1
KIND_OF: Final = {
    "person_id": "people",
    "debtor_id": "people",
    "address": "addresses",
    "addresses": "addresses",
    "debts": "debts",
    "debts_raised": "debts",
    "debts_discussed": "debts",
    "debt_elected": "debts",
    "actor": "actors",
    "lender": "actors",
    "given_to": "actors",
    "channel": "channels",
    "channels": "channels",
    "in_reply_to": "messages",
    "event_id": "messages",
    "place": "places",
    "point.place": "places",
}
"""What a column names; columns of one kind are compared with each other."""
NUMBERED: Final = frozenset({"people", "addresses", "debts", "messages"})
"""The kinds that may come as whole numbers."""
FEW_KINDS: Final = frozenset({"actors", "channels", "places"})
"""The kinds of which there are few: their codes are narrow."""
FEW_MAX: Final = 30_000
REACH_MAX: Final = 134_217_728
"""Whole numbers that lie further apart than this are looked up like words."""
RUNS: Final = 2
"""From so many equal values in a row, each run is looked up once."""
SOME: Final = 1_000
"""So many values are looked at to see whether there are such runs."""


class Coding:
    """The numbers of one run's words and ids."""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self._words: dict[str, pl.Series] = {}
        self._lows: dict[str, int] = {}
        self._enums: dict[str, pl.Enum] = {}
        self._first: dict[str, Callable[[], object]] = {}
        for kind in FEW_KINDS:
            kinds = {shape.kinds[name] for shape in shapes for name in _columns_of(shape, kind)}
            enums = [one for one in kinds if isinstance(one, pl.Enum)]
            if len(enums) == 1 and len(enums[0].categories) < FEW_MAX:
                self._enums[kind] = enums[0]
        for kind in NUMBERED:
            low = _low([shape.frame[name] for shape in shapes for name in _columns_of(shape, kind)])
            if low is not None:
                self._lows[kind] = low

    def let_first(self, name: str, look_up: Callable[[], object]) -> None:
        """Have a column looked up before all others of its kind: its codes then ascend as it first names them."""
        self._first[KIND_OF[name]] = look_up

    def codes_of_first(self, name: str, column: pl.Series) -> NDArray[np.int64]:
        """The codes of a column that may have been promised to be looked up first: this is it."""
        self._first.pop(KIND_OF[name], None)
        return self.codes(name, column)

    def codes(self, name: str, column: pl.Series) -> NDArray[np.int64]:
        """The codes of a column of that name."""
        kind = KIND_OF[name]
        if kind in self._lows:
            if not column.dtype.is_integer():
                return np.full(len(column), NO_CODE, dtype=np.int64)
            low, numbers = self._lows[kind], column.cast(pl.Int64)
            return _array(numbers - low if low else numbers)
        if column.dtype == self._enums.get(kind) and self._seeded(kind):
            places = column.to_physical()
            return _array(places.cast(pl.Int16) if places.null_count() else places)
        words = column.cast(pl.String)
        some = words.head(SOME)
        if (some != some.shift(1)).sum() * RUNS > len(some):
            return self._looked_up(kind, words)
        heads = words.ne_missing(words.shift(1))
        if len(words):
            heads[0] = True
        starts = np.flatnonzero(heads.to_numpy())
        if len(starts) * RUNS > len(words):
            return self._looked_up(kind, words)
        lengths = np.diff(np.append(starts, len(words)))
        return np.repeat(self._looked_up(kind, words.filter(heads)), lengths)

    def code(self, name: str, word: str) -> int:
        """The code of one word."""
        return int(self._looked_up(KIND_OF[name], pl.Series([word]))[0])

    def _looked_up(self, kind: str, words: pl.Series) -> NDArray[np.int64]:
        self._seeded(kind)
        places = words.cast(self._words[kind].dtype).to_physical()
        return _array(places.cast(pl.Int32 if kind in FEW_KINDS else pl.Int64))

    def _seeded(self, kind: str) -> bool:
        """Whether the codes of a kind are the places of its words in the `Enum` in which they come."""
        enum = self._enums.get(kind)
        seed = pl.Series([""]) if enum is None else enum.categories
        if kind not in self._words:
            categories = pl.Categorical(pl.Categories(f"{kind}-{id(self)}", "forbear.gate"))
            # Numbers are forgotten when no column uses them any more, so one is kept.
            self._words[kind] = seed.cast(categories)
            self._first.pop(kind, _nothing)()
        places = self._words[kind].to_physical()
        return enum is not None and bool((places == pl.int_range(len(seed), eager=True)).all())


def _nothing() -> None:
    """Nothing is to be looked up first."""


def _array(codes: pl.Series) -> NDArray[np.int64]:
    found: NDArray[np.int64] = (codes.fill_null(NO_CODE) if codes.null_count() else codes).to_numpy()
    return found


def _columns_of(shape: Shape, kind: str) -> list[str]:
    return [name for name, of in KIND_OF.items() if of == kind and shape.has(name)]


def _low(columns: Sequence[pl.Series]) -> int | None:
    """The least of ids that are all whole numbers and close together; nothing when they are to be looked up."""
    numbers: list[pl.Series] = []
    for column in columns:
        of_lists = isinstance(column.dtype, pl.List)
        kind = pl.List(column.dtype.inner).inner if isinstance(column.dtype, pl.List) else column.dtype
        if kind.is_integer():
            numbers.append(column.explode() if of_lists else column)
        elif column.list.len().max() if of_lists else len(column) > column.null_count():
            return None
    numbers = [column for column in numbers if len(column) > column.null_count()]
    if not numbers:
        return None
    low = min(int(column.min()) for column in numbers)  # type: ignore[arg-type]
    high = max(int(column.max()) for column in numbers)  # type: ignore[arg-type]
    if high - low >= REACH_MAX:
        return None
    # Numbers that begin near zero are taken as they are.
    return 0 if 0 <= low <= high - low else low
