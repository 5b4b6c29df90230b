"""What a term rests on: the facts it names, and whether it needs a zone from evidence. It evaluates nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from forbear.rulebooks.terms import (
    All,
    AnyOf,
    Compare,
    DaysFrom,
    DaysSince,
    FactHas,
    FactIn,
    FactNumber,
    FactTrue,
    FactWithin,
    FactWithinFact,
    InWindow,
    IsKnown,
    Not,
    Number,
    RecordActive,
    RecordDays,
    RecordNumber,
    Resolver,
    Streak,
    Tally,
    Term,
    Window,
    WindowType,
)


@dataclass(frozen=True, slots=True)
class TermFacts:
    """What a term looks at: fact names, and whether it needs a zone from evidence."""

    facts: frozenset[str] = field(default_factory=frozenset)
    needs_zone: bool = False


def looks_at(term: Term | Number) -> TermFacts:  # noqa: C901, PLR0911  one return for each kind of term
    """Which facts a term rests on, through all its parts."""
    match term:
        case FactIn() | FactHas() | FactWithin() | FactTrue() | IsKnown() | FactNumber():
            return TermFacts(frozenset({term.fact}))
        case FactWithinFact():
            return TermFacts(frozenset({term.fact, term.other}))
        case DaysFrom():
            return TermFacts(frozenset({term.fact}), term.zone.resolver is not Resolver.FIXED)
        case All() | AnyOf():
            return _merge(*(looks_at(part) for part in term.parts))
        case Not():
            return looks_at(term.part)
        case Compare():
            return _merge(looks_at(term.left), looks_at(term.right))
        case InWindow():
            return TermFacts(needs_zone=term.zone.resolver is not Resolver.FIXED)
        case Tally():
            since = frozenset({term.window.since_fact}) if term.window.since_fact else frozenset()
            return TermFacts(since, _window_needs_zone(term.window))
        case DaysSince() | Streak():
            return TermFacts(needs_zone=term.zone.resolver is not Resolver.FIXED)
        case RecordActive() | RecordNumber() | RecordDays():
            return TermFacts(needs_zone=term.record.zone.resolver is not Resolver.FIXED)
        case _:
            return TermFacts()


def _window_needs_zone(window: Window) -> bool:
    clockless = {WindowType.EVER, WindowType.ROLLING_HOURS, WindowType.ROLLING_MINUTES}
    by_clock = window.type in clockless and window.since_fact is None
    return not by_clock and window.zone.resolver is not Resolver.FIXED


def _merge(*found: TermFacts) -> TermFacts:
    names = frozenset().union(*(item.facts for item in found)) if found else frozenset()
    return TermFacts(names, any(item.needs_zone for item in found))
