"""Duties, periods and keeping times over the shipped law, where written cases do not reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear import rulebooks
from forbear.gate.dossier import Ask, Dossier, Event, ZoneEvidence
from forbear.gate.duties import (
    DutyState,
    Happening,
    UncountedDay,
    classify,
    duties_of,
    keep_until,
    open_duties,
    periods_of,
)
from forbear.gate.duties.spans import after
from forbear.rulebooks.duties.terms import Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.rulebooks.book import Rulebook

NOON = datetime(2026, 10, 14, 4, tzinfo=UTC)
CHINA = {"loan.country": "CN", "loan.product": "credit_card"}
AMERICA = {"loan.country": "US", "actor.kind": "debt_collector"}


@cache
def shipped() -> Rulebook:
    return rulebooks.load()


def happened(what: str, at: datetime, *, person: str = "p1", debts: tuple[str, ...] = ("d1",)) -> Event:
    return Event(at, "none", person, what, direction="in", debts=debts)


def affairs(facts: Mapping[str, object], *log: Event, at: datetime = NOON) -> Dossier:
    return Dossier(Ask(at, "none", "p1"), facts=facts, log=log)


def tokens(dossier: Dossier, *instruments: str) -> list[str]:
    return [duty.said for duty in open_duties(dossier, shipped().only(instruments))]


def test_an_objection_to_one_card_is_not_ended_by_the_answer_about_another() -> None:
    objected = happened("dispute_received", NOON - timedelta(days=3))
    other = happened("dispute_answered", NOON - timedelta(days=1), debts=("d2",))
    assert tokens(affairs(CHINA, objected, other), "cn-cbrc-2011-2") == [
        "objection_noted_on_account",
        "objection_check_open",
    ]


def test_the_same_objection_twice_is_owed_once_and_again_after_an_answer() -> None:
    log = [happened("credit_objection_received", NOON - timedelta(days=days)) for days in (9, 5)]
    found = tokens(affairs(CHINA, *log), "cn-credit-reporting")
    assert found == ["mark_entry_disputed", "credit_objection_answer_due_by:2026-10-25"]
    answered = happened("credit_objection_answered", NOON - timedelta(days=7))
    again = tokens(affairs(CHINA, log[0], answered, log[1]), "cn-credit-reporting")
    assert again == ["mark_entry_disputed", "credit_objection_answer_due_by:2026-10-29"]


def test_what_happens_at_the_very_instant_of_the_ask_is_not_seen_yet() -> None:
    assert tokens(affairs(CHINA, happened("credit_objection_received", NOON)), "cn-credit-reporting") == []


def test_where_the_product_is_not_known_the_duty_is_owed() -> None:
    objected = happened("dispute_received", NOON - timedelta(days=1))
    assert tokens(affairs({"loan.country": "CN"}, objected), "cn-cbrc-2011-2") != []
    assert tokens(affairs({**CHINA, "loan.product": "auto"}, objected), "cn-cbrc-2011-2") == []


def test_a_due_day_is_the_earliest_of_the_zones_the_person_may_be_in() -> None:
    talk = replace(
        happened("conversation", datetime(2026, 10, 14, 5, tzinfo=UTC)),
        channel="call",
        flags=frozenset({"initial"}),
    )
    zones = (
        ZoneEvidence("residence", "America/New_York"),
        ZoneEvidence("mobile_area_code", "Pacific/Honolulu"),
    )
    asked = replace(affairs(AMERICA, talk, at=NOON + timedelta(days=1)), zones=zones)
    (duty,) = duties_of(asked, shipped().only(["us-fed-regf"]))
    assert (duty.due_on, duty.state) == (date(2026, 10, 18), DutyState.OPEN)


@pytest.mark.parametrize(("day", "state"), [(19, DutyState.SPARED), (20, DutyState.OPEN)])
def test_a_debt_paid_on_the_due_day_itself_spares_the_notice(day: int, state: DutyState) -> None:
    talk = replace(
        happened("conversation", datetime(2026, 10, 14, 16, tzinfo=UTC)),
        channel="call",
        flags=frozenset({"initial"}),
    )
    paid = happened("debt_paid", datetime(2026, 10, day, 16, tzinfo=UTC))
    zones = (ZoneEvidence("residence", "America/New_York"),)
    asked = replace(affairs(AMERICA, talk, paid, at=NOON + timedelta(days=9)), zones=zones)
    (duty,) = duties_of(asked, shipped().only(["us-fed-regf"]))
    assert (duty.due_on, duty.state) == (date(2026, 10, 19), state)


@pytest.mark.parametrize(("later", "periods"), [(timedelta(), 1), (timedelta(seconds=1), 0)])
def test_only_a_notice_that_bounced_afterwards_begins_no_period(later: timedelta, periods: int) -> None:
    sent = happened("validation_notice_sent", NOON - timedelta(days=2))
    bounced = happened("undeliverable_notice", sent.at + later)
    zones = (ZoneEvidence("residence", "America/New_York"),)
    about = replace(affairs(AMERICA, sent, bounced), zones=zones)
    found = periods_of(about, shipped().only(["us-fed-regf"]))
    assert [period.token for period in found].count("validation_period") == periods


def test_business_days_outside_the_calendar_are_an_error_and_no_guess() -> None:
    sent = happened("validation_notice_sent", datetime(2080, 1, 1, tzinfo=UTC))
    with pytest.raises(UncountedDay, match="US-federal"):
        periods_of(affairs(AMERICA, sent, at=sent.at + timedelta(days=2)), shipped().only(["us-fed-regf"]))


def test_a_demand_after_the_limitation_ran_out_does_not_wake_it() -> None:
    due = happened("debt_due", datetime(2020, 1, 1, 4, tzinfo=UTC))
    late = happened("demand_delivered", datetime(2026, 1, 1, 4, tzinfo=UTC))
    (period,) = periods_of(affairs({"loan.country": "CN"}, due, late), shipped().only(["cn-civil-code"]))
    assert (period.ends_on, period.state) == (date(2023, 1, 1), "time_barred")


def test_nothing_is_deleted_while_another_rule_still_wants_it_or_waits_for_its_day() -> None:
    book = shipped().only(["cn-cbrc-2011-2", "house-cn"])
    about = affairs(CHINA)
    open_debt = keep_until(
        "collection_recording", {"call_date": date(2026, 3, 2)}, about=about, rulebook=book
    )
    assert open_debt.delete_after is None
    assert open_debt.keep_until == date(2028, 3, 2)
    assert open_debt.missing == ("house-cn/retention_default",)
    days = {"call_date": date(2026, 3, 2), "settled": date(2020, 1, 1)}
    late = keep_until("collection_recording", days, about=about, rulebook=book)
    assert late.delete_after == date(2028, 3, 2)


def test_a_record_that_no_rule_speaks_of_has_no_last_day() -> None:
    found = keep_until("call_log", {}, about=affairs(CHINA), rulebook=shipped().only(["cn-pipl"]))
    assert (found.keep_until, found.delete_after) == (None, None)


def test_a_rule_out_of_force_gives_no_class() -> None:
    call = Happening({"medium": "call", "outcome": "conversation"})
    book = shipped().only(["cn-gbt-45251-2025"])
    assert classify(call, about=affairs(CHINA), rulebook=book).cls == ("effective",)
    before = affairs(CHINA, at=datetime(2025, 2, 27, tzinfo=UTC))
    assert classify(call, about=before, rulebook=book).cls == ()


ITEMS = frozenset({"business_name", "reply_request", "person_name", "callback_number"})


@pytest.mark.parametrize(
    ("instrument", "traits", "word"),
    [
        ("kr-pdpa", {"weekly_hours": 28}, "within_statutory_maximum_28h"),
        ("kr-pdpa", {"weekly_hours": 29}, "exceeds_statutory_maximum_28h"),
        ("us-fed-regf", {"alias_use": "used_consistently", "alias_is_traceable": False}, "forbidden_alias"),
        ("us-fed-regf", {"alias_use": "varies", "alias_is_traceable": True}, "forbidden_alias"),
        (
            "us-fed-regf",
            {"medium": "letter", "purpose": "validation_notice", "result": "undeliverable"},
            "not_sent",
        ),
        (
            "us-fed-regf",
            {"voicemail": ITEMS | {"salutation", "any_representative"}, "name_reveals_collection": False},
            "limited_content_message",
        ),
        ("us-fed-regf", {"voicemail": ITEMS}, "not_limited_content_message"),
    ],
)
def test_what_is_not_known_of_a_happening_never_makes_its_class_milder(
    instrument: str, traits: Mapping[str, object], word: str
) -> None:
    country = instrument[:2].upper()
    about = affairs({"loan.country": country, "actor.kind": "debt_collector"})
    assert word in classify(Happening(traits), about=about, rulebook=shipped().only([instrument])).cls


@pytest.mark.parametrize(
    ("start", "span", "end"),
    [
        (date(2028, 2, 29), Span(years=3), date(2031, 2, 28)),
        (date(2028, 2, 29), Span(years=4), date(2032, 2, 29)),
        (date(2026, 11, 30), Span(months=3), date(2027, 2, 28)),
        (date(2026, 12, 31), Span(months=1, days=1), date(2027, 2, 1)),
    ],
)
def test_a_month_without_the_day_ends_the_span_on_its_last_day(start: date, span: Span, end: date) -> None:
    assert after(start, span) == end


@given(
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    st.integers(0, 12),
    st.integers(0, 30),
    st.integers(0, 90),
)
def test_a_longer_span_never_ends_earlier(start: date, years: int, months: int, days: int) -> None:
    shorter = after(start, Span(years=years, months=months, days=days))
    assert start <= shorter < after(start, Span(years=years, months=months, days=days + 1))
    assert shorter <= after(start, Span(years=years, months=months + 1, days=days))
