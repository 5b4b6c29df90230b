"""Load a folder of instruments: every file checked, every error collected, all or nothing.

`load()` reads the rulebooks shipped with the package; `load(path)` another folder of the same shape. The
version of an instrument is the digest of its files and of the calendars it names, so the same version is the same law byte for byte.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import resources
from typing import TYPE_CHECKING

from forbear.rulebooks.book import Force, Instrument, Rule, Rulebook
from forbear.rulebooks.reading.calendar_files import CALENDARS, calendars_of, load_calendars
from forbear.rulebooks.reading.files import digest_of, read_text
from forbear.rulebooks.reading.provisions import (
    CONFIDENCES,
    Place,
    applies_of,
    compile_provision,
    explanation,
)
from forbear.rulebooks.reading.source import BrokenRulebook, Fields, Problem, read_yaml
from forbear.rulebooks.reading.viewing import Setting, check_tz
from forbear.rulebooks.terms import Resolver, ZoneRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from forbear.rulebooks.calendars import Calendar

INSTRUMENT_FILE = "instrument.yaml"


def load(path: Path | None = None) -> Rulebook:
    """The rulebook in a folder, or the shipped one; raises `BrokenRulebook` with all errors."""
    root: Traversable = path if path is not None else resources.files("forbear.rulebooks") / "data"
    if not root.is_dir():
        raise BrokenRulebook([Problem(str(path), 1, "is no folder", "name a folder of instruments")])
    problems: list[Problem] = []
    calendars = load_calendars(root, problems)
    folders = sorted((item for item in root.iterdir() if item.is_dir()), key=lambda item: item.name)
    chosen = [item for item in folders if not item.name.startswith((".", "__")) and item.name != CALENDARS]
    found = [_instrument(folder, problems, calendars) for folder in chosen]
    if not found:
        problems.append(
            Problem(root.name, 1, "holds no instrument", "add a folder with an `instrument.yaml`")
        )
    if problems:
        raise BrokenRulebook(problems)
    return Rulebook(tuple(item for item in found if item is not None), calendars=calendars)


def _instrument(
    folder: Traversable, problems: list[Problem], calendars: Mapping[str, Calendar]
) -> Instrument | None:
    files = sorted(
        (item for item in folder.iterdir() if item.name.endswith(".yaml")), key=lambda item: item.name
    )
    texts = {item.name: read_text(item, folder.name, problems) for item in files}
    if INSTRUMENT_FILE not in texts:
        problems.append(
            Problem(f"{folder.name}/{INSTRUMENT_FILE}", 1, "is missing", "describe the instrument in it")
        )
        return None
    head = read_yaml(f"{folder.name}/{INSTRUMENT_FILE}", texts[INSTRUMENT_FILE])
    instrument = _head(Fields(head, (), head.value), folder.name)
    problems.extend(head.problems)
    zone = ZoneRule(Resolver.FIXED, instrument.zone)
    rules: list[Rule] = []
    for name, text in texts.items():
        if name != INSTRUMENT_FILE:
            source = read_yaml(f"{folder.name}/{name}", text)
            if not source.problems or source.value is not None:
                place = Place(folder.name, name.removesuffix(".yaml"), zone, calendars)
                rules.extend(compile_provision(source, place))
            problems.extend(source.problems)
    if not rules:
        problems.append(Problem(head.file, 1, "the instrument has no provision", "add one file for each"))
    used = calendars_of(rules)
    version = digest_of({**texts, **{f"calendar {item.name}": item.version for item in used}})
    return replace(instrument, version=version, rules=tuple(_in_order(rules)))


def _in_order(rules: Iterable[Rule]) -> list[Rule]:
    return sorted(rules, key=lambda rule: (_natural(rule.rule_id), rule.valid_from))


def _natural(text: str) -> tuple[tuple[int, str], ...]:
    """Sort 5.10 after 5.9: numbers by value, letters by spelling."""
    parts: list[tuple[int, str]] = []
    number = ""
    for letter in text + " ":
        if letter.isdigit():
            number += letter
            continue
        if number:
            parts.append((int(number), ""))
            number = ""
        parts.append((-1, letter))
    return tuple(parts)


def _head(fields: Fields, folder: str) -> Instrument:
    if fields.text("id") != folder:
        fields.problem("id", "the id must be the folder's name", f"write `id: {folder}`")
    zone = fields.text("zone", cure="name the zone whose dates the instrument uses")
    check_tz(fields, "zone", zone)
    inner = fields.inner("valid", required=True)
    start, end = (inner.day("from"), inner.day("to", required=False)) if inner else (None, None)
    if inner:
        inner.done()
    result = Instrument(
        instrument_id=folder,
        title=explanation(fields, "title"),
        issuer=fields.text("issuer"),
        force=Force(fields.one_of("force", [item.value for item in Force]) or "house_policy"),
        jurisdiction=fields.text("jurisdiction"),
        zone=zone,
        valid_from=start or date.min,
        valid_to=end,
        read_on=fields.day("read_on") or date.min,
        read_via=fields.text("read_via"),
        confidence=fields.one_of("confidence", CONFIDENCES),
        version="",
        applies=applies_of(fields, Setting(ZoneRule(Resolver.FIXED, zone), folder)),
    )
    fields.text("note", default="")
    fields.done()
    return result
