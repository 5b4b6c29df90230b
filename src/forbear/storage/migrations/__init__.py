"""The schema, brought up to date: `migrate(url)`. The order is Alembic's, the SQL is written by hand in `sql/migrations/`.

Every migration is one .sql file and one small module in `versions/` that names it. Nothing is generated from classes, nothing is
rolled back automatically: a mistake is mended by the next migration.
"""

from __future__ import annotations

from importlib import resources
from typing import Any

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import errors

from forbear.storage.queries import migration_sql, queries


class Unreachable(Exception):
    """the database server does not answer, or does not let this user in"""


class NotMigrated(Exception):
    """the schema could not be brought up to date; nothing was changed"""


def _config(connection: psycopg.Connection[Any] | None = None) -> Config:
    config = Config()
    config.set_main_option(
        "script_location", str(resources.files("forbear.storage").joinpath("migrations")).replace("%", "%%")
    )
    config.attributes["psycopg"] = connection
    return config


def head() -> str:
    """Return the revision that the code of this version needs."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    return str(revision)


def current(url: str) -> str | None:
    """Return the revision a database stands at, or None where no migration ever ran. Raises `Unreachable`."""
    try:
        with psycopg.connect(url) as connection:
            if connection.execute(queries("version")["has_version"]).fetchone() != (True,):
                return None
            row = connection.execute(queries("version")["version"]).fetchone()
    except psycopg.Error as fault:
        raise Unreachable from _without_address(fault)
    return None if row is None else str(row[0])


def _without_address(fault: psycopg.Error) -> psycopg.Error | None:
    """Return the cause, unless it was met while connecting: its text may then hold the address with its password."""
    return None if isinstance(fault, psycopg.OperationalError) else fault


def migrate(url: str) -> str:
    """Bring the database at `url` to the newest schema, in one transaction; return the revision it now stands at.

    Can be run at any time, by several processes at once: they wait for each other. Raises `Unreachable`, or `NotMigrated` (for
    instance when somebody keeps a table busy for longer than a few seconds); nothing is changed then.
    """
    try:
        turn = psycopg.connect(url, autocommit=True, application_name="forbear migrate")
    except psycopg.Error:
        raise Unreachable from None  # the cause may hold the address with its password
    with turn:
        turn.execute(queries("database")["migration_turn"])
        try:
            _upgrade(url)
        except errors.LockNotAvailable as fault:
            message = f"{NotMigrated.__doc__}: a table was busy; run it again"
            raise NotMigrated(message) from fault
        except psycopg.Error as fault:
            message = f"{NotMigrated.__doc__}: {fault.diag.message_primary or type(fault).__name__}"
            raise NotMigrated(message) from fault
    return head()


def _upgrade(url: str) -> None:
    with psycopg.connect(url, autocommit=True, application_name="forbear migrate") as connection:
        connection.execute(queries("database")["migration_limits"])
        connection.autocommit = False
        command.upgrade(_config(connection), "head")


def run_file(name: str, operations: Any) -> None:  # noqa: ANN401 - Alembic's `op` is a module that stands for an object
    """Run one file of `sql/migrations/` on the connection of the running migration, as it stands (no parameters, no escapes)."""
    driver: psycopg.Connection[Any] = operations.get_bind().connection.driver_connection
    driver.execute(migration_sql(name))
