"""`forbear rulebook`: the law as we read it, listed, shown and checked. Reads the shipped rulebooks or a folder; changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from forbear import rulebooks
from forbear.entry.cli import BAD_INPUT, DONE, NEGATIVE
from forbear.entry.cli.speaking import errors

if TYPE_CHECKING:
    from forbear.rulebooks.book import Instrument, Rule, Rulebook

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The law as we read it: list, show, lint."
)
Folder = Annotated[
    Path | None, typer.Option("--rulebooks", help="A folder of instruments instead of the shipped one.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


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
                    {**_head(item), "rules": [rule.rule_id for rule in item.rules]}
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
            typer.echo(f"  {rule.rule_id:<52} {rule.kind:<10} {_answer(rule):<22} {rule.cites[0]}")


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
        typer.echo(json.dumps([_rule(item, rule) for item, rule in found], ensure_ascii=False))
        raise typer.Exit(DONE)
    for item, rule in found:
        typer.echo(f"{rule.rule_id}\n  {item.title[lang]} ({item.force.value})")
        typer.echo(f"  clause      {'; '.join(rule.cites)}")
        typer.echo(f"  in force    {rule.valid_from} to {rule.valid_to or 'now'}")
        typer.echo(f"  kind        {rule.kind}, when not met: {_answer(rule)}")
        typer.echo(f"  confidence  {rule.confidence}, last read {rule.read_on} ({item.read_via})")
        typer.echo(f"  means       {rule.explain[lang]}")
        if rule.obligations:
            typer.echo(f"  duties      {', '.join(rule.obligations)}")
        if rule.reading:
            typer.echo(f"  our reading {rule.reading}")


@app.command()
def lint(*, folder: Folder = None, as_json: AsJson = False) -> None:
    """Load every file and name every error; exit 2 when there is one."""
    try:
        book = rulebooks.load(folder)
    except rulebooks.BrokenRulebook as fault:
        if as_json:
            typer.echo(json.dumps({"ok": False, "errors": str(fault).splitlines()}, ensure_ascii=False))
        else:
            typer.echo(str(fault))
        raise typer.Exit(BAD_INPUT) from fault
    if as_json:
        typer.echo(json.dumps({"ok": True, "instruments": len(book.instruments), "rules": len(book.rules)}))
    else:
        typer.echo(f"{len(book.instruments)} instruments, {len(book.rules)} rules: no error")


def _head(item: Instrument) -> dict[str, Any]:
    return {
        "id": item.instrument_id,
        "title": dict(item.title),
        "issuer": item.issuer,
        "force": item.force.value,
        "jurisdiction": item.jurisdiction,
        "valid_from": item.valid_from.isoformat(),
        "valid_to": item.valid_to.isoformat() if item.valid_to else None,
        "version": item.version,
    }


def _answer(rule: Rule) -> str:
    """What its breach answers at the gate; a rule that stands beside the gate answers nothing there."""
    return rule.decision.token if rule.at_gate else "-"


def _rule(item: Instrument, rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.rule_id,
        "instrument": _head(item),
        "kind": rule.kind,
        "cite": list(rule.cites),
        "decision": rule.decision.token if rule.at_gate else None,
        "valid_from": rule.valid_from.isoformat(),
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "confidence": rule.confidence,
        "read_on": rule.read_on.isoformat(),
        "explain": dict(rule.explain),
        "obligations": list(rule.obligations),
        "reading": rule.reading,
    }
