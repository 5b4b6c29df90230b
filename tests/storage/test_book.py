"""A book into the database and out again: byte for byte, all or nothing, and added to without harm."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from psycopg import sql

from forbear.gate.dossier import Proposal
from forbear.portfolio.book import TABLES, read_book
from forbear.storage.book import (
    AdditionRefused,
    BookNameTaken,
    NoSuchBook,
    count_rows,
    export_book,
    import_book,
)
from forbear.storage.ledger import PostgresLedger
from tests.unit.book.books import GOOD, a_book, spoiled, with_row

if TYPE_CHECKING:
    from pathlib import Path

    from forbear.storage.database import Database

AT = datetime(2026, 10, 15, 1, 30, tzinfo=UTC)


def bring(database: Database, folder: Path, *, name: str = "b", append: bool = False) -> dict[str, int]:
    return import_book(database, read_book(folder, complete=True), name=name, at=AT, append=append)


def lines(path: Path) -> list[bytes]:
    return sorted(path.read_bytes().splitlines(keepends=True))


def all_counts(database: Database) -> dict[str, int]:
    """Rows of every table of the schema, whatever it is called."""
    with database.transaction() as connection:
        names = connection.execute(
            "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace order by 1"
        ).fetchall()
        counted = {}
        for (name,) in names:
            row = connection.execute(
                sql.SQL("select count(*) from {}").format(sql.Identifier(name))
            ).fetchone()
            counted[name] = row[0] if row else -1
    return counted


def test_an_exported_book_is_the_imported_one_byte_for_byte_after_sorting(
    database: Database, tmp_path: Path
) -> None:
    came = a_book(tmp_path / "in")
    bring(database, came)
    export_book(database, "b", tmp_path / "out")
    for table in GOOD:
        assert lines(tmp_path / "out" / f"{table}.csv") == lines(came / f"{table}.csv"), table


def test_a_book_written_in_another_hand_comes_back_in_that_hand(database: Database, tmp_path: Path) -> None:
    crlf = (
        GOOD["people"]
        .replace("\n", "\r\n")
        .replace("王小明", '"王小明"')
        .replace("Smith, Ann", 'Smith\\t "" \\.\tAnn')
    )
    came = a_book(
        tmp_path / "in",
        people=crlf,
        instalments=spoiled("instalments", "600.00,9.48", "600,9.480").replace("9.480", "9.48"),
        attempts=spoiled("attempts", "10:00:00Z", "18:00:00+08:00"),
        loans=GOOD["loans"].replace("0.0948", "0.09480"),
    )
    bring(database, came)
    export_book(database, "b", tmp_path / "out")
    for table in GOOD:
        assert lines(tmp_path / "out" / f"{table}.csv") == lines(came / f"{table}.csv"), table


def test_a_parquet_book_comes_back_with_the_same_values(database: Database, tmp_path: Path) -> None:
    bring(database, a_book(tmp_path / "in"))
    export_book(database, "b", tmp_path / "parquet", fmt="parquet")
    bring(database, tmp_path / "parquet", name="p")
    export_book(database, "p", tmp_path / "again")
    first, again = read_book(tmp_path / "parquet"), read_book(tmp_path / "again")
    for table in TABLES:
        assert first.tables[table].drop("verbatim").equals(again.tables[table].drop("verbatim")), table


def test_a_row_that_changed_is_exported_as_it_is_now(database: Database, tmp_path: Path) -> None:
    bring(database, a_book(tmp_path / "in", attempts=spoiled("attempts", "10:00:00Z", "18:00:00+08:00")))
    PostgresLedger(database, "b").record_outcome(
        "T1", datetime(2026, 2, 7, 10, tzinfo=UTC), "wrong_number", at=AT
    )
    export_book(database, "b", tmp_path / "out")
    assert (
        b"T1,2026-02-07T10:00:00Z,P1,call,wrong_number," in (tmp_path / "out" / "attempts.csv").read_bytes()
    )


def test_two_books_may_have_the_same_ids(database: Database, tmp_path: Path) -> None:
    folder = a_book(tmp_path / "in")
    assert bring(database, folder, name="one") == bring(database, folder, name="two")
    assert count_rows(database, "one") == count_rows(database, "two")


def test_a_name_that_is_taken_is_refused_and_nothing_changes(database: Database, tmp_path: Path) -> None:
    folder = a_book(tmp_path / "in")
    bring(database, folder)
    before = all_counts(database)
    with pytest.raises(BookNameTaken, match="--append"):
        bring(database, folder)
    assert all_counts(database) == before


def test_adding_to_a_book_that_is_not_there_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NoSuchBook):
        bring(database, a_book(tmp_path / "in"), append=True)


def test_exporting_a_book_that_is_not_there_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(NoSuchBook):
        export_book(database, "x", tmp_path / "out")


def test_an_import_leaves_evidence_with_counts_and_sums(database: Database, tmp_path: Path) -> None:
    book = read_book(a_book(tmp_path / "in"))
    import_book(database, book, name="b", at=AT, files={"loans.csv": "ab" * 32})
    with database.transaction() as connection:
        row = connection.execute("select kind, subject, at, body from evidence").fetchone()
    assert row is not None
    assert row[:3] == ("import", "b", AT)
    assert row[3]["rows"]["instalments"] == 3
    assert row[3]["files"] == {"loans.csv": "ab" * 32}


def test_the_attempts_of_a_book_lie_in_the_partition_of_their_month(
    database: Database, tmp_path: Path
) -> None:
    bring(database, a_book(tmp_path / "in"))
    with database.transaction() as connection:
        assert connection.execute("select tableoid::regclass::text from attempts").fetchall() == [
            ("attempts_2026_02",)
        ]


def test_adding_the_same_book_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    folder = a_book(tmp_path / "in")
    bring(database, folder)
    before = all_counts(database)
    assert set(bring(database, folder, append=True).values()) == {0}
    after = all_counts(database)
    assert {table for table in after if after[table] != before[table]} == {"evidence", "evidence_2026_10"}


def test_adding_writes_only_what_is_new(database: Database, tmp_path: Path) -> None:
    bring(database, a_book(tmp_path / "in"))
    more = a_book(
        tmp_path / "more",
        payments=with_row("payments", "L1,C,2026-03-01,50.00,bank,"),
        people=with_row("people", "P4,新人,,zh-CN,CN,,,"),
        relations=with_row("relations", "L1,,P4,emergency_contact,friend,,,,none"),
    )
    written = bring(database, more, append=True)
    assert {table: rows for table, rows in written.items() if rows} == {
        "payments": 1,
        "people": 1,
        "relations": 1,
    }
    export_book(database, "b", tmp_path / "out")
    for table in GOOD:
        assert lines(tmp_path / "out" / f"{table}.csv") == lines(more / f"{table}.csv"), table


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("loans", "active", "charged_off"),
        ("people", "王小明", "王大明"),
        ("people", "false", "true"),
        ("contact_points", "contract,home,2026-01-05,", "contract,work,2026-01-05,2026-10-01"),
        ("relations", "2026-01-06,none", "2026-01-06,refused"),
        ("consents", "2026-12-31,,", "2026-12-31,2026-10-01T00:00:00Z,"),
        ("attempts", "ring_no_answer", "wrong_number"),
        ("lenders", "河谷", "海谷"),
    ],
)
def test_what_a_lender_may_change_is_changed(
    database: Database, tmp_path: Path, table: str, old: str, new: str
) -> None:
    bring(database, a_book(tmp_path / "in"))
    folder = a_book(tmp_path / "more", **{table: spoiled(table, old, new)})
    written = bring(database, folder, append=True)
    assert {name: rows for name, rows in written.items() if rows} == {table: 1}
    export_book(database, "b", tmp_path / "out")
    assert lines(tmp_path / "out" / f"{table}.csv") == lines(folder / f"{table}.csv")


@pytest.mark.parametrize(
    ("table", "old", "new", "named"),
    [
        ("payments", "L2,A,2026-02-06,100.00", "L2,A,2026-02-06,101.00", r"payments `L2 A`: amount_minor"),
        ("charges", "5.00", "6.00", r"charges `L1 C1`: amount_minor"),
        ("loans", "9000.00", "9000.01", r"loans `L2`: principal_minor"),
        ("instalments", "600.00,9.48", "601.00,9.48", r"instalments `L1 1`: principal_minor"),
        ("requests", "stop", "complaint", r"requests `R1`: kind"),
    ],
)
def test_what_was_booked_is_never_changed_by_an_addition(
    database: Database, tmp_path: Path, table: str, old: str, new: str, named: str
) -> None:
    bring(database, a_book(tmp_path / "in"))
    before = all_counts(database)
    folder = a_book(
        tmp_path / "more", **{table: spoiled(table, old, new), "people": with_row("people", "P3b,x,,,,,,")}
    )
    (folder / "people.csv").write_text(GOOD["people"], encoding="utf-8")
    with pytest.raises(AdditionRefused, match=named):
        bring(database, folder, append=True)
    assert all_counts(database) == before


def test_an_addition_makes_earlier_readings_of_the_people_concerned_stale(
    database: Database, tmp_path: Path
) -> None:
    bring(database, a_book(tmp_path / "in"))
    ledger = PostgresLedger(database, "b")
    about_l1 = Proposal(channel="call", person_id="P1", debts=("L1",))
    about_l2 = Proposal(channel="call", person_id="P2", debts=("L2",))
    before = {**ledger.dossier(about_l1, AT).keys, **ledger.dossier(about_l2, AT).keys}
    folder = a_book(tmp_path / "more", payments=with_row("payments", "L1,C,2026-03-01,50.00,bank,"))
    bring(database, folder, append=True)
    after = {**ledger.dossier(about_l1, AT).keys, **ledger.dossier(about_l2, AT).keys}
    assert {key for key in after if after[key] != before[key]} == {"person:P1", "debt:L1"}


def test_a_fault_halfway_leaves_nothing(database: Database, tmp_path: Path) -> None:
    with database.transaction() as connection:
        connection.execute(
            "create function full_disk() returns trigger language plpgsql as $$ begin raise 'disk full'; end $$"
        )
        connection.execute(
            "create trigger full_disk before insert on requests for each row execute function full_disk()"
        )
    book = read_book(a_book(tmp_path / "in"))
    import_months = all_counts(database)
    with pytest.raises(Exception, match="disk full"):
        import_book(database, book, name="b", at=AT)
    after = all_counts(database)
    assert {table: after[table] for table in import_months} == import_months
    assert not any(rows for table, rows in after.items() if table != "alembic_version")


def test_a_bulk_import_leaves_the_schema_as_it_was(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forbear.storage.book.BULK_ROWS", 1)
    constraints = (
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid), convalidated from pg_constraint"
        " where conrelid in ('instalments'::regclass, 'payments'::regclass, 'charges'::regclass) order by 1, 2"
    )
    with database.transaction() as connection:
        before = connection.execute(constraints).fetchall()
    bring(database, a_book(tmp_path / "in"))
    with database.transaction() as connection:
        assert connection.execute(constraints).fetchall() == before
