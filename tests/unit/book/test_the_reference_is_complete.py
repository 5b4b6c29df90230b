"""The reference page names every table, column and fault; every fault speaks both languages."""

import string
from pathlib import Path

import pytest

from forbear.portfolio.book import TABLES
from forbear.portfolio.book.tables import REFUSED_COLUMNS, REFUSED_TABLES
from forbear.portfolio.book.wording import WORDING

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "book.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_and_column_stands_in_the_reference(name: str) -> None:
    section = PAGE.split(f"### `{name}`", 1)[1].split("\n#", 1)[0]
    for column in TABLES[name].columns:
        assert f"| `{column.name}` |" in section


def test_every_fault_and_refused_name_stands_in_the_reference() -> None:
    assert [code for code in WORDING if f"| `{code}` |" not in PAGE] == []
    assert [name for name in REFUSED_TABLES | REFUSED_COLUMNS if f"`{name}`" not in PAGE] == []


@pytest.mark.parametrize("code", sorted(WORDING))
def test_every_fault_has_a_reason_and_a_cure_in_both_languages(code: str) -> None:
    english, chinese = WORDING[code]["en"], WORDING[code]["zh"]
    assert all(english)
    assert all(chinese)
    for text in english:
        first = text.lstrip("`")[0]
        assert first.islower() or first in string.punctuation
        assert not text.endswith(".")
