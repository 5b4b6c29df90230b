"""Why a statement could not be told: which facts are missing, and only those that matter.

A plain reading of terms, part by part, for the rare answer that needs explaining: of a conjunction or
disjunction only the parts that are themselves unknown are blamed. The evaluators do not use it to decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.asked import ASK_ATTRIBUTES
from forbear.gate.weighing.matching import answers, key_is_known
from forbear.gate.weighing.recorded import record_view
from forbear.gate.weighing.views import fact_of, number_view
from forbear.gate.weighing.windows import window_view
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
    KeyPart,
    Literal,
    Not,
    Number,
    Op,
    RecordActive,
    RecordDays,
    RecordNumber,
    RepliesTo,
    Streak,
    Tally,
    Term,
    ZoneRule,
)

if TYPE_CHECKING:
    from forbear.gate.weighing.look import Look

ZONE: Final = "zone"
CALENDAR: Final = "calendar"
"""Missing when a day lies outside the years that a named calendar covers."""
FIXED_FACTS: Final = frozenset(ASK_ATTRIBUTES)


def value_of(name: str, look: Look) -> object:
    """The value of a fact as the evaluators see it; `None` when unknown or, for the ask, not so."""
    if name in ASK_ATTRIBUTES:
        if name == "ask.is_about_debtor":
            return look.ask.person_id == look.ask.debtor_id
        return getattr(look.ask, name.removeprefix("ask."))
    return fact_of(name, look)


def truth(term: Term, look: Look) -> bool | None:  # noqa: C901, PLR0911  one return for each kind of statement
    """Whether a statement holds; `None` when it cannot be told."""
    match term:
        case Literal():
            return term.value
        case IsKnown():
            return value_of(term.fact, look) is not None
        case FactTrue() | FactIn() | FactHas() | FactWithin():
            return _fact(term, look)
        case Compare():
            left, right = number_view(term.left)(look), number_view(term.right)(look)
            return None if left is None or right is None else _compared(left, term.op, right)
        case InWindow():
            return window_view(term)(look)
        case RecordActive():
            return record_view(term)(look)
        case RepliesTo():
            return answers(term)(look)
        case FactWithinFact():
            return _within_fact(term, look)
        case Not():
            inner = truth(term.part, look)
            return None if inner is None else not inner
        case All():
            return _joined([truth(part, look) for part in term.parts], end=False)
        case AnyOf():
            return _joined([truth(part, look) for part in term.parts], end=True)


def _fact(term: FactTrue | FactIn | FactHas | FactWithin, look: Look) -> bool | None:
    value = value_of(term.fact, look)
    if value is None:
        return False if term.fact in FIXED_FACTS else None
    if isinstance(term, FactTrue):
        return value is True
    if isinstance(term, FactIn):
        return value in term.values
    words = frozenset(value) if isinstance(value, (frozenset, set, tuple, list)) else frozenset()
    return not term.values.isdisjoint(words) if isinstance(term, FactHas) else words <= term.values


def _within_fact(term: FactWithinFact, look: Look) -> bool | None:
    mine, other = value_of(term.fact, look), value_of(term.other, look)
    if not isinstance(mine, Iterable) or not isinstance(other, Iterable):
        return None
    return set(other).issuperset(mine)


def _compared(left: int, op: Op, right: int) -> bool:
    return {
        Op.ABOVE: left > right,
        Op.AT_LEAST: left >= right,
        Op.BELOW: left < right,
        Op.AT_MOST: left <= right,
    }[op]


def _joined(parts: list[bool | None], *, end: bool) -> bool | None:
    if end in parts:
        return end
    return None if None in parts else not end


def missing(term: Term, look: Look) -> frozenset[str]:  # noqa: PLR0911  one return for each kind
    """The names for want of which the statement is unknown; empty when it is known."""
    if truth(term, look) is not None:
        return frozenset()
    match term:
        case FactTrue() | FactIn() | FactHas() | FactWithin():
            return frozenset({term.fact})
        case FactWithinFact():
            return frozenset(name for name in (term.fact, term.other) if value_of(name, look) is None)
        case InWindow():
            return frozenset({ZONE if look.zones(term.zone) is None else CALENDAR})
        case Not():
            return missing(term.part, look)
        case All() | AnyOf():
            return frozenset().union(*(missing(part, look) for part in term.parts))
        case Compare():
            return missing_number(term.left, look) | missing_number(term.right, look)
        case _:
            return frozenset({ZONE})


def missing_number(number: Number, look: Look) -> frozenset[str]:
    """The names for want of which a number is unknown."""
    if number_view(number)(look) is not None:
        return frozenset()
    match number:
        case FactNumber():
            return frozenset({number.fact})
        case DaysFrom() if value_of(number.fact, look) is None:
            return frozenset({number.fact})
        case RecordDays() if look.zones(number.record.zone) is not None:
            return frozenset({CALENDAR})
        case Tally() | DaysSince():
            return _missing_view(number, look)
        case _:
            return frozenset({ZONE})


def _missing_view(number: Tally | DaysSince, look: Look) -> frozenset[str]:
    names: set[str] = set()
    if not key_is_known(number.key, look.ask):
        names.add(
            "ask.address" if KeyPart.ADDRESS in number.key and look.ask.address is None else "ask.debts"
        )
    zone = number.window.zone if isinstance(number, Tally) else number.zone
    if look.zones(zone) is None:
        names.add(ZONE)
    since = number.window.since_fact if isinstance(number, Tally) else None
    if since is not None and look.facts.get(since) is None:
        names.add(since)
    return frozenset(names)


def zones_of(view: Term | Number) -> tuple[ZoneRule, ...]:
    """The zone rules a view needs."""
    match view:
        case InWindow() | DaysSince() | Streak():
            return (view.zone,)
        case Tally():
            return (view.window.zone,)
        case DaysFrom():
            return (view.zone,)
        case RecordActive() | RecordNumber() | RecordDays():
            return (view.record.zone,)
        case _:
            return ()
