"""The text of a file of cases as plain values, each with the line it stands on.

One document of plain YAML: no anchors, no aliases, no tags, no key twice, and a limit on size and depth, so that
a short file cannot unfold into a large one. Every fault is kept with its place; what cannot be read is `None`.
A time of the day needs no quotes (`22:00` is text here, not the sixties of YAML 1.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import yaml

from forbear.rulebooks.reading.source import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT_SIZE_MAX: Final = 8_000_000
"""Bytes of one file."""
DEPTH_MAX: Final = 20
PROBLEMS_MAX: Final = 200
"""Errors told of one file; a file with more of them is not a file of cases."""
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_PARSER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER: Final[Any] = yaml.resolver.Resolver()
_SIXTIES: Final = frozenset({"tag:yaml.org,2002:int", "tag:yaml.org,2002:float"})


@dataclass(frozen=True, slots=True)
class Node:
    """One value: a mapping of nodes, a list of nodes, or a plain value; `key_line` is the line of its key."""

    line: int
    value: dict[str, Node] | list[Node] | object
    key_line: int


class Faults:
    """The errors of one file, in the order found, up to a limit."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    @property
    def is_full(self) -> bool:
        """Whether enough was told."""
        return len(self.found) >= PROBLEMS_MAX

    def note(self, line: int, what: str, cure: str) -> None:
        """Keep one error with its place and its cure."""
        if not self.is_full:
            self.found.append(Problem(self.file, line, what, cure))


def read(text: str, faults: Faults) -> Node | None:
    """The one document of a text, or `None`; every fault is noted."""
    if len(text) > TEXT_SIZE_MAX:
        faults.note(1, f"the text is longer than {TEXT_SIZE_MAX} characters", "split it into several files")
        return None
    control = _CONTROL.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        faults.note(line, f"holds the control character {control.group()!a}", "remove it")
        return None
    try:
        return _Reader(yaml.parse(text, Loader=_PARSER), faults).document()
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        lines = text.split("\n")
        line = min(mark.line + 1, len(lines)) if mark is not None else 1
        tabbed = lines[line - 1].lstrip(" ").startswith("\t")
        cure = "indent with spaces" if tabbed else "mend the syntax"
        faults.note(line, f"is no YAML: {getattr(fault, 'problem', None) or 'it cannot be read'}", cure)
    except _TooDeepError as fault:
        faults.note(fault.line, f"is nested more than {DEPTH_MAX} deep", "a case needs far less")
    return None


class _TooDeepError(Exception):
    """the text is nested too deep to be a file of cases"""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)


class _Reader:
    """Reads the events of the parser once, from first to last."""

    def __init__(self, events: Iterator[yaml.Event], faults: Faults) -> None:
        self._events = events
        self._faults = faults

    def document(self) -> Node | None:
        """The value of the first document; a second one is a fault."""
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    line = _line_of(event)
                    self._faults.note(line, "a second document begins", "keep one document a file")
                    break
                root = self._node(next(self._events), 0)
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = _line_of(event)
        if depth > DEPTH_MAX:
            raise _TooDeepError(line)
        self._refuse_marks(event, line)
        if isinstance(event, yaml.MappingStartEvent):
            return Node(line, self._mapping(depth), line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Node(line, self._sequence(depth), line)
        return Node(line, _scalar(event) if isinstance(event, yaml.ScalarEvent) else None, line)

    def _refuse_marks(self, event: yaml.Event, line: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._faults.note(line, f"`*{event.anchor}` stands for something else", "write it out")
            return
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            self._faults.note(line, f"`&{anchor}` names a part of the file", "write it out each time")
        if tag is not None:
            self._faults.note(line, f"`{tag}` is a tag", "write the plain value")

    def _mapping(self, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            line = _line_of(event)
            name = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(event, yaml.ScalarEvent):
                self._faults.note(line, "a key is no single word", "write `key: value`")
                continue
            key = event.value
            if key in found:
                self._faults.note(line, f"`{key}` is given twice", "keep one")
            found[key] = Node(value.line, value.value, name.line)
        return found

    def _sequence(self, depth: int) -> list[Node]:
        found: list[Node] = []
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            found.append(self._node(event, depth + 1))
        return found


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


def _scalar(event: yaml.ScalarEvent) -> object:
    """A plain value as YAML means it; what only looks like a number, a day or an instant stays text."""
    if not event.implicit[0]:
        return event.value
    tag = _RESOLVER.resolve(yaml.ScalarNode, event.value, (True, False))
    if tag in _SIXTIES and ":" in event.value:
        return event.value
    try:
        return yaml.constructor.SafeConstructor().construct_object(yaml.ScalarNode(tag, event.value))
    except (yaml.YAMLError, ValueError, OverflowError):
        return event.value
