"""`forbear gate`: written cases put to the gate, and past decisions in words. It gives no permit."""

from __future__ import annotations

import json
import os
from pathlib import Path  # noqa: TC003 - Typer reads it at run time
from typing import Annotated, Literal

import typer

from forbear import rulebooks
from forbear.entry import wiring
from forbear.entry.cli import BAD_INPUT, NEGATIVE
from forbear.entry.cli.speaking import errors
from forbear.entry.deeds.check_cases import BadCases
from forbear.entry.deeds.check_cases import check as check_cases
from forbear.gate.verdict import Verdict

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The gate: check cases, explain a decision."
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
        checked = [
            check_cases(file.read_text(encoding="utf-8"), rulebook, source=str(file)) for file in files
        ]
    except (BadCases, OSError, UnicodeDecodeError) as fault:
        errors().print(f"forbear: {fault}")
        raise typer.Exit(BAD_INPUT) from fault
    answers = [answer for one in checked for answer in one.answers]
    skipped = [{"case": case, "rulebook": name} for one in checked for case, name in one.skipped]
    failed = [answer for answer in answers if answer.wrong]
    if as_json:
        document = {
            "passed": len(answers) - len(failed),
            "failed": len(failed),
            "skipped": skipped,
            "asks": [answer.to_dict() for answer in answers],
        }
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        for answer in answers:
            said = answer.verdict.decision.token if answer.verdict else "not answered"
            end = f"  NOT AS EXPECTED: {'; '.join(answer.wrong)}" if answer.wrong else ""
            typer.echo(f"{answer.case_id}, ask {answer.index}: {said}{end}")
        for one in skipped:
            typer.echo(f"{one['case']}: skipped, `{one['rulebook']}` is not shipped")
        typer.echo(f"{len(answers) - len(failed)} as expected, {len(failed)} not, {len(skipped)} skipped")
    if failed:
        raise typer.Exit(NEGATIVE)


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
