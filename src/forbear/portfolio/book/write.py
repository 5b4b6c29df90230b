"""Writes tables as a book."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from forbear.portfolio.book.model import Layout


def write_book(
    tables: Mapping[str, pl.DataFrame],
    folder: Path,
    *,
    fmt: str = "csv",
    layout: Mapping[str, Layout] | None = None,
) -> None:
    """Write every table of the book into `folder`."""
    raise NotImplementedError
