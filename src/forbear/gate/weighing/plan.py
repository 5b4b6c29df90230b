"""From a rulebook and an instant to one function that examines every rule in force.

The rules in force change only at the dates that the law itself gives, so a plan is made for each stretch
between two such dates and kept with the rulebook it came from. Within a stretch the words of a question (its channel, role,
country …) say which rules can speak at all, so the function is written for each combination of words that occurs, with the
others left out. A plan's only state is what it has worked out already: throwing it away and making it again gives the same answers.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Final

from forbear.gate.weighing.asked import ABOUT_DEBTOR, ASK_ATTRIBUTES
from forbear.gate.weighing.clocks import DAY_US, EPOCH_ORDINAL, Clocks
from forbear.gate.weighing.compiled.findings import views_of
from forbear.gate.weighing.compiled.narrowing import flags_looked_at, words_looked_at
from forbear.gate.weighing.compiled.weigher import Weigher
from forbear.gate.weighing.look import InForce
from forbear.rulebooks.looking import looks_at
from forbear.rulebooks.terms import Subject

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from forbear.gate.dossier import Dossier
    from forbear.rulebooks.book import Instrument, Rule, Rulebook

SCHEDULE: Final = "schedule"
"""Under this name a rulebook keeps its schedule in what was derived from it."""
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
        "_key",
        "_whole",
        "known",
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
        asked |= {ABOUT_DEBTOR} if any(_tells_debtor_apart(item) for item in rules) else set()
        self._ask_words = tuple(sorted(name for name in scopes | asked if name in ASK_ATTRIBUTES))
        self._fact_words = tuple(sorted(name for name in scopes if not name.startswith(("ask.", "content."))))
        self._flags = tuple(sorted(flags_looked_at(item.instrument.applies for item in rules)))
        self._kept: dict[object, Weigher] = {}
        self._key, self.known = _readers(self._kept, self._ask_words, self._fact_words, self._flags)
        self._whole: Weigher | None = None

    def weigher(self, dossier: Dossier) -> Weigher:
        """The function for the words of this question. `known` gives it when it was made before, and nothing when not."""
        try:
            key = self._key(dossier)
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
        about = {ABOUT_DEBTOR: ask.person_id == ask.debtor_id}
        asked = {
            name: about[name] if name in about else getattr(ask, name.removeprefix("ask."))
            for name in self._ask_words
        }
        return asked | {name: facts.get(name) for name in (*self._fact_words, *self._flags)}


def _tells_debtor_apart(item: InForce) -> bool:
    """Whether a rule looks at who the debtor is: by a fact, or by records of theirs."""
    terms = (item.instrument.applies, item.rule.applies, item.rule.breach)
    records = [getattr(view, "record", None) for term in terms for view in views_of(term)]
    return any(ABOUT_DEBTOR in looks_at(term).facts for term in terms) or any(
        record is not None and record.subject is Subject.DEBTOR for record in records
    )


def _readers(
    kept: Mapping[object, Weigher],
    ask_words: Sequence[str],
    fact_words: Sequence[str],
    flags: Sequence[str],
) -> tuple[Callable[[Dossier], object], Callable[[Dossier], Weigher | None]]:
    """Functions that read the words and flags of a question into one key, and what is kept under it.

    A flag is 1 for yes, 0 for no, -1 for unknown.
    """
    names = {name: f"K{number}" for number, name in enumerate((*fact_words, *flags))}
    parts = [ASK_ATTRIBUTES[name] for name in ask_words]
    parts += [f"fact({names[name]})" for name in fact_words]
    parts += [f"(fact({names[name]}) is True) - (fact({names[name]}) is None)" for name in flags]
    read = [" ask = dossier.ask", *([" fact = dossier.facts.get"] if names else [])]
    key = f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
    code = [
        "def key(dossier):",
        *read,
        f" return {key}",
        "def known(dossier):",
        *read,
        f" return KEPT({key})",
    ]
    scope: dict[str, Any] = {bound: name for name, bound in names.items()} | {"KEPT": kept.get}
    # Attributes of the ask and bound names only, never text of a rulebook.
    exec("\n".join(code), scope)  # noqa: S102
    return scope["key"], scope["known"]


class Schedule:
    """The plans of one rulebook, by stretch of time."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.clocks = Clocks()
        self.rules = tuple(
            in_force(self.clocks, item, rule)
            for item in rulebook.instruments
            for rule in item.rules
            if rule.at_gate
        )
        ends = {edge for item in self.rules for edge in (item.from_us, item.to_us)}
        self._edges = sorted(ends)
        self._plans: dict[int, Plan] = {}
        self._versions = rulebook.versions
        self.last: tuple[int, int, Plan | None] = (0, 0, None)

    def at(self, us: int) -> Plan:
        """The plan in force at an instant."""
        begins, ends, last = self.last
        if last is not None and begins <= us < ends:
            return last
        index = bisect_right(self._edges, us)
        plan = self._plans.get(index)
        if plan is None:
            chosen = tuple(item for item in self.rules if item.from_us <= us < item.to_us)
            plan = self._plans[index] = Plan(chosen, self._versions, self.clocks)
        begins = self._edges[index - 1] if index else -FOREVER_US
        ends = self._edges[index] if index < len(self._edges) else FOREVER_US
        self.last = (begins, ends, plan)
        return plan


def schedule_of(rulebook: Rulebook) -> Schedule:
    """The schedule kept with a rulebook, made on first use."""
    found = rulebook.derived.get(SCHEDULE)
    if not isinstance(found, Schedule):
        found = Schedule(rulebook)
        rulebook.derived[SCHEDULE] = found
    return found


def in_force(clocks: Clocks, instrument: Instrument, rule: Rule) -> InForce:
    """A rule with the instants between which it holds, by the clock of its instrument."""
    clock = clocks.get(instrument.zone)
    starts = max(rule.valid_from, instrument.valid_from)
    ends = [day for day in (rule.valid_to, instrument.valid_to) if day is not None]

    def instant(day: date) -> int:
        number = day.toordinal() - EPOCH_ORDINAL
        return clock.day_start_us(number) if clock is not None and day.year > 1 else number * DAY_US

    return InForce(rule, instrument, instant(starts), instant(min(ends)) if ends else FOREVER_US)
