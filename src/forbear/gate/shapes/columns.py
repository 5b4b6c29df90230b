"""Frames in the evaluator's shape, column by column: absent ones filled in, kinds checked, what nobody reads never made.

The columns are the fields of `Ask`, `Event`, `Record` and `ZoneEvidence`. Ids (of people, addresses, debts) may be whole numbers
instead of words, and words may be an `Enum`: then nothing has to be looked up.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Collection

Schema = dict[str, tuple[pl.DataType, object]]
INSTANT: Final = pl.Datetime("us", "UTC")
WORDS: Final = pl.List(pl.String)

ASK_SCHEMA: Final[Schema] = {
    "at": (INSTANT, None),
    "channel": (pl.String(), None),
    "person_id": (pl.String(), None),
    "debtor_id": (pl.String(), None),
    "role": (pl.String(), "borrower"),
    "purpose": (pl.String(), "collect"),
    "debts": (WORDS, []),
    "address": (pl.String(), None),
    "place": (pl.String(), None),
    "actor": (pl.String(), "lender"),
    "lender": (pl.String(), "lender"),
    "action": (pl.String(), None),
    "technology": (pl.String(), None),
    "form": (pl.String(), "interactive"),
    "basis": (pl.String(), None),
    "in_reply_to": (pl.String(), None),
    "debt_elected": (pl.String(), None),
    "arrives_at": (INSTANT, None),
}
EVENT_SCHEMA: Final[Schema] = {
    "at": (INSTANT, None),
    "channel": (pl.String(), None),
    "person_id": (pl.String(), None),
    "outcome": (pl.String(), None),
    "direction": (pl.String(), "out"),
    "address": (pl.String(), None),
    "actor": (pl.String(), "lender"),
    "lender": (pl.String(), "lender"),
    "purpose": (pl.String(), "collect"),
    "debts": (WORDS, []),
    "debts_raised": (WORDS, []),
    "debts_discussed": (WORDS, []),
    "debt_elected": (pl.String(), None),
    "form": (pl.String(), "interactive"),
    "flags": (WORDS, []),
    "event_id": (pl.String(), ""),
    "in_reply_to": (pl.String(), None),
    "debtor_id": (pl.String(), None),
    "role": (pl.String(), ""),
    "place": (pl.String(), None),
}
RECORD_SCHEMA: Final[Schema] = {
    "kind": (pl.String(), None),
    "token": (pl.String(), None),
    "at": (INSTANT, None),
    "person_id": (pl.String(), None),
    "until": (INSTANT, None),
    "ended_at": (INSTANT, None),
    "debts": (WORDS, []),
    "channels": (WORDS, []),
    "addresses": (WORDS, []),
    "given_to": (pl.String(), "*"),
    "from_time": (pl.String(), None),
    "to_time": (pl.String(), None),
    "days": (pl.List(pl.Int64()), []),
    "only_on": (pl.Date(), None),
    "place": (pl.String(), None),
    "flags": (WORDS, []),
    "waives": (WORDS, []),
    "number": (pl.Int64(), None),
    "day": (pl.Date(), None),
}
ZONE_SCHEMA: Final[Schema] = {
    "person_id": (pl.String(), None),
    "source": (pl.String(), None),
    "tz": (pl.String(), None),
    "address": (pl.String(), None),
}
REQUIRED: Final = frozenset({"at", "channel", "person_id", "outcome", "kind", "token", "source", "tz"})
FEW: Final = 8
"""Up to so many words are compared one by one, which is faster than to look them up."""


class BadFrame(Exception):
    """a frame lacks a column that has no default, or holds an empty value there"""


def one_of(column: pl.Expr, kind: pl.DataType, words: Collection[str]) -> pl.Expr:
    """Whether a word is one of these; null where there is no word. `kind` is the type of the column."""
    wanted: list[str] | list[int] = sorted(words)
    if isinstance(kind, pl.Enum):
        # An `Enum` refuses to be compared with a word that it does not have.
        column = column.to_physical()
        wanted = [place for place, word in enumerate(kind.categories) if word in words]
    elif not isinstance(kind, pl.String):
        column = column.cast(pl.String)
    if not wanted:
        return column != column  # noqa: PLR0124  false where there is a word
    return reduce(or_, (column == word for word in wanted)) if len(wanted) <= FEW else column.is_in(wanted)


class Shape:
    """One frame read by the columns of a schema."""

    def __init__(self, frame: pl.DataFrame, schema: Schema, what: str) -> None:
        """Raises `BadFrame`."""
        kinds = {name: kind for name, (kind, _) in schema.items()}
        self.frame = frame if frame.height else pl.DataFrame(schema=kinds)
        self.kinds: dict[str, pl.DataType] = dict(self.frame.schema)
        self._schema = schema
        self._made: dict[str, pl.Series] = {}
        required = [name for name in schema if name in REQUIRED]
        missing = [name for name in required if name not in frame.columns]
        if missing:
            message = f"`{what}` has no column `{missing[0]}`"
            raise BadFrame(message)
        empty = [name for name in required if self.frame[name].null_count()]
        if empty:
            message = f"`{what}` has empty values in {', '.join(empty)}"
            raise BadFrame(message)
        for name, kind in kinds.items():
            found = self.kinds.get(name)
            if isinstance(kind, pl.Datetime) and isinstance(found, pl.Datetime) and found.time_zone is None:
                message = f"`{name}` holds instants without a zone"
                raise BadFrame(message)

    def __len__(self) -> int:
        return self.frame.height

    def has(self, name: str) -> bool:
        """Whether the frame has this column at all."""
        return name in self.kinds

    def kind(self, name: str) -> pl.DataType:
        """The type in which a column is read."""
        named = self._schema[name][0]
        found = self.kinds.get(name, named)
        if isinstance(found, pl.Enum) or (named == pl.String and found.is_integer()):
            return found
        if named == WORDS and isinstance(found, pl.List) and pl.List(found.inner).inner.is_integer():
            return found
        return named

    def expr(self, name: str) -> pl.Expr:
        """A column of the schema over the frame, its default filled in."""
        default, kind = self._schema[name][1], self.kind(name)
        if not self.has(name):
            return pl.lit(default, dtype=kind)
        column = self._as_kind(name, kind)
        if default is None or not self.frame[name].null_count():
            return column
        if isinstance(kind, pl.Enum):
            column = column.cast(pl.String)
        return column.fill_null(pl.lit(default, dtype=self._schema[name][0]))

    def is_plain(self, name: str) -> bool:
        """Whether a column that is there can be read as it stands."""
        default = self._schema[name][1]
        filled = default is not None and self.frame[name].null_count()
        return self.kinds[name] == self.kind(name) and not filled

    def one_of(self, name: str, words: Collection[str]) -> pl.Expr:
        """Whether the word in a column is one of these."""
        column = self.expr(name)
        filled = self._schema[name][1] is not None and self.has(name) and self.frame[name].null_count()
        return one_of(column, pl.String() if filled else self.kind(name), words)

    def column(self, name: str) -> pl.Series:
        """A column of the schema, made when it is first read."""
        if name not in self._made and self.has(name) and self.is_plain(name):
            self._made[name] = self.frame[name]
        if name not in self._made:
            made = self.frame.lazy().with_columns(self.expr(name).alias(name)).select(name).collect()
            self._made[name] = made[name]
        return self._made[name]

    def us(self, name: str) -> pl.Series:
        """The instants of a column as microseconds since 1970; null where there is none."""
        return self.column(name).dt.epoch("us")

    def _as_kind(self, name: str, kind: pl.DataType) -> pl.Expr:
        column, found = pl.col(name), self.kinds[name]
        if found == kind:
            return column
        if isinstance(kind, pl.Datetime) and isinstance(found, pl.Datetime):
            return column.dt.convert_time_zone("UTC").dt.cast_time_unit("us")
        if isinstance(found, pl.Time):
            return column.dt.to_string("%H:%M:%S%.6f")
        return column.cast(kind)
