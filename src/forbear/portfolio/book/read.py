"""Reads a folder into a `Book`, or raises `BadBook` naming every fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from forbear.portfolio.book.model import Book

Progress = Callable[[str, int, int | None], None]


def read_book(
    folder: Path,
    *,
    ignore_extra: bool = False,
    complete: bool = False,
    keep_source: bool = True,
    progress: Progress | None = None,
) -> Book:
    """Read and check the whole folder."""
    raise NotImplementedError
