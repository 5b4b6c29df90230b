"""The ledger in memory keeps the promises of every ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.gate.memory import MemoryLedger
from tests.contract.ledger_suite import LedgerSuite

if TYPE_CHECKING:
    from forbear.gate.ports import Ledger


class TestMemoryLedger(LedgerSuite):
    """The whole suite."""

    def make_ledger(self) -> Ledger:
        """An empty ledger: it knows nobody, and the rulebook of the suite needs no facts."""
        return MemoryLedger()
