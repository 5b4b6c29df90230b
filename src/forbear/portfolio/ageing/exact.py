"""Loans one by one through the reference of the domain: for the rare ones, and for tests that hold the columns against it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from forbear.domain.ageing import age
from forbear.domain.loans import Charge, Instalment, Loan, Payment
from forbear.domain.words import Allocation, ChargeKind, LoanStatus, Method, Product

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from forbear.portfolio.tables import Tables

Row = dict[str, Any]
SCHEMA: Final = pl.Schema(
    {
        "loan_no": pl.Int64,
        "days_past_due": pl.Int32,
        "oldest_unpaid_due": pl.Date,
        "overdue_principal_minor": pl.Int64,
        "overdue_interest_minor": pl.Int64,
        "overdue_fees_minor": pl.Int64,
        "bucket": pl.String,
    }
)


def age_by_reference(tables: Tables, chosen: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Age the loans of `chosen` (`loan_no`) one by one; the same columns as `ageing.age_all`."""
    loans = tables.loans.join(chosen, on="loan_no", how="semi").sort("loan_no")
    instalments = _by_loan(tables.instalments, chosen)
    payments = _by_loan(tables.payments, chosen)
    charges = _by_loan(tables.charges, chosen)
    rows = []
    for row in loans.iter_rows(named=True):
        number, name = row["loan_no"], row["loan_id"]
        answer = age(
            loan_of(row),
            [_instalment(name, one) for one in instalments.get(number, ())],
            [_payment(name, one) for one in payments.get(number, ())],
            [_charge(name, one) for one in charges.get(number, ())],
            on=on,
        )
        rows.append(
            (
                number,
                answer.days_past_due,
                answer.oldest_unpaid_due,
                answer.overdue_principal_minor,
                answer.overdue_interest_minor,
                answer.overdue_fees_minor,
                str(answer.bucket),
            )
        )
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def loan_of(row: Mapping[str, Any]) -> Loan:
    """Make the domain's loan of a row of the table."""
    rate = row["penalty_rate"]
    return Loan(
        loan_id=row["loan_id"],
        borrower_id=str(row["borrower_no"]),
        lender_id=str(row["lender_no"]),
        product=Product(row["product"] or Product.OTHER),
        currency=row["currency"],
        principal_minor=row["principal_minor"],
        annual_rate=Decimal(row["annual_rate"]),
        method=Method(row["method"] or Method.OTHER),
        signed=row["signed"],
        disbursed=row["disbursed"],
        maturity=row["maturity"],
        status=LoanStatus(row["status"] or LoanStatus.ACTIVE),
        penalty_rate=None if rate is None else Decimal(rate),
        allocation=Allocation(row["allocation"] or Allocation.COSTS_INTEREST_PRINCIPAL),
        timezone=row["timezone"],
        country=row["country"],
    )


def _by_loan(frame: pl.DataFrame, chosen: pl.DataFrame) -> dict[int, list[Row]]:
    grouped: dict[int, list[Row]] = {}
    for row in frame.join(chosen, on="loan_no", how="semi").iter_rows(named=True):
        grouped.setdefault(row["loan_no"], []).append(row)
    return grouped


def _instalment(loan_id: str, row: Row) -> Instalment:
    return Instalment(
        loan_id=loan_id,
        number=row["number"],
        due=row["due"],
        principal_minor=row["principal_minor"],
        interest_minor=row["interest_minor"],
        fees_minor=row["fees_minor"] or 0,
    )


def _payment(loan_id: str, row: Row) -> Payment:
    return Payment(
        loan_id=loan_id,
        payment_id=row["payment_id"],
        received=row["received"],
        amount_minor=row["amount_minor"],
        reverses=row["reverses"],
        allocated_principal_minor=row["allocated_principal_minor"],
        allocated_interest_minor=row["allocated_interest_minor"],
        allocated_fees_minor=row["allocated_fees_minor"],
    )


def _charge(loan_id: str, row: Row) -> Charge:
    return Charge(
        loan_id=loan_id,
        charge_id=row["charge_id"],
        kind=ChargeKind(row["kind"]),
        date=row["date"],
        amount_minor=row["amount_minor"],
    )
