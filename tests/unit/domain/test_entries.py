"""What the plain values refuse, and what they can be asked."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from forbear.domain.consent import Consent
from forbear.domain.loans import BadEntry
from forbear.domain.people import ContactPoint
from forbear.domain.relations import BadRelation, Relation
from forbear.domain.requests import Request
from forbear.domain.words import Answer, PointKind, PointSource, RequestKind, Role
from tests.unit.domain.builders import a_loan, an_instalment, charged, day, paid


@pytest.mark.parametrize(
    "wrong",
    [
        {"principal_minor": 0},
        {"annual_rate": Decimal("-0.1")},
        {"penalty_rate": Decimal(-1)},
        {"grace_days": -1},
    ],
    ids=str,
)
def test_a_loan_refuses_what_no_loan_can_hold(wrong: dict[str, Any]) -> None:
    with pytest.raises(BadEntry):
        replace(a_loan(), **wrong)


def test_entries_refuse_amounts_that_run_backwards() -> None:
    with pytest.raises(BadEntry):
        an_instalment(1, day("02-10"), principal=-1)
    with pytest.raises(BadEntry):
        paid(day("02-10"), 0)
    with pytest.raises(BadEntry):
        charged(day("02-10"), -5)


def test_allocations_above_the_payment_are_refused() -> None:
    with pytest.raises(BadEntry):
        paid(day("02-10"), 100, given=(60, 41, None))


def test_a_relation_hangs_on_a_loan_or_a_borrower() -> None:
    with pytest.raises(BadRelation):
        Relation(person_id="P2", role=Role.SPOUSE)


def test_a_third_party_stands_in_no_table() -> None:
    with pytest.raises(BadRelation):
        Relation(person_id="P2", role=Role.THIRD_PARTY, loan_id="L1")


@pytest.mark.parametrize(
    ("answer", "agreed"), [(Answer.ACCEPTED, True), (Answer.REFUSED, False), (Answer.NONE, False)]
)
def test_silence_of_a_named_contact_is_not_a_yes(answer: Answer, agreed: bool) -> None:  # noqa: FBT001
    contact = Relation(person_id="P2", role=Role.EMERGENCY_CONTACT, loan_id="L1", answer=answer)
    assert contact.has_agreed() is agreed


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2026-{text}+08:00")


def test_a_withdrawn_consent_does_not_stand_from_the_instant_of_withdrawal() -> None:
    consent = Consent(
        person_id="P1",
        scope="email",
        given_to="bank",
        at=at("01-01T09:00"),
        withdrawn_at=at("02-01T09:00"),
        until=day("03-01"),
    )
    assert consent.is_standing(at("02-01T08:59"), on=day("02-01"))
    assert not consent.is_standing(at("02-01T09:00"), on=day("02-01"))
    assert not consent.is_standing(at("01-01T08:59"), on=day("01-01"))


def test_a_consent_stands_through_its_last_day() -> None:
    consent = Consent(
        person_id="P1", scope="email", given_to="bank", at=at("01-01T09:00"), until=day("03-01")
    )
    assert consent.is_standing(at("03-01T23:00"), on=day("03-01"))
    assert not consent.is_standing(at("03-02T00:00"), on=day("03-02"))


def test_a_request_binds_from_its_instant_through_its_last_day() -> None:
    stop = Request(
        request_id="R1", person_id="P1", kind=RequestKind.STOP, at=at("02-01T09:00"), until=day("02-28")
    )
    assert not stop.is_binding(at("02-01T08:59"), on=day("02-01"))
    assert stop.is_binding(at("02-01T09:00"), on=day("02-01"))
    assert stop.is_binding(at("02-28T23:59"), on=day("02-28"))
    assert not stop.is_binding(at("03-01T00:00"), on=day("03-01"))


def test_a_contact_point_is_invalid_from_the_day_it_was_found_wrong() -> None:
    point = ContactPoint(
        person_id="P1",
        kind=PointKind.MOBILE,
        value="+8613800000000",
        source=PointSource.CONTRACT,
        invalid_since=day("02-10"),
    )
    assert point.is_valid_on(day("02-09"))
    assert not point.is_valid_on(day("02-10"))
