"""What the night proposes: the next gentle step, once a person and day, from the log and the ageing alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import forbear.strategy
from forbear.portfolio.kernel import standing_on
from forbear.portfolio.proposals.history import contacts_about, known_by, last_clear_day, unreachable
from forbear.portfolio.proposals.proposing import propose, usable_points
from forbear.portfolio.proposals.zoning import planning_zones
from forbear.portfolio.tables import Tables  # noqa: TC001 - Hypothesis reads the types
from forbear.strategy.planning import Situation, is_unreachable, next_step
from forbear.strategy.treatment import load_paths
from tests.unit.portfolio.small_books import a_loan, a_payment, an_instalment, tables

FILE = Path(forbear.strategy.__file__).parent / "paths" / "default.yaml"
PATH = load_paths(FILE.read_text(encoding="utf-8"), source="default.yaml")[-1]
DUE = date(2026, 3, 1)
NAMED = {"person_no": 2, "role": "emergency_contact", "borrower_no": 1, "loan_no": None}


def a_person(number: int = 1, **facts: object) -> dict[str, Any]:
    return {
        "person_no": number,
        "person_id": f"P{number}",
        "timezone": "Asia/Shanghai",
        "special": [],
    } | facts


def a_point(
    kind: str = "email", value: str = "a@example.net", *, person: int = 1, **facts: object
) -> dict[str, Any]:
    return {
        "person_no": person,
        "kind": kind,
        "value": value,
        "source": "contract",
        "verified": "2026-01-01",
    } | facts


def a_contact(at: str, channel: str = "email", outcome: str = "sent", **facts: object) -> dict[str, Any]:
    when = datetime.fromisoformat(f"{at}+08:00").astimezone(UTC)
    row = {
        "attempt_id": f"{at}{channel}",
        "at": when,
        "person_no": 1,
        "channel": channel,
        "outcome": outcome,
        "direction": "out",
    }
    return row | {"loan_ids": ["L1"], "contact_point": None, "purpose": None} | facts


def proposed(on: date, **rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    given = {
        "loans": [a_loan()],
        "instalments": [an_instalment(DUE, number=1), an_instalment(DUE + timedelta(days=31), number=2)],
        "people": [a_person(1), a_person(2)],
        "contact_points": [a_point(), a_point("mobile", "+8619900000001")],
    } | rows
    book = known_by(tables(**given), on=on)
    cases = standing_on(book, on=on).filter("has_case").select("loan_no", "days_past_due", "bucket")
    return propose(book, cases, path=PATH, on=on).to_dicts()


def steps(on: date, **rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["step"], one["channel"]) for one in proposed(on, **rows)]


def test_the_first_day_brings_a_friendly_reminder_by_e_mail() -> None:
    assert steps(date(2026, 3, 2)) == [("reminder-first", "email")]


def test_the_contact_is_planned_at_the_local_hour_of_the_next_day() -> None:
    (one,) = proposed(date(2026, 3, 2))
    assert (one["at"], one["not_after"]) == (
        datetime(2026, 3, 3, 2, tzinfo=UTC),
        datetime(2026, 3, 3, 16, tzinfo=UTC),
    )


def test_a_loan_that_was_late_for_long_before_anybody_wrote_begins_with_the_reminder() -> None:
    assert steps(date(2026, 4, 25)) == [("reminder-first", "email")]


def test_a_part_payment_never_skips_a_stage() -> None:
    """The money moves the oldest unpaid date; what is next still follows from what was really tried."""
    tried = [a_contact("2026-03-03T10:00"), a_contact("2026-03-06T10:00")]
    paid = [a_payment(date(2026, 4, 3), 10_000)]
    assert steps(date(2026, 4, 8), attempts=tried, payments=paid) == [("reminder-third", "sms")]


def test_no_step_is_taken_twice_in_one_spell() -> None:
    assert steps(date(2026, 3, 3), attempts=[a_contact("2026-03-03T10:00")]) == []


def test_a_cure_begins_the_path_anew() -> None:
    tried = [
        a_contact("2026-03-03T10:00"),
        a_contact("2026-03-06T10:00"),
        a_contact("2026-03-12T10:00", "sms"),
    ]
    cured = [a_payment(date(2026, 3, 20), 10_000)]
    assert steps(date(2026, 4, 3), attempts=tried, payments=cured) == [("reminder-first", "email")]


def test_a_message_that_bounced_was_no_contact_and_its_address_is_left_alone() -> None:
    bounced = [a_contact("2026-03-03T10:00", outcome="bounced", contact_point="a@example.net")]
    assert steps(date(2026, 3, 3), attempts=bounced) == [("reminder-first", "sms")]


def test_a_number_that_a_stranger_disowned_is_left_alone() -> None:
    told = {
        "request_id": "R",
        "person_no": 1,
        "kind": "wrong_number",
        "at": datetime(2026, 3, 2, tzinfo=UTC),
        "scope": "a@example.net",
    }
    assert steps(date(2026, 3, 2), requests=[told]) == [("reminder-first", "sms")]


@pytest.mark.parametrize("fact", [{"invalid_since": date(2026, 3, 1)}, {"verified": "false"}])
def test_an_address_that_is_invalid_or_not_verified_is_not_used(fact: dict[str, Any]) -> None:
    assert steps(date(2026, 3, 2), contact_points=[a_point(**fact)]) == []


def test_two_loans_of_one_person_make_one_proposal_led_by_the_later() -> None:
    two = [a_loan(1), a_loan(2)]
    due = [an_instalment(DUE, loan=1), an_instalment(DUE - timedelta(days=20), loan=2)]
    (one,) = proposed(date(2026, 3, 5), loans=two, instalments=due)
    assert (one["loan_no"], one["loan_nos"]) == (2, [1, 2])


def test_an_open_request_does_not_silence_the_path() -> None:
    """Whether it stands in the way is the gate's to say, with the clause."""
    asked = {"request_id": "R", "person_no": 1, "kind": "hardship", "at": datetime(2026, 3, 1, tzinfo=UTC)}
    assert steps(date(2026, 3, 2), requests=[asked]) == [("reminder-first", "email")]


def test_what_happened_after_the_date_has_no_effect() -> None:
    later = [a_contact("2026-03-03T10:00"), a_contact("2026-03-06T10:00")]
    assert steps(date(2026, 3, 2), attempts=later) == [("reminder-first", "email")]


def failed_calls(*days: int, a_day: int = 3) -> list[dict[str, Any]]:
    return [
        a_contact(
            f"2026-03-{day:02d}T{10 + turn}:00", "call", "ring_no_answer", contact_point="+8619900000001"
        )
        for day in days
        for turn in range(a_day)
    ]


def locating(attempts: list[dict[str, Any]], **rows: list[dict[str, Any]]) -> list[tuple[int, str]]:
    points = [a_point("mobile", "+8619900000001"), a_point("mobile", "+8619900000002", person=2)]
    given = {"contact_points": points, "relations": [NAMED], "attempts": attempts} | rows
    return [
        (one["person_no"], one["purpose"])
        for one in proposed(date(2026, 3, 15), **given)
        if one["step"] == "locate"
    ]


def test_an_unreachable_borrower_s_contact_is_asked_to_pass_on_a_call_back() -> None:
    assert locating(failed_calls(12, 13, 14)) == [(2, "relay_callback")]


@pytest.mark.parametrize(
    "attempts",
    [
        failed_calls(11, 12, 14),
        failed_calls(12, 13, 14, a_day=2),
        [*failed_calls(12, 13, 14), a_contact("2026-03-14T18:00", "call", "conversation")],
        [*failed_calls(12, 13, 14), a_contact("2026-03-14T18:00", "sms", "delivered", direction="in")],
        [*failed_calls(12, 13, 14), a_contact("2026-03-14T18:00", "call", "ring_no_answer", person_no=2)],
    ],
    ids=[
        "a day between",
        "two calls a day",
        "a talk since",
        "a message from the borrower",
        "the contact was asked",
    ],
)
def test_a_contact_is_not_asked_when_the_borrower_may_be_reached(attempts: list[dict[str, Any]]) -> None:
    assert locating(attempts) == []


def test_a_contact_is_not_asked_while_a_number_of_the_borrower_is_untried() -> None:
    points = [a_point("mobile", f"+861990000000{end}", person=1 if end < 3 else 2) for end in (1, 2, 3)]
    assert locating(failed_calls(12, 13, 14), contact_points=points) == []


days = st.integers(0, 40).map(lambda count: DUE + timedelta(days=count))
CHANNELS = ("email", "sms", "call", "letter")


@st.composite
def histories(draw: st.DrawFn) -> tuple[Tables, date]:
    on = draw(days)
    points = [
        a_point(kind, f"{kind}@{n}")
        for n, kind in enumerate(draw(st.lists(st.sampled_from(["email", "mobile", "address"]), max_size=3)))
    ]
    attempts = []
    for at in range(draw(st.integers(0, 8))):
        day = draw(days)
        channel = draw(st.sampled_from(CHANNELS))
        outcome = draw(st.sampled_from(["sent", "failed", "ring_no_answer", "conversation"]))
        purpose = draw(st.sampled_from([None, "payment_reminder", "collect", "other"]))
        row = a_contact(f"{day.isoformat()}T10:{at:02d}", channel, outcome, purpose=purpose)
        attempts.append(row | {"loan_ids": draw(st.sampled_from([[], ["L1"], ["L2"]]))})
    payments = [
        a_payment(draw(days), draw(st.integers(1, 15_000)), payment_id=f"p{n}")
        for n in range(draw(st.integers(0, 2)))
    ]
    book = tables(
        loans=[a_loan(1)],
        people=[a_person(1)],
        instalments=[an_instalment(DUE, number=1), an_instalment(DUE + timedelta(days=15), number=2)],
        contact_points=points,
        attempts=attempts,
        payments=payments,
    )
    return known_by(book, on=on), on


def situation_of(book: Tables, on: date, *, late: int) -> Situation:
    """What the planner is told, worked out plainly."""
    clear = dict(last_clear_day(book, pl.Series([1]), on=on).iter_rows()).get(1)
    made = [
        (row["at"].astimezone(UTC) + timedelta(hours=8), row["channel"], row["purpose"])
        for row in book.attempts.iter_rows(named=True)
        if row["outcome"] != "failed" and (not row["loan_ids"] or "L1" in row["loan_ids"])
    ]
    spell = [one for one in made if clear is None or one[0].date() > clear]
    counted = [PATH.purpose_of(channel, purpose) for _, channel, purpose in spell]
    last = max((one[0].date() for one in spell), default=None)
    return Situation(
        days_past_due=late,
        taken={purpose: counted.count(purpose) for purpose in counted if purpose},
        days_since_last=None if last is None else (on + timedelta(days=1) - last).days,
        channels=frozenset(usable_points(book, on=on)["channel"]),
    )


@settings(max_examples=150, deadline=None)
@given(histories())
def test_the_columns_propose_what_the_planner_proposes(history: tuple[Tables, date]) -> None:
    book, on = history
    cases = standing_on(book, on=on).filter("has_case").select("loan_no", "days_past_due", "bucket")
    ours = [
        (one["step"], one["channel"])
        for one in propose(book, cases, path=PATH, on=on).to_dicts()
        if one["step"] != "locate"
    ]
    expected = []
    if cases.height:
        following = next_step(PATH, situation_of(book, on, late=cases["days_past_due"][0]))
        expected = [(following.step.name, following.channel)] if following else []
    assert ours == expected


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 9), st.sampled_from(["ring_no_answer", "busy", "conversation", "sent"])),
        max_size=25,
    ),
    st.booleans(),
)
def test_the_columns_find_unreachable_whom_the_planner_finds(
    log: list[tuple[int, str]],
    has_untried: bool,  # noqa: FBT001 - Hypothesis names it
) -> None:
    number = "+8619900000001"
    attempts = [
        a_contact(f"2026-03-0{day}T10:{at:02d}", "call", outcome, attempt_id=str(at), contact_point=number)
        for at, (day, outcome) in enumerate(log)
    ]
    book = tables(loans=[a_loan()], people=[a_person()], attempts=attempts)
    rule = PATH.locate
    assert rule is not None
    values = [number, "+8619900000009"] if has_untried else [number] if attempts else []
    numbers = pl.DataFrame(
        {"person_no": [1] * len(values), "value": values}, schema={"person_no": pl.Int64, "value": pl.String}
    )
    borrowers = planning_zones(book).rename({"person_no": "borrower_no"})
    failed = [date(2026, 3, day) for day, outcome in log if outcome in {"ring_no_answer", "busy"}]
    talks = [date(2026, 3, day) for day, outcome in log if outcome == "conversation"]
    expected = is_unreachable(
        {day: failed.count(day) for day in failed},
        attempts_min=rule.failed_attempts_a_day_min,
        days_min=rule.consecutive_days_min,
        last_talk=max(talks, default=None),
        has_untried_number=has_untried,
    )
    assert (unreachable(book, borrowers, rule, numbers=numbers).height == 1) is expected


def test_a_contact_about_another_loan_does_not_count() -> None:
    book = tables(
        loans=[a_loan()], people=[a_person()], attempts=[a_contact("2026-03-03T10:00", loan_ids=["L9"])]
    )
    late = pl.DataFrame(
        {
            "loan_no": [1],
            "loan_id": ["L1"],
            "borrower_no": [1],
            "zone": ["Asia/Shanghai"],
            "last_clear": [DUE],
        }
    )
    assert contacts_about(book, late).is_empty()
