"""The committed schema is the sum of the migrations, on the oldest and the newest server; and months get partitions of their own."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from forbear.storage.migrations import migrate
from forbear.storage.months import make_months
from forbear.storage.postgres import EmbeddedServer, find_server
from tests.fixtures.people_rows import a_book, a_person
from tools.schema import SCHEMA, dump

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forbear.storage.database import Database


@pytest.fixture
def short_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="forbear-pg-", dir="/tmp"))  # a socket's path may not be long
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [pytest.param("machine", marks=pytest.mark.needs("postgresql")), "wheel"])
def test_the_schema_equals_the_sum_of_the_migrations(
    short_folder: Path, kind: Literal["machine", "wheel"]
) -> None:
    choice = find_server({"PATH": os.environ.get("PATH", os.defpath)}, only=kind)
    with EmbeddedServer(short_folder / "pg", choice, durable=False) as server:
        migrate(server.url)
        made = dump(server.url, choice.tool("pg_dump"))
    assert made == SCHEMA.read_text(encoding="utf-8"), (
        "run `.venv/bin/python tools/schema.py` and read the difference"
    )


def an_evidence_row(database: Database, at: datetime) -> None:
    with database.transaction() as connection:
        connection.execute(
            "insert into evidence (at, book, kind, subject, body, digest) values (%s, 'b', 'test', 's', '{}', sha256(''))",
            [at],
        )


def where_evidence_lies(database: Database) -> list[str]:
    with database.transaction() as connection:
        rows = connection.execute(
            "select tableoid::regclass::text from evidence order by evidence_no"
        ).fetchall()
    return [row[0] for row in rows]


def test_a_row_without_its_month_is_kept_and_moves_when_the_month_is_made(database: Database) -> None:
    an_evidence_row(database, datetime(2026, 9, 30, 23, 59, 59, tzinfo=UTC))
    an_evidence_row(database, datetime(2026, 10, 1, tzinfo=UTC))
    assert where_evidence_lies(database) == ["evidence_rest", "evidence_rest"]
    assert make_months(database, date(2026, 10, 3), date(2026, 10, 3)) == 8
    assert where_evidence_lies(database) == ["evidence_rest", "evidence_2026_10"]


def test_an_evidence_number_is_given_once_also_after_rows_were_moved(database: Database) -> None:
    an_evidence_row(database, datetime(2026, 10, 1, tzinfo=UTC))
    make_months(database, date(2026, 10, 1), date(2026, 10, 1))
    an_evidence_row(database, datetime(2026, 10, 2, tzinfo=UTC))
    with database.transaction() as connection:
        assert connection.execute(
            "select array_agg(evidence_no order by evidence_no) from evidence"
        ).fetchone() == ([1, 2],)


def test_months_that_are_there_stay(database: Database) -> None:
    make_months(database, date(2026, 10, 3), date(2026, 12, 3))
    assert make_months(database, date(2026, 10, 3), date(2026, 12, 3)) == 0


def test_many_makers_at_once_make_each_month_once(database: Database) -> None:
    made: list[int] = []
    threads = [
        threading.Thread(
            target=lambda: made.append(make_months(database, date(2026, 1, 1), date(2026, 6, 1)))
        )
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(made) == 7 * 4
    assert len(made) == 6


def test_a_value_that_changes_forgets_how_it_was_written(database: Database) -> None:
    a_book(database)
    a_person(database, "li")
    with database.transaction() as connection:
        connection.execute("update people set verbatim = 'li,Li' where person_id = 'li'")
        assert connection.execute("select verbatim from people").fetchone() == ("li,Li",)
        connection.execute("update people set name = 'Lee'")
        assert connection.execute("select verbatim from people").fetchone() == (None,)
