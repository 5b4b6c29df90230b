"""From a rulebook and an instant to one function that examines every rule in force.

The rules in force change only at the dates that the law itself gives, so a plan is made for each stretch
between two such dates and kept with the rulebook it came from. A plan has no state of its own: throwing it
away and making it again gives the same answers.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from forbear.gate.finding import Finding
from forbear.gate.weighing.clocks import EPOCH_ORDINAL, Clocks
from forbear.gate.weighing.coding import Coder, is_total
from forbear.gate.weighing.findings import satisfied, told, untold
from forbear.gate.weighing.in_force import InForce
from forbear.gate.weighing.look import Look
from forbear.rulebooks.decision import Decision
from forbear.rulebooks.terms import TRUE, All, Term, all_of

if TYPE_CHECKING:
    from datetime import date

    from forbear.rulebooks.book import Instrument, Rule, Rulebook

FOREVER_US: Final = 1 << 62
UNSET: Final = object()

Examine = Callable[[Look], tuple[int, list[Finding], tuple[str, ...], dict[str, int]]]
"""Strictest decision, findings, obligations, counts."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is in force over one stretch of time, and the function that examines it."""

    rules: tuple[InForce, ...]
    versions: dict[str, str]
    examine: Examine
    code: str


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

    def at(self, us: int) -> Plan:
        """The plan in force at an instant."""
        index = bisect_right(self._edges, us)
        plan = self._plans.get(index)
        if plan is None:
            chosen = tuple(item for item in self.rules if item.from_us <= us < item.to_us)
            plan = make_plan(chosen, self._versions)
            self._plans[index] = plan
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


def make_plan(chosen: tuple[InForce, ...], versions: dict[str, str]) -> Plan:
    """Write and compile the function that examines these rules."""
    coder = Coder()
    instruments = {item.instrument.instrument_id: item.instrument for item in chosen}
    coder.survey(item.applies for item in instruments.values())
    for item in chosen:
        coder.survey((item.rule.applies, item.rule.breach))
        coder.share(count.number for count in item.rule.counts)
    coder.constants |= {
        "UNSET": UNSET,
        "told": told,
        "untold": untold,
        "DENY": int(Decision.DENY),
        "OBLIGED": int(Decision.ALLOW_WITH_OBLIGATIONS),
    }
    body: list[str] = []
    for name, instrument in instruments.items():
        # The scope of an instrument is looked at once: most of the law is about other places.
        body += [f" i = {coder.code(instrument.applies)}", " if i is not False:"]
        for index, item in enumerate(chosen):
            if item.instrument.instrument_id == name:
                body += _rule_code(coder, index, item)
    head = [
        "def examine(look):",
        " ask = look.ask; fact = look.facts.get; content = ask.content.get; records = look.records",
        " found = []; add = found.append; worst = 0; owed = (); counts = {}",
        *(f" {name} = UNSET" for name in coder.memo_names),
    ]
    code = "\n".join([*head, *body, " return worst, found, owed, counts"])
    scope: dict[str, object] = dict(coder.constants)
    # The code is made of our own templates and bound names only (see coding), never of rulebook text.
    exec(compile(code, "<plan>", "exec"), scope)  # noqa: S102
    examine = scope["examine"]
    used = {item.instrument.instrument_id: versions[item.instrument.instrument_id] for item in chosen}
    return Plan(chosen, used, examine, code)  # type: ignore[arg-type]


def _rule_code(coder: Coder, index: int, item: InForce) -> list[str]:
    """The lines of one rule, inside the block of its instrument; nothing at all when it does not apply."""
    rule = item.rule
    total, partial = _split(rule.applies)
    lines = [f"  if {coder.code(total)}:", f"   b = {coder.code(rule.breach)}"]
    if partial == TRUE:
        lines.append("   a = i")
    else:
        lines.append(f"   a = {coder.code(partial)}")
        lines.append("   if i is None and a: a = None")
    lines.append("   if a is not True and b is not False: b = a")
    coder.constants[f"R{index}"] = item
    coder.constants[f"S{index}"] = satisfied(rule)
    strength = int(rule.decision)
    lines += ["   if b:", f"    add(told(R{index}, look))", f"    if worst < {strength}: worst = {strength}"]
    if rule.decision is Decision.ALLOW_WITH_OBLIGATIONS:
        lines.append(f"    owed += {coder.bind(rule.obligations)}")
    lines += ["   elif b is None:", f"    add(untold(R{index}, look)); worst = DENY"]
    lines += ["   elif a:", f"    add(S{index})"]
    if rule.obligations and rule.decision is not Decision.ALLOW_WITH_OBLIGATIONS:
        # Whether the rule applies may be unknown: duties are owed unless it surely does not.
        lines.append("   if b is False and a is not False:")
        lines.append(f"    owed += {coder.bind(rule.obligations)}")
        lines.append("    if worst < OBLIGED: worst = OBLIGED")
    for count in rule.counts:
        value, name = coder.number(count.number), coder.bind(count.name)
        lines += [
            f"   if a and (n := {value}) is not None and n > counts.get({name}, -1): counts[{name}] = n"
        ]
    return lines


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
