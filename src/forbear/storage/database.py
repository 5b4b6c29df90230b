"""The door to PostgreSQL: a pool of connections, each with the isolation, name and limits that the platform relies on.

READ COMMITTED is pinned: the reserving function must see what was committed while it waited for its locks. A statement that runs
too long, or waits too long for a lock, is stopped by the server; bulk work lifts the limits inside its own transaction only.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, Final, LiteralString, Self

from psycopg import Connection, IsolationLevel
from psycopg_pool import ConnectionPool

from forbear.storage.queries import queries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

APPLICATION_NAME: Final = "forbear"
POOL_MAX: Final = 16
POOL_WAIT_SECONDS: Final = 30.0


class Database:
    """An open database: `url` as libpq reads it, `pool` of ready connections. Use as a context manager, or call `close`.

    `laws_on_record` are the laws known to be in the table `laws`, which nobody takes out again.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_max: int = POOL_MAX,
        application_name: str = APPLICATION_NAME,
        isolation: IsolationLevel = IsolationLevel.READ_COMMITTED,
    ) -> None:
        """Open the pool (connections are made when they are first wanted). Raises `psycopg.OperationalError` on bad addresses."""
        self.url = url
        self.laws_on_record: set[str] = set()
        self._isolation = isolation
        self.pool: ConnectionPool[Connection[Any]] = ConnectionPool(
            url,
            min_size=0,
            max_size=pool_max,
            timeout=POOL_WAIT_SECONDS,
            kwargs={"application_name": application_name},
            configure=self._prepare,
            open=True,
        )

    def _prepare(self, connection: Connection[Any]) -> None:
        """Give a new connection its limits; runs once per connection, outside any transaction of the caller."""
        connection.autocommit = True
        connection.execute(
            queries("database")["limits"], {"isolation": self._isolation.name.replace("_", " ").lower()}
        )
        connection.autocommit = False
        connection.isolation_level = self._isolation

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Connection[Any]]:
        """Lend a connection for one transaction: commits at the end of the block, rolls back when it raises."""
        with self.pool.connection() as connection:
            yield connection

    def once(self, statement: LiteralString, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """Run one statement that is a transaction of its own, in one round trip; return its first row, or None.

        A `transaction` takes three round trips: it begins, works and commits.
        """
        with self.pool.connection() as connection:
            connection.autocommit = True
            try:
                cursor = connection.execute(statement, values)
                return cursor.fetchone() if cursor.description else None
            finally:
                if not connection.closed:
                    connection.autocommit = False

    @contextlib.contextmanager
    def bulk(self) -> Iterator[Connection[Any]]:
        """Like `transaction`, without the limit on statement time: for import, export and the nightly run."""
        with self.pool.connection() as connection:
            connection.execute(queries("database")["lift_limits"])
            yield connection

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Connection[Any]]:
        """Lend a connection that only reads, sees one instant of the database throughout, and has no limit on statement time."""
        with self.pool.connection() as connection:
            connection.isolation_level = IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            try:
                connection.execute(queries("database")["lift_limits"])
                yield connection
            finally:
                connection.rollback()
                connection.isolation_level = self._isolation
                connection.read_only = None

    def close(self) -> None:
        """Close every connection; the pool cannot be used again."""
        self.pool.close()

    def __enter__(self) -> Self:
        """Return the database itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the pool."""
        self.close()
