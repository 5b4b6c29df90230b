"""Permits that ran out unused give their slots back, each in a transaction of its own.

One after the other, so that no more is locked than the keys of one contact; and a permit that is used meanwhile stays used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.storage.queries import queries

if TYPE_CHECKING:
    from datetime import datetime

    from forbear.storage.database import Database

AT_ONCE_MAX: Final = 1000
WHY: Final = "the permit ran out unused"


def return_expired(database: Database, at: datetime) -> tuple[str, ...]:
    """Give back every permit, of any book, that ran out unused by `at`, the oldest first; return their ids (at most 1,000 a call)."""
    sql = queries("ledger")
    with database.transaction() as connection:
        rows = connection.execute(sql["expired"], {"at": at, "most": AT_ONCE_MAX}).fetchall()
    returned = []
    for (permit_id,) in rows:
        row = database.once(sql["return_permit"], {"permit": permit_id, "at": at, "why": WHY})
        if row is not None and row[0]:
            returned.append(str(permit_id))
    return tuple(returned)
