"""The deed of a night: one date of one book, from a folder or from the database, with the shipped path and rulebook.

It brings the parts together and decides nothing. The instant of the work is given by the caller.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from forbear.portfolio.book import read_book
from forbear.portfolio.folder import FolderSink, FolderSource, check_out
from forbear.portfolio.nightly import run_night, silent
from forbear.portfolio.numbering import numbered
from forbear.strategy.treatment import load_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime
    from pathlib import Path as Folder

    from forbear.portfolio.nightly import Told
    from forbear.portfolio.ports import RunSink, RunSource
    from forbear.portfolio.results import Results
    from forbear.rulebooks.book import Rulebook
    from forbear.strategy.treatment import Path

    Reading = Callable[[str, int, int | None], None]

DEFAULT_PATH = "default"


def shipped_path(name: str = DEFAULT_PATH) -> tuple[Path, ...]:
    """Return the versions of a treatment path that comes with forbear."""
    file = resources.files("forbear.strategy").joinpath("paths", f"{name}.yaml")
    return load_paths(file.read_text(encoding="utf-8"), source=f"{name}.yaml")


def run_folder(
    folder: Folder,
    *,
    on: date,
    at: datetime,
    rulebook: Rulebook,
    out: Folder | None = None,
    since: date | None = None,
    ignore_extra: bool = False,
    reading: Reading | None = None,
    told: Told = silent,
) -> Results:
    """Run one date over the book in `folder` and write the results into `out`, if given; nothing is written for a bad book.

    Raises `BadBook` with every fault, `UnsafeOut` when `out` would take the place of something else.
    """
    if out is not None:
        check_out(out, folder)
    book = read_book(folder, ignore_extra=ignore_extra, keep_source=False, progress=reading)
    name = folder.resolve().name
    source, sink = FolderSource(name, numbered(book.tables)), FolderSink(name, out)
    return list(run_stored(source, sink, on=on, at=at, rulebook=rulebook, since=since, told=told))[-1]


def run_stored(
    source: RunSource,
    sink: RunSink,
    *,
    on: date,
    at: datetime,
    rulebook: Rulebook,
    catch_up: bool = True,
    since: date | None = None,
    told: Told = silent,
) -> Iterator[Results]:
    """Run one date and what was missed before it, through the ports given; yield each date's results once they are written."""
    yield from run_night(
        source,
        sink,
        on=on,
        at=at,
        paths=shipped_path(),
        rulebook=rulebook,
        catch_up=catch_up,
        since=since,
        told=told,
    )
