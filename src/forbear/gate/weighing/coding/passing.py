"""Counts put together, so that one pass over the log answers them.

Counts that look back over days and hours share one pass, those that look back for ever another: each is made when the first of its
counts is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.gate.weighing.scanning import pass_of
from forbear.gate.weighing.windows import ROLLING_US, START_OF_TIME_US, length_us
from forbear.rulebooks.terms import KeyPart, Tally, Window, WindowType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from forbear.gate.weighing.coding.zoned import Zoned


def is_counted_in_pass(number: object) -> bool:
    """Whether a number is a count that a pass can answer: all but those by debt."""
    return isinstance(number, Tally) and KeyPart.DEBT not in number.key


class Passes:
    """The counts of one function, and the expressions that give them."""

    def __init__(self, zoned: Zoned, given: Mapping[str, object]) -> None:
        self._zoned = zoned
        self._given = given
        self._passes: tuple[dict[Tally, Window], dict[Tally, Window]] = ({}, {})
        self._names: dict[int, str] = {}

    def add(self, tally: Tally) -> None:
        """Count this too. Everything is added before the first expression is asked for."""
        self._passes[_lasts_for_ever(tally)][tally] = tally.window

    @property
    def names(self) -> tuple[str, ...]:
        """The local variables that hold what a pass found."""
        return tuple(f"m{name}" for name in self._names.values())

    def code(self, tally: Tally, keep: Callable[[object], str], general: Callable[[Window], str]) -> str:
        """The expression of a count. `general` writes the call of the general view of a window's start."""
        which = _lasts_for_ever(tally)
        counts = self._passes[which]
        windows = list(dict.fromkeys(counts.values()))
        if which not in self._names:
            wanted = [(one, windows.index(window)) for one, window in counts.items()]
            self._names[which] = keep(pass_of(wanted, len(windows), self._given))
        name, place = self._names[which], list(counts).index(tally)
        starts = ", ".join(self._start(window, keep, general) for window in windows)
        return f"(m{name} if m{name} is not UNSET else (m{name} := {name}(dossier, ask, {starts})))[{place}]"

    def _start(self, window: Window, keep: Callable[[object], str], general: Callable[[Window], str]) -> str:
        plain = window.since_fact is None and not window.reset
        if plain and window.type in ROLLING_US:
            return f"now - {keep(length_us(window))}"
        if plain and window.type is WindowType.EVER:
            return keep(START_OF_TIME_US)
        if plain and window.type is WindowType.CALENDAR_DAY:
            return self._zoned.told(window.zone, general(window), "now - z{n}")
        return general(window)


def _lasts_for_ever(tally: Tally) -> bool:
    return tally.window.type is WindowType.EVER
