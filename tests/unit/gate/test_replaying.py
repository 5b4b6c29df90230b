"""What a decision had seen survives being written as JSON, and the same answer comes of it again."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, assume, given, settings

from forbear import rulebooks
from forbear.gate.dossier import Ask, Dossier, Event, Record, ZoneEvidence
from forbear.gate.replaying.compact import parts_of
from forbear.gate.replaying.differing import differences
from forbear.gate.replaying.kept import NotKept, dossier_of, event_ids
from forbear.gate.replaying.law import read
from forbear.gate.reserving import decide_now, record_of
from tests.unit.gate.worlds import books, dossiers

if TYPE_CHECKING:
    from forbear.rulebooks import Rulebook

AT = datetime(2026, 10, 14, 3, 0, tzinfo=UTC)


def a_dossier() -> Dossier:
    return Dossier(
        ask=Ask(
            at=AT,
            channel="call",
            person_id="k1",
            debtor_id="p1",
            role="emergency_contact",
            debts=("L1",),
            arrives_at=AT + timedelta(hours=2),
            content={"states": frozenset({"overdue_amount"}), "identity_verified": False},
        ),
        facts={
            "loan.country": "CN",
            "lender.kind": "bank",
            "person.special": frozenset({"student"}),
            "reach.invalid_since": date(2026, 10, 1),
            "loan.days_past_due": 31,
        },
        records=(
            Record(
                "consent",
                "night_contact",
                AT - timedelta(days=3),
                "p1",
                record_id="consent-7",
                until=AT + timedelta(days=1),
                channels=frozenset({"call"}),
                from_time=time(8),
                days=frozenset({0, 6}),
                only_on=date(2026, 10, 14),
                number=3,
                day=date(2026, 10, 20),
            ),
        ),
        log=(
            Event(AT - timedelta(days=2), "call", "p1", "busy", event_id="a-1", debts=("L1",)),
            Event(AT - timedelta(days=1), "none", "p1", "wrong_number", direction="in", address="+861"),
        ),
        zones=(ZoneEvidence("residence", "Asia/Shanghai", person_id="p1"),),
    )


def kept(dossier: Dossier) -> dict[str, object]:
    """The record of a decision on it, as it comes back from the database."""
    law = rulebooks.load()
    record = record_of("d-1", dossier, decide_now(dossier, law), law)
    return asdict(parts_of(record.kept, record.law))


def made_again(parts: dict[str, object], log: tuple[Event, ...]) -> Dossier:
    ask, facts, seen = (parts[name] for name in ("ask", "facts", "seen"))
    return dossier_of(ask, facts, seen, {event.event_id: event for event in log if event.event_id})  # type: ignore[arg-type]


def test_every_kind_of_value_comes_back_as_it_was() -> None:
    dossier = a_dossier()
    assert made_again(kept(dossier), dossier.log) == dossier


def test_an_outcome_that_was_learned_later_does_not_reach_back() -> None:
    dossier = a_dossier()
    today = (replace(dossier.log[0], outcome="conversation"),)
    assert made_again(kept(dossier), today).log[0].outcome == "busy"


def test_an_event_that_is_gone_is_named_and_nothing_is_made_up() -> None:
    with pytest.raises(NotKept, match="no longer holds the event `a-1`"):
        made_again(kept(a_dossier()), ())


def test_a_decision_older_than_the_keeping_says_so() -> None:
    with pytest.raises(NotKept, match="older than the keeping"):
        made_again({**kept(a_dossier()), "seen": None}, a_dossier().log)


def test_only_ids_are_kept_of_events_that_have_one() -> None:
    parts = kept(a_dossier())
    assert event_ids(parts["seen"]) == ["a-1"]  # type: ignore[arg-type]


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(dossiers(), books())
def test_the_same_answer_comes_of_what_was_kept(dossier: Dossier, rulebook: Rulebook) -> None:
    record = record_of("d-1", dossier, decide_now(dossier, rulebook), rulebook)
    parts = parts_of(record.kept, read(record.law.law_id, json.loads(json.dumps(record.law.to_dict()))))
    named = {event.event_id: event for event in dossier.log if event.event_id}
    assume(len(named) == sum(1 for event in dossier.log if event.event_id))  # ids are keys of the log
    derived = decide_now(dossier_of(parts.ask, parts.facts, parts.seen, named), rulebook)
    assert differences(parts.verdict, derived.to_dict()) == ()
