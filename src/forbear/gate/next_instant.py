"""When, then? The earliest instant at which the same question would be answered with a permit.

Only instants at which some answer can change are tried: openings of windows, starts of local days, ends of
records, ages of events in rolling hours, dates on which law begins or ends. Each is decided by the row
evaluator on the same dossier, so the answer can never be kinder than a real decision. The search ends at a
horizon; then the rules that stand in the way for good are named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.gate.dossier import EPOCH, MICROSECOND, Dossier, Record
from forbear.gate.row import NO_INSTRUMENT, decide
from forbear.gate.weighing.clocks import DAY_US, SECOND_US, Clock
from forbear.gate.weighing.compiled.findings import views_of
from forbear.gate.weighing.look import Look
from forbear.gate.weighing.plan import Schedule, schedule_of
from forbear.gate.weighing.recorded import time_us
from forbear.gate.weighing.telling import truth, zones_of
from forbear.gate.weighing.windows import ROLLING_US
from forbear.rulebooks.terms import InWindow, Tally

if TYPE_CHECKING:
    from forbear.gate.verdict import Verdict
    from forbear.gate.weighing.look import InForce
    from forbear.rulebooks.book import Rulebook
    from forbear.rulebooks.terms import Term

HORIZON_DAYS: Final = 60
INSTANTS_MAX: Final = 2_000


def with_next(
    verdict: Verdict, dossier: Dossier, rulebook: Rulebook, *, horizon_days: int = HORIZON_DAYS
) -> Verdict:
    """The verdict with `next_permitted_at`, or with `never_because` when no instant was found.

    A permitting verdict gets its own instant. Instants carry the zone of the ask. `never_because` names the
    rules that refuse at the last instant tried and refused from the first on.
    """
    if verdict.permits:
        return verdict.with_next(dossier.ask.at, None)
    lasting = _lasting(verdict, dossier, rulebook, horizon_days=horizon_days)
    if lasting:
        return verdict.with_next(None, lasting)
    standing = {finding.rule_id for finding in verdict.reasons}
    for us in candidates(dossier, rulebook, horizon_days=horizon_days):
        at = (EPOCH + us * MICROSECOND).astimezone(dossier.ask.at.tzinfo)
        later = decide(dossier.moved_to(at), rulebook)
        if later.permits:
            return verdict.with_next(at, None)
        standing &= {finding.rule_id for finding in later.reasons}
    blocking = tuple(finding.rule_id for finding in verdict.reasons if finding.rule_id in standing)
    return verdict.with_next(None, blocking or tuple(finding.rule_id for finding in verdict.reasons))


def _lasting(verdict: Verdict, dossier: Dossier, rulebook: Rulebook, *, horizon_days: int) -> tuple[str, ...]:
    """The reasons that no passing of time can take away within the horizon: they look at no clock, log or record.

    So a refusal for a missing fact costs no search, nor does one for want of a rulebook that no date brings. A rule that ends
    within the horizon is no lasting reason.
    """
    schedule = schedule_of(rulebook)
    now = dossier.ask.us
    end = now + horizon_days * DAY_US
    timeless = {
        item.rule.rule_id
        for item in schedule.at(now).rules
        if item.to_us > end and not any(views_of(term) for term in _terms(item))
    }
    if not _edges(dossier, schedule, now, end) and not _scopes_move(dossier, schedule):
        timeless.add(NO_INSTRUMENT.rule_id)
    return tuple(finding.rule_id for finding in verdict.reasons if finding.rule_id in timeless)


def _terms(item: InForce) -> tuple[Term, ...]:
    return item.instrument.applies, item.rule.applies, item.rule.breach


def _scopes_move(dossier: Dossier, schedule: Schedule) -> bool:
    """Whether a rule in force that is silent now may speak at another time: its scope looks at a clock, a log or records."""
    look = Look(dossier, schedule.clocks)
    return any(
        views_of(item.instrument.applies)
        or (views_of(item.rule.applies) and truth(item.instrument.applies, look) is True)
        for item in schedule.at(dossier.ask.us).rules
    )


def _edges(dossier: Dossier, schedule: Schedule, start: int, end: int) -> set[int]:
    """The instants in a stretch at which a rule begins or ends, of instruments that may apply to the ask at all."""
    look = Look(dossier, schedule.clocks)
    instruments = {item.instrument.instrument_id: item.instrument.applies for item in schedule.rules}
    near = {name for name, applies in instruments.items() if truth(applies, look) is not False}
    edges = {
        edge
        for item in schedule.rules
        if item.instrument.instrument_id in near
        for edge in (item.from_us, item.to_us)
    }
    return {edge for edge in edges if start < edge <= end}


def candidates(dossier: Dossier, rulebook: Rulebook, *, horizon_days: int = HORIZON_DAYS) -> list[int]:
    """The instants after the ask, within the horizon, at which an answer can change, in order."""
    schedule = schedule_of(rulebook)
    look = Look(dossier, schedule.clocks)
    now = dossier.ask.us
    end = now + horizon_days * DAY_US
    found: set[int] = _edges(dossier, schedule, now, end)
    clocks, times = _clocks_and_times(look, schedule.rules)
    for clock in clocks:
        today = clock.local_day(now)
        for day in range(today, today + horizon_days + 1):
            found.update(_moments(clock, day, times))
    delay = dossier.ask.arrives_us - now
    found.update([us - delay for us in found] if delay else ())
    found.update(_event_edges(dossier, schedule))
    found.update(edge for record in dossier.records for edge in (record.us, record.end_us))
    return sorted(us for us in found if now < us <= end)[:INSTANTS_MAX]


def _clocks_and_times(look: Look, rules: tuple[InForce, ...]) -> tuple[list[Clock], set[int]]:
    clocks: dict[str, Clock] = {}
    times: set[int] = {0}
    for item in rules:
        for term in _terms(item):
            for view in views_of(term):
                if isinstance(view, InWindow):
                    # A slot may also be what refuses, so that its end lets in.
                    times.update(
                        second * SECOND_US for slot in view.slots for second in (slot.from_s, slot.to_s)
                    )
                for zone in zones_of(view):
                    clocks.update({clock.name: clock for clock in look.zones(zone) or ()})
    for record in look.records:
        times.update(_record_times(record))
    return list(clocks.values()), times


def _record_times(record: Record) -> set[int]:
    return {time_us(record.from_time, 0), time_us(record.to_time, DAY_US) % DAY_US}


def _moments(clock: Clock, day: int, times: set[int]) -> set[int]:
    """The instants of one local day at which the wall clock shows each time (after a gap, its end)."""
    start = clock.day_start_us(day)
    found: set[int] = set()
    for moment in times:
        wall = day * DAY_US + moment
        for offset in {clock.offset_us(start), clock.offset_us(start + DAY_US)}:
            found.add(wall - offset)
    return found


def _event_edges(dossier: Dossier, schedule: Schedule) -> set[int]:
    lengths: set[int] = set()
    for item in schedule.rules:
        for term in _terms(item):
            for view in views_of(term):
                if isinstance(view, Tally) and view.window.type in ROLLING_US:
                    lengths.add(view.window.n * ROLLING_US[view.window.type])
    return {event.us + length + 1 for event in dossier.log for length in lengths} | {
        event.us + 1 for event in dossier.log
    }
