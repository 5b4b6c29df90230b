"""Adding to a book that is there: equal rows are left alone, new ones written, changed ones changed where a lender may change them.

Money that was booked is never changed by an addition: a payment or charge with the same id and other content is refused by name, and so
is every other difference that would rewrite what was decided upon. All rows or none.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from forbear.portfolio.book import TABLES
from forbear.portfolio.book.attributing import attributed
from forbear.storage import columns
from forbear.storage.copying import copy_in, copy_out, number_rows
from forbear.storage.queries import queries

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg import Connection

    from forbear.portfolio.book import Book
    from forbear.storage.copying import Progress

NAMED_MAX: Final = 50


class AdditionRefused(Exception):
    """rows of the addition contradict rows that are there, nothing was written"""

    def __init__(self, refused: list[tuple[str, str, tuple[str, ...]]]) -> None:
        """`refused` has one (table, id, columns that differ) for each row."""
        self.refused = tuple(refused)
        lines = [
            f"{table} `{row}`: {', '.join(which)} differs from the book; {_cure(table)}"
            for table, row, which in refused[:NAMED_MAX]
        ]
        if len(refused) > NAMED_MAX:
            lines.append(f"and {len(refused) - NAMED_MAX} more")
        super().__init__("\n".join(["nothing was written:", *lines]))


def _cure(table: str) -> str:
    cures = {
        "payments": "leave the payment as it was, and take money back by a row of its own with `reverses`",
        "charges": "leave the charge as it was, and give a new one its own id",
        "requests": "leave the request as it was, and give what is new its own id (`lift` ends an earlier one)",
        "attempts": "leave the attempt as it was; only its outcome may be learned later",
    }
    return cures.get(table, "leave it as it was")


def add_rows(
    connection: Connection[Any], book: Book, *, name: str, at: datetime, progress: Progress | None = None
) -> dict[str, int]:
    """Add the rows to the book `name`; return the rows added and changed, table by table. Raises `AdditionRefused`."""
    mentioned = columns.references(book.tables)
    differences, known = {}, {}
    for table, frame in book.tables.items():
        old = copy_out(connection, table, name=name, loans=mentioned["loans"], people=mentioned["people"])
        differences[table] = columns.difference(table, frame, old)
        known[table] = columns.both(old, frame)
    refused = [(table, row, which) for table, found in differences.items() for row, which in found.refused]
    if refused:
        raise AdditionRefused(refused)
    told = differences["attempts"]
    differences["attempts"] = replace(
        told, added=attributed(told.added, known), changed=attributed(told.changed, known)
    )
    _touch(connection, differences, book, name=name)
    added = {table: found.added for table, found in differences.items()}
    numbers = _known(connection, mentioned, name=name).and_also(number_rows(connection, added))
    written = copy_in(connection, added, name=name, numbers=numbers, progress=progress)
    for table, found in differences.items():
        values = [{"book": name, "learned_at": at, **row} for row in columns.values_for_update(found.changed)]
        if values:
            with connection.cursor() as cursor:
                cursor.executemany(queries("book")[f"update_{table}"], values)
        written[table] += len(values)
    return {table: written[table] for table in TABLES}


def _known(connection: Connection[Any], mentioned: dict[str, list[str]], *, name: str) -> columns.Numbers:
    rows = connection.execute(queries("book")["known_numbers"], {"book": name, **mentioned}).fetchall()
    found: dict[str, list[tuple[str, int]]] = {}
    for table, identity, number in rows:
        found.setdefault(table, []).append((identity, number))
    return columns.Numbers.known(found)


def _touch(
    connection: Connection[Any], differences: dict[str, columns.Difference], book: Book, *, name: str
) -> None:
    """Lock and raise the keys of everybody whom the addition tells something new about, before any row is written."""
    keys: set[str] = set()
    for table, found in differences.items():
        for rows in (found.added, found.changed):
            if rows.height:
                keys |= columns.keys_touched(table, rows, book.tables["loans"])
    connection.execute(queries("ledger")["touch_keys"], {"book": name, "keys": sorted(keys)})
