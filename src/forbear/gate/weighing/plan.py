"""From a rulebook and an instant to one function that examines every rule in force.

The rules in force change only at the dates that the law itself gives, so a plan is made for each stretch
between two such dates and kept with the rulebook it came from. Within a stretch the words of a question (its channel, role,
country …) say which rules can speak at all, so the function is written for each combination of words that occurs, with the
others left out. A plan's only state is what it has worked out already: throwing it away and making it again gives the same answers.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.asked import ABOUT_DEBTOR, ASK_ATTRIBUTES
from forbear.gate.weighing.clocks import EPOCH_ORDINAL, Clocks
from forbear.gate.weighing.compiled.narrowing import flags_looked_at, words_looked_at
from forbear.gate.weighing.compiled.weigher import Weigher
from forbear.gate.weighing.look import InForce

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from forbear.gate.dossier import Ask, Dossier
    from forbear.rulebooks.book import Instrument, Rule, Rulebook

FOREVER_US: Final = 1 << 62
NARROWED_MAX: Final = 1_000
"""Combinations of words with a function of their own, in one stretch; further ones use that of the whole stretch."""


class Plan:
    """What is in force over one stretch of time, and the functions that examine it."""

    __slots__ = (
        "_ask_words",
        "_clocks",
        "_fact_words",
        "_flags",
        "_kept",
        "_whole",
        "_words",
        "rules",
        "versions",
    )

    def __init__(self, rules: tuple[InForce, ...], versions: Mapping[str, str], clocks: Clocks) -> None:
        self.rules = rules
        self._clocks = clocks
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

    def weigher(self, dossier: Dossier) -> Weigher:
        """The function for the words of this question."""
        key = self._words(dossier.ask, dossier.facts.get)
        try:
            found = self._kept.get(key)
        except TypeError:  # a fact that is no word at all
            return self.whole
        if found is not None:
            return found
        if len(self._kept) >= NARROWED_MAX:
            return self.whole
        found = self._kept[key] = self._made(self._given(dossier))
        return found

    @property
    def whole(self) -> Weigher:
        """The function that leaves no rule out."""
        if self._whole is None:
            self._whole = self._made({})
        return self._whole

    def _made(self, given: Mapping[str, object]) -> Weigher:
        return Weigher(self.rules, self.versions, given, self._clocks)

    def _given(self, dossier: Dossier) -> dict[str, object]:
        ask, facts = dossier.ask, dossier.facts
        asked = {name: getattr(ask, name.removeprefix("ask.")) for name in self._ask_words}
        about = {ABOUT_DEBTOR: ask.person_id == ask.debtor_id}
        return asked | about | {name: facts.get(name) for name in (*self._fact_words, *self._flags)}


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
            plan = self._plans[index] = Plan(chosen, self._versions, self.clocks)
        begins = self._edges[index - 1] if index else -FOREVER_US
        ends = self._edges[index] if index < len(self._edges) else FOREVER_US
        self._last = (begins, ends, plan)
        return plan


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
