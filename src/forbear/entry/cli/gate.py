"""`forbear gate`: past decisions in words. It gives no permit."""

from __future__ import annotations

import json
import os
from typing import Annotated, Literal

import typer

from forbear.entry import wiring
from forbear.entry.cli import BAD_INPUT, NEGATIVE
from forbear.entry.cli.speaking import errors
from forbear.gate.verdict import Verdict

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The gate: explain a decision.")


@app.callback()
def group() -> None:
    """Ask about what the gate decided."""


@app.command()
def explain(
    decision_id: Annotated[str, typer.Argument(metavar="ID", help="The id of a decision.")],
    *,
    lang: Annotated[Literal["en", "zh-CN"], typer.Option(help="Language of the words.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print the decision as it was recorded.")] = False,
) -> None:
    """Say in words what was decided then, and why; exit 1 where there is no such decision."""
    try:
        with wiring.open_house(os.environ) as house:
            row = house.decisions.by_id(decision_id)
            rulebook = house.rulebook
    except wiring.NoDatabase as fault:
        errors().print(f"forbear: {fault}")
        raise typer.Exit(BAD_INPUT) from fault
    if row is None:
        errors().print(f"forbear: there is no decision `{decision_id}`")
        raise typer.Exit(NEGATIVE)
    if as_json:
        typer.echo(json.dumps({**row, "at": row["at"].isoformat()}, ensure_ascii=False))
        return
    typer.echo(f"{row['at'].isoformat()}  {row['channel']} to {row['role']}, purpose {row['purpose']}")
    typer.echo(Verdict.from_dict(row["verdict"]).in_words(lang, rulebook))
    typer.echo(
        "Rulebooks then: " + ", ".join(f"{name} {version}" for name, version in row["versions"].items())
    )
