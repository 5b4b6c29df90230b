"""Schedules: exact sums, due dates, and agreement with plans that another package computed."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.domain.money import to_major, to_minor
from forbear.domain.schedules import BadTerms, Terms, bullet, equal_instalment, equal_principal, interest_only

if TYPE_CHECKING:
    from collections.abc import Callable

    from forbear.domain.loans import Instalment

ORACLE = Path(__file__).parents[2] / "data" / "schedules" / "cn_equal_instalment_oracle.jsonl.gz"
METHOD_OF_NAME = {"等额本息": equal_instalment, "等额本金": equal_principal}


def terms(
    *,
    principal_minor: int = 1_200_000,
    rate: str = "0.12",
    periods: int = 12,
    first_due: dt.date | None = None,
) -> Terms:
    return Terms(
        loan_id="L1",
        principal_minor=principal_minor,
        annual_rate=Decimal(rate),
        periods=periods,
        disbursed=dt.date(2026, 1, 31),
        first_due=first_due,
    )


def plans() -> list[dict[str, Any]]:
    with gzip.open(ORACLE, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def rows_of(instalments: list[Instalment], principal_minor: int) -> list[list[Any]]:
    rows, balance = [], principal_minor
    for instalment in instalments:
        balance -= instalment.principal_minor
        parts = (instalment.total_minor, instalment.principal_minor, instalment.interest_minor, balance)
        rows.append([instalment.number, *(to_major(part, "CNY") for part in parts)])
    return rows


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: plan["case_id"])
def test_every_line_of_an_independent_plan_is_met_to_the_cent(plan: dict[str, Any]) -> None:
    principal_minor = to_minor(plan["principal"], "CNY")
    rate = str(Decimal(plan["annual_rate_pct"]) / 100)
    ours = METHOD_OF_NAME[plan["method"]](
        terms(principal_minor=principal_minor, rate=rate, periods=plan["months"])
    )
    assert rows_of(ours, principal_minor) == plan["rows"]


any_terms = st.builds(
    terms,
    principal_minor=st.integers(1, 10**9),
    rate=st.sampled_from(["0", "0.0001", "0.0345", "0.0948", "0.24", "0.36", "5"]),
    periods=st.integers(1, 400),
)


@given(any_terms, st.sampled_from([equal_instalment, equal_principal, interest_only, bullet]))
def test_principal_parts_sum_to_the_principal_and_no_part_is_negative(
    some: Terms, method: Callable[[Terms], list[Instalment]]
) -> None:
    instalments = method(some)
    assert sum(instalment.principal_minor for instalment in instalments) == some.principal_minor
    assert min(min(i.principal_minor, i.interest_minor) for i in instalments) >= 0


@given(any_terms)
def test_equal_instalments_are_equal_but_for_the_last_unless_interest_alone_is_more(some: Terms) -> None:
    instalments = equal_instalment(some)[:-1]
    payments = {i.total_minor for i in instalments if i.principal_minor > 0}
    assert len(payments) <= 2


def test_interest_only_pays_the_whole_principal_last() -> None:
    instalments = interest_only(terms())
    assert [i.principal_minor for i in instalments] == [0] * 11 + [1_200_000]
    assert {i.interest_minor for i in instalments} == {12_000}


def test_a_bullet_is_one_instalment_with_simple_interest() -> None:
    (only,) = bullet(terms())
    assert (only.number, only.principal_minor, only.interest_minor) == (1, 1_200_000, 144_000)
    assert only.due == dt.date(2027, 1, 31)


def test_a_loan_paid_out_on_the_31st_falls_due_on_the_last_day_of_short_months_and_returns_to_the_31st() -> (
    None
):
    dues = [i.due for i in equal_principal(terms(periods=4))]
    assert dues == [dt.date(2026, 2, 28), dt.date(2026, 3, 31), dt.date(2026, 4, 30), dt.date(2026, 5, 31)]


def test_a_first_due_date_of_its_own_anchors_the_others() -> None:
    dues = [i.due for i in equal_principal(terms(periods=3, first_due=dt.date(2026, 3, 15)))]
    assert dues == [dt.date(2026, 3, 15), dt.date(2026, 4, 15), dt.date(2026, 5, 15)]


@pytest.mark.parametrize(
    "bad",
    [
        {"principal_minor": 0},
        {"rate": "-0.01"},
        {"rate": "NaN"},
        {"periods": 0},
        {"periods": 1201},
        {"first_due": dt.date(2026, 1, 30)},
    ],
    ids=str,
)
def test_terms_that_nobody_can_mean_are_refused(bad: dict[str, Any]) -> None:
    with pytest.raises(BadTerms):
        terms(**bad)
