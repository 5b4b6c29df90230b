"""What a rule says of the log: which events it means, what they must share with the ask, how far it looks back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

import pytest

from forbear.gate.dossier import ZoneEvidence
from forbear.gate.weighing.matching import matcher
from forbear.rulebooks.terms import (
    NEVER_DAYS,
    Attribution,
    Compare,
    Constant,
    DaysSince,
    EventFilter,
    KeyPart,
    Op,
    Subject,
    Tally,
    Window,
    WindowType,
)
from tests.unit.gate.one_rule import FIXED, LOCAL, NOON, asked, event, holds, is_number, lacks

ANY: Final = (EventFilter(),)
PERSON: Final = frozenset({KeyPart.PERSON})
EVER: Final = Window(WindowType.EVER, FIXED)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
MICROSECOND: Final = timedelta(microseconds=1)


def tally(
    *parts: KeyPart,
    events: tuple[EventFilter, ...] = ANY,
    window: Window = EVER,
    **more: Any,  # noqa: ANN401  fields of a tally
) -> Tally:
    return Tally(events, window, frozenset(parts or PERSON), **{"counts_self": False, **more})


MEANT: Final[list[tuple[EventFilter, dict[str, Any], dict[str, Any]]]] = [
    (EventFilter(channels=frozenset({"sms"})), {"channel": "sms"}, {"channel": "call"}),
    (EventFilter(directions=frozenset({"in"})), {"direction": "in"}, {"direction": "out"}),
    (EventFilter(outcomes=frozenset({"busy"})), {"outcome": "busy"}, {"outcome": "sent"}),
    (EventFilter(outcomes=frozenset({"busy"})), {"outcome": "uncertain"}, {"outcome": "sent"}),
    (
        EventFilter(outcomes=frozenset({"busy"}), uncertain=False),
        {"outcome": "busy"},
        {"outcome": "uncertain"},
    ),
    (EventFilter(purposes=frozenset({"location"})), {"purpose": "location"}, {"purpose": "collect"}),
    (EventFilter(not_purposes=frozenset({"location"})), {"purpose": "collect"}, {"purpose": "location"}),
    (EventFilter(forms=frozenset({"informative"})), {"form": "informative"}, {"form": "interactive"}),
    (EventFilter(flags=frozenset({"a"})), {"flags": frozenset({"a", "b"})}, {"flags": frozenset({"b"})}),
    (EventFilter(flags=frozenset({"a", "b"})), {"flags": frozenset({"a", "b"})}, {"flags": frozenset({"a"})}),
    (EventFilter(not_flags=frozenset({"a"})), {"flags": frozenset({"b"})}, {"flags": frozenset({"a", "b"})}),
    (EventFilter(places=frozenset({"home"})), {"place": "home"}, {"place": "work"}),
    (EventFilter(places=frozenset({"home"})), {"place": "home"}, {"place": None}),
    (EventFilter(not_places=frozenset({"home"})), {"place": "work"}, {"place": "home"}),
    (EventFilter(not_places=frozenset({"home"})), {"place": None}, {"place": "home"}),
    (EventFilter(roles=frozenset({"spouse"})), {"role": "spouse"}, {"role": "heir"}),
]


@pytest.mark.parametrize(("wanted", "counted", "left_out"), MEANT)
def test_an_event_counts_that_is_as_the_rule_says(
    wanted: EventFilter, counted: dict[str, Any], left_out: dict[str, Any]
) -> None:
    assert is_number(tally(events=(wanted,)), 1, asked(event(**counted), event(**left_out)))


def test_an_event_counts_once_that_is_meant_by_two_filters() -> None:
    both = (EventFilter(channels=frozenset({"call"})), EventFilter(outcomes=frozenset({"busy"})))
    log = (event(outcome="busy"), event(channel="sms", outcome="busy"), event(channel="sms"))
    assert is_number(tally(events=both), 2, asked(*log))


KEYS: Final[list[tuple[KeyPart, dict[str, Any], dict[str, Any], dict[str, Any]]]] = [
    (KeyPart.PERSON, {}, {"person_id": "p1"}, {"person_id": "k1", "debtor_id": "p1"}),
    (KeyPart.DEBTOR, {"person_id": "k1", "debtor_id": "p1"}, {"person_id": "p1"}, {"person_id": "k1"}),
    (KeyPart.CASE, {}, {"person_id": "k1", "debtor_id": "p1"}, {"person_id": "k1"}),
    (KeyPart.ADDRESS, {}, {"address": "m1"}, {"address": "m2"}),
    (KeyPart.ACTOR, {"actor": "a1"}, {"actor": "a1"}, {"actor": "a2"}),
    (KeyPart.LENDER, {"lender": "b1"}, {"lender": "b1"}, {"lender": "b2"}),
    (KeyPart.LENDER, {"lender": "b1"}, {"lender": "lender"}, {"lender": "b2"}),
    (KeyPart.CHANNEL, {}, {"channel": "call"}, {"channel": "sms"}),
    (KeyPart.OTHER_CHANNEL, {}, {"channel": "sms"}, {"channel": "call"}),
    (KeyPart.REPLY, {"in_reply_to": "i1"}, {"in_reply_to": "i1"}, {"in_reply_to": "i2"}),
    (KeyPart.REPLY, {"in_reply_to": "i1"}, {"in_reply_to": "i1"}, {"in_reply_to": None}),
    (KeyPart.DEBT, {}, {"debts": ("d1", "d2")}, {"debts": ("d2",)}),
]


@pytest.mark.parametrize(("part", "ask", "shares", "differs"), KEYS)
def test_events_are_counted_that_share_the_key_with_the_ask(
    part: KeyPart, ask: dict[str, Any], shares: dict[str, Any], differs: dict[str, Any]
) -> None:
    key = (part,) if part in {KeyPart.PERSON, KeyPart.DEBTOR, KeyPart.CASE} else (KeyPart.PERSON, part)
    assert is_number(tally(*key), 1, asked(event(**shares), event(**differs), **ask))


def test_an_ask_of_no_lender_by_name_counts_those_of_every_lender() -> None:
    log = (event(lender="b1"), event(lender="b2"))
    assert is_number(tally(KeyPart.PERSON, KeyPart.LENDER), 2, asked(*log))


def test_an_ask_that_answers_nothing_shares_no_answer() -> None:
    assert is_number(tally(KeyPart.PERSON, KeyPart.REPLY), 0, asked(event()))


@pytest.mark.parametrize(
    ("part", "ask", "name"),
    [(KeyPart.ADDRESS, {"address": None}, "ask.address"), (KeyPart.DEBT, {"debts": ()}, "ask.debts")],
)
def test_a_key_that_the_ask_leaves_open_is_unknown_and_named(
    part: KeyPart, ask: dict[str, Any], name: str
) -> None:
    over = Compare(tally(KeyPart.PERSON, part), Op.ABOVE, Constant(0))
    since = Compare(DaysSince(ANY, FIXED, frozenset({KeyPart.PERSON, part})), Op.BELOW, Constant(3))
    for term in (over, since):
        assert holds(term, asked(event(), **ask)) is None
        assert lacks(term, asked(event(), **ask)) == {name}


@pytest.mark.parametrize(
    ("filters", "ask", "own"),
    [
        (EventFilter(), {}, 1),
        (EventFilter(channels=frozenset({"call"})), {}, 1),
        (EventFilter(channels=frozenset({"sms"})), {}, 0),
        (EventFilter(directions=frozenset({"out"})), {}, 1),
        (EventFilter(directions=frozenset({"in"})), {}, 0),
        (EventFilter(purposes=frozenset({"collect"})), {}, 1),
        (EventFilter(purposes=frozenset({"location"})), {}, 0),
        (EventFilter(not_purposes=frozenset({"collect"})), {}, 0),
        (EventFilter(not_purposes=frozenset({"location"})), {}, 1),
        (EventFilter(forms=frozenset({"interactive"})), {}, 1),
        (EventFilter(forms=frozenset({"informative"})), {}, 0),
    ],
)
def test_the_contact_asked_about_counts_where_it_would_be_one_of_them(
    filters: EventFilter, ask: dict[str, Any], own: int
) -> None:
    assert is_number(tally(events=(filters,), counts_self=True), own, asked(**ask))


def test_the_contact_asked_about_is_none_by_another_channel() -> None:
    number = tally(KeyPart.PERSON, KeyPart.OTHER_CHANNEL, counts_self=True)
    assert is_number(number, 1, asked(event(channel="sms")))


def test_of_several_debts_the_highest_number_counts() -> None:
    log = (event(debts=("d1",)), event(debts=("d2",)), event(debts=("d2", "d3")))
    number = tally(KeyPart.PERSON, KeyPart.DEBT, counts_self=True)
    assert is_number(number, 3, asked(*log, debts=("d1", "d2")))
    assert is_number(number, 2, asked(*log, debts=("d1", "d3")))


ELECTED: Final[list[tuple[dict[str, Any], str, int]]] = [
    ({"debts": ("d1", "d2"), "debts_discussed": ("d2",)}, "d2", 1),
    ({"debts": ("d1", "d2"), "debts_discussed": ("d2",)}, "d1", 0),
    ({"debts": ("d1", "d2"), "debts_raised": ("d1",)}, "d1", 1),
    ({"debts": ("d1", "d2"), "debts_raised": ("d1",)}, "d2", 0),
    ({"debts": ("d1", "d2"), "debt_elected": "d1"}, "d1", 1),
    ({"debts": ("d1", "d2"), "debt_elected": "d1"}, "d2", 0),
    ({"debts": ("d1", "d2")}, "d2", 1),
    ({"debts": ("d1",), "debts_discussed": ("d2",), "debts_raised": ("d3",)}, "d3", 0),
]


@pytest.mark.parametrize(("told", "debt", "number"), ELECTED)
def test_a_call_counts_to_the_debts_talked_of_else_to_the_one_elected(
    told: dict[str, Any], debt: str, number: int
) -> None:
    elected = tally(KeyPart.PERSON, KeyPart.DEBT, attribution=Attribution.ELECTED)
    assert is_number(elected, number, asked(event(**told), debts=(debt,)))
    since = DaysSince(ANY, FIXED, frozenset({KeyPart.PERSON, KeyPart.DEBT}), Attribution.ELECTED)
    assert is_number(since, 0 if number else NEVER_DAYS, asked(event(**told), debts=(debt,)))


def test_a_call_counts_to_all_debts_intended_where_the_law_says_so() -> None:
    intended = tally(KeyPart.PERSON, KeyPart.DEBT)
    assert is_number(
        intended, 1, asked(event(debts=("d1", "d2"), debts_discussed=("d2",), debt_elected="d2"))
    )


def test_the_contact_asked_about_counts_to_the_debt_it_elects() -> None:
    elected = tally(KeyPart.PERSON, KeyPart.DEBT, attribution=Attribution.ELECTED, counts_self=True)
    log = (event(debts=("d1",)), event(debts=("d1",)))
    assert is_number(elected, 2, asked(*log, debts=("d1", "d2"), debt_elected="d2"))
    assert is_number(elected, 3, asked(*log, debts=("d1", "d2"), debt_elected="d1"))
    assert is_number(elected, 3, asked(*log, debts=("d1", "d2")))


WINDOWS: Final[list[tuple[Window, datetime]]] = [
    (Window(WindowType.CALENDAR_DAY, FIXED), NOON.replace(hour=0)),
    (Window(WindowType.ROLLING_CALENDAR_DAYS, FIXED, 1), NOON.replace(hour=0)),
    (Window(WindowType.ROLLING_CALENDAR_DAYS, FIXED, 7), NOON.replace(hour=0) - 6 * DAY),
    (Window(WindowType.CALENDAR_WEEK, FIXED), NOON.replace(hour=0) - 2 * DAY),
    (Window(WindowType.CALENDAR_MONTH, FIXED), NOON.replace(day=1, hour=0)),
    (Window(WindowType.ROLLING_HOURS, FIXED, 24), NOON - DAY),
    (Window(WindowType.ROLLING_MINUTES, FIXED, 30), NOON - HOUR / 2),
]


@pytest.mark.parametrize("key", [(KeyPart.PERSON,), (KeyPart.PERSON, KeyPart.DEBT)])
@pytest.mark.parametrize(("window", "start"), WINDOWS)
def test_a_window_begins_with_its_first_microsecond(
    window: Window, start: datetime, key: tuple[KeyPart, ...]
) -> None:
    number = tally(*key, window=window)
    assert is_number(number, 1, asked(event(NOON - start, debts=("d1",)), debts=("d1",)))
    assert is_number(number, 0, asked(event(NOON - start + MICROSECOND, debts=("d1",)), debts=("d1",)))


def test_an_event_at_the_ask_itself_is_not_seen() -> None:
    assert is_number(tally(), 0, asked(event(timedelta())))
    assert is_number(tally(), 1, asked(event(MICROSECOND)))


def test_a_window_of_days_begins_with_the_earliest_zone() -> None:
    zones = (ZoneEvidence("residence", "Asia/Shanghai"), ZoneEvidence("last_login", "America/New_York"))
    number = tally(window=Window(WindowType.CALENDAR_DAY, LOCAL))
    # In New York it is midnight, in Shanghai noon: the day of Shanghai began twelve hours ago.
    assert is_number(number, 1, asked(event(6 * HOUR), zones=zones))
    assert is_number(number, 0, asked(event(6 * HOUR), zones=zones[1:]))


def test_a_window_of_days_without_a_zone_is_unknown() -> None:
    day = Compare(tally(window=Window(WindowType.CALENDAR_DAY, LOCAL)), Op.ABOVE, Constant(0))
    hours = Compare(tally(window=Window(WindowType.ROLLING_HOURS, LOCAL, 2)), Op.ABOVE, Constant(0))
    assert lacks(day, asked(event(), zones=())) == {"zone"}
    assert lacks(day, asked(event(), zones=(ZoneEvidence("residence", "No/Where"),))) == {"zone"}
    assert holds(hours, asked(event(), zones=())) is True


def test_a_window_begins_anew_after_the_last_event_that_resets_it() -> None:
    reset = (EventFilter(outcomes=frozenset({"conversation"}), uncertain=False),)
    number = tally(window=Window(WindowType.EVER, FIXED, reset=reset))
    log = (event(4 * HOUR), event(3 * HOUR, "conversation"), event(2 * HOUR), event(HOUR))
    assert is_number(number, 2, asked(*log))
    assert is_number(number, 1, asked(*log[:2], event(2 * HOUR, "conversation"), log[3]))
    assert is_number(number, 2, asked(log[2], log[3]))


def test_a_window_begins_anew_with_the_microsecond_after_a_reset() -> None:
    reset = (EventFilter(outcomes=frozenset({"conversation"}), uncertain=False),)
    busy = (EventFilter(outcomes=frozenset({"busy"})),)
    number = tally(events=busy, window=Window(WindowType.EVER, FIXED, reset=reset))
    assert is_number(number, 0, asked(event(HOUR, "busy"), event(HOUR, "conversation")))
    assert is_number(number, 1, asked(event(HOUR, "conversation"), event(HOUR - MICROSECOND, "busy")))


def test_only_the_person_meant_resets_a_window() -> None:
    reset = (EventFilter(outcomes=frozenset({"conversation"}), uncertain=False),)
    log = (event(4 * HOUR, person_id="k1"), event(3 * HOUR, "conversation"), event(HOUR, person_id="k1"))
    to_k1: dict[str, Any] = {"person_id": "k1", "debtor_id": "p1"}
    by_debtor = tally(window=Window(WindowType.EVER, FIXED, reset=reset))
    by_person = tally(window=Window(WindowType.EVER, FIXED, reset=reset, reset_subject=Subject.PERSON))
    assert is_number(by_debtor, 1, asked(*log, **to_k1))
    assert is_number(by_person, 2, asked(*log, **to_k1))


def test_a_window_may_begin_with_the_day_of_a_fact() -> None:
    window = Window(WindowType.EVER, FIXED, since_fact="reach.invalid_since")
    facts = {"reach.invalid_since": date(2026, 10, 14)}
    assert is_number(tally(window=window), 1, asked(event(12 * HOUR), facts=facts))
    assert is_number(tally(window=window), 0, asked(event(12 * HOUR + MICROSECOND), facts=facts))
    over = Compare(tally(window=window), Op.ABOVE, Constant(0))
    assert lacks(over, asked(event())) == {"reach.invalid_since"}


def test_a_window_begins_with_the_later_of_its_own_start_and_that_of_the_fact() -> None:
    window = Window(WindowType.ROLLING_HOURS, FIXED, 2, since_fact="reach.invalid_since")
    facts = {"reach.invalid_since": date(2026, 10, 1)}
    assert is_number(tally(window=window), 1, asked(event(3 * HOUR), event(HOUR), facts=facts))


@pytest.mark.parametrize(
    ("wrong", "number"),
    [
        ({}, 1),
        ({"address": "m2"}, 2),
        ({"person_id": "k1"}, 2),
    ],
)
def test_a_wrong_number_takes_away_what_went_there_before(wrong: dict[str, Any], number: int) -> None:
    calls = (EventFilter(channels=frozenset({"call"})),)
    found = event(2 * HOUR, "wrong_number", **{"channel": "none", "direction": "in", **wrong})
    assert is_number(tally(events=calls), number, asked(event(3 * HOUR), found, event(HOUR)))


def test_a_wrong_number_found_at_the_very_moment_of_the_question_is_not_known_yet() -> None:
    calls = (EventFilter(channels=frozenset({"call"})),)
    found = event(timedelta(0), "wrong_number", channel="none", direction="in")
    earlier = event(2 * HOUR, "wrong_number", channel="none", direction="in", address="m2")
    assert is_number(tally(events=calls), 1, asked(event(3 * HOUR), earlier, found))


def test_a_call_to_a_wrong_number_is_itself_taken_away() -> None:
    assert is_number(tally(), 0, asked(event(2 * HOUR, "wrong_number")))


def test_the_last_of_two_corrections_counts() -> None:
    log = (event(4 * HOUR, "wrong_number"), event(3 * HOUR), event(2 * HOUR, "wrong_number"), event(HOUR))
    assert is_number(tally(), 1, asked(*log))


def test_a_contact_with_somebody_else_is_none_with_the_debtor_themselves() -> None:
    both = tally(KeyPart.PERSON, KeyPart.DEBTOR)
    assert is_number(both, 0, asked(event(HOUR, person_id="k1"), person_id="k1", debtor_id="p1"))
    assert is_number(both, 1, asked(event(HOUR), debtor_id="p1"))


@pytest.mark.parametrize(("wanted", "meant", "other"), MEANT)
def test_one_event_by_itself_is_meant_or_is_not(
    wanted: EventFilter, meant: dict[str, Any], other: dict[str, Any]
) -> None:
    is_meant = matcher((wanted,))
    assert (is_meant(event(**meant)), is_meant(event(**other))) == (True, False)
