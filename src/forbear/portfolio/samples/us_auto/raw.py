"""Reads the filed facts of the us-auto sample: loans and loan-months, amounts in whole cents, months as numbers.

It reads every field exactly and fills nothing in: an empty balance stays None. It judges no loan.
"""

import csv
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from forbear.domain.money import to_minor

LOANS_FILE = "us_auto_abs_loans.csv.gz"
MONTHS_FILE = "us_auto_abs_monthly.csv.gz"


class BadFiling(ValueError):
    """the raw files contradict each other"""


@dataclass(frozen=True, slots=True)
class FiledMonth:
    """One month as filed. `end_balance_minor` None: no longer reported. Proceeds may be negative (a net cost)."""

    index: int
    principal_minor: int
    paid_minor: int
    recovered_minor: int
    proceeds_minor: int
    end_balance_minor: int | None


@dataclass(frozen=True, slots=True)
class FiledLoan:
    """One loan as filed. Months (`first_month`, `originated`, `maturity`) are counted from January of the year 0."""

    loan_id: str
    pool: str
    state: str
    originated: int
    maturity: int
    first_month: int
    original_minor: int
    begin_balance_minor: int
    scheduled_minor: int
    annual_rate: Decimal
    days_past_due_at_first: int
    months: list[FiledMonth] = field(default_factory=list)


def month_number(text: str) -> int:
    """Return `YYYY-MM` as months since January of the year 0."""
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def read_filings(folder: Path) -> dict[str, FiledLoan]:
    """Return the loans with their months, in the order of the file. Raises `BadFiling`, `BadAmount`, `OSError`."""
    loans = {row["loan_id"]: _loan(row) for row in _rows(folder / LOANS_FILE)}
    for row in _rows(folder / MONTHS_FILE):
        loan = loans.get(row["loan_id"])
        if loan is None or int(row["month_index"]) != len(loan.months):
            message = (
                f"month {row['month_index']} of `{row['loan_id']}` follows nothing that was filed before it"
            )
            raise BadFiling(message)
        loan.months.append(_month(row))
    silent = [loan.loan_id for loan in loans.values() if not loan.months]
    if silent:
        message = f"no month was filed for `{silent[0]}`"
        raise BadFiling(message)
    return loans


def _rows(path: Path) -> Iterator[Mapping[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _loan(row: Mapping[str, str]) -> FiledLoan:
    return FiledLoan(
        loan_id=row["loan_id"],
        pool=row["pool"],
        state=row["state"],
        originated=month_number(row["originated"]),
        maturity=month_number(row["maturity"]),
        first_month=month_number(row["first_report_month"]),
        original_minor=to_minor(row["original_amount_usd"], "USD"),
        begin_balance_minor=to_minor(row["begin_balance_usd"], "USD"),
        scheduled_minor=to_minor(row["scheduled_payment_usd"], "USD"),
        annual_rate=Decimal(row["annual_rate"]),
        days_past_due_at_first=int(row["days_past_due_at_first_report"]),
    )


def _month(row: Mapping[str, str]) -> FiledMonth:
    def cents(name: str) -> int:
        return to_minor(row[name], "USD") if row[name] else 0

    return FiledMonth(
        index=int(row["month_index"]),
        principal_minor=cents("principal_collected_usd"),
        paid_minor=cents("total_paid_usd"),
        recovered_minor=cents("recovered_usd"),
        proceeds_minor=cents("repossession_proceeds_usd"),
        end_balance_minor=cents("end_balance_usd") if row["end_balance_usd"] else None,
    )
