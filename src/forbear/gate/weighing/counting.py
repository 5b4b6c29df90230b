"""Numbers from the log: how many in a window, how many days since, how many days in a row.

Each factory takes a term and gives a function from a `Look` to a number; `None` is unknown. Where several
zones are possible the strictest reading is taken: days since are the fewest, a streak is the shortest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.gate.weighing.matching import (
    counted_debts,
    key_is_known,
    matcher,
    subject_of,
    would_match,
)
from forbear.gate.weighing.scanning import scan_of
from forbear.gate.weighing.windows import START_OF_TIME_US, start_of_window
from forbear.rulebooks.terms import NEVER_DAYS, Attribution, DaysSince, KeyPart, Streak, Tally

if TYPE_CHECKING:
    from forbear.gate.weighing.clocks import Clock
    from forbear.gate.weighing.look import Look, NumberView


def tally(term: Tally) -> NumberView:
    """How many such events share the key within the window; of several debts the highest number."""
    scan, start_of = scan_of(term.events, term.key), start_of_window(term.window)
    by_debt, needs_address = KeyPart.DEBT in term.key, KeyPart.ADDRESS in term.key
    elects = term.attribution is not Attribution.INTENDED
    itself: dict[tuple[str, str, str], int] = {}
    counts_self = term.counts_self and KeyPart.OTHER_CHANNEL not in term.key

    def view(look: Look) -> int | None:
        ask = look.ask
        start = start_of(look)
        if start is None or (needs_address and ask.address is None) or (by_debt and not ask.debts):
            return None
        found = scan(look, start) if look.before else ()
        way = (ask.channel, ask.purpose, ask.form)
        own = itself.get(way)
        if own is None:
            own = itself[way] = int(counts_self and would_match(term.events, ask))
        if not by_debt:
            return len(found) + own
        chosen = ask.debt_elected if elects else None
        return max(
            sum(debt in counted_debts(event, term.attribution) for event in found)
            + (own if chosen is None or chosen == debt else 0)
            for debt in ask.debts
        )

    return view


def days_since(term: DaysSince) -> NumberView:
    """Local days since the last such event; `NEVER_DAYS` when there was none."""
    scan, by_debt = scan_of(term.events, term.key), KeyPart.DEBT in term.key

    def view(look: Look) -> int | None:
        ask = look.ask
        clocks = look.zones(term.zone)
        if clocks is None or not key_is_known(term.key, ask):
            return None
        found = scan(look, START_OF_TIME_US)
        if by_debt:
            wanted = set(ask.debts)
            found = [one for one in found if not wanted.isdisjoint(counted_debts(one, term.attribution))]
        last = found[0].us if found else None
        if last is None:
            return NEVER_DAYS
        return min(clock.local_day(ask.us) - clock.local_day(last) for clock in clocks)

    return view


def streak(term: Streak) -> NumberView:
    """The longest run of local days, before today, with at least so many such events each."""
    matches, resets = matcher(term.events), matcher(term.reset)

    def view(look: Look) -> int | None:
        clocks = look.zones(term.zone)
        if clocks is None:
            return None
        subject = subject_of(look.ask, term.subject)
        mine = [event for event in look.live if event.person_id == subject]
        reset = max((event.us for event in mine if resets(event)), default=START_OF_TIME_US)
        found = [event.us for event in mine if event.us > reset and matches(event)]
        return min(_longest(clock, found, term.per_day, look.ask.us) for clock in clocks)

    return view


def _longest(clock: Clock, found: list[int], per_day: int, now: int) -> int:
    today = clock.local_day(now)
    days: dict[int, int] = {}
    for us in found:
        day = clock.local_day(us)
        days[day] = days.get(day, 0) + 1
    best = run = 0
    previous = None
    for day in sorted(day for day, number in days.items() if number >= per_day and day < today):
        run = run + 1 if previous is not None and day == previous + 1 else 1
        best, previous = max(best, run), day
    return best
