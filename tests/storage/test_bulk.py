"""A million loans in one import: all rows, in bulk, with progress. Run by `make prove`."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from forbear.portfolio.book import read_book
from forbear.storage.book import count_rows, import_book

if TYPE_CHECKING:
    from pathlib import Path

    from forbear.storage.database import Database

LOANS = 1_000_000
MONTHS = 12


def a_million_loans(folder: Path) -> Path:
    """Each borrower one loan of twelve instalments."""
    folder.mkdir()
    ids = pl.int_range(LOANS, eager=True).cast(pl.String).str.zfill(7)
    lender = {"lender_id": ["B"], "name": ["Bank"], "kind": ["bank"], "country": ["CN"]}
    pl.DataFrame(lender).write_csv(folder / "lenders.csv")
    people = pl.DataFrame({"person_id": "P" + ids, "name": "Person " + ids})
    people.write_csv(folder / "people.csv")
    loans = people.select(
        loan_id="L" + ids,
        borrower_id="person_id",
        lender_id=pl.lit("B"),
        product=pl.lit("micro"),
        currency=pl.lit("CNY"),
        principal=pl.lit("12000.00"),
        annual_rate=pl.lit("0.12"),
        method=pl.lit("equal_principal"),
        signed=pl.lit("2026-01-05"),
        disbursed=pl.lit("2026-01-05"),
        maturity=pl.lit("2027-01-05"),
    )
    loans.write_csv(folder / "loans.csv")
    dues = pl.DataFrame(
        {
            "number": range(1, MONTHS + 1),
            "due": [
                date(2026 + month // 12, month % 12 + 1, 5).isoformat() for month in range(1, MONTHS + 1)
            ],
            "principal": ["1000.00"] * MONTHS,
            "interest": ["120.00"] * MONTHS,
        }
    )
    loans.select("loan_id").join(dues, how="cross").write_csv(folder / "instalments.csv")
    return folder


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_a_million_loans_go_in_whole_and_tell_how_far_they_are(database: Database, tmp_path: Path) -> None:
    book = read_book(a_million_loans(tmp_path / "in"), complete=True)
    told: list[tuple[str, int, int | None]] = []
    began = time.monotonic()
    import_book(
        database,
        book,
        name="million",
        at=datetime(2026, 10, 15, tzinfo=UTC),
        progress=lambda table, done, total: told.append((table, done, total)),
    )
    seconds = time.monotonic() - began
    counted = count_rows(database, "million")
    assert (counted["loans"], counted["instalments"]) == (LOANS, LOANS * MONTHS)
    assert told[-1] == ("instalments", LOANS * MONTHS, LOANS * MONTHS)
    assert book.rows / seconds > 50_000, f"{book.rows / seconds:,.0f} rows a second"
