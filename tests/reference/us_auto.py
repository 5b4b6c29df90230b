"""How late every loan of the us-auto sample is, worked out a second time, from the raw filings alone.

Plain Python over the two raw files: no dataframe, nothing of the product is imported. It compares how much should
have been paid by a day with how much was, both as running sums of cents; it knows no instalment rows, no
allocation and no ledger. The rules it follows are written down in docs/reference/samples.md and in the book's
own definition of days past due. What it must share with the converter is the generated day of the month.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import gzip
import hashlib
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "src" / "forbear" / "portfolio" / "samples" / "data"
SEED = 20261123

# 24 month-ends at which both pools were reporting for most of the time, the payment pauses of 2020 among them.
MONTH_ENDS = tuple(
    dt.date(year, month, calendar.monthrange(year, month)[1])
    for year in (2019, 2020)
    for month in range(1, 13)
)

# 66 days late, a part payment down to 6, late again to 97, part payments again: never wholly caught up.
PARTLY_CURED_AND_LATE_AGAIN = "2019-3-u1366"
PARTLY_CURED_DAYS = {
    dt.date(2020, 1, 31): 37,
    dt.date(2020, 2, 29): 66,
    dt.date(2020, 3, 31): 6,
    dt.date(2020, 4, 30): 36,
    dt.date(2020, 5, 31): 67,
    dt.date(2020, 6, 30): 97,
    dt.date(2020, 7, 31): 36,
    dt.date(2020, 8, 31): 67,
}
# Late in the summer of 2019, caught up in September, on time ever after.
CURED_BY_THEMSELVES = "2017-3-n1324"
CURED_DAYS = {
    dt.date(2019, 6, 30): 0,
    dt.date(2019, 7, 31): 17,
    dt.date(2019, 8, 31): 48,
    dt.date(2019, 9, 30): 0,
    dt.date(2020, 12, 31): 0,
}

Answer = tuple[int, str]


@dataclass
class RawLoan:
    """What the raw files say about one loan, in cents; months are counted from the year 0."""

    loan_id: str
    first_month: int
    balance: int
    scheduled: int
    rate: Decimal
    late_days: int
    state: str
    paid: list[int] = field(default_factory=list)
    recovered: list[int] = field(default_factory=list)
    principal: list[int] = field(default_factory=list)
    end_balance: list[int | None] = field(default_factory=list)


def cents(text: str) -> int:
    value = Decimal(text or "0") * 100
    if value != value.to_integral_value():
        message = f"`{text}` is not whole cents"
        raise ValueError(message)
    return int(value)


def month_number(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def month_end(number: int) -> dt.date:
    year, month = divmod(number, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


@lru_cache(maxsize=1)
def raw_loans() -> dict[str, RawLoan]:
    loans: dict[str, RawLoan] = {}
    with gzip.open(DATA / "us_auto_abs_loans.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            loans[row["loan_id"]] = RawLoan(
                loan_id=row["loan_id"],
                first_month=month_number(row["first_report_month"]),
                balance=cents(row["begin_balance_usd"]),
                scheduled=cents(row["scheduled_payment_usd"]),
                rate=Decimal(row["annual_rate"]),
                late_days=int(row["days_past_due_at_first_report"]),
                state=row["state"],
            )
    with gzip.open(DATA / "us_auto_abs_monthly.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            loan = loans[row["loan_id"]]
            loan.paid.append(cents(row["total_paid_usd"]))
            proceeds = max(
                0, cents(row["repossession_proceeds_usd"])
            )  # a negative one is a cost, not money received
            loan.recovered.append(cents(row["recovered_usd"]) + proceeds)
            loan.principal.append(cents(row["principal_collected_usd"]))
            loan.end_balance.append(cents(row["end_balance_usd"]) if row["end_balance_usd"] else None)
    return loans


def generated_day(loan_id: str) -> int:
    digest = hashlib.sha256(f"{SEED}|{loan_id}|due-day".encode()).digest()
    return 1 + int.from_bytes(digest[:8], "big") % 28


def first_due(loan: RawLoan) -> tuple[int, int]:
    """Month number and day of the first instalment of the observed schedule."""
    covered = loan.paid[0] // loan.scheduled
    if loan.late_days == 0:
        return loan.first_month + (0 if covered else 1), generated_day(loan.loan_id)
    oldest = month_end(loan.first_month) - dt.timedelta(days=loan.late_days)
    return oldest.year * 12 + oldest.month - 1 - covered, oldest.day


def payoff_index(loan: RawLoan) -> int | None:
    """The month in which the whole balance was paid, or None: never paid off, or written off."""
    before = loan.balance
    for index, after in enumerate(loan.end_balance):
        if after is None:
            return None
        if after == 0:
            return index if loan.principal[index] >= before > 0 and loan.paid[index] > 0 else None
        before = after
    return None


def run_off_total(loan: RawLoan) -> int:
    """Everything the schedule asks for when nobody pays early: principal and the interest on it."""
    balance, total = loan.balance, 0
    while balance > 0:
        interest = int((balance * loan.rate / 12).quantize(Decimal(1), ROUND_HALF_UP))
        payment = min(loan.scheduled, balance + interest)
        total += payment
        balance -= payment - interest
    return total


def answer(loan: RawLoan, on: dt.date) -> Answer:
    """Days past due and bucket at the month-end `on`."""
    index = on.year * 12 + on.month - 1 - loan.first_month
    paid = sum(loan.paid[: index + 1]) + sum(loan.recovered[: index + 1]) if index >= 0 else 0
    payoff = payoff_index(loan)
    if payoff is not None and index >= payoff:
        return 0, "settled"
    run_off = run_off_total(loan)
    if payoff is None and paid >= run_off:
        return 0, "settled"
    month, day = first_due(loan)
    month += paid // loan.scheduled  # the first instalment that the money does not cover whole
    if payoff is not None:
        # What was still owed when the loan was paid off fell due in that month and not before.
        closing = loan.first_month + payoff
        month = closing if paid >= run_off else min(month, closing)
    length = calendar.monthrange(month // 12, month % 12 + 1)[1]
    due = dt.date(month // 12, month % 12 + 1, min(day, length))
    days = max(0, (on - due).days)
    return days, bucket(days)


def bucket(days: int) -> str:
    if days == 0:
        return "current"
    if days < 30:
        return "1-29"
    if days < 60:
        return "30-59"
    return "60-89" if days < 90 else "90+"


def expected(on: dt.date) -> dict[str, Answer]:
    """Every loan's days past due and bucket at the month-end `on`."""
    if (on + dt.timedelta(days=1)).day != 1:
        message = f"{on} is not the last day of a month"
        raise ValueError(message)
    return {loan_id: answer(loan, on) for loan_id, loan in raw_loans().items()}
