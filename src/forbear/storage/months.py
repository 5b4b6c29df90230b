"""Month partitions, made before they are wanted: called on import, before a run and when a worker starts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from forbear.storage.queries import queries

if TYPE_CHECKING:
    from datetime import date

    from forbear.storage.database import Database

AHEAD: Final = timedelta(days=31)


def make_months(database: Database, first: date, last: date) -> int:
    """Make every partition missing from the month of `first` to the month after `last`; return how many tables were made.

    Cheap when there is nothing to make. Rows that went to the default partition meanwhile are moved into theirs.
    """
    with database.transaction() as connection:
        row = connection.execute(
            queries("ledger")["make_months"], {"first": first, "last": last + AHEAD}
        ).fetchone()
    return 0 if row is None else int(row[0])
