"""Where the night reads its tables and where it leaves its results: a folder or PostgreSQL, behind the same two promises.

Both implementations pass `tests/contract/run_suite.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from forbear.portfolio.results import Earlier, Results
    from forbear.portfolio.tables import Tables


class RunSource(Protocol):
    """The tables of one book."""

    @property
    def book(self) -> str:
        """The name of the book."""
        ...

    @property
    def remembers(self) -> bool:
        """Whether runs are remembered. Where they are, a first run opens a case for every late loan."""
        ...

    def done(self) -> Sequence[date]:
        """The dates whose run is done, ascending; empty when there is no memory of runs."""
        ...

    def unfinished(self) -> Sequence[date]:
        """The dates that were begun, or rest on one that came out otherwise, and are not done; ascending."""
        ...

    def tables(self) -> Tables:
        """The whole book, from one consistent reading."""
        ...

    def earlier(self, on: date) -> Earlier | None:
        """What the last run before `on` said, or None when there was none."""
        ...


class RunSink(Protocol):
    """Where the results of one date go: all or none, and the same after any number of repetitions."""

    def write(self, results: Results, *, at: datetime) -> bool:
        """Replace what stands for the date of `results`, and say whether it changed what later dates rest on."""
        ...
