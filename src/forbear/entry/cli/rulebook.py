"""`forbear rulebook`: the law as we read it, listed, shown and checked. Reads the shipped rulebooks or a folder; changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from forbear import rulebooks
from forbear.entry.cli import BAD_INPUT, DONE, NEGATIVE
from forbear.entry.cli.speaking import errors
from forbear.rulebooks.telling.differing import changes
from forbear.rulebooks.telling.listing import answer_of, cases_missing, head_of, rule_of, uncertain
from forbear.rulebooks.telling.provisions import conditions_of

if TYPE_CHECKING:
    from forbear.rulebooks.book import Rulebook

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The law as we read it: list, show, lint, diff."
)
Folder = Annotated[
    Path | None, typer.Option("--rulebooks", help="A folder of instruments instead of the shipped one.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


LABEL_WIDTH = 11
SUMMARY = {"en": "{number} changes", "zh-CN": "共{number}处变化"}
NO_CHANGE = {"en": "the same law, byte for byte", "zh-CN": "两者完全相同"}


@app.callback()
def group() -> None:
    """Show what the gate decides by."""


def _load(folder: Path | None) -> Rulebook:
    try:
        return rulebooks.load(folder)
    except rulebooks.BrokenRulebook as fault:
        errors().print(f"forbear: {fault}")
        raise typer.Exit(BAD_INPUT) from fault


@app.command(name="list")
def list_rules(*, folder: Folder = None, as_json: AsJson = False) -> None:
    """List instruments and the ids of their rules."""
    book = _load(folder)
    if as_json:
        typer.echo(
            json.dumps(
                [
                    {**head_of(item), "rules": [rule.rule_id for rule in item.rules]}
                    for item in book.instruments
                ],
                ensure_ascii=False,
            )
        )
        return
    for item in book.instruments:
        typer.echo(
            f"{item.title['en']}  ({item.force.value}, {item.valid_from} to {item.valid_to or 'now'}, version {item.version})"
        )
        for rule in item.rules:
            typer.echo(
                f"  {rule.rule_id:<52} {rule.kind:<10} {answer_of(rule) or '-':<22} {rule.cites[0]}"
                f"{uncertain(rule.confidence, 'en')}"
            )


@app.command()
def show(
    rule_id: Annotated[str, typer.Argument(help="The id of a rule, as `list` shows it.")],
    *,
    folder: Folder = None,
    lang: Annotated[Literal["en", "zh-CN"], typer.Option(help="Language of the explanation.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Show one rule in all its versions; exit 1 where there is none of that id."""
    book = _load(folder)
    found = [(item, rule) for item in book.instruments for rule in item.rules if rule.rule_id == rule_id]
    if not found:
        errors().print(f"forbear: there is no rule `{rule_id}`; `forbear rulebook list` names them")
        raise typer.Exit(NEGATIVE)
    if as_json:
        typer.echo(json.dumps([rule_of(item, rule) for item, rule in found], ensure_ascii=False))
        raise typer.Exit(DONE)
    for item, rule in found:
        typer.echo(f"{rule.rule_id}\n  {item.title[lang]} ({item.force.value})")
        typer.echo(f"  clause      {'; '.join(rule.cites)}")
        typer.echo(f"  in force    {rule.valid_from} to {rule.valid_to or 'now'}")
        typer.echo(f"  kind        {rule.kind}, when not met: {answer_of(rule) or '-'}")
        typer.echo(
            f"  confidence  {rule.confidence}{uncertain(rule.confidence, lang)}, last read {rule.read_on} ({item.read_via})"
        )
        typer.echo(f"  means       {rule.explain[lang]}")
        for part in conditions_of(item, rule):
            label = part.label[lang == "zh-CN"]
            typer.echo(
                f"  {label:<{LABEL_WIDTH}} {part.in_lang(lang)}"
                if len(label) <= LABEL_WIDTH
                else f"  {label}: {part.in_lang(lang)}"
            )
        if rule.obligations:
            typer.echo(f"  duties      {', '.join(rule.obligations)}")
        if rule.reading:
            typer.echo(f"  our reading {rule.reading}")


@app.command()
def lint(
    *,
    folder: Folder = None,
    cases: Annotated[
        Path | None, typer.Option("--cases", help="A folder of cases: a rule without any is an error too.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Load every file and name every error; exit 2 when there is one."""
    said: list[str] = []
    book: Rulebook | None = None
    try:
        book = rulebooks.load(folder)
    except rulebooks.BrokenRulebook as fault:
        said = [str(problem) for problem in fault.problems]
    if book is not None and cases is not None:
        said = [str(problem) for problem in cases_missing(book, cases)]
    if book is None or said:
        head = f"{len(said)} errors" if book is not None else f"{len(said)} errors, nothing was loaded"
        lines = [head, *said]
        typer.echo(
            json.dumps({"ok": False, "errors": lines}, ensure_ascii=False) if as_json else "\n".join(lines)
        )
        raise typer.Exit(BAD_INPUT)
    if as_json:
        typer.echo(json.dumps({"ok": True, "instruments": len(book.instruments), "rules": len(book.rules)}))
    else:
        typer.echo(f"{len(book.instruments)} instruments, {len(book.rules)} rules: no error")


@app.command()
def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="A folder of instruments, or `shipped`.")],
    after: Annotated[str, typer.Argument(metavar="B", help="Another, or `shipped`.")],
    *,
    lang: Annotated[Literal["en", "zh-CN"], typer.Option(help="Language of the words.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Say in words what changed from A to B; exit 0 when nothing did, 1 when something did, 2 for a bad rulebook."""
    old, new = (_load(None if name == "shipped" else Path(name)) for name in (before, after))
    found = changes(old, new)
    if as_json:
        document = {"same": not found, "changes": [change.to_dict() for change in found]}
        typer.echo(json.dumps(document, ensure_ascii=False))
    else:
        for change in found:
            typer.echo(f"{change.where}  {change.in_lang(lang)}")
        typer.echo(SUMMARY[lang].format(number=len(found)) if found else NO_CHANGE[lang])
    if found:
        raise typer.Exit(NEGATIVE)
