"""24 month-ends of the real US auto book: days past due and bucket of every loan, against an independent calculation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from forbear.portfolio.ageing import age_all
from forbear.portfolio.book import read_book
from forbear.portfolio.casing import moves
from forbear.portfolio.kernel import standing_on
from forbear.portfolio.numbering import numbered
from forbear.portfolio.samples import write_us_auto
from tests.reference import us_auto

if TYPE_CHECKING:
    from forbear.portfolio.tables import Tables

# Real payments: late for a while in autumn 2019, late again from December, a large
# part payment in March 2020, late again; docs/reference/samples.md names it.
PARTIAL_CURE = "2019-3-u1366"
MOVES_OF_PARTIAL_CURE = [
    (date(2019, 9, 30), "opened", "1-29"),
    (date(2019, 10, 31), "moved_up", "30-59"),
    (date(2019, 11, 30), "closed", "current"),
    (date(2019, 12, 31), "opened", "1-29"),
    (date(2020, 1, 31), "moved_up", "30-59"),
    (date(2020, 2, 29), "moved_up", "60-89"),
    (date(2020, 3, 31), "moved_down", "1-29"),
    (date(2020, 4, 30), "moved_up", "30-59"),
    (date(2020, 5, 31), "moved_up", "60-89"),
    (date(2020, 6, 30), "moved_up", "90+"),
    (date(2020, 7, 31), "moved_down", "30-59"),
    (date(2020, 8, 31), "moved_up", "60-89"),
    (date(2020, 9, 30), "moved_down", "1-29"),
    (date(2020, 10, 31), "moved_up", "30-59"),
    (date(2020, 11, 30), "moved_up", "60-89"),
    (date(2020, 12, 31), "moved_up", "90+"),
]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = tmp_path_factory.mktemp("us-auto") / "book"
    write_us_auto(folder)
    return numbered(read_book(folder, keep_source=False).tables)


@pytest.mark.slow
def test_every_loan_and_month_agrees_with_the_independent_calculation(book: Tables) -> None:
    names = dict(book.loans.select("loan_no", "loan_id").iter_rows())
    differing = {}
    for on in us_auto.MONTH_ENDS:
        aged = age_all(book, on=on).select("loan_no", "days_past_due", "bucket")
        ours = {names[number]: (days, bucket) for number, days, bucket in aged.iter_rows()}
        theirs = us_auto.expected(on)
        assert ours.keys() == theirs.keys()
        differing.update(
            {(on, loan): (ours[loan], theirs[loan]) for loan in theirs if ours[loan] != theirs[loan]}
        )
    assert not differing


def test_one_partial_cure_is_followed_by_name(book: Tables) -> None:
    number = book.loans.filter(book.loans["loan_id"] == PARTIAL_CURE)["loan_no"][0]
    seen = []
    for before, now in zip(us_auto.MONTH_ENDS, us_auto.MONTH_ENDS[1:], strict=False):
        found = moves(standing_on(book, on=before), standing_on(book, on=now))
        seen += [(now, move, to) for loan, move, _, to in found.iter_rows() if loan == number]
    assert seen == MOVES_OF_PARTIAL_CURE
