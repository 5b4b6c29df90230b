"""Readings that are remembered, and many contacts reserved in one call."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

import psycopg
import pytest

from forbear.gate.dossier import Proposal
from forbear.gate.ports import Refusal, Reserved, Stale
from forbear.storage.ledger import PostgresLedger, UnknownPerson
from forbear.storage.reserving.copied import KeyTwice
from forbear.storage.reserving.readings import Readings
from tests.fixtures.people_rows import a_book, a_loan, a_person
from tests.storage.test_ledger import a_decision, a_reservation, everything

if TYPE_CHECKING:
    from forbear.gate.ports import Reservation
    from forbear.storage.database import Database

AT: Final = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
LATER: Final = AT + timedelta(hours=1)


def call(person: str) -> Proposal:
    return Proposal(channel="call", person_id=person, debts=(f"L-{person}",), address=f"tel-{person}")


@pytest.fixture
def fresh(database: Database) -> PostgresLedger:
    """A ledger that always reads, of three people."""
    a_book(database)
    for person in ("li", "wang", "zhao"):
        a_person(database, person, phone=f"tel-{person}")
        a_loan(database, f"L-{person}", person)
    return PostgresLedger(database, "b")


@pytest.fixture
def remembering(fresh: PostgresLedger, database: Database) -> PostgresLedger:
    return PostgresLedger(database, "b", readings=Readings(most=2))


def of(ledger: PostgresLedger, person: str) -> Reservation:
    dossier = ledger.dossier(call(person), AT)
    return a_reservation(person, dossier)


def test_a_remembered_reading_is_what_a_new_one_would_be_after_a_reservation(
    fresh: PostgresLedger, remembering: PostgresLedger
) -> None:
    assert isinstance(remembering.reserve(of(remembering, "li")), Reserved)
    assert remembering.dossier(call("li"), LATER) == fresh.dossier(call("li"), LATER)


def test_nothing_is_granted_on_a_remembered_reading_that_no_longer_holds(
    fresh: PostgresLedger, remembering: PostgresLedger
) -> None:
    remembering.dossier(call("li"), AT)
    fresh.reserve(of(fresh, "li"))
    late = replace(of(remembering, "li"), permit_id="p-2", attempt_id="a-2")
    late = replace(late, decision=replace(late.decision, decision_id="d-2"))
    assert isinstance(remembering.reserve(late), Stale)
    assert remembering.dossier(call("li"), LATER) == fresh.dossier(call("li"), LATER)


def test_what_was_remembered_is_not_told_about_an_earlier_instant(
    fresh: PostgresLedger, remembering: PostgresLedger, database: Database
) -> None:
    with database.transaction() as connection:
        connection.execute(
            "insert into attempts (book, attempt_id, at, person_no, channel, outcome)"
            " select 'b', 'old', '2025-09-11Z', person_no, 'call', 'busy' from people where person_id = 'li'"
        )
    remembering.dossier(call("li"), AT)
    long_ago = AT - timedelta(days=30)
    assert len(remembering.dossier(call("li"), long_ago).log) == 1
    assert remembering.dossier(call("li"), long_ago) == fresh.dossier(call("li"), long_ago)


def test_no_more_is_remembered_than_was_allowed(remembering: PostgresLedger, fresh: PostgresLedger) -> None:
    for person in ("li", "wang", "zhao"):
        remembering.dossier(call(person), AT)
    fresh.reserve(of(fresh, "li"))
    assert len(remembering.dossier(call("li"), LATER).log) == 1, "li was forgotten, so read again"


def test_a_batch_says_of_each_whether_it_was_granted_stale_or_refused(
    fresh: PostgresLedger, database: Database
) -> None:
    granted, stale, other = of(fresh, "li"), of(fresh, "wang"), of(fresh, "zhao")
    refused = Refusal(
        decision=a_decision("zhao", fresh.dossier(call("zhao"), AT)), evidence={}, keys=other.keys
    )
    fresh.touch("person:wang")
    answers = fresh.reserve_many([granted, stale, refused])
    assert answers == [
        Reserved(keys={key: seen + 1 for key, seen in granted.keys.items() if key != "book"}),
        Stale(keys=("person:wang",)),
        None,
    ]
    assert everything(database) == {"decisions": 2, "attempts": 1, "evidence": 2, "permits": 1}


def test_a_batch_writes_what_single_calls_write(fresh: PostgresLedger, database: Database) -> None:
    table = "select channel, outcome, loan_ids, contact_point, by, purpose, role, detail, origin from attempts where attempt_id = %s"
    permits = "select plan_id, ask_digest, cardinality(keys), granted_at, expires_at, state from permits where permit_id = %s"
    fresh.reserve(of(fresh, "li"))
    fresh.reserve_many([of(fresh, "wang")])
    with database.transaction() as connection:
        pairs = [
            [connection.execute(query, [f"{prefix}-{person}"]).fetchone() for person in ("li", "wang")]
            for query, prefix in ((table, "a"), (permits, "p"))
        ]
    told = [[str(row).replace("wang", "li") for row in pair] for pair in pairs]
    assert all(one == two != "None" for one, two in told)
    assert fresh.use_permit("p-wang", AT)


def test_a_key_that_stands_twice_in_a_batch_is_refused_by_name(
    fresh: PostgresLedger, database: Database
) -> None:
    again = replace(of(fresh, "li"), permit_id="p-2", attempt_id="a-2")
    with pytest.raises(KeyTwice, match="key `debt:L-li` stands twice"):
        fresh.reserve_many([of(fresh, "li"), again])
    assert everything(database)["decisions"] == 0


def test_one_stranger_in_a_batch_and_nothing_is_written(fresh: PostgresLedger, database: Database) -> None:
    stranger = a_reservation("nobody", fresh.dossier(call("nobody"), AT))
    with pytest.raises(UnknownPerson):
        fresh.reserve_many([of(fresh, "li"), stranger])
    assert everything(database)["decisions"] == 0


def test_a_batch_without_its_evidence_leaves_no_permit(fresh: PostgresLedger, database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(
            "create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$"
        )
        connection.execute(
            "create trigger full_disk before insert on evidence for each row execute function full_disk()"
        )
    with pytest.raises(psycopg.errors.RaiseException, match="disk full"):
        fresh.reserve_many([of(fresh, "li"), of(fresh, "wang")])
    assert everything(database) == {"decisions": 0, "attempts": 0, "evidence": 0, "permits": 0}


def test_a_remembered_reading_ages_with_the_day(remembering: PostgresLedger, fresh: PostgresLedger) -> None:
    ages = [
        remembering.dossier(call("li"), at).facts["loan.days_past_due"]
        for at in (AT, LATER, AT + timedelta(days=2))
    ]
    assert ages == [ages[0], ages[0], ages[0] + 2]  # type: ignore[operator]
    assert remembering.dossier(call("li"), AT + timedelta(days=2)) == fresh.dossier(
        call("li"), AT + timedelta(days=2)
    )
