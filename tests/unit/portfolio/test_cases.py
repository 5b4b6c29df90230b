"""Cases open, move and close by what two ageings say, never by a flag."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from forbear.portfolio.ageing import age_all
from forbear.portfolio.casing import moves, quarantined, roll
from forbear.portfolio.kernel import standing_on
from tests.unit.portfolio.small_books import a_loan, a_payment, an_instalment, tables

if TYPE_CHECKING:
    from forbear.portfolio.tables import Tables

FIRST, SECOND, THIRD = (an_instalment(date(2026, month, 1), number=month) for month in (2, 3, 4))


def a_book(*payments: dict[str, object], status: str = "active") -> Tables:
    return tables(loans=[a_loan(status=status)], instalments=[FIRST, SECOND, THIRD], payments=list(payments))


def moved(book: Tables, before: date, now: date) -> list[tuple[str, str, str]]:
    found = moves(standing_on(book, on=before), standing_on(book, on=now))
    return list(found.select("move", "from_bucket", "to_bucket").iter_rows())


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (date(2026, 2, 1), date(2026, 2, 2), [("opened", "current", "1-29")]),
        (date(2026, 2, 2), date(2026, 2, 28), []),
        (date(2026, 3, 2), date(2026, 3, 3), [("moved_up", "1-29", "30-59")]),
    ],
)
def test_a_loan_that_falls_behind_opens_a_case_and_moves_up(
    before: date, now: date, expected: list[object]
) -> None:
    assert moved(a_book(), before, now) == expected


def test_a_partial_cure_moves_a_case_down() -> None:
    book = a_book(a_payment(date(2026, 3, 10), 10_000))
    assert moved(book, date(2026, 3, 9), date(2026, 3, 10)) == [("moved_down", "30-59", "1-29")]


def test_a_case_that_moved_down_moves_up_again() -> None:
    """A system that compares with the worst bucket it has logged says 'no change' here."""
    book = a_book(a_payment(date(2026, 3, 10), 10_000))
    assert moved(book, date(2026, 3, 30), date(2026, 3, 31)) == [("moved_up", "1-29", "30-59")]


def test_a_case_is_closed_when_nothing_is_overdue() -> None:
    book = a_book(a_payment(date(2026, 3, 10), 20_000))
    assert moved(book, date(2026, 3, 9), date(2026, 3, 10)) == [("closed", "30-59", "current")]


def test_a_loan_that_was_sold_has_no_case() -> None:
    assert standing_on(a_book(status="sold"), on=date(2026, 3, 10))["has_case"].to_list() == [False]


def test_a_loan_settled_later_was_late_before() -> None:
    book = a_book(a_payment(date(2026, 5, 1), 30_000), status="settled")
    assert standing_on(book, on=date(2026, 3, 10))["has_case"].to_list() == [True]


def test_a_loan_marked_settled_with_money_unpaid_is_set_aside_by_name() -> None:
    book = a_book(status="settled")
    on = date(2026, 3, 10)
    rows = quarantined(book, age_all(book, on=on), on=on).rows()
    assert rows == [(1, "L1", "marked settled but 200.00 CNY is unpaid")]


def test_the_roll_counts_each_loan_once() -> None:
    book = a_book()
    assert roll(standing_on(book, on=date(2026, 3, 2)), standing_on(book, on=date(2026, 3, 3))) == {
        "1-29": {"30-59": 1}
    }
