"""What can be said of a statement before any question is asked: whether it can be unknown, and when it surely does not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.asked import ASK_ATTRIBUTES
from forbear.gate.weighing.windows import ROLLING_US
from forbear.rulebooks.terms import (
    TRUE,
    All,
    AnyOf,
    Compare,
    Constant,
    DaysSince,
    FactHas,
    FactIn,
    FactTrue,
    FactWithin,
    InWindow,
    IsKnown,
    KeyPart,
    Literal,
    Not,
    Number,
    RecordActive,
    RecordFilter,
    RecordNumber,
    RepliesTo,
    Resolver,
    Streak,
    Tally,
    Term,
    Window,
    WindowType,
    ZoneRule,
    all_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from forbear.gate.weighing.clocks import Clocks

NEEDED_OF_ASK: Final = frozenset({KeyPart.ADDRESS, KeyPart.DEBT})
"""What a count needs of the ask, which may leave it open."""


class Foretold:
    """Whether statements and numbers can be unknown, with the zones that exist."""

    def __init__(self, clocks: Clocks) -> None:
        self._clocks = clocks

    def is_total(self, term: Term) -> bool:  # noqa: PLR0911  one return for each kind of statement
        """Whether a statement can never be unknown."""
        match term:
            case Literal() | IsKnown() | RepliesTo():
                return True
            case FactIn() | FactTrue():
                return term.fact in ASK_ATTRIBUTES
            case Compare():
                return self.is_known(term.left) and self.is_known(term.right)
            case InWindow():
                return term.calendar is None and self._has_clock(term.zone)
            case RecordActive():
                return self._has_clock(term.record.zone)
            case All():
                return self.split(term)[1] == TRUE
            case AnyOf():
                return all(self.is_total(part) for part in term.parts)
            case Not():
                return self.is_total(term.part)
            case _:
                return False

    def split(self, term: Term) -> tuple[Term, Term]:
        """A conjunction as its never-unknown part and the rest. A test of a fact that must also be known is never unknown."""
        parts = _flat(term)
        known = {part.fact for part in parts if isinstance(part, IsKnown)}
        total = [part for part in parts if _fact_tested(part) in known or self.is_total(part)]
        return all_of(*total), all_of(*(part for part in parts if part not in total))

    def is_known(self, number: Number) -> bool:
        """Whether a number can never be unknown."""
        match number:
            case Constant():
                return True
            case Tally():
                return NEEDED_OF_ASK.isdisjoint(number.key) and self._begins(number.window)
            case DaysSince():
                return NEEDED_OF_ASK.isdisjoint(number.key) and self._has_clock(number.zone)
            case Streak():
                return self._has_clock(number.zone)
            case RecordNumber():
                return self._has_clock(number.record.zone)
            case _:
                return False

    def _begins(self, window: Window) -> bool:
        by_clock = window.type not in ROLLING_US and window.type is not WindowType.EVER
        return window.since_fact is None and (not by_clock or self._has_clock(window.zone))

    def _has_clock(self, zone: ZoneRule) -> bool:
        return zone.resolver is Resolver.FIXED and self._clocks.get(zone.tz) is not None


def _flat(term: Term) -> tuple[Term, ...]:
    if isinstance(term, All):
        return tuple(piece for part in term.parts for piece in _flat(part))
    return (term,)


def _fact_tested(term: Term) -> str | None:
    """The fact that a plain test looks at, which is unknown only with it."""
    part = term.part if isinstance(term, Not) else term
    return part.fact if isinstance(part, FactIn | FactTrue | FactHas | FactWithin) else None


def held_by(term: Term, bit: Callable[[RecordFilter], int]) -> int | None:
    """The bits of the filters without any of which a statement surely does not hold; nothing when there are none such."""
    match term:
        case RecordActive():
            return bit(term.record)
        case All():
            found = [held_by(part, bit) for part in term.parts]
            return next((one for one in found if one is not None), None)
        case AnyOf():
            parts = [held_by(part, bit) for part in term.parts]
            known = [one for one in parts if one is not None]
            if not parts or len(known) < len(parts):
                return None
            bits = 0
            for one in known:
                bits |= one
            return bits
        case _:
            return None
