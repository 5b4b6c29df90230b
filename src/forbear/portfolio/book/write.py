"""Writes tables as a book: CSV (RFC 4180, UTF-8) or Parquet; what was read comes back byte for byte, row by row.

Rows are written in the order of the frames. Each file is written beside its place and moved there when complete.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import IO

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from forbear.portfolio.book.arrow_types import cast_column
from forbear.portfolio.book.model import Layout
from forbear.portfolio.book.render import csv_lines, header_line, text_frame
from forbear.portfolio.book.tables import TABLES, VERBATIM, Kind, Table

_ROWS_AT_ONCE = 500_000
FORMATS = ("csv", "parquet")


def write_book(
    tables: Mapping[str, pl.DataFrame],
    folder: Path,
    *,
    fmt: str = "csv",
    layout: Mapping[str, Layout] | None = None,
) -> tuple[Path, ...]:
    """Write every table that has rows or a layout into `folder` (made if missing) and return the files written.

    `tables` are typed frames as in `Book.tables`; `layout` is `Book.source_rows`, by which columns, line endings and
    the rows in `verbatim` come back as they were; without it every documented column is written in canonical form.
    Raises `ValueError` for another format, or where the currency of an amount is not known.
    """
    if fmt not in FORMATS:
        message = f"`{fmt}` is not a format of the book, use one of {', '.join(FORMATS)}"
        raise ValueError(message)
    folder.mkdir(parents=True, exist_ok=True)
    layouts = layout or {}
    written = []
    for name, table in TABLES.items():
        frame = tables.get(name)
        known = layouts.get(name)
        if frame is None or (not frame.height and known is None and not table.required):
            continue
        target = folder / f"{name}.{fmt}"
        part = target.with_suffix(f".{fmt}.part")
        currency = _currency(table, frame, tables.get("loans"))
        if fmt == "csv":
            _write_csv(part, table, frame, currency=currency, layout=known)
        else:
            _write_parquet(part, table, frame, currency=currency, layout=known)
        part.replace(target)
        (folder / f"{name}.{'parquet' if fmt == 'csv' else 'csv'}").unlink(missing_ok=True)
        written.append(target)
    return tuple(written)


def _currency(table: Table, frame: pl.DataFrame, loans: pl.DataFrame | None) -> pl.Series | None:
    """The currency of each row where the table has money."""
    if not any(column.kind is Kind.MONEY for column in table.columns):
        return None
    if table.name == "loans":
        return frame["currency"]
    if loans is None:
        return None
    known = loans.select("loan_id", "currency").unique("loan_id", keep="first")
    return frame.select("loan_id").join(known, on="loan_id", how="left", maintain_order="left")["currency"]


def _slices(frame: pl.DataFrame, currency: pl.Series | None) -> list[tuple[pl.DataFrame, pl.Series | None]]:
    starts = range(0, frame.height, _ROWS_AT_ONCE)
    return [
        (
            frame.slice(start, _ROWS_AT_ONCE),
            None if currency is None else currency.slice(start, _ROWS_AT_ONCE),
        )
        for start in starts
    ]


def _write_csv(
    path: Path, table: Table, frame: pl.DataFrame, *, currency: pl.Series | None, layout: Layout | None
) -> None:
    header = layout.header if layout else table.names
    terminator = layout.terminator if layout else "\r\n"
    with path.open("wb") as stream:
        if layout is not None and layout.bom:
            stream.write(b"\xef\xbb\xbf")
        written = layout.header_text if layout and layout.header_text else header_line(header, terminator)
        stream.write(written.encode("utf-8"))
        for rows, money in _slices(frame, currency):
            lines = csv_lines(text_frame(table, rows, header, money), terminator)
            if layout is not None and VERBATIM in rows.columns:
                lines = pl.select(pl.coalesce(rows[VERBATIM], lines)).to_series()
            _write_text(stream, lines)


def _write_text(stream: IO[bytes], lines: pl.Series) -> None:
    """Write the strings one after the other, straight from their Arrow buffer."""
    array = lines.rechunk().to_arrow().cast(pa.large_string())
    if not len(array):
        return
    bounds = np.frombuffer(array.buffers()[1], dtype=np.int64)[array.offset : array.offset + len(array) + 1]
    stream.write(memoryview(array.buffers()[2])[int(bounds[0]) : int(bounds[-1])])


def _write_parquet(
    path: Path, table: Table, frame: pl.DataFrame, *, currency: pl.Series | None, layout: Layout | None
) -> None:
    header = layout.header if layout else table.names
    types = layout.types if layout else {}
    writer: pq.ParquetWriter | None = None
    for rows, money in _slices(frame, currency) or [(frame, currency)]:
        text = text_frame(table, rows, header, money)
        if layout is not None and VERBATIM in rows.columns:
            text = _as_it_came(text, rows[VERBATIM])
        part = pa.table({name: cast_column(text[name].to_arrow(), types.get(name)) for name in header})
        if writer is None:
            writer = pq.ParquetWriter(path, part.schema, compression="zstd")
        writer.write_table(part)
    if writer is not None:
        writer.close()


def _as_it_came(text: pl.DataFrame, verbatim: pl.Series) -> pl.DataFrame:
    """The text columns with the rows kept verbatim put in place of the canonical ones."""
    kept = verbatim.is_not_null()
    if not kept.any():
        return text
    source = "".join(verbatim.drop_nulls().to_list()).encode("utf-8")
    rows = pl.read_csv(source, has_header=False, new_columns=text.columns, infer_schema=False)
    rows = rows.with_columns(pl.all().replace("", None), kept.arg_true().alias("_at"))
    places = text.with_row_index("_at")
    return places.update(rows.select("_at", *text.columns), on="_at", how="left").drop("_at")
