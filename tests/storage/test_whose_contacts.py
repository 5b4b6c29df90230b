"""Contacts with others count to the borrower's case, and calls to the number that rings, on real tables and whoever wrote the row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from forbear import rulebooks
from forbear.gate.dossier import Proposal
from forbear.gate.ports import Stale
from forbear.gate.reserving import Granted, Refused, ask_and_reserve
from forbear.portfolio.book import read_book
from forbear.storage.book import import_book
from forbear.storage.ledger import PostgresLedger
from forbear.storage.reserving.readings import Readings
from tests.fixtures.people_rows import a_book, a_loan, a_person
from tests.storage.test_ledger import a_reservation
from tests.unit.book.books import a_book as a_folder

if TYPE_CHECKING:
    from forbear.gate.dossier import Event
    from forbear.storage.database import Database

AT: Final = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
RULEBOOK: Final = rulebooks.load(Path(__file__).parent.parent / "rules" / "books" / "whose")
LI: Final = Proposal(channel="call", person_id="li", debts=("L1",), address="+86138")
MOTHER: Final = replace(LI, person_id="mother", debtor_id="li", role="emergency_contact", address="+86131")
FRIEND: Final = replace(MOTHER, person_id="friend", address="+86132")
WANG: Final = Proposal(channel="call", person_id="wang", debts=("L2",), address="+86138")


@pytest.fixture(params=["fresh", "remembered"])
def ledger(database: Database, request: pytest.FixtureRequest) -> PostgresLedger:
    """`li` owes L1 and named `mother` and `friend`; `wang` owes L2 and has the same number as `li`."""
    a_book(database)
    for person, phone in (("li", "+86138"), ("mother", "+86131"), ("friend", "+86132"), ("wang", "+86138")):
        a_person(database, person, phone=phone)
    a_loan(database, "L1", "li")
    a_loan(database, "L2", "wang")
    return PostgresLedger(database, "b", readings=Readings() if request.param == "remembered" else None)


def execute(database: Database, statement: str) -> None:
    with database.transaction() as connection:
        assert connection.execute(statement.encode()).rowcount > 0


def ask(ledger: PostgresLedger, proposal: Proposal, number: int) -> object:
    at = AT + timedelta(minutes=number)
    return ask_and_reserve(
        ledger, proposal, RULEBOOK, at=at, permit_id=f"p{number}", decision_id=f"d{number}", attempt_id=f"a{number}",
        expires_at=at + timedelta(minutes=5),
    )  # fmt: skip


def refused_by(answer: object) -> list[str]:
    assert isinstance(answer, Refused)
    return [finding.rule_id for finding in answer.verdict.reasons]


def log_of(ledger: PostgresLedger, proposal: Proposal) -> tuple[Event, ...]:
    return ledger.dossier(proposal, AT + timedelta(hours=1)).log


def test_a_contact_with_one_other_counts_when_another_is_to_be_asked(ledger: PostgresLedger) -> None:
    assert isinstance(ask(ledger, MOTHER, 1), Granted)
    assert refused_by(ask(ledger, FRIEND, 2)) == ["whose-contacts/1.others"]


def test_contacts_about_another_borrower_do_not_count(ledger: PostgresLedger) -> None:
    assert isinstance(ask(ledger, replace(MOTHER, debtor_id="wang", debts=("L2",)), 1), Granted)
    assert isinstance(ask(ledger, FRIEND, 2), Granted)


def test_a_call_counts_to_the_number_whoever_was_called_on_it(ledger: PostgresLedger) -> None:
    assert isinstance(ask(ledger, LI, 1), Granted)
    assert isinstance(ask(ledger, LI, 2), Granted)
    assert refused_by(ask(ledger, WANG, 3)) == ["whose-contacts/2.number"]


def test_a_call_counts_to_the_place_where_the_number_rings(
    ledger: PostgresLedger, database: Database
) -> None:
    execute(database, "update contact_points set place = 'work' where value = '+86138'")
    assert isinstance(ask(ledger, LI, 1), Granted)
    assert log_of(ledger, LI)[0].place == "work"
    assert refused_by(ask(ledger, LI, 2)) == ["whose-contacts/3.work"]


def test_what_was_reserved_for_another_is_read_as_the_gate_wrote_it(ledger: PostgresLedger) -> None:
    assert isinstance(ask(ledger, MOTHER, 1), Granted)
    for proposal in (MOTHER, FRIEND, LI):
        (event,) = log_of(ledger, proposal)
        assert (event.person_id, event.debtor_id, event.role) == ("mother", "li", "emergency_contact")


def test_a_contact_with_another_makes_an_older_reading_stale(ledger: PostgresLedger) -> None:
    before = ledger.dossier(FRIEND, AT)
    assert isinstance(ask(ledger, MOTHER, 1), Granted)
    assert isinstance(ledger.reserve(a_reservation("9", before)), Stale)


INSERT: Final = (
    "insert into attempts (book, attempt_id, at, person_no, channel, outcome, contact_point, detail)"
    " select 'b', 'x', '2026-10-15 01:00Z', person_no, 'call', 'ring_no_answer', {point}, {detail} from people where person_id = {who}"
)


@pytest.mark.parametrize(
    ("who", "point", "detail", "asked"),
    [
        ("'mother'", "null", """'{"debtor_id": "li"}'""", LI),
        ("'wang'", "'+86138'", "'{}'", LI),
        ("'friend'", "'+86138'", "'{}'", WANG),
    ],
)
def test_a_row_written_by_whatever_way_makes_the_readings_stale_that_count_it(
    ledger: PostgresLedger, database: Database, who: str, point: str, detail: str, asked: Proposal
) -> None:
    before = ledger.dossier(asked, AT)
    execute(database, INSERT.format(who=who, point=point, detail=detail))
    assert isinstance(ledger.reserve(a_reservation("9", before)), Stale)
    assert [event.event_id for event in PostgresLedger(database, "b").dossier(asked, AT).log] == ["x"]


def test_an_outcome_learned_of_another_makes_the_borrowers_reading_stale(
    ledger: PostgresLedger, database: Database
) -> None:
    execute(database, INSERT.format(who="'mother'", point="null", detail="""'{"debtor_id": "li"}'"""))
    before = ledger.dossier(LI, AT)
    assert ledger.record_outcome("x", datetime(2026, 10, 15, 1, tzinfo=UTC), "conversation", at=AT)
    assert isinstance(ledger.reserve(a_reservation("9", before)), Stale)


def test_a_wrong_number_told_by_another_takes_their_calls_off_the_number(
    ledger: PostgresLedger, database: Database
) -> None:
    for number in (1, 2):
        assert isinstance(ask(ledger, WANG, number), Granted)
    before = ledger.dossier(LI, AT + timedelta(minutes=3))
    execute(
        database,
        "insert into requests (book, request_id, person_no, kind, at, scope)"
        " select 'b', 'r', person_no, 'wrong_number', '2026-10-15 02:02:30Z', '+86138' from people where person_id = 'wang'",
    )
    assert isinstance(ledger.reserve(a_reservation("9", before)), Stale)
    assert isinstance(ask(ledger, LI, 4), Granted)


def test_rows_of_others_that_count_nowhere_are_not_read(ledger: PostgresLedger, database: Database) -> None:
    execute(database, INSERT.format(who="'wang'", point="'+86199'", detail="""'{"debtor_id": "friend"}'"""))
    assert log_of(ledger, LI) == log_of(ledger, MOTHER) == ()


ATTEMPTS: Final = (
    "attempt_id,at,to,channel,outcome,direction,loan_ids,contact_point,by,purpose\n"
    "T1,2026-02-07T10:00:00Z,P1,call,ring_no_answer,out,L1,+8613800138000,agent-1,payment_reminder\n"
    "T2,2026-02-07T11:00:00Z,P3,call,ring_no_answer,out,L1,+8613800138001,agent-1,relay_callback\n"
    "T3,2026-02-07T12:00:00Z,P3,call,ring_no_answer,out,,,agent-1,relay_callback\n"
)


def test_an_imported_row_says_whose_loan_it_was_about_what_the_person_is_and_where_it_rang(
    database: Database, tmp_path: Path
) -> None:
    import_book(
        database, read_book(a_folder(tmp_path / "b", attempts=ATTEMPTS), complete=True), name="b", at=AT
    )
    proposal = Proposal(channel="call", person_id="P1", debts=("L1",), address="+8613800138000")
    log = PostgresLedger(database, "b").dossier(proposal, AT).log
    assert [(event.event_id, event.debtor_id, event.role, event.place) for event in log] == [
        ("T1", "P1", "borrower", "home"),
        ("T2", "P1", "emergency_contact", None),
        ("T3", "P1", "emergency_contact", None),
    ]


def test_a_row_that_is_added_later_says_it_too_and_makes_readings_stale(
    database: Database, tmp_path: Path
) -> None:
    first = read_book(a_folder(tmp_path / "a", attempts=None), complete=True)
    import_book(database, first, name="b", at=AT)
    ledger = PostgresLedger(database, "b")
    proposal = Proposal(channel="call", person_id="P1", debts=("L2",))
    before = ledger.dossier(proposal, AT)
    more = read_book(a_folder(tmp_path / "b", attempts=ATTEMPTS), complete=True)
    import_book(database, more, name="b", at=AT, append=True)
    after = ledger.dossier(proposal, AT)
    assert [(event.event_id, event.debtor_id) for event in after.log] == [
        ("T1", "P1"),
        ("T2", "P1"),
        ("T3", "P1"),
    ]
    assert after.keys["person:P1"] > before.keys["person:P1"]
