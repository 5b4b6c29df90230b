"""Reads one CSV file of the book: header, blocks of records, typed rows, and its layout."""

import csv
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

from forbear.portfolio.book.faults import Collector, Fault
from forbear.portfolio.book.model import Layout
from forbear.portfolio.book.reading.header import Header, check_header
from forbear.portfolio.book.reading.rows import LINE, Currencies, TableReader
from forbear.portfolio.book.reading.scan import Block, Scan
from forbear.portfolio.book.render import header_line
from forbear.portfolio.book.tables import Table

_CR = 13


class CsvFile:
    """One table as CSV. After `read`, `layout` says how it was written; it is None when the header was unreadable."""

    def __init__(
        self, path: Path, table: Table, *, faults: Collector, ignore_extra: bool, keep_source: bool
    ) -> None:
        """Opens nothing yet."""
        self.path, self.table, self.faults = path, table, faults
        self.ignore_extra, self.keep_source = ignore_extra, keep_source
        self.layout: Layout | None = None
        self.header: Header | None = None

    @property
    def ignored(self) -> tuple[str, ...]:
        """Columns that were not read."""
        return self.header.ignored if self.header else ()

    def read(self, currencies: Currencies | None, progress: Callable[[int], None]) -> pl.DataFrame:
        """All good rows, typed, with the working column of lines; faults go to the collector."""
        scan = Scan(self.path, self.faults)
        parts: list[pl.DataFrame] = []
        reader: TableReader | None = None
        rows = 0
        for whole in scan.blocks():
            block = whole
            if reader is None or self.header is None:
                self.header = self._header(block.record(0), bom=scan.bom)
                reader = TableReader(
                    self.table,
                    self.path.name,
                    given=self.header.known,
                    currencies=currencies,
                    faults=self.faults,
                )
                if not self.header.known:
                    break
                block = block.only(np.arange(block.records) > 0)
            block = self._whole_rows(block, len(self.header.names))
            if block.records:
                parts.append(self._typed(block, reader))
            rows += block.records
            progress(rows)
        empty = self.table.empty().with_columns(pl.Series(LINE, [], dtype=pl.UInt32))
        return pl.concat([empty, *parts]) if parts else empty

    def _header(self, record: bytes, *, bom: bool) -> Header:
        text = record.decode("utf-8")
        terminator = "\r\n" if text.endswith("\r\n") else "\n"
        names = tuple(next(csv.reader(io.StringIO(text, newline="")), []))
        header = check_header(
            self.table, self.path.name, names, faults=self.faults, ignore_extra=self.ignore_extra
        )
        written = header_line(header.known, terminator)
        kept = text if text != written and header.known == names else None
        self.layout = Layout(header.known, terminator=terminator, bom=bom, header_text=kept)
        return header

    def _whole_rows(self, block: Block, expected: int) -> Block:
        good = block.fields == expected
        if bool(good.all()):
            return block
        bad = np.flatnonzero(~good)
        found = []
        for index in bad[: self.faults.kept_max]:
            line, fields = int(block.lines[index]), int(block.fields[index])
            code = "wrong_number_of_fields" if fields else "blank_line"
            found.append(Fault(self.path.name, line, None, code, str(fields), {"expected": str(expected)}))
        self.faults.add_some(found, len(bad))
        return block.only(good)

    def _typed(self, block: Block, reader: TableReader) -> pl.DataFrame:
        if self.header is None or self.layout is None:
            message = "rows cannot be read before the header"
            raise RuntimeError(message)
        body = memoryview(block.data)[int(block.bounds[0]) : int(block.bounds[-1])]
        positions = [f"c{index}" for index in range(len(self.header.names))]
        cells = pl.read_csv(
            bytes(body),
            has_header=False,
            new_columns=positions,
            infer_schema=False,
            quote_char='"' if block.quoted else None,
        )
        if cells.height != block.records:
            message = f"`{self.path.name}`: {block.records} records were found and {cells.height} parsed"
            raise RuntimeError(message)
        known = cells.select(pl.col(f"c{index}").alias(name) for name, index in self.header.places.items())
        loose = self._loose(block, known)
        if block.quoted:
            known = known.with_columns(pl.all().replace("", None))
        lines = pl.Series(LINE, block.lines).cast(pl.UInt32)
        keep = self.keep_source and len(self.header.known) == len(self.header.names)
        return reader.read(known, lines, partial(_chosen, block) if keep else None, loose)

    def _loose(self, block: Block, known: pl.DataFrame) -> pl.Series:
        """Records with another line ending than the header's, or with quotes where none are needed."""
        terminator = self.layout.terminator if self.layout else "\n"
        array = np.frombuffer(block.data, dtype=np.uint8)
        has_return = array[np.maximum(block.bounds[1:] - 2, 0)] == _CR
        loose = pl.Series("loose", has_return != (terminator == "\r\n"))
        if not block.quoted:
            return loose
        needed = pl.sum_horizontal(
            pl.col(name).fill_null("").str.len_bytes().cast(pl.Int64)
            + pl.when(pl.col(name).str.contains('[,"\r\n]'))
            .then(2 + pl.col(name).str.count_matches('"', literal=True).cast(pl.Int64))
            .otherwise(0)
            for name in known.columns
        )
        lengths = (
            pl.Series("length", np.diff(block.bounds)) - pl.Series("ending", has_return).cast(pl.Int64) - 1
        )
        minimal = known.select(needed.alias("needed"))["needed"] + len(known.columns) - 1
        return loose | (lengths != minimal)


def _raw(block: Block) -> pl.Series:
    """The records as they stand, line endings included."""
    array = pa.LargeStringArray.from_buffers(
        block.records, pa.py_buffer(np.ascontiguousarray(block.bounds)), pa.py_buffer(block.data)
    )
    return pl.Series("raw", array)


def _chosen(block: Block, chosen: pl.Series) -> pl.Series:
    """The records as they stand where `chosen`, null elsewhere."""
    return pl.select(pl.when(chosen).then(_raw(block))).to_series()
