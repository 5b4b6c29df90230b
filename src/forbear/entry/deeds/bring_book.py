"""Bring a lender's folder into the database: read and check all of it, take the sums of its files, write it, all or none."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from forbear.portfolio.book import TABLES, Book, Note, read_book

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    Progress = Callable[[str, int, int | None], None]

BOOK_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


class BadBookName(ValueError):
    """a book's name has small letters, digits, dots, dashes and underscores, at most 63, and begins with a letter or digit"""


class WriteBook(Protocol):
    """Writes a checked book, all or none, and returns the rows written of each table."""

    def __call__(
        self,
        book: Book,
        *,
        name: str,
        at: datetime,
        append: bool,
        files: Mapping[str, str],
        progress: Progress | None,
    ) -> dict[str, int]:
        """Write `book` under `name`."""
        ...


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What was written: the book's name, rows written of each table, and remarks that stopped nothing."""

    name: str
    rows: Mapping[str, int]
    notes: tuple[Note, ...]


def book_name(folder: Path, wanted: str | None) -> str:
    """Return the name to import under: the one wanted, else the folder's. Raises `BadBookName` where that cannot be one."""
    name = wanted if wanted is not None else folder.resolve().name.lower()
    if not BOOK_NAME.fullmatch(name):
        message = f"`{name}` cannot be the name of a book: {BadBookName.__doc__}; name one with --as"
        raise BadBookName(message)
    return name


def file_sums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every table's file in the folder, as hex, by file name."""
    sums = {}
    for path in sorted(folder.iterdir()):
        if path.stem in TABLES and path.suffix in {".csv", ".parquet"}:
            with path.open("rb") as stream:
                sums[path.name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return sums


def bring_book(
    write: WriteBook,
    folder: Path,
    *,
    name: str,
    at: datetime,
    append: bool = False,
    ignore_extra: bool = False,
    reading: Progress | None = None,
    writing: Progress | None = None,
) -> Brought:
    """Read, check and write the whole folder. Raises `BadBook` with every fault, or what `write` raises; nothing is written then."""
    book = read_book(folder, ignore_extra=ignore_extra, complete=True, progress=reading)
    rows = write(book, name=name, at=at, append=append, files=file_sums(folder), progress=writing)
    return Brought(name=name, rows=rows, notes=book.notes)
