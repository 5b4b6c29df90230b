"""What a rule says of days: since the last event, in a row; and of messages that are answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import pytest

from forbear.gate.dossier import ZoneEvidence
from forbear.rulebooks.terms import (
    NEVER_DAYS,
    Compare,
    Constant,
    DaysSince,
    EventFilter,
    KeyPart,
    Op,
    RepliesTo,
    Streak,
    Subject,
)
from tests.unit.gate.one_rule import FIXED, LOCAL, NOON, SHANGHAI, asked, event, holds, is_number, lacks

ANY: Final = (EventFilter(),)
PERSON: Final = frozenset({KeyPart.PERSON})
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
MICROSECOND: Final = timedelta(microseconds=1)

SINCE: Final = DaysSince(ANY, FIXED, PERSON)


@pytest.mark.parametrize(
    ("at", "days"),
    [
        (NOON.replace(hour=0), 0),
        (NOON.replace(hour=0) - MICROSECOND, 1),
        (NOON - 7 * DAY, 7),
    ],
)
def test_days_since_are_days_of_the_calendar(at: datetime, days: int) -> None:
    assert is_number(SINCE, days, asked(event(NOON - at)))


def test_days_since_are_from_the_last_event_and_endless_without_one() -> None:
    assert is_number(SINCE, 1, asked(event(5 * DAY), event(DAY)))
    assert is_number(SINCE, NEVER_DAYS, asked())


def test_days_since_are_the_fewest_of_all_zones() -> None:
    zones = (ZoneEvidence("residence", "Asia/Shanghai"), ZoneEvidence("last_login", "America/New_York"))
    since = DaysSince(ANY, LOCAL, PERSON)
    at = datetime(2026, 10, 14, 13, tzinfo=SHANGHAI)
    # By New York it is one in the morning and the call was at eleven of the day before; by Shanghai both are of today.
    assert is_number(since, 0, asked(event(HOUR), zones=zones, at=at))
    assert is_number(since, 0, asked(event(HOUR), zones=zones[:1], at=at))
    assert is_number(since, 1, asked(event(HOUR), zones=zones[1:], at=at))
    assert holds(Compare(since, Op.BELOW, Constant(3)), asked(event(), zones=())) is None


def days_ago(*days: int, **more: Any) -> tuple[Any, ...]:  # noqa: ANN401  fields of an event
    return tuple(event(day * DAY, **more) for day in days)


def a_streak(per_day: int = 1, subject: Subject = Subject.DEBTOR) -> Streak:
    reset = (EventFilter(outcomes=frozenset({"conversation"}), uncertain=False),)
    failed = (EventFilter(outcomes=frozenset({"busy"}), uncertain=False),)
    return Streak(failed, reset, per_day, FIXED, subject)


@pytest.mark.parametrize(
    ("days", "longest"),
    [((3, 2, 1), 3), ((5, 4, 2, 1), 2), ((6, 5, 4, 2, 1), 3), ((6, 5, 3, 2, 1), 3), ((5, 3, 1), 1), ((), 0)],
)
def test_a_run_of_days_is_the_longest_without_a_gap(days: tuple[int, ...], longest: int) -> None:
    assert is_number(a_streak(), longest, asked(*days_ago(*days, outcome="busy")))


def test_today_is_no_day_of_a_run() -> None:
    assert is_number(a_streak(), 1, asked(*days_ago(1, outcome="busy"), event(HOUR, "busy")))


def test_a_day_of_a_run_needs_so_many_tries() -> None:
    twice = (
        *days_ago(3, 3, outcome="busy"),
        *days_ago(2, outcome="busy"),
        *days_ago(1, 1, 1, outcome="busy"),
    )
    assert is_number(a_streak(2), 1, asked(*twice))
    assert is_number(a_streak(1), 3, asked(*twice))


def test_a_run_begins_anew_when_somebody_was_reached() -> None:
    log = (
        *days_ago(3, 2, outcome="busy"),
        event(2 * DAY - HOUR, "conversation"),
        *days_ago(1, outcome="busy"),
    )
    assert is_number(a_streak(), 1, asked(*log))


def test_a_try_at_the_very_instant_of_a_reset_is_no_part_of_the_new_run() -> None:
    log = (event(DAY, "busy"), event(DAY, "conversation"))
    assert is_number(a_streak(), 0, asked(*log))
    assert is_number(a_streak(), 1, asked(log[1], event(DAY - MICROSECOND, "busy")))


def test_a_run_is_that_of_the_person_meant() -> None:
    log = days_ago(2, 1, outcome="busy")
    to_k1: dict[str, Any] = {"person_id": "k1", "debtor_id": "p1"}
    assert is_number(a_streak(), 2, asked(*log, **to_k1))
    assert is_number(a_streak(subject=Subject.PERSON), 0, asked(*log, **to_k1))


def test_a_run_without_a_zone_is_unknown() -> None:
    streak = Streak(ANY, ANY, 1, LOCAL)
    assert lacks(Compare(streak, Op.ABOVE, Constant(0)), asked(zones=())) == {"zone"}


def test_a_run_is_the_shortest_of_all_zones() -> None:
    zones = (ZoneEvidence("residence", "Asia/Shanghai"), ZoneEvidence("last_login", "America/New_York"))
    failed = (EventFilter(outcomes=frozenset({"busy"}), uncertain=False),)
    never = (EventFilter(outcomes=frozenset({"conversation"}), uncertain=False),)
    log = (event(DAY + 13 * HOUR, "busy"), event(DAY + 11 * HOUR, "busy"))
    # By Shanghai shortly before and after midnight; by New York at eleven and one of the same day.
    streak = Streak(failed, never, 1, LOCAL)
    assert is_number(streak, 2, asked(*log, zones=zones[:1]))
    assert is_number(streak, 1, asked(*log, zones=zones[1:]))
    assert is_number(streak, 1, asked(*log, zones=zones))


ANSWERS: Final[list[tuple[dict[str, Any], dict[str, Any], bool, bool]]] = [
    ({}, {"in_reply_to": "i1"}, False, True),
    ({}, {}, False, False),
    ({"event_id": "i2"}, {"in_reply_to": "i1"}, False, False),
    ({"person_id": "k1"}, {"in_reply_to": "i1"}, False, False),
    ({"channel": "sms"}, {"in_reply_to": "i1"}, False, False),
    ({"channel": "sms"}, {"in_reply_to": "i1"}, True, True),
    ({"direction": "out"}, {"in_reply_to": "i1"}, False, False),
]


@pytest.mark.parametrize(("told", "ask", "any_channel", "answers"), ANSWERS)
def test_an_ask_answers_a_message_of_the_person(
    told: dict[str, Any], ask: dict[str, Any], *, any_channel: bool, answers: bool
) -> None:
    term = RepliesTo((EventFilter(directions=frozenset({"in"})),), any_channel)
    log = event(**{"event_id": "i1", "direction": "in", **told})
    assert holds(term, asked(log, **ask)) is answers
