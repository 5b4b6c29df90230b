"""Turns the filed us-auto loans into a book: real amounts, rates, months and payments; generated days and people.

It refuses nothing in the filings and mends nothing: what does not fit (negative proceeds, adjustments of balances)
is left out and counted in the summary's notes.
"""

import datetime as dt
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from forbear.domain.money import to_major
from forbear.portfolio.samples.draws import draw_between
from forbear.portfolio.samples.folder import BookSummary, Tables, check_target, write_folder
from forbear.portfolio.samples.us_auto.people import Crowd
from forbear.portfolio.samples.us_auto.raw import LOANS_FILE, MONTHS_FILE, FiledLoan, FiledMonth, read_filings
from forbear.portfolio.samples.us_auto.requests import add_requests
from forbear.portfolio.samples.us_auto.schedule import Plan, day_in, is_written_off, plan_of
from forbear.portfolio.samples.us_auto.states import ZONE_OF

SEED = 20261123
POOLS = {
    "AART2017-3": ("us-pool-2017-3", "Auto loan pool 2017-3"),
    "AART2019-3": ("us-pool-2019-3", "Auto loan pool 2019-3"),
}
# How many days before or after the due day a payment comes: most a little early, some a few days late.
PAID_AFTER_DAYS = (-6, -5, -4, -3, -3, -2, -2, -1, -1, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 7)


def write_us_auto(
    out: Path, *, seed: int = SEED, shift_months: int = 0, fmt: str = "csv", filings: Path | None = None
) -> BookSummary:
    """Write the book of 3,844 real loans into `out`; `shift_months` moves every date, `filings` names other raw files.

    Raises `FolderTaken` when `out` holds anything but a book, `BadFiling` for raw files that contradict themselves.
    """
    check_target(out, fmt=fmt)
    if filings is None:
        with resources.as_file(resources.files("forbear.portfolio.samples") / "data") as shipped:
            loans = read_filings(shipped)
    else:
        loans = read_filings(filings)
    tables = Tables()
    for lender_id, name in POOLS.values():
        tables.add("lenders", lender_id, name, "auto_finance", "US", "false")
    crowd = Crowd(seed, tables)
    for loan in loans.values():
        _add_loan(tables, crowd, loan, seed=seed, shift_months=shift_months)
    add_requests(tables, loans, seed=seed, shift_months=shift_months)
    return write_folder(tables, out, fmt=fmt, notes=tuple(_notes(loans, shift_months=shift_months)))


def _add_loan(tables: Tables, crowd: Crowd, loan: FiledLoan, *, seed: int, shift_months: int) -> None:
    plan = plan_of(loan, seed=seed)
    signed_day = draw_between(seed, loan.loan_id, "signed-day", low=1, high=28)
    signed = day_in(loan.originated + shift_months, signed_day)
    borrower_id = crowd.borrower(loan.loan_id, state=loan.state, signed=signed)
    crowd.contacts(loan.loan_id, borrower_id, state=loan.state, signed=signed)
    tables.add(
        "loans", loan.loan_id, borrower_id, POOLS[loan.pool][0], "auto", "USD", to_major(loan.original_minor, "USD"),
        str(loan.annual_rate), "equal_instalment", signed.isoformat(), signed.isoformat(),
        day_in(loan.maturity + shift_months, plan.day).isoformat(), _status(loan, plan), "", "costs_interest_principal",
        "", ZONE_OF[loan.state], "US",
    )  # fmt: skip
    for number, due in enumerate(plan.dues, start=1):
        on = day_in(due.month + shift_months, plan.day)
        if due.month == plan.payoff_month:
            # The whole balance falls due when it was paid, not some days before: nobody is late by paying off early.
            on = _received(loan, plan, due.month, seed=seed, shift_months=shift_months)
        tables.add(
            "instalments", loan.loan_id, str(number), on.isoformat(), to_major(due.principal_minor, "USD"),
            to_major(due.interest_minor, "USD"),
        )  # fmt: skip
    for filed in loan.months:
        on = _received(loan, plan, loan.first_month + filed.index, seed=seed, shift_months=shift_months)
        for suffix, channel, amount_minor in _money_in(filed):
            payment_id = f"{loan.loan_id}-m{filed.index:02d}{suffix}"
            amount = to_major(amount_minor, "USD")
            tables.add("payments", loan.loan_id, payment_id, on.isoformat(), amount, channel, "")


def _status(loan: FiledLoan, plan: Plan) -> str:
    if plan.payoff_month is not None:
        return "settled"
    return "charged_off" if is_written_off(loan) else "active"


def _received(loan: FiledLoan, plan: Plan, month: int, *, seed: int, shift_months: int) -> dt.date:
    """Return the generated day of a month's payment: near the due day, always in the month for which it was filed."""
    after = PAID_AFTER_DAYS[
        draw_between(seed, loan.loan_id, str(month), "paid", low=0, high=len(PAID_AFTER_DAYS) - 1)
    ]
    return day_in(month + shift_months, max(1, plan.day + after))


def _money_in(filed: FiledMonth) -> Iterator[tuple[str, str, int]]:
    """Yield id suffix, channel and cents of each payment of a month."""
    if filed.paid_minor > 0:
        yield "", "monthly_report", filed.paid_minor
    if filed.recovered_minor > 0:
        yield "-r", "recovery", filed.recovered_minor
    if filed.proceeds_minor > 0:
        yield "-s", "recovery", filed.proceeds_minor


def _notes(loans: dict[str, FiledLoan], *, shift_months: int) -> Iterator[str]:
    yield f"amounts, rates, months and payments are real ({LOANS_FILE}, {MONTHS_FILE}); people and days are generated"
    if shift_months:
        yield f"every date was moved by {shift_months} months"
    costs = sum(filed.proceeds_minor < 0 for loan in loans.values() for filed in loan.months)
    adjusted = sum(_adjustments(loan) for loan in loans.values())
    yield f"left out: {costs} loan-months with negative repossession proceeds (a net cost, not a payment)"
    yield f"kept as filed: {adjusted} loan-months whose balance moved by something other than a payment"


def _adjustments(loan: FiledLoan) -> int:
    """Count months whose balance is not the balance before less the principal collected."""
    before, count = loan.begin_balance_minor, 0
    for filed in loan.months:
        if filed.end_balance_minor is None:
            return count
        count += before - filed.principal_minor != filed.end_balance_minor
        before = filed.end_balance_minor
    return count
