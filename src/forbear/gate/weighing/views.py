"""Number terms into functions over a `Look`: one function for each term, `None` is unknown.

Windows stand in `windows`, records in `recorded`. The column evaluator gives the same values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.gate.weighing.counting import days_since, streak, tally
from forbear.gate.weighing.recorded import record_number
from forbear.rulebooks.terms import Constant, DaysSince, FactNumber, Number, RecordNumber, Streak, Tally

if TYPE_CHECKING:
    from forbear.gate.weighing.look import Look, NumberView


def number_view(term: Number) -> NumberView:
    """The function that works out a number term."""
    match term:
        case Constant():
            value = term.value
            return lambda _look: value
        case FactNumber():
            return _fact_number(term.fact)
        case Tally():
            return tally(term)
        case DaysSince():
            return days_since(term)
        case Streak():
            return streak(term)
        case RecordNumber():
            return record_number(term)


def _fact_number(name: str) -> NumberView:
    def view(look: Look) -> int | None:
        value = look.facts.get(name)
        return value if isinstance(value, int) else None

    return view
