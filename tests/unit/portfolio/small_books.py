"""Small books for tests: tables written in a few words, and a Hypothesis strategy for hostile ones."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import strategies as st

from forbear.portfolio.tables import Tables

START = date(2026, 1, 1)
ORDERS = (
    None,
    "costs_interest_principal",
    "costs_principal_interest",
    "interest_costs_principal",
    "interest_principal_costs",
    "principal_costs_interest",
    "principal_interest_costs",
)


def a_loan(number: int = 1, **facts: object) -> dict[str, Any]:
    """A loan in yuan, paid out on 2026-01-01, with the facts given."""
    return {
        "loan_no": number,
        "loan_id": f"L{number}",
        "borrower_no": 1,
        "lender_no": 1,
        "product": "online_consumer",
        "currency": "CNY",
        "principal_minor": 100_000,
        "annual_rate": "0.12",
        "method": "other",
        "signed": START,
        "disbursed": START,
        "maturity": START + timedelta(days=365),
        "status": "active",
        "penalty_rate": None,
        "allocation": None,
        "timezone": None,
        "country": "CN",
    } | facts


def an_instalment(
    due: date,
    principal: int = 10_000,
    interest: int = 0,
    fees: int | None = None,
    *,
    loan: int = 1,
    number: int = 1,
) -> dict[str, Any]:
    """An instalment in minor units."""
    return {
        "loan_no": loan,
        "number": number,
        "due": due,
        "principal_minor": principal,
        "interest_minor": interest,
        "fees_minor": fees,
    }


def a_payment(
    received: date, amount: int, *, loan: int = 1, payment_id: str = "p1", **facts: object
) -> dict[str, Any]:
    """A payment in minor units."""
    return {
        "loan_no": loan,
        "payment_id": payment_id,
        "received": received,
        "amount_minor": amount,
        "reverses": None,
    } | facts


def tables(**rows: list[dict[str, Any]]) -> Tables:
    """Tables from rows; columns that are not given are empty."""
    frames = {name: pl.DataFrame(given, infer_schema_length=None) for name, given in rows.items() if given}
    return Tables.of(**frames)


days = st.integers(min_value=0, max_value=150).map(lambda count: START + timedelta(days=count))
amounts = st.integers(min_value=0, max_value=500)


@st.composite
def some_payments(draw: st.DrawFn, loan: int) -> list[dict[str, Any]]:
    """Payments of a loan: pooled or with the lender's own allocation, some taken back, whole or in part."""
    made: list[dict[str, Any]] = []
    is_given = draw(st.booleans())
    for at in range(draw(st.integers(0, 5))):
        amount = draw(st.integers(1, 1500))
        payment = a_payment(draw(days), amount, loan=loan, payment_id=f"p{at}")
        if is_given and draw(st.booleans()):
            principal = draw(st.integers(0, amount))
            interest = draw(st.integers(0, amount - principal))
            payment |= {"allocated_principal_minor": principal, "allocated_interest_minor": interest}
            if draw(st.booleans()):
                payment["allocated_fees_minor"] = draw(st.integers(0, amount - principal - interest))
        made.append(payment)
        if draw(st.integers(0, 3)) == 0:
            later = payment["received"] + timedelta(days=draw(st.integers(0, 30)))
            made.append(
                a_payment(
                    later, draw(st.integers(1, amount)), loan=loan, payment_id=f"r{at}", reverses=f"p{at}"
                )
            )
    return made


@st.composite
def small_books(draw: st.DrawFn) -> tuple[Tables, date]:
    """One to four loans with every trait that ageing knows, and a day to age them on."""
    rows: dict[str, list[dict[str, Any]]] = {"loans": [], "instalments": [], "payments": [], "charges": []}
    for loan in range(1, draw(st.integers(1, 4)) + 1):
        rows["loans"].append(
            a_loan(
                loan,
                currency=draw(st.sampled_from(["CNY", "USD"])),
                disbursed=draw(st.sampled_from([START, START + timedelta(days=40)])),
                status=draw(st.sampled_from(["active", "active", "settled", "sold", "charged_off", None])),
                penalty_rate=draw(st.sampled_from([None, None, "0", "0.18", "0.073"])),
                allocation=draw(st.sampled_from(ORDERS)),
            )
        )
        for number in range(1, draw(st.integers(0, 5)) + 1):
            fees = draw(st.one_of(st.none(), amounts))
            rows["instalments"].append(
                an_instalment(draw(days), draw(amounts), draw(amounts), fees, loan=loan, number=number)
            )
        rows["payments"].extend(draw(some_payments(loan)))
        for at in range(draw(st.sampled_from([0, 0, 1, 3]))):
            kind = draw(st.sampled_from(["penalty_interest", "late_fee", "fee", "cost"]))
            charge = {
                "loan_no": loan,
                "charge_id": f"c{at}",
                "kind": kind,
                "date": draw(days),
                "amount_minor": draw(st.integers(1, 300)),
            }
            rows["charges"].append(charge)
    shuffled = {name: draw(st.permutations(given)) if given else [] for name, given in rows.items()}
    return tables(**shuffled), draw(days)
