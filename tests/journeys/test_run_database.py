"""`forbear run` over the database, as an operator types it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from forbear.entry.cli.run import app
from forbear.portfolio.book import read_book
from forbear.storage.book import import_book
from tests.unit.book.books import a_book

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

    from forbear.storage.database import Database

AT = datetime(2026, 3, 11, 1, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def address(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORBEAR_DATABASE_URL", database_url)


def bring(database: Database, folder: Path, *names: str) -> None:
    book = read_book(a_book(folder), complete=True)
    for name in names:
        import_book(database, book, name=name, at=AT)


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["--date", "2026-03-10", *words])


def test_one_book_gives_one_document(database: Database, tmp_path: Path) -> None:
    bring(database, tmp_path / "in", "b")
    said = json.loads(run("--json").stdout)
    assert (said["book"], said["loans"], said["cases"]["opened"]) == ("b", 2, 1)


def test_several_books_give_one_document_each(database: Database, tmp_path: Path) -> None:
    bring(database, tmp_path / "in", "a", "b")
    said = json.loads(run("--json").stdout)
    assert [one["book"] for one in said["books"]] == ["a", "b"]


def test_only_the_book_named_is_run(database: Database, tmp_path: Path) -> None:
    bring(database, tmp_path / "in", "a", "b")
    assert "Run of b, 2026-03-10: 2 loans, 1 open cases" in run("--only", "b").stdout
    with database.transaction() as connection:
        assert connection.execute("select book from runs").fetchall() == [("b",)]


@pytest.mark.parametrize(
    "words", [(), ("--only", "c"), ("--ignore-extra",)], ids=["no book", "no such book", "not for a database"]
)
def test_what_cannot_be_run_is_told_in_one_line(words: tuple[str, ...]) -> None:
    said = run(*words)
    assert said.exit_code == 2
    assert said.stderr.startswith("forbear: ")
