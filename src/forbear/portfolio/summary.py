"""What a run came to, in figures: the document that `forbear run --json` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from forbear.portfolio.ageing import BUCKETS
from forbear.portfolio.casing import case_counts, roll

if TYPE_CHECKING:
    from forbear.portfolio.results import Results

PERMITS_UP_TO: Final = 1  # the number of `allow_with_obligations` in the gate's order of decisions


def summary_of(results: Results) -> dict[str, Any]:
    """Return the figures of one date, JSON-ready, keys in the order in which they are documented."""
    decided = results.plans["decision"]
    allowed = int((decided <= PERMITS_UP_TO).sum())
    return {
        "date": results.on.isoformat(),
        "loans": results.aged.height,
        "arrears": arrears(results),
        "buckets": buckets(results.aged),
        "roll": roll(results.before, results.standing),
        "cases": case_counts(results.moves, still_open=int(results.standing["has_case"].sum())),
        "proposals": results.plans.height,
        "allowed": allowed,
        "refused": refused(results.plans),
        "quarantined": results.quarantined.select("loan_id", "why").to_dicts(),
    }


def buckets(aged: pl.DataFrame) -> dict[str, int]:
    """Count loans by bucket; all six are named."""
    counts = dict(aged.group_by("bucket").len().iter_rows())
    return {bucket: int(counts.get(bucket, 0)) for bucket in BUCKETS}


def arrears(results: Results) -> dict[str, dict[str, int]]:
    """Say for each currency of the book how many loans have something due unpaid, and how much, in minor units."""
    overdue = pl.sum_horizontal(f"overdue_{part}_minor" for part in ("principal", "interest", "fees"))
    sums = (
        results.aged.select("loan_no", overdue=overdue)
        .join(results.loans.select("loan_no", "currency"), on="loan_no")
        .group_by("currency")
        .agg((pl.col("overdue") > 0).sum().alias("loans"), pl.col("overdue").sum().alias("overdue_minor"))
        .sort("currency")
    )
    return {currency: {"loans": loans, "overdue_minor": minor} for currency, loans, minor in sums.iter_rows()}


def refused(plans: pl.DataFrame) -> dict[str, int]:
    """Count refusals by clause, the most frequent first; a refusal on several clauses counts once under each."""
    counts = (
        plans.filter(pl.col("decision") > PERMITS_UP_TO)
        .select(clause=pl.col("cites").list.unique())
        .explode("clause")
        .drop_nulls()
        .group_by("clause")
        .len()
        .sort("len", "clause", descending=[True, False])
    )
    return dict(counts.iter_rows())
