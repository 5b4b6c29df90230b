"""Sets of contacts reserved at once by many connections: nobody gets two, nobody waits in a circle, and nothing is half written."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from threading import Barrier
from typing import TYPE_CHECKING, Any, Final, LiteralString

import psycopg
import pytest
from psycopg import IsolationLevel

from forbear import rulebooks
from forbear.gate.dossier import Proposal
from forbear.gate.ports import Reserved, Stale
from forbear.storage.database import Database
from forbear.storage.ledger import PostgresLedger
from forbear.storage.reserving.copied import Batch
from forbear.storage.reserving.written import AttemptOfAnother
from tests.fixtures.people_rows import a_book, a_loan, a_person
from tests.storage.test_ledger import a_reservation, everything

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.gate.ports import Reservation

AT: Final = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)
SEED: Final = 20261125
PEOPLE: Final = tuple(f"p{n}" for n in range(30))
ODD: Final = 'a\tb\\c"{,}\nN \\N 李\r'


def call(person: str) -> Proposal:
    return Proposal(channel="call", person_id=person, debts=(f"L-{person}",), address=f"tel-{person}")


def crowd(database: Database, people: Sequence[str]) -> PostgresLedger:
    a_book(database)
    for person in people:
        a_person(database, person, phone=f"tel-{person}")
        a_loan(database, f"L-{person}", person)
    return PostgresLedger(database, "b")


def of(ledger: PostgresLedger, person: str, name: str = "") -> Reservation:
    return a_reservation(name or person, ledger.dossier(call(person), AT))


def rows(database: Database, query: LiteralString, *values: object) -> list[tuple[Any, ...]]:
    with database.transaction() as connection:
        return connection.execute(query, values).fetchall()


def test_of_sets_that_want_the_same_people_one_gets_each_person(database: Database) -> None:
    ledger = crowd(database, PEOPLE)
    chance = Random(SEED)  # noqa: S311 - a seeded choice, no secret
    print(f"seed {SEED}")  # noqa: T201
    sets = []
    for turn in range(8):
        people = chance.sample(PEOPLE, len(PEOPLE))
        sets.append([of(ledger, person, f"{person}-{turn}") for person in people])
    start = Barrier(len(sets))

    def reserve(answers: list[Reservation]) -> list[Reserved | Stale | None]:
        start.wait()
        return ledger.reserve_many(answers)

    with ThreadPoolExecutor(len(sets)) as pool:
        told = [answer for answers in pool.map(reserve, sets) for answer in answers]
    granted = rows(database, "select count(*), count(distinct person_no) from attempts where origin = 'gate'")
    assert granted == [(len(PEOPLE), len(PEOPLE))]
    assert sum(isinstance(answer, Reserved) for answer in told) == len(PEOPLE)
    assert everything(database)["permits"] == everything(database)["evidence"] == len(PEOPLE)


def test_sets_and_single_calls_share_out_the_same_people(database: Database) -> None:
    ledger = crowd(database, PEOPLE)
    many = [of(ledger, person, f"{person}-set") for person in PEOPLE]
    singles = [of(ledger, person, f"{person}-one") for person in reversed(PEOPLE)]
    with ThreadPoolExecutor(5) as pool:
        whole = pool.submit(ledger.reserve_many, many)
        told = [*pool.map(ledger.reserve, singles), *whole.result()]
    assert sum(isinstance(answer, Reserved) for answer in told) == len(PEOPLE)
    assert rows(
        database, "select max(n) from (select count(*) as n from attempts group by person_no) as one"
    ) == [(1,)]


def test_the_keys_of_a_set_are_named_in_the_order_in_which_all_lock_them(database: Database) -> None:
    ledger = crowd(database, ("wang", "李", "Li"))
    made = [of(ledger, person) for person in ("wang", "李", "Li")]
    named = str(Batch("b", made, [None] * len(made)).keys()["counted"])
    keys = sorted(key for one in made for key in one.keys if key != "book")
    assert named == "{" + ",".join(f'"{key}"' for key in keys) + "}"


def test_what_moved_of_one_contact_leaves_its_other_keys_as_they_were(database: Database) -> None:
    ledger = crowd(database, ("li", "wang"))
    made = [of(ledger, "li"), of(ledger, "wang")]
    ledger.touch("point:tel-li")
    before: dict[str, int] = dict(rows(database, "select key, version from count_keys"))
    assert [type(answer) for answer in ledger.reserve_many(made)] == [Stale, Reserved]
    assert ledger.reserve(made[0]) == Stale(keys=("point:tel-li",))
    after: dict[str, int] = dict(rows(database, "select key, version from count_keys"))
    raised = {"person:wang", "debt:L-wang", "point:tel-wang"}
    assert {key for key in after if after[key] != before.get(key)} == raised


def test_a_set_on_a_reading_of_another_book_of_lenders_is_stale(database: Database) -> None:
    ledger = crowd(database, ("li", "wang"))
    made = [of(ledger, "li"), of(ledger, "wang")]
    ledger.touch("book")
    assert ledger.reserve_many(made) == [Stale(keys=("book",))] * 2
    assert ledger.reserve(made[0]) == Stale(keys=("book",))
    assert everything(database)["permits"] == 0


def test_an_id_that_is_taken_undoes_the_whole_set(database: Database) -> None:
    from forbear.gate.ports import AlreadyReserved  # noqa: PLC0415 - only here

    ledger = crowd(database, ("li", "wang", "zhao"))
    ledger.reserve(of(ledger, "li"))
    with pytest.raises(AlreadyReserved):
        ledger.reserve_many([of(ledger, "zhao"), replace(of(ledger, "wang"), permit_id="p-li")])
    assert everything(database) == {"decisions": 1, "attempts": 1, "evidence": 1, "permits": 1}
    assert isinstance(ledger.reserve_many([of(ledger, "zhao")])[0], Reserved)


def test_two_contacts_with_a_key_in_common_are_refused_by_the_server_too(database: Database) -> None:
    crowd(database, ("li",))
    with pytest.raises(psycopg.errors.CardinalityViolation, match="`person:li` stands twice"):
        rows(
            database,
            "select hold_contacts('b', '{li,li}', '{0,0}', '{1,2}', '{person:li,person:li}', '{0,0}', '{}', '{}', '{}')",
        )


def test_a_set_at_repeatable_read_is_refused_and_nothing_is_written(database_url: str) -> None:
    with Database(database_url, isolation=IsolationLevel.REPEATABLE_READ) as strict:
        ledger = crowd(strict, ("li",))
        with pytest.raises(psycopg.errors.InvalidTransactionState, match="needs READ COMMITTED"):
            ledger.reserve_many([of(ledger, "li")])
        assert everything(strict)["permits"] == 0


def test_odd_characters_are_kept_as_they_are_by_both_ways(database: Database) -> None:
    ledger = crowd(database, (ODD, "li"))
    single = of(ledger, "li")
    single = replace(single, attempt=replace(single.attempt, actor=ODD, debts=(ODD, "x")))
    many = of(ledger, ODD)
    many = replace(many, attempt=replace(many.attempt, actor=ODD, debts=(ODD, "x")))
    assert isinstance(ledger.reserve(single), Reserved)
    assert isinstance(ledger.reserve_many([many])[0], Reserved)
    found = rows(database, "select by, loan_ids from attempts")
    assert found == [(ODD, [ODD, "x"])] * 2
    assert rows(database, "select contact_point from attempts where attempt_id = %s", f"a-{ODD}") == [
        (f"tel-{ODD}",)
    ]


def test_each_contact_of_a_set_is_written_for_its_own_plan(database: Database) -> None:
    ledger = crowd(database, ("li", "wang"))
    ledger.reserve_many([of(ledger, "li"), of(ledger, "wang")], plans=["plan-1", None])
    found = "select d.plan_id, p.plan_id from decisions as d join permits as p using (book, decision_id) order by decision_id"
    assert rows(database, found) == [("plan-1", "plan-1"), (None, None)]


def test_an_attempt_at_another_person_is_refused(database: Database) -> None:
    ledger = crowd(database, ("li", "wang"))
    other = replace(of(ledger, "li"), attempt=of(ledger, "wang").attempt)
    for deed in (lambda: ledger.reserve(other), lambda: ledger.reserve_many([other])):
        with pytest.raises(AttemptOfAnother):
            deed()
    assert everything(database)["decisions"] == 0


def test_the_evidence_of_a_decision_is_found_and_its_digests_hold(database: Database) -> None:
    from tests.storage.test_decisions import ask  # noqa: PLC0415 - one real decision

    a_book(database)
    a_person(database, "li", phone="+8613800138000")
    a_loan(database, "L1", "li")
    ask(PostgresLedger(database, "b"), 1)
    [(kept, law, body, digest)] = rows(
        database,
        "select d.kept, d.law, e.body, e.digest from decisions as d join evidence as e on e.subject = d.decision_id and e.at = d.at",
    )
    assert isinstance(body, dict)
    assert body["decision_digest"] == hashlib.sha256(str(kept).encode()).hexdigest()
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert digest == hashlib.sha256(canonical.encode()).digest()
    assert body["law"] == law
    versions = rows(database, "select body -> 'versions' from laws where law = %s", law)[0][0]
    assert versions.items() <= rulebooks.load().versions.items()
