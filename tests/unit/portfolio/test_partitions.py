"""A book worked through in parts comes out as the whole."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from polars.testing import assert_frame_equal

from forbear import rulebooks
from forbear.entry.deeds.run import shipped_path
from forbear.portfolio.book import read_book
from forbear.portfolio.kernel import partitions, run_partition, standing_on, together
from forbear.portfolio.numbering import numbered
from forbear.portfolio.results import Earlier, Results
from forbear.portfolio.samples import write_cn_sample
from forbear.portfolio.summary import summary_of

if TYPE_CHECKING:
    from pathlib import Path

    from forbear.portfolio.tables import Tables

ON, BEFORE = date(2026, 10, 14), date(2026, 10, 13)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder: Path = tmp_path_factory.mktemp("cn") / "book"
    write_cn_sample(folder)
    return numbered(read_book(folder, keep_source=False).tables)


def worked(parts: list[Tables]) -> Results:
    path, rulebook = shipped_path()[-1], rulebooks.load()
    return together(
        [
            run_partition(
                part,
                on=ON,
                earlier=Earlier(on=BEFORE, standing=standing_on(part, on=BEFORE)),
                path=path,
                rulebook=rulebook,
            )
            for part in parts
        ]
    )


def test_parts_and_whole_agree(book: Tables) -> None:
    whole, parts = worked([book]), partitions(book, loans_max=60)
    assert len(parts) > 5
    in_parts = worked(parts)
    assert summary_of(in_parts) == summary_of(whole)
    assert_frame_equal(in_parts.aged, whole.aged)
    keys = ["person_no", "debtor_no", "role"]
    assert_frame_equal(in_parts.plans.sort(keys), whole.plans.sort(keys))


def test_a_borrower_is_never_split(book: Tables) -> None:
    borrowers = [set(part.loans["borrower_no"]) for part in partitions(book, loans_max=60)]
    assert sum(len(one) for one in borrowers) == len(set().union(*borrowers))
