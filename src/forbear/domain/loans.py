"""The loan and everything that is booked on it: lender, schedule, payments, charges.

Plain frozen values with the names of the book's columns; amounts are minor units of the loan's currency.
They refuse what no loan can hold (a negative part, a payment of nothing) and judge nothing else.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from forbear.domain.words import Allocation, ChargeKind, LenderKind, LoanStatus, Method, Product


class BadEntry(ValueError):
    """a row of a loan contradicts itself or another row of the same loan"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lender:
    """Who lends, or collects for another."""

    lender_id: str
    name: str
    kind: LenderKind
    country: str | None = None
    is_cba_member: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """One loan. Rates are yearly fractions (`Decimal("0.0948")`); `penalty_rate` None: no penalty interest accrues.

    Raises `BadEntry` for a principal that is not positive, a negative rate or negative grace.
    """

    loan_id: str
    borrower_id: str
    lender_id: str
    product: Product
    currency: str
    principal_minor: int
    annual_rate: Decimal
    method: Method
    signed: dt.date
    disbursed: dt.date
    maturity: dt.date
    status: LoanStatus = LoanStatus.ACTIVE
    penalty_rate: Decimal | None = None
    allocation: Allocation = Allocation.COSTS_INTEREST_PRINCIPAL
    grace_days: int = 0
    timezone: str | None = None
    country: str | None = None

    def __post_init__(self) -> None:
        """Raise `BadEntry` for what no loan can hold."""
        if self.principal_minor <= 0:
            message = f"loan `{self.loan_id}`: the principal must be positive"
            raise BadEntry(message)
        if self.annual_rate < 0 or (self.penalty_rate is not None and self.penalty_rate < 0):
            message = f"loan `{self.loan_id}`: a rate must not be negative"
            raise BadEntry(message)
        if self.grace_days < 0:
            message = f"loan `{self.loan_id}`: grace_days must not be negative"
            raise BadEntry(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """What is to be paid on one due date. `number` counts from 1. Raises `BadEntry` for a negative part."""

    loan_id: str
    number: int
    due: dt.date
    principal_minor: int
    interest_minor: int
    fees_minor: int = 0

    def __post_init__(self) -> None:
        """Raise `BadEntry` for a negative part."""
        if min(self.principal_minor, self.interest_minor, self.fees_minor) < 0:
            message = f"loan `{self.loan_id}`, instalment {self.number}: no part may be negative"
            raise BadEntry(message)

    @property
    def total_minor(self) -> int:
        """Principal, interest and fees together."""
        return self.principal_minor + self.interest_minor + self.fees_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money received, or with `reverses` taken back from an earlier payment; `amount_minor` is positive in both.

    `allocated_*` None: the lender did not say. Raises `BadEntry` for an amount that is not positive, a
    negative allocation, or allocations above the amount.
    """

    loan_id: str
    payment_id: str
    received: dt.date
    amount_minor: int
    channel: str | None = None
    reverses: str | None = None
    allocated_principal_minor: int | None = None
    allocated_interest_minor: int | None = None
    allocated_fees_minor: int | None = None

    def __post_init__(self) -> None:
        """Raise `BadEntry` for what no payment can be."""
        given = self._allocations()
        if self.amount_minor <= 0:
            message = f"loan `{self.loan_id}`, payment `{self.payment_id}`: the amount must be positive"
            raise BadEntry(message)
        if min(given) < 0 or sum(given) > self.amount_minor:
            message = (
                f"loan `{self.loan_id}`, payment `{self.payment_id}`: "
                "allocations must not be negative nor exceed the amount"
            )
            raise BadEntry(message)

    @property
    def unallocated_minor(self) -> int:
        """The part of the amount for which the lender gave no component."""
        return self.amount_minor - sum(self._allocations())

    def _allocations(self) -> tuple[int, int, int]:
        return (
            self.allocated_principal_minor or 0,
            self.allocated_interest_minor or 0,
            self.allocated_fees_minor or 0,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """Something charged beside the schedule, due on its `date`. Raises `BadEntry` unless the amount is positive."""

    loan_id: str
    charge_id: str
    kind: ChargeKind
    date: dt.date
    amount_minor: int
    cost_sheet_line: str | None = None

    def __post_init__(self) -> None:
        """Raise `BadEntry` unless the amount is positive."""
        if self.amount_minor <= 0:
            message = f"loan `{self.loan_id}`, charge `{self.charge_id}`: the amount must be positive"
            raise BadEntry(message)
