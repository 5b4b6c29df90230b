"""Ageing in columns says what the reference says, loan for loan."""

from __future__ import annotations

from datetime import date

from hypothesis import HealthCheck, given, settings
from polars.testing import assert_frame_equal

from forbear.portfolio.ageing import age_all, rare_loans
from forbear.portfolio.ageing.exact import age_by_reference
from forbear.portfolio.tables import Tables  # noqa: TC001 - Hypothesis reads the types
from tests.unit.portfolio.small_books import a_loan, a_payment, an_instalment, small_books, tables


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_books())
def test_row_equals_columns(book: tuple[Tables, date]) -> None:
    known, on = book
    expected = age_by_reference(known, known.loans.select("loan_no"), on=on)
    assert_frame_equal(age_all(known, on=on), expected)


def test_a_partial_payment_moves_the_oldest_unpaid_due_date() -> None:
    known = tables(
        loans=[a_loan()],
        instalments=[an_instalment(date(2026, 2, 1), number=1), an_instalment(date(2026, 3, 1), number=2)],
        payments=[a_payment(date(2026, 3, 10), 10_000)],
    )
    row = age_all(known, on=date(2026, 3, 31)).row(0, named=True)
    assert (row["days_past_due"], row["oldest_unpaid_due"], row["bucket"]) == (30, date(2026, 3, 1), "30-59")


def test_only_mixed_allocations_leave_the_columns() -> None:
    given_and_reversed = [
        a_payment(date(2026, 2, 1), 500, allocated_principal_minor=500),
        a_payment(date(2026, 2, 3), 100, payment_id="r", reverses="p1"),
    ]
    known = tables(
        loans=[a_loan(1), a_loan(2, penalty_rate="0.18")],
        instalments=[an_instalment(date(2026, 2, 1), loan=1), an_instalment(date(2026, 2, 1), loan=2)],
        payments=given_and_reversed,
    )
    assert rare_loans(known, on=date(2026, 3, 1))["loan_no"].to_list() == [1]


def test_a_loan_without_entries_is_current() -> None:
    row = age_all(tables(loans=[a_loan()]), on=date(2026, 3, 31)).row(0, named=True)
    assert (row["days_past_due"], row["bucket"]) == (0, "current")
