"""Cases and roll: what changed between two ageings of the same loans.

A case opens when a loan is late, moves when its bucket changes (down after a partial cure, up again when it falls behind again) and
closes when nothing is overdue. Everything here follows from the ageing at the earlier date and at this one; no flag is carried along,
so that a loan which fell, rose and fell has each of its moves. It refuses to open a case for a loan that is settled, sold, charged off
or set aside (quarantined).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.domain.money import to_major
from forbear.portfolio.ageing import BUCKETS

if TYPE_CHECKING:
    from datetime import date

    from forbear.portfolio.tables import Tables

MOVES: Final = ("opened", "moved_up", "moved_down", "closed")
ACTIVE: Final = "active"
MOVE_SCHEMA: Final = pl.Schema(
    {"loan_no": pl.Int64, "move": pl.String, "from_bucket": pl.String, "to_bucket": pl.String}
)
_RANK: Final = {name: rank for rank, name in enumerate(BUCKETS[:-1])} | {"settled": 0}


def quarantined(tables: Tables, aged: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Return `loan_no, loan_id, why` of loans whose own data contradict each other; they are aged but nothing follows from it.

    A loan that was settled by payments after `on` was still open on that day, and is not set aside for it.
    """
    overdue = pl.sum_horizontal(f"overdue_{part}_minor" for part in ("principal", "interest", "fees"))
    later = tables.payments.filter(pl.col("received") > on)
    found = (
        tables.loans.filter(pl.col("status") == "settled")
        .select("loan_no", "loan_id", "currency")
        .join(aged, on="loan_no")
        .with_columns(overdue=overdue)
        .filter(pl.col("overdue") > 0)
        .join(later, on="loan_no", how="anti")
        .sort("loan_no")
    )
    why = [
        f"marked settled but {to_major(amount, currency)} {currency} is unpaid"
        for amount, currency in found.select("overdue", "currency").iter_rows()
    ]
    return found.select("loan_no", "loan_id").with_columns(pl.Series("why", why, dtype=pl.String))


def standing(tables: Tables, aged: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Say for every loan whether it has a case by its ageing: `loan_no, bucket, days_past_due, has_case, is_set_aside`.

    A loan that is settled, sold or charged off has none, unless money or charges dated after `on` show that it was open on that day.
    """
    aside = quarantined(tables, aged, on=on).select("loan_no", is_set_aside=pl.lit(value=True))
    later = pl.concat(
        [
            tables.payments.filter(pl.col("received") > on).select("loan_no"),
            tables.charges.filter(pl.col("date") > on).select("loan_no"),
        ]
    ).unique()
    status = tables.loans.select("loan_no", pl.col("status").fill_null(ACTIVE)).join(
        later.with_columns(goes_on=pl.lit(value=True)), on="loan_no", how="left"
    )
    is_open = (pl.col("status") == ACTIVE) | pl.col("goes_on").fill_null(value=False)
    return (
        aged.join(status, on="loan_no", how="left")
        .join(aside, on="loan_no", how="left")
        .with_columns(pl.col("is_set_aside").fill_null(value=False))
        .select(
            "loan_no",
            "bucket",
            "days_past_due",
            has_case=(pl.col("days_past_due") > 0) & is_open & ~pl.col("is_set_aside"),
            is_set_aside="is_set_aside",
        )
        .sort("loan_no")
    )


def moves(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Compare two standings (`before` may lack loans that are new) and return the case moves, one row a loan that moved.

    A loan without a row in `before` counts as current and without a case. A loan set aside now keeps the case it had, unmoved.
    """
    paired = now.join(before, on="loan_no", how="left", suffix="_before").with_columns(
        pl.col("bucket_before").fill_null("current"), pl.col("has_case_before").fill_null(value=False)
    )
    rank = pl.col("bucket").replace_strict(_RANK, return_dtype=pl.Int8)
    rank_before = pl.col("bucket_before").replace_strict(_RANK, return_dtype=pl.Int8)
    had, has = pl.col("has_case_before"), pl.col("has_case")
    move = (
        pl.when(has & ~had)
        .then(pl.lit("opened"))
        .when(had & ~has)
        .then(pl.lit("closed"))
        .when(had & has & (rank > rank_before))
        .then(pl.lit("moved_up"))
        .when(had & has & (rank < rank_before))
        .then(pl.lit("moved_down"))
    )
    return (
        paired.filter(~pl.col("is_set_aside"))
        .select("loan_no", move=move, from_bucket="bucket_before", to_bucket="bucket")
        .drop_nulls("move")
        .sort("loan_no")
    )


def roll(before: pl.DataFrame, now: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Count loans by bucket before and bucket now; only pairs that occur, in the order of the buckets. New loans are left out."""
    counts = (
        now.select("loan_no", "bucket")
        .join(before.select("loan_no", pl.col("bucket").alias("was")), on="loan_no")
        .group_by("was", "bucket")
        .len()
    )
    seen = {(was, bucket): count for was, bucket, count in counts.iter_rows()}
    return {
        was: {bucket: seen[was, bucket] for bucket in BUCKETS if (was, bucket) in seen}
        for was in BUCKETS
        if any(pair[0] == was for pair in seen)
    }


def case_counts(moved: pl.DataFrame, *, still_open: int) -> dict[str, int]:
    """Count the moves of one date by kind, and the cases that are open after them."""
    counts = dict(moved.group_by("move").len().iter_rows())
    return {move: int(counts.get(move, 0)) for move in MOVES} | {"open": still_open}
