"""Reads one Parquet file of the book in batches, as text, so that the same checks hold for both formats.

Floats are refused for money, rates and whole numbers: they cannot hold decimal fractions exactly.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from forbear.portfolio.book.faults import Collector, Fault
from forbear.portfolio.book.model import Layout
from forbear.portfolio.book.reading.header import check_header
from forbear.portfolio.book.reading.rows import LINE, Currencies, TableReader
from forbear.portfolio.book.render import csv_lines
from forbear.portfolio.book.tables import LIST_KINDS, Kind, Table

_BATCH_ROWS = 500_000
_NUMBERS = frozenset({Kind.MONEY, Kind.RATE, Kind.INTEGER})


class ParquetFile:
    """One table as Parquet. After `read`, `layout` has the columns and their Arrow types."""

    def __init__(
        self, path: Path, table: Table, *, faults: Collector, ignore_extra: bool, keep_source: bool
    ) -> None:
        """Opens nothing yet."""
        self.path, self.table, self.faults = path, table, faults
        self.ignore_extra, self.keep_source = ignore_extra, keep_source
        self.layout: Layout | None = None
        self.ignored: tuple[str, ...] = ()

    def read(self, currencies: Currencies | None, progress: Callable[[int], None]) -> pl.DataFrame:
        """All rows, typed, with the working column of row numbers from 1; faults go to the collector."""
        empty = self.table.empty().with_columns(pl.Series(LINE, [], dtype=pl.UInt32))
        try:
            with pq.ParquetFile(self.path, memory_map=True) as source:
                parts = self._batches(source, currencies, progress)
        except (pa.ArrowException, OSError) as error:
            first = (str(error).splitlines() or ["?"])[0]
            self.faults.add(Fault(self.path.name, None, None, "unreadable_parquet", first))
            return empty
        return pl.concat([empty, *parts]) if parts else empty

    def _batches(
        self, source: pq.ParquetFile, currencies: Currencies | None, progress: Callable[[int], None]
    ) -> list[pl.DataFrame]:
        schema = source.schema_arrow
        names = tuple(schema.names)
        header = check_header(
            self.table, self.path.name, names, faults=self.faults, ignore_extra=self.ignore_extra
        )
        self.ignored = header.ignored
        types = {name: schema.field(header.places[name]).type for name in header.known}
        readable = tuple(name for name in header.known if self._is_readable(name, types[name]))
        self.layout = Layout(
            header.known, fmt="parquet", types={name: str(types[name]) for name in header.known}
        )
        exact = frozenset(name for name in readable if not _is_text(types[name]))
        reader = TableReader(
            self.table, self.path.name, given=readable, currencies=currencies, faults=self.faults, exact=exact
        )
        parts: list[pl.DataFrame] = []
        if not readable:
            return parts
        rows = 0
        for batch in source.iter_batches(batch_size=_BATCH_ROWS, columns=list(readable)):
            text = pl.DataFrame([_as_text(pl.Series(name, batch.column(name))) for name in readable])
            lines = pl.int_range(rows + 1, rows + 1 + text.height, dtype=pl.UInt32, eager=True).alias(LINE)
            loose = pl.Series("loose", [False]).new_from_index(0, text.height)
            raw = partial(_chosen, text) if self.keep_source else None
            parts.append(reader.read(text, lines, raw, loose))
            rows += text.height
            progress(rows)
        return parts

    def _is_readable(self, name: str, kind: pa.DataType) -> bool:
        column = self.table.column(name)
        code = None
        if pa.types.is_floating(kind):
            code = "float_column" if column is None or column.kind in _NUMBERS else "nested_column"
        elif pa.types.is_timestamp(kind) and kind.tz is None:
            code = "naive_instants"
        elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
            is_list = column is not None and column.kind in LIST_KINDS
            code = None if is_list and _is_text(kind.value_type) else "nested_column"
        elif not (_is_text(kind) or _is_plain(kind)):
            code = "nested_column"
        if code is not None:
            self.faults.add(Fault(self.path.name, None, name, code, str(kind)))
        return code is None


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_plain(kind: pa.DataType) -> bool:
    tests = (
        pa.types.is_integer,
        pa.types.is_decimal,
        pa.types.is_boolean,
        pa.types.is_date,
        pa.types.is_timestamp,
    )
    return any(test(kind) for test in tests) or bool(pa.types.is_null(kind))


def _as_text(values: pl.Series) -> pl.Series:
    """The column as the text that CSV would have held; decimals lose zeros that say nothing."""
    kind = values.dtype
    if isinstance(kind, pl.List):
        text = values.cast(pl.List(pl.String)).list.join(";")
    elif isinstance(kind, pl.Decimal):
        text = values.cast(pl.String)
        if kind.scale:
            text = text.str.replace(r"0+$", "").str.strip_suffix(".")
    elif isinstance(kind, pl.Datetime):
        text = (
            values.dt.convert_time_zone("UTC").dt.cast_time_unit("us").dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
        )
    else:
        text = values.cast(pl.String)
    return text.replace("", None).alias(values.name)


def _chosen(text: pl.DataFrame, chosen: pl.Series) -> pl.Series:
    """The rows as lines of CSV where `chosen`, null elsewhere."""
    return pl.select(pl.when(chosen).then(csv_lines(text, "\n"))).to_series()
