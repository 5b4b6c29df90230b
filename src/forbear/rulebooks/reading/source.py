"""YAML with line numbers, and a typed reader that collects every error instead of stopping at the first.

Each problem names the file, the line, what is wrong and what to do about it. Nothing is guessed: a key
that is not known is an error, and so are a duplicate key and a value of another type.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One error of a rulebook file, with the place and the cure."""

    file: str
    line: int
    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.cure}"


class BrokenRulebook(Exception):
    """the rulebook has errors and was not loaded"""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        lines = "\n".join(str(problem) for problem in self.problems)
        super().__init__(f"{len(self.problems)} errors, nothing was loaded\n{lines}")


@dataclass(slots=True)
class Source:
    """One YAML file: its value, the line of every path in it, and the problems found so far."""

    file: str
    value: object = None
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, path: Path, what: str, cure: str) -> None:
        """Note an error at a path (or at the nearest place above it that has a line)."""
        at = path
        while at and at not in self.lines:
            at = at[:-1]
        self.problems.append(Problem(self.file, self.lines.get(at, 1), what, cure))


def read_yaml(file: str, text: str) -> Source:
    """Parse one document; syntax errors become a problem and the value stays `None`."""
    source = Source(file)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        source.problems.append(
            Problem(file, line, f"is no YAML: {getattr(error, 'problem', error)}", "mend the syntax")
        )
        return source
    if node is not None:
        source.value = _construct(node, (), source)
    return source


def _construct(node: yaml.Node, path: Path, source: Source) -> object:
    source.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*path, key)
            source.lines[here] = key_node.start_mark.line + 1
            if key in found:
                source.problem(here, f"`{key}` is given twice", "keep one")
            found[key] = _construct(value_node, here, source)
            source.lines[here] = key_node.start_mark.line + 1
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, (*path, index), source) for index, item in enumerate(node.value)]
    return yaml.SafeLoader("").construct_object(node)


class Fields:
    """Typed access to one mapping; every wrong or missing value is noted, and a harmless default returned.

    Call `done` at the end: keys that nobody asked for are errors.
    """

    def __init__(self, source: Source, path: Path, value: object) -> None:
        self.source = source
        self.path = path
        self._seen: set[str] = set()
        if isinstance(value, dict):
            self.value: Mapping[str, object] = value
        else:
            self.value = {}
            source.problem(path, "must be a mapping", "write `key: value` lines")

    def problem(self, key: str, what: str, cure: str) -> None:
        """Note an error at a key of this mapping."""
        self.source.problem((*self.path, key), what, cure)

    def has(self, key: str) -> bool:
        """Whether the key is given (also when empty)."""
        return key in self.value

    def raw(self, key: str) -> object:
        """The value as it stands, marked as read."""
        self._seen.add(key)
        return self.value.get(key)

    def required(self, key: str, what: str) -> object:
        """The value; a problem when it is absent or empty."""
        value = self.raw(key)
        if value is None or value in ("", [], {}):
            self.problem(key, f"`{key}` is missing", what)
        return value

    def text(self, key: str, *, default: str | None = None, cure: str = "add it") -> str:
        """A text; required unless `default` is given."""
        value = self.raw(key) if default is not None else self.required(key, cure)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            self.problem(key, f"`{key}` must be text", "put it in quotes")
            return default or ""
        return value

    def one_of(self, key: str, allowed: Iterable[str], *, default: str | None = None) -> str:
        """One word of a closed set."""
        words = sorted(allowed)
        value = self.text(key, default=default, cure=f"use one of {', '.join(words)}")
        if value and value not in words and not (default is not None and value == default):
            self.problem(key, f"`{value}` is no {key}", _nearest(value, words))
            return default or ""
        return value

    def words(
        self, key: str, allowed: Iterable[str] | None = None, *, required: bool = False
    ) -> tuple[str, ...]:
        """A list of words, of a closed set when `allowed` is given."""
        value = self.required(key, "list at least one") if required else self.raw(key)
        if value is None:
            return ()
        items = value if isinstance(value, list) else [value]
        found: list[str] = []
        closed = sorted(allowed) if allowed is not None else None
        for index, item in enumerate(items):
            if not isinstance(item, str) or not item:
                self.source.problem((*self.path, key, index), f"`{item}` is no word", "put it in quotes")
            elif closed is not None and item not in closed:
                self.source.problem(
                    (*self.path, key, index), f"`{item}` is not allowed here", _nearest(item, closed)
                )
            else:
                found.append(item)
        return tuple(found)

    def whole(self, key: str, *, default: int | None = None, signed: bool = False) -> int:
        """A whole number; zero or more unless it is `signed`."""
        value = self.raw(key) if default is not None else self.required(key, "write a whole number")
        if value is None:
            return default or 0
        if not isinstance(value, int) or isinstance(value, bool) or (value < 0 and not signed):
            cure = "write it without quotes" if signed else "write 0 or more, without quotes"
            self.problem(key, f"`{value}` is no whole number", cure)
            return default or 0
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """Yes or no."""
        value = self.raw(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.problem(key, f"`{value}` is neither true nor false", "write true or false")
            return default
        return value

    def day(self, key: str, *, required: bool = True) -> date | None:
        """A date, `YYYY-MM-DD`."""
        value = self.required(key, "write a date, YYYY-MM-DD") if required else self.raw(key)
        if value is None:
            return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.problem(key, f"`{value}` is no date", "write YYYY-MM-DD without quotes")
            return None
        return value

    def inner(self, key: str, *, required: bool = False) -> Fields | None:
        """The mapping under a key."""
        value = self.required(key, "add it") if required else self.raw(key)
        return None if value is None else Fields(self.source, (*self.path, key), value)

    def items(self, key: str) -> list[tuple[Path, object]]:
        """The entries of a list with their paths; a single mapping counts as one entry."""
        value = self.raw(key)
        if value is None:
            return []
        if isinstance(value, list):
            return [((*self.path, key, index), item) for index, item in enumerate(value)]
        return [((*self.path, key), value)]

    def done(self) -> None:
        """Note every key that was not asked for."""
        for key in self.value:
            if key not in self._seen:
                self.problem(key, f"`{key}` is not known here", _nearest(key, sorted(self._seen)))


def _nearest(word: str, words: list[str]) -> str:
    close = difflib.get_close_matches(word, words, n=1)
    return f"did you mean `{close[0]}`" if close else f"use one of {', '.join(words)}"
