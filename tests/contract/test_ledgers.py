"""The ledger's suite on PostgreSQL, with people and loans in the tables (`test_memory_ledger.py` runs it in memory)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from forbear.storage.ledger import PostgresLedger
from tests.contract.ledger_suite import LedgerSuite
from tests.fixtures.people_rows import a_book, a_loan, a_person

if TYPE_CHECKING:
    from forbear.storage.database import Database


class TestPostgresLedger(LedgerSuite):
    """Every promise of the port, kept by the database."""

    _database: Database

    @pytest.fixture(autouse=True)
    def _a_database_of_its_own(self, database: Database) -> None:
        self._database = database

    def make_ledger(self) -> PostgresLedger:
        a_book(self._database)
        a_person(self._database, "p1", phone="m1")
        a_loan(self._database, "d1", "p1")
        return PostgresLedger(self._database, "b")
