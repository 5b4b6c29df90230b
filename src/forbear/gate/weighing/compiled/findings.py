"""What one rule said about one dossier, as a finding with the facts it rests on.

Facts are looked up only when somebody reads them: millions of verdicts are made whose reasons nobody
opens, and the same dossier always gives the same facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from forbear.gate.finding import Finding
from forbear.gate.weighing.telling import ZONE, missing, value_of, zones_of
from forbear.gate.weighing.views import number_view
from forbear.rulebooks.decision import Decision
from forbear.rulebooks.looking import looks_at
from forbear.rulebooks.terms import (
    All,
    AnyOf,
    Compare,
    Constant,
    InWindow,
    Not,
    Number,
    RecordActive,
    RepliesTo,
    Term,
    all_of,
)

if TYPE_CHECKING:
    from forbear.gate.weighing.look import InForce, Look
    from forbear.rulebooks.book import Rule

ENGINE_UNKNOWN: Final = "engine policy: what is not known is not allowed"


class FactsUsed(Mapping[str, object]):
    """The values that one finding rests on, looked up in the dossier when read."""

    __slots__ = ("_found", "_item", "_look")

    def __init__(self, item: InForce, look: Look) -> None:
        self._item = item
        self._look = look
        self._found: dict[str, object] | None = None

    def _values(self) -> dict[str, object]:
        if self._found is None:
            self._found = facts_of(self._item, self._look)
        return self._found

    def __getitem__(self, name: str) -> object:
        return self._values()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values())

    def __len__(self) -> int:
        return len(self._values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self) == dict(other)

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._values())))

    def __repr__(self) -> str:
        return repr(self._values())


def satisfied(rule: Rule) -> Finding:
    """The finding of a rule that was examined and is not broken."""
    return Finding(rule.rule_id, rule.cites, Decision.ALLOW, confidence=rule.confidence)


def told(item: InForce, look: Look) -> Finding:
    """The finding of a rule that is broken (or, for an obliging rule, that attaches its duties)."""
    rule = item.rule
    return Finding(rule.rule_id, rule.cites, rule.decision, (), FactsUsed(item, look), rule.confidence)


def untold(item: InForce, look: Look) -> Finding:
    """The finding of a rule that could not be told: it refuses, and names what is missing."""
    rule = item.rule
    missing = missing_facts(item, look)
    cites = (*rule.cites, ENGINE_UNKNOWN)
    return Finding(rule.rule_id, cites, Decision.DENY, missing, FactsUsed(item, look), rule.confidence)


def missing_facts(item: InForce, look: Look) -> tuple[str, ...]:
    """The names for want of which the rule could not be told, sorted."""
    names = missing(all_of(item.instrument.applies, item.rule.applies, item.rule.breach), look)
    return tuple(sorted(names))


def facts_of(item: InForce, look: Look) -> dict[str, object]:
    """The facts, counts and zones that the rule looked at, by name."""
    found: dict[str, object] = {"ask.at": look.ask.at}
    for term in (item.instrument.applies, item.rule.applies, item.rule.breach):
        found.update({name: value_of(name, look) for name in sorted(looks_at(term).facts)})
        for view in views_of(term):
            for zone in zones_of(view):
                clocks = look.zones(zone)
                found[ZONE] = None if clocks is None else tuple(clock.name for clock in clocks)
    for count in item.rule.counts:
        found[f"count.{count.name}"] = number_view(count.number)(look)
    if item.rule.limit is not None:
        found["limit"] = item.rule.limit
    return found


def views_of(term: Term) -> tuple[Term | Number, ...]:
    """Every view inside a statement."""
    match term:
        case All() | AnyOf():
            return tuple(view for part in term.parts for view in views_of(part))
        case Not():
            return views_of(term.part)
        case Compare():
            return tuple(number for number in (term.left, term.right) if not isinstance(number, Constant))
        case InWindow() | RecordActive() | RepliesTo():
            return (term,)
        case _:
            return ()
