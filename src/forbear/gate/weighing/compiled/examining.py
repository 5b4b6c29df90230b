"""One function that examines every rule that can speak, written and compiled for the words of a question.

The function gives one number in which a bit stands for each thing that a rule may say. Rules that can only speak when the words of
the message were checked, or when some record is held, stand together behind one look at that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forbear.gate.weighing.coding.expressions import Coder
from forbear.gate.weighing.coding.foretold import held_by
from forbear.gate.weighing.compiled.narrowing import narrowed
from forbear.gate.weighing.compiled.outcomes import BROKEN, OWED, SATISFIED, STATES, UNTOLD
from forbear.gate.weighing.views import CONTENT
from forbear.rulebooks.decision import Decision
from forbear.rulebooks.looking import looks_at
from forbear.rulebooks.terms import FALSE, TRUE, Literal, Term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from forbear.gate.dossier import Dossier
    from forbear.gate.weighing.clocks import Clocks
    from forbear.gate.weighing.look import InForce
    from forbear.rulebooks.terms import NamedCount, Number

    Examine = Callable[[Dossier], int]
    Count = Callable[[Dossier], dict[str, int]]


@dataclass(frozen=True, slots=True)
class Live:
    """A rule that can speak: its place among all rules, what is left of its terms, and of the scope of its instrument."""

    index: int
    item: InForce
    applies: Term
    breach: Term
    scope: Term

    @property
    def surely(self) -> bool:
        """Whether it applies to every question that gets here."""
        return self.applies == TRUE and self.scope == TRUE


def live_of(rules: Sequence[InForce], given: Mapping[str, object]) -> tuple[Live, ...]:
    """The rules that these words and facts do not silence."""
    scopes: dict[str, Term] = {}
    found: list[Live] = []
    for index, item in enumerate(rules):
        name = item.instrument.instrument_id
        if name not in scopes:
            scopes[name] = narrowed(item.instrument.applies, given)
        applies = FALSE if scopes[name] == FALSE else narrowed(item.rule.applies, given)
        if applies != FALSE:
            found.append(Live(index, item, applies, narrowed(item.rule.breach, given), scopes[name]))
    return tuple(found)


class Writer:
    """Writes the lines of rules; every line is indented as if it stood alone."""

    def __init__(self, coder: Coder) -> None:
        self.coder = coder
        self.numbers: list[int] = []

    def say(self, number: int) -> str:
        """The statement that says a number (see `outcomes`): each gets a bit of its own."""
        if number not in self.numbers:
            self.numbers.append(number)
        return f"key |= {1 << self.numbers.index(number)}"

    def surely(self, one: Live) -> list[str]:
        """A rule that surely applies: it speaks when it is broken or cannot be told."""
        breach = one.breach
        broken, untold = (self.say(one.index * STATES + state) for state in (BROKEN, UNTOLD))
        if isinstance(breach, Literal):
            return [broken] if breach.value else []
        if self.coder.foretold.is_total(breach):
            return [f"if {self.coder.code(breach)}: {broken}"]
        tested = self.coder.tested(breach)
        if tested is not None:
            unknown, holds = tested
            return [f"if {unknown}: {untold}", f"elif {holds}: {broken}"]
        return [
            f"b = {self.coder.code(breach)}",
            f"if b: {broken}",
            f"elif b is None: {untold}",
        ]

    def maybe(self, one: Live) -> list[str]:
        """A rule of which it hangs on the question whether it applies; `i` tells of the scope of its instrument."""
        total, partial = self.coder.foretold.split(one.applies)
        known = partial == TRUE and one.scope == TRUE
        lines = self._applying(one) if known else self._untold(one, partial)
        return lines if total == TRUE else [f"if {self.coder.code(total)}:", *indented(lines)]

    def _applying(self, one: Live) -> list[str]:
        """Once it is known to apply: it also speaks when it is satisfied."""
        number = one.index * STATES
        return [
            f"b = {self.coder.code(one.breach)}",
            f"if b: {self.say(number + BROKEN)}",
            f"elif b is None: {self.say(number + UNTOLD)}",
            f"else: {self.say(number + SATISFIED)}",
        ]

    def _untold(self, one: Live, partial: Term) -> list[str]:
        """While it may be unknown whether it applies."""
        number, rule = one.index * STATES, one.item.rule
        scoped = one.scope != TRUE
        lines = [
            f"b = {self.coder.code(one.breach)}",
            "if a is None and b is not False: b = None",
            f"if b: {self.say(number + BROKEN)}",
            f"elif b is None: {self.say(number + UNTOLD)}",
            f"elif a: {self.say(number + SATISFIED)}",
        ]
        if rule.obligations and rule.decision is not Decision.ALLOW_WITH_OBLIGATIONS:
            # Whether the rule applies may be unknown: duties are owed unless it surely does not.
            lines.append(f"else: {self.say(number + OWED)}")
        return [
            f"a = {'i' if partial == TRUE else self.coder.code(partial)}",
            *(["if i is None and a: a = None"] if scoped and partial != TRUE else []),
            "if a is not False:",
            *indented(lines),
        ]

    def count(self, one: Live, count: NamedCount) -> list[str]:
        """A count that verdicts show where its rule applies; of several with one name the highest."""
        name = self.coder.bind(count.name)
        told = f"(n := {self.coder.number(count.number)}) is not None and n > counts.get({name}, -1)"
        total, partial = self.coder.foretold.split(one.applies)
        tests = [self.coder.code(part) for part in (total, partial) if part != TRUE]
        tests += ["i"] if one.scope != TRUE else []
        return [f"if {' and '.join([*tests, told])}: counts[{name}] = n"]


class Examining:
    """The function for some live rules: its code, and which number each bit of its answer stands for."""

    def __init__(self, live: Sequence[Live], given: Mapping[str, object], clocks: Clocks) -> None:
        self._live = live
        self._given = given
        self._clocks = clocks
        self._counts: Count | None = None
        writer = self._writer(live, lambda one: (one.breach,))
        self.code = "\n".join([*self._examined(writer), " return key"])
        self.numbers: Sequence[int] = writer.numbers
        self.examine: Examine = compiled(self.code, "examine", writer.coder)

    @property
    def counts(self) -> Count:
        """The function that tells the counts of a verdict, made when a first verdict is asked for them."""
        if self._counts is None:
            counted = [one for one in self._live if one.item.rule.counts]
            writer = self._writer(counted, lambda one: [count.number for count in one.item.rule.counts])
            body = _by_instrument(
                counted,
                writer.coder,
                lambda one: [line for count in one.item.rule.counts for line in writer.count(one, count)],
            )
            lines = [*writer.coder.head("count"), " counts = {}", *indented(body), " return counts"]
            self._counts = compiled("\n".join(lines), "count", writer.coder)
        return self._counts

    def _writer(self, live: Sequence[Live], terms_of: Callable[[Live], Iterable[Term | Number]]) -> Writer:
        coder = Coder(self._given, self._clocks)
        coder.survey({one.item.instrument.instrument_id: one.scope for one in live}.values())
        for one in live:
            coder.survey((one.applies, *terms_of(one)))
        return Writer(coder)

    def _examined(self, writer: Writer) -> list[str]:
        always: list[str] = []
        with_words: list[str] = []
        with_held: list[str] = []
        bits = 0
        for one in self._live:
            if not one.surely:
                continue
            if speaks_of_words_alone(one.breach):
                with_words += writer.surely(one)
            elif (mine := held_by(one.breach, writer.coder.held.bit)) is not None:
                bits |= mine
                with_held += writer.surely(one)
            else:
                always += writer.surely(one)
        always += _by_instrument([one for one in self._live if not one.surely], writer.coder, writer.maybe)
        body = [*always, *_behind("words", with_words), *_behind(f"held & {bits}", with_held)]
        return [*writer.coder.head("examine"), *indented(body)]


def speaks_of_words_alone(breach: Term) -> bool:
    """Whether a statement surely does not hold while the words of the message were not checked."""
    unchecked = {name: None for name in looks_at(breach).facts if name.startswith(CONTENT)}
    return bool(unchecked) and narrowed(breach, unchecked) == FALSE


def _by_instrument(live: Sequence[Live], coder: Coder, lines_of: Callable[[Live], list[str]]) -> list[str]:
    """The lines of rules; the scope of an instrument, where it hangs on the question, is looked at once."""
    lines: list[str] = []
    for name in dict.fromkeys(one.item.instrument.instrument_id for one in live):
        mine = [one for one in live if one.item.instrument.instrument_id == name]
        rules = [line for one in mine for line in lines_of(one)]
        if mine[0].scope != TRUE:
            lines += [f"i = {coder.code(mine[0].scope)}", *_behind("i is not False", rules)]
        else:
            lines += rules
    return lines


def _behind(test: str, lines: list[str]) -> list[str]:
    return [f"if {test}:", *indented(lines)] if lines else []


def indented(lines: Sequence[str]) -> list[str]:
    """The lines one step further in."""
    return [f" {line}" for line in lines]


def compiled(code: str, name: str, coder: Coder) -> Any:  # noqa: ANN401  a function of the caller's shape
    """The function that some code defines."""
    scope: dict[str, object] = dict(coder.constants)
    # The code is made of our own templates and bound names only (see coding), never of rulebook text.
    exec(compile(code, "<plan>", "exec"), scope)  # noqa: S102
    return scope[name]
