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
from forbear.rulebooks.reading.calendar_files import CALENDARS, calendar_of, calendars_of, load_calendars
from forbear.rulebooks.reading.conflicts import check_order
from forbear.rulebooks.reading.files import digest_of, read_text
from forbear.rulebooks.reading.provisions import (
    CONFIDENCES,
    Place,
    applies_of,
    compile_provision,
    explanation,
)
from forbear.rulebooks.reading.source import BrokenRulebook, Fields, Problem, Source, read_yaml
from forbear.rulebooks.reading.viewing import Setting, check_tz
from forbear.rulebooks.terms import Resolver, ZoneRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from forbear.rulebooks.calendars import Calendar

INSTRUMENT_FILE = "instrument.yaml"
KEPT_CALENDAR = f"{CALENDARS}/"
"""How the calendars that an instrument names stand among its kept files."""


def load(path: Path | None = None) -> Rulebook:
    """The rulebook in a folder, or the shipped one; raises `BrokenRulebook` with all errors."""
    problems: list[Problem] = []
    root: Traversable = path if path is not None else resources.files("forbear.rulebooks") / "data"
    if not root.is_dir():
        raise BrokenRulebook([Problem(str(path), 1, "is no folder", "name a folder of instruments")])
    calendars = load_calendars(root, problems)
    return _load(_texts(root, problems), calendars, problems, named=root.name)


def load_texts(texts: Mapping[str, Mapping[str, str]]) -> Rulebook:
    """A rulebook from the files of its instruments, as `Instrument.files` holds them; raises `BrokenRulebook`."""
    problems: list[Problem] = []
    calendars: dict[str, Calendar] = {}
    for files in texts.values():
        for name, text in files.items():
            if name.startswith(KEPT_CALENDAR):
                short = name.removeprefix(KEPT_CALENDAR)
                calendars[short.removesuffix(".yaml")] = calendar_of(short, text, problems)
    own = {folder: _own(files) for folder, files in texts.items()}
    return _load(own, calendars, problems, named="the rulebook")


def version_of(files: Mapping[str, str]) -> str:
    """The version of an instrument: the digest of its files and of the calendars that its rules name."""
    calendars = {
        name.removeprefix(KEPT_CALENDAR).removesuffix(".yaml"): text
        for name, text in files.items()
        if name.startswith(KEPT_CALENDAR)
    }
    return digest_of(
        {**_own(files), **{f"calendar {name}": digest_of({name: text}) for name, text in calendars.items()}}
    )


def _own(files: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in files.items() if not name.startswith(KEPT_CALENDAR)}


def _load(
    texts: Mapping[str, Mapping[str, str]],
    calendars: Mapping[str, Calendar],
    problems: list[Problem],
    *,
    named: str,
) -> Rulebook:
    found = [_instrument(folder, files, problems, calendars) for folder, files in sorted(texts.items())]
    if not found:
        problems.append(Problem(named, 1, "holds no instrument", "add a folder with an `instrument.yaml`"))
    problems.extend(_counts_named_in_vain([item for item in found if item is not None]))
    if problems:
        raise BrokenRulebook(problems)
    return Rulebook(tuple(item for item in found if item is not None), calendars=calendars)


def _texts(root: Traversable, problems: list[Problem]) -> dict[str, dict[str, str]]:
    folders = sorted((item for item in root.iterdir() if item.is_dir()), key=lambda item: item.name)
    return {
        folder.name: {
            item.name: read_text(item, folder.name, problems)
            for item in sorted(folder.iterdir(), key=lambda item: item.name)
            if item.name.endswith(".yaml")
        }
        for folder in folders
        if not folder.name.startswith((".", "__")) and folder.name != CALENDARS
    }


def _counts_named_in_vain(instruments: Iterable[Instrument]) -> list[Problem]:
    """A class that is found by the count of a rule which is not there, or which counts nothing."""
    rules = [rule for item in instruments for rule in item.rules]
    counting = {rule.rule_id for rule in rules if rule.counts}
    return [
        Problem(
            rule.source,
            1,
            f"`{term.counted_by}` counts nothing",
            "name a rule of kind count under `counted_by`",
        )
        for rule in rules
        for term in rule.besides.classes
        if term.counted_by and term.counted_by not in counting
    ]


def _instrument(
    folder: str, texts: Mapping[str, str], problems: list[Problem], calendars: Mapping[str, Calendar]
) -> Instrument | None:
    if INSTRUMENT_FILE not in texts:
        problems.append(
            Problem(f"{folder}/{INSTRUMENT_FILE}", 1, "is missing", "describe the instrument in it")
        )
        return None
    head = read_yaml(f"{folder}/{INSTRUMENT_FILE}", texts[INSTRUMENT_FILE])
    instrument = _head(Fields(head, (), head.value), folder)
    problems.extend(head.problems)
    zone = ZoneRule(Resolver.FIXED, instrument.zone)
    rules: list[Rule] = []
    sources: dict[str, Source] = {}
    for name, text in texts.items():
        if name != INSTRUMENT_FILE:
            source = read_yaml(f"{folder}/{name}", text)
            if not source.problems or source.value is not None:
                place = Place(folder, name.removesuffix(".yaml"), zone, calendars)
                rules.extend(compile_provision(source, place))
            sources[f"{folder}/{name.removesuffix('.yaml')}"] = source
    check_order(rules, sources)
    problems.extend(problem for source in sources.values() for problem in source.problems)
    if not rules:
        problems.append(Problem(head.file, 1, "the instrument has no provision", "add one file for each"))
    files = {**texts, **{f"{KEPT_CALENDAR}{item.name}.yaml": item.text for item in calendars_of(rules)}}
    return replace(instrument, version=version_of(files), rules=tuple(_in_order(rules)), files=files)


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
