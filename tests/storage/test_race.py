"""The last slot of a day, wanted by 64 connections at once, through the whole gate: taken once, and never left empty."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Barrier
from typing import TYPE_CHECKING, Final

import psycopg
import pytest

from forbear import rulebooks
from forbear.gate.dossier import Proposal
from forbear.gate.reserving import Contended, Granted, Refused, ask_and_reserve
from forbear.storage.database import Database
from forbear.storage.ledger import PostgresLedger
from tests.fixtures.people_rows import a_book, a_loan, a_person

if TYPE_CHECKING:
    from collections.abc import Iterator

AT: Final = datetime(2026, 10, 14, 3, 0, tzinfo=UTC)
CALLERS: Final = 64
LIMIT: Final = 3
SEED: Final = 20261125
QUOTA: Final = rulebooks.load(Path(__file__).parent.parent / "rules" / "books" / "quota")
"""At most three contacts a day to one person."""


@pytest.fixture
def wide(database_url: str) -> Iterator[Database]:
    with Database(database_url, pool_max=CALLERS) as opened:
        a_book(opened)
        yield opened


def ask(database: Database, person: str, number: int, at: datetime) -> Granted | Refused | Contended:
    name = f"{person}-{number}"
    return ask_and_reserve(
        PostgresLedger(database, "b"),
        Proposal(channel="call", person_id=person, debts=(f"loan-{person}",), address=f"tel-{person}"),
        QUOTA,
        at=at,
        permit_id=f"permit-{name}",
        decision_id=f"decision-{name}",
        attempt_id=f"attempt-{name}",
        expires_at=at + timedelta(minutes=10),
        retries=CALLERS,
    )


def races(database: Database, rounds: int) -> dict[str, int]:
    """Let 64 callers want what is left of the day of one person after another; count what they got."""
    chance = Random(SEED)  # noqa: S311 - a seeded choice, no secret
    told = {"rounds": rounds, "over": 0, "under": 0, "granted": 0, "refused": 0, "contended": 0}
    with ThreadPoolExecutor(CALLERS) as pool:
        for turn in range(rounds):
            person = f"p{turn}"
            a_person(database, person, phone=f"tel-{person}")
            a_loan(database, f"loan-{person}", person)
            used = LIMIT - 1 if turn % 4 else chance.randrange(LIMIT)
            for number in range(used):
                assert isinstance(ask(database, person, number, AT), Granted)
            start = Barrier(CALLERS)

            def one(number: int, person: str = person, start: Barrier = start) -> object:
                start.wait()
                return ask(database, person, number, AT + timedelta(seconds=number))

            answers = list(pool.map(one, range(LIMIT, LIMIT + CALLERS)))
            granted = sum(isinstance(answer, Granted) for answer in answers)
            told["over"] += granted > LIMIT - used
            told["under"] += granted < LIMIT - used
            told["granted"] += granted
            told["refused"] += sum(isinstance(answer, Refused) for answer in answers)
            told["contended"] += sum(isinstance(answer, Contended) for answer in answers)
    with psycopg.connect(database.url) as connection:
        row = connection.execute(
            "select coalesce(max(n), 0) from (select count(*) as n from attempts group by person_no) as of_one"
        ).fetchone()
    assert row is not None
    told["most_of_one_person"] = int(row[0])
    print(f"seed {SEED}: {told}")  # noqa: T201 - the figures of the proof
    return told


@pytest.mark.slow
def test_sixty_four_callers_share_out_a_day_exactly(wide: Database) -> None:
    told = races(wide, 20)
    assert (told["over"], told["under"], told["contended"]) == (0, 0, 0)
    assert told["most_of_one_person"] == LIMIT


@pytest.mark.prove
@pytest.mark.timeout(3600)
def test_sixty_four_callers_share_out_a_thousand_days_exactly(wide: Database) -> None:
    told = races(wide, 1000)
    assert (told["over"], told["under"], told["contended"]) == (0, 0, 0)
    assert told["most_of_one_person"] == LIMIT
