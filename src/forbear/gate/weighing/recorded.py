"""Records in force: whether a hold, preference, consent or notice reaches the ask, and the number it states.

A hold or preference reaches when one debt is shared, a consent or notice only when it covers all of them. What
the ask leaves open counts against it; times of the day without a known zone are unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.clocks import DAY_US, EPOCH_ORDINAL, SECOND_US, Clock, weekday
from forbear.gate.weighing.matching import matcher
from forbear.rulebooks.terms import NEVER_DAYS, RecordDays, Side, Subject

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import time

    from forbear.gate.dossier import Ask, Record
    from forbear.gate.weighing.look import Look, NumberView, TruthView
    from forbear.rulebooks.terms import RecordActive, RecordFilter, RecordNumber

NEEDS_ALL_DEBTS: Final = frozenset({"consent", "notice"})


def record_view(term: RecordActive) -> TruthView:
    """Whether at least one such record is in force."""
    test = _record_test(term.record)

    def view(look: Look) -> bool | None:
        answer: bool | None = False
        for record in look.records:
            found = test(record, look)
            if found:
                return True
            if found is None:
                answer = None
        return answer

    return view


def record_number(term: RecordNumber) -> NumberView:
    """The highest number that such a record in force states; the default of the term when none is higher."""
    test = _record_test(term.record)
    tokens = term.record.tokens

    def view(look: Look) -> int | None:
        best = term.default
        if tokens.isdisjoint(look.held):
            return best
        for record in look.records:
            found = test(record, look) if record.number is not None else False
            if found is None:
                return None
            if found and record.number is not None:
                best = max(best, record.number)
        return best

    return view


def record_days(term: RecordDays) -> NumberView:
    """Days from such a record in force to the ask, or to the day that it names."""
    test, zone = _record_test(term.record), term.record.zone
    by_day, calendar = term.since is Side.DAY, term.calendar
    pick, tokens = (min if term.newest else max), term.record.tokens

    def days(clock: Clock, record: Record, us: int) -> int | None:
        named = None if record.day is None else record.day.toordinal() - EPOCH_ORDINAL
        start = named if by_day else clock.local_day(record.us)
        end = named if term.to_named else clock.local_day(us)
        if start is None or end is None:
            return None
        return end - start if calendar is None else calendar.business_days(start, end)

    def view(look: Look) -> int | None:
        if tokens.isdisjoint(look.held):
            return NEVER_DAYS
        found: list[int] = []
        for record in look.records:
            holds = False if by_day and record.day is None else test(record, look)
            if holds is False:
                continue
            clocks = look.zones(zone)
            if holds is None or clocks is None:
                return None
            each = [days(clock, record, look.ask.us) for clock in clocks]
            known = [number for number in each if number is not None]
            if len(known) < len(each):
                return None
            found.append(min(known))
        return pick(found, default=NEVER_DAYS)

    return view


def takes_plain(wanted: RecordFilter) -> bool:
    """Whether every record of the right kind, token and person satisfies a filter while in force, if `Record.is_plain`."""
    return _takes_any(wanted) and wanted.lasts_days is None and not wanted.until


def _takes_any(wanted: RecordFilter) -> bool:
    """Whether a filter asks for no flags, waived rule or addressee."""
    flagged = wanted.flags or wanted.not_flags
    return not (flagged or wanted.addressee or wanted.others) and wanted.waives is None


def _record_test(wanted: RecordFilter) -> Callable[[Record, Look], bool | None]:
    kind, tokens, of_person = wanted.kind, wanted.tokens, wanted.subject is Subject.PERSON
    strict = kind not in NEEDS_ALL_DEBTS
    ends = _fuse(wanted) if wanted.lasts_days is not None or wanted.until else None
    to_any = _takes_any(wanted)

    def test(record: Record, look: Look) -> bool | None:
        ask = look.ask
        if (
            record.token not in tokens
            or record.kind != kind
            or not record.us <= ask.us < record.end_us
            or record.person_id != (ask.person_id if of_person else ask.debtor_id)
            or not (to_any or _meant(record, ask, wanted))
            or not _covers(record, look, strict=strict)
        ):
            return False
        burnt = False if ends is None else ends(record, look)
        if burnt is not False:
            return None if burnt is None else False
        if record.from_time is None and record.to_time is None and record.only_on is None and not record.days:
            return True
        return _at_its_times(record, look, wanted, strict=strict)

    return test


def _meant(record: Record, ask: Ask, wanted: RecordFilter) -> bool:
    """Whether flags, waived rule and addressee of the record are those that the rule wants."""
    if not wanted.flags <= record.flags or not wanted.not_flags.isdisjoint(record.flags):
        return False
    if wanted.waives is not None and wanted.waives not in record.waives:
        return False
    to_all_or_asking = record.given_to in {"*", ask.actor}
    return not (wanted.addressee and not to_all_or_asking) and not (wanted.others and to_all_or_asking)


def _fuse(wanted: RecordFilter) -> Callable[[Record, Look], bool | None]:
    """Whether the record has ended by itself: after so many local days, or at an event with its person."""
    until = matcher(wanted.until) if wanted.until else None

    def burnt(record: Record, look: Look) -> bool | None:
        if until is not None and any(
            event.us > record.us and event.person_id == record.person_id and until(event)
            for event in look.live
        ):
            return True
        if wanted.lasts_days is None:
            return False
        clocks = look.zones(wanted.zone)
        if clocks is None:
            return None
        now = look.ask.us
        return any(clock.local_day(now) - clock.local_day(record.us) >= wanted.lasts_days for clock in clocks)

    return burnt


def _covers(record: Record, look: Look, *, strict: bool) -> bool:
    """Whether the record's scopes reach the ask. What the ask leaves open counts against it."""
    ask = look.ask
    if record.channels and ask.channel not in record.channels:
        return False
    if record.debts:
        debts = frozenset(ask.debts)
        reached = (
            (not debts or not debts.isdisjoint(record.debts))
            if strict
            else bool(debts) and debts <= record.debts
        )
        if not reached:
            return False
    if record.addresses and not (ask.address in record.addresses or (strict and ask.address is None)):
        return False
    return record.place is None or record.place in {ask.place, look.facts.get("point.place")}


def _at_its_times(record: Record, look: Look, wanted: RecordFilter, *, strict: bool) -> bool | None:
    clocks = look.zones(wanted.zone)
    if clocks is None:
        return None
    answers = [_local_times_hold(record, clock, look.ask.us) for clock in clocks]
    return any(answers) if strict else all(answers)


def _local_times_hold(record: Record, clock: Clock, us: int) -> bool:
    local = us + clock.offset_us(us)
    day, moment = local // DAY_US, local % DAY_US
    if record.days and weekday(day) not in record.days:
        return False
    if record.only_on is not None and record.only_on.toordinal() - EPOCH_ORDINAL != day:
        return False
    start, end = time_us(record.from_time, 0), time_us(record.to_time, DAY_US)
    return start <= moment < end if start <= end else moment >= start or moment < end


def time_us(moment: time | None, absent: int) -> int:
    """Microseconds since midnight of a time of the day."""
    if moment is None:
        return absent
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * SECOND_US + moment.microsecond
