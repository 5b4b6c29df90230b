"""Past decisions and the law they were made by, read back from PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from forbear import rulebooks
from forbear.gate.dossier import Proposal
from forbear.gate.replaying.differing import differences
from forbear.gate.replaying.kept import dossier_of
from forbear.gate.reserving import ask_and_reserve, decide_now
from forbear.storage.decisions import Decisions, KeptLaw, LawNotKept
from forbear.storage.ledger import PostgresLedger
from tests.fixtures.people_rows import a_book, a_loan, a_person

if TYPE_CHECKING:
    from forbear.storage.database import Database

AT = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
CALL = Proposal(channel="call", person_id="li", debts=("L1",), address="+8613800138000")


@pytest.fixture
def ledger(database: Database) -> PostgresLedger:
    a_book(database)
    a_person(database, "li", phone="+8613800138000")
    a_loan(database, "L1", "li")
    return PostgresLedger(database, "b")


def ask(ledger: PostgresLedger, number: int, *, at: datetime = AT) -> None:
    ask_and_reserve(
        ledger,
        CALL,
        rulebooks.load(),
        at=at,
        permit_id=f"p-{number}",
        decision_id=f"d-{number}",
        attempt_id=f"a-{number}",
        expires_at=at + timedelta(minutes=5),
    )


def difference_of(database: Database, decision_id: str) -> list[str]:
    """What differs when the decision is derived again; empty when it is the same."""
    decisions = Decisions(database)
    row = decisions.by_id(decision_id)
    assert row
    events = {event_id: event for (_, event_id), event in decisions.events_seen([row]).items()}
    dossier = dossier_of(row["ask"], row["facts"], row["seen"], events)
    rulebook = KeptLaw(database).rulebook(row["versions"])
    return [part.what for part in differences(row["verdict"], decide_now(dossier, rulebook).to_dict())]


def test_each_decision_is_derived_again_although_the_log_moved_on(
    database: Database, ledger: PostgresLedger
) -> None:
    KeptLaw(database).keep(rulebooks.load(), AT)
    for number in range(4):
        ask(ledger, number, at=AT + timedelta(minutes=number))
    ledger.record_outcome("a-0", AT, "wrong_number", at=AT + timedelta(hours=1))
    ledger.record_outcome("a-1", AT + timedelta(minutes=1), "conversation", at=AT + timedelta(hours=1))
    assert [difference_of(database, f"d-{number}") for number in range(4)] == [[], [], [], []]


def test_decisions_come_in_batches_in_order_and_each_once(database: Database, ledger: PostgresLedger) -> None:
    for number in range(5):
        ask(ledger, number, at=AT + timedelta(minutes=number // 2))
    batches = list(Decisions(database).between(AT, AT + timedelta(minutes=2), batch=3))
    assert [[row["decision_id"] for row in rows] for rows, _ in batches] == [["d-0", "d-1", "d-2"], ["d-3"]]
    assert Decisions(database).count_between(AT, None) == 5


def test_law_is_kept_once_and_comes_back_byte_for_byte(database: Database) -> None:
    law, rulebook = KeptLaw(database), rulebooks.load()
    assert (law.keep(rulebook, AT), law.keep(rulebook, AT)) == (len(rulebook.instruments), 0)
    assert law.rulebook(rulebook.versions).versions == rulebook.versions


def test_law_that_is_not_on_record_is_named(database: Database) -> None:
    with pytest.raises(LawNotKept, match="`cn-pipl` in version 0000 is not on record"):
        KeptLaw(database).rulebook({"cn-pipl": "0000"})


def test_law_that_was_changed_on_record_is_not_taken_for_what_it_was(database: Database) -> None:
    law, rulebook = KeptLaw(database), rulebooks.load()
    law.keep(rulebook, AT)
    with database.transaction() as connection:
        connection.execute('update rulebook_versions set files = files || \'{"instrument.yaml": ""}\'')
    with pytest.raises(LawNotKept, match="are not those of version"):
        law.rulebook(rulebook.versions)
