"""Each tidy rule complains about a bad sample and is silent about a good one."""

from __future__ import annotations

import pytest

from tests.tidy import rules
from tests.tidy.source import held, sample


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("Permit(permit_id='a')", "permit.permit_id"),
        ("gate.permit.Permit(1)", "isinstance(x, Permit)"),
        ("object.__new__(Permit)", "object.__new__(Ask)"),
    ],
)
def test_a_permit_made_outside_the_gate_is_seen(bad: str, good: str) -> None:
    assert list(rules.permits_made_elsewhere([sample(bad, "src/forbear/outreach/post.py")]))
    assert not list(rules.permits_made_elsewhere([sample(good, "src/forbear/outreach/post.py")]))
    assert not list(rules.permits_made_elsewhere([sample(bad, "src/forbear/gate/permit.py")]))


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("def f(amount: float): ...", "def f(amount_minor: int): ..."),
        ("penalty_rate: float | None = None", "penalty_rate: Decimal | None = None"),
        ("x = float(loan.principal_minor)", "x = float(timeout_s)"),
        ("def interest() -> float: ...", "def pace() -> float: ..."),
        ("pl.col('amount_minor').cast(pl.Float64)", "pl.col('score').cast(pl.Float64)"),
        ("x: float = 0; y.price: float = 0", "generated: float = 0"),
    ],
)
def test_a_float_for_money_is_seen(bad: str, good: str) -> None:
    assert list(rules.floats_for_money([sample(bad)]))
    assert not list(rules.floats_for_money([sample(good)]))


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("datetime(2026, 10, 15)", "datetime(2026, 10, 15, tzinfo=UTC)"),
        ("datetime.datetime(2026, 10, 15)", "datetime.datetime(2026, 1, 1, 0, 0, 0, 0, UTC)"),
        ("datetime.utcnow()", "datetime.now(UTC)"),
        ("datetime.now()", "datetime.now(tz=zone)"),
        ("datetime.fromtimestamp(0)", "datetime.fromtimestamp(0, UTC)"),
    ],
)
def test_a_naive_datetime_is_seen(bad: str, good: str) -> None:
    assert list(rules.naive_datetimes([sample(bad)]))
    assert not list(rules.naive_datetimes([sample(good)]))


@pytest.mark.parametrize("bad", ["datetime.now(UTC)", "date.today()", "time.time()", "time.monotonic()"])
def test_a_clock_below_entry_is_seen(bad: str) -> None:
    assert list(rules.clocks_below_entry([sample(bad, "src/forbear/storage/ledger.py")]))
    assert not list(rules.clocks_below_entry([sample(bad, "src/forbear/entry/clock.py")]))


@pytest.mark.parametrize("bad", ["select NOW()", "default current_date", "clock_timestamp()"])
def test_a_clock_in_sql_is_seen(bad: str) -> None:
    assert list(rules.clocks_in_sql([("a.sql", bad)]))


def test_a_clock_in_a_comment_of_sql_is_not() -> None:
    assert not list(rules.clocks_in_sql([("a.sql", "select 1 -- never now()\nselect known, nowhere()")]))


@pytest.mark.parametrize(
    "bad",
    [
        "'select id from loans where book = %s'",
        "'''\n  INSERT INTO loans (id) values (1)'''",
        "'update cases set bucket = 1'",
        "f'delete from {table} '",
        "'with due as (select 1) select * from due'",
        "'copy loans (id) from stdin'",
        "'create unique index on loans (id)'",
    ],
)
def test_sql_in_a_python_string_is_seen(bad: str) -> None:
    assert list(rules.sql_in_python([sample(f"x = {bad}")]))


@pytest.mark.parametrize(
    "good",
    [
        "'Select a file from the list'",
        "'update the address set in your profile'",
        "'delete it'",
        "'create the folder'",
        "'the columns to select come from the book'",
    ],
)
def test_a_sentence_is_not_taken_for_sql(good: str) -> None:
    assert not list(rules.sql_in_python([sample(f"x = {good}")]))


def test_a_docstring_may_speak_of_sql() -> None:
    assert not list(
        rules.sql_in_python([sample('"""select id from loans"""\ndef f():\n    """insert into loans"""\n')])
    )


@pytest.mark.parametrize(
    "path", ["src/forbear/care/utils.py", "src/forbear/common/__init__.py", "tests/helpers/a.py"]
)
def test_an_empty_name_is_seen(path: str) -> None:
    assert list(rules.empty_names([sample("", path)]))
    assert not list(rules.empty_names([sample("", "src/forbear/care/stop.py")]))


def test_a_long_file_and_a_long_function_are_seen() -> None:
    long = "def f():\n" + "    x = 1\n" * 400
    assert list(rules.long_files([sample(long)]))
    assert list(rules.long_functions([sample(long)]))
    short = "def f():\n" + "    x = 1\n" * 59
    assert not list(rules.long_files([sample(short)]))
    assert not list(rules.long_functions([sample(short)]))


def test_a_full_folder_is_seen() -> None:
    many = [sample("", f"src/forbear/care/m{number}.py") for number in range(13)]
    assert list(rules.full_folders(many, more={}))
    assert not list(rules.full_folders(many, more={"src/forbear/care": 13}))
    assert not list(rules.full_folders(many[1:], more={}))


def test_a_deep_folder_is_seen() -> None:
    assert list(rules.deep_folders([sample("", "src/forbear/entry/web/desk/parts/a.py")]))
    assert not list(rules.deep_folders([sample("", "src/forbear/entry/web/desk/a.py")]))


def test_a_new_complaint_fails_with_its_cure() -> None:
    with pytest.raises(AssertionError, match=r"a\.py:3 is wrong\ncure: mend it"):
        held(["a.py:3 is wrong"], {}, "mend it")


def test_an_exception_that_nothing_needs_any_more_fails() -> None:
    held(["a.py:3 is wrong"], {"a.py": "until issue 9"}, "mend it")
    with pytest.raises(AssertionError, match="may only shrink"):
        held([], {"a.py": "until issue 9"}, "mend it")
