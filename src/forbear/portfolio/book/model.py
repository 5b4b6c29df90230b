"""What a book is once it has been read: typed frames, how each file was laid out, and remarks.

A `Book` exists only when every row of every table passed every check; there is no half-read book.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import polars as pl


@dataclass(frozen=True)
class Layout:
    """How one file was written, so that it can be given back: with `verbatim` rows this is enough for the same bytes.

    `header` is in file order and includes an optional `currency` column; `types` are Arrow type names for Parquet.
    """

    header: tuple[str, ...]
    fmt: str = "csv"
    terminator: str = "\n"
    bom: bool = False
    header_text: str | None = None
    types: Mapping[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        """JSON-ready form."""
        return {
            "header": list(self.header),
            "fmt": self.fmt,
            "terminator": self.terminator,
            "bom": self.bom,
            "header_text": self.header_text,
            "types": dict(self.types),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, object]) -> Self:
        """Read back what `to_dict` gave; raises `TypeError` for anything else."""
        header, types, text = data.get("header"), data.get("types", {}), data.get("header_text")
        if not isinstance(header, list) or not isinstance(types, dict):
            message = "a layout needs a list `header` and a mapping `types`"
            raise TypeError(message)
        return cls(
            header=tuple(str(name) for name in header),
            fmt=str(data.get("fmt", "csv")),
            terminator=str(data.get("terminator", "\n")),
            bom=bool(data.get("bom", False)),
            header_text=None if text is None else str(text),
            types={str(name): str(kind) for name, kind in types.items()},
        )


@dataclass(frozen=True)
class Note:
    """A remark that stops nothing; `en` and `zh` say the same."""

    code: str
    file: str
    en: str
    zh: str

    def text(self, lang: str = "en") -> str:
        """The remark in `en` or `zh-CN`."""
        return self.zh if lang.startswith("zh") else self.en


@dataclass(frozen=True)
class Book:
    """A whole book that passed every check.

    `tables` has all eleven names; a table that was not in the folder is an empty frame with the right columns. Ids are
    String, dates Date, instants Datetime(us, UTC), money Int64 `<name>_minor` in the currency of the loan, rates exact
    decimal String beside Int64 `<name>_nano` (billionths), lists List(String). The last column, `verbatim`, holds the
    record as it stood where our own rendering of the typed values would differ by a byte, else null.
    `source_rows` has one `Layout` for each file that was there.
    """

    tables: Mapping[str, pl.DataFrame]
    source_rows: Mapping[str, Layout]
    notes: tuple[Note, ...] = ()

    @property
    def rows(self) -> int:
        """Rows in all tables together."""
        return sum(frame.height for frame in self.tables.values())
