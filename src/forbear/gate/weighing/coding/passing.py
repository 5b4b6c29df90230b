"""Counts put together, so that one pass over the log answers them.

Counts that look back over hours and days are made in one pass that stands before the rules. Those that look back for ever are made
by a function of their own when the first of them is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.gate.weighing.clocks import DAY_US, STRETCH_BITS
from forbear.gate.weighing.scanning import EVENT_CONSTANTS, Reach, pass_lines
from forbear.gate.weighing.views import number_view
from forbear.gate.weighing.windows import (
    ROLLING_US,
    START_OF_TIME_US,
    always_begins,
    length_us,
    start_of_window,
)
from forbear.rulebooks.terms import KeyPart, Tally, Window, WindowType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forbear.gate.weighing.coding.bound import Bound
    from forbear.gate.weighing.coding.zoned import Zoned
    from forbear.gate.weighing.look import Look, NumberView
    from forbear.gate.weighing.scanning import Wanted


class Passes:
    """The counts of one function, the lines that make them, and the expressions that give them."""

    def __init__(self, bound: Bound, zoned: Zoned, given: Mapping[str, object]) -> None:
        bound.constants.update(EVENT_CONSTANTS)
        self._bound = bound
        self._zoned = zoned
        self._given = given
        self._near: list[Tally] = []
        self._far: list[Tally] = []

    def add(self, tally: Tally) -> None:
        """Count this too. Everything is added before anything is asked for."""
        counts = self._far if _is_far(tally) else self._near
        if tally not in counts:
            counts.append(tally)

    def code(self, tally: Tally) -> str:
        """The expression of a count."""
        if _is_far(tally):
            found = f"(far if far is not UNSET else (far := count_far(dossier)))[{self._far.index(tally)}]"
        else:
            found = f"n{self._near.index(tally)}"
        if KeyPart.DEBT not in tally.key:
            return found
        # An ask about several debts, or none, is for the general view.
        return f"({found} if len(ask.debts) == 1 else {self._bound.view(tally, lambda: number_view(tally))})"

    @property
    def memo(self) -> tuple[str, ...]:
        """The variable for the counts that are made when asked for."""
        return ("far",) if self._far else ()

    def near_lines(self) -> list[str]:
        """The lines of the pass before the rules."""
        return [f" {line}" for line in self._lines(self._near)] if self._near else []

    def far_function(self) -> list[str]:
        """The lines of the function for the other pass."""
        if not self._far:
            return []
        return [
            "def count_far(dossier):",
            " ask = dossier.ask; now = ask.us; look = None",
            *(f" {line}" for line in self._lines(self._far)),
            f" return ({', '.join(f'n{place}' for place in range(len(self._far)))},)",
        ]

    def _lines(self, counts: Sequence[Tally]) -> list[str]:
        windows = list(dict.fromkeys(tally.window for tally in counts))
        wanted = [(tally, windows.index(tally.window)) for tally in counts]
        names = ", ".join(f"n{place}" for place in range(len(counts)))
        corrected = f"{names}, = {self._bound.call(('corrected', *counts), lambda: _general(counts))}"
        if all(_is_plain(window) and window.type in ROLLING_US for window in windows):
            return self._by_age(windows, wanted, corrected)
        unsure = [number for number, window in enumerate(windows) if not always_begins(window)]
        # What is counted from an unknown start is told as unknown; meanwhile nothing is counted to it.
        begins = [f"a{number}" if number in unsure else f"s{number}" for number in range(len(windows))]
        first = begins[0] if len(windows) == 1 else "first"
        reached = tuple("" if name == first else f"us >= {name}" for name in begins)
        reach = Reach("us = event.us", f"us < {first}", "us >= now", reached)
        return [
            *(f"s{number} = {self._start(window)}" for number, window in enumerate(windows)),
            *(f"a{number} = now if s{number} is None else s{number}" for number in unsure),
            *([f"first = min({', '.join(begins)})"] if first == "first" else []),
            *pass_lines(wanted, reach, self._given, self._bound.bind, corrected),
            *(
                f"if {unknown}: n{place} = None"
                for place, (tally, start) in enumerate(wanted)
                if (unknown := _unknown(tally, start))
            ),
        ]

    def _by_age(self, windows: Sequence[Window], wanted: Wanted, corrected: str) -> list[str]:
        """Where all windows reach back by elapsed time the age of an event tells, and no start has to be worked out."""
        lengths = [length_us(window) for window in windows]
        bound = [self._bound.bind(length) for length in lengths]
        longest = bound[lengths.index(max(lengths))]
        tests = tuple("" if name == longest else f"age <= {name}" for name in bound)
        reach = Reach("age = now - event.us", f"age > {longest}", "age <= 0", tests)
        return [
            *pass_lines(wanted, reach, self._given, self._bound.bind, corrected),
            *(
                f"if ask.address is None: n{place} = None"
                for place, (tally, _) in enumerate(wanted)
                if KeyPart.ADDRESS in tally.key
            ),
        ]

    def _start(self, window: Window) -> str:
        plain = _is_plain(window)
        if plain and window.type in ROLLING_US:
            return f"now - {self._bound.bind(length_us(window))}"
        if plain and window.type is WindowType.EVER:
            return self._bound.bind(START_OF_TIME_US)
        general = self._bound.call(("start", window), lambda: start_of_window(window))
        if plain and window.type is WindowType.CALENDAR_DAY:
            return self._zoned.told(window.zone, general, "now - z{n}")
        if plain and window.type is WindowType.ROLLING_CALENDAR_DAYS:
            back = (window.n - 1) * DAY_US
            earlier = f"(earlier := o{{n}}.others[(now - {back}) >> {STRETCH_BITS}]) is not UNSURE"
            alike = f"{earlier} and earlier.offset_us == o{{n}}.offset_us"
            return self._zoned.told(
                window.zone, general, f"(now - z{{n}} - {back} if {alike} else {general})"
            )
        return general


def _is_far(tally: Tally) -> bool:
    return tally.window.type is WindowType.EVER


def _is_plain(window: Window) -> bool:
    return window.since_fact is None and not window.reset


def _unknown(tally: Tally, start: int) -> str:
    """The test of whether a count is unknown; empty when it never is."""
    tests = ["ask.address is None"] if KeyPart.ADDRESS in tally.key else []
    tests += [] if always_begins(tally.window) else [f"s{start} is None"]
    return " or ".join(tests)


def _general(counts: Sequence[Tally]) -> object:
    """The same counts by the general views, which know of events that take others away."""
    views: list[NumberView] = []

    def numbers(look: Look) -> tuple[int | None, ...]:
        if not views:
            views.extend(number_view(tally) for tally in counts)
        return tuple(view(look) for view in views)

    return numbers
