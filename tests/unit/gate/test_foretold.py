"""What is known of a statement before it is looked at: which records it cannot hold without."""

from __future__ import annotations

from typing import Final

import pytest

from forbear.gate.weighing.coding.foretold import held_by
from forbear.rulebooks.terms import All, AnyOf, Compare, Constant, Op, RecordActive, RecordFilter, Term
from tests.unit.gate.one_rule import FIXED

STOP, DISPUTE = (
    RecordActive(RecordFilter("hold", frozenset({token}), FIXED)) for token in ("stop", "dispute")
)
PLAIN: Final = Compare(Constant(1), Op.ABOVE, Constant(0))


@pytest.mark.parametrize(
    ("term", "bits"),
    [
        (STOP, 1),
        (All((PLAIN, STOP)), 1),
        (All((DISPUTE, STOP)), 2),
        (All((PLAIN, PLAIN)), None),
        (AnyOf((STOP, DISPUTE)), 3),
        (AnyOf((DISPUTE, All((DISPUTE, PLAIN)))), 2),
        (AnyOf((STOP, PLAIN)), None),
        (AnyOf(()), None),
        (AnyOf((All((STOP, PLAIN)), DISPUTE)), 3),
        (PLAIN, None),
    ],
)
def test_a_statement_names_the_records_without_any_of_which_it_does_not_hold(
    term: Term, bits: int | None
) -> None:
    assert held_by(term, lambda wanted: 1 if "stop" in wanted.tokens else 2) == bits
