"""What expressions are made of: constants under names of ours, facts read once, and views called once."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.asked import ASK_ATTRIBUTES
from forbear.gate.weighing.clocks import UNSURE, Clocks
from forbear.gate.weighing.look import Look
from forbear.gate.weighing.views import CONTENT
from forbear.rulebooks.terms import (
    All,
    AnyOf,
    Compare,
    Constant,
    DaysFrom,
    FactHas,
    FactIn,
    FactNumber,
    FactTrue,
    FactWithin,
    FactWithinFact,
    IsKnown,
    Literal,
    Not,
    Number,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

SHARED: Final = 2
"""A view or fact used this often is kept."""
UNSET: Final = object()


class Bound:
    """Names for constants, facts and views. Nothing of a rulebook but its numbers of bits is ever written into code."""

    def __init__(self, clocks: Clocks) -> None:
        self.constants: dict[str, object] = {
            "UNSET": UNSET,
            "UNSURE": UNSURE,
            "LOOK": Look,
            "CLOCKS": clocks,
            "NO_WORD": {}.get,
            "date": date,
        }
        self._names: dict[object, str] = {}
        self._used: Counter[object] = Counter()
        self._facts: dict[str, str] = {}
        self._has_words = False
        self._temporaries = 0

    def count_uses(self, terms: Iterable[Term | Number]) -> Sequence[object]:
        """Count how often each view and fact of these terms is used; returns them."""
        found = [used for term in terms for used in _uses(term)]
        self._used.update(found)
        return found

    def kept_lines(self, memos: Sequence[str]) -> list[str]:
        """The lines that read what is used more often; `memos` are further variables for what is worked out when first wanted."""
        words = {name: local for name, local in self._facts.items() if name.startswith(CONTENT)}
        others = {name: local for name, local in self._facts.items() if name not in words}
        kept = [f"m{self._names[view]}" for view in self._names if self._used[view] >= SHARED]
        unset = [*kept, *memos]
        return [
            *([f" {' = '.join(unset)} = UNSET"] if unset else []),
            *(f" {local} = fact({self.bind(name)})" for name, local in others.items()),
            *(self._words(words) if self._has_words else []),
        ]

    def _words(self, words: Mapping[str, str]) -> list[str]:
        """What the message says; where nothing was checked yet all of it is unknown."""
        bound = {local: self.bind(name.removeprefix(CONTENT)) for name, local in words.items()}
        read = [
            f" if words: {'; '.join(f'{local} = content({name})' for local, name in bound.items())}",
            f" else: {' = '.join(bound)} = None",
        ]
        return [" words = ask.content; content = words.get if words else NO_WORD", *(read if words else [])]

    def keep(self, value: object) -> str:
        """The name of a constant of its own."""
        name = f"C{len(self.constants)}"
        self.constants[name] = value
        return name

    def bind(self, value: object) -> str:
        """The name of a constant; equal ones share it."""
        key = (type(value).__name__, value)
        if key not in self._names:
            self._names[key] = self.keep(value)
        return self._names[key]

    def fact(self, name: str) -> str:
        """The value of a fact."""
        if name in ASK_ATTRIBUTES:
            return ASK_ATTRIBUTES[name]
        if name.startswith(CONTENT):
            self._has_words = True
        if self._used[name] >= SHARED:
            return self._facts.setdefault(name, f"f{len(self._facts)}")
        if name.startswith(CONTENT):
            return f"content({self.bind(name.removeprefix(CONTENT))})"
        return f"fact({self.bind(name)})"

    def named(self, code: str) -> tuple[str, str]:
        """An expression that also names its value, and the name."""
        if "(" not in code:
            return code, code
        name = self.temporary()
        return f"({name} := {code})", name

    def view(self, view: Term | Number, make: Callable[[], object]) -> str:
        """The value of a general view, made once where it is used more often."""
        call = self.call(view, make)
        name = self._names[view]
        shared = self._used[view] >= SHARED
        return f"(m{name} if m{name} is not UNSET else (m{name} := {call}))" if shared else call

    def call(self, view: object, make: Callable[[], object]) -> str:
        """The call of a general view, which takes a look at the dossier: the first one makes it."""
        if view not in self._names:
            self._names[view] = self.keep(make())
        return f"{self._names[view]}(look or (look := LOOK(dossier, CLOCKS)))"

    def temporary(self) -> str:
        """A name for a value within one expression."""
        self._temporaries += 1
        return f"t{self._temporaries}"


def _uses(term: Term | Number) -> list[object]:
    """Every view inside a term, and the name of every fact, as often as they stand there."""
    match term:
        case All() | AnyOf():
            return [used for part in term.parts for used in _uses(part)]
        case Not():
            return _uses(term.part)
        case Compare():
            return [*_uses(term.left), *_uses(term.right)]
        case FactWithinFact():
            return [term.fact, term.other]
        case FactIn() | FactTrue() | FactHas() | FactWithin() | IsKnown() | FactNumber() | DaysFrom():
            return [term.fact]
        case _:
            return [] if isinstance(term, Literal | Constant) else [term]
