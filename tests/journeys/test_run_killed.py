"""`kill -9` in the middle of a night, and the night again: the same rows as if nobody had been disturbed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from forbear import rulebooks
from forbear.entry.deeds.run import run_stored
from forbear.portfolio.book import read_book
from forbear.portfolio.samples import write_cn_sample
from forbear.storage.book import import_book
from forbear.storage.installation import Installation
from forbear.storage.runs import night as turn

if TYPE_CHECKING:
    from pathlib import Path

    from forbear.storage.database import Database

AT = datetime(2026, 10, 15, 1, 30, tzinfo=UTC)
FIRST, LAST = date(2026, 10, 11), date(2026, 10, 14)
SEED = 20261015
WRITTEN = {
    "planned_contacts": "plan_id",
    "case_moves": "case_id, run_date",
    "cases": "case_id",
    "ageing": "run_date, loan_no",
    "quarantine": "run_date, loan_no",
    "runs": "run_date",
}


class Night:
    """The command on a database, to be killed or left alone."""

    def __init__(self, database: Database, url: str) -> None:
        self.database = database
        self.rulebook = rulebooks.load()
        self.env = {**os.environ, "FORBEAR_DATABASE_URL": url, "PYTHONPATH": os.pathsep.join(sys.path)}

    def command(self, on: date) -> list[str]:
        return [sys.executable, "-m", "forbear.entry.cli", "run", "--date", on.isoformat(), "--json"]

    def undisturbed(self, on: date) -> None:
        """The same deed as the command's, without starting a process."""
        with turn(self.database, "cn") as (source, sink):
            list(run_stored(source, sink, on=on, at=AT, rulebook=self.rulebook))

    def seconds(self, on: date) -> float:
        """How long the command takes when nobody disturbs it."""
        started = time.monotonic()
        subprocess.run(self.command(on), env=self.env, check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - started

    def killed_after(self, seconds: float, on: date) -> None:
        with subprocess.Popen(
            self.command(on), env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                process.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                process.kill()

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        with self.database.transaction() as connection:
            return {
                name: connection.execute(f"select * from {name} order by {order}").fetchall()  # noqa: S608
                for name, order in WRITTEN.items()
            }

    def forget(self) -> None:
        with self.database.transaction() as connection:
            for name in WRITTEN:
                connection.execute(f"delete from {name}")  # noqa: S608


@pytest.fixture
def night(database: Database, database_url: str, tmp_path: Path) -> Night:
    write_cn_sample(tmp_path / "cn")
    import_book(database, read_book(tmp_path / "cn", complete=True), name="cn", at=AT)
    Installation(database).begin_rehearsal(AT)
    return Night(database, database_url)


def check_points(night: Night, count: int) -> None:
    night.undisturbed(FIRST)
    whole = night.seconds(LAST)
    expected = night.dump()
    draw = random.Random(SEED)  # noqa: S311 - the same points each time
    for _ in range(count):
        night.forget()
        night.undisturbed(FIRST)
        night.killed_after(draw.uniform(0.3, 1.0) * whole, LAST)
        night.undisturbed(LAST)
        assert night.dump() == expected


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_night_killed_at_five_points_ends_as_if_undisturbed(night: Night) -> None:
    check_points(night, 5)


@pytest.mark.prove
@pytest.mark.timeout(600)
def test_a_night_killed_at_twenty_points_ends_as_if_undisturbed(night: Night) -> None:
    check_points(night, 20)
