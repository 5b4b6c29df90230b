"""Frames of the night out of Arrow, and into the text that COPY reads. The only module here that holds dataframes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from forbear.domain.identity import derive_id
from forbear.portfolio.planned import night_documents, planned_contacts
from forbear.portfolio.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from forbear.portfolio.results import Results

ROWS_AT_ONCE: Final = 200_000


def tables_of(read: Mapping[str, Any]) -> Tables:
    """Make the tables of the night of Arrow tables."""
    return Tables.of(**{name: _frame(table) for name, table in read.items()})


def standing_of(stood: Any) -> pl.DataFrame:  # noqa: ANN401 - an Arrow table, whose library has no types
    """Make the standing of an earlier date of an Arrow table."""
    return _frame(stood)


def ageing_rows(results: Results, *, book: str) -> pl.DataFrame:
    """Return the rows of `ageing` of one date, in the order of `copy_ageing`."""
    return results.aged.select(
        pl.lit(results.on, dtype=pl.Date).alias("run_date"),
        pl.lit(book).alias("book"),
        "loan_no",
        "days_past_due",
        "oldest_unpaid_due",
        "overdue_principal_minor",
        "overdue_interest_minor",
        "overdue_fees_minor",
        "bucket",
    )


def move_rows(results: Results, *, book: str) -> pl.DataFrame:
    """Return the case moves; one that opens a case has the case's id, which follows from book, loan and date."""
    named = results.moves.join(results.loans.select("loan_no", "loan_id"), on="loan_no").sort("loan_no")
    ids = [
        derive_id("case", book, loan_id, results.on.isoformat()) if move == "opened" else None
        for move, loan_id in named.select("move", "loan_id").iter_rows()
    ]
    return named.with_columns(pl.Series("case_id", ids, dtype=pl.String)).select(
        "case_id", "loan_no", "move", "from_bucket", "to_bucket"
    )


def quarantine_rows(results: Results) -> pl.DataFrame:
    """Return `loan_no, why` of the loans set aside."""
    return results.quarantined.select("loan_no", "why")


def plan_rows(results: Results, *, book: str) -> pl.DataFrame:
    """Return the planned contacts in the order of `copy_plans`."""
    planned = planned_contacts(results, book=book)
    return planned.with_columns(
        pl.Series("loan_no", results.plans["loan_no"]),
        pl.Series("person_no", results.plans["person_no"]),
        pl.Series("night", night_documents(planned), dtype=pl.String),
    ).select(
        "plan_id",
        "loan_no",
        "person_no",
        "role",
        "channel",
        "purpose",
        "contact_point",
        "step",
        "template",
        "priority",
        "not_before",
        "not_after",
        "state",
        "night",
    )


def copy_text(rows: pl.DataFrame) -> Iterator[bytes]:
    """Yield the rows as CSV in blocks; an empty cell is null, text is quoted."""
    for start in range(0, rows.height, ROWS_AT_ONCE):
        block = rows.slice(start, ROWS_AT_ONCE)
        text = block.write_csv(
            None, include_header=False, quote_style="non_numeric", datetime_format="%Y-%m-%dT%H:%M:%S%.6fZ"
        )
        yield text.encode()


def _frame(table: Any) -> pl.DataFrame:  # noqa: ANN401
    frame = pl.from_arrow(table)
    if not isinstance(frame, pl.DataFrame):
        message = "an Arrow table was expected"
        raise TypeError(message)
    return frame
