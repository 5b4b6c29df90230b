"""From a rulebook and an instant to one function that examines every rule in force.

The rules in force change only at the dates that the law itself gives, so a plan is made for each stretch
between two such dates and kept with the rulebook it came from. Within a stretch the words of a question (its channel, role,
country …) say which rules can speak at all, so the function is written for each combination of words that occurs, with the
others left out. A plan's only state is what it has worked out already: throwing it away and making it again gives the same answers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.clocks import EPOCH_ORDINAL, Clocks
from forbear.gate.weighing.coding import ASK_ATTRIBUTES, Coder, is_total
from forbear.gate.weighing.compiled.narrowing import ABOUT_DEBTOR, flags_looked_at, narrowed, words_looked_at
from forbear.gate.weighing.compiled.outcomes import (
    BROKEN,
    OWED,
    SATISFIED,
    STATES,
    UNTOLD,
    Outcome,
    outcome_of,
)
from forbear.gate.weighing.look import InForce, Look
from forbear.rulebooks.decision import Decision
from forbear.rulebooks.terms import FALSE, TRUE, All, Tally, Term, all_of

if TYPE_CHECKING:
    from datetime import date

    from forbear.gate.dossier import Ask
    from forbear.rulebooks.book import Instrument, Rule, Rulebook
    from forbear.rulebooks.terms import NamedCount

FOREVER_US: Final = 1 << 62
UNSET: Final = object()
NARROWED_MAX: Final = 1_000
"""Combinations of words with a function of their own, in one stretch; further ones use that of the whole stretch."""
OUTCOMES_MAX: Final = 10_000

Examine = Callable[[Look], tuple[list[int], dict[str, int]]]
"""The numbers of the rules that spoke (see `outcomes`), and the counts. A rule that surely applies and is kept says nothing."""


class Weigher:
    """One compiled function, and the outcomes that it has given so far."""

    __slots__ = ("_calm", "_kept", "_rules", "_versions", "code", "examine")

    def __init__(
        self, rules: Sequence[InForce], versions: Mapping[str, str], given: Mapping[str, object]
    ) -> None:
        self._rules = rules
        self._versions = versions
        self._kept: dict[tuple[int, ...], Outcome] = {}
        self.examine, self.code, self._calm = _compiled(rules, given)

    def weigh(self, look: Look) -> tuple[Outcome, dict[str, int]]:
        """What every rule says about one dossier."""
        numbers, counts = self.examine(look)
        key = tuple(numbers)
        outcome = self._kept.get(key)
        if outcome is None:
            if len(self._kept) >= OUTCOMES_MAX:
                self._kept.clear()
            outcome = self._kept[key] = outcome_of(self._rules, self._in_full(key), self._versions)
        return outcome, counts

    def _in_full(self, numbers: tuple[int, ...]) -> tuple[int, ...]:
        """With the rules that surely apply and kept still: they are satisfied."""
        spoke = {number // STATES for number in numbers}
        return tuple(sorted((*numbers, *(index * STATES for index in self._calm - spoke))))


class Plan:
    """What is in force over one stretch of time, and the functions that examine it."""

    __slots__ = ("_ask_words", "_fact_words", "_flags", "_kept", "_whole", "_words", "rules", "versions")

    def __init__(self, rules: tuple[InForce, ...], versions: Mapping[str, str]) -> None:
        self.rules = rules
        self.versions = {
            item.instrument.instrument_id: versions[item.instrument.instrument_id] for item in rules
        }
        scopes = words_looked_at(item.instrument.applies for item in rules)
        asked = words_looked_at(term for item in rules for term in (item.rule.applies, item.rule.breach))
        self._ask_words = tuple(sorted(name for name in scopes | asked if name in ASK_ATTRIBUTES))
        self._fact_words = tuple(sorted(name for name in scopes if not name.startswith(("ask.", "content."))))
        self._flags = tuple(sorted(flags_looked_at(item.instrument.applies for item in rules)))
        self._words = _reader(self._ask_words, self._fact_words, self._flags)
        self._kept: dict[object, Weigher] = {}
        self._whole: Weigher | None = None

    def weigher(self, look: Look) -> Weigher:
        """The function for the words of this question."""
        key = self._words(look.ask, look.facts.get)
        try:
            found = self._kept.get(key)
        except TypeError:  # a fact that is no word at all
            return self.whole
        if found is not None:
            return found
        if len(self._kept) >= NARROWED_MAX:
            return self.whole
        found = self._kept[key] = Weigher(self.rules, self.versions, self._given(look))
        return found

    @property
    def whole(self) -> Weigher:
        """The function that leaves no rule out."""
        if self._whole is None:
            self._whole = Weigher(self.rules, self.versions, {})
        return self._whole

    def _given(self, look: Look) -> dict[str, object]:
        ask = {name: getattr(look.ask, name.removeprefix("ask.")) for name in self._ask_words}
        about = {ABOUT_DEBTOR: look.ask.person_id == look.ask.debtor_id}
        return ask | about | {name: look.facts.get(name) for name in (*self._fact_words, *self._flags)}


def _reader(
    ask_words: Sequence[str], fact_words: Sequence[str], flags: Sequence[str]
) -> Callable[[Ask, Callable[[str], object]], object]:
    """Reads the words and flags of a question into one key; a flag is 1 for yes, 0 for no, -1 for unknown."""
    names = {name: f"K{number}" for number, name in enumerate((*fact_words, *flags))}
    parts = [ASK_ATTRIBUTES[name] for name in (*ask_words, ABOUT_DEBTOR)]
    parts += [f"fact({names[name]})" for name in fact_words]
    parts += [f"(fact({names[name]}) is True) - (fact({names[name]}) is None)" for name in flags]
    constants: dict[str, object] = {bound: name for name, bound in names.items()}
    # Attributes of the ask and bound names only, never text of a rulebook.
    made: Callable[[Ask, Callable[[str], object]], object] = eval(  # noqa: S307
        f"lambda ask, fact: ({', '.join(parts)},)", constants
    )
    return made


class Schedule:
    """The plans of one rulebook, by stretch of time."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.clocks = Clocks()
        self.rules = tuple(
            _in_force(self.clocks, item, rule)
            for item in rulebook.instruments
            for rule in item.rules
            if rule.at_gate
        )
        ends = {edge for item in self.rules for edge in (item.from_us, item.to_us)}
        self._edges = sorted(ends)
        self._plans: dict[int, Plan] = {}
        self._versions = rulebook.versions
        self._last: tuple[int, int, Plan | None] = (0, 0, None)

    def at(self, us: int) -> Plan:
        """The plan in force at an instant."""
        begins, ends, last = self._last
        if last is not None and begins <= us < ends:
            return last
        index = bisect_right(self._edges, us)
        plan = self._plans.get(index)
        if plan is None:
            chosen = tuple(item for item in self.rules if item.from_us <= us < item.to_us)
            plan = self._plans[index] = Plan(chosen, self._versions)
        begins = self._edges[index - 1] if index else -FOREVER_US
        ends = self._edges[index] if index < len(self._edges) else FOREVER_US
        self._last = (begins, ends, plan)
        return plan

    def edges_between(self, start_us: int, end_us: int) -> list[int]:
        """The instants in a stretch at which some rule begins or ends."""
        return [edge for edge in self._edges if start_us < edge <= end_us]


def schedule_of(rulebook: Rulebook) -> Schedule:
    """The schedule kept with a rulebook, made on first use."""
    found = rulebook.derived.get("schedule")
    if not isinstance(found, Schedule):
        found = Schedule(rulebook)
        rulebook.derived["schedule"] = found
    return found


def _in_force(clocks: Clocks, instrument: Instrument, rule: Rule) -> InForce:
    clock = clocks.get(instrument.zone)
    starts = max(rule.valid_from, instrument.valid_from)
    ends = [day for day in (rule.valid_to, instrument.valid_to) if day is not None]

    def instant(day: date) -> int:
        number = day.toordinal() - EPOCH_ORDINAL
        return clock.day_start_us(number) if clock is not None and day.year > 1 else number * 86_400_000_000

    return InForce(rule, instrument, instant(starts), instant(min(ends)) if ends else FOREVER_US)


def _compiled(rules: Sequence[InForce], given: Mapping[str, object]) -> tuple[Examine, str, frozenset[int]]:
    """Write and compile the function that examines these rules, those left out that these facts silence."""
    coder = Coder()
    scopes: dict[str, Term] = {}
    live: list[tuple[int, InForce, Term]] = []
    for index, item in enumerate(rules):
        name = item.instrument.instrument_id
        if name not in scopes:
            scopes[name] = narrowed(item.instrument.applies, given)
        if scopes[name] != FALSE and (applies := narrowed(item.rule.applies, given)) != FALSE:
            live.append((index, item, applies))
    coder.survey(scopes.values())
    for _, item, applies in live:
        coder.survey((applies, narrowed(item.rule.breach, given)))
        coder.share(count.number for count in item.rule.counts)
    coder.constants["UNSET"] = UNSET
    named = Counter(count.name for _, item, _ in live for count in item.rule.counts)
    coder.named_once = frozenset(name for name, times in named.items() if times == 1)
    calm = frozenset(
        index for index, item, applies in live if _surely(applies, scopes[item.instrument.instrument_id])
    )
    body: list[str] = []
    for name, scope in scopes.items():
        mine = [one for one in live if one[1].instrument.instrument_id == name]
        lines = [
            line
            for index, item, applies in mine
            for line in _rule_code(coder, index, item, (applies, narrowed(item.rule.breach, given), scope))
        ]
        if lines:
            # The scope of an instrument is looked at once: most of the law is about other places.
            body += [f" i = {coder.code(scope)}", " if i is not False:", *lines]
    head = [
        "def examine(look):",
        " ask = look.ask; fact = look.facts.get; content = ask.content.get; held = look.held",
        " found = []; add = found.append; counts = {}",
        *(f" {name} = UNSET" for name in coder.memo_names),
    ]
    code = "\n".join([*head, *body, " return found, counts"])
    scope_of_code: dict[str, object] = dict(coder.constants)
    # The code is made of our own templates and bound names only (see coding), never of rulebook text.
    exec(compile(code, "<plan>", "exec"), scope_of_code)  # noqa: S102
    return scope_of_code["examine"], code, calm  # type: ignore[return-value]


def _surely(applies: Term, scope: Term) -> bool:
    """Whether a rule applies to every question that gets here."""
    return applies == TRUE and scope == TRUE


def _rule_code(coder: Coder, index: int, item: InForce, terms: tuple[Term, Term, Term]) -> list[str]:
    """The lines of one rule, inside the block of its instrument; nothing at all when it does not apply."""
    rule, (applies, breach, scope) = item.rule, terms
    number = index * STATES
    if _surely(applies, scope):
        lines = _breach_code(coder, number, breach)
        return [*lines, *(_count_code(coder, count, "  if ") for count in rule.counts)]
    total, partial = _split(applies)
    lines = [
        f"  if {coder.code(total)}:",
        f"   b = {coder.code(breach)}",
        *_applies_code(coder, partial),
        f"   if b: add({number + BROKEN})",
        f"   elif b is None: add({number + UNTOLD})",
        f"   elif a: add({number + SATISFIED})",
    ]
    if rule.obligations and rule.decision is not Decision.ALLOW_WITH_OBLIGATIONS:
        # Whether the rule applies may be unknown: duties are owed unless it surely does not.
        lines.append(f"   elif a is None: add({number + OWED})")
    return [*lines, *(_count_code(coder, count, "   if a and ") for count in rule.counts)]


def _breach_code(coder: Coder, number: int, breach: Term) -> list[str]:
    if breach == FALSE:
        return []
    if breach == TRUE:
        return [f"  add({number + BROKEN})"]
    if is_total(breach):
        return [f"  if {coder.code(breach)}: add({number + BROKEN})"]
    return [
        f"  b = {coder.code(breach)}",
        f"  if b is not False: add({number + BROKEN} if b else {number + UNTOLD})",
    ]


def _count_code(coder: Coder, count: NamedCount, condition: str) -> str:
    value, name = coder.number(count.number), coder.bind(count.name)
    if isinstance(count.number, Tally) and count.name in coder.named_once:
        return f"{condition}(n := {value}) is not None: counts[{name}] = n"
    return f"{condition}(n := {value}) is not None and n > counts.get({name}, -1): counts[{name}] = n"


def _applies_code(coder: Coder, partial: Term) -> list[str]:
    told = [f"   a = {coder.code(partial)}", "   if i is None and a: a = None"]
    lines = ["   a = i"] if partial == TRUE else told
    return [*lines, "   if a is not True and b is not False: b = a"]


def _split(term: Term) -> tuple[Term, Term]:
    """A conjunction as its never-unknown part and the rest."""
    parts = _flat(term)
    return all_of(*(part for part in parts if is_total(part))), all_of(
        *(part for part in parts if not is_total(part))
    )


def _flat(term: Term) -> tuple[Term, ...]:
    if isinstance(term, All):
        return tuple(piece for part in term.parts for piece in _flat(part))
    return (term,)
