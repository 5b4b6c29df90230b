"""The run of one book for one date, with the days that were missed before it, one by one.

It decides which dates to work through and in which order; the work is the kernel's, reading and writing belong to the ports. The
instant of the work is given by the caller.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

import polars as pl

from forbear.portfolio.kernel import partitions, run_partition, standing_on, together
from forbear.portfolio.results import Earlier, Results
from forbear.strategy.treatment import in_force

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from forbear.portfolio.ports import RunSink, RunSource
    from forbear.portfolio.tables import Tables
    from forbear.rulebooks.book import Rulebook
    from forbear.strategy.treatment import Path

ONE_DAY = timedelta(days=1)


class Told(Protocol):
    """Hears how far the work is."""

    def __call__(self, on: date, *, step: str, done: int, of: int) -> None:
        """`done` of `of` partitions of the date `on` are through `step`."""
        ...


def silent(on: date, *, step: str, done: int, of: int) -> None:
    """Tell nobody."""
    del on, step, done, of


def dates_to_run(done: Sequence[date], on: date, *, catch_up: bool) -> list[date]:
    """Return the dates to work through so that `on` is done: those missed since the last run before it, then `on` itself.

    The first run of a book is of its date alone.
    """
    before = [day for day in done if day < on]
    if not before or not catch_up:
        return [on]
    last = before[-1]
    return [last + timedelta(days=count) for count in range(1, (on - last).days + 1)]


def run_night(  # noqa: PLR0913 - everything the night depends on is an argument
    source: RunSource,
    sink: RunSink,
    *,
    on: date,
    at: datetime,
    paths: Sequence[Path],
    rulebook: Rulebook,
    catch_up: bool = True,
    since: date | None = None,
    told: Told = silent,
) -> Iterator[Results]:
    """Work through `on` and what was missed before it; yield the results of each date once they are written.

    A date that was done is done again to the same end; where it comes out otherwise than before (a payment was booked back), the done
    dates after it are worked through again too, since they rest on it. `since` is the date to compare with when there was no run before.
    """
    done = list(source.done())
    wanted = sorted({*dates_to_run(done, on, catch_up=catch_up), *source.unfinished()})
    tables = source.tables()
    parts = partitions(tables)
    while wanted:
        day = wanted.pop(0)
        earlier = source.earlier(day)
        compared = since if since is not None and earlier is None else day - ONE_DAY
        worked = []
        for count, part in enumerate(parts):
            mine = (
                _narrowed(earlier, part)
                if earlier is not None
                else _worked_out(part, compared, remembers=source.remembers)
            )
            path = in_force(paths, day)
            worked.append(run_partition(part, on=day, earlier=mine, path=path, rulebook=rulebook))
            told(day, step="aged, proposed and asked", done=count + 1, of=len(parts))
        results = together(worked)
        has_changed = sink.write(results, at=at)
        told(day, step="written", done=len(parts), of=len(parts))
        yield results
        if has_changed:
            wanted = sorted({*wanted, *(later for later in done if later > day)})


def _worked_out(part: Tables, on: date, *, remembers: bool) -> Earlier:
    """Say how the loans stood on a date without a run. Where runs are remembered nobody had opened a case by then."""
    stood = standing_on(part, on=on)
    return Earlier(on=on, standing=stood.with_columns(has_case=pl.lit(value=False)) if remembers else stood)


def _narrowed(earlier: Earlier, part: Tables) -> Earlier:
    loans = part.loans.select("loan_no")
    return Earlier(on=earlier.on, standing=earlier.standing.join(loans, on="loan_no", how="semi"))
