"""What a migration adds to rows that were there before it: the same as an import says of them now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from alembic import command

from forbear.storage.database import Database
from forbear.storage.migrations import _config, migrate
from tests.fixtures.people_rows import a_book, a_loan, a_person

if TYPE_CHECKING:
    from collections.abc import Iterator

BEFORE = "0007"


@pytest.fixture
def earlier(empty_database: str) -> Iterator[Database]:
    """A database of the schema before, with `li` who owes L1 and named `mother`."""
    with psycopg.connect(empty_database) as connection:
        command.upgrade(_config(connection), BEFORE)
    with Database(empty_database) as database:
        a_book(database)
        a_person(database, "li", phone="+86138")
        a_person(database, "mother", phone="+86131")
        a_loan(database, "L1", "li")
        execute(database, "update contact_points set place = 'work' where value = '+86138'")
        execute(
            database,
            "insert into relations (book, borrower_no, person_no, role) select 'b', li.person_no, m.person_no, 'emergency_contact'"
            " from people as li, people as m where li.person_id = 'li' and m.person_id = 'mother'",
        )
        yield database


def execute(database: Database, statement: str) -> None:
    with database.transaction() as connection:
        assert connection.execute(statement.encode()).rowcount > 0


def attempt(database: Database, who: str, *, loans: str = "{}", point: str | None = None) -> None:
    with database.transaction() as connection:
        connection.execute(
            "insert into attempts (book, attempt_id, at, person_no, channel, outcome, loan_ids, contact_point, verbatim)"
            " select 'b', 'x', '2026-10-14Z', person_no, 'call', 'busy', %s::text[], %s, 'as it came' from people"
            " where person_id = %s",
            [loans, point, who],
        )


def after(database: Database, url: str) -> tuple[object, ...]:
    migrate(url)
    with database.transaction() as connection:
        row = connection.execute("select role, detail, verbatim from attempts").fetchone()
    assert row
    return tuple(row)


def test_a_call_to_the_borrower_says_where_it_rang(earlier: Database, empty_database: str) -> None:
    attempt(earlier, "li", loans="{L1}", point="+86138")
    assert after(earlier, empty_database) == ("borrower", {"place": "work"}, "as it came")


@pytest.mark.parametrize("loans", ["{L1}", "{}"])
def test_a_call_to_a_contact_says_whose_loan_it_was_about(
    earlier: Database, empty_database: str, loans: str
) -> None:
    attempt(earlier, "mother", loans=loans)
    assert after(earlier, empty_database) == ("emergency_contact", {"debtor_id": "li"}, "as it came")


def test_what_was_read_before_no_longer_holds(earlier: Database, empty_database: str) -> None:
    attempt(earlier, "mother")
    migrate(empty_database)
    with earlier.transaction() as connection:
        row = connection.execute(
            "select version from count_keys where book = 'b' and key = 'book'"
        ).fetchone()
    assert row
    assert row[0] > 0
