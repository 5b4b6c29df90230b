"""The strict reader: a file of cases is understood wholly, or refused with all its errors at once.

Every key and every closed word must be known; nothing is passed over, nothing guessed. What it gives back are the
plain values of each case (a value that stands alone where a list belongs has become a list of one). It decides
nothing and does not look whether an instrument is shipped.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from forbear.gate.cases.strict.free_values import KINDS, is_like_a_token
from forbear.gate.cases.strict.senses import check_case
from forbear.gate.cases.strict.written import Faults, Node, read
from forbear.gate.cases.words import KEYS, MANY, ONE, RECORDS, VALUES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forbear.gate.cases.story import Mapped
    from forbear.gate.cases.strict.known import Known
    from forbear.rulebooks.reading.source import Problem

HEAD: Final = frozenset({"cases", "conventions", "meta", "origin_kinds", "rulebooks", "vocabulary"})
LISTED_MAX: Final = 12
"""Words told in an error that has no near one; there are more of them in the reference."""
LONE: Final = frozenset({"asks.classify.demands", "asks.classify.sequence"})
"""Lists of which a single entry may stand alone."""
COUNT: Final = "asks.expect.counts."
ANY_COUNT: Final = "asks.expect.counts.calls_7d"
"""Every count is written like this one: a number, or a mapping from a debt to its number."""
_DATED: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_PATTERNS: Final = (
    re.compile(r"contacts:\d{1,4}"),
    re.compile(r"counts_to_exactly_one_of:[^,\s]+(?:,[^,\s]+)+"),
)
"""Classes that carry a number or ids of the case."""


def read_cases(text: str, *, file: str, known: Known) -> tuple[tuple[Mapped, ...], tuple[Problem, ...]]:
    """The cases of a text, and every error in it. Where there is an error, take none of the cases."""
    faults = Faults(file)
    root = read(text, faults)
    if root is None:
        if not faults.found:
            faults.note(1, "the file is empty", "write `cases:` and at least one case")
        return (), tuple(faults.found)
    found = _Checker(faults, known).cases(root)
    return found, tuple(sorted(faults.found))


@dataclass(slots=True)
class _Checker:
    """Walks the nodes of a file beside the closed words; notes every error and makes the plain values."""

    faults: Faults
    known: Known
    case_id: str = ""

    def cases(self, root: Node) -> tuple[Mapped, ...]:
        """All cases under the head."""
        if not isinstance(root.value, dict):
            self.faults.note(root.line, "the file is no mapping", "begin with `cases:`")
            return ()
        for key, node in root.value.items():
            if key not in HEAD:
                self._unknown(node.key_line, key, "the head of the file", HEAD, "key")
        listed = root.value.get("cases")
        if listed is None or not isinstance(listed.value, list) or not listed.value:
            line = listed.line if listed is not None else root.line
            self.faults.note(line, "there is no list `cases`", "write `cases:` and at least one case")
            return ()
        found: list[Mapped] = []
        seen: dict[str, int] = {}
        for number, node in enumerate(listed.value):
            case = self._case(number, node)
            first = seen.setdefault(self.case_id, node.line)
            if first != node.line:
                self.faults.note(
                    node.line, f"the id `{self.case_id}` is that of the case in line {first}", "use another"
                )
            found.append(case)
        return tuple(found)

    def _case(self, number: int, node: Node) -> Mapped:
        named = node.value.get("id") if isinstance(node.value, dict) else None
        self.case_id = str(named.value) if named is not None else f"number {number + 1}"
        made = self._tree(node, "", "")
        check_case(node, self.faults, self.case_id)
        return cast("Mapped", made)

    def _tree(self, node: Node, path: str, where: str) -> object:
        """The plain value of a node; `path` finds the words, `where` tells the place (it has indices and ids)."""
        if path.startswith(COUNT) and path.count(".") == COUNT.count("."):
            path = ANY_COUNT
        if path in RECORDS and isinstance(node.value, list):
            items = enumerate(node.value)
            return [self._mapping(item, path, f"{where}[{index}]") for index, item in items]
        if path in LONE and isinstance(node.value, dict):
            return [self._mapping(node, path, where)]
        if path in RECORDS:
            self._note(node.line, "is no list", where, "begin each entry with `- `")
            return []
        if path in KEYS and (path not in VALUES or isinstance(node.value, dict)):
            return self._mapping(node, path, where)
        return self._values(node, path, where)

    def _mapping(self, node: Node, path: str, where: str) -> dict[str, object]:
        if not isinstance(node.value, dict):
            self._note(node.line, "is no mapping", where, "write `key: value` lines")
            return {}
        keys = self._keys(path)
        made: dict[str, object] = {}
        for key, child in node.value.items():
            inner = key if "*" not in keys else "*"
            if inner not in keys:
                self._unknown(child.key_line, key, self._place(where), keys, "key")
                continue
            below = f"{path}.{inner}" if path else inner
            made[key] = self._tree(child, below, f"{where}.{key}" if where else key)
        return made

    def _keys(self, path: str) -> frozenset[str]:
        keys = KEYS[path]
        if path != "asks.expect.counts":
            return keys
        return keys | self.known.counts | {f"{name}_before" for name in keys | self.known.counts}

    def _values(self, node: Node, path: str, where: str) -> object:
        if isinstance(node.value, dict):
            self._note(node.line, "is a mapping", where, "write a value")
            return None
        if isinstance(node.value, list):
            if path in ONE:
                self._note(node.line, "is a list", where, "write one value")
                return None
            items = [self._value(item, path, f"{where}[{index}]") for index, item in enumerate(node.value)]
            return [item for item in items if item is not None]
        value = self._value(node, path, where)
        return [value] if path in MANY else value

    def _value(self, node: Node, path: str, where: str) -> object:
        value = node.value
        if isinstance(value, (dict, list)):
            self._note(node.line, "is no single value", where, "write one value")
            return None
        words = VALUES[path]
        if path in {"rulebook", "asks.expect.cite"}:
            self._reference(node, path, where)
        elif path == "asks.expect.cls" and _is_class(str(value), words.tokens):
            return str(value)
        elif str(value) in self._tokens(path) and not isinstance(value, bool):
            return value
        elif not words.kinds:
            self._unknown(node.line, value, self._place(where), self._tokens(path), "word")
        else:
            self._free(node, path, where)
        return value

    def _tokens(self, path: str) -> frozenset[str]:
        tokens = VALUES[path].tokens
        return tokens | self.known.obligations if path == "asks.expect.obligations" else tokens

    def _reference(self, node: Node, path: str, where: str) -> None:
        value = node.value
        if path == "rulebook":
            is_known, words, name = value in self.known.instruments, self.known.instruments, "instrument"
        else:
            is_known = isinstance(value, str) and self.known.has_cite(value)
            words, name = self.known.cites, "citation"
        if not is_known:
            self._unknown(node.line, value, self._place(where), words, name)

    def _free(self, node: Node, path: str, where: str) -> None:
        words = VALUES[path]
        tests = [KINDS[kind] for kind in sorted(words.kinds)]
        if not any(test(node.value) for test, _, _ in tests):
            _, name, cure = tests[0]
            self.faults.note(node.line, f"`{_shown(node.value)}` is no {name} at {self._place(where)}", cure)
        elif "#words" in words.kinds and is_like_a_token(node.value):
            self._unknown(node.line, node.value, self._place(where), self._tokens(path), "word")

    def _place(self, where: str) -> str:
        return f"`{where}` of case `{self.case_id}`" if where else f"case `{self.case_id}`"

    def _note(self, line: int, what: str, where: str, cure: str) -> None:
        self.faults.note(line, f"{self._place(where)} {what}", cure)

    def _unknown(self, line: int, word: object, place: str, words: Iterable[str], name: str) -> None:
        if self.faults.is_full:
            return
        what = f"`{_shown(word)}` is no known {name} at {place}"
        self.faults.note(line, what, _nearest(str(word), sorted(words)))


def _is_class(word: str, tokens: frozenset[str]) -> bool:
    """Whether a class is known, its date or its number aside."""
    return _DATED.sub("<date>", word) in tokens or any(pattern.fullmatch(word) for pattern in _PATTERNS)


def _shown(value: object) -> str:
    text = "nothing" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 80 else f"{text[:80]}…"  # noqa: PLR2004 - enough to find it by


def _nearest(word: str, words: list[str]) -> str:
    close = difflib.get_close_matches(word[:80], words, n=1, cutoff=0.5)
    if close:
        return f"did you mean `{close[0]}`"
    more = f" or one of {len(words) - LISTED_MAX} more" if len(words) > LISTED_MAX else ""
    return f"use one of {', '.join(words[:LISTED_MAX])}{more}"
