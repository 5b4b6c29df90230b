"""Past decisions, read back as they were written. It decides nothing again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.rows import dict_row

from forbear.storage.queries import queries

if TYPE_CHECKING:
    from forbear.storage.database import Database


class Decisions:
    """The decisions of one database."""

    def __init__(self, database: Database) -> None:
        """Use `database`; nothing is read yet."""
        self._database = database

    def by_id(self, decision_id: str) -> dict[str, Any] | None:
        """Return the decision's row, or None where there is none of that id."""
        with self._database.transaction() as connection, connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(queries("decisions")["by_id"], {"decision_id": decision_id}).fetchone()
