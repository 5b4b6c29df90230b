"""Windows over the clock and the calendar: the hours that are open, the instant a count looks back to.

Each factory takes a term and gives a function from a `Look`; `None` is unknown. A window must be open in all
candidate zones, a count looks back from the earliest start.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.clocks import (
    DAY_US,
    EPOCH_ORDINAL,
    HOUR_US,
    MINUTE_US,
    SECOND_US,
    THURSDAY,
    Clock,
    weekday,
)
from forbear.gate.weighing.matching import matcher, subject_of
from forbear.rulebooks.terms import HOLIDAY, Basis, InWindow, Window, WindowType

if TYPE_CHECKING:
    from forbear.gate.weighing.look import Look, NumberView, TruthView

START_OF_TIME_US: Final = -(1 << 62)
ROLLING_US: Final = {WindowType.ROLLING_HOURS: HOUR_US, WindowType.ROLLING_MINUTES: MINUTE_US}
"""The windows that look back by elapsed time, and the length of their unit."""


def length_us(window: Window) -> int:
    """How far a window of elapsed time looks back."""
    return window.n * ROLLING_US[window.type]


def always_begins(window: Window) -> bool:
    """Whether the start of a window never hangs on a zone or on a fact."""
    return window.since_fact is None and (window.type in ROLLING_US or window.type is WindowType.EVER)


def window_view(term: InWindow) -> TruthView:
    """Whether the ask falls into an open slot in every candidate zone."""
    slots = tuple(
        tuple((slot.from_s * SECOND_US, slot.to_s * SECOND_US) for slot in term.slots if day in slot.days)
        for day in (*range(7), HOLIDAY)
    )
    holiday = None if term.calendar is None else term.calendar.is_holiday
    arrives = term.basis is Basis.ARRIVES

    def is_open(clock: Clock, us: int) -> bool | None:
        day, moment = divmod(us + clock.offset_us(us), DAY_US)
        kind = (day + THURSDAY) % 7
        if holiday is not None:
            off = holiday(day)
            if off is None:
                return None
            kind = HOLIDAY if off else kind
        for start, end in slots[kind]:  # noqa: SIM110  a loop is twice as fast here
            if start <= moment < end:
                return True
        return False

    zone = term.zone

    def view(look: Look) -> bool | None:
        clocks = look.zones(zone)
        us = look.ask.arrives_us if arrives else look.ask.us
        if clocks is None:
            return None
        if len(clocks) == 1:
            return is_open(clocks[0], us)
        found = [is_open(clock, us) for clock in clocks]
        return False if False in found else None if None in found else True

    return view


def start_of_window(window: Window) -> NumberView:
    """The instant from which events count (microseconds since 1970), after resets and the date of a fact."""
    plain = _window_start(window)
    if window.since_fact is None and not window.reset:
        return plain
    reset = matcher(window.reset) if window.reset else None

    def view(look: Look) -> int | None:
        start = plain(look)
        since = START_OF_TIME_US if window.since_fact is None else _since(window, look)
        if start is None or since is None:
            return None
        start = max(start, since)
        if reset is not None:
            subject = subject_of(look.ask, window.reset_subject)
            resets = [event.us for event in look.live if event.person_id == subject and reset(event)]
            start = max(start, resets[-1] + 1) if resets else start
        return start

    return view


def _since(window: Window, look: Look) -> int | None:
    day, clocks = look.facts.get(window.since_fact or ""), look.zones(window.zone)
    if not isinstance(day, date) or clocks is None:
        return None
    return min(clock.day_start_us(day.toordinal() - EPOCH_ORDINAL) for clock in clocks)


def _window_start(window: Window) -> NumberView:
    if window.type is WindowType.EVER:
        return lambda _look: START_OF_TIME_US
    if window.type in ROLLING_US:
        back = length_us(window)
        return lambda look: look.ask.us - back

    def view(look: Look) -> int | None:
        clocks = look.zones(window.zone)
        if clocks is None:
            return None
        now = look.ask.us
        starts = [clock.day_start_us(first_day(window, clock.local_day(now))) for clock in clocks]
        return starts[0] if len(starts) == 1 else min(starts)

    return view


def first_day(window: Window, today: int) -> int:
    """The local day on which a window of calendar days begins."""
    if window.type is WindowType.ROLLING_CALENDAR_DAYS:
        return today - (window.n - 1)
    if window.type is WindowType.CALENDAR_WEEK:
        return today - weekday(today)
    if window.type is WindowType.CALENDAR_MONTH:
        return date.fromordinal(today + EPOCH_ORDINAL).replace(day=1).toordinal() - EPOCH_ORDINAL
    return today
