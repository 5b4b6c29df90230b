"""Ids follow from what they name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.domain.identity import derive_id


def test_an_id_is_the_same_on_every_machine_and_in_every_year() -> None:
    assert derive_id("case", "L1", "2026-02-11") == derive_id("case", "L1", "2026-02-11")
    assert derive_id("case", "L1") == "nauq7kjjv22c4qmtfegpfwvdmo"


def test_an_id_has_26_characters_that_can_be_read_out() -> None:
    assert set(derive_id("case", "贷款一号")) <= set("abcdefghijklmnopqrstuvwxyz234567")
    assert len(derive_id("case", "贷款一号")) == 26


@given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.text(), min_size=1, max_size=4))
def test_different_parts_make_different_ids(left: list[str], right: list[str]) -> None:
    assert (derive_id("n", *left) == derive_id("n", *right)) == (left == right)


def test_the_cut_between_parts_matters() -> None:
    assert derive_id("n", "ab", "c") != derive_id("n", "a", "bc")
    assert derive_id("n", "a") != derive_id("na", "")


def test_an_id_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one part"):
        derive_id("case")
    with pytest.raises(ValueError, match="namespace"):
        derive_id("", "L1")
