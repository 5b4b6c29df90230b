"""Reserving for many people in one call: the whole of it, parts of it, and the floor under it.

Each maker makes ready for one set of people and gives the call that is timed. What is in the clock is said at each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.gate.ports import Reserved
from forbear.gate.reserving import decide_now, evidence_of, record_of
from forbear.storage.bench.asking import AT, BOOK, decided, proposal, reservation
from forbear.storage.ledger import PostgresLedger
from forbear.storage.queries import queries
from forbear.storage.reserving.copied import Batch
from forbear.storage.reserving.readings import Readings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from forbear.gate.ports import Reservation
    from forbear.rulebooks.book import Rulebook
    from forbear.storage.database import Database

    Maker = Callable[[Database, Rulebook, range], Callable[[], object]]


TURNS: Final = 200
MICRO: Final = 1_000_000


class NotAllGranted(Exception):
    """somebody of a set was not granted what the bench takes for permitted"""


def whole(database: Database, rulebook: Rulebook, people: range) -> Callable[[], object]:
    """In the clock: facts out of the readings in hand, deciding, records and evidence, and all of `decided_before`."""
    ledger = PostgresLedger(database, BOOK, readings=Readings(most=len(people)))
    for person in people:
        ledger.dossier(proposal(person), AT)
    return lambda: _all_granted(ledger, [reservation(ledger, rulebook, person) for person in people])


def decided_before(database: Database, rulebook: Rulebook, people: range) -> Callable[[], object]:
    """In the clock: lines of decision, evidence, attempt and permit; keys compared and raised; rows and indexes; commit."""
    ledger = PostgresLedger(database, BOOK)
    made = _decided(ledger, rulebook, people)
    return lambda: _all_granted(ledger, made)


def laid_out(database: Database, rulebook: Rulebook, people: range) -> Callable[[], object]:
    """In the clock: the server's part of `decided_before` alone, the lines written before."""
    ledger = PostgresLedger(database, BOOK)
    made = _decided(ledger, rulebook, people)
    batch = Batch(BOOK, made, [None] * len(made))
    keys = batch.keys()

    def work() -> None:
        with database.transaction() as connection:
            if ledger.write_batch(connection, batch, keys):
                raise NotAllGranted

    return work


def copy_only(database: Database, rulebook: Rulebook, people: range) -> Callable[[], object]:
    """In the clock: the same lines copied into a table without keys or indexes, and commit. Nothing writes less than that."""
    made = _decided(PostgresLedger(database, BOOK), rulebook, people)
    numbers = [0] * len(made)
    lines = [
        text.rstrip("\n").replace("\t", "\\t").split("\n")
        for _, text in Batch(BOOK, made, [None] * len(made)).tables({}, numbers)
    ]
    rows = "".join("\t".join(row) + "\n" for row in zip(*lines, strict=True))
    statement = queries("bench")["copy_rows"]

    def work() -> None:
        with (
            database.transaction() as connection,
            connection.cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            copy.write(rows)

    return work


def parts(
    ledger: PostgresLedger, rulebook: Rulebook, people: range, clock: Callable[[], float]
) -> dict[str, float]:
    """Microseconds of one decision in one process, the best of many turns: facts, deciding, record and evidence, lines."""
    for person in people:
        ledger.dossier(proposal(person), AT)
    dossiers = [ledger.dossier(proposal(person), AT) for person in people]
    verdicts = [decide_now(dossier, rulebook) for dossier in dossiers]
    made = [decided(dossier, rulebook, str(n)) for n, dossier in enumerate(dossiers)]
    deeds: dict[str, Callable[[], object]] = {
        "facts": lambda: [ledger.dossier(proposal(person), AT) for person in people],
        "deciding": lambda: [decide_now(dossier, rulebook) for dossier in dossiers],
        "record_and_evidence": lambda: [
            evidence_of(record_of("d", dossier, verdict, rulebook), "a")
            for dossier, verdict in zip(dossiers, verdicts, strict=True)
        ],
        "lines": lambda: Batch(BOOK, made, [None] * len(made)),
    }
    told = {}
    for name, deed in deeds.items():
        best = min(_seconds(deed, clock) for _ in range(TURNS))
        told[name] = round(best / len(people) * MICRO, 1)
    return told


def _seconds(deed: Callable[[], object], clock: Callable[[], float]) -> float:
    started = clock()
    deed()
    return clock() - started


def _decided(ledger: PostgresLedger, rulebook: Rulebook, people: range) -> list[Reservation]:
    return [decided(ledger.dossier(proposal(person), AT), rulebook, str(person)) for person in people]


def _all_granted(ledger: PostgresLedger, made: Sequence[Reservation]) -> None:
    if not all(isinstance(answer, Reserved) for answer in ledger.reserve_many(made)):
        raise NotAllGranted
