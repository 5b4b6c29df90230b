"""Where the night reads: the tables of one book as they were at one instant, and what the run before said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from adbc_driver_postgresql import dbapi

from forbear.portfolio.results import Earlier
from forbear.storage.queries import queries
from forbear.storage.runs import columns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from forbear.portfolio.tables import Tables
    from forbear.storage.database import Database

TABLES: Final = (
    "lenders", "loans", "instalments", "payments", "charges", "people", "contact_points", "relations", "consents", "attempts", "requests"
)  # fmt: skip


class PostgresSource:
    """The tables of one book in PostgreSQL."""

    remembers: Final = True

    def __init__(self, database: Database, book: str) -> None:
        """Open nothing yet."""
        self._database = database
        self._book = book

    @property
    def book(self) -> str:
        """The name of the book."""
        return self._book

    def done(self) -> Sequence[date]:
        """Return the dates whose run is done, ascending."""
        return self._dates("done")

    def unfinished(self) -> Sequence[date]:
        """Return the dates that rest on one that came out otherwise and were not run again yet, ascending."""
        return self._dates("running")

    def tables(self) -> Tables:
        """Read the whole book, all tables as they were at one instant."""
        with dbapi.connect(self._database.url) as connection, connection.cursor() as cursor:
            cursor.execute(queries("runs")["one_instant"])
            read = {}
            for name in TABLES:
                cursor.execute(queries("runs")[f"table_{name}"], (self._book,))
                read[name] = cursor.fetch_arrow_table()
            connection.rollback()
        return columns.tables_of(read)

    def earlier(self, on: date) -> Earlier | None:
        """Return how the loans stood after the last done run before `on`."""
        before = [day for day in self.done() if day < on]
        if not before:
            return None
        with dbapi.connect(self._database.url) as connection, connection.cursor() as cursor:
            cursor.execute(queries("runs")["earlier"], (self._book, before[-1]))
            stood = cursor.fetch_arrow_table()
            connection.rollback()
        return Earlier(on=before[-1], standing=columns.standing_of(stood))

    def _dates(self, state: str) -> list[date]:
        with self._database.transaction() as connection:
            rows = connection.execute(
                queries("runs")["dates"], {"book": self._book, "state": state}
            ).fetchall()
        return [row[0] for row in rows]
