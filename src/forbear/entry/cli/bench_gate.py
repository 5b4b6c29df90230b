"""`forbear bench gate-row`, `gate-columns` and `gate-reserve`: the speed of the gate, beside hand-written rules and other engines."""

from __future__ import annotations

import json
import time
from typing import Annotated, Any, Final

import typer

from forbear.entry import wiring
from forbear.entry.bench import gate_columns, gate_row, timing
from forbear.entry.cli.speaking import errors

Proposals = Annotated[int, typer.Option(min=1, help="How many questions the ten-condition policy gets.")]
TOLD: Final = frozenset({"over_grants", "repeatable_read"})
"""Single answers of a bench that its text tells too."""
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Rounds = Annotated[int, typer.Option(min=1, help="How often each engine works; they take turns.")]
Operations = Annotated[int, typer.Option(min=100, help="How many contacts each engine reserves in one turn.")]
Seconds = Annotated[int, typer.Option(min=1, help="How long one turn of TPC-B lasts.")]
Persons = Annotated[int, typer.Option(min=1, help="How many people, each with a history of their own.")]


def row(
    *, proposals: Proposals = 20_000, persons: Persons = 600, repeat: Rounds = 5, as_json: AsJson = False
) -> None:
    """One decision at a time: the ten-condition policy beside forty closures and other engines, and the full sets."""
    try:
        document = gate_row.measure(proposals=proposals, persons=persons, repeat=repeat)
    except gate_row.Disagreement as error:
        errors().print(f"forbear: {error}")
        raise typer.Exit(1) from error
    _tell(document, as_json=as_json)


def columns(
    *,
    proposals: Annotated[
        int, typer.Option(min=1, help="The larger of two sizes; the other is a tenth of it.")
    ] = 10_000_000,
    persons: Annotated[int, typer.Option(min=1, help="How many people with histories.")] = 1_000_000,
    repeat: Rounds = 3,
    as_json: AsJson = False,
) -> None:
    """Millions at once: twenty-four predicates beside plain Polars, rolling counts beside NumPy, the full set."""
    sizes = (max(1, proposals // 10), proposals)
    try:
        document = gate_columns.measure(sizes=sizes, persons=persons, repeat=repeat)
    except gate_row.Disagreement as error:
        errors().print(f"forbear: {error}")
        raise typer.Exit(1) from error
    _tell(document, as_json=as_json)


def reserve(
    *, operations: Operations = 1_000, repeat: Rounds = 3, seconds: Seconds = 3, as_json: AsJson = False
) -> None:
    """Decide, reserve, evidence and commit on a PostgreSQL of the run's own, beside the bare stored function, pgbench and TPC-B."""
    try:
        document = wiring.measure_reserving(
            operations=operations, repeat=repeat, seconds=seconds, clock=time.perf_counter
        )
    except wiring.OverGranted as error:
        errors().print(f"forbear: {wiring.OverGranted.__doc__}")
        raise typer.Exit(1) from error
    document |= {
        "machine": timing.machine(),
        "versions": timing.versions("forbear", "psycopg", "psycopg-binary"),
    }
    _tell(document, as_json=as_json)


def _tell(document: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(document))
        return
    typer.echo(document["bench"])
    for name, found in document.items():
        if isinstance(found, dict) and name not in {"machine", "versions"}:
            typer.echo(f"  {name}")
            for key, value in found.items():
                typer.echo(f"    {key:<28}{_line(value)}")
        elif name in TOLD:
            typer.echo(f"  {name:<30}{found}")


def _line(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {part}" for key, part in value.items())
    return str(value)
