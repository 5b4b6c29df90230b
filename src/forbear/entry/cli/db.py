"""`forbear db migrate`: bring the database's schema up to date. Safe to run again, and from several machines at once."""

from __future__ import annotations

import json
import os
from typing import Annotated

import typer

from forbear.entry import wiring
from forbear.entry.cli import BAD_INPUT
from forbear.entry.cli.speaking import errors

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The database: migrate.")


@app.callback()
def group() -> None:
    """Look after the database that FORBEAR_DATABASE_URL names, or the one under FORBEAR_HOME."""


@app.command()
def migrate(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Bring the schema up to date; does nothing when it is."""
    try:
        before, after = wiring.migrate_database(os.environ)
    except wiring.NoDatabase as fault:
        errors().print(f"forbear: {fault}")
        raise typer.Exit(BAD_INPUT) from fault
    if as_json:
        typer.echo(json.dumps({"before": before, "after": after}))
    elif before == after:
        typer.echo(f"The schema is up to date ({after}).")
    else:
        typer.echo(f"The schema went from {before or 'nothing'} to {after}.")
