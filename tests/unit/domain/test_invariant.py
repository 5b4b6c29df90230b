"""A broken invariant stops the work and says which it was."""

from __future__ import annotations

import pytest

from forbear.domain.invariant import BrokenInvariant, invariant


def test_what_holds_passes_in_silence() -> None:
    invariant(1 + 1 == 2, "INV-02")


def test_what_does_not_hold_raises_with_the_name_of_the_invariant() -> None:
    with pytest.raises(BrokenInvariant, match="INV-02 is broken: 3 days") as caught:
        invariant(1 + 1 == 3, "INV-02", detail="3 days")
    assert caught.value.invariant_id == "INV-02"


def test_a_broken_invariant_is_not_a_value_error_that_input_handling_would_swallow() -> None:
    assert not issubclass(BrokenInvariant, ValueError)
