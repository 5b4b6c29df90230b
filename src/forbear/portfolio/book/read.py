"""Reads a folder into a `Book`, or raises `BadBook` naming every fault; all rows or none.

Refuses to guess: nothing is mended, no row is left out. Rows are read in bulk, in columns and in blocks, so that a
book of a million loans fits a small machine.
"""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from forbear.portfolio.book.checks.named import check_named
from forbear.portfolio.book.checks.remarks import file_notes, row_notes
from forbear.portfolio.book.checks.rows import Read, check_rows
from forbear.portfolio.book.faults import Collector
from forbear.portfolio.book.model import Book, Layout, Note
from forbear.portfolio.book.reading.csv_file import CsvFile
from forbear.portfolio.book.reading.files import find_tables
from forbear.portfolio.book.reading.parquet_file import ParquetFile
from forbear.portfolio.book.reading.rows import LINE, Currencies
from forbear.portfolio.book.tables import TABLES

Progress = Callable[[str, int, int | None], None]
"""Called with the table, the rows of it read so far, and the number there will be where that is known."""

_LOANS_FIRST = ("loans", *(name for name in TABLES if name != "loans"))


def read_book(
    folder: Path,
    *,
    ignore_extra: bool = False,
    complete: bool = False,
    keep_source: bool = True,
    progress: Progress | None = None,
) -> Book:
    """Read and check the whole folder; raises `BadBook` with every fault, and then nothing has been read.

    `ignore_extra` leaves unknown tables and columns aside (those refused by name stay refused). `complete` also refuses
    loans whose lender or borrower is not given because the folder has no such table: a database needs them, a run from
    the folder does not. `keep_source` False leaves `verbatim` empty where the book will not be given back.
    """
    faults = Collector()
    notes: list[Note] = []
    paths = find_tables(folder, faults=faults, notes=notes, ignore_extra=ignore_extra)
    frames = {
        name: table.empty().with_columns(pl.Series(LINE, [], dtype=pl.UInt32))
        for name, table in TABLES.items()
    }
    layouts: dict[str, Layout] = {}
    whole: set[str] = set()
    currencies: Currencies | None = None
    for name in _LOANS_FIRST:
        if name in paths:
            file = _file(paths[name], name, faults=faults, ignore_extra=ignore_extra, keep_source=keep_source)
            frames[name] = file.read(currencies, _tell(progress, name))
            if file.layout is not None:
                layouts[name] = file.layout
                notes.extend(file_notes(paths[name].name, file.layout, file.ignored))
            if not faults.hides_rows(paths[name].name):
                whole.add(name)
        if name == "loans":
            currencies = Currencies.of(frames["loans"])
    files = {name: path.name for name, path in paths.items()}
    read = Read(frames, files, frozenset(whole), faults)
    check_rows(read, complete=complete)
    check_named(read)
    faults.raise_if_any()
    notes.extend(row_notes(read))
    tables = {name: frames[name].drop(LINE) for name in TABLES}
    return Book(tables, layouts, tuple(notes))


def _file(
    path: Path, name: str, *, faults: Collector, ignore_extra: bool, keep_source: bool
) -> CsvFile | ParquetFile:
    kind = CsvFile if path.suffix == ".csv" else ParquetFile
    return kind(path, TABLES[name], faults=faults, ignore_extra=ignore_extra, keep_source=keep_source)


def _tell(progress: Progress | None, name: str) -> Callable[[int], None]:
    def tell(rows: int) -> None:
        if progress is not None:
            progress(name, rows, None)

    return tell
