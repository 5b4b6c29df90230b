"""`forbear gate replay`: a changed rulebook over recorded decisions, and which of them would differ."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path  # noqa: TC003 - Typer reads it at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from forbear import rulebooks
from forbear.entry import wiring
from forbear.entry.cli import BAD_INPUT, NEGATIVE
from forbear.entry.cli.speaking import errors
from forbear.entry.deeds.replay_decisions import Differing, Tally
from forbear.entry.deeds.replay_decisions import replay as replay_decisions

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLE = "write YYYY-MM-DD (from 00:00 UTC) or an instant with its offset, as 2026-10-14T09:00:00+08:00"


def replay(
    *,
    since: Annotated[str, typer.Option(metavar="D", help="The first day (UTC) or instant of the period.")],
    until: Annotated[
        str | None,
        typer.Option(metavar="D", help="The day or instant before which it ends; without it, now."),
    ] = None,
    folder: Annotated[
        Path | None, typer.Option("--rulebooks", help="A folder of instruments instead of the shipped one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Run a rulebook over recorded decisions; exit 0 when none would differ, 1 when some would, 2 for bad input."""
    try:
        begin, end = _period(since, until)
        rulebook = rulebooks.load(folder)
        tally = Tally()
        with wiring.open_house(os.environ) as house:
            _print(
                replay_decisions(house.decisions.between(begin, end), rulebook, tally), tally, as_json=as_json
            )
    except (BadPeriod, rulebooks.BrokenRulebook, wiring.NoDatabase, wiring.BadSetting) as fault:
        errors().print(f"forbear: {fault}")
        raise typer.Exit(BAD_INPUT) from fault
    if not tally.all_the_same:
        raise typer.Exit(NEGATIVE)


class BadPeriod(Exception):
    """a period cannot be understood"""


def _period(since: str, until: str | None) -> tuple[datetime, datetime | None]:
    begin, end = _instant("since", since), None if until is None else _instant("until", until)
    if end is not None and end <= begin:
        message = "`--until` is not after `--since`; the period would be empty"
        raise BadPeriod(message)
    return begin, end


def _instant(name: str, text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        message = f"`--{name} {text}` is no date; {EXAMPLE}"
        raise BadPeriod(message) from None
    if at.tzinfo is None:
        if len(text) > len("2026-10-14"):
            message = f"`--{name} {text}` has no offset; {EXAMPLE}"
            raise BadPeriod(message)
        return at.replace(tzinfo=UTC)
    return at


def _print(found: Iterator[Differing], tally: Tally, *, as_json: bool) -> None:
    """Write as decisions are found: a period may hold millions."""
    if as_json:
        typer.echo('{"decisions": [', nl=False)
        for number, item in enumerate(found):
            typer.echo(f"{', ' if number else ''}{json.dumps(item.to_dict(), ensure_ascii=False)}", nl=False)
        typer.echo(f'], "summary": {json.dumps(tally.to_dict(), ensure_ascii=False)}}}')
        return
    for item in found:
        typer.echo(
            f"{item.at}  {item.decision_id}  {item.channel} to {item.role}, {item.purpose}: {item.was} → {item.would_be}"
        )
        for sign, clauses in (("+", item.came), ("-", item.went)):
            for rule, cites in clauses.items():
                typer.echo(f"    {sign} {rule} ({'; '.join(cites)})")
        for sign, duties in (("+", item.obligations_came), ("-", item.obligations_went)):
            for duty in duties:
                typer.echo(f"    {sign} duty {duty}")
    _tell_summary(tally.to_dict())


def _tell_summary(summary: dict[str, Any]) -> None:
    typer.echo(f"{summary['differing']} of {summary['decisions']} decisions would differ")
    for answers, number in summary["answers"].items():
        typer.echo(f"  {answers}: {number}")
    for rule, counts in summary["rules"].items():
        typer.echo(f"  {rule}: comes {counts['came']}, goes {counts['went']}")
    for why, number in summary["not_derived"].items():
        typer.echo(f"  not derived again, {why}: {number}")
