"""The callers of `gate-reserve`: two processes, each with its share of the connections, a thread for each.

They make ready first (readings in hand, or the calls of the bare function laid out), start together, and tell how long each call took.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, Self

from forbear import rulebooks
from forbear.gate.dossier import Proposal
from forbear.gate.ports import Reservation
from forbear.gate.reserving import Granted, ask_and_reserve, decide_now, evidence_of, planned, record_of
from forbear.storage.database import Database
from forbear.storage.ledger import PostgresLedger
from forbear.storage.queries import queries
from forbear.storage.reserving import written
from forbear.storage.reserving.readings import Readings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Barrier as Start

    from forbear.rulebooks.book import Rulebook

BOOK: Final = "bench"
AT: Final = datetime(2026, 10, 14, 3, 0, tzinfo=UTC)
"""11:00 in Shanghai."""
DAY: Final = AT.date()
LASTS: Final = timedelta(minutes=10)
BATCH: Final = 100
POOL: Final = 40
HOT_ASKS: Final = 12
WARM: Final = 3
PHONE: Final = 13_800_000_000
MS: Final = 1000

Work = list[Callable[[], object]]
Clock = Callable[[], float]


class Refused(Exception):
    """the gate refused a contact that the bench takes for permitted"""


class Callers:
    """The processes, for as long as the run lasts."""

    def __init__(self, url: str, clock: Clock) -> None:
        """Start them. `clock` gives seconds of one clock for every process of the machine."""
        self._number = min(2, os.cpu_count() or 1)
        context = multiprocessing.get_context("spawn")
        start = context.Barrier(self._number)
        self._pool = ProcessPoolExecutor(self._number, context, _begin, (url, start, clock))
        self._database = Database(url, pool_max=2)

    def run(self, engine: str, people: range, connections: int) -> dict[str, float]:
        """Let the engine work on these people; return operations a second, p50 and p99 in milliseconds."""
        number = min(self._number, connections)
        shares = [range(people.start + n, people.stop, number) for n in range(number)]
        threads = [connections // number + (n < connections % number) for n in range(number)]
        told = list(self._pool.map(_work, [engine] * number, shares, threads, [number] * number))
        took = sorted(each for _, _, all_of_them in told for each in all_of_them)
        wall = max(end for _, end, _ in told) - min(begun for begun, _, _ in told)
        return {
            "per_s": len(took) * (BATCH if engine == "set" else 1) / wall,
            "p50_ms": round(took[len(took) // 2] * MS, 3),
            "p99_ms": round(took[len(took) * 99 // 100] * MS, 3),
        }

    def contend(self, people: Sequence[int], connections: int) -> None:
        """Let every connection ask for each of these people again and again."""
        with (
            Database(self._database.url, pool_max=connections) as database,
            ThreadPoolExecutor(connections) as pool,
        ):
            ledger, book = PostgresLedger(database, BOOK), rulebooks.load()
            asks = [(person, turn) for turn in range(HOT_ASKS) for person in people]
            list(pool.map(lambda ask: _ask(ledger, book, ask[0], f"{ask[0]}-hot-{ask[1]}", ask[1]), asks))

    def granted(self, people: Sequence[int]) -> tuple[int, int]:
        """Return the most that one of them was granted, and the sum."""
        with self._database.transaction() as connection:
            row = connection.execute(
                queries("bench")["most_granted"], {"people": [f"p{n}" for n in people]}
            ).fetchone()
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    def lay_out_calls(self, people: range) -> None:
        """Write the calls of the bare function for pgbench, which has no gate of its own."""
        ledger, book = PostgresLedger(self._database, BOOK), rulebooks.load()
        calls = [written.one(_reservation(ledger, book, person)) for person in people]
        with self._database.bulk() as connection:
            connection.execute(queries("bench")["empty_calls"])
            connection.execute(queries("bench")["first_turn"])
            with connection.cursor() as cursor:
                cursor.executemany(queries("bench")["add_call"], calls)

    def __enter__(self) -> Self:
        """Return the callers themselves."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the processes."""
        self._pool.shutdown()
        self._database.close()


_house: dict[str, Any] = {}


def _begin(url: str, start: Start, clock: Clock) -> None:
    _house.update(database=Database(url, pool_max=POOL), start=start, clock=clock, rulebook=rulebooks.load())


def _work(engine: str, people: range, threads: int, processes: int) -> tuple[float, float, list[float]]:
    """Make ready, wait for the others, work; return begin and end by the machine's clock, and the seconds of each call."""
    work = _READY[engine](people)
    shares = [work[n::threads] for n in range(threads)]
    ready, go = threading.Barrier(threads + 1), threading.Event()
    with ThreadPoolExecutor(threads) as pool:
        told = [pool.submit(_timed, share, ready, go) for share in shares]
        ready.wait()
        if processes > 1:
            _house["start"].wait()
        go.set()
        begun = _house["clock"]()
        took = [each for one in told for each in one.result()]
    return begun, _house["clock"](), took


def _timed(work: Work, ready: threading.Barrier, go: threading.Event) -> list[float]:
    warm = min(WARM, len(work) // 2)
    for each in work[:warm]:
        each()
    ready.wait()  # the connections are open, and the functions known to them, before the clock runs
    go.wait()
    took = []
    for each in work[warm:]:
        started = _house["clock"]()
        each()
        took.append(_house["clock"]() - started)
    return took


def proposal(person: int) -> Proposal:
    """A call to one of the people about their loan."""
    return Proposal(
        channel="call",
        person_id=f"p{person}",
        debts=(f"l{person}",),
        address=str(PHONE + person),
        content_digest="c" * 64,
    )


def _ask(ledger: PostgresLedger, book: Rulebook, person: int, name: str, seconds: int = 0) -> object:
    at = AT + timedelta(seconds=seconds)
    return ask_and_reserve(
        ledger,
        proposal(person),
        book,
        at=at,
        permit_id=f"permit-{name}",
        decision_id=f"decision-{name}",
        attempt_id=f"attempt-{name}",
        expires_at=at + LASTS,
        retries=POOL * 2,
    )


def _reservation(ledger: PostgresLedger, book: Rulebook, person: int) -> Reservation:
    dossier = ledger.dossier(proposal(person), AT)
    decision = record_of(f"decision-{person}", dossier, decide_now(dossier, book))
    return Reservation(
        permit_id=f"permit-{person}",
        attempt_id=f"attempt-{person}",
        expires_at=AT + LASTS,
        decision=decision,
        attempt=planned(dossier.ask, f"attempt-{person}"),
        evidence=evidence_of(decision, f"attempt-{person}"),
        keys=dossier.keys,
    )


def _gate(people: range) -> Work:
    """The whole deed, the readings in hand."""
    ledger = PostgresLedger(_house["database"], BOOK, readings=Readings(most=len(people)))
    for person in people:
        ledger.dossier(proposal(person), AT)

    def one(person: int) -> Callable[[], object]:
        def work() -> None:
            if not isinstance(_ask(ledger, _house["rulebook"], person, str(person)), Granted):
                raise Refused

        return work

    return [one(person) for person in people]


def _bare(people: range) -> Work:
    """The stored function alone, as psycopg calls it, with everything laid out before."""
    database = _house["database"]
    ledger = PostgresLedger(database, BOOK)
    statement = queries("ledger")["reserve"]

    def one(person: int) -> Callable[[], object]:
        made = _reservation(ledger, _house["rulebook"], person)
        values = {"book": BOOK, "plan": None, **written.one(made)}

        def work() -> None:
            with database.transaction() as connection:
                if connection.execute(statement, values).fetchone() != (None,):
                    raise Refused

        return work

    return [one(person) for person in people]


def _set(people: range) -> Work:
    """A hundred reservations in each call."""
    ledger = PostgresLedger(_house["database"], BOOK)
    made = [_reservation(ledger, _house["rulebook"], person) for person in people]

    def one(answers: list[Reservation]) -> Callable[[], object]:
        return lambda: ledger.reserve_many(answers)

    return [one(made[start : start + BATCH]) for start in range(0, len(made), BATCH)]


_READY: Final[dict[str, Callable[[range], Work]]] = {"gate": _gate, "bare": _bare, "set": _set}
