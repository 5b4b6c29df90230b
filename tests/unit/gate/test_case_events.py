"""What the timeline of a case becomes in the log, and who is meant where a case names nobody."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

import pytest

from forbear.gate.cases import asks_of
from forbear.gate.cases.reading import story_of
from forbear.gate.cases.story import Story, day_of, instant, time_of

if TYPE_CHECKING:
    from forbear.gate.dossier import Ask, Event

AT: Final = "2026-10-14T11:00:00+08:00"
BEFORE: Final = "2026-10-13T11:00:00+08:00"
FRIENDS: Final = [{"id": "p1", "role": "borrower"}, {"id": "k1", "role": "emergency_contact"}]
TWO_BORROWERS: Final = [
    {"id": "p1", "role": "borrower"},
    {"id": "p2", "role": "borrower"},
    {"id": "k1", "role": "emergency_contact"},
]
SERVICED: Final = [{"id": "d1", "service_account": "s1"}, {"id": "d2", "service_account": "s1"}, {"id": "d3"}]


def case_of(
    facts: dict[str, Any], *timeline: dict[str, Any], rulebook: str = "cn-cba-2026"
) -> dict[str, Any]:
    return {"id": "x", "rulebook": rulebook, "facts": facts, "timeline": list(timeline)}


def log(facts: dict[str, Any], *timeline: dict[str, Any], rulebook: str = "cn-cba-2026") -> tuple[Event, ...]:
    asks = [{"at": AT, "action": {"channel": "call", "to": "p1"}}]
    return asks_of({**case_of(facts, *timeline, rulebook=rulebook), "asks": asks})[0].dossier.log


def event(facts: dict[str, Any], rulebook: str = "cn-cba-2026", **told: object) -> Event:
    (found,) = log(facts, {"at": BEFORE, **told}, rulebook=rulebook)
    return found


def the_ask(facts: dict[str, Any], rulebook: str = "cn-cba-2026", **action: object) -> Ask:
    asks = [{"at": AT, "action": {"channel": "call", "to": "p1", **action}}]
    return asks_of({**case_of(facts, rulebook=rulebook), "asks": asks})[0].dossier.ask


def test_what_is_no_contact_is_no_event() -> None:
    assert log({}, {"at": BEFORE, "ev": "dispute_received", "person": "p1"}) == ()


def test_the_log_is_in_order_of_time_whatever_the_order_told() -> None:
    later, earlier = {"at": BEFORE, "ev": "sms"}, {"at": "2026-10-12T11:00:00+08:00", "ev": "email"}
    assert [one.channel for one in log({}, later, earlier)] == ["email", "sms"]


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ({"ev": "sms"}, "sent"),
        ({"ev": "visit", "result": "nobody_home"}, "not_met"),
        ({"ev": "visit", "result": "met"}, "sent"),
        ({"ev": "call", "outcome": "busy"}, "busy"),
        ({"ev": "inbound_sms"}, "replied"),
        ({"ev": "inbound_call", "conversation": True}, "conversation"),
    ],
)
def test_how_a_contact_ended(told: dict[str, Any], outcome: str) -> None:
    assert event({}, **told).outcome == outcome


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ({"ev": "call"}, "m1"),
        ({"ev": "sms"}, "m1"),
        ({"ev": "email"}, "email1"),
        ({"ev": "call", "to": "k1"}, "m-of-k1"),
        ({"ev": "call", "address": "m7"}, "m7"),
        ({"ev": "inbound_sms"}, "m1"),
        ({"ev": "inbound_call"}, None),
    ],
)
def test_where_a_contact_went_when_the_case_does_not_say(told: dict[str, Any], address: str | None) -> None:
    assert event({"persons": FRIENDS}, **{"outcome": "busy", **told}).address == address


def test_who_called_is_the_lender_in_china_and_a_collector_elsewhere() -> None:
    assert event({}, ev="sms").actor == "lender"
    assert event({}, ev="sms", rulebook="us-fed-regf").actor == "col-1"
    assert event({}, ev="inbound_sms").actor == "lender"
    assert event({}, ev="inbound_sms", rulebook="us-fed-regf").actor == "col-1"
    assert the_ask({}).actor == "lender"
    assert the_ask({}, rulebook="us-fed-regf").actor == "col-1"


def test_a_contact_about_no_debt_is_one_of_the_lender() -> None:
    facts = {"debts": [{"id": "d1", "lender": "bank-2"}]}
    assert event(facts, ev="sms").lender == "bank-2"
    assert event(facts, ev="sms", debts=[]).lender == "lender"
    assert the_ask(facts).lender == "bank-2"
    assert the_ask(facts, debts=[]).lender == "lender"


def test_an_inbound_contact_is_about_all_debts_of_the_case() -> None:
    assert event({"debts": [{"id": "d1"}, {"id": "d2"}]}, ev="inbound_sms").debts == ("d1", "d2")


@pytest.mark.parametrize(("attribution", "elected"), [("elected", "d2"), ("none", None)])
def test_a_silent_call_may_be_counted_to_the_first_debt_named(attribution: str, elected: str | None) -> None:
    facts = {"debts": [{"id": "d1"}, {"id": "d2"}]}
    told = event(facts, ev="call", outcome="busy", debts=["d2", "d1"], attribution=attribution)
    assert told.debt_elected == elected


def test_a_call_about_no_debt_elects_none() -> None:
    assert event({}, ev="call", outcome="busy", debts=[], attribution="elected").debt_elected is None


def test_loans_under_one_servicing_account_are_one_debt() -> None:
    told = event(
        {"debts": SERVICED}, ev="call", outcome="busy", debts=["d1", "d2", "d3"], conversation_debts=["d2"]
    )
    assert (told.debts, told.debts_discussed) == (("s1", "d3"), ("s1",))
    asked = the_ask({"debts": SERVICED}, debts=["d1", "d2"], attribute_to="d2")
    assert (asked.debts, asked.debt_elected) == (("s1",), "s1")


@pytest.mark.parametrize(
    ("told", "flags"),
    [
        ({"excluded": "consent"}, {"under_consent"}),
        ({"excluded": "law"}, set()),
        ({"no_voicemail_facility": True}, {"no_voicemail_facility"}),
        ({"content": "limited_content"}, {"limited_content"}),
        ({"content": "full"}, set()),
        ({"initial_communication": True}, {"initial"}),
    ],
)
def test_what_else_is_told_of_a_contact_is_kept(told: dict[str, Any], flags: set[str]) -> None:
    assert event({}, ev="call", outcome="busy", **told).flags == flags


def test_the_place_of_a_contact_is_told_or_that_of_its_address() -> None:
    facts = {"addresses": {"m7": {"place": "work"}}}
    assert event(facts, ev="call", outcome="busy", address="m7").place == "work"
    assert event(facts, ev="call", outcome="busy", address="m7", place="home").place == "home"
    assert event(facts, ev="call", outcome="busy").place is None


def test_an_address_that_is_anothers_is_a_wrong_number() -> None:
    told = event({}, ev="address_found_not_persons", person="p1", address="m7")
    assert (told.channel, told.outcome, told.direction, told.address) == ("none", "wrong_number", "in", "m7")


def asks(first: dict[str, Any], **item: object) -> tuple[Event, ...]:
    second = {"at": "2026-10-14T12:00:00+08:00", "action": {"channel": "sms", "to": "p1"}}
    facts = {"addresses": {"m7": {"place": "work"}}}
    return asks_of({**case_of(facts), "asks": [{"at": AT, "action": first, **item}, second]})[1].dossier.log


@pytest.mark.parametrize(("channel", "outcome"), [("call", "ring_no_answer"), ("sms", "sent")])
def test_a_contact_that_was_then_made_is_in_the_log_of_later_asks(channel: str, outcome: str) -> None:
    (made,) = asks({"channel": channel, "to": "p1", "address": "m7"}, then="placed")
    assert (made.channel, made.outcome, made.place) == (channel, outcome, "work")
    assert asks({"channel": channel, "to": "p1"}) == ()


def test_asks_that_classify_are_left_out_and_keep_their_number() -> None:
    both = [{"classify": {"ev": "call"}}, {"at": AT, "action": {"channel": "sms", "to": "p1"}}]
    (asked,) = asks_of({**case_of({}), "asks": both})
    assert asked.index == 1


def test_counts_of_each_debt_are_asked_about_that_debt_alone() -> None:
    expect = {"decision": "allow", "counts": {"calls_7d": {"d1": 1, "d3": 2}}}
    put = {"at": AT, "action": {"channel": "call", "to": "p1", "debts": ["d1", "d3"]}, "expect": expect}
    (asked,) = asks_of({**case_of({"debts": SERVICED}), "asks": [put]})
    assert {debt: dossier.ask.debts for debt, dossier in asked.by_debt.items()} == {
        "d1": ("s1",),
        "d3": ("d3",),
    }


@pytest.mark.parametrize(
    ("facts", "action", "debtor"),
    [
        ({"persons": FRIENDS}, {"to": "k1"}, "p1"),
        ({"persons": FRIENDS}, {"to": "p1"}, "p1"),
        ({"persons": TWO_BORROWERS}, {"to": "p2"}, "p2"),
        ({"persons": TWO_BORROWERS}, {"to": "k1"}, "p1"),
        ({"persons": TWO_BORROWERS, "debts": [{"id": "d1", "person": "p2"}]}, {"to": "k1"}, "p2"),
        (
            {"persons": TWO_BORROWERS, "debts": [{"id": "d1", "person": "p2"}]},
            {"to": "k1", "debts": []},
            "p1",
        ),
        ({"persons": [{"id": "p1", "role": "heir"}]}, {"to": "p1"}, "borrower"),
    ],
)
def test_whose_loan_it_is(facts: dict[str, Any], action: dict[str, Any], debtor: str) -> None:
    assert the_ask(facts, **action).debtor_id == debtor


def test_the_debt_meant_is_the_persons_own_where_debts_name_persons() -> None:
    facts = {"persons": TWO_BORROWERS, "debts": [{"id": "d1", "person": "p1"}, {"id": "d2", "person": "p2"}]}
    assert the_ask(facts, to="p2").debts == ("d2",)
    assert the_ask(facts, to="k1").debts == ("d1",)


def test_a_second_role_is_to_one_debt() -> None:
    one = {"id": "k1", "role": "emergency_contact", "also": "guarantor:d2"}
    facts = {"persons": [FRIENDS[0], one], "debts": [{"id": "d1"}, {"id": "d2"}]}
    assert the_ask(facts, to="k1", debts=["d2"]).role == "guarantor"
    assert the_ask(facts, to="k1", debts=["d1"]).role == "emergency_contact"
    assert the_ask(facts, to="nobody").role == "third_party"


def story(*rulebooks: str, **facts: object) -> Story:
    return story_of({"id": "x", "rulebook": list(rulebooks), "facts": facts})


@pytest.mark.parametrize(
    ("rulebook", "country"),
    [
        ("cn-cba-2026", "CN"),
        ("house-cn", "CN"),
        ("us-fed-regf", "US"),
        ("house-us", "US"),
        ("uk-fca-conc", "GB"),
        ("eu-ccd", "DE"),
        ("au-ncc", "AU"),
    ],
)
def test_the_country_is_that_of_the_first_instrument(rulebook: str, country: str) -> None:
    assert story(rulebook).country == country
    assert story(rulebook).is_china is (country == "CN")


@pytest.mark.parametrize(
    ("rulebooks", "facts", "region"),
    [
        (("us-ma-940",), {}, "US-MA"),
        (("us-fed-regf", "us-dc-28-3814"), {}, "US-DC"),
        (("us-fed-regf",), {"state": "TX"}, "US-TX"),
        (("us-ma-940",), {"residence": "NY"}, "US-NY"),
        (("us-fed-regf",), {}, None),
    ],
)
def test_the_region_is_stated_or_that_of_the_law(
    rulebooks: tuple[str, ...], facts: dict[str, Any], region: str | None
) -> None:
    assert story(*rulebooks, **facts).region == region


def test_times_and_days_of_a_case_are_read() -> None:
    assert (time_of("21:30"), time_of("24:00"), time_of(None)) == (time(21, 30), None, None)
    assert (day_of("2026-10-14"), day_of("none"), day_of(None)) == (date(2026, 10, 14), None, None)
    assert day_of(datetime.fromisoformat(AT)) == date(2026, 10, 14)
    assert day_of(date(2026, 10, 14)) == date(2026, 10, 14)
    assert instant("2026-10-14T11:00:00") == datetime.fromisoformat("2026-10-14T11:00:00+00:00")
    assert instant(datetime.fromisoformat(AT)) == datetime.fromisoformat(AT)
