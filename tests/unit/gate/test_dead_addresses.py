"""An address that is known not to work is not used again: rules house-cn/point_is_valid and house-us/point_is_valid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forbear.gate.row import decide
from tests.unit.gate.test_laws import AMERICA, CHINA, NOON, a_call, an_american_call, law

if TYPE_CHECKING:
    from forbear.gate.verdict import Verdict


def against(verdict: Verdict) -> set[str]:
    return {finding.rule_id for finding in verdict.reasons}


@pytest.mark.parametrize("is_invalid", [True, False])
def test_a_number_found_dead_is_not_called_in_china(is_invalid: bool) -> None:  # noqa: FBT001 - the one fact that differs
    verdict = decide(a_call(facts=CHINA | {"point.is_invalid": is_invalid}), law())
    assert ("house-cn/point_is_valid" in against(verdict)) is is_invalid


@pytest.mark.parametrize("is_invalid", [True, False])
def test_a_number_found_dead_is_not_called_in_the_united_states(is_invalid: bool) -> None:  # noqa: FBT001 - as above
    verdict = decide(
        an_american_call(NOON, "America/New_York", facts=AMERICA | {"point.is_invalid": is_invalid}), law()
    )
    assert ("house-us/point_is_valid" in against(verdict)) is is_invalid


def test_an_address_of_which_nothing_is_known_is_not_refused_for_it() -> None:
    assert "house-cn/point_is_valid" not in against(decide(a_call(), law()))
