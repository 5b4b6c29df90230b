"""The schedule of one filed loan over its observed life: where it begins, what falls due each month, how it closes.

Everything follows from filed facts (balance, payment, rate, lateness at the first report, payments) and one
generated day of the month. docs/reference/samples.md states each rule; tests/reference/us_auto.py works out
lateness a second time without these rows.
"""

import calendar
import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from forbear.domain.schedules import round_half_up
from forbear.portfolio.samples.draws import draw_between
from forbear.portfolio.samples.us_auto.raw import FiledLoan

DUE_DAY_MAX = 28
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Due:
    """What falls due in one month: the month (counted from the year 0), its principal and its interest, in cents."""

    month: int
    principal_minor: int
    interest_minor: int

    @property
    def total_minor(self) -> int:
        """Principal and interest together."""
        return self.principal_minor + self.interest_minor


@dataclass(frozen=True, slots=True)
class Plan:
    """The schedule of a loan: the day of the month, what falls due, and the month of the payoff or None."""

    day: int
    dues: tuple[Due, ...]
    payoff_month: int | None


def day_in(month: int, day: int) -> dt.date:
    """Return `day` of a month counted from the year 0, or the month's last day where it is shorter."""
    year, zero_based = divmod(month, MONTHS_A_YEAR)
    return dt.date(year, zero_based + 1, min(day, calendar.monthrange(year, zero_based + 1)[1]))


def month_of(day: dt.date) -> int:
    """Return the month of a date, counted from the year 0."""
    return day.year * MONTHS_A_YEAR + day.month - 1


def plan_of(loan: FiledLoan, *, seed: int) -> Plan:
    """Return the whole observed schedule of the loan."""
    month, day = _first_due(loan, seed=seed)
    payoff_index = payoff_of(loan)
    if payoff_index is None:
        return Plan(day, tuple(_run_off(loan, month)), None)
    payoff_month = loan.first_month + payoff_index
    paid_minor = sum(filed.paid_minor for filed in loan.months[: payoff_index + 1])
    return Plan(day, tuple(_closed(loan, _run_off(loan, month), payoff_month, paid_minor)), payoff_month)


def payoff_of(loan: FiledLoan) -> int | None:
    """Return the index of the month whose payment took the balance to nothing; None if none did, or it was written off."""
    before = loan.begin_balance_minor
    for filed in loan.months:
        if filed.end_balance_minor is None:
            return None
        if filed.end_balance_minor == 0:
            was_paid = filed.paid_minor > 0 and filed.principal_minor >= before > 0
            return filed.index if was_paid else None
        before = filed.end_balance_minor
    return None


def is_written_off(loan: FiledLoan) -> bool:
    """Whether the balance went to nothing, or out of the report, without being paid."""
    return payoff_of(loan) is None and any(not filed.end_balance_minor for filed in loan.months)


def _first_due(loan: FiledLoan, *, seed: int) -> tuple[int, int]:
    """Return month and day of the first instalment, so that lateness at the end of the first month is what was filed.

    A loan filed as late was late since (month-end - days filed): that is its day of the month, and as many earlier
    instalments are open as the first month's payment covers whole. A loan filed as on time that paid less than an
    instalment in that month has its first one in the next.
    """
    covered = loan.months[0].paid_minor // loan.scheduled_minor
    if loan.days_past_due_at_first == 0:
        day = draw_between(seed, loan.loan_id, "due-day", low=1, high=DUE_DAY_MAX)
        return loan.first_month + (0 if covered else 1), day
    month_end = day_in(loan.first_month, 31)
    late_since = month_end - dt.timedelta(days=loan.days_past_due_at_first)
    return month_of(late_since) - covered, late_since.day


def _run_off(loan: FiledLoan, month: int) -> list[Due]:
    """Return level payments from `month` until the balance is gone; the last one absorbs what is left."""
    monthly_rate = Fraction(loan.annual_rate) / MONTHS_A_YEAR
    balance, dues = loan.begin_balance_minor, []
    while balance > 0:
        interest = round_half_up(balance * monthly_rate)
        principal = min(balance, loan.scheduled_minor - interest)
        if principal <= 0:
            message = f"the payment of `{loan.loan_id}` never pays its balance"
            raise ValueError(message)
        dues.append(Due(month, principal, interest))
        balance -= principal
        month += 1
    return dues


def _closed(loan: FiledLoan, dues: list[Due], payoff_month: int, paid_minor: int) -> list[Due]:
    """Return the schedule as the payoff closed it: in sum exactly what was paid, nothing after the month of the payoff."""
    kept, left = [], paid_minor
    for due in dues:
        if due.month >= payoff_month or left == 0:
            break
        # A borrower far ahead saved interest and may close for less than was scheduled by then: the latest ones shrink.
        interest = min(due.interest_minor, left)
        principal = min(due.principal_minor, left - interest)
        kept.append(Due(due.month, principal, interest))
        left -= interest + principal
    if left:
        owed = loan.begin_balance_minor - sum(due.principal_minor for due in kept)
        principal = min(left, owed)
        kept.append(Due(payoff_month, principal, left - principal))
    return kept
