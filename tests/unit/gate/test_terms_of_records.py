"""What a rule says of records: which are meant, when they are in force, whether they reach the ask, the days they name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

import polars as pl
import pytest

from forbear.gate import columns
from forbear.gate.dossier import Dossier, Event, Record, ZoneEvidence
from forbear.gate.frames.dossiers.columns import frames_of
from forbear.rulebooks.terms import (
    NEVER_DAYS,
    Compare,
    Constant,
    EventFilter,
    Op,
    RecordActive,
    RecordDays,
    RecordFilter,
    RecordNumber,
    Side,
    Subject,
)
from tests.unit.gate.made_calendars import calendar
from tests.unit.gate.one_rule import (
    AT_HOME,
    FIXED,
    LOCAL,
    NOON,
    SHANGHAI,
    a_rule,
    asked,
    event,
    holds,
    is_number,
    lacks,
)
from tests.unit.gate.worlds import book_of

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
MICROSECOND: Final = timedelta(microseconds=1)
STOP: Final = frozenset({"stop"})


def a_record(kind: str = "hold", token: str = "stop", at: datetime = NOON - 3 * DAY, **more: Any) -> Record:  # noqa: S107, ANN401
    return Record(kind, token, at, **{"person_id": "p1", **more})


def active(kind: str = "hold", **more: Any) -> RecordActive:  # noqa: ANN401  fields of a filter
    return RecordActive(RecordFilter(kind, STOP, **{"zone": FIXED, **more}))


def with_record(record: Record, *log: Event, **ask: Any) -> Dossier:  # noqa: ANN401  fields of an ask
    return asked(*log, records=(record,), **ask)


def reaches(term: RecordActive, record: Record, *log: Event, **ask: Any) -> bool | None:  # noqa: ANN401
    return holds(term, with_record(record, *log, **ask))


def test_a_record_is_in_force_from_its_instant_until_it_ends() -> None:
    assert reaches(active(), a_record(at=NOON)) is True
    assert reaches(active(), a_record(at=NOON + MICROSECOND)) is False
    assert reaches(active(), a_record(until=NOON)) is False
    assert reaches(active(), a_record(until=NOON + MICROSECOND)) is True
    assert reaches(active(), a_record(ended_at=NOON)) is False
    assert reaches(active(), a_record(until=NOON + DAY, ended_at=NOON - DAY)) is False


@pytest.mark.parametrize("more", [{"token": "dispute"}, {"kind": "notice"}, {"person_id": "k1"}])
def test_a_record_of_another_word_kind_or_person_is_not_meant(more: dict[str, Any]) -> None:
    assert reaches(active(), a_record(**more)) is False


def test_a_record_may_be_the_debtors_instead_of_the_persons() -> None:
    to_k1: dict[str, Any] = {"person_id": "k1", "debtor_id": "p1"}
    assert reaches(active(subject=Subject.DEBTOR), a_record(), **to_k1) is True
    assert reaches(active(), a_record(), **to_k1) is False
    assert reaches(active(subject=Subject.DEBTOR), a_record(person_id="k1"), **to_k1) is False


MEANT: Final[list[tuple[dict[str, Any], dict[str, Any], bool]]] = [
    ({"flags": frozenset({"a"})}, {"flags": frozenset({"a", "b"})}, True),
    ({"flags": frozenset({"a", "b"})}, {"flags": frozenset({"a"})}, False),
    ({"not_flags": frozenset({"a"})}, {"flags": frozenset({"b"})}, True),
    ({"not_flags": frozenset({"a"})}, {"flags": frozenset({"a", "b"})}, False),
    ({"waives": "book/r0"}, {"waives": frozenset({"book/r0", "book/r1"})}, True),
    ({"waives": "book/r0"}, {"waives": frozenset({"book/r1"})}, False),
    ({"waives": "book/r0"}, {}, False),
    ({"addressee": True}, {"given_to": "*"}, True),
    ({"addressee": True}, {"given_to": "lender"}, True),
    ({"addressee": True}, {"given_to": "agency"}, False),
    ({"addressee": False}, {"given_to": "agency"}, True),
    ({"others": True}, {"given_to": "agency"}, True),
    ({"others": True}, {"given_to": "lender"}, False),
    ({"others": True}, {"given_to": "*"}, False),
]


@pytest.mark.parametrize(("wanted", "told", "meant"), MEANT)
def test_a_record_is_meant_that_is_as_the_rule_says(
    wanted: dict[str, Any], told: dict[str, Any], *, meant: bool
) -> None:
    assert reaches(active(**wanted), a_record(**told)) is meant


SCOPES: Final[list[tuple[str, dict[str, Any], dict[str, Any], bool]]] = [
    ("hold", {"channels": frozenset({"call", "sms"})}, {}, True),
    ("hold", {"channels": frozenset({"sms"})}, {}, False),
    ("hold", {"debts": frozenset({"d1"})}, {"debts": ("d1", "d2")}, True),
    ("hold", {"debts": frozenset({"d3"})}, {"debts": ("d1", "d2")}, False),
    ("hold", {"debts": frozenset({"d1"})}, {"debts": ()}, True),
    ("preference", {"debts": frozenset({"d1"})}, {"debts": ("d1", "d2")}, True),
    ("consent", {"debts": frozenset({"d1"})}, {"debts": ("d1", "d2")}, False),
    ("consent", {"debts": frozenset({"d1", "d2", "d3"})}, {"debts": ("d1", "d2")}, True),
    ("consent", {"debts": frozenset({"d1"})}, {"debts": ()}, False),
    ("consent", {"debts": frozenset({"d1"})}, {"debts": ("d1",)}, True),
    ("notice", {"debts": frozenset({"d1"})}, {"debts": ("d1", "d2")}, False),
    ("hold", {"addresses": frozenset({"m1"})}, {}, True),
    ("hold", {"addresses": frozenset({"m2"})}, {}, False),
    ("hold", {"addresses": frozenset({"m1"})}, {"address": None}, True),
    ("consent", {"addresses": frozenset({"m1"})}, {}, True),
    ("consent", {"addresses": frozenset({"m1"})}, {"address": None}, False),
    ("hold", {"place": "home"}, {"place": "home"}, True),
    ("hold", {"place": "home"}, {"place": "work"}, False),
    ("hold", {"place": "home"}, {"facts": {"point.place": "home"}}, True),
    ("hold", {"place": "home"}, {"facts": {"point.place": "work"}}, False),
]


@pytest.mark.parametrize(("kind", "scope", "ask", "covers"), SCOPES)
def test_a_hold_reaches_with_one_debt_and_a_consent_must_cover_all(
    kind: str, scope: dict[str, Any], ask: dict[str, Any], *, covers: bool
) -> None:
    assert reaches(active(kind), a_record(kind, **scope), **ask) is covers


TIMES: Final[list[tuple[dict[str, Any], bool]]] = [
    ({"from_time": time(12)}, True),
    ({"from_time": time(12, 0, 1)}, False),
    ({"from_time": time(12, 0, 0, 1)}, False),
    ({"to_time": time(12)}, False),
    ({"to_time": time(12, 0, 1)}, True),
    ({"to_time": time(12, 0, 0, 1)}, True),
    ({"from_time": time(9), "to_time": time(12, 1)}, True),
    ({"from_time": time(9), "to_time": time(12)}, False),
    ({"from_time": time(22), "to_time": time(8)}, False),
    ({"from_time": time(22), "to_time": time(12)}, False),
    ({"from_time": time(22), "to_time": time(12, 1)}, True),
    ({"from_time": time(12), "to_time": time(8)}, True),
    ({"from_time": time(12, 1), "to_time": time(8)}, False),
    ({"days": frozenset({2})}, True),
    ({"days": frozenset({1, 3})}, False),
    ({"days": frozenset({3})}, False),
    ({"from_time": time(12), "to_time": time(12)}, False),
    ({"only_on": date(2026, 10, 14)}, True),
    ({"only_on": date(2026, 10, 13)}, False),
    ({"days": frozenset({2}), "from_time": time(13)}, False),
    ({"only_on": date(2026, 10, 14), "from_time": time(9)}, True),
]


@pytest.mark.parametrize(("told", "now"), TIMES)
def test_a_record_of_certain_times_holds_at_these(told: dict[str, Any], *, now: bool) -> None:
    assert reaches(active(), a_record(**told)) is now


def test_a_record_without_a_beginning_in_the_day_holds_from_midnight() -> None:
    midnight = NOON.replace(hour=0)
    assert reaches(active(), a_record(to_time=time(9)), at=midnight) is True
    assert reaches(active(), a_record(from_time=time(9)), at=midnight - MICROSECOND) is True


@pytest.mark.parametrize("token", ["12:00", "12:00:00", "12:00:00.0", "11:59:59.5", "11:59:59.999999"])
def test_a_time_of_the_day_is_read_in_columns_however_finely_it_is_written(token: str) -> None:
    frames = frames_of([with_record(a_record(from_time=time(11)))])
    begins = replace(frames, records=frames.records.with_columns(from_time=pl.lit(token)))
    book = book_of(a_rule(active()))
    for at, holds_now in ((NOON, True), (NOON - HOUR / 2, False)):
        questions = frames.questions.with_columns(
            at=pl.lit(at.astimezone(UTC)).cast(frames.questions["at"].dtype)
        )
        answers = columns.decide(replace(begins, questions=questions), book)
        assert answers["breached/book/r0"].to_list() == [holds_now]


def test_a_consent_for_certain_times_holds_where_the_one_zone_says_so() -> None:
    assert reaches(active("consent", zone=LOCAL), a_record("consent", from_time=time(11))) is True


TWO_ZONES: Final = (*AT_HOME, ZoneEvidence("last_login", "America/New_York"))


@pytest.mark.parametrize(("kind", "holds_now"), [("hold", True), ("preference", True), ("consent", False)])
def test_a_hold_holds_where_one_zone_says_so_and_a_consent_where_all_do(
    kind: str, *, holds_now: bool
) -> None:
    noon = a_record(kind, from_time=time(11), to_time=time(13))
    assert reaches(active(kind, zone=LOCAL), noon, zones=TWO_ZONES) is holds_now


def test_times_without_a_zone_are_unknown() -> None:
    term = active(zone=LOCAL)
    assert reaches(term, a_record(from_time=time(11)), zones=()) is None
    assert lacks(term, with_record(a_record(from_time=time(11)), zones=())) == {"zone"}
    assert reaches(term, a_record(), zones=()) is True


def test_one_record_that_holds_is_enough_beside_one_that_cannot_be_told() -> None:
    both = (a_record(from_time=time(11)), a_record())
    assert holds(active(zone=LOCAL), asked(records=both, zones=())) is True
    assert holds(active(zone=LOCAL), asked(records=(both[0], a_record(token="x")), zones=())) is None


@pytest.mark.parametrize(
    ("began", "lasts", "holds_now"),
    [
        (NOON, 1, True),
        (NOON.replace(hour=0), 1, True),
        (NOON.replace(hour=0) - MICROSECOND, 1, False),
        (NOON - 6 * DAY, 7, True),
        (NOON - 7 * DAY, 7, False),
    ],
)
def test_a_fuse_of_days_counts_the_first_day_as_one(began: datetime, lasts: int, *, holds_now: bool) -> None:
    assert reaches(active(lasts_days=lasts), a_record(at=began)) is holds_now


def test_a_fuse_burns_where_one_zone_says_so_and_is_unknown_without_any() -> None:
    term = active(zone=LOCAL, lasts_days=1)
    at = datetime(2026, 10, 14, 13, tzinfo=SHANGHAI)
    assert reaches(term, a_record(at=at - HOUR), at=at) is True
    assert reaches(term, a_record(at=at - HOUR - MICROSECOND), at=at, zones=TWO_ZONES) is False
    assert reaches(term, a_record(at=at - HOUR), at=at, zones=()) is None


def test_a_fuse_that_an_event_burnt_needs_no_zone() -> None:
    ended = event(DAY, "conversation")
    term = active(zone=LOCAL, until=UNTIL, lasts_days=30)
    assert reaches(term, a_record(), ended, zones=()) is False


UNTIL: Final = (EventFilter(outcomes=frozenset({"conversation"}), uncertain=False),)


@pytest.mark.parametrize(
    ("told", "holds_now"),
    [
        ({"ago": DAY}, False),
        ({"ago": 3 * DAY}, True),
        ({"ago": 3 * DAY - MICROSECOND}, False),
        ({"ago": DAY, "person_id": "k1"}, True),
        ({"ago": DAY, "outcome": "busy"}, True),
    ],
)
def test_a_record_may_end_at_an_event_with_its_person_after_it_began(
    told: dict[str, Any], *, holds_now: bool
) -> None:
    ended = event(**{"outcome": "conversation", **told})
    assert reaches(active(until=UNTIL), a_record(), ended) is holds_now
    assert reaches(active(until=UNTIL, lasts_days=30), a_record(), ended) is holds_now


NUMBER: Final = RecordNumber(RecordFilter("hold", STOP, zone=LOCAL), 2)


def test_the_highest_number_that_a_record_in_force_states_counts() -> None:
    held = (a_record(number=3), a_record(number=5), a_record(number=9, until=NOON), a_record())
    assert is_number(NUMBER, 5, asked(records=held))


def test_the_number_of_the_rule_stands_where_no_record_states_a_higher_one() -> None:
    assert is_number(NUMBER, 2, asked())
    assert is_number(NUMBER, 2, asked(records=(a_record(),)))
    assert is_number(NUMBER, 2, asked(records=(a_record(number=1),)))
    assert is_number(NUMBER, 2, asked(records=(a_record(token="x", number=7),)))
    assert is_number(NUMBER, 2, asked(records=(a_record(number=7, from_time=time(13)),)))


def test_a_number_of_a_record_that_cannot_be_told_is_unknown() -> None:
    over = Compare(NUMBER, Op.ABOVE, Constant(1))
    assert lacks(over, asked(records=(a_record(number=3, from_time=time(11)),), zones=())) == {"zone"}
    assert holds(over, asked(records=(a_record(from_time=time(11)),), zones=())) is True


WIDE: Final = calendar("wide", date(2018, 1, 1), date(2030, 12, 31))
NARROW: Final = calendar("narrow", date(2026, 10, 12), date(2026, 10, 14))


def days(**more: Any) -> RecordDays:  # noqa: ANN401  fields of the term
    zone = more.pop("zone", FIXED)
    return RecordDays(RecordFilter("hold", STOP, zone=zone), **more)


def test_days_from_a_record_are_days_of_the_calendar() -> None:
    assert is_number(days(), 3, asked(records=(a_record(),)))
    assert is_number(days(), 1, asked(records=(a_record(at=NOON.replace(hour=0) - MICROSECOND),)))
    assert is_number(days(), 0, asked(records=(a_record(at=NOON.replace(hour=0)),)))


def test_days_from_a_record_are_endless_without_one() -> None:
    assert is_number(days(), NEVER_DAYS, asked())
    assert is_number(days(), NEVER_DAYS, asked(records=(a_record(until=NOON),)))
    assert is_number(days(), NEVER_DAYS, asked(records=(a_record(token="x"),)))
    assert is_number(days(), NEVER_DAYS, asked(records=(a_record(from_time=time(13)),)))


def test_of_several_records_the_newest_or_the_oldest_counts() -> None:
    held = (a_record(), a_record(at=NOON - 5 * DAY))
    assert is_number(days(), 3, asked(records=held))
    assert is_number(days(newest=False), 5, asked(records=held))


def test_days_may_be_from_or_to_the_day_that_a_record_names() -> None:
    named = a_record(day=date(2026, 10, 20))
    assert is_number(days(to_named=True), 9, asked(records=(named,)))
    past = a_record(day=date(2026, 10, 10))
    assert is_number(days(since=Side.DAY), 4, asked(records=(past,)))
    assert is_number(days(since=Side.DAY), NEVER_DAYS, asked(records=(a_record(),)))


def test_days_to_a_day_that_a_record_does_not_name_are_unknown() -> None:
    over = Compare(days(to_named=True), Op.ABOVE, Constant(0))
    assert holds(over, asked(records=(a_record(),))) is None


def test_business_days_leave_out_weekends_and_holidays_and_count_days_moved_to_be_worked() -> None:
    # Thursday to Wednesday: a Friday, a Sunday moved to be worked, Monday, Tuesday; Wednesday is a holiday.
    held = (a_record(at=datetime(2026, 10, 8, 9, tzinfo=SHANGHAI)),)
    assert is_number(days(calendar=WIDE), 4, asked(records=held))


def test_business_days_outside_the_calendar_are_unknown_and_it_is_named() -> None:
    over = Compare(days(calendar=NARROW), Op.ABOVE, Constant(0))
    outside = asked(records=(a_record(at=NOON - 3 * DAY),))
    assert lacks(over, outside) == {"calendar"}
    assert holds(over, asked(records=(a_record(at=NOON - 2 * DAY),))) is True


def test_days_of_a_record_are_the_fewest_of_all_zones_and_unknown_without_any() -> None:
    at = datetime(2026, 10, 14, 13, tzinfo=SHANGHAI)
    held = (a_record(at=at - HOUR - MICROSECOND),)
    assert is_number(days(zone=LOCAL), 0, asked(records=held, at=at, zones=TWO_ZONES))
    assert is_number(days(zone=LOCAL), 1, asked(records=held, at=at, zones=TWO_ZONES[1:]))
    assert lacks(Compare(days(zone=LOCAL), Op.ABOVE, Constant(0)), asked(records=held, zones=())) == {"zone"}
