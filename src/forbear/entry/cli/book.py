"""`forbear book`: a loan book in a folder, brought in, given back, checked, or made as a sample.

Nothing is written when anything is wrong: every fault is named with file, line, column, reason and cure, and the exit status is 2.
"""

from __future__ import annotations

import contextlib
import json
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from forbear.entry import wiring
from forbear.entry.cli import BAD_INPUT
from forbear.entry.cli.speaking import errors
from forbear.entry.deeds.bring_book import BadBookName, book_name, bring_book
from forbear.portfolio.book import BadBook, Note, read_book
from forbear.portfolio.samples import FolderTaken, write_cn_sample, write_us_auto

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Told = Callable[[str, int, int | None], None]

FAULTS_SHOWN_MAX = 50
SEED = 20261123

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="A loan book in a folder: import, export, check, sample.",
)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
IgnoreExtra = Annotated[bool, typer.Option("--ignore-extra", help="Leave unknown tables and columns aside.")]
Lang = Annotated[Literal["en", "zh-CN"], typer.Option(help="Language of faults and remarks.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder with one file a table.")]


@app.callback()
def group() -> None:
    """Bring a lender's loans in, and give them back as they came."""


@contextlib.contextmanager
def bars() -> Iterator[Callable[[str], Told]]:
    """Show progress on standard error; yields a maker of listeners, one for each stage."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=errors(), transient=True, disable=not errors().is_terminal) as shown:

        def stage(verb: str) -> Told:
            tasks = {}

            def told(table: str, done: int, total: int | None) -> None:
                if table not in tasks:
                    tasks[table] = shown.add_task(f"{verb} {table}", total=total)
                shown.update(tasks[table], completed=done, total=total)

            return told

        yield stage


@contextlib.contextmanager
def faults_told(lang: str, *, as_json: bool) -> Iterator[None]:
    """Tell what is wrong and leave with status 2; nothing was written."""
    try:
        yield
    except BadBook as fault:
        if as_json:
            typer.echo(
                json.dumps(
                    {"ok": False, "total": fault.total, "faults": [each.to_dict() for each in fault.faults]},
                    ensure_ascii=False,
                )
            )
        errors().print(fault.text(lang, first=FAULTS_SHOWN_MAX))
        raise typer.Exit(BAD_INPUT) from fault
    except (
        BadBookName,
        FolderTaken,
        wiring.NoDatabase,
        wiring.BookNameTaken,
        wiring.NoSuchBook,
        wiring.AdditionRefused,
        OSError,
    ) as fault:
        if as_json:
            typer.echo(json.dumps({"ok": False, "why": str(fault)}, ensure_ascii=False))
        errors().print(f"forbear: {fault}")
        raise typer.Exit(BAD_INPUT) from fault


def tell_rows(heading: str, rows: Mapping[str, int], notes: tuple[Note, ...], lang: str) -> None:
    """Print how many rows each table has, and remarks on standard error."""
    typer.echo(heading)
    for table, count in rows.items():
        if count:
            typer.echo(f"  {table:<15}{count:>12,}")
    for note in notes:
        errors().print(note.text(lang))


@app.command(name="import")
def import_(
    folder: Folder,
    *,
    name: Annotated[
        str | None, typer.Option("--as", help="Name of the book; the folder's name without it.")
    ] = None,
    append: Annotated[bool, typer.Option("--append", help="Add to the book of that name.")] = False,
    ignore_extra: IgnoreExtra = False,
    lang: Lang = "en",
    as_json: AsJson = False,
) -> None:
    """Bring a folder into the database, all rows or none."""
    with faults_told(lang, as_json=as_json):
        called = book_name(folder, name)
        with wiring.open_database(os.environ) as database, bars() as stage:
            brought = bring_book(
                partial(wiring.import_book, database),
                folder,
                name=called,
                at=wiring.now(database),
                append=append,
                ignore_extra=ignore_extra,
                reading=stage("reading"),
                writing=stage("writing"),
            )
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "ok": True,
                    "book": called,
                    "rows": dict(brought.rows),
                    "notes": _notes(brought.notes, lang),
                },
                ensure_ascii=False,
            )
        )
        return
    tell_rows(
        f"Rows {'added to' if append else 'imported as'} the book `{called}`:",
        brought.rows,
        brought.notes,
        lang,
    )


def _notes(notes: tuple[Note, ...], lang: str) -> list[dict[str, str]]:
    return [{"code": note.code, "file": note.file, "text": note.text(lang)} for note in notes]


@app.command()
def export(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder to write; made when it is not there.")
    ],
    *,
    name: Annotated[str | None, typer.Option("--book", help="Which book; the only one without it.")] = None,
    fmt: Annotated[
        Literal["csv", "parquet"] | None, typer.Option("--format", help="As it came in without it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a book into a folder as it is now; rows that did not change come back byte for byte."""
    with faults_told("en", as_json=as_json), wiring.open_database(os.environ) as database, bars() as stage:
        called = name if name is not None else wiring.only_book(database)
        rows = wiring.export_book(database, called, folder, fmt=fmt, progress=stage("reading"))
    if as_json:
        typer.echo(json.dumps({"ok": True, "book": called, "rows": rows}, ensure_ascii=False))
        return
    tell_rows(f"Rows of the book `{called}` written to {folder}:", rows, (), "en")


@app.command()
def check(
    folder: Folder, *, ignore_extra: IgnoreExtra = False, lang: Lang = "en", as_json: AsJson = False
) -> None:
    """Read and check a folder without any database."""
    with faults_told(lang, as_json=as_json), bars() as stage:
        book = read_book(
            folder, ignore_extra=ignore_extra, complete=True, keep_source=False, progress=stage("reading")
        )
    rows = {table: frame.height for table, frame in book.tables.items()}
    if as_json:
        typer.echo(
            json.dumps({"ok": True, "rows": rows, "notes": _notes(book.notes, lang)}, ensure_ascii=False)
        )
        return
    tell_rows("Every row of the book is good:", rows, book.notes, lang)


@app.command()
def sample(
    which: Annotated[
        Literal["us-auto", "cn"], typer.Argument(help="Real US car loans, or the Chinese sample.")
    ],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write.")],
    *,
    seed: Annotated[int, typer.Option(help="Seed of the generated people.")] = SEED,
    shift_months: Annotated[int, typer.Option(help="Move every date by so many months (us-auto).")] = 0,
) -> None:
    """Write a sample book."""
    with faults_told("en", as_json=False):
        made = (
            write_us_auto(folder, seed=seed, shift_months=shift_months)
            if which == "us-auto"
            else write_cn_sample(folder)
        )
    tell_rows(f"Rows written to {folder}:", made.rows, (), "en")
    for line in made.notes:
        errors().print(line)
