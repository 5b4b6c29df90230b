"""How late one loan is on one day, exactly: the reference that the columns of the nightly run are held against.

It starts from the schedule and the entries every time, never from a stored counter, and reads nothing dated
after the day. The reading behind each line is docs/reference/ageing.md. Grace days never lower days past due:
they may delay what is done about lateness, not lateness itself.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from forbear.domain.allocation import Component, Line, Turn, order_of, queue, received, unpaid
from forbear.domain.cases import Bucket, bucket_of
from forbear.domain.invariant import invariant
from forbear.domain.loans import Charge, Instalment, Loan, Payment
from forbear.domain.money import to_major
from forbear.domain.schedules import round_half_up
from forbear.domain.words import LoanStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Ageing:
    """The answer for one loan and one day. Amounts are minor units of what is due and unpaid, that day included.

    `days_past_due` counts calendar days; `oldest_unpaid_due` may be the day itself, which is 0 days past due.
    """

    days_past_due: int
    oldest_unpaid_due: dt.date | None
    overdue_principal_minor: int
    overdue_interest_minor: int
    overdue_fees_minor: int
    bucket: Bucket
    settled: bool

    @property
    def overdue_minor(self) -> int:
        """Everything that is due and unpaid."""
        return self.overdue_principal_minor + self.overdue_interest_minor + self.overdue_fees_minor


_NOTHING_YET = Ageing(
    days_past_due=0,
    oldest_unpaid_due=None,
    overdue_principal_minor=0,
    overdue_interest_minor=0,
    overdue_fees_minor=0,
    bucket=Bucket.CURRENT,
    settled=False,
)


def age(
    loan: Loan,
    instalments: Sequence[Instalment],
    payments: Sequence[Payment],
    charges: Sequence[Charge],
    *,
    on: dt.date,
) -> Ageing:
    """Return how late `loan` is at the end of the day `on`. The entries may come in any order.

    Raises `BadEntry` when a reversal by that day has no payment to take back, or takes back too much.
    """
    if loan.disbursed > on:
        return _NOTHING_YET
    order = order_of(loan.allocation)
    penalty_minor = accrued_penalty_minor(loan, instalments, payments, on=on)
    lines = queue(instalments, charges, penalty_minor=penalty_minor, on=on)
    still_open = [
        line for line in unpaid(lines, received(payments, order, on=on), order) if line.total_minor > 0
    ]
    due_now = [line for line in still_open if line.turn is not Turn.FUTURE]

    oldest = min((line.due for line in due_now if line.turn is Turn.DUE), default=None)
    days_past_due = 0 if oldest is None else (on - oldest).days
    invariant(days_past_due >= 0, "INV-02")
    is_settled = _is_settled(loan, payments, still_open, has_schedule=bool(instalments), on=on)
    return Ageing(
        days_past_due=days_past_due,
        oldest_unpaid_due=oldest,
        overdue_principal_minor=_sum(due_now, Component.PRINCIPAL),
        overdue_interest_minor=_sum(due_now, Component.INTEREST),
        overdue_fees_minor=_sum(due_now, Component.FEES),
        bucket=Bucket.SETTLED if is_settled else bucket_of(days_past_due),
        settled=is_settled,
    )


def accrued_penalty_minor(
    loan: Loan, instalments: Sequence[Instalment], payments: Sequence[Payment], *, on: dt.date
) -> int:
    """Return the penalty interest accrued by the end of `on`, paid or not; 0 without a `penalty_rate`.

    Simple interest on the principal that is due and unpaid, for each night from a due date to `on`: what was
    unpaid when a day ended is charged for the following day. So money stops the accrual on the day it comes.
    A year has 360 days for CNY, 365 otherwise. Rounded once, half up, for the whole loan.
    """
    if not loan.penalty_rate or loan.disbursed > on:
        return 0
    # What is due and unpaid moves only on these days; between two of them it stands still.
    moves = {i.due for i in instalments if i.due < on} | {p.received for p in payments if p.received < on}
    order = order_of(loan.allocation)
    minor_days = 0
    for day, next_day in pairwise([*sorted(moves), on]):
        lines = queue(instalments, (), penalty_minor=0, on=day)
        open_lines = unpaid(lines, received(payments, order, on=day), order)
        overdue = _sum([line for line in open_lines if line.turn is Turn.DUE], Component.PRINCIPAL)
        minor_days += overdue * (next_day - day).days
    days_a_year = 360 if loan.currency == "CNY" else 365
    return round_half_up(Fraction(loan.penalty_rate) * minor_days / days_a_year)


def why_quarantined(loan: Loan, payments: Sequence[Payment], ageing: Ageing, *, on: dt.date) -> str | None:
    """Return why a loan must be set aside for a person to look at, or None: marked settled, but money due is unpaid.

    A loan that was settled by payments after `on` was still open on that day, and is not quarantined for it.
    """
    if loan.status is not LoanStatus.SETTLED or ageing.overdue_minor == 0:
        return None
    if any(payment.received > on for payment in payments):
        return None
    return f"marked settled but {to_major(ageing.overdue_minor, loan.currency)} {loan.currency} is unpaid"


def _is_settled(
    loan: Loan, payments: Sequence[Payment], still_open: Sequence[Line], *, has_schedule: bool, on: dt.date
) -> bool:
    """Whether all is paid, or the lender says so, no payment is still to come, and nothing due speaks against it."""
    if not still_open:
        return has_schedule or _is_closed_by_lender(loan, payments, on=on)
    nothing_due = all(line.turn is Turn.FUTURE for line in still_open)
    return nothing_due and _is_closed_by_lender(loan, payments, on=on)


def _is_closed_by_lender(loan: Loan, payments: Sequence[Payment], *, on: dt.date) -> bool:
    return loan.status is LoanStatus.SETTLED and all(payment.received <= on for payment in payments)


def _sum(lines: Sequence[Line], component: Component) -> int:
    return sum(line.owed.get(component, 0) for line in lines)
