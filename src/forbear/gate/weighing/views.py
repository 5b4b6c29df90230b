"""Number terms into functions over a `Look`: one function for each term, `None` is unknown.

Windows stand in `windows`, records in `recorded`. The column evaluator gives the same values.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.clocks import EPOCH_ORDINAL
from forbear.gate.weighing.counting import days_since, streak, tally
from forbear.gate.weighing.recorded import record_days, record_number
from forbear.rulebooks.terms import (
    Constant,
    DaysFrom,
    DaysSince,
    FactNumber,
    Number,
    RecordDays,
    RecordNumber,
    Streak,
    Tally,
)

if TYPE_CHECKING:
    from forbear.gate.weighing.look import Look, NumberView

CONTENT: Final = "content."


def number_view(term: Number) -> NumberView:  # noqa: PLR0911  one return for each kind
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
        case RecordDays():
            return record_days(term)
        case DaysFrom():
            return _days_from(term)


def _days_from(term: DaysFrom) -> NumberView:
    def view(look: Look) -> int | None:
        day, clocks = fact_of(term.fact, look), look.zones(term.zone)
        if not isinstance(day, date) or clocks is None:
            return None
        named = day.toordinal() - EPOCH_ORDINAL
        return min(clock.local_day(look.ask.us) for clock in clocks) - named

    return view


def _fact_number(name: str) -> NumberView:
    def view(look: Look) -> int | None:
        value = fact_of(name, look)
        return value if isinstance(value, int) else None

    return view


def fact_of(name: str, look: Look) -> object:
    """The value of a fact of the dossier or of the words; `None` when unknown."""
    if name.startswith(CONTENT):
        return look.ask.content.get(name.removeprefix(CONTENT))
    return look.facts.get(name)
