"""A run from a folder to a folder: the book is read once, nothing is remembered, the results are two Parquet files.

The folder of results is replaced as a whole: the new one is written beside it and takes its name when it is complete. It refuses to
replace the book itself or a folder that holds it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.portfolio.planned import planned_contacts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from forbear.portfolio.results import Earlier, Results
    from forbear.portfolio.tables import Tables

AGEING_FILE: Final = "ageing.parquet"
PLANS_FILE: Final = "planned_contacts.parquet"


class UnsafeOut(Exception):
    """the folder of results would take the place of something else"""


@dataclass(frozen=True, slots=True)
class FolderSource:
    """The tables of a book that was read from a folder; it has no memory of earlier runs."""

    book: str
    read: Tables
    remembers: bool = False

    def done(self) -> Sequence[date]:
        """No date: a folder remembers no runs."""
        return ()

    def unfinished(self) -> Sequence[date]:
        """No date."""
        return ()

    def tables(self) -> Tables:
        """The tables as they were read."""
        return self.read

    def earlier(self, on: date) -> Earlier | None:
        """Nothing: the caller compares with a date worked out from the same tables."""
        del on
        return None


@dataclass(frozen=True, slots=True)
class FolderSink:
    """Writes `ageing.parquet` and `planned_contacts.parquet` into `out`, or nowhere when it is None."""

    book: str
    out: Path | None

    def write(self, results: Results, *, at: datetime) -> bool:
        """Replace the folder. Nothing rests on it, so it never changes what other dates rest on."""
        del at
        if self.out is None:
            return False
        fresh = _beside(self.out, "new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        ageing_of(results).write_parquet(fresh / AGEING_FILE)
        planned_contacts(results, book=self.book).drop("findings").write_parquet(fresh / PLANS_FILE)
        _take_place(fresh, self.out)
        return False


def ageing_of(results: Results) -> pl.DataFrame:
    """Return one row a loan with the columns of `ageing.parquet`, in the order of the loan's id."""
    return (
        results.aged.join(results.loans.select("loan_no", "loan_id"), on="loan_no")
        .sort("loan_id")
        .select(
            "loan_id",
            pl.lit(results.on, dtype=pl.Date).alias("date"),
            "days_past_due",
            "oldest_unpaid_due",
            "overdue_principal_minor",
            "overdue_interest_minor",
            "overdue_fees_minor",
            "bucket",
        )
    )


def check_out(out: Path, book: Path) -> None:
    """Raise `UnsafeOut` when results in `out` would replace a file, the book, or a folder that we stand in or that holds the book."""
    place, kept = out.resolve(), (book.resolve(), Path.cwd().resolve(), Path.home().resolve())
    if place.exists() and not place.is_dir():
        message = f"`{out}` is a file; name a folder for the results"
        raise UnsafeOut(message)
    if place.is_dir() and any(entry.is_dir() for entry in place.iterdir()):
        message = f"`{out}` would be replaced, and it holds other folders; name a new folder for the results"
        raise UnsafeOut(message)
    if book.resolve() in place.parents:
        message = f"`{out}` lies inside the book; name a folder outside it"
        raise UnsafeOut(message)
    if any(parent.exists() and not parent.is_dir() for parent in place.parents):
        message = f"`{out}` lies under a file; name another place"
        raise UnsafeOut(message)
    if any(place == one or place in one.parents for one in kept):
        message = f"`{out}` would be replaced, and it is or holds the book, the home folder or the folder you are in"
        raise UnsafeOut(message)


def _beside(out: Path, word: str) -> Path:
    place = out.resolve()
    return place.with_name(f".{place.name}.forbear-{word}")


def _take_place(fresh: Path, out: Path) -> None:
    """Give `fresh` the name of `out`. What stood there is kept beside until the new one has the name."""
    old = _beside(out, "old")
    shutil.rmtree(old, ignore_errors=True)
    place = out.resolve()
    if place.exists():
        place.rename(old)
    fresh.rename(place)
    shutil.rmtree(old, ignore_errors=True)
