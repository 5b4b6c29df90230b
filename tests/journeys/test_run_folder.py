"""`forbear run` over a folder, as a lender types it."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from typer.testing import CliRunner

from forbear.entry.cli.run import app
from tests.unit.book.books import GOOD, a_book

if TYPE_CHECKING:
    from pathlib import Path

    from typer.testing import Result

KEYS = [
    "date",
    "loans",
    "arrears",
    "buckets",
    "roll",
    "cases",
    "proposals",
    "allowed",
    "refused",
    "quarantined",
]
AGEING = [
    "loan_id", "date", "days_past_due", "oldest_unpaid_due", "overdue_principal_minor", "overdue_interest_minor",
    "overdue_fees_minor", "bucket",
]  # fmt: skip


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def answer(*words: object) -> dict[str, Any]:
    said = run(*words, "--json")
    assert said.exit_code == 0, said.stderr
    document: dict[str, Any] = json.loads(said.stdout)
    return document


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return a_book(tmp_path / "book")


def test_the_answer_has_the_documented_keys(book: Path) -> None:
    said = answer("--date", "2026-03-10", "--book", book)
    assert list(said) == KEYS
    assert list(said["buckets"]) == ["current", "1-29", "30-59", "60-89", "90+", "settled"]


def test_the_figures_are_those_of_the_book(book: Path) -> None:
    """L1: 609.48 paid, of which 9.48 went back, so it is late since 6 February; L2 is not due."""
    said = answer("--date", "2026-03-10", "--book", book)
    assert (said["loans"], said["buckets"]["30-59"], said["buckets"]["current"]) == (2, 1, 1)
    assert said["arrears"] == {
        "CNY": {"loans": 1, "overdue_minor": 948 + 60574 + 500},
        "USD": {"loans": 0, "overdue_minor": 0},
    }


def test_each_loan_has_one_row_of_ageing(book: Path, tmp_path: Path) -> None:
    answer("--date", "2026-03-10", "--book", book, "--out", tmp_path / "out")
    aged = pl.read_parquet(tmp_path / "out" / "ageing.parquet")
    assert aged.columns == AGEING
    assert aged["loan_id"].to_list() == ["L1", "L2"]
    assert aged.row(0)[1:4] == (date(2026, 3, 10), 32, date(2026, 2, 6))


def test_a_refusal_is_counted_under_its_clause(book: Path) -> None:
    stop = "request_id,person_id,kind,at\nR1,P1,stop,2026-02-09T10:00:00Z\n"
    said = answer("--date", "2026-03-10", "--book", a_book(book, requests=stop))
    assert (said["proposals"], said["allowed"]) == (1, 0)
    assert "house-cn stop_request" in said["refused"]


def test_the_roll_compares_with_since(book: Path) -> None:
    said = answer("--date", "2026-03-10", "--book", book, "--since", "2026-02-01")
    assert said["roll"] == {"current": {"current": 1, "30-59": 1}}
    assert said["cases"]["opened"] == 1


def test_a_folder_of_results_is_replaced_as_a_whole(book: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "of yesterday").write_text("old")
    answer("--date", "2026-03-10", "--book", book, "--out", out)
    assert sorted(path.name for path in out.iterdir()) == ["ageing.parquet", "planned_contacts.parquet"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book", "out"]


def test_the_same_run_gives_the_same_bytes(book: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        answer("--date", "2026-03-10", "--book", book, "--out", tmp_path / name)
    for file in ("ageing.parquet", "planned_contacts.parquet"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_bad_book_is_refused_by_name_and_nothing_is_written(book: Path, tmp_path: Path) -> None:
    a_book(book, charges="loan_id,charge_id,kind,date,amount\nL1,C1,late_fee,2026-02-31,5.00\n")
    said = run("--date", "2026-03-10", "--book", book, "--out", tmp_path / "out", "--json")
    assert said.exit_code == 2
    assert "charges.csv line 2 column `date`" in said.stderr
    assert said.stdout == ""
    assert not (tmp_path / "out").exists()


def test_results_never_take_the_place_of_the_book(book: Path) -> None:
    said = run("--date", "2026-03-10", "--book", book, "--out", book)
    assert said.exit_code == 2
    assert (book / "loans.csv").exists()


def test_loans_and_instalments_alone_are_a_book(tmp_path: Path) -> None:
    """Nothing is known of the borrower, so nothing is proposed; the loan is aged and has its case."""
    alone = a_book(
        tmp_path / "alone", **(dict.fromkeys(GOOD) | {name: GOOD[name] for name in ("loans", "instalments")})
    )
    said = answer("--date", "2026-03-10", "--book", alone, "--out", tmp_path / "out")
    assert (said["loans"], said["cases"]["open"], said["proposals"]) == (2, 1, 0)


def test_an_empty_book_is_a_run_of_nothing(tmp_path: Path) -> None:
    heading = GOOD["loans"].splitlines()[0] + "\n"
    said = answer(
        "--date",
        "2026-03-10",
        "--book",
        a_book(tmp_path / "empty", **(dict.fromkeys(GOOD) | {"loans": heading})),
    )
    assert (said["loans"], said["roll"], said["proposals"]) == (0, {}, 0)


@pytest.mark.parametrize(
    "words",
    [
        ("--date", "2026-02-31"),
        ("--date", "10/03/2026"),
        ("--date", "2026-03-10", "--since", "2026-03-10"),
        ("--date", "2026-03-10", "--only", "b"),
    ],
)
def test_bad_usage_is_told_in_one_line(book: Path, words: tuple[str, ...]) -> None:
    said = run(*words, "--book", book)
    assert said.exit_code == 2
    assert said.stderr.startswith("forbear: ")


def test_without_json_the_figures_are_a_table(book: Path) -> None:
    said = run("--date", "2026-03-10", "--book", book)
    assert "Run of 2026-03-10: 2 loans, 1 open cases" in said.stdout
    assert "620.22 CNY" not in said.stderr


def test_a_folder_that_holds_other_folders_is_not_replaced_by_results(tmp_path: Path) -> None:
    book, out = a_book(tmp_path), tmp_path / "kept"
    (out / "letters").mkdir(parents=True)
    answer = run("--date", "2026-03-05", "--book", book, "--out", out)
    assert answer.exit_code == 2
    assert (out / "letters").is_dir()


def test_results_are_not_laid_into_the_book(tmp_path: Path) -> None:
    book = a_book(tmp_path)
    assert run("--date", "2026-03-05", "--book", book, "--out", book / "answers").exit_code == 2
    assert not (book / "answers").exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-31", "today"])
def test_a_date_that_cannot_be_run_is_said_in_one_line(tmp_path: Path, day: str) -> None:
    answer = run("--date", day, "--book", a_book(tmp_path))
    assert answer.exit_code == 2
    assert len(answer.stderr.strip().splitlines()) == 1
