"""Whether this installation is live or a rehearsal, and where a rehearsal's clock stands. A live installation has no settable clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from forbear.storage.queries import queries

if TYPE_CHECKING:
    from datetime import datetime

    from forbear.storage.database import Database


class NotARehearsal(Exception):
    """this installation is live: its clock cannot be set"""


class Installation:
    """The one row of `installation`. An installation of which nothing was said is live."""

    def __init__(self, database: Database) -> None:
        """Use `database`; nothing is read yet."""
        self._database = database
        self._sql = queries("installation")

    def rehearsal_now(self) -> datetime | None:
        """Return the instant a rehearsal's clock stands at, or None on a live installation."""
        with self._database.transaction() as connection:
            row = connection.execute(self._sql["read"]).fetchone()
        return cast("datetime | None", row[1]) if row and row[0] == "rehearsal" else None

    def begin_rehearsal(self, at: datetime) -> datetime:
        """Make a new installation a rehearsal at `at`; one that is already keeps its clock. Raises NotARehearsal on a live one."""
        with self._database.transaction() as connection:
            connection.execute(self._sql["begin_rehearsal"], {"at": at})
        now = self.rehearsal_now()
        if now is None:
            raise NotARehearsal
        return now

    def set_clock(self, at: datetime) -> datetime:
        """Move a rehearsal's clock on to `at` (never back) and return where it stands. Raises NotARehearsal on a live installation."""
        with self._database.transaction() as connection:
            row = connection.execute(self._sql["set_clock"], {"at": at}).fetchone()
        if row is None:
            raise NotARehearsal
        return cast("datetime", row[0])
