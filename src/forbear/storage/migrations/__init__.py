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

from forbear.storage.queries import migration_sql, queries


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
    """Return the revision a database stands at, or None where no migration ever ran."""
    with psycopg.connect(url) as connection:
        if connection.execute(queries("version")["has_version"]).fetchone() != (True,):
            return None
        row = connection.execute(queries("version")["version"]).fetchone()
    return None if row is None else str(row[0])


def migrate(url: str) -> str:
    """Bring the database at `url` to the newest schema, in one transaction; return the revision it now stands at.

    Can be run at any time, by several processes at once: they wait for each other. Raises `psycopg.errors.LockNotAvailable`
    when somebody keeps a table busy for longer than a few seconds; nothing is changed then, run it again.
    """
    with psycopg.connect(url, autocommit=True, application_name="forbear migrate") as turn:
        turn.execute(queries("database")["migration_turn"])
        with psycopg.connect(url, autocommit=True, application_name="forbear migrate") as connection:
            connection.execute(queries("database")["migration_limits"])
            connection.autocommit = False
            command.upgrade(_config(connection), "head")
    return head()


def run_file(name: str, operations: Any) -> None:  # noqa: ANN401 - Alembic's `op` is a module that stands for an object
    """Run one file of `sql/migrations/` on the connection of the running migration, as it stands (no parameters, no escapes)."""
    driver: psycopg.Connection[Any] = operations.get_bind().connection.driver_connection
    driver.execute(migration_sql(name))
