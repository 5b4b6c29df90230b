"""The schema: migrations run from nothing, twice, and together."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import psycopg
import pytest
from typer.testing import CliRunner

from forbear.entry.cli.db import app
from forbear.storage.migrations import NotMigrated, current, head, migrate

if TYPE_CHECKING:
    from forbear.storage.database import Database


def test_migrating_an_empty_database_brings_it_to_the_head(empty_database: str) -> None:
    assert current(empty_database) is None
    assert migrate(empty_database) == head()
    assert current(empty_database) == head()


def test_migrating_twice_changes_nothing(empty_database: str) -> None:
    migrate(empty_database)
    assert migrate(empty_database) == head()


def test_two_migrations_at_once_wait_for_each_other(empty_database: str) -> None:
    failures: list[Exception] = []

    def run() -> None:
        try:
            migrate(empty_database)
        except Exception as failure:  # noqa: BLE001 - collected, then looked at
            failures.append(failure)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert current(empty_database) == head()


def test_every_connection_is_read_committed_and_limited(database: Database) -> None:
    with database.transaction() as connection:
        row = connection.execute(
            "select current_setting('transaction_isolation'), current_setting('statement_timeout'),"
            " current_setting('lock_timeout'), current_setting('application_name'), current_setting('timezone')"
        ).fetchone()
    assert row == ("read committed", "30s", "10s", "forbear", "UTC")


def test_bulk_work_lifts_the_limits_for_its_own_transaction_only(database: Database) -> None:
    with database.bulk() as connection:
        assert connection.execute("show statement_timeout").fetchone() == ("0",)
    with database.transaction() as connection:
        assert connection.execute("show statement_timeout").fetchone() == ("30s",)


def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    def half_done() -> None:
        with database.transaction() as connection:
            connection.execute("insert into books values ('b', '2026-01-01Z', 'csv', '{}')")
            connection.execute("select 1 / 0")

    with pytest.raises(psycopg.errors.DivisionByZero):
        half_done()
    with database.transaction() as connection:
        assert connection.execute("select count(*) from books").fetchone() == (0,)


def test_a_migration_that_fails_changes_nothing_and_says_why(empty_database: str) -> None:
    with psycopg.connect(empty_database) as connection:
        connection.execute("create table decisions (x int)")
    with pytest.raises(NotMigrated, match='relation "decisions" already exists'):
        migrate(empty_database)
    assert current(empty_database) is None
    with psycopg.connect(empty_database) as connection:
        assert connection.execute("select to_regclass('books')").fetchone() == (None,)


def test_the_command_says_from_where_to_where(empty_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORBEAR_DATABASE_URL", empty_database)
    first = CliRunner().invoke(app, ["migrate", "--json"])
    assert json.loads(first.stdout) == {"before": None, "after": head()}
    assert f"up to date ({head()})" in CliRunner().invoke(app, ["migrate"]).stdout


def test_the_command_says_in_one_line_that_no_server_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORBEAR_DATABASE_URL", "postgresql://me:secret@localhost:1/none")
    answer = CliRunner().invoke(app, ["migrate"])
    assert answer.exit_code == 2
    assert "does not answer" in answer.stderr
    assert "secret" not in answer.stderr
