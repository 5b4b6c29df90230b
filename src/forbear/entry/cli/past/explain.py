"""`forbear gate explain`: a past decision derived again by the law as it was, in words or as one JSON document."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from forbear import rulebooks
from forbear.entry import wiring
from forbear.entry.cli import BAD_INPUT, NEGATIVE
from forbear.entry.cli.speaking import errors
from forbear.entry.deeds.explain_decision import Explained
from forbear.entry.deeds.explain_decision import explain as explain_decision

if TYPE_CHECKING:
    from collections.abc import Mapping

SAME = {"en": "Derived again: the same answer.", "zh-CN": "重新推导：结论相同。"}
DIFFERS = {"en": "Derived again, it differs:", "zh-CN": "重新推导，结论不同："}
LACKING = {"en": "It cannot be derived again: ", "zh-CN": "无法重新推导："}
FACTS = {"en": "Facts: ", "zh-CN": "所用事实："}
EVENTS = {"en": "Events seen: ", "zh-CN": "所见事件："}
ZONES = {"en": "Zone evidence: ", "zh-CN": "时区依据："}
SILENT = {"en": "{silent} more had nothing to say", "zh-CN": "另有{silent}部规则与此无关"}
VERSIONS = {"en": "Rulebooks then: ", "zh-CN": "当时的规则版本："}


def explain(
    decision_id: Annotated[str, typer.Argument(metavar="ID", help="The id of a decision.")],
    *,
    lang: Annotated[Literal["en", "zh-CN"], typer.Option(help="Language of the words.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Derive a past decision again and say why; exit 1 where it differs, cannot be derived or is not there."""
    try:
        with wiring.open_house(os.environ) as house:
            found = _explained(house, decision_id)
    except (wiring.NoDatabase, wiring.BadSetting) as fault:
        errors().print(f"forbear: {fault}")
        raise typer.Exit(BAD_INPUT) from fault
    except wiring.NotReadable as fault:
        errors().print(f"forbear: decision `{decision_id}`: {fault}")
        raise typer.Exit(NEGATIVE) from fault
    if found is None:
        errors().print(f"forbear: there is no decision `{decision_id}`")
        raise typer.Exit(NEGATIVE)
    if as_json:
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False))
    else:
        _tell(found, lang)
    if not found.same:
        raise typer.Exit(NEGATIVE)


def _explained(house: wiring.House, decision_id: str) -> Explained | None:
    row = house.decisions.by_id(decision_id)
    if row is None:
        return None
    events = {event_id: event for (_, event_id), event in house.decisions.events_seen([row]).items()}
    try:
        law = house.law_then(row["versions"])
    except (wiring.LawNotKept, rulebooks.BrokenRulebook) as fault:
        return explain_decision(row, events, None, today=house.rulebook, lacking=str(fault))
    return explain_decision(row, events, law, today=house.rulebook)


def _tell(found: Explained, lang: str) -> None:
    row = found.row
    typer.echo(f"{row['at'].isoformat()}  {row['channel']} to {row['role']}, purpose {row['purpose']}")
    typer.echo(found.in_words(lang))
    if found.lacking:
        typer.echo(LACKING[lang] + found.lacking)
    elif found.same:
        typer.echo(SAME[lang])
    else:
        typer.echo(DIFFERS[lang])
        for part in found.differences:
            named = f" {part.rule_id}" if part.rule_id else ""
            typer.echo(f"  {part.what}{named}: {_short(part.recorded)} → {_short(part.derived)}")
    lists: tuple[tuple[str, list[str]], ...] = (
        (FACTS[lang], [f"{name} = {_short(value)}" for name, value in found.facts().items()]),
        (EVENTS[lang], [" ".join(item.values()) for item in found.events()]),
        (ZONES[lang], [_zone(zone) for zone in (row["seen"] or {}).get("zones", ())]),
        (VERSIONS[lang], _versions(row, lang)),
    )
    for name, items in lists:
        if items:
            typer.echo(f"{name}{'; '.join(items)}")


def _zone(zone: Mapping[str, str | None]) -> str:
    """One reason to believe in a zone: where it comes from, and since when."""
    since = f", {zone['as_of']}" if zone.get("as_of") else ""
    return f"{zone['tz']} ({str(zone['source']).replace('_', ' ')}{since})"


def _versions(row: Mapping[str, Any], lang: str) -> list[str]:
    """The versions of the instruments that spoke; the others were in force and silent."""
    spoke = {finding["rule_id"].partition("/")[0] for finding in row["verdict"]["findings"]}
    told = [f"{name} {version}" for name, version in row["versions"].items() if name in spoke]
    silent = len(row["versions"]) - len(told)
    return [*told, SILENT[lang].format(silent=silent)] if silent else told


def _short(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
