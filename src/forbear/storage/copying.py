"""Frames of a book into our tables and back by COPY, on a connection whose transaction belongs to the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from forbear.portfolio.book import TABLES
from forbear.storage import columns
from forbear.storage.queries import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from psycopg import Connection

    Progress = Callable[[str, int, int | None], None]

BLOCK_ROWS: Final = 2_000_000  # as many rows as are turned into numbers at once; bounds the memory
SEQUENCES: Final = {
    "lenders": "lenders_lender_no_seq",
    "people": "people_person_no_seq",
    "loans": "loans_loan_no_seq",
}


def number_rows(connection: Connection[Any], tables: Mapping[str, columns.Frame]) -> columns.Numbers:
    """Give every new lender, person and loan a number of ours, in the order of the rows."""
    first = {name: _block(connection, SEQUENCES[name], tables[name].height) for name in columns.NUMBERED}
    return columns.Numbers.counted(tables, first)


def _block(connection: Connection[Any], sequence: str, count: int) -> int:
    """Draw `count` numbers in one piece and return the first; 0 for none."""
    if count == 0:
        return 0
    while True:
        row = connection.execute(
            queries("book")["number_block"], {"sequence": sequence, "count": count}
        ).fetchone()
        if row is not None and row[1] - row[0] == count - 1:
            return int(row[0])


def copy_in(
    connection: Connection[Any],
    tables: Mapping[str, columns.Frame],
    *,
    name: str,
    numbers: columns.Numbers,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write the frames into our tables; return the rows of each. Tables referred to come first."""
    written = {}
    for table in TABLES:
        frame = tables[table]
        written[table] = frame.height
        if not frame.height:
            continue
        with connection.cursor() as cursor, cursor.copy(queries("book")[f"copy_{table}"]) as copy:
            for start in range(0, frame.height, BLOCK_ROWS):
                block = frame.slice(start, BLOCK_ROWS)
                rows = columns.rows_for_copy(table, block, book=name, numbers=numbers)
                for done, text in columns.copy_text(rows):
                    copy.write(text)
                    if progress is not None:
                        progress(table, start + done, frame.height)
    return written


def copy_out(
    connection: Connection[Any],
    table: str,
    *,
    name: str,
    loans: list[str] | None = None,
    people: list[str] | None = None,
) -> columns.Frame:
    """Read one table of a book as a frame of the book; only the rows of these loans or people, where they are given."""
    parts = []
    with (
        connection.cursor() as cursor,
        cursor.copy(
            queries("book")[f"export_{table}"], {"book": name, "loans": loans, "people": people}
        ) as copy,
    ):
        parts = [bytes(part) for part in copy]
    return columns.frame_from_csv(table, b"".join(parts))
