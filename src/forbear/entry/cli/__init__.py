"""The command line: one group, each command in a module of its own, loaded only when it is asked for.

Standard output carries the answer (with `--json`, one JSON document); everything else goes to standard error.
Exit status: 0 done, 1 a negative answer (refused, invalid, not verified), 2 bad input or usage.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
import typer.main
from typer.core import TyperGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

DONE: Final = 0
NEGATIVE: Final = 1
BAD_INPUT: Final = 2
FAULT: Final = 70  # EX_SOFTWARE: not the person's mistake, and not a negative answer
STOPPED: Final = 130

# Name → (module that holds `app`, one line of help). Help stands here so that `forbear --help` loads nothing.
COMMANDS: Final = {
    "demo": (
        "forbear.entry.cli.demo",
        "Everything on an embedded database with sample books; prints addresses and sign-ins.",
    ),
    "serve": ("forbear.entry.cli.serve", "Serve the API and the pages."),
    "worker": (
        "forbear.entry.cli.worker",
        "Send planned contacts that the gate allows, and hear the answers.",
    ),
    "db": ("forbear.entry.cli.db", "The database: migrate."),
    "book": ("forbear.entry.cli.book", "A loan book in a folder: import, export, check, sample."),
    "run": (
        "forbear.entry.cli.run",
        "The portfolio run of one date: age, open and move cases, propose, ask the gate, plan.",
    ),
    "gate": ("forbear.entry.cli.gate", "The gate: check cases, explain and replay decisions."),
    "rulebook": ("forbear.entry.cli.rulebook", "The law as we read it: list, show, lint, diff."),
    "bench": ("forbear.entry.cli.bench", "The benchmarks, each beside its reference."),
}


class LazyGroup(TyperGroup):
    """A group that imports a command's module when the command is used, not before."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Return the names in the order a newcomer needs them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - Typer's own classes
        """Return the command, or None where there is none of that name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, line = COMMANDS[cmd_name]
        command = typer.main.get_command(importlib.import_module(module).app)
        command.short_help = line
        return command

    def format_commands(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]  # noqa: ANN401
        """Write the list of commands from the table, without loading any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


app = typer.Typer(
    cls=LazyGroup, name="forbear", no_args_is_help=True, rich_markup_mode=None, add_completion=False
)


def _show_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"forbear {importlib.metadata.version('forbear')}")
        raise typer.Exit


@app.callback()
def group(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=lambda value: _show_version(wanted=value), is_eager=True, help="Say which."
        ),
    ] = False,
) -> None:
    """Look after consumer loans once they are paid out: one gate for every contact, and proof."""
    del version


def main(argv: Sequence[str] | None = None) -> None:
    """Run the command line; the exit status says how it went."""
    try:
        app(args=list(argv) if argv is not None else None, prog_name="forbear")
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped\n")
        sys.exit(STOPPED)
    except SystemExit as end:
        if end.code == STOPPED:
            sys.stderr.write("\nstopped\n")
        raise
    except Exception as fault:
        if os.environ.get("FORBEAR_DEBUG"):
            raise
        # One line for a person. The trace may hold personal data: it is shown only on request.
        sys.stderr.write(
            f"forbear: a fault on our side ({type(fault).__name__}); nothing more was done. "
            "With FORBEAR_DEBUG=1 the place of it is shown; please tell us.\n"
        )
        sys.exit(FAULT)
