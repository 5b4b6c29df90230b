"""`forbear gate`: written cases put to the gate, and past decisions in words. It gives no permit."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 - Typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import typer

from forbear import rulebooks
from forbear.entry.cli import BAD_INPUT, NEGATIVE
from forbear.entry.cli.past.explain import explain
from forbear.entry.cli.past.replay import replay
from forbear.entry.cli.speaking import errors
from forbear.entry.deeds.check_cases import BadCases, Checked
from forbear.entry.deeds.check_cases import check as check_cases
from forbear.gate.cases.strict import TEXT_SIZE_MAX
from forbear.rulebooks.reading.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forbear.rulebooks.book import Rulebook

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The gate: check cases, explain and replay decisions."
)


@app.callback()
def group() -> None:
    """Ask about what the gate decided."""


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files of cases.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Put written cases to both evaluators; exit 1 when an answer is not what the case expects, 2 for a bad file."""
    rulebook = rulebooks.load()
    try:
        checked = check_cases(_texts(files), rulebook)
    except (BadCases, OSError) as fault:
        errors().print(f"forbear: {fault}")
        raise typer.Exit(BAD_INPUT) from fault
    if as_json:
        typer.echo(json.dumps(checked.to_dict(), ensure_ascii=False))
    else:
        for line in _told(checked, rulebook):
            typer.echo(line)
    if checked.failed:
        raise typer.Exit(NEGATIVE)


def _texts(files: list[Path]) -> dict[str, str]:
    """The texts of files by name, never more of one than a file of cases may hold; raises `BadCases`."""
    texts: dict[str, str] = {}
    for file in files:
        with file.open("rb") as opened:
            content = opened.read(TEXT_SIZE_MAX + 1)
        try:
            texts[str(file)] = content.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            line = content.count(b"\n", 0, fault.start) + 1
            problem = Problem(str(file), line, "is no UTF-8 text", "save the file as UTF-8")
            raise BadCases([problem]) from fault
    return texts


def _told(checked: Checked, rulebook: Rulebook) -> Iterator[str]:
    """The sum first, then each answer that differs, those nobody expected anything of, and what was skipped."""
    open_asks = [answer for answer in checked.answers if answer.expect is None and not answer.wrong]
    cases = {case for case, _ in checked.skipped}
    yield (
        f"{len(checked.passed)} as expected, {len(checked.failed)} not, {len(open_asks)} without expectation; "
        f"{len(cases)} cases skipped"
    )
    for answer in (*checked.failed, *open_asks):
        yield ""
        yield answer.in_words(rulebook)
    if checked.skipped:
        yield ""
    for case, name in checked.skipped:
        yield f"{case}: skipped, `{name}` is not shipped"


app.command()(explain)
app.command()(replay)
