"""Views over a dossier, one at a time: windows, tallies, days since, streaks, active records.

Each factory takes a term and gives a function from a `Look` to a value; `None` is unknown. Where several
zones are possible the strictest reading is taken: a window must be open in all of them, a count looks
back from the earliest start, days since are the fewest. The column evaluator gives the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, time
from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.clocks import DAY_US, HOUR_US, SECOND_US, THURSDAY, Clock, weekday
from forbear.gate.weighing.look import Look
from forbear.rulebooks.terms import (
    NEVER_DAYS,
    Attribution,
    Constant,
    DaysSince,
    EventFilter,
    Events,
    FactNumber,
    InWindow,
    KeyPart,
    Number,
    RecordActive,
    RecordFilter,
    RecordNumber,
    Streak,
    Subject,
    Tally,
    Window,
    WindowType,
)

if TYPE_CHECKING:
    from forbear.gate.dossier import Ask, Event, Record

NumberView = Callable[[Look], int | None]
TruthView = Callable[[Look], bool | None]
START_OF_TIME_US: Final = -(1 << 62)
EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()
UNCERTAIN: Final = "uncertain"
UNNAMED_LENDER: Final = "lender"
"""An event or ask that does not say which lender: it is counted with every lender, the strict reading."""
NEEDS_ALL_DEBTS: Final = frozenset({"consent", "notice"})


def number_view(term: Number) -> NumberView:
    """The function that works out a number term."""
    match term:
        case Constant():
            value = term.value
            return lambda _look: value
        case FactNumber():
            return _fact_number(term.fact)
        case Tally():
            return _tally(term)
        case DaysSince():
            return _days_since(term)
        case Streak():
            return _streak(term)
        case RecordNumber():
            return _record_number(term)


def _fact_number(name: str) -> NumberView:
    def view(look: Look) -> int | None:
        value = look.facts.get(name)
        return value if isinstance(value, int) else None

    return view


def window_view(term: InWindow) -> TruthView:
    """Whether the ask falls into an open slot in every candidate zone."""
    slots = tuple(
        tuple((slot.from_s * SECOND_US, slot.to_s * SECOND_US) for slot in term.slots if day in slot.days)
        for day in range(7)
    )

    def is_open(clock: Clock, us: int) -> bool:
        day, moment = divmod(us + clock.offset_us(us), DAY_US)
        for start, end in slots[(day + THURSDAY) % 7]:  # noqa: SIM110  a loop is twice as fast here
            if start <= moment < end:
                return True
        return False

    def view(look: Look) -> bool | None:
        clocks = look.zones(term.zone)
        us = look.ask.us
        if clocks is None:
            return None
        return is_open(clocks[0], us) if len(clocks) == 1 else all(is_open(clock, us) for clock in clocks)

    return view


def matcher(events: Events) -> Callable[[Event], bool]:
    """Whether an event is one of these."""
    tests = tuple(_one_matcher(item) for item in events)
    if len(tests) == 1:
        return tests[0]
    return lambda event: any(test(event) for test in tests)


def _one_matcher(wanted: EventFilter) -> Callable[[Event], bool]:
    outcomes = wanted.outcomes | {UNCERTAIN} if wanted.uncertain else wanted.outcomes
    channels, directions = wanted.channels, wanted.directions

    def early(event: Event) -> bool:
        return (
            (not channels or event.channel in channels)
            and (not directions or event.direction in directions)
            and (not wanted.outcomes or event.outcome in outcomes)
        )

    if not (wanted.purposes or wanted.not_purposes or wanted.forms or wanted.not_flags):
        return early

    def test(event: Event) -> bool:
        return (
            early(event)
            and (not wanted.purposes or event.purpose in wanted.purposes)
            and event.purpose not in wanted.not_purposes
            and (not wanted.forms or event.form in wanted.forms)
            and wanted.not_flags.isdisjoint(event.flags)
        )

    return test


def would_match(events: Events, ask: Ask) -> bool:
    """Whether the contact asked about would itself be counted, if it went as such contacts can go."""
    return any(
        (not item.channels or ask.channel in item.channels)
        and (not item.directions or "out" in item.directions)
        and (not item.purposes or ask.purpose in item.purposes)
        and ask.purpose not in item.not_purposes
        and (not item.forms or ask.form in item.forms)
        for item in events
    )


def subject_of(ask: Ask, subject: Subject) -> str:
    """The id of the person that a view looks at."""
    return ask.person_id if subject is Subject.PERSON else ask.debtor_id


def counted_debts(event: Event, attribution: Attribution) -> Iterable[str]:
    """The debts that an event counts to."""
    if attribution is Attribution.INTENDED:
        return event.debts
    talked = event.debts_discussed or event.debts_raised
    if talked:
        return talked
    return (event.debt_elected,) if event.debt_elected is not None else event.debts


def _same_key(key: frozenset[KeyPart]) -> Callable[[Event, Ask], bool]:
    """Whether an event shares the parts of a key, other than debts, with the ask."""
    person, debtor, address = (part in key for part in (KeyPart.PERSON, KeyPart.DEBTOR, KeyPart.ADDRESS))
    actor, lender = KeyPart.ACTOR in key, KeyPart.LENDER in key

    def test(event: Event, ask: Ask) -> bool:
        return (
            (not person or event.person_id == ask.person_id)
            and (not debtor or event.person_id == ask.debtor_id)
            and (not address or event.address == ask.address)
            and (not actor or event.actor == ask.actor)
            and (not lender or event.lender == ask.lender or UNNAMED_LENDER in (event.lender, ask.lender))
        )

    return test


def key_is_known(key: frozenset[KeyPart], ask: Ask) -> bool:
    """Whether the ask says what the key needs: an address, debts."""
    return (KeyPart.ADDRESS not in key or ask.address is not None) and (
        KeyPart.DEBT not in key or bool(ask.debts)
    )


def _tally(term: Tally) -> NumberView:
    matches, start_of, same_key = matcher(term.events), _start(term.window), _same_key(term.key)
    by_debt, needs_address = KeyPart.DEBT in term.key, KeyPart.ADDRESS in term.key
    itself: dict[tuple[str, str, str], int] = {}

    def view(look: Look) -> int | None:
        ask = look.ask
        start = start_of(look)
        if start is None or (needs_address and ask.address is None) or (by_debt and not ask.debts):
            return None
        found = [
            event for event in look.live if event.us >= start and matches(event) and same_key(event, ask)
        ]
        way = (ask.channel, ask.purpose, ask.form)
        own = itself.get(way)
        if own is None:
            own = itself[way] = int(term.counts_self and would_match(term.events, ask))
        if not by_debt:
            return len(found) + own
        return (
            max(sum(debt in counted_debts(event, term.attribution) for event in found) for debt in ask.debts)
            + own
        )

    return view


def _start(window: Window) -> NumberView:
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
    if window.type is WindowType.ROLLING_HOURS:
        return lambda look: look.ask.us - window.n * HOUR_US

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


def _days_since(term: DaysSince) -> NumberView:
    matches, same_key = matcher(term.events), _same_key(term.key)
    by_debt = KeyPart.DEBT in term.key

    def view(look: Look) -> int | None:
        ask = look.ask
        clocks = look.zones(term.zone)
        if clocks is None or not key_is_known(term.key, ask):
            return None
        wanted = set(ask.debts)
        last = None
        for event in look.live:
            if not (matches(event) and same_key(event, ask)):
                continue
            if not by_debt or not wanted.isdisjoint(counted_debts(event, term.attribution)):
                last = event.us
        if last is None:
            return NEVER_DAYS
        return min(clock.local_day(ask.us) - clock.local_day(last) for clock in clocks)

    return view


def _streak(term: Streak) -> NumberView:
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


def _record_number(term: RecordNumber) -> NumberView:
    test = _record_test(term.record)

    def view(look: Look) -> int | None:
        best = term.default
        for record in look.records:
            found = test(record, look) if record.number is not None else False
            if found is None:
                return None
            if found and record.number is not None:
                best = max(best, record.number)
        return best

    return view


def _record_test(wanted: RecordFilter) -> Callable[[Record, Look], bool | None]:
    strict = wanted.kind not in NEEDS_ALL_DEBTS

    def test(record: Record, look: Look) -> bool | None:
        ask = look.ask
        if record.kind != wanted.kind or record.token not in wanted.tokens:
            return False
        if not record.us <= ask.us < record.end_us or record.person_id != subject_of(ask, wanted.subject):
            return False
        if not wanted.flags <= record.flags or (
            wanted.waives is not None and wanted.waives not in record.waives
        ):
            return False
        if wanted.addressee and record.given_to not in {"*", ask.actor}:
            return False
        if not _covers(record, look, strict=strict):
            return False
        return _at_its_times(record, look, wanted, strict=strict)

    return test


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
    if record.from_time is None and record.to_time is None and not record.days and record.only_on is None:
        return True
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
