"""Both evaluators on the same dossiers, and what they must agree on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.entry.deeds.check_cases import said_by_columns, said_by_row
from forbear.gate.row import decide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.gate.dossier import Dossier
    from forbear.gate.verdict import Verdict
    from forbear.rulebooks.book import Rulebook

__all__ = ["assert_equal_on_both", "said_by_columns", "said_by_row"]


def assert_equal_on_both(dossiers: Sequence[Dossier], rulebook: Rulebook) -> list[Verdict]:
    """Decide on both and compare; returns the verdicts of the row evaluator."""
    verdicts = [decide(dossier, rulebook) for dossier in dossiers]
    assert said_by_columns(dossiers, rulebook) == [said_by_row(verdict) for verdict in verdicts]
    return verdicts
