"""Writes a generated book into a folder: rows of text in, one file a table out, CSV or Parquet.

It writes what it is given and checks only the shape of a row; whether the book is sound is the reader's to say.
A table without rows gets no file, and the folder is written whole or not at all.
"""

import csv
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import polars as pl

Row = tuple[str, ...]

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "lenders": ("lender_id", "name", "kind", "country", "is_cba_member"),
        "loans": (
            "loan_id", "borrower_id", "lender_id", "product", "currency", "principal", "annual_rate", "method", "signed",
            "disbursed", "maturity", "status", "penalty_rate", "allocation", "grace_days", "timezone", "country",
        ),
        "instalments": ("loan_id", "number", "due", "principal", "interest"),
        "payments": ("loan_id", "payment_id", "received", "amount", "channel", "reverses"),
        "charges": ("loan_id", "charge_id", "kind", "date", "amount", "cost_sheet_line"),
        "people": ("person_id", "name", "born", "language", "country", "timezone", "deceased", "special"),
        "contact_points": ("person_id", "kind", "value", "source", "place", "verified", "invalid_since", "region"),
        "relations": (
            "loan_id", "borrower_id", "person_id", "role", "relation", "evidence", "declared", "notice_sent", "answer",
        ),
        "consents": ("person_id", "scope", "given_to", "at", "channels", "from", "to", "until"),
        "attempts": (
            "attempt_id", "at", "to", "channel", "outcome", "direction", "loan_ids", "contact_point", "by", "purpose",
        ),
        "requests": ("request_id", "person_id", "kind", "at", "scope", "until"),
    }
)  # fmt: skip
"""The columns written, table by table; optional columns of the book that the samples never fill are left out."""


class BadRow(ValueError):
    """a row does not have the columns of its table"""


class FolderTaken(FileExistsError):
    """the folder has files in it that are no tables of a book; name an empty or a new one"""


@dataclass(frozen=True)
class BookSummary:
    """What was written: rows by table (tables without rows are absent) and remarks worth repeating to a reader."""

    folder: Path
    rows: Mapping[str, int]
    notes: tuple[str, ...] = ()

    @property
    def loans(self) -> int:
        """Loans in the book."""
        return self.rows.get("loans", 0)


@dataclass
class Tables:
    """Rows gathered so far, by table; every value is the text that the file will hold, empty where nothing is known."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, table: str, *values: str) -> None:
        """Add one row. Raises `BadRow` when the number of values is not that of the table's columns."""
        if len(values) != len(COLUMNS[table]):
            message = f"`{table}` has {len(COLUMNS[table])} columns and the row has {len(values)}"
            raise BadRow(message)
        self.rows.setdefault(table, []).append(values)


def write_folder(tables: Tables, out: Path, *, fmt: str = "csv", notes: tuple[str, ...] = ()) -> BookSummary:
    """Write the book into `out`, replacing a book that is there. Raises `FolderTaken`, or `ValueError` for the format."""
    check_target(out, fmt=fmt)
    out.parent.mkdir(parents=True, exist_ok=True)
    # Beside the target, so that the last step is a rename on one disk: a reader never meets half a book.
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".book-") as scratch:
        fresh = Path(scratch) / "book"
        fresh.mkdir()
        for name in COLUMNS:
            rows = tables.rows.get(name)
            if rows:
                _write_table(fresh / f"{name}.{fmt}", COLUMNS[name], rows)
        if out.exists():
            shutil.rmtree(out)
        fresh.rename(out)
    return BookSummary(out, {name: len(rows) for name, rows in tables.rows.items() if rows}, notes)


def check_target(out: Path, *, fmt: str) -> None:
    """Raise `FolderTaken` when `out` holds what is no table of a book, `ValueError` for an unknown format."""
    if fmt not in {"csv", "parquet"}:
        message = f"`{fmt}` is not a format of a book: csv or parquet"
        raise ValueError(message)
    if not out.exists():
        return
    ours = {f"{name}.{fmt}" for name in COLUMNS for fmt in ("csv", "parquet")}
    if not out.is_dir() or any(path.name not in ours for path in out.iterdir()):
        message = f"`{out}` holds something that is no table of a book; name an empty or a new folder"
        raise FolderTaken(message)


def _write_table(path: Path, header: tuple[str, ...], rows: Sequence[Row]) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
        return
    columns: Iterable[tuple[str, ...]] = zip(*rows, strict=True)
    frame = pl.DataFrame(
        {
            name: pl.Series(name, [value or None for value in values], dtype=pl.String)
            for name, values in zip(header, columns, strict=True)
        }
    )
    frame.write_parquet(path)
