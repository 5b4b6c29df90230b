"""The ledger on PostgreSQL: who gets the last slot, once, and nothing without evidence."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from psycopg import IsolationLevel, sql

from forbear.gate.dossier import Event, Proposal
from forbear.gate.keys import BOOK
from forbear.gate.ports import AlreadyReserved, DecisionRecord, Refusal, Reservation, Reserved, Stale
from forbear.gate.replaying.law import law_of
from forbear.rulebooks.book import Rulebook
from forbear.rulebooks.decision import Decision
from forbear.storage.ledger import PostgresLedger, UnknownPerson
from forbear.storage.reserving.expired import return_expired
from tests.fixtures.people_rows import a_book, a_loan, a_person

if TYPE_CHECKING:
    from forbear.gate.dossier import Dossier
    from forbear.storage.database import Database

AT = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
LIMIT = 3
CALL = Proposal(channel="call", person_id="li", debts=("L1",), address="+8613800138000")


@pytest.fixture
def ledger(database: Database) -> PostgresLedger:
    a_book(database)
    a_person(database, "li", phone="+8613800138000")
    a_loan(database, "L1", "li")
    return PostgresLedger(database, "b")


def a_decision(name: str, dossier: Dossier, *, decision: Decision = Decision.ALLOW) -> DecisionRecord:
    kept = "{}"
    return DecisionRecord(
        decision_id=f"d-{name}",
        ask=dossier.ask,
        ask_digest="0" * 64,
        decision=decision,
        law=law_of(Rulebook(()), {}),
        kept=kept,
        digest=hashlib.sha256(kept.encode()).hexdigest(),
    )


def a_reservation(name: str, dossier: Dossier) -> Reservation:
    ask = dossier.ask
    event = Event(
        at=ask.at,
        channel="call",
        person_id=ask.person_id,
        outcome="uncertain",
        event_id=f"a-{name}",
        address=ask.address,
        debts=ask.debts,
    )
    return Reservation(
        permit_id=f"p-{name}",
        attempt_id=f"a-{name}",
        expires_at=ask.at + timedelta(minutes=5),
        decision=a_decision(name, dossier),
        attempt=event,
        evidence={"what": "decision", "decision_id": f"d-{name}"},
        keys=dossier.keys,
    )


def raised(dossier: Dossier, by: int = 1) -> dict[str, int]:
    """The versions of the counted keys after so many changes."""
    return {key: version + by for key, version in dossier.keys.items() if key != BOOK}


def count(database: Database, table: str) -> int:
    with database.transaction() as connection:
        row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
    assert row
    return int(row[0])


def everything(database: Database) -> dict[str, int]:
    return {table: count(database, table) for table in ("decisions", "attempts", "evidence", "permits")}


def test_a_dossier_holds_the_rows_of_the_person_and_age_of_the_debt(ledger: PostgresLedger) -> None:
    dossier = ledger.dossier(CALL, AT)
    assert set(dossier.keys) == {"book", "debt:L1", "person:li", "point:+8613800138000"}
    assert dossier.facts["loan.days_past_due"] == 44
    assert dossier.facts["point.source"] == "contract"
    assert dossier.facts["person.age"] == 36
    assert dossier.log == ()
    assert [zone.source for zone in dossier.zones] == ["residence"]


def test_a_reservation_is_in_the_log_of_the_next_dossier(ledger: PostgresLedger) -> None:
    dossier = ledger.dossier(CALL, AT)
    reservation = a_reservation("1", dossier)
    assert ledger.reserve(reservation) == Reserved(keys=raised(dossier))
    again = ledger.dossier(CALL, AT)
    assert [event.event_id for event in again.log] == ["a-1"]
    assert again.keys == {"book": dossier.keys["book"], **raised(dossier)}


def test_the_event_comes_back_as_it_was_written(ledger: PostgresLedger) -> None:
    dossier = ledger.dossier(CALL, AT)
    reservation = a_reservation("1", dossier)
    event = replace(
        reservation.attempt,
        debts_raised=("L1",),
        debt_elected="L1",
        technology="autodialled",
        form="informative",
        in_reply_to="m9",
        flags=frozenset({"x"}),
        actor="agency_A",
        lender="bank",
        debtor_id="wang",
        role="borrower",
        place="work",
    )
    ledger.reserve(replace(reservation, attempt=event))
    assert ledger.dossier(CALL, AT).log == (event,)


def test_a_reservation_on_an_old_reading_is_stale_and_writes_nothing(
    ledger: PostgresLedger, database: Database
) -> None:
    dossier = ledger.dossier(CALL, AT)
    ledger.touch("person:li")
    before = everything(database)
    assert ledger.reserve(a_reservation("1", dossier)) == Stale(keys=("person:li",))
    assert everything(database) == before


@pytest.mark.parametrize("taken", ["permit_id", "attempt_id", "decision"])
def test_an_id_that_is_taken_is_refused_and_writes_nothing(
    ledger: PostgresLedger, database: Database, taken: str
) -> None:
    first = a_reservation("1", ledger.dossier(CALL, AT))
    ledger.reserve(first)
    second = a_reservation("2", ledger.dossier(CALL, AT + timedelta(hours=1)))
    before = everything(database)
    with pytest.raises(AlreadyReserved):
        ledger.reserve(
            replace(
                second,
                permit_id=first.permit_id if taken == "permit_id" else second.permit_id,
                attempt_id=first.attempt_id if taken == "attempt_id" else second.attempt_id,
                decision=replace(second.decision, decision_id="d-1")
                if taken == "decision"
                else second.decision,
            )
        )
    assert everything(database) == before


def test_nothing_is_reserved_when_the_evidence_cannot_be_written(
    ledger: PostgresLedger, database: Database
) -> None:
    with database.transaction() as connection:
        connection.execute(
            "create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$"
        )
        connection.execute(
            "create trigger full_disk before insert on evidence for each row execute function full_disk()"
        )
    dossier = ledger.dossier(CALL, AT)
    with pytest.raises(psycopg.errors.RaiseException, match="disk full"):
        ledger.reserve(a_reservation("1", dossier))
    assert everything(database) == {"decisions": 0, "attempts": 0, "evidence": 0, "permits": 0}
    assert ledger.dossier(CALL, AT).keys == dossier.keys


def test_a_refusal_is_written_with_its_evidence_and_moves_no_version(
    ledger: PostgresLedger, database: Database
) -> None:
    dossier = ledger.dossier(CALL, AT)
    ledger.refuse(
        Refusal(
            decision=a_decision("1", dossier, decision=Decision.DENY),
            evidence={"what": "decision"},
            keys=dossier.keys,
        )
    )
    assert everything(database) == {"decisions": 1, "attempts": 0, "evidence": 1, "permits": 0}
    assert ledger.dossier(CALL, AT).keys == dossier.keys


def test_a_person_who_is_not_in_the_book_gets_no_decision(ledger: PostgresLedger) -> None:
    dossier = ledger.dossier(replace(CALL, person_id="nobody"), AT)
    with pytest.raises(UnknownPerson):
        ledger.reserve(a_reservation("1", dossier))


def test_the_evidence_digest_is_of_the_canonical_bytes(ledger: PostgresLedger, database: Database) -> None:
    ledger.reserve(a_reservation("1", ledger.dossier(CALL, AT)))
    with database.transaction() as connection:
        row = connection.execute(
            """select digest = sha256('{"decision_id":"d-1","what":"decision"}'::bytea), kind, subject from evidence"""
        ).fetchone()
    assert row == (True, "decision", "d-1")


def test_a_permit_is_used_once(ledger: PostgresLedger) -> None:
    ledger.reserve(a_reservation("1", ledger.dossier(CALL, AT)))
    assert ledger.use_permit("p-1", AT + timedelta(minutes=1))
    assert not ledger.use_permit("p-1", AT + timedelta(minutes=2))


@pytest.mark.parametrize("minutes", [-1, 5, 6])
def test_a_permit_is_of_no_use_outside_its_time(ledger: PostgresLedger, minutes: int) -> None:
    ledger.reserve(a_reservation("1", ledger.dossier(CALL, AT)))
    assert not ledger.use_permit("p-1", AT + timedelta(minutes=minutes))


def test_an_expired_permit_gives_the_slot_back(ledger: PostgresLedger, database: Database) -> None:
    before = ledger.dossier(CALL, AT)
    ledger.reserve(a_reservation("1", before))
    assert return_expired(database, AT + timedelta(minutes=4)) == ()
    assert return_expired(database, AT + timedelta(minutes=5)) == ("p-1",)
    dossier = ledger.dossier(CALL, AT + timedelta(minutes=6))
    assert dossier.log == ()
    assert dossier.keys == {"book": before.keys["book"], **raised(before, by=2)}
    assert not ledger.use_permit("p-1", AT)


def test_a_used_permit_gives_nothing_back(ledger: PostgresLedger, database: Database) -> None:
    ledger.reserve(a_reservation("1", ledger.dossier(CALL, AT)))
    ledger.use_permit("p-1", AT)
    assert not ledger.return_permit("p-1", AT, "changed my mind")
    assert return_expired(database, AT + timedelta(days=1)) == ()
    assert len(ledger.dossier(CALL, AT).log) == 1


def test_a_wrong_number_found_later_is_a_later_event(ledger: PostgresLedger) -> None:
    ledger.reserve(a_reservation("1", ledger.dossier(CALL, AT)))
    assert ledger.record_outcome("a-1", AT, "ring_no_answer", at=AT + timedelta(minutes=1))
    assert ledger.record_outcome("a-1", AT, "wrong_number", at=AT + timedelta(days=3))
    events = ledger.dossier(CALL, AT + timedelta(days=4)).log
    assert [(event.outcome, event.at) for event in events] == [
        ("ring_no_answer", AT),
        ("wrong_number", AT + timedelta(days=3)),
    ]


def test_an_outcome_moves_every_key_it_concerns(ledger: PostgresLedger) -> None:
    dossier = ledger.dossier(CALL, AT)
    ledger.reserve(a_reservation("1", dossier))
    ledger.record_outcome("a-1", AT, "conversation", at=AT)
    assert ledger.dossier(CALL, AT).keys == {"book": dossier.keys["book"], **raised(dossier, by=2)}


def race(database: Database, *, callers: int, limit: int, day: int) -> list[str]:
    """Let `callers` connections want a slot of the day at once, each trying until it is granted or the day is full."""
    at = AT + timedelta(days=day)
    start = threading.Barrier(callers)
    granted: list[str] = []
    faults: list[Exception] = []

    def caller(number: int) -> None:
        ledger = PostgresLedger(database, "b")
        start.wait()
        try:
            while True:
                dossier = ledger.dossier(CALL, at)
                if sum(event.at.date() == at.date() for event in dossier.log) >= limit:
                    return
                name = f"{day}-{number}"
                if isinstance(ledger.reserve(a_reservation(name, dossier)), Reserved):
                    granted.append(name)
                    return
        except Exception as fault:  # noqa: BLE001 - told to the test below
            faults.append(fault)

    threads = [threading.Thread(target=caller, args=(number,)) for number in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    return granted


def test_sixteen_callers_never_share_the_last_slot(ledger: PostgresLedger, database: Database) -> None:
    for day in range(50):
        assert len(race(database, callers=16, limit=1, day=day)) == 1
    assert count(database, "attempts") == 50


def test_a_limit_of_three_is_reached_and_never_passed(ledger: PostgresLedger, database: Database) -> None:
    for day in range(10):
        assert len(race(database, callers=16, limit=LIMIT, day=day)) == LIMIT


@pytest.mark.parametrize("isolation", [IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE])
def test_any_other_isolation_is_refused_and_nothing_is_written(
    database_url: str, isolation: IsolationLevel
) -> None:
    from forbear.storage.database import Database  # noqa: PLC0415 - one of its own, with another isolation

    with Database(database_url, pool_max=8, isolation=isolation) as strict:
        a_book(strict)
        a_person(strict, "li", phone="+8613800138000")
        a_loan(strict, "L1", "li")
        ledger = PostgresLedger(strict, "b")
        dossier = ledger.dossier(CALL, AT)
        refusal = Refusal(decision=a_decision("1", dossier), evidence={}, keys=dossier.keys)
        with pytest.raises(psycopg.errors.InvalidTransactionState, match="needs READ COMMITTED"):
            ledger.reserve(a_reservation("1", dossier))
        with pytest.raises(psycopg.errors.InvalidTransactionState, match="needs READ COMMITTED"):
            ledger.refuse(refusal)
        assert everything(strict) == {"decisions": 0, "attempts": 0, "evidence": 0, "permits": 0}


def test_a_permit_is_used_once_by_many_at_once(ledger: PostgresLedger) -> None:
    ledger.reserve(a_reservation("1", ledger.dossier(CALL, AT)))
    start = threading.Barrier(12)
    answers: list[bool] = []

    def caller() -> None:
        start.wait()
        answers.append(ledger.use_permit("p-1", AT))

    threads = [threading.Thread(target=caller) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * 11 + [True]


def test_a_slot_reserved_by_a_clock_that_is_ahead_still_counts(ledger: PostgresLedger) -> None:
    ledger.reserve(a_reservation("1", ledger.dossier(CALL, AT + timedelta(seconds=5))))
    assert len(ledger.dossier(CALL, AT).log) == 1


@pytest.mark.parametrize(("origin", "binds"), [("heard", 1), ("book", 0)])
def test_a_stop_that_was_heard_binds_at_once_whatever_the_clocks_say(
    ledger: PostgresLedger, database: Database, origin: str, binds: int
) -> None:
    with database.transaction() as connection:
        connection.execute(
            "insert into requests (book, request_id, person_no, kind, at, origin)"
            " select 'b', 'r1', person_no, 'stop', %s, %s from people",
            [AT + timedelta(seconds=5), origin],
        )
    records = ledger.dossier(CALL, AT).records
    assert [(record.token, record.at) for record in records] == [("stop", AT)] * binds


def test_an_address_found_to_be_anothers_is_not_the_persons(ledger: PostgresLedger) -> None:
    assert ledger.dossier(CALL, AT).facts["point.is_persons"] is True
    ledger.reserve(a_reservation("1", ledger.dossier(CALL, AT)))
    ledger.record_outcome("a-1", AT, "wrong_number", at=AT)
    assert ledger.dossier(CALL, AT).facts["point.is_persons"] is False
