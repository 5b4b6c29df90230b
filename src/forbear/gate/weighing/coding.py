"""Terms to Python expressions: the compiled form of the row evaluator.

A statement becomes an expression that gives `True`, `False` or `None` (unknown), by Kleene's tables. Every
name, word and number of a rulebook is bound as a constant and never written into the code, so nothing that
stands in a rulebook file can become code. Views that several rules share are worked out once.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.matching import answers
from forbear.gate.weighing.recorded import record_view
from forbear.gate.weighing.scanning import ladder_of
from forbear.gate.weighing.views import CONTENT, number_view
from forbear.gate.weighing.windows import ROLLING_US, length_us, window_view
from forbear.rulebooks.terms import (
    All,
    AnyOf,
    Compare,
    Constant,
    Events,
    FactHas,
    FactIn,
    FactNumber,
    FactTrue,
    FactWithin,
    FactWithinFact,
    InWindow,
    IsKnown,
    KeyPart,
    Literal,
    Not,
    Number,
    RecordActive,
    RepliesTo,
    Tally,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ASK_ATTRIBUTES: Final = {
    "ask.channel": "ask.channel",
    "ask.purpose": "ask.purpose",
    "ask.role": "ask.role",
    "ask.actor": "ask.actor",
    "ask.place": "ask.place",
    "ask.action": "ask.action",
    "ask.technology": "ask.technology",
    "ask.form": "ask.form",
    "ask.basis": "ask.basis",
    "ask.in_reply_to": "ask.in_reply_to",
    "ask.is_about_debtor": "(ask.person_id == ask.debtor_id)",
}
"""Facts of the ask are always known: the ask states all of them, and what it does not state is not so."""

SHARED: Final = 2
"""A view used this often is kept."""


def is_total(term: Term) -> bool:
    """Whether a statement can never be unknown."""
    match term:
        case Literal() | IsKnown() | RepliesTo():
            return True
        case FactIn() | FactTrue():
            return term.fact in ASK_ATTRIBUTES
        case All() | AnyOf():
            return all(is_total(part) for part in term.parts)
        case Not():
            return is_total(term.part)
        case _:
            return False


class Coder:
    """Writes expressions and keeps the constants they use."""

    def __init__(self) -> None:
        self.constants: dict[str, object] = {}
        self.named_once: frozenset[str] = frozenset()
        self._names: dict[object, str] = {}
        self._shared: Counter[object] = Counter()
        self._ladders: dict[LadderGroup, set[int]] = {}
        self._temporaries = 0

    def survey(self, terms: Iterable[Term]) -> None:
        """Count how often each view is used, so that the shared ones are worked out once."""
        for term in terms:
            self._seen(_views(term))

    def share(self, numbers: Iterable[Number]) -> None:
        """Make sure that these numbers are kept: verdicts show them."""
        for number in numbers:
            self._seen([number, number])

    def _seen(self, views: Iterable[object]) -> None:
        for view in views:
            self._shared[view] += 1
            if isinstance(view, Tally) and (group := _ladder_group(view)) is not None:
                self._shared[group] = SHARED
                self._ladders.setdefault(group, set()).add(length_us(view.window))

    @property
    def memo_names(self) -> tuple[str, ...]:
        """Names of the local variables that hold shared views."""
        return tuple(f"m{self._names[view]}" for view in self._names if self._shared.get(view, 0) > 1)

    def bind(self, value: object) -> str:
        """The name of a constant."""
        key = (type(value).__name__, value)
        if key not in self._names:
            name = f"K{len(self._names)}"
            self._names[key] = name
            self.constants[name] = value
        return self._names[key]

    def code(self, term: Term) -> str:  # noqa: C901, PLR0911  one return for each kind of statement
        """The expression of a statement."""
        match term:
            case Literal():
                return str(term.value)
            case IsKnown():
                return f"({self._fact(term.fact)} is not None)"
            case FactTrue() | FactIn() | FactHas() | FactWithin():
                return self._on_fact(term.fact, self._test(term))
            case FactWithinFact():
                return self._within_fact(term)
            case Compare():
                return self._compare(term)
            case InWindow():
                return self._view(term, lambda: window_view(term))
            case RecordActive():
                view = self._view(term, lambda: record_view(term))
                return f"(False if {self.bind(term.record.tokens)}.isdisjoint(held) else {view})"
            case RepliesTo():
                view = self._view(term, lambda: answers(term))
                return f"(ask.in_reply_to is not None and {view})"
            case Not():
                return self._not(term)
            case All():
                return self._all(term.parts)
            case AnyOf():
                return self._joined(term.parts, meet=False)

    def number(self, number: Number) -> str:
        """The expression of a number."""
        if isinstance(number, Constant):
            return self.bind(number.value)
        if isinstance(number, FactNumber):
            value = self._temporary()
            return f"({value} if isinstance({value} := {self._fact(number.fact)}, int) else None)"
        if isinstance(number, Tally) and (group := _ladder_group(number)) is not None:
            return self._rung(number, group)
        return self._view(number, lambda: number_view(number))

    def _rung(self, number: Tally, group: LadderGroup) -> str:
        """The place of a count among those that one pass over the log answers."""
        lengths = sorted(self._ladders[group])
        if group not in self._names:
            name = f"V{len(self._names)}"
            self._names[group] = name
            events, key, counts_self = group
            self.constants[name] = ladder_of(events, key, lengths, counts_self=counts_self)
        name, place = self._names[group], lengths.index(length_us(number.window))
        return f"(m{name} if m{name} is not UNSET else (m{name} := {name}(look)))[{place}]"

    def _fact(self, name: str) -> str:
        if name in ASK_ATTRIBUTES:
            return ASK_ATTRIBUTES[name]
        if name.startswith(CONTENT):
            return f"content({self.bind(name.removeprefix(CONTENT))})"
        return f"fact({self.bind(name)})"

    def _on_fact(self, name: str, test: str, unknown: str = "None") -> str:
        if name in ASK_ATTRIBUTES:
            return f"({test.format(ASK_ATTRIBUTES[name])})"
        value = self._temporary()
        return f"({unknown} if ({value} := {self._fact(name)}) is None else {test.format(value)})"

    def _within_fact(self, term: FactWithinFact) -> str:
        mine, other = self._temporary(), self._temporary()
        known = (
            f"({mine} := {self._fact(term.fact)}) is None or ({other} := {self._fact(term.other)}) is None"
        )
        return f"(None if {known} else set({other}).issuperset({mine}))"

    def _compare(self, term: Compare) -> str:
        left, right = self._temporary(), self.number(term.right)
        test = f"{left} {term.op.value}"
        if isinstance(term.left, FactNumber) and isinstance(term.right, Constant):
            value = self._fact(term.left.fact)
            return f"({test} {right} if isinstance({left} := {value}, int) else None)"
        if isinstance(term.right, Constant):
            return f"(None if ({left} := {self.number(term.left)}) is None else {test} {right})"
        other = self._temporary()
        known = f"({left} := {self.number(term.left)}) is None or ({other} := {right}) is None"
        return f"(None if {known} else {test} {other})"

    def _not(self, term: Not) -> str:
        inner = self.code(term.part)
        if is_total(term.part):
            return f"(not {inner})"
        value = self._temporary()
        return f"(None if ({value} := {inner}) is None else not {value})"

    def _joined(self, parts: tuple[Term, ...], *, meet: bool) -> str:
        total = [self.code(part) for part in parts if is_total(part)]
        partial = [self.code(part) for part in parts if not is_total(part)]
        word = " and " if meet else " or "
        if len(partial) > 1:
            partial = [self._kleene(partial, meet=meet)]
        joined = [*total, *partial]
        return f"({word.join(joined)})" if joined else str(meet)

    def _all(self, parts: tuple[Term, ...]) -> str:
        """A conjunction. A test of a fact that must also be known is false without it, so one look answers both."""
        known = {part.fact for part in parts if isinstance(part, IsKnown)}
        tests = [part for part in parts if isinstance(part, FactIn | FactHas | FactTrue | FactWithin)]
        sure = [part for part in tests if part.fact in known and part.fact not in ASK_ATTRIBUTES]
        if not sure:
            return self._joined(parts, meet=True)
        told = {part.fact for part in sure}
        first = [self._on_fact(part.fact, self._test(part), unknown="False") for part in sure]
        rest = tuple(
            part
            for part in parts
            if part not in sure and not (isinstance(part, IsKnown) and part.fact in told)
        )
        return f"({' and '.join([*first, *([self._joined(rest, meet=True)] if rest else [])])})"

    def _test(self, term: FactIn | FactHas | FactTrue | FactWithin) -> str:
        if isinstance(term, FactTrue):
            return "{0} is True"
        words = self.bind(term.values)
        if isinstance(term, FactIn):
            return f"{{0}} in {words}"
        return f"not {words}.isdisjoint({{0}})" if isinstance(term, FactHas) else f"{words}.issuperset({{0}})"

    def _kleene(self, codes: list[str], *, meet: bool) -> str:
        end = "False" if meet else "True"
        names = [self._temporary() for _ in codes]
        steps = "".join(
            f"{end} if ({name} := {code}) is {end} else " for name, code in zip(names, codes, strict=True)
        )
        unknown = " or ".join(f"{name} is None" for name in names)
        return f"({steps}None if {unknown} else {meet})"

    def _view(self, term: Term | Number, make: Callable[[], object]) -> str:
        if term not in self._names:
            name = f"V{len(self._names)}"
            self._names[term] = name
            self.constants[name] = make()
        name = self._names[term]
        call = f"{name}(look)"
        if self._shared[term] < SHARED:
            return call
        return f"(m{name} if m{name} is not UNSET else (m{name} := {call}))"

    def _temporary(self) -> str:
        self._temporaries += 1
        return f"t{self._temporaries}"


LadderGroup = tuple[Events, frozenset[KeyPart], bool]
"""Counts that differ in nothing but the length of their window."""


def _ladder_group(number: Tally) -> LadderGroup | None:
    """The group of a count over plain elapsed time; nothing for other windows and for counts by debt."""
    window = number.window
    plain = window.type in ROLLING_US and window.since_fact is None and not window.reset
    return (
        (number.events, number.key, number.counts_self) if plain and KeyPart.DEBT not in number.key else None
    )


def _views(term: Term) -> list[object]:
    match term:
        case All() | AnyOf():
            return [view for part in term.parts for view in _views(part)]
        case Not():
            return _views(term.part)
        case Compare():
            return [number for number in (term.left, term.right) if not isinstance(number, Constant)]
        case InWindow() | RecordActive() | RepliesTo():
            return [term]
        case _:
            return []
