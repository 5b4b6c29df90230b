"""One run of a book at a time: the turn is a lock of the database that ends with the connection, however the process ends."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import psycopg

from forbear.storage.queries import queries
from forbear.storage.runs.sink import PostgresSink
from forbear.storage.runs.source import PostgresSource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forbear.storage.database import Database


class RunUnderWay(Exception):
    """another run of this book is under way; wait for it to end"""


@contextlib.contextmanager
def night(database: Database, book: str) -> Iterator[tuple[PostgresSource, PostgresSink]]:
    """Yield source and sink of a book while no other run of it can work. Raises `RunUnderWay` when the turn does not come."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        try:
            connection.execute(queries("runs")["turn"], {"book": book})
        except psycopg.errors.LockNotAvailable as fault:
            raise RunUnderWay from fault
        yield PostgresSource(database, book), PostgresSink(database, book)
