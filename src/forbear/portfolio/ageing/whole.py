"""How late every loan is on one date, in columns: from the schedule, the payments and the charges, never from a stored counter.

It answers what `forbear.domain.ageing.age` answers, loan for loan. The common loan goes through NumPy in blocks: running sums over
instalments sorted by loan, oldest first, so that "what is unpaid" is one subtraction and two comparisons per instalment. Loans with
a rare trait (`rare_loans` says which) go through the reference itself, one by one. It refuses to guess: a loan is never left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from forbear.portfolio.ageing.accruing import accruing_loans, penalties
from forbear.portfolio.ageing.exact import SCHEMA as AGEING_SCHEMA
from forbear.portfolio.ageing.exact import age_by_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from forbear.portfolio.tables import Tables

    Ints = NDArray[np.int64]
    Days = NDArray[np.int32]
    Flags = NDArray[np.bool_]

BUCKETS: Final = ("current", "1-29", "30-59", "60-89", "90+", "settled")
LATE_BUCKETS: Final = BUCKETS[1:5]
BUCKET_FROM_DAYS: Final = (1, 30, 60, 90)
DEFAULT_ORDER: Final = "costs_interest_principal"
BLOCK_INSTALMENTS: Final = 400_000  # a block's temporaries stay in the processor's cache neighbourhood
EPOCH: Final = date(1970, 1, 1)
LAST_DAY: Final = date(9999, 12, 31)
NEVER: Final = np.iinfo(np.int32).max

__all__ = [
    "AGEING_SCHEMA",
    "BUCKETS",
    "LATE_BUCKETS",
    "StrayEntry",
    "age_all",
    "bucket_of",
    "money_of",
    "rare_loans",
    "schedule_of",
]


class StrayEntry(ValueError):
    """an entry belongs to a loan that is not in the table of loans"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What came in for each loan up to the date, in minor units: the pooled money, and what the lender gave to each component."""

    pooled: Ints
    given_principal: Ints
    given_interest: Ints
    given_fees: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The instalments of all loans as flat arrays: loan `i` owns rows `starts[i]:starts[i + 1]`, oldest first."""

    starts: Ints
    due: Days
    principal: Ints
    interest: Ints
    fees: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpaid:
    """Per loan: what is unpaid of what is due, the oldest due date of it (`NEVER` if none), and of the whole schedule."""

    principal: Ints
    interest: Ints
    fees: Ints
    oldest: Days
    whole: Ints


def age_all(tables: Tables, *, on: date) -> pl.DataFrame:
    """Age every loan of the tables: one row a loan, in the order of `loan_no`, with the columns of `AGEING_SCHEMA`."""
    loans = tables.loans.sort("loan_no")
    numbers = loans["loan_no"].to_numpy()
    schedule = schedule_of(tables.instalments, numbers)
    paid = money_of(tables.payments, numbers, on=on)
    unpaid = _unpaid_of(schedule, paid, orders=_order_codes(loans), on=_day(on))
    accrued = penalties(tables, on=on)
    totals = (
        (_totals(schedule, until=_day(on)), _totals(schedule))
        if accrued.height or tables.charges.height
        else None
    )
    interest, fees, asked = _beside(
        tables.charges, accrued, numbers, scheduled=totals, pooled=paid.pooled, on=on
    )
    left = (
        unpaid.whole if totals is None else np.where(asked > 0, totals[1] + asked - paid.pooled, unpaid.whole)
    )
    aged = _frame(
        loans,
        unpaid.oldest,
        (unpaid.principal, unpaid.interest + interest, unpaid.fees + fees),
        nothing_left=(left <= 0) & (np.diff(schedule.starts) > 0),
        has_later_payment=_has_later_payment(tables.payments, numbers, on=on),
        on=on,
    )
    rare = rare_loans(tables, on=on)
    if rare.is_empty():
        return aged
    exact = age_by_reference(tables, rare, on=on)
    return pl.concat([aged.join(rare, on="loan_no", how="anti"), exact]).sort("loan_no")


def schedule_of(instalments: pl.DataFrame, numbers: Ints) -> Schedule:
    """Lay out the instalments of the loans `numbers` (ascending). Raises `StrayEntry`."""
    if not _is_in_order(instalments):
        instalments = instalments.sort("loan_no", "due", "number")
    owner = instalments["loan_no"].to_numpy()
    starts = np.searchsorted(owner, np.append(numbers, np.iinfo(np.int64).max)).astype(np.int64)
    if not np.array_equal(np.repeat(numbers, np.diff(starts)), owner):
        raise StrayEntry
    return Schedule(
        starts=starts,
        due=instalments["due"].to_physical().to_numpy(),
        principal=instalments["principal_minor"].to_numpy(),
        interest=instalments["interest_minor"].to_numpy(),
        fees=instalments["fees_minor"].fill_null(0).to_numpy(),
    )


def money_of(payments: pl.DataFrame, numbers: Ints, *, on: date) -> Money:
    """Sum what was received up to and including `on`, less what was taken back up to then, for the loans `numbers` (ascending)."""
    given = [pl.col(f"allocated_{part}_minor").fill_null(0) for part in ("principal", "interest", "fees")]
    sign = pl.when(pl.col("reverses").is_null()).then(1).otherwise(-1)
    sums = (
        payments.lazy()
        .filter(pl.col("received") <= on)
        .group_by("loan_no")
        .agg(
            (sign * (pl.col("amount_minor") - given[0] - given[1] - given[2])).sum().alias("pooled"),
            (sign * given[0]).sum().alias("given_principal"),
            (sign * given[1]).sum().alias("given_interest"),
            (sign * given[2]).sum().alias("given_fees"),
        )
        .collect()
    )
    at = _places(numbers, sums["loan_no"].to_numpy())
    return Money(**{name: _spread(len(numbers), at, sums[name].to_numpy()) for name in sums.columns[1:]})


def rare_loans(tables: Tables, *, on: date) -> pl.DataFrame:
    """Return the `loan_no` of loans that the columns leave to the reference.

    They are the loans where the lender allocated money itself and that also have a reversal, a charge, or penalty interest: which
    component is then unpaid hangs on more than totals.
    """
    seen = tables.payments.lazy().filter(pl.col("received") <= on)
    parts = ("principal", "interest", "fees")
    given = seen.filter(
        pl.any_horizontal(pl.col(f"allocated_{part}_minor").is_not_null() for part in parts)
    ).select("loan_no")
    others = [
        seen.filter(pl.col("reverses").is_not_null()).select("loan_no"),
        tables.charges.lazy().filter(pl.col("date") <= on).select("loan_no"),
        accruing_loans(tables, on=on).lazy().select("loan_no"),
    ]
    return given.unique().join(pl.concat(others).unique(), on="loan_no", how="semi").sort("loan_no").collect()


def bucket_of(days: pl.Expr) -> pl.Expr:
    """Name the bucket of a column of days past due (not of settled loans)."""
    named = pl.lit(BUCKETS[0])
    for least, name in zip(BUCKET_FROM_DAYS, LATE_BUCKETS, strict=True):
        named = pl.when(days >= least).then(pl.lit(name)).otherwise(named)
    return named


def _unpaid_of(schedule: Schedule, paid: Money, *, orders: NDArray[np.int8], on: int) -> Unpaid:
    size = len(schedule.starts) - 1
    unpaid = Unpaid(
        principal=np.zeros(size, np.int64),
        interest=np.zeros(size, np.int64),
        fees=np.zeros(size, np.int64),
        oldest=np.full(size, NEVER, np.int32),
        whole=np.zeros(size, np.int64),
    )
    owning = np.flatnonzero(np.diff(schedule.starts) > 0)
    for block in _blocks(schedule.starts, owning):
        _age_block(schedule, paid, orders, block, unpaid, on=on)
    return unpaid


def _age_block(
    schedule: Schedule, paid: Money, orders: NDArray[np.int8], block: Ints, unpaid: Unpaid, *, on: int
) -> None:
    """Fill `unpaid` for the loans of one block; they own neighbouring rows of the schedule."""
    first, last = int(schedule.starts[block[0]]), int(schedule.starts[block[-1] + 1])
    heads = schedule.starts[block] - first
    counts = schedule.starts[block + 1] - schedule.starts[block]
    due = schedule.due[first:last]
    parts = [column[first:last] for column in (schedule.fees, schedule.interest, schedule.principal)]
    given = [paid.given_fees[block], paid.given_interest[block], paid.given_principal[block]]
    parts = [
        _left_over(part, heads, counts, money) if money.any() else part
        for part, money in zip(parts, given, strict=True)
    ]
    left = _left_over(parts[0] + parts[1] + parts[2], heads, counts, paid.pooled[block])
    unpaid.whole[block] = np.add.reduceat(left, heads)
    is_due = due <= on
    left = left * is_due
    unpaid.oldest[block] = np.minimum.reduceat(np.where(left > 0, due, np.int32(NEVER)), heads)
    codes = orders[block]
    for code in np.unique(codes):
        chosen = np.repeat(codes == code, counts) if (codes != code).any() else None
        for part, amount in _split(left, parts, ORDERS[code]):
            column = (unpaid.fees, unpaid.interest, unpaid.principal)[part]
            column[block] += np.add.reduceat(amount if chosen is None else amount * chosen, heads)


def _left_over(amounts: Ints, heads: Ints, counts: Ints, money: Ints) -> Ints:
    """Pay `money` (one figure a loan) into `amounts` (rows of the loans, oldest first) and return what stays unpaid of each row."""
    running = np.cumsum(amounts)
    before = running[heads] - amounts[heads]
    running -= np.repeat(before + money, counts)
    np.maximum(running, 0, out=running)
    return np.minimum(running, amounts, out=running)


def _split(left: Ints, parts: list[Ints], order: tuple[int, int, int]) -> Iterator[tuple[int, Ints]]:
    """Say which part of each row's unpaid rest is fees (0), interest (1), principal (2): money covers them in `order`."""
    for part in reversed(order[1:]):
        amount = np.minimum(left, parts[part])
        left = left - amount
        yield part, amount
    yield order[0], left


ORDERS: Final = {0: (0, 1, 2), 1: (0, 2, 1), 2: (1, 0, 2), 3: (1, 2, 0), 4: (2, 0, 1), 5: (2, 1, 0)}
_ORDER_NAMES: Final = {
    "costs_interest_principal": 0,
    "costs_principal_interest": 1,
    "interest_costs_principal": 2,
    "interest_principal_costs": 3,
    "principal_costs_interest": 4,
    "principal_interest_costs": 5,
}


def _order_codes(loans: pl.DataFrame) -> NDArray[np.int8]:
    names = loans["allocation"].fill_null(DEFAULT_ORDER)
    codes = names.replace_strict(_ORDER_NAMES, return_dtype=pl.Int8)
    return codes.to_numpy()


def _beside(
    charges: pl.DataFrame,
    accrued: pl.DataFrame,
    numbers: Ints,
    *,
    scheduled: tuple[Ints, Ints] | None,
    pooled: Ints,
    on: date,
) -> tuple[Ints, Ints, Ints]:
    """Return per loan what is unpaid of charges and penalty interest (interest, fees), and all that they ask for.

    Pooled money meets them after the instalments due, oldest charge first, accrued penalty interest last.
    """
    none = np.zeros(len(numbers), np.int64)
    charged = charges.filter(pl.col("date") <= on).select(
        "loan_no", "date", "charge_id", "kind", "amount_minor"
    )
    penalty = accrued.select(
        "loan_no",
        date=pl.lit(LAST_DAY, dtype=pl.Date),
        charge_id=pl.lit(""),
        kind=pl.lit("penalty_interest"),
        amount_minor="penalty_minor",
    )
    due = pl.concat([charged, penalty]).sort("loan_no", "date", "charge_id")
    if due.is_empty() or scheduled is None:
        return none, none, none
    owners, heads, counts = np.unique(due["loan_no"].to_numpy(), return_index=True, return_counts=True)
    at = _places(numbers, owners)
    amounts = due["amount_minor"].to_numpy()
    left = _left_over(amounts, heads, counts, np.maximum(pooled[at] - scheduled[0][at], 0))
    is_interest = (due["kind"] == "penalty_interest").to_numpy()
    interest = _spread(len(numbers), at, np.add.reduceat(left * is_interest, heads))
    fees = _spread(len(numbers), at, np.add.reduceat(left * ~is_interest, heads))
    return interest, fees, _spread(len(numbers), at, np.add.reduceat(amounts, heads))


def _totals(schedule: Schedule, *, until: int | None = None) -> Ints:
    rows = schedule.principal + schedule.interest + schedule.fees
    if until is not None:
        rows = rows * (schedule.due <= until)
    running = np.concatenate([np.zeros(1, np.int64), np.cumsum(rows)])
    totals: Ints = running[schedule.starts[1:]] - running[schedule.starts[:-1]]
    return totals


def _has_later_payment(payments: pl.DataFrame, numbers: Ints, *, on: date) -> Flags:
    found = np.zeros(len(numbers), np.bool_)
    later = payments.lazy().filter(pl.col("received") > on).select("loan_no").unique().collect()
    found[_places(numbers, later["loan_no"].to_numpy())] = True
    return found


def _frame(
    loans: pl.DataFrame,
    oldest: Days,
    overdue: tuple[Ints, Ints, Ints],
    *,
    nothing_left: Flags,
    has_later_payment: Flags,
    on: date,
) -> pl.DataFrame:
    principal, interest, fees = overdue
    columns = loans.select("loan_no", "status", "disbursed").with_columns(
        oldest=pl.Series(np.where(oldest == NEVER, 0, oldest).astype(np.int32)),
        is_unpaid=pl.Series(oldest != NEVER),
        principal=pl.Series(principal),
        interest=pl.Series(interest),
        fees=pl.Series(fees),
        nothing_left=pl.Series(nothing_left),
        later=pl.Series(has_later_payment),
    )
    live = pl.col("disbursed") <= on
    is_late = live & pl.col("is_unpaid")
    days = pl.when(is_late).then(_day(on) - pl.col("oldest")).otherwise(0).cast(pl.Int32)
    nothing_due = (pl.col("principal") + pl.col("interest") + pl.col("fees")) == 0
    is_settled = live & (
        pl.col("nothing_left") | ((pl.col("status") == "settled") & ~pl.col("later") & nothing_due)
    )
    return columns.select(
        "loan_no",
        days.alias("days_past_due"),
        pl.when(is_late).then(pl.col("oldest")).cast(pl.Date).alias("oldest_unpaid_due"),
        *(
            pl.when(live).then(pl.col(part)).otherwise(0).alias(f"overdue_{part}_minor")
            for part in ("principal", "interest", "fees")
        ),
        pl.when(is_settled).then(pl.lit("settled")).otherwise(bucket_of(days)).alias("bucket"),
    )


def _blocks(starts: Ints, owning: Ints) -> Iterator[Ints]:
    """Cut the loans that own instalments into runs of about `BLOCK_INSTALMENTS` rows."""
    begins = starts[owning]
    at = 0
    while at < len(owning):
        limit = begins[at] + BLOCK_INSTALMENTS
        end = max(int(np.searchsorted(begins, limit)), at + 1)
        yield owning[at:end]
        at = end


def _is_in_order(instalments: pl.DataFrame) -> bool:
    owner = instalments["loan_no"].to_numpy()
    due = instalments["due"].to_physical().to_numpy()
    number = instalments["number"].to_numpy()
    same = owner[1:] == owner[:-1]
    later = (due[1:] > due[:-1]) | ((due[1:] == due[:-1]) & (number[1:] > number[:-1]))
    return bool(np.all((owner[1:] > owner[:-1]) | (same & later)))


def _places(numbers: Ints, wanted: Ints) -> Ints:
    """Return where each of `wanted` stands in `numbers` (ascending). Raises `StrayEntry` for a loan that is not there."""
    at = np.searchsorted(numbers, wanted)
    if len(wanted) and (at.max(initial=0) >= len(numbers) or (numbers[at] != wanted).any()):
        raise StrayEntry
    return at.astype(np.int64)


def _spread(size: int, at: Ints, values: Ints) -> Ints:
    spread = np.zeros(size, np.int64)
    spread[at] = values
    return spread


def _day(day: date) -> int:
    return (day - EPOCH) // timedelta(days=1)
