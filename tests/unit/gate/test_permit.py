"""No send without a permit, and no permit but from the gate."""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from forbear import rulebooks
from forbear.gate.dossier import Proposal
from forbear.gate.memory import MemoryLedger
from forbear.gate.permit import Permit, PermitForged, PermitRefused
from forbear.gate.reserving import BadExpiry, Contended, Granted, Refused, ask_and_reserve

AT = datetime(2026, 10, 14, 3, tzinfo=UTC)
BOOK = rulebooks.load(Path(__file__).parents[2] / "rules" / "books" / "quota")


def asked(
    at: datetime = AT, *, ledger: MemoryLedger | None = None, expires: datetime | None = None
) -> Granted | Refused | Contended:
    proposal = Proposal(channel="email", person_id="p1", address="a@example.test", content_digest="c" * 64)
    return ask_and_reserve(
        ledger or MemoryLedger(),
        proposal,
        BOOK,
        at=at,
        permit_id="permit",
        decision_id="decision",
        attempt_id="attempt",
        expires_at=expires or at + timedelta(minutes=5),
    )


def a_permit() -> Permit:
    answer = asked()
    assert isinstance(answer, Granted)
    return answer.permit


def send(permit: Permit, **changed: object) -> None:
    told: dict[str, object] = {
        "at": AT,
        "person_id": "p1",
        "address": "a@example.test",
        "channel": "email",
        "purpose": "collect",
        "content_digest": "c" * 64,
    }
    permit.require(**(told | changed))  # type: ignore[arg-type]


def test_a_permit_covers_the_very_send_it_was_given_for() -> None:
    send(a_permit())


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("person_id", "p2"),
        ("address", "b@example.test"),
        ("channel", "sms"),
        ("purpose", "location"),
        ("content_digest", "d" * 64),
    ],
)
def test_a_permit_covers_no_other_send(part: str, value: str) -> None:
    with pytest.raises(PermitRefused, match=part):
        send(a_permit(), **{part: value})


def test_a_permit_is_void_at_its_expiry() -> None:
    with pytest.raises(PermitRefused, match="not valid"):
        send(a_permit(), at=AT + timedelta(minutes=5))


def test_nobody_else_can_make_a_permit() -> None:
    with pytest.raises(PermitForged):
        Permit()
    with pytest.raises(PermitForged):
        Permit(object(), permit_id="x")


def test_nobody_can_inherit_from_a_permit() -> None:
    with pytest.raises(PermitForged):
        type("Forged", (Permit,), {})


def test_a_permit_cannot_be_changed() -> None:
    with pytest.raises(PermitForged):
        a_permit().person_id = "p2"


def test_a_permit_cannot_be_copied_or_kept() -> None:
    permit = a_permit()
    for attempt in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(PermitForged):
            attempt(permit)


def test_a_refusal_gives_no_permit_and_is_on_record() -> None:
    ledger = MemoryLedger()
    assert isinstance(asked(AT + timedelta(hours=12), ledger=ledger), Refused)
    assert [item.decision.token for item in ledger.decisions] == ["deny"]
    assert len(ledger.evidence) == 1
    assert not ledger.attempts


def test_a_grant_leaves_decision_attempt_and_evidence() -> None:
    ledger = MemoryLedger()
    asked(ledger=ledger)
    assert (len(ledger.decisions), len(ledger.attempts), len(ledger.evidence)) == (1, 1, 1)


def test_a_permit_must_expire_after_it_is_issued() -> None:
    with pytest.raises(BadExpiry):
        asked(expires=AT)


def test_whoever_always_loses_the_race_gets_no_permit() -> None:
    read: list[datetime] = []

    class Busy(MemoryLedger):
        def dossier(self, proposal: Proposal, at: datetime):  # type: ignore[no-untyped-def]  # noqa: ANN202
            found = super().dossier(proposal, at)
            self.touch("person:p1")
            read.append(at)
            return found

    assert asked(ledger=Busy()) == Contended(tries=6)
    assert len(read) == 6


def test_a_contact_reserved_by_a_machine_whose_clock_is_ahead_counts() -> None:
    ledger = MemoryLedger()
    for number in range(3):
        ask_and_reserve(
            ledger,
            Proposal(channel="call", person_id="p1"),
            BOOK,
            at=AT + timedelta(seconds=30 + number),
            permit_id=f"p{number}",
            decision_id=f"d{number}",
            attempt_id=f"a{number}",
            expires_at=AT + timedelta(minutes=5),
        )
    assert isinstance(asked(ledger=ledger), Refused)


def test_a_contact_at_another_address_of_another_person_is_not_told() -> None:
    ledger = MemoryLedger()
    asked(ledger=ledger)
    other = Proposal(channel="email", person_id="p2", address="b@example.test", content_digest="c" * 64)
    same = Proposal(channel="email", person_id="p2", address="a@example.test", content_digest="c" * 64)
    nowhere = Proposal(channel="visit", person_id="p2", content_digest="c" * 64)
    seen = [len(ledger.dossier(one, AT).log) for one in (other, same, nowhere)]
    assert seen == [0, 1, 0]


def test_a_contact_with_somebody_else_about_the_same_debtor_is_told() -> None:
    ledger = MemoryLedger()
    mother, brother = (
        Proposal(
            channel="email",
            person_id=person,
            debtor_id="p1",
            address=f"{person}@example.test",
            content_digest="c" * 64,
        )
        for person in ("k1", "k2")
    )
    ask_and_reserve(
        ledger,
        mother,
        BOOK,
        at=AT,
        permit_id="p",
        decision_id="d",
        attempt_id="a",
        expires_at=AT + timedelta(minutes=5),
    )
    assert [event.person_id for event in ledger.dossier(brother, AT).log] == ["k1"]
