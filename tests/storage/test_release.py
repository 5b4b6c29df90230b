"""When a slot comes free again: the line was busy and the law does not count that, or the permit ran out unused."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from forbear import rulebooks
from forbear.gate.dossier import Proposal
from forbear.gate.reserving import Contended, Granted, Refused, ask_and_reserve
from forbear.storage.ledger import PostgresLedger
from forbear.storage.reserving.expired import return_expired
from tests.fixtures.people_rows import a_book, a_loan, a_person

if TYPE_CHECKING:
    from forbear.rulebooks.book import Rulebook
    from forbear.storage.database import Database

AT: Final = datetime(2026, 10, 14, 3, 0, tzinfo=UTC)
CALL: Final = Proposal(channel="call", person_id="li", debts=("L1",), address="+86138")
LIMIT: Final = 3
QUOTA: Final = Path(__file__).parent.parent / "rules" / "books" / "quota"


@pytest.fixture
def ledger(database: Database) -> PostgresLedger:
    a_book(database)
    a_person(database, "li", phone="+86138")
    a_loan(database, "L1", "li")
    return PostgresLedger(database, "b")


@pytest.fixture
def connected_only(tmp_path: Path) -> Rulebook:
    """At most three calls a day that were put through; a busy line and a number out of service are not."""
    folder = shutil.copytree(QUOTA, tmp_path / "quota")
    rule = next(path for path in folder.rglob("*.yaml") if "contact_any" in path.read_text(encoding="utf-8"))
    rule.write_text(
        rule.read_text(encoding="utf-8").replace("contact_any", "call_connected"), encoding="utf-8"
    )
    return rulebooks.load(folder)


def ask(ledger: PostgresLedger, book: Rulebook, number: int) -> Granted | Refused | Contended:
    at = AT + timedelta(minutes=number)
    return ask_and_reserve(
        ledger,
        CALL,
        book,
        at=at,
        permit_id=f"p{number}",
        decision_id=f"d{number}",
        attempt_id=f"a{number}",
        expires_at=at + timedelta(hours=1),
    )


def a_full_day(ledger: PostgresLedger, book: Rulebook) -> None:
    for number in range(LIMIT):
        assert isinstance(ask(ledger, book, number), Granted)
    assert isinstance(ask(ledger, book, LIMIT), Refused)


@pytest.mark.parametrize("outcome", ["busy", "not_in_service"])
def test_a_line_that_was_not_put_through_gives_the_slot_back_where_the_law_does_not_count_it(
    ledger: PostgresLedger, connected_only: Rulebook, outcome: str
) -> None:
    a_full_day(ledger, connected_only)
    ledger.record_outcome("a0", AT, outcome, at=AT + timedelta(minutes=5))
    assert isinstance(ask(ledger, connected_only, 10), Granted)
    assert isinstance(ask(ledger, connected_only, 11), Refused)


def test_a_busy_line_gives_nothing_back_where_the_law_counts_it(ledger: PostgresLedger) -> None:
    book = rulebooks.load(QUOTA)
    a_full_day(ledger, book)
    ledger.record_outcome("a0", AT, "busy", at=AT + timedelta(minutes=5))
    assert isinstance(ask(ledger, book, 10), Refused)


def test_a_permit_that_ran_out_unused_gives_the_slot_back(ledger: PostgresLedger, database: Database) -> None:
    book = rulebooks.load(QUOTA)
    a_full_day(ledger, book)
    assert return_expired(database, AT + timedelta(hours=1)) == ("p0",)
    assert isinstance(ask(ledger, book, 70), Granted)
    assert isinstance(ask(ledger, book, 71), Refused)


def test_a_send_whose_fate_nobody_knows_keeps_counting_after_its_permit_ran_out(
    ledger: PostgresLedger, database: Database
) -> None:
    book = rulebooks.load(QUOTA)
    a_full_day(ledger, book)
    for number in range(LIMIT):
        assert ledger.use_permit(f"p{number}", AT + timedelta(minutes=number))
    assert return_expired(database, AT + timedelta(hours=5)) == ()
    assert isinstance(ask(ledger, book, 300), Refused)
