"""Penalty interest of whole tables, in columns: simple interest on principal that was due and unpaid, night by night.

The same as `forbear.domain.ageing.accrued_penalty_minor` for loans without allocations of the lender's own: what was unpaid when a
day ended is charged for the next. What is unpaid moves only when money comes or is taken back, so each instalment is looked at once
per such day and weighted with the days until the next. Rounded once per loan, half up.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.domain.schedules import round_half_up
from forbear.domain.words import Allocation

if TYPE_CHECKING:
    from forbear.portfolio.tables import Tables

LOANS_A_BLOCK: Final = 50_000
DAYS_A_YEAR: Final = {"CNY": 360}
DAYS_A_YEAR_ELSEWHERE: Final = 365
FIRST_DAY: Final = date(1, 1, 1)
PENALTY_SCHEMA: Final = pl.Schema({"loan_no": pl.Int64, "penalty_minor": pl.Int64})


def penalties(tables: Tables, *, on: date) -> pl.DataFrame:
    """Return `loan_no, penalty_minor` (paid or not) of the loans on which penalty interest has accrued by the end of `on`."""
    rates = accruing_loans(tables, on=on)
    found = [
        _of_block(tables, rates.slice(at, LOANS_A_BLOCK), on=on)
        for at in range(0, rates.height, LOANS_A_BLOCK)
    ]
    return pl.concat(found) if found else pl.DataFrame(schema=PENALTY_SCHEMA)


def accruing_loans(tables: Tables, *, on: date) -> pl.DataFrame:
    """Return `loan_no, penalty_rate, currency, allocation` of paid out loans with a penalty rate above 0, ordered by `loan_no`."""
    columns = ["loan_no", "penalty_rate", "currency", "allocation"]
    rates = tables.loans.filter(pl.col("penalty_rate").is_not_null() & (pl.col("disbursed") <= on))
    known = {text: Decimal(text) > 0 for text in rates["penalty_rate"].unique()}
    if not any(known.values()):
        return rates.clear().select(columns)
    is_above = pl.col("penalty_rate").replace_strict(known, return_dtype=pl.Boolean)
    return rates.filter(is_above).select(columns).sort("loan_no")


def _of_block(tables: Tables, rates: pl.DataFrame, *, on: date) -> pl.DataFrame:
    chosen = rates.select("loan_no")
    due = _dues(tables.instalments.join(rates.select("loan_no", "allocation"), on="loan_no"), on=on)
    spans = _spans(tables.payments.join(chosen, on="loan_no", how="semi"), chosen, on=on)
    days = (
        due.lazy()
        .join(spans.lazy(), on="loan_no")
        .filter((pl.col("until") > pl.col("due")) & (pl.col("running") > pl.col("paid")))
        .select(
            "loan_no",
            left=pl.min_horizontal(pl.col("running") - pl.col("paid"), pl.col("total")),
            nights=(pl.col("until") - pl.max_horizontal("since", "due")).dt.total_days(),
            after="after",
            principal="principal_minor",
        )
        # Of what is left of an instalment, the parts that stand after principal in the loan's order are unpaid first.
        .select(
            "loan_no",
            minor_days=pl.min_horizontal((pl.col("left") - pl.col("after")).clip(0), pl.col("principal"))
            * pl.col("nights"),
        )
        .group_by("loan_no")
        .agg(pl.col("minor_days").sum())
        .filter(pl.col("minor_days") > 0)
        .collect()
    )
    return _rounded(days.join(rates, on="loan_no").sort("loan_no"))


def _dues(instalments: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Add to each instalment due before `on` its total, the running total of its loan, and the parts paid after principal."""
    fees = pl.col("fees_minor").fill_null(0)
    total = pl.col("principal_minor") + pl.col("interest_minor") + fees
    return (
        instalments.filter(pl.col("due") < on)
        .sort("loan_no", "due", "number")
        .with_columns(total=total)
        .with_columns(running=pl.col("total").cum_sum().over("loan_no"), after=_after_principal())
    )


def _after_principal() -> pl.Expr:
    """Add up the parts of an instalment that money meets after principal in the order of the loan."""
    parts = {"costs": pl.col("fees_minor").fill_null(0), "interest": pl.col("interest_minor")}
    added = pl.lit(0, dtype=pl.Int64)
    for order in Allocation:
        words = order.value.split("_")
        behind = [parts[word] for word in words[words.index("principal") + 1 :]]
        if behind:
            added = (
                pl.when(pl.col("allocation") == order.value).then(pl.sum_horizontal(behind)).otherwise(added)
            )
    return added


def _spans(payments: pl.DataFrame, chosen: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Return `loan_no, since, until, paid`: the spans of days, up to `on`, in which the money received stood still."""
    signed = (
        pl.when(pl.col("reverses").is_null()).then(pl.col("amount_minor")).otherwise(-pl.col("amount_minor"))
    )
    came = (
        payments.filter(pl.col("received") < on)
        .group_by("loan_no", pl.col("received").alias("since"))
        .agg(paid=signed.sum())
    )
    nothing = chosen.select("loan_no", since=pl.lit(FIRST_DAY, dtype=pl.Date), paid=pl.lit(0, dtype=pl.Int64))
    return (
        pl.concat([nothing, came])
        .sort("loan_no", "since")
        .with_columns(
            paid=pl.col("paid").cum_sum().over("loan_no"),
            until=pl.col("since").shift(-1).over("loan_no").fill_null(pl.lit(on)),
        )
    )


def _rounded(days: pl.DataFrame) -> pl.DataFrame:
    """Turn minor units times nights into minor units, exactly."""
    rates = {text: Fraction(Decimal(text)) for text in days["penalty_rate"].unique()}
    amounts = [
        round_half_up(rates[rate] * minor_days / DAYS_A_YEAR.get(currency, DAYS_A_YEAR_ELSEWHERE))
        for minor_days, rate, currency in days.select("minor_days", "penalty_rate", "currency").iter_rows()
    ]
    found = days.select("loan_no").with_columns(pl.Series("penalty_minor", amounts, dtype=pl.Int64))
    return found.filter(pl.col("penalty_minor") > 0)
