"""The next permitted instant is permitted, nothing before it is, and what is never permitted says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forbear.gate.dossier import MICROSECOND, Ask, Dossier, Event, Record, ZoneEvidence
from forbear.gate.next_instant import with_next
from forbear.gate.row import decide
from forbear.rulebooks.book import Rule, Rulebook
from forbear.rulebooks.decision import Decision
from forbear.rulebooks.terms import (
    Basis,
    Compare,
    Constant,
    DaysSince,
    EventFilter,
    InWindow,
    KeyPart,
    Literal,
    Not,
    Op,
    RecordActive,
    RecordFilter,
    Resolver,
    Slot,
    Tally,
    Term,
    Window,
    WindowType,
    ZoneRule,
)
from tests.unit.gate.worlds import book_of, books, dossiers

DAYS = 5
NOON = datetime(2026, 10, 14, 4, tzinfo=UTC)
SHANGHAI = ZoneRule(Resolver.FIXED, "Asia/Shanghai")
CALLS = (EventFilter(channels=frozenset({"call"})),)
EVERY_DAY = frozenset(range(7))


def law(breach: Term, *, valid_to: date | None = None, valid_from: date = date(2000, 1, 1)) -> Rulebook:
    """A rule that refuses, beside one that never does (so that there is always some law)."""
    return book_of(
        a_rule(0, breach, valid_from, valid_to), a_rule(1, Compare(Constant(0), Op.ABOVE, Constant(1)))
    )


def a_rule(
    number: int, breach: Term, valid_from: date = date(2000, 1, 1), valid_to: date | None = None
) -> Rule:
    return Rule(
        rule_id=f"book/r{number}",
        instrument_id="book",
        kind="content",
        cites=(f"clause {number}",),
        decision=Decision.DENY,
        valid_from=valid_from,
        valid_to=valid_to,
        applies=Not(Compare(Constant(0), Op.ABOVE, Constant(1))),
        breach=breach,
        confidence="P",
        read_on=date(2026, 11, 23),
        explain={"zh-CN": "试。", "en": "A rule."},
        obligations=(),
        counts=(),
    )


def asked(
    *, log: tuple[Event, ...] = (), records: tuple[Record, ...] = (), arrives: datetime | None = None
) -> Dossier:
    zones = (ZoneEvidence("residence", "Asia/Shanghai"),)
    return Dossier(Ask(NOON, "call", "p1", arrives_at=arrives), log=log, records=records, zones=zones)


def next_of(dossier: Dossier, book: Rulebook, *, days: int = DAYS) -> datetime | None:
    found = with_next(decide(dossier, book), dossier, book, horizon_days=days).next_permitted_at
    return None if found is None else found.astimezone(UTC)


def called(at: datetime) -> Event:
    return Event(at, "call", "p1", "conversation")


def rolling(hours: int) -> Tally:
    return Tally(
        CALLS,
        Window(WindowType.ROLLING_HOURS, SHANGHAI, hours),
        frozenset({KeyPart.PERSON}),
        counts_self=False,
    )


def test_a_count_over_hours_opens_when_the_oldest_event_has_left() -> None:
    busy = Compare(rolling(24), Op.AT_LEAST, Constant(1))
    dossier = asked(log=(called(NOON - timedelta(hours=20)),))
    assert next_of(dossier, law(busy)) == NOON + timedelta(hours=4, microseconds=1)


def test_a_minimum_is_met_right_after_the_event_that_is_still_to_come_in() -> None:
    quiet = Compare(rolling(24), Op.BELOW, Constant(1))
    dossier = asked(log=(called(NOON + timedelta(hours=2)),))
    assert next_of(dossier, law(quiet)) == NOON + timedelta(hours=2, microseconds=1)


def test_shut_hours_open_on_the_minute_in_the_zone_of_the_person() -> None:
    shut = Not(InWindow(SHANGHAI, (Slot(EVERY_DAY, 14 * 3600, 18 * 3600),)))
    assert next_of(asked(), law(shut)) == NOON + timedelta(hours=2)


def test_a_message_that_travels_is_sent_so_that_it_arrives_in_time() -> None:
    shut = Not(InWindow(SHANGHAI, (Slot(EVERY_DAY, 18 * 3600, 20 * 3600),), None, Basis.ARRIVES))
    assert next_of(asked(arrives=NOON + timedelta(hours=5)), law(shut)) == NOON + timedelta(hours=1)


def test_a_rest_in_calendar_days_ends_at_midnight() -> None:
    resting = Compare(DaysSince(CALLS, SHANGHAI, frozenset({KeyPart.PERSON})), Op.BELOW, Constant(2))
    dossier = asked(log=(called(NOON - timedelta(hours=1)),))
    assert next_of(dossier, law(resting)) == datetime(2026, 10, 15, 16, tzinfo=UTC)


@pytest.mark.parametrize("ends", ["until", "ended_at"])
def test_a_hold_ends_when_its_record_does(ends: str) -> None:
    stopped = RecordActive(RecordFilter("hold", frozenset({"stop"}), SHANGHAI))
    record = Record("hold", "stop", NOON - timedelta(days=1), "p1", **{ends: NOON + timedelta(minutes=7)})  # type: ignore[arg-type]
    assert next_of(asked(records=(record,)), law(stopped)) == NOON + timedelta(minutes=7)


def test_a_consent_still_to_begin_lets_in_from_its_beginning() -> None:
    without = Not(RecordActive(RecordFilter("hold", frozenset({"stop"}), SHANGHAI)))
    record = Record("hold", "stop", NOON + timedelta(minutes=3), "p1")
    assert next_of(asked(records=(record,)), law(without)) == NOON + timedelta(minutes=3)


def test_hours_that_a_person_named_end_with_their_last_minute() -> None:
    asked_for = RecordActive(RecordFilter("hold", frozenset({"stop"}), SHANGHAI))
    record = Record("hold", "stop", NOON - timedelta(days=9), "p1", from_time=time(9), to_time=time(13, 30))
    assert next_of(asked(records=(record,)), law(asked_for)) == NOON + timedelta(hours=1, minutes=30)


def test_hours_that_a_person_named_begin_with_their_first_minute() -> None:
    outside = Not(RecordActive(RecordFilter("hold", frozenset({"stop"}), SHANGHAI)))
    record = Record("hold", "stop", NOON - timedelta(days=9), "p1", from_time=time(13, 30))
    assert next_of(asked(records=(record,)), law(outside)) == NOON + timedelta(hours=1, minutes=30)


def test_law_that_is_silent_by_the_clock_speaks_when_its_hours_come() -> None:
    morning = InWindow(SHANGHAI, (Slot(EVERY_DAY, 0, 14 * 3600),))
    book = book_of(replace(a_rule(0, Compare(Constant(0), Op.ABOVE, Constant(1))), applies=Not(morning)))
    assert next_of(asked(), book) == NOON + timedelta(hours=2)


def test_law_that_is_silent_by_the_clock_speaks_beside_law_that_is_not() -> None:
    morning = InWindow(SHANGHAI, (Slot(EVERY_DAY, 0, 14 * 3600),))
    never = Compare(Constant(0), Op.ABOVE, Constant(1))
    elsewhere = Literal(value=False)
    book = book_of(
        replace(a_rule(0, never), applies=Not(morning)), replace(a_rule(1, never), applies=elsewhere)
    )
    assert next_of(asked(), book) == NOON + timedelta(hours=2)


def test_law_that_ends_lets_in_on_the_day_it_no_longer_holds() -> None:
    always = Compare(Constant(1), Op.ABOVE, Constant(0))
    assert next_of(asked(), law(always, valid_to=date(2026, 10, 17))) == datetime(
        2026, 10, 16, 16, tzinfo=UTC
    )


def test_law_that_ends_after_the_horizon_is_a_lasting_reason() -> None:
    always = Compare(Constant(1), Op.ABOVE, Constant(0))
    book = law(always, valid_to=date(2026, 10, 17))
    verdict = with_next(decide(asked(), book), asked(), book, horizon_days=2)
    assert (verdict.next_permitted_at, verdict.never_because) == (None, ("book/r0",))


def test_law_that_ends_on_the_last_day_of_the_horizon_is_found() -> None:
    always = Compare(Constant(1), Op.ABOVE, Constant(0))
    book = law(always, valid_to=date(2026, 10, 17))
    days = datetime(2026, 10, 16, 16, tzinfo=UTC) - NOON
    assert days < timedelta(days=3)
    assert next_of(asked(), book, days=3) == NOON + days


def test_the_last_instant_of_the_horizon_is_still_tried() -> None:
    always = Compare(Constant(1), Op.ABOVE, Constant(0))
    start = datetime(2026, 10, 14, 16, tzinfo=UTC)
    dossier = asked().moved_to(start)
    assert next_of(dossier, law(always, valid_to=date(2026, 10, 17)), days=2) == start + timedelta(days=2)


@pytest.mark.parametrize(("late", "found"), [(0, True), (1, False)])
def test_sixty_days_are_searched_unless_told_otherwise(late: int, found: bool) -> None:  # noqa: FBT001  a case
    stopped = RecordActive(RecordFilter("hold", frozenset({"stop"}), SHANGHAI))
    end = NOON + timedelta(days=60, microseconds=late)
    dossier = asked(records=(Record("hold", "stop", NOON - timedelta(days=1), "p1", until=end),))
    book = law(stopped)
    at = with_next(decide(dossier, book), dossier, book).next_permitted_at
    assert (at == end) is found


def test_the_midnight_of_the_last_day_of_the_horizon_is_tried() -> None:
    resting = Compare(DaysSince(CALLS, SHANGHAI, frozenset({KeyPart.PERSON})), Op.BELOW, Constant(5))
    dossier = asked(log=(called(NOON - timedelta(hours=1)),))
    assert next_of(dossier, law(resting), days=5) == datetime(2026, 10, 18, 16, tzinfo=UTC)


def test_hours_open_by_the_clock_that_was_changed_in_the_night() -> None:
    new_york = ZoneRule(Resolver.FIXED, "America/New_York")
    shut = Not(InWindow(new_york, (Slot(EVERY_DAY, 8 * 3600, 18 * 3600),)))
    night = datetime(2026, 3, 8, 6, tzinfo=UTC)
    assert next_of(asked().moved_to(night), law(shut)) == datetime(2026, 3, 8, 12, tzinfo=UTC)


def test_a_reason_that_goes_while_another_stays_is_not_named_as_why_never() -> None:
    passing = RecordActive(RecordFilter("hold", frozenset({"stop"}), SHANGHAI))
    staying = RecordActive(RecordFilter("hold", frozenset({"dispute"}), SHANGHAI))
    book = book_of(a_rule(0, passing), a_rule(1, staying))
    records = (
        Record("hold", "stop", NOON - timedelta(days=1), "p1", until=NOON + timedelta(days=1)),
        Record("hold", "dispute", NOON - timedelta(days=1), "p1"),
    )
    dossier = asked(records=records)
    assert with_next(decide(dossier, book), dossier, book, horizon_days=DAYS).never_because == ("book/r1",)


def test_reasons_that_take_turns_are_all_named_as_why_never() -> None:
    passing = RecordActive(RecordFilter("hold", frozenset({"stop"}), SHANGHAI))
    coming = RecordActive(RecordFilter("hold", frozenset({"dispute"}), SHANGHAI))
    book = book_of(a_rule(0, passing), a_rule(1, coming))
    records = (
        Record("hold", "stop", NOON - timedelta(days=1), "p1", until=NOON + timedelta(days=1)),
        Record("hold", "dispute", NOON + timedelta(days=1), "p1"),
    )
    dossier = asked(records=records)
    assert with_next(decide(dossier, book), dossier, book, horizon_days=DAYS).never_because == ("book/r0",)


def test_what_is_permitted_already_is_permitted_now() -> None:
    book = law(Compare(Constant(0), Op.ABOVE, Constant(1)))
    assert next_of(asked(), book) == NOON


@settings(max_examples=400)
@given(books(max_size=2), dossiers(), st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_the_next_instant_is_permitted_and_nothing_before_it_is(
    book: Rulebook, dossier: Dossier, shares: list[float]
) -> None:
    at = with_next(decide(dossier, book), dossier, book, horizon_days=DAYS).next_permitted_at
    now = dossier.ask.at.astimezone(UTC)
    end = (at or now + timedelta(days=DAYS)).astimezone(UTC)
    before = [end - MICROSECOND, *(now + (end - now) * share for share in shares)]
    assert at is None or decide(dossier.moved_to(at), book).permits
    assert not [one for one in before if now <= one < end and decide(dossier.moved_to(one), book).permits]
