"""`forbear run`: the portfolio run of one date, from a folder of files or from the database.

Standard output has the figures (with `--json` one document), standard error the progress. Exit 2 for a bad book or bad usage: then
nothing was written.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path  # noqa: TC003 - Typer reads the options' types when the command starts
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from forbear import rulebooks
from forbear.domain.money import to_major
from forbear.entry import wiring
from forbear.entry.cli import BAD_INPUT
from forbear.entry.cli.speaking import errors
from forbear.entry.deeds.run import run_folder, run_stored
from forbear.portfolio.ageing import BUCKETS
from forbear.portfolio.book import BadBook
from forbear.portfolio.folder import UnsafeOut
from forbear.portfolio.summary import summary_of

if TYPE_CHECKING:
    from collections.abc import Iterator

app = typer.Typer(rich_markup_mode=None, help="The portfolio run of one date.")
REFUSALS_SHOWN_MAX = 12
EARLIEST = date(1900, 1, 1)
LATEST = date(2999, 12, 31)


@app.command()
def run(
    *,
    on: Annotated[str, typer.Option("--date", metavar="D", help="The date to run, YYYY-MM-DD.")],
    book: Annotated[Path | None, typer.Option(help="Run over this folder instead of the database.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="With --book: the folder of results; replaced if it exists.")
    ] = None,
    only: Annotated[str | None, typer.Option(help="From the database: this book alone.")] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Compare with this date where there was no run before (the day before D)."
        ),
    ] = None,
    ignore_extra: Annotated[
        bool, typer.Option("--ignore-extra", help="With --book: leave unknown columns and tables aside.")
    ] = False,
    catch_up: Annotated[
        bool, typer.Option(help="From the database: first run the days that were missed, one by one.")
    ] = True,
    engine: Annotated[Literal["local"], typer.Option(help="Where the work is done.")] = "local",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Age every loan, open, move and close cases, propose contacts, ask the gate, and write down what is planned."""
    del engine
    day, compared = _date(on, "--date"), None if since is None else _date(since, "--since")
    if compared is not None and compared >= day:
        _refuse("--since must be before --date")
    if book is None:
        if out is not None or ignore_extra:
            _refuse("--out and --ignore-extra go with --book")
        documents = _from_database(day, only=only, since=compared, catch_up=catch_up)
    else:
        if only is not None:
            _refuse("--only goes with the database, not with --book")
        documents = [_from_folder(book, out, day, since=compared, ignore_extra=ignore_extra)]
    if as_json:
        answer = documents[0] if len(documents) == 1 else {"date": day.isoformat(), "books": documents}
        typer.echo(json.dumps(answer, ensure_ascii=False))
    else:
        for document in documents:
            _show(document)


def _from_folder(
    book: Path, out: Path | None, day: date, *, since: date | None, ignore_extra: bool
) -> dict[str, Any]:
    with _progress() as told:
        try:
            results = run_folder(
                book,
                on=day,
                at=datetime.now(UTC),
                rulebook=rulebooks.load(),
                out=out,
                since=since,
                ignore_extra=ignore_extra,
                reading=told.reading,
                told=told.step,
            )
        except BadBook as fault:
            _refuse(fault.text())
        except (UnsafeOut, OSError) as fault:
            _refuse(str(fault))
    return summary_of(results)


def _from_database(
    day: date, *, only: str | None, since: date | None, catch_up: bool
) -> list[dict[str, Any]]:
    documents = []
    try:
        with wiring.open_house(os.environ) as house, _progress() as told:
            names = house.book_names()
            if only is not None and only not in names:
                _refuse(f"there is no book `{only}`; there are: {', '.join(names) or 'none'}")
            for name in names if only is None else [only]:
                with house.night(name) as (source, sink):
                    at, last = house.now(), None
                    for results in run_stored(
                        source,
                        sink,
                        on=day,
                        at=at,
                        rulebook=house.rulebook,
                        catch_up=catch_up,
                        since=since,
                        told=told.step,
                    ):
                        last = results if results.on == day else last
                if last is not None:
                    documents.append({"book": name, **summary_of(last)})
    except (wiring.NoDatabase, wiring.BadSetting, wiring.RunUnderWay) as fault:
        _refuse(str(fault) or str(type(fault).__doc__))
    if not documents:
        _refuse(
            "the database has no book; import one with `forbear book import DIR`, or name a folder with --book"
        )
    return documents


class _Telling:
    """Shows how far the work is."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("reading the book", total=None)

    def reading(self, table: str, rows: int, total: int | None) -> None:
        self._progress.update(self._task, description=f"reading {table}", completed=rows, total=total)

    def step(self, on: date, *, step: str, done: int, of: int) -> None:
        self._progress.update(self._task, description=f"{on.isoformat()}: {step}", completed=done, total=of)


@contextmanager
def _progress() -> Iterator[_Telling]:
    """Show progress on standard error: a bar on a terminal, nothing in a log."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield _Telling(progress)


def _show(document: dict[str, Any]) -> None:
    """Print the figures as calm tables."""
    console = Console(highlight=False)
    title = document["date"] if "book" not in document else f"{document['book']}, {document['date']}"
    console.print(
        f"Run of {title}: {document['loans']:,} loans, {document['cases']['open']:,} open cases", style="bold"
    )
    for currency, sums in document["arrears"].items():
        owed = to_major(sums["overdue_minor"], currency)
        console.print(f"In arrears: {sums['loans']:,} loans, {owed} {currency}")
    console.print(_roll_table(document))
    cases = document["cases"]
    console.print(
        f"Cases: {cases['opened']} opened, {cases['moved_up']} moved up, {cases['moved_down']} moved down, {cases['closed']} closed"
    )
    refused = document["proposals"] - document["allowed"]
    console.print(
        f"Contacts: {document['proposals']} proposed, {document['allowed']} allowed, {refused} refused"
    )
    for clause, count in list(document["refused"].items())[:REFUSALS_SHOWN_MAX]:
        console.print(f"  refused {count:>6,}  {clause}", markup=False)
    for row in document["quarantined"]:
        console.print(f"  set aside: {row['loan_id']}: {row['why']}", markup=False)


def _roll_table(document: dict[str, Any]) -> Table:
    table = Table(
        title="Loans by bucket, and where they came from", title_justify="left", box=None, pad_edge=False
    )
    table.add_column("bucket")
    table.add_column("loans", justify="right")
    for bucket in BUCKETS:
        table.add_column(f"from {bucket}", justify="right")
    for bucket in BUCKETS:
        came = [document["roll"].get(was, {}).get(bucket, 0) for was in BUCKETS]
        table.add_row(
            bucket, f"{document['buckets'][bucket]:,}", *(f"{count:,}" if count else "" for count in came)
        )
    return table


def _date(text: str, option: str) -> date:
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not an instant
    except ValueError:
        day = date.min
    if not EARLIEST <= day <= LATEST:
        _refuse(f"{option} must be a date such as 2026-10-14, from {EARLIEST} to {LATEST}, not `{text}`")
    return day


def _refuse(why: str) -> NoReturn:
    errors().print(f"forbear: {why}")
    raise typer.Exit(BAD_INPUT)
