"""Calendar files of a rulebook folder, and which calendars a rule names.

`calendars/NAME.yaml` beside the instruments gives a named calendar: the years covered, the weekend, the holidays with
the date of each, days moved to be worked, and where the list is from. A folder of one's own may give its
own; the shipped ones are there as well. Every error is collected.
"""

from __future__ import annotations

from datetime import date
from importlib import resources
from typing import TYPE_CHECKING, Final

from forbear.rulebooks.calendars import Calendar
from forbear.rulebooks.reading.files import digest_of, read_text
from forbear.rulebooks.reading.source import Fields, read_yaml
from forbear.rulebooks.terms import (
    All,
    AnyOf,
    Compare,
    InWindow,
    Not,
    Number,
    RecordDays,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.resources.abc import Traversable

    from forbear.rulebooks.book import Rule
    from forbear.rulebooks.reading.source import Problem

CALENDARS: Final = "calendars"
WEEKDAYS: Final = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
EPOCH: Final = date(1970, 1, 1).toordinal()
CONFIDENCES: Final = ("V1", "V2", "V3", "M", "P", "Q", "S", "D")


def load_calendars(root: Traversable, problems: list[Problem]) -> dict[str, Calendar]:
    """The calendars by name: the shipped ones, and those of this folder in their place."""
    shipped = resources.files("forbear.rulebooks") / "data"
    found: dict[str, Calendar] = {}
    for folder in (shipped / CALENDARS, root / CALENDARS):
        if folder.is_dir():
            files = sorted((item for item in folder.iterdir() if item.name.endswith(".yaml")), key=str)
            for item in files:
                calendar = calendar_of(item.name, read_text(item, CALENDARS, problems), problems)
                found[calendar.name] = calendar
    return found


def calendar_of(file: str, text: str, problems: list[Problem]) -> Calendar:
    """The calendar that a file of this name and text gives; problems are noted."""
    name = file.removesuffix(".yaml")
    source = read_yaml(f"{CALENDARS}/{file}", text)
    fields = Fields(source, (), source.value)
    if fields.text("id") != name:
        fields.problem("id", "the id must be the file's name", f"write `id: {name}`")
    title = fields.inner("title", required=True)
    if title is not None:
        for lang in ("zh-CN", "en"):
            title.text(lang)
        title.done()
    fields.text("source")
    fields.text("note", default="")
    fields.day("read_on")
    fields.one_of("confidence", CONFIDENCES)
    first, last = fields.day("from") or date.min, fields.day("to") or date.min
    calendar = Calendar(
        name=name,
        version=digest_of({name: text}),
        first=first.toordinal() - EPOCH,
        last=last.toordinal() - EPOCH,
        weekend=_weekdays(fields, "weekend"),
        weekly=_weekdays(fields, "weekly_holidays"),
        holidays=_days(fields, "holidays", first, last),
        workdays=_days(fields, "workdays", first, last),
        text=text,
    )
    fields.done()
    if last < first:
        fields.problem("to", "the calendar ends before it begins", "give the first and the last day covered")
    problems.extend(source.problems)
    return calendar


def _weekdays(fields: Fields, key: str) -> frozenset[int]:
    return frozenset(WEEKDAYS[word] for word in fields.words(key, WEEKDAYS))


def _days(fields: Fields, key: str, first: date, last: date) -> frozenset[int]:
    found: set[int] = set()
    for path, value in fields.items(key):
        if not isinstance(value, date):
            fields.source.problem(path, f"`{value}` is no date", "write YYYY-MM-DD without quotes")
        elif not first <= value <= last:
            fields.source.problem(path, f"{value} is outside the years covered", "mend `from` or `to`")
        else:
            found.add(value.toordinal() - EPOCH)
    return frozenset(found)


def calendars_of(rules: Iterable[Rule]) -> tuple[Calendar, ...]:
    """The calendars that rules name, each once, by name."""
    found: dict[str, Calendar] = {}
    for rule in rules:
        for term in (rule.applies, rule.breach):
            found.update({item.name: item for item in _named(term)})
        for count in rule.counts:
            found.update({item.name: item for item in _named(count.number)})
        found.update({item.name: item for item in rule.besides.calendars})
    return tuple(found[name] for name in sorted(found))


def _named(term: Term | Number) -> list[Calendar]:
    match term:
        case All() | AnyOf():
            return [item for part in term.parts for item in _named(part)]
        case Not():
            return _named(term.part)
        case Compare():
            return [*_named(term.left), *_named(term.right)]
        case InWindow() | RecordDays():
            return [] if term.calendar is None else [term.calendar]
        case _:
            return []
