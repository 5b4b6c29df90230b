"""No fact changes unseen: whoever writes a row that a dossier shows, by whatever way, raises a key of that dossier."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest

from forbear.gate.dossier import Proposal
from forbear.gate.ports import Stale
from forbear.storage.ledger import PostgresLedger
from forbear.storage.queries import queries
from tests.fixtures.people_rows import a_book, a_loan, a_person
from tests.storage.test_ledger import a_reservation

if TYPE_CHECKING:
    from forbear.storage.database import Database

AT: Final = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
CALL: Final = Proposal(channel="call", person_id="li", debts=("L1",), address="+86138")

HERS: Final = {
    "LI": "(select person_no from people where person_id = 'li')",
    "L1": "(select loan_no from loans where loan_id = 'L1')",
}
INSERTS: Final = {
    "contact_points": "insert into contact_points (book, person_no, kind, value, source) values ('b', LI, 'mobile', '+86139', 'found')",
    "requests": "insert into requests (book, request_id, person_no, kind, at) values ('b', 'r1', LI, 'stop', '2026-10-01Z')",
    "consents": "insert into consents (book, person_no, scope, given_to, at) values ('b', LI, 'night', 'lender', '2026-10-01Z')",
    "relations": "insert into relations (book, person_no, borrower_no, role, relation) values ('b', LI, LI, 'contact', 'friend')",
    "attempts": "insert into attempts (book, attempt_id, at, person_no, channel, outcome)"
    " values ('b', 'a0', '2026-10-02Z', LI, 'call', 'busy')",
    "payments": "insert into payments (loan_no, payment_id, received, amount_minor) values (L1, 'y1', '2026-10-01', 5)",
    "charges": "insert into charges (loan_no, charge_id, kind, charged_on, amount_minor) values (L1, 'c1', 'fee', '2026-10-01', 5)",
    "instalments": "insert into instalments (loan_no, number, due, principal_minor, interest_minor) values (L1, 2, '2026-10-01', 5, 0)",
}
UPDATES: Final = {
    "people": "update people set language = 'en' where person_id = 'li'",
    "loans": "update loans set status = 'settled' where loan_id = 'L1'",
    "lenders": "update lenders set country = 'US'",
    "contact_points": "update contact_points set invalid_since = '2026-10-01'",
    "requests": "update requests set until = '2026-12-01'",
    "consents": "update consents set withdrawn_at = '2026-10-02Z'",
    "relations": "update relations set answer = 'refused'",
    "attempts": "update attempts set outcome = 'conversation'",
    "payments": "update payments set amount_minor = 6",
    "charges": "update charges set amount_minor = 6",
    "instalments": "update instalments set interest_minor = 6 where number = 2",
}
DELETES: Final = {table: f"delete from {table}" for table in INSERTS}  # noqa: S608 - our own names


@pytest.fixture
def ledger(database: Database) -> PostgresLedger:
    a_book(database)
    a_person(database, "li", phone="+86138")
    a_loan(database, "L1", "li")
    return PostgresLedger(database, "b")


def execute(database: Database, statement: str) -> None:
    for name, number in HERS.items():
        statement = re.sub(rf"\b{name}\b(?!')", number, statement)
    with database.transaction() as connection:
        assert connection.execute(statement.encode()).rowcount > 0, (
            "a statement that writes no row proves nothing"
        )


def is_stale_after(ledger: PostgresLedger, database: Database, statement: str) -> bool:
    before = ledger.dossier(CALL, AT)
    execute(database, statement)
    return isinstance(ledger.reserve(a_reservation("1", before)), Stale)


@pytest.mark.parametrize("table", sorted(INSERTS))
def test_a_new_row_makes_a_reading_stale(ledger: PostgresLedger, database: Database, table: str) -> None:
    assert is_stale_after(ledger, database, INSERTS[table])


@pytest.mark.parametrize("table", sorted(UPDATES))
def test_a_changed_row_makes_a_reading_stale(ledger: PostgresLedger, database: Database, table: str) -> None:
    if table in INSERTS:
        execute(database, INSERTS[table])
    assert is_stale_after(ledger, database, UPDATES[table])


@pytest.mark.parametrize("table", sorted(DELETES))
def test_a_deleted_row_makes_a_reading_stale(ledger: PostgresLedger, database: Database, table: str) -> None:
    execute(database, INSERTS[table])
    assert is_stale_after(ledger, database, DELETES[table])


def test_every_table_that_a_dossier_reads_raises_keys(database: Database) -> None:
    words = set(re.findall(r"(?:from|join) (\w+)", queries("ledger")["dossier"]))
    with database.transaction() as connection:
        rows = connection.execute(
            "select relname, relname in (select tgrelid::regclass::text from pg_trigger where tgname = 'keys')"
            " from pg_class where relkind in ('r', 'p') and not relispartition"
        ).fetchall()
    read = {table: has_trigger for table, has_trigger in rows if table in words and table != "count_keys"}
    assert set(read) == set(UPDATES)
    assert all(read.values())


def test_a_row_about_somebody_else_leaves_a_reading_valid(ledger: PostgresLedger, database: Database) -> None:
    a_person(database, "wang", phone="+86137")
    before = ledger.dossier(CALL, AT)
    execute(database, INSERTS["requests"].replace("LI", HERS["LI"].replace("'li'", "'wang'")))
    assert not isinstance(ledger.reserve(a_reservation("1", before)), Stale)


def test_an_attempt_on_another_person_about_the_debt_raises_the_borrowers_key(
    ledger: PostgresLedger, database: Database
) -> None:
    a_person(database, "wang")
    statement = INSERTS["attempts"].replace("LI", HERS["LI"].replace("'li'", "'wang'"))
    statement = statement.replace("outcome)", "outcome, loan_ids)").replace("'busy')", "'busy', array['L1'])")
    assert is_stale_after(ledger, database, statement)


def test_a_reservation_raises_each_key_once(ledger: PostgresLedger) -> None:
    before = ledger.dossier(CALL, AT)
    ledger.reserve(a_reservation("1", before))
    after = ledger.dossier(CALL, AT + timedelta(minutes=1)).keys
    assert {after[key] - version for key, version in before.keys.items() if key != "book"} == {1}
