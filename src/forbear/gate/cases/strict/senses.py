"""Whether a case makes sense as a whole: what must be there is there, nothing is named twice, each ask asks one thing.

It is given nodes whose words are checked elsewhere, and passes over what has the wrong shape: that is told there.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from forbear.domain.facts import FACTS, Fact, FactType
from forbear.gate.cases.strict.free_values import KINDS
from forbear.gate.cases.words import KEYS, REQUIRED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from forbear.gate.cases.strict.written import Faults, Node

OF_ACTIONS: Final = ("decision", "also_ok", "counts", "obligations", "override", "safe_harbor")
"""What can only be expected of an ask with an action."""
OF_TYPE: Final = {FactType.BOOL: "#bool", FactType.INT: "#number", FactType.DATE: "#date"}
NAMED: Final = {"facts.persons": "person", "facts.debts": "debt"}


def check_case(node: Node, faults: Faults, case_id: str) -> None:
    """Note what a case lacks, names twice or contradicts."""
    _Senses(faults, case_id).case(node)


def _fields(node: Node | None) -> dict[str, Node]:
    return node.value if node is not None and isinstance(node.value, dict) else {}


def _items(node: Node | None) -> list[Node]:
    return node.value if node is not None and isinstance(node.value, list) else []


def _is_typed(node: Node, fact: Fact) -> bool:
    value, kind = node.value, fact.type
    if kind is FactType.TOKENS:
        words = [item.value for item in value] if isinstance(value, list) else [value]
        return all(isinstance(word, str) for word in words)
    if kind in {FactType.TOKEN, FactType.TEXT}:
        return isinstance(value, str) and (not fact.tokens or value in fact.tokens)
    return KINDS[OF_TYPE[kind]][0](value) and not (kind is FactType.INT and not isinstance(value, int))


@dataclass(frozen=True, slots=True)
class _Senses:
    faults: Faults
    case_id: str

    def case(self, node: Node) -> None:
        """The case and everything in it."""
        if not isinstance(node.value, dict):
            return
        self._required(node, "", "")
        for path, where, item in self._records(node):
            self._required(item, path, where)
        facts = _fields(node.value.get("facts"))
        recorder = _fields(facts.get("systems")).get("recorder")
        if recorder is not None:
            self._required(recorder, "facts.systems.recorder", "facts.systems.recorder")
        for path, name in NAMED.items():
            self._once(facts.get(path.removeprefix("facts.")), name)
        for index, stated in enumerate(_items(facts.get("known"))):
            self._stated(_fields(stated), f"facts.known[{index}]")
        for index, event in enumerate(_items(node.value.get("timeline"))):
            self._event(event, f"timeline[{index}]")
        asks = node.value.get("asks")
        if asks is not None and not _items(asks):
            self._note(asks.key_line, "asks", "asks nothing", "add an ask with `at` and `action`")
        for index, ask in enumerate(_items(asks)):
            self._ask(ask, f"asks[{index}]")

    def _records(self, node: Node) -> Iterator[tuple[str, str, Node]]:
        fields = _fields(node)
        for path in REQUIRED:
            if path.startswith("facts."):
                name = path.removeprefix("facts.")
                items = _items(_fields(fields.get("facts")).get(name))
            elif path == "timeline":
                items = _items(fields.get(path))
            else:
                continue
            for index, item in enumerate(items):
                yield path, f"{path}[{index}]", item

    def _required(self, node: Node, path: str, where: str) -> None:
        if not isinstance(node.value, dict):
            return
        unknown = [key for key in node.value if key not in KEYS[path]]
        for key in REQUIRED[path]:
            # A needed key misspelled is told once, as an unknown one.
            if key not in node.value and not difflib.get_close_matches(key, unknown, n=1, cutoff=0.75):
                self._note(node.line, where, f"lacks `{key}`", "add it")

    def _once(self, listed: Node | None, name: str) -> None:
        seen: set[str] = set()
        for item in _items(listed):
            named = _fields(item).get("id")
            if named is None:
                continue
            key = str(named.value)
            if key in seen:
                self._note(named.line, "facts", f"has the {name} `{key}` twice", "keep one")
            seen.add(key)

    def _stated(self, fields: dict[str, Node], where: str) -> None:
        """A fact stated by its name has a value of its type."""
        name, value = fields.get("fact"), fields.get("is")
        fact = FACTS.get(str(name.value)) if name is not None else None
        if fact is None or value is None or _is_typed(value, fact):
            return
        what = f"is of type {fact.type}" + (f": {', '.join(sorted(fact.tokens))}" if fact.tokens else "")
        self._note(value.line, where, f"gives `{fact.name}` another type", f"it {what}")

    def _event(self, node: Node, where: str) -> None:
        fields = _fields(node)
        kind = fields.get("ev")
        if kind is not None and kind.value == "call" and "outcome" not in fields:
            self._note(node.line, where, "is a call without `outcome`", "say how the call ended")

    def _ask(self, node: Node, where: str) -> None:
        fields = _fields(node)
        if not fields:
            return
        if ("action" in fields) == ("classify" in fields):
            self._note(node.line, where, "must have `action` or `classify`", "give one of them")
        expect = fields.get("expect")
        if "action" in fields:
            if "at" not in fields:
                self._note(node.line, where, "lacks `at`", "say when, with the offset from UTC")
            self._required(fields["action"], "asks.action", f"{where}.action")
            self._expects(expect, where, "decision", ("cls",))
        elif "classify" in fields:
            self._classify(fields["classify"], f"{where}.classify")
            self._expects(expect, where, "cls", OF_ACTIONS)

    def _classify(self, node: Node, where: str) -> None:
        for name in ("demands", "sequence"):
            listed = _fields(node).get(name)
            items = _items(listed) or [item for item in (listed,) if item is not None]
            for index, item in enumerate(items):
                self._required(item, f"asks.classify.{name}", f"{where}.{name}[{index}]")

    def _expects(self, expect: Node | None, where: str, needed: str, misplaced: tuple[str, ...]) -> None:
        if expect is None or not isinstance(expect.value, dict):
            return
        if needed not in expect.value and not difflib.get_close_matches(
            needed, expect.value, n=1, cutoff=0.75
        ):
            cure = "add it, or leave out `expect`: the ask is then answered and not judged"
            self._note(expect.key_line, f"{where}.expect", f"lacks `{needed}`", cure)
        for key in misplaced:
            if key in expect.value:
                line = expect.value[key].key_line
                self._note(
                    line, f"{where}.expect", f"has `{key}`, which such an ask does not give", "remove it"
                )

    def _note(self, line: int, where: str, what: str, cure: str) -> None:
        place = f"`{where}` of case `{self.case_id}`" if where else f"case `{self.case_id}`"
        self.faults.note(line, f"{place} {what}", cure)
