"""Repayment schedules, exact to the minor unit: the arithmetic under servicing, samples and the calculator.

Rates are yearly nominal fractions, a period carries `annual_rate × months / 12` whatever its days, interest is
rounded half up in each period, and the last instalment absorbs what rounding left, so that the principal parts
always sum to the principal. It moves no due date off a holiday and knows no fees; those come on top.
"""

import calendar
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from forbear.domain.invariant import invariant
from forbear.domain.loans import Instalment

PERIODS_MAX = 1200
_MONTHS_A_YEAR = 12


class BadTerms(ValueError):
    """no schedule can be made on these terms"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a schedule follows from.

    `every_months` is the length of a period; the first due date defaults to one period after `disbursed`. Due
    dates keep the day of the first anchor: 31 January, 28 February, 31 March.

    Raises `BadTerms` for a principal below 1, a negative rate, periods outside 1–1200, a period below one
    month, or a first due date before the money was paid out.
    """

    loan_id: str
    principal_minor: int
    annual_rate: Decimal
    periods: int
    disbursed: dt.date
    first_due: dt.date | None = None
    every_months: int = 1

    def __post_init__(self) -> None:
        """Raise `BadTerms` for terms that nobody can mean."""
        if self.principal_minor < 1:
            message = "the principal must be at least one minor unit"
        elif not self.annual_rate.is_finite() or self.annual_rate < 0:
            message = "the yearly rate must not be negative"
        elif not 1 <= self.periods <= PERIODS_MAX:
            message = f"the number of instalments must be from 1 to {PERIODS_MAX}"
        elif self.every_months < 1:
            message = "a period must be at least one month"
        elif self.first_due is not None and self.first_due < self.disbursed:
            message = "the first due date is before the money was paid out"
        else:
            return
        raise BadTerms(message)

    @property
    def period_rate(self) -> Fraction:
        """The rate of one period, exact."""
        return Fraction(self.annual_rate) * self.every_months / _MONTHS_A_YEAR

    def due(self, number: int) -> dt.date:
        """Return the due date of instalment `number` (from 1)."""
        if self.first_due is not None:
            return add_months(self.first_due, (number - 1) * self.every_months)
        return add_months(self.disbursed, number * self.every_months)

    def instalment(self, number: int, *, principal_minor: int, interest_minor: int) -> Instalment:
        """Return instalment `number` with its due date."""
        return Instalment(
            loan_id=self.loan_id,
            number=number,
            due=self.due(number),
            principal_minor=principal_minor,
            interest_minor=interest_minor,
        )


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day of the month `months` later, or that month's last day where it is shorter.

    Always count from the anchor, never from a clamped result: 31 January plus one is 28 February, plus two 31 March.
    """
    month_index = day.year * _MONTHS_A_YEAR + day.month - 1 + months
    year, month = divmod(month_index, _MONTHS_A_YEAR)
    last_day = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last_day))


def round_half_up(value: Fraction) -> int:
    """Return `value` rounded to a whole number, halves up."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def equal_instalment(terms: Terms) -> list[Instalment]:
    """等额本息: the same payment each period (but the last), a growing part of it principal."""
    rate = terms.period_rate
    payment_minor = round_half_up(_level_payment(terms.principal_minor, rate, periods=terms.periods))
    balance, instalments = terms.principal_minor, []
    for number in range(1, terms.periods + 1):
        interest = round_half_up(balance * rate)
        # Rounding of a long loan at a high rate may leave a payment below the interest: principal is then 0,
        # never negative, and the last instalment carries the rest.
        principal = min(balance, max(0, payment_minor - interest))
        if number == terms.periods:
            principal = balance
        instalments.append(terms.instalment(number, principal_minor=principal, interest_minor=interest))
        balance -= principal
    return _whole(terms, instalments)


def equal_principal(terms: Terms) -> list[Instalment]:
    """等额本金: the same principal each period (but the last), interest on what is left."""
    part = round_half_up(Fraction(terms.principal_minor, terms.periods))
    balance, instalments = terms.principal_minor, []
    for number in range(1, terms.periods + 1):
        principal = balance if number == terms.periods else min(balance, part)
        interest = round_half_up(balance * terms.period_rate)
        instalments.append(terms.instalment(number, principal_minor=principal, interest_minor=interest))
        balance -= principal
    return _whole(terms, instalments)


def interest_only(terms: Terms) -> list[Instalment]:
    """先息后本: interest each period, the whole principal with the last."""
    interest = round_half_up(terms.principal_minor * terms.period_rate)
    return [
        terms.instalment(
            number,
            principal_minor=terms.principal_minor if number == terms.periods else 0,
            interest_minor=interest,
        )
        for number in range(1, terms.periods + 1)
    ]


def bullet(terms: Terms) -> list[Instalment]:
    """一次性还本付息: one instalment (number 1) at the end of all periods; simple interest, never compounded."""
    interest = round_half_up(terms.principal_minor * terms.period_rate * terms.periods)
    return [
        Instalment(
            loan_id=terms.loan_id,
            number=1,
            due=terms.due(terms.periods),
            principal_minor=terms.principal_minor,
            interest_minor=interest,
        )
    ]


def _whole(terms: Terms, instalments: list[Instalment]) -> list[Instalment]:
    """INV-03: the principal parts are the principal, no more and no less."""
    repaid = sum(instalment.principal_minor for instalment in instalments)
    invariant(repaid == terms.principal_minor, "INV-03")
    return instalments


def _level_payment(principal_minor: int, rate: Fraction, *, periods: int) -> Fraction:
    if rate == 0:
        return Fraction(principal_minor, periods)
    growth = (1 + rate) ** periods
    return principal_minor * rate * growth / (growth - 1)
