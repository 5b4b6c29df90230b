"""The night on a real database: once, again, late, and after money was booked back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from forbear import rulebooks
from forbear.entry.deeds.run import run_stored
from forbear.portfolio.book import read_book
from forbear.portfolio.summary import summary_of
from forbear.storage.book import import_book
from forbear.storage.runs import night
from tests.unit.book.books import a_book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from forbear.rulebooks.book import Rulebook
    from forbear.storage.database import Database

AT = datetime(2026, 10, 15, 1, 30, tzinfo=UTC)
LENDER = "lender_id,name,kind,country\nK,测试银行,bank,CN\n"
PEOPLE = "person_id,name,timezone,country\nP1,王小明,Asia/Shanghai,CN\nP2,李小红,Asia/Shanghai,CN\n"
POINTS = (
    "person_id,kind,value,source,verified\nP1,email,p1@example.net,contract,2026-01-01\n"
    "P1,mobile,+8619900000001,contract,2026-01-01\nP2,email,p2@example.net,contract,2026-01-01\n"
)
LOANS = (
    "loan_id,borrower_id,lender_id,product,currency,principal,annual_rate,method,signed,disbursed,maturity\n"
    "A,P1,K,online_consumer,CNY,3000.00,0.12,other,2026-01-01,2026-01-01,2026-12-01\n"
    "B,P2,K,online_consumer,CNY,3000.00,0.12,other,2026-01-01,2026-01-01,2026-12-01\n"
)
INSTALMENTS = "loan_id,number,due,principal,interest\n" + "".join(
    f"{loan},{number},2026-{month:02d}-01,1000.00,10.00\n"
    for loan in "AB"
    for number, month in enumerate((9, 10, 11), start=1)
)
PAYMENTS = "loan_id,payment_id,received,amount\nA,a1,2026-09-01,1010.00\nB,b1,2026-09-01,1010.00\nB,b2,2026-10-01,1010.00\n"
EMPTY = {
    "charges": "loan_id,charge_id,kind,date,amount\n",
    "relations": "loan_id,borrower_id,person_id,role\n",
    "consents": "person_id,scope,given_to,at\n",
    "attempts": "attempt_id,at,to,channel,outcome\n",
    "requests": "request_id,person_id,kind,at\n",
}


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return rulebooks.load()


def bring(database: Database, folder: Path, *, append: bool = False, **tables: str) -> None:
    given = {
        "lenders": LENDER, "people": PEOPLE, "contact_points": POINTS, "loans": LOANS, "instalments": INSTALMENTS,
        "payments": PAYMENTS, **EMPTY,
    } | tables  # fmt: skip
    read = read_book(a_book(folder, **given), complete=True)
    import_book(database, read, name="b", at=AT, append=append)


def run(database: Database, rulebook: Rulebook, on: date, *, catch_up: bool = True) -> list[dict[str, Any]]:
    with night(database, "b") as (source, sink):
        return [
            summary_of(one)
            for one in run_stored(source, sink, on=on, at=AT, rulebook=rulebook, catch_up=catch_up)
        ]


def dump(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Everything the night writes, as rows."""
    with database.transaction() as connection:
        names = {
            "ageing": "run_date, loan_no", "cases": "case_id", "case_moves": "case_id, run_date", "planned_contacts": "plan_id",
            "runs": "run_date", "quarantine": "run_date, loan_no",
        }  # fmt: skip
        return {
            name: connection.execute(f"select * from {name} order by {order}").fetchall()  # noqa: S608
            for name, order in names.items()
        }


def moves(database: Database) -> Sequence[tuple[Any, ...]]:
    with database.transaction() as connection:
        return connection.execute(
            "select l.loan_id, m.run_date, m.move, m.to_bucket from case_moves m join cases c using (case_id) "
            "join loans l on l.loan_no = c.loan_no order by 1, 2"
        ).fetchall()


def test_the_first_run_opens_a_case_for_every_late_loan(
    database: Database, tmp_path: Path, rulebook: Rulebook
) -> None:
    bring(database, tmp_path / "in")
    (summary,) = run(database, rulebook, date(2026, 10, 14))
    assert summary["cases"] == {"opened": 1, "moved_up": 0, "moved_down": 0, "closed": 0, "open": 1}
    assert moves(database) == [("A", date(2026, 10, 14), "opened", "1-29")]


def test_the_late_borrower_has_one_planned_contact(
    database: Database, tmp_path: Path, rulebook: Rulebook
) -> None:
    bring(database, tmp_path / "in")
    run(database, rulebook, date(2026, 10, 14))
    with database.transaction() as connection:
        plans = connection.execute(
            "select channel, step, state, case_id is not null, night ->> 'decision' from planned_contacts"
        ).fetchall()
    assert [plan[:2] for plan in plans] == [("email", "reminder-first")]
    assert plans[0][3] is True


def test_a_date_run_again_leaves_the_same_rows(
    database: Database, tmp_path: Path, rulebook: Rulebook
) -> None:
    bring(database, tmp_path / "in")
    run(database, rulebook, date(2026, 10, 14))
    before = dump(database)
    run(database, rulebook, date(2026, 10, 14))
    assert dump(database) == before


def test_an_earlier_date_run_again_leaves_the_same_rows(
    database: Database, tmp_path: Path, rulebook: Rulebook
) -> None:
    bring(database, tmp_path / "in")
    run(database, rulebook, date(2026, 9, 30))
    run(database, rulebook, date(2026, 10, 5))
    before = dump(database)
    assert len(run(database, rulebook, date(2026, 10, 3))) == 1
    assert dump(database) == before


def test_missed_days_are_run_one_by_one(database: Database, tmp_path: Path, rulebook: Rulebook) -> None:
    bring(database, tmp_path / "in")
    run(database, rulebook, date(2026, 10, 10))
    assert [one["date"] for one in run(database, rulebook, date(2026, 10, 13))] == [
        "2026-10-11",
        "2026-10-12",
        "2026-10-13",
    ]


def test_without_catching_up_only_the_date_itself_is_run(
    database: Database, tmp_path: Path, rulebook: Rulebook
) -> None:
    bring(database, tmp_path / "in")
    run(database, rulebook, date(2026, 10, 10))
    assert len(run(database, rulebook, date(2026, 10, 13), catch_up=False)) == 1


def test_a_loan_that_fell_and_rose_and_fell_has_each_of_its_moves(
    database: Database, tmp_path: Path, rulebook: Rulebook
) -> None:
    """After a fall the next rise is seen again: the bucket compared with is that of the run before, not of the worst day."""
    late_then_part = "loan_id,payment_id,received,amount\nB,b1,2026-09-01,9999.00\nA,a1,2026-10-20,1010.00\n"
    bring(database, tmp_path / "in", payments=late_then_part)
    for day in (date(2026, 10, 5), date(2026, 10, 21), date(2026, 11, 1), date(2026, 12, 5)):
        run(database, rulebook, day, catch_up=False)
    assert [(move, bucket) for _, _, move, bucket in moves(database)] == [
        ("opened", "30-59"), ("moved_down", "1-29"), ("moved_up", "30-59"), ("moved_up", "60-89"),
    ]  # fmt: skip


def test_money_booked_back_is_seen_when_the_dates_are_run_again(
    database: Database, tmp_path: Path, rulebook: Rulebook
) -> None:
    bring(database, tmp_path / "in")
    for day in range(1, 6):
        run(database, rulebook, date(2026, 10, day))
    assert [move[2] for move in moves(database)] == ["opened"]
    bring(database, tmp_path / "more", append=True, payments=PAYMENTS + "A,a2,2026-10-03,1010.00\n")
    again = run(database, rulebook, date(2026, 10, 3))
    assert [one["date"] for one in again] == ["2026-10-03", "2026-10-04", "2026-10-05"]
    assert [(move[1].day, move[2]) for move in moves(database)] == [(2, "opened"), (3, "closed")]


def test_dates_run_again_equal_the_nights_of_a_book_that_had_the_money_from_the_start(
    database: Database, tmp_path: Path, rulebook: Rulebook
) -> None:
    with_money = PAYMENTS + "A,a2,2026-10-02,500.00\nA,a3,2026-10-03,1010.00\n"
    bring(database, tmp_path / "in", payments=with_money)
    for day in range(1, 6):
        run(database, rulebook, date(2026, 10, day))
    expected = dump(database)
    run(database, rulebook, date(2026, 10, 1))
    assert dump(database) == expected


def test_a_contact_that_a_worker_took_up_is_left_alone(
    database: Database, tmp_path: Path, rulebook: Rulebook
) -> None:
    bring(database, tmp_path / "in")
    run(database, rulebook, date(2026, 10, 14))
    with database.transaction() as connection:
        connection.execute("update planned_contacts set state = 'sent', claims = 1, step = 'as it went'")
    bring(database, tmp_path / "more", append=True, payments=PAYMENTS + "A,a2,2026-10-14,1010.00\n")
    run(database, rulebook, date(2026, 10, 14))
    with database.transaction() as connection:
        assert connection.execute("select state, step from planned_contacts").fetchall() == [
            ("sent", "as it went")
        ]


def test_two_nights_of_one_book_wait_for_each_other(database: Database, tmp_path: Path) -> None:
    bring(database, tmp_path / "in")
    with night(database, "b"), database.transaction() as connection:
        row = connection.execute(
            "select pg_try_advisory_lock(hashtextextended('forbear run b', 0))"
        ).fetchone()
        assert row == (False,)


def test_a_night_of_no_loans_is_a_night(database: Database, tmp_path: Path, rulebook: Rulebook) -> None:
    bring(database, tmp_path / "in")
    (summary,) = run(database, rulebook, date(2025, 1, 1) - timedelta(days=1))
    assert summary["buckets"]["current"] == 2
