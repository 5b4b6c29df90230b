"""Small loans for the tests of this folder: give only the fact that matters, the rest is plain."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from forbear.domain.ageing import Ageing, age
from forbear.domain.loans import Charge, Instalment, Loan, Payment
from forbear.domain.words import Allocation, ChargeKind, LoanStatus, Method, Product

if TYPE_CHECKING:
    from collections.abc import Sequence

PAID_OUT = dt.date(2026, 1, 10)


def day(month_and_day: str) -> dt.date:
    """Return a day of 2026 from `MM-DD`."""
    return dt.date.fromisoformat(f"2026-{month_and_day}")


def a_loan(
    *,
    currency: str = "CNY",
    status: LoanStatus = LoanStatus.ACTIVE,
    penalty_rate: str | None = None,
    allocation: Allocation = Allocation.COSTS_INTEREST_PRINCIPAL,
    grace_days: int = 0,
) -> Loan:
    return Loan(
        loan_id="L1",
        borrower_id="P1",
        lender_id="bank",
        product=Product.ONLINE_CONSUMER,
        currency=currency,
        principal_minor=30_000,
        annual_rate=Decimal("0.12"),
        method=Method.OTHER,
        signed=PAID_OUT,
        disbursed=PAID_OUT,
        maturity=day("04-10"),
        status=status,
        penalty_rate=None if penalty_rate is None else Decimal(penalty_rate),
        allocation=allocation,
        grace_days=grace_days,
    )


def an_instalment(
    number: int, due: dt.date, *, principal: int = 0, interest: int = 0, fees: int = 0
) -> Instalment:
    return Instalment(
        loan_id="L1",
        number=number,
        due=due,
        principal_minor=principal,
        interest_minor=interest,
        fees_minor=fees,
    )


def three_instalments() -> list[Instalment]:
    """Return 10 February, March and April: each 10,000 principal, 300 interest, 50 fees; 10,350 together."""
    return [
        an_instalment(number, day(f"0{number + 1}-10"), principal=10_000, interest=300, fees=50)
        for number in (1, 2, 3)
    ]


def paid(
    on: dt.date,
    amount: int,
    *,
    payment_id: str | None = None,
    reverses: str | None = None,
    given: tuple[int | None, int | None, int | None] = (None, None, None),
) -> Payment:
    """Return a payment; `given` is what the lender allocated to principal, interest and fees."""
    return Payment(
        loan_id="L1",
        payment_id=payment_id or f"{on}/{amount}/{reverses}",
        received=on,
        amount_minor=amount,
        reverses=reverses,
        allocated_principal_minor=given[0],
        allocated_interest_minor=given[1],
        allocated_fees_minor=given[2],
    )


def charged(on: dt.date, amount: int, kind: ChargeKind = ChargeKind.LATE_FEE) -> Charge:
    return Charge(loan_id="L1", charge_id=f"{on}/{kind}", kind=kind, date=on, amount_minor=amount)


def aged(
    on: str,
    payments: Sequence[Payment] = (),
    charges: Sequence[Charge] = (),
    *,
    loan: Loan | None = None,
    instalments: Sequence[Instalment] | None = None,
) -> Ageing:
    """Age the loan of three instalments on a day of 2026."""
    schedule = three_instalments() if instalments is None else instalments
    return age(loan or a_loan(), schedule, payments, charges, on=day(on))


def overdue(ageing: Ageing) -> tuple[int, int, int]:
    """Return principal, interest and fees that are due and unpaid."""
    return (ageing.overdue_principal_minor, ageing.overdue_interest_minor, ageing.overdue_fees_minor)
