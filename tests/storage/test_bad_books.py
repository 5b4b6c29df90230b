"""`forbear book import` of a bad folder: a clear error, status 2, and not a row more in any table."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from forbear.entry.cli.book import app
from tests.storage.test_book import all_counts
from tests.unit.book.books import GOOD, a_book, spoiled, with_row

if TYPE_CHECKING:
    from pathlib import Path

    from forbear.storage.database import Database

GIGABYTE = 1 << 30


def a_line_of_two_gigabytes(folder: Path) -> None:
    """A header and then one line that never seems to end; sparse, so that it costs no disk."""
    path = folder / "payments.csv"
    os.truncate(path, 2 * GIGABYTE)


BAD: dict[str, tuple[dict[str, str | bytes | None], str]] = {
    "a truncated file": ({"payments": GOOD["payments"][:-9]}, "payments.csv line 4"),
    "a wrong currency": (
        {
            "payments": GOOD["payments"]
            .replace("reverses\n", "reverses,currency\n")
            .replace(",bank,\n", ",bank,,CNY\n")
            .replace(",bank,A\n", ",bank,A,CNY\n")
            .replace("100.00,,\n", "100.00,,,EUR\n")
        },
        "`EUR` is not the currency of the loan",
    ),
    "a negative amount": ({"payments": spoiled("payments", "609.48", "-609.48")}, "`-609.48` is negative"),
    "an unknown relation": (
        {"relations": spoiled("relations", "emergency_contact", "best_friend")},
        "`best_friend` is not known",
    ),
    "the 31st of February": (
        {"instalments": spoiled("instalments", "2026-02-06", "2026-02-31")},
        "`2026-02-31` is not a day",
    ),
    "a loan id given twice": (
        {"loans": with_row("loans", GOOD["loans"].splitlines()[1])},
        "`L1` appears again",
    ),
    "UTF-16": ({"people": GOOD["people"].encode("utf-16")}, "UTF-16"),
}


@pytest.fixture
def run(database_url: str, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("FORBEAR_DATABASE_URL", database_url)
    return CliRunner()


@pytest.mark.parametrize("which", BAD)
def test_a_bad_book_is_refused_and_nothing_is_written(
    run: CliRunner, database: Database, tmp_path: Path, which: str
) -> None:
    changed, said = BAD[which]
    before = all_counts(database)
    answer = run.invoke(app, ["import", str(a_book(tmp_path / "in", **changed)), "--as", "bad"])
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert "nothing was written" in answer.stderr
    assert all_counts(database) == before


def test_a_line_of_two_gigabytes_is_refused_and_nothing_is_written(
    run: CliRunner, database: Database, tmp_path: Path
) -> None:
    folder = a_book(tmp_path / "in")
    a_line_of_two_gigabytes(folder)
    before = all_counts(database)
    answer = run.invoke(app, ["import", str(folder), "--as", "bad"])
    assert answer.exit_code == 2
    assert "payments.csv" in answer.stderr
    assert all_counts(database) == before


def test_faults_as_json_name_file_line_column_reason_and_cure(run: CliRunner, tmp_path: Path) -> None:
    folder = a_book(tmp_path / "in", payments=spoiled("payments", "609.48", "-609.48"))
    answer = run.invoke(app, ["check", str(folder), "--json"])
    assert answer.exit_code == 2
    fault = json.loads(answer.stdout)["faults"][0]
    assert (fault["file"], fault["line"], fault["column"]) == ("payments.csv", 2, "amount")
    assert fault["reason"]
    assert fault["cure"]


def test_a_good_book_goes_in_and_comes_back_on_the_command_line(run: CliRunner, tmp_path: Path) -> None:
    folder = a_book(tmp_path / "in")
    assert run.invoke(app, ["check", str(folder)]).exit_code == 0
    brought = run.invoke(app, ["import", str(folder), "--as", "good", "--json"])
    assert json.loads(brought.stdout)["rows"]["loans"] == 2
    assert run.invoke(app, ["export", str(tmp_path / "out")]).exit_code == 0
    assert sorted((tmp_path / "out" / "people.csv").read_text("utf-8").splitlines()) == sorted(
        GOOD["people"].splitlines()
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import", "in", "--as", "Bad Name"], "cannot be the name of a book"),
        (["import", "nowhere", "--as", "b"], "is not a folder"),
        (["import", "in", "--as", "b", "--append"], "there is no book `b` to add to"),
        (["export", "out", "--book", "b"], "there is no book `b`"),
        (["export", "out"], "there is no book yet"),
    ],
)
def test_a_wrong_command_says_what_to_do(
    run: CliRunner, tmp_path: Path, arguments: list[str], said: str
) -> None:
    a_book(tmp_path / "in")
    placed = [str(tmp_path / word) if word in {"in", "out", "nowhere"} else word for word in arguments]
    answer = run.invoke(app, placed)
    assert answer.exit_code == 2
    assert said in answer.stderr
    assert not (tmp_path / "out").exists()
