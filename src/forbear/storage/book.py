"""A whole book into the database and out again: all rows or none, with evidence of the import.

Import writes what `forbear.portfolio.book` has read and checked; it refuses a name that is taken unless told to add. Export reads one
snapshot and gives back what came in, with the values as they are now. Nothing here reads files or asks the clock.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from forbear.gate.digests import canonical
from forbear.portfolio.book import TABLES, Book, Layout, write_book
from forbear.portfolio.book.attributing import attributed
from forbear.storage import columns
from forbear.storage.adding import AdditionRefused, add_rows
from forbear.storage.copying import copy_in, copy_out, number_rows
from forbear.storage.months import make_months
from forbear.storage.queries import queries

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from pathlib import Path

    from psycopg import Connection

    from forbear.storage.copying import Progress
    from forbear.storage.database import Database

__all__ = [
    "AdditionRefused",
    "BookNameTaken",
    "NoSuchBook",
    "book_names",
    "count_rows",
    "export_book",
    "import_book",
]

BULK_ROWS: Final = 100_000
PARTITIONS_REACH_BACK: Final = timedelta(days=3 * 365)


class BookNameTaken(Exception):
    """a book of this name is there already"""


class NoSuchBook(Exception):
    """there is no book of this name"""


def import_book(  # noqa: PLR0913 - each is a thing of its own, given by name
    database: Database,
    book: Book,
    *,
    name: str,
    at: datetime,
    append: bool = False,
    files: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write the book under `name`, all in one transaction, and return the number of rows written, table by table.

    `append` adds to a book of that name: equal rows are left alone, changed ones changed where they may be. `files` are SHA-256 sums
    for the evidence. `progress` is told table, rows so far, rows in all. Raises `BookNameTaken`, `NoSuchBook` or `AdditionRefused`;
    nothing is written then. A book's name is `[a-z0-9][a-z0-9._-]{0,62}`; any other raises `ValueError`.
    """
    make_months(database, _first_month(book, at), at.date())
    with database.bulk() as connection:
        connection.execute(queries("book")["import_turn"])
        taken = connection.execute(queries("book")["find_book"], {"book": name}).fetchone() is not None
        _refuse_wrong_name(name, taken=taken, append=append)
        layout = {
            "book": name,
            "layout": json.dumps({table: each.to_dict() for table, each in book.source_rows.items()}),
        }
        connection.execute(queries("book")["keys_are_raised"])
        if append:
            written = add_rows(connection, book, name=name, at=at, progress=progress)
            connection.execute(queries("book")["merge_layout"], layout)
        else:
            connection.execute(queries("book")["touch_book"], {"book": name})
            connection.execute(queries("book")["new_book"], {**layout, "at": at, "format": _format(book)})
            written = _write_all(connection, book, name=name, progress=progress)
        _write_evidence(
            connection, name, at=at, body={"append": append, "rows": written, "files": dict(files or {})}
        )
    return written


def _write_all(
    connection: Connection[Any], book: Book, *, name: str, progress: Progress | None
) -> dict[str, int]:
    """Write every row of a new book."""
    is_first = connection.execute(queries("book")["holds_no_entries"]).fetchone() == (True,)
    in_bulk = is_first and book.rows >= BULK_ROWS
    if in_bulk:
        connection.execute(queries("book")["check_entries_at_the_end"])
    numbers = number_rows(connection, book.tables)
    tables = {**book.tables, "attempts": attributed(book.tables["attempts"], book.tables)}
    written = copy_in(connection, tables, name=name, numbers=numbers, progress=progress)
    connection.execute(queries("book")["analyze"])
    if in_bulk:
        connection.execute(queries("book")["check_entries_now"])
    return written


def _refuse_wrong_name(name: str, *, taken: bool, append: bool) -> None:
    if taken and not append:
        message = (
            f"a book `{name}` is there already; choose another name with --as, or add to it with --append"
        )
        raise BookNameTaken(message)
    if append and not taken:
        message = f"there is no book `{name}` to add to; import it without --append first"
        raise NoSuchBook(message)


def _first_month(book: Book, at: datetime) -> date:
    """Return the day from which months are wanted; older rows, rare in a book, stay in the default partition."""
    first = columns.first_attempt(book.tables)
    if first is None:
        return at.date()
    return max(min(first, at.date()), at.date() - PARTITIONS_REACH_BACK)


def _format(book: Book) -> str:
    return next((layout.fmt for layout in book.source_rows.values()), "csv")


def _write_evidence(
    connection: Connection[Any], name: str, *, at: datetime, body: Mapping[str, object]
) -> None:
    text = canonical({"what": "book_import", "book": name, "at": at, **body})
    values = {"book": name, "at": at, "body": text, "digest": hashlib.sha256(text.encode()).digest()}
    connection.execute(queries("book")["evidence"], values)


def export_book(
    database: Database, name: str, folder: Path, *, fmt: str | None = None, progress: Progress | None = None
) -> dict[str, int]:
    """Write the book into `folder` and return the rows of each table; `fmt` None is the format that it came in.

    All tables are of one instant. Rows that did not change since they came are given back byte for byte, in the order of our numbers.
    Raises `NoSuchBook`.
    """
    with database.snapshot() as connection:
        found = connection.execute(queries("book")["find_book"], {"book": name}).fetchone()
        if found is None:
            message = f"there is no book `{name}`"
            raise NoSuchBook(message)
        tables = {}
        for table in TABLES:
            tables[table] = copy_out(connection, table, name=name)
            if progress is not None:
                progress(table, tables[table].height, tables[table].height)
    layouts = {table: Layout.from_dict(each) for table, each in found[0].items()}
    came_in = next((layout.fmt for layout in layouts.values()), "csv")
    wanted = fmt or came_in
    write_book(tables, folder, fmt=wanted, layout=layouts if wanted == came_in else None)
    return {table: frame.height for table, frame in tables.items()}


def book_names(database: Database) -> list[str]:
    """Return the names of all books, sorted."""
    with database.transaction() as connection:
        return [str(row[0]) for row in connection.execute(queries("book")["names"]).fetchall()]


def count_rows(database: Database, name: str) -> dict[str, int]:
    """Return how many rows each table of a book has; all 0 where there is no such book."""
    with database.transaction() as connection:
        return {
            str(table): int(count)
            for table, count in connection.execute(queries("book")["counts"], {"book": name}).fetchall()
        }
