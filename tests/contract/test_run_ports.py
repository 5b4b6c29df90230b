"""The suite of the night's ports on the folder and on PostgreSQL; each is held against the other."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from forbear import rulebooks
from forbear.entry.deeds.run import run_stored
from forbear.portfolio.book import Book, read_book
from forbear.portfolio.folder import FolderSink, FolderSource
from forbear.portfolio.numbering import numbered
from forbear.portfolio.samples import write_cn_sample
from forbear.storage.book import import_book
from forbear.storage.runs import PostgresSink, PostgresSource
from tests.contract.run_suite import AT, ON, RunSuite

if TYPE_CHECKING:
    from pathlib import Path

    from forbear.portfolio.ports import RunSink, RunSource
    from forbear.portfolio.results import Results
    from forbear.storage.database import Database


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Book:
    folder = tmp_path_factory.mktemp("sample") / "cn"
    write_cn_sample(folder)
    return read_book(folder, complete=True)


@pytest.fixture(scope="module")
def reference(sample: Book) -> Results:
    """The results of the folder."""
    source, sink = FolderSource("cn", numbered(sample.tables)), FolderSink("cn", None)
    return list(run_stored(source, sink, on=ON, at=AT, rulebook=rulebooks.load()))[-1]


class TestFolder(RunSuite):
    """A folder in, a folder out."""

    @pytest.fixture
    def ports(self, sample: Book, tmp_path: Path) -> tuple[RunSource, RunSink]:
        return FolderSource("cn", numbered(sample.tables)), FolderSink("cn", tmp_path / "out")


class TestPostgres(RunSuite):
    """The database in and out."""

    @pytest.fixture
    def ports(self, sample: Book, database: Database) -> tuple[RunSource, RunSink]:
        import_book(database, sample, name="cn", at=AT)
        return PostgresSource(database, "cn"), PostgresSink(database, "cn")

    def test_nothing_is_remembered_before_the_first_run(self, ports: tuple[RunSource, RunSink]) -> None:
        assert (list(ports[0].done()), ports[0].earlier(ON)) == ([], None)

    def test_a_done_date_is_remembered(self, ports: tuple[RunSource, RunSink]) -> None:
        self.results(ports)
        assert list(ports[0].done()) == [ON]
        earlier = ports[0].earlier(ON + timedelta(days=1))
        assert earlier is not None
        assert earlier.on == ON
