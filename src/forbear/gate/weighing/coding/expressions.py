"""Terms to Python expressions: the compiled form of the row evaluator.

A statement becomes an expression that gives `True`, `False` or `None` (unknown), by Kleene's tables. Every
name, word and number of a rulebook is bound as a constant and never written into the code, so nothing that
stands in a rulebook file can become code. Views that several rules share are worked out once; local times, records and counts in
the plain cases, which nearly all are, without a view.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.gate.weighing.asked import ASK_ATTRIBUTES
from forbear.gate.weighing.clocks import DAY_US, EPOCH_ORDINAL, Clocks
from forbear.gate.weighing.coding.bound import Bound
from forbear.gate.weighing.coding.foretold import Foretold
from forbear.gate.weighing.coding.held import Held
from forbear.gate.weighing.coding.passing import Passes
from forbear.gate.weighing.coding.zoned import Zoned, open_code
from forbear.gate.weighing.matching import answers
from forbear.gate.weighing.recorded import record_view, takes_plain
from forbear.gate.weighing.views import number_view
from forbear.gate.weighing.windows import window_view
from forbear.rulebooks.terms import (
    NEVER_DAYS,
    All,
    AnyOf,
    Basis,
    Compare,
    Constant,
    DaysFrom,
    FactHas,
    FactIn,
    FactNumber,
    FactTrue,
    FactWithin,
    FactWithinFact,
    InWindow,
    IsKnown,
    Literal,
    Not,
    Number,
    RecordActive,
    RecordDays,
    RecordFilter,
    RecordNumber,
    RepliesTo,
    Tally,
    Term,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Coder(Bound):
    """Writes expressions, and the lines that must stand before them.

    `given` are words and facts that are the same whenever the code runs.
    """

    def __init__(self, given: Mapping[str, object], clocks: Clocks) -> None:
        super().__init__(clocks)
        self.foretold = Foretold(clocks)
        self.held = Held()
        self._given = given
        self._zoned = Zoned(clocks, self.keep)
        self._passes = Passes(self, self._zoned, given)

    def survey(self, terms: Iterable[Term | Number]) -> None:
        """Look at everything that will be written, before any of it is: what is used more often is worked out once."""
        for used in self.count_uses(terms):
            if isinstance(used, Tally):
                self._passes.add(used)

    def head(self, name: str) -> list[str]:
        """The lines before everything that was written: the name of the function, and what all of it reads."""
        passed = self._passes.near_lines()
        return [
            *self._passes.far_function(),
            f"def {name}(dossier):",
            " ask = dossier.ask; now = ask.us; fact = dossier.facts.get; look = None; key = 0",
            *self.kept_lines(self._passes.memo),
            *self._zoned.lines(),
            *self.held.lines(self._given, self.keep),
            *passed,
        ]

    def code(self, term: Term) -> str:  # noqa: C901, PLR0911  one return for each kind of statement
        """The expression of a statement."""
        match term:
            case Literal():
                return str(term.value)
            case IsKnown():
                return f"({self.fact(term.fact)} is not None)"
            case FactTrue() | FactIn() | FactHas() | FactWithin():
                return self._on_fact(term.fact, self._test(term))
            case FactWithinFact():
                return self._within_fact(term)
            case Compare():
                return self._compare(term)
            case InWindow():
                return self._window(term)
            case RecordActive():
                view, bit = self.view(term, lambda: record_view(term)), self.held.bit(term.record)
                sure = f"True if sure & {bit} else " if takes_plain(term.record) else ""
                return f"({sure}{view} if held & {bit} else False)"
            case RepliesTo():
                view = self.view(term, lambda: answers(term))
                return f"(ask.in_reply_to is not None and {view})"
            case Not():
                return self._not(term)
            case All():
                return self._all(term.parts)
            case AnyOf():
                return self._joined(term.parts, meet=False)

    def tested(self, term: Term) -> tuple[str, str] | None:
        """A statement about one fact, or two numbers, in two parts: whether it is unknown and, if not so, whether it holds."""
        part, word = (term.part, "not ") if isinstance(term, Not) else (term, "")
        match part:
            case FactTrue() | FactIn() | FactHas() | FactWithin():
                read, value = self.named(self.fact(part.fact))
                return f"{read} is None", word + self._test(part).format(value)
            case Compare():
                unknown, left = self._number_tested(part.left)
                also_unknown, right = self._number_tested(part.right)
                untold = " or ".join(one for one in (unknown, also_unknown) if one)
                return untold, f"{word}{left} {part.op.value} {right}"
            case InWindow():
                read, value = self.named(self._window(part))
                return f"{read} is None", word + value
            case _:
                return None

    def _number_tested(self, number: Number) -> tuple[str, str]:
        """Whether a number is unknown (empty when it never is), and the name of its value."""
        if self.foretold.is_known(number):
            return "", self.number(number)
        if isinstance(number, FactNumber):
            read, value = self.named(self.fact(number.fact))
            return f"not isinstance({read}, int)", value
        read, value = self.named(self.number(number))
        return f"{read} is None", value

    def number(self, number: Number) -> str:  # noqa: PLR0911  one return for each kind of number
        """The expression of a number."""
        match number:
            case Constant():
                return self.bind(number.value)
            case FactNumber():
                read, value = self.named(self.fact(number.fact))
                return f"({value} if isinstance({read}, int) else None)"
            case DaysFrom():
                return self._days_from(number)
            case RecordNumber():
                return self._of_record(number, number.record, number.default)
            case RecordDays():
                return self._of_record(number, number.record, NEVER_DAYS)
            case Tally():
                return self._passes.code(number)
            case _:
                return self.view(number, lambda: number_view(number))

    def _of_record(self, number: RecordNumber | RecordDays, wanted: RecordFilter, default: int) -> str:
        view = self.view(number, lambda: number_view(number))
        return f"({view} if held & {self.held.bit(wanted)} else {self.bind(default)})"

    def _days_from(self, number: DaysFrom) -> str:
        day, general = self.temporary(), self.call(number, lambda: number_view(number))
        since = f"(now + o{{n}}.offset_us) // {DAY_US} - {day}.toordinal() + {EPOCH_ORDINAL}"
        told = self._zoned.told(number.zone, general, since)
        return f"({told} if isinstance({day} := {self.fact(number.fact)}, date) else None)"

    def _window(self, term: InWindow) -> str:
        view = self.view(term, lambda: window_view(term))
        if term.calendar is not None:
            return view
        told = self._zoned.told(term.zone, view, open_code(term, self.bind))
        return told if term.basis is Basis.PLACED else f"({told} if ask.arrives_us == now else {view})"

    def _on_fact(self, name: str, test: str, unknown: str = "None") -> str:
        if name in ASK_ATTRIBUTES:
            return f"({test.format(ASK_ATTRIBUTES[name])})"
        read, value = self.named(self.fact(name))
        return f"({unknown} if {read} is None else {test.format(value)})"

    def _within_fact(self, term: FactWithinFact) -> str:
        mine, other = self.temporary(), self.temporary()
        known = f"({mine} := {self.fact(term.fact)}) is None or ({other} := {self.fact(term.other)}) is None"
        return f"(None if {known} else set({other}).issuperset({mine}))"

    def _compare(self, term: Compare) -> str:
        left, right = self.temporary(), self.number(term.right)
        test = f"{left} {term.op.value}"
        if isinstance(term.left, FactNumber) and isinstance(term.right, Constant):
            read, left = self.named(self.fact(term.left.fact))
            return f"({left} {term.op.value} {right} if isinstance({read}, int) else None)"
        if self.foretold.is_total(term):
            return f"({self.number(term.left)} {term.op.value} {right})"
        if isinstance(term.right, Constant):
            return f"(None if ({left} := {self.number(term.left)}) is None else {test} {right})"
        other = self.temporary()
        known = f"({left} := {self.number(term.left)}) is None or ({other} := {right}) is None"
        return f"(None if {known} else {test} {other})"

    def _not(self, term: Not) -> str:
        inner = self.code(term.part)
        if self.foretold.is_total(term.part):
            return f"(not {inner})"
        value = self.temporary()
        return f"(None if ({value} := {inner}) is None else not {value})"

    def _joined(self, parts: tuple[Term, ...], *, meet: bool) -> str:
        total = [self.code(part) for part in parts if self.foretold.is_total(part)]
        partial = [self.code(part) for part in parts if not self.foretold.is_total(part)]
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
        names = [self.temporary() for _ in codes]
        steps = "".join(
            f"{end} if ({name} := {code}) is {end} else " for name, code in zip(names, codes, strict=True)
        )
        unknown = " or ".join(f"{name} is None" for name in names)
        return f"({steps}None if {unknown} else {meet})"
