"""In which state a person lives is read from their addresses, at the moment and in the night, and decides which law speaks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import polars as pl
import pytest

from forbear import rulebooks
from forbear.gate.dossier import Proposal
from forbear.gate.row import decide
from forbear.portfolio.book import read_book
from forbear.portfolio.proposals.proposing import PROPOSAL_SCHEMA
from forbear.portfolio.questions.asking import dossiers
from forbear.portfolio.questions.knowing import what_is_known
from forbear.storage.book import import_book
from forbear.storage.ledger import PostgresLedger
from forbear.storage.runs import PostgresSource
from tests.unit.book.books import GOOD, a_book

if TYPE_CHECKING:
    from pathlib import Path

    from forbear.gate.dossier import Dossier
    from forbear.rulebooks.book import Rulebook
    from forbear.storage.database import Database

AT: Final = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
"""Noon in New York."""
HEAD: Final = "person_id,kind,value,source,place,verified,invalid_since,timezone,region\n"
NEVER: Final = ""


def address(number: int, place: str, region: str, *, invalid_since: str = NEVER) -> str:
    return f"P2,address,{number} Main St,contract,{place},,{invalid_since},,{region}\n"


@pytest.fixture(scope="module")
def law() -> Rulebook:
    return rulebooks.load()


def both(database: Database, folder: Path, *addresses: str) -> tuple[Dossier, Dossier]:
    """The same mail to P2 about L2 as the night and as the moment see it."""
    points = HEAD + "P2,email,ann@example.com,contract,,,,,\n" + "".join(addresses)
    lenders = GOOD["lenders"] + "B2,Bank,auto_finance,US,\n"
    loans = GOOD["loans"].replace("L2,P2,B1", "L2,P2,B2")
    consents = GOOD["consents"] + "P2,email,lender,2026-01-05T10:00:00+08:00,email,,,,,\n"
    relations = GOOD["relations"].replace("L1,,P3", "L1,,P2")
    written = a_book(
        folder,
        contact_points=points,
        lenders=lenders,
        loans=loans,
        consents=consents,
        relations=relations,
        attempts=None,
    )
    import_book(database, read_book(written, complete=True), name="b", at=AT)
    tables = PostgresSource(database, "b").tables()
    numbers = dict(tables.people.select("person_id", "person_no").iter_rows())
    loan_nos = dict(tables.loans.select("loan_id", "loan_no").iter_rows())
    asked = dict.fromkeys(PROPOSAL_SCHEMA.names()) | {
        "person_no": numbers["P2"], "debtor_no": numbers["P2"], "role": "borrower", "loan_no": loan_nos["L2"],
        "loan_nos": [loan_nos["L2"]], "channel": "email", "purpose": "payment_reminder", "contact_point": "ann@example.com",
        "zone": "America/New_York", "at": AT, "days_past_due": 3,
    }  # fmt: skip
    known = what_is_known(tables, pl.DataFrame([asked], schema=PROPOSAL_SCHEMA))
    ((_, night),) = dossiers(known)
    proposal = Proposal(
        channel="email", person_id="P2", purpose="payment_reminder", debts=("L2",), address="ann@example.com"
    )
    return night, PostgresLedger(database, "b").dossier(proposal, AT)


@pytest.mark.parametrize(
    ("addresses", "region", "source"),
    [
        ((address(1, "home", "US-MA"),), "US-MA", "1 Main St"),
        ((address(1, "work", "US-NY-NYC"), address(2, "", "US-MA")), "US-MA", "2 Main St"),
        ((address(1, "other", "US-NY-NYC"), address(2, "home", "US-MA")), "US-MA", "2 Main St"),
        (
            (address(1, "home", "US-MA", invalid_since="2026-01-01"), address(2, "home", "US-DC")),
            "US-DC",
            "2 Main St",
        ),
        ((address(1, "home", "US-MA"), address(2, "home", "US-MA")), "US-MA", "1 Main St"),
        ((address(1, "home", "US-MA"), address(2, "home", "US-DC")), None, None),
        ((address(1, "home", "US-MA"), address(2, "home", "")), None, None),
        ((address(1, "work", "US-MA"),), None, None),
        ((), None, None),
    ],
)
def test_the_region_is_that_of_the_home_and_night_and_moment_agree(
    database: Database, tmp_path: Path, addresses: tuple[str, ...], region: str | None, source: str | None
) -> None:
    for dossier in both(database, tmp_path, *addresses):
        assert dossier.facts.get("person.region") == region
        assert dossier.facts.get("person.region_from") == source


MAILED_FIRST: Final = "us-dc-28-3814/(d)(4)(B)(i).mailed-first"


@pytest.mark.parametrize(
    ("region", "is_refused", "missing"),
    [("US-DC", True, False), ("US-MA", False, False), ("US-TX", False, False), ("", True, True)],
)
def test_the_law_of_a_state_speaks_for_its_people_and_refuses_where_the_state_is_not_known(
    database: Database, tmp_path: Path, law: Rulebook, region: str, *, is_refused: bool, missing: bool
) -> None:
    for dossier in both(database, tmp_path, address(1, "home", region)):
        verdict = decide(dossier, law)
        assert (MAILED_FIRST in {finding.rule_id for finding in verdict.reasons}) is is_refused
        assert ("person.region" in verdict.unknown) is missing
