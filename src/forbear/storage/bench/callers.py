"""The callers of `gate-reserve`: two processes, each with its share of the connections, a thread for each.

They make ready first (readings in hand, or the calls of the bare function laid out), start together, and tell how long each call took.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

import psycopg
from psycopg import IsolationLevel

from forbear import rulebooks
from forbear.gate.reserving import Granted
from forbear.storage.bench import processor, sets
from forbear.storage.bench.asking import AT, BOOK, ask, proposal, reservation
from forbear.storage.database import Database
from forbear.storage.ledger import PostgresLedger
from forbear.storage.queries import queries
from forbear.storage.reserving import written
from forbear.storage.reserving.readings import Readings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from threading import Barrier as Start

POOL: Final = 40
HOT_ASKS: Final = 12
WARM: Final = 3
MS: Final = 1000

Work = list[Callable[[], object]]
Clock = Callable[[], float]


class Refused(Exception):
    """the gate refused a contact that the bench takes for permitted"""


class Callers:
    """The processes, for as long as the run lasts."""

    def __init__(self, url: str, clock: Clock, *, postmaster: int) -> None:
        """Start them. `clock` gives seconds of one clock for every process of the machine; `postmaster` is the server's number."""
        self._number = min(2, os.cpu_count() or 1)
        self._clock = clock
        context = multiprocessing.get_context("spawn")
        start = context.Barrier(self._number)
        self._pool = ProcessPoolExecutor(self._number, context, _begin, (url, start, clock, postmaster))
        self._database = Database(url, pool_max=2)

    def run(self, engine: str, people: range, connections: int, *, each: int = 1) -> dict[str, Any]:
        """Let the engine work on these people, `each` in one call; return people a second, p50 and p99 of a call in milliseconds."""
        number = min(self._number, connections)
        shares = [people[len(people) * n // number : len(people) * (n + 1) // number] for n in range(number)]
        threads = [connections // number + (n < connections % number) for n in range(number)]
        told = list(
            self._pool.map(_work, [engine] * number, shares, threads, [number] * number, [each] * number)
        )
        took = sorted(one for process in told for one in process.took)
        wall = max(process.ended for process in told) - min(process.begun for process in told)
        before = [process.server_before for process in told if process.server_before is not None]
        after = [process.server_after for process in told if process.server_after is not None]
        server = max(after) - min(before) if before and after else None
        used = sum(process.used for process in told)
        return {
            "processor": processor.figures(used, server, len(took) * each),
            "per_s": len(took) * each / wall,
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
            list(pool.map(lambda one: ask(ledger, book, one[0], f"{one[0]}-hot-{one[1]}", one[1]), asks))

    def contend_in_sets(self, people: Sequence[int], connections: int) -> None:
        """Let every connection reserve for all of these people at once, on readings of the same moment."""
        with (
            Database(self._database.url, pool_max=connections) as database,
            ThreadPoolExecutor(connections) as pool,
        ):
            ledger, book = PostgresLedger(database, BOOK), rulebooks.load()
            batches = [
                [reservation(ledger, book, person, f"{person}-set-{turn}") for person in people]
                for turn in range(connections)
            ]
            list(pool.map(ledger.reserve_many, batches))

    def under_repeatable_read(self, person: int) -> str:
        """Reserve at REPEATABLE READ, alone and in a set; say `refused`, or `granted` if anything was."""
        with Database(self._database.url, isolation=IsolationLevel.REPEATABLE_READ) as database:
            ledger, book = PostgresLedger(database, BOOK), rulebooks.load()
            made = reservation(ledger, book, person)
            deeds: tuple[Callable[[], object], ...] = (
                lambda: ledger.reserve(made),
                lambda: ledger.reserve_many([made]),
            )
            for deed in deeds:
                with contextlib.suppress(psycopg.errors.InvalidTransactionState):
                    deed()
        return "granted" if self.granted([person])[1] else "refused"

    def granted(self, people: Sequence[int]) -> tuple[int, int]:
        """Return the most that one of them was granted, and the sum."""
        with self._database.transaction() as connection:
            row = connection.execute(
                queries("bench")["most_granted"], {"people": [f"p{n}" for n in people]}
            ).fetchone()
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    def parts(self, people: range) -> dict[str, float]:
        """Return the microseconds that the parts of one decision take in this process."""
        ledger = PostgresLedger(self._database, BOOK, readings=Readings(most=len(people)))
        return sets.parts(ledger, rulebooks.load(), people, self._clock)

    def lay_out_calls(self, people: range) -> None:
        """Write the calls of the bare function for pgbench, which has no gate of its own."""
        ledger, book = PostgresLedger(self._database, BOOK), rulebooks.load()
        calls = [written.one(reservation(ledger, book, person)) for person in people]
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


def _begin(url: str, start: Start, clock: Clock, postmaster: int) -> None:
    _house.update(database=Database(url, pool_max=POOL), start=start, clock=clock, rulebook=rulebooks.load())
    _house["postmaster"] = postmaster


class Told(NamedTuple):
    """What a process tells of its work: begin and end by the machine's clock, seconds of each call, and of processors."""

    begun: float
    ended: float
    took: list[float]
    used: float
    server_before: float | None
    server_after: float | None


def _work(engine: str, people: range, threads: int, processes: int, each: int) -> Told:
    """Make ready, wait for the others, work; return what it took."""
    work = _READY[engine](people, each)
    shares = [work[n::threads] for n in range(threads)]
    ready, go = threading.Barrier(threads + 1), threading.Event()
    with ThreadPoolExecutor(threads) as pool:
        told = [pool.submit(_timed, share, ready, go) for share in shares]
        ready.wait()
        if processes > 1:
            _house["start"].wait()
        server, used = processor.of_server(_house["postmaster"]), processor.of_this_process()
        go.set()
        begun = _house["clock"]()
        took = [each for one in told for each in one.result()]
        ended, used = _house["clock"](), processor.of_this_process() - used
    return Told(begun, ended, took, used, server, processor.of_server(_house["postmaster"]))


def _timed(work: Work, ready: threading.Barrier, go: threading.Event) -> list[float]:
    warm = min(WARM, len(work) // 4)
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


def _gate(people: range, _each: int) -> Work:
    """The whole deed, the readings in hand."""
    ledger = PostgresLedger(_house["database"], BOOK, readings=Readings(most=len(people)))
    for person in people:
        ledger.dossier(proposal(person), AT)

    def one(person: int) -> Callable[[], object]:
        def work() -> None:
            if not isinstance(ask(ledger, _house["rulebook"], person, str(person)), Granted):
                raise Refused

        return work

    return [one(person) for person in people]


def _bare(people: range, _each: int) -> Work:
    """The stored function alone, as psycopg calls it, in one round trip and with everything laid out before."""
    database = _house["database"]
    ledger = PostgresLedger(database, BOOK)
    statement = queries("ledger")["reserve"]

    def one(person: int) -> Callable[[], object]:
        made = reservation(ledger, _house["rulebook"], person)
        values = {"book": BOOK, "plan": None, **written.one(made)}

        def work() -> None:
            if database.once(statement, values) != (None,):
                raise Refused

        return work

    return [one(person) for person in people]


def _in_sets(make: sets.Maker) -> Callable[[range, int], Work]:
    """Work on so many people in each call."""

    def ready(people: range, each: int) -> Work:
        database, rulebook = _house["database"], _house["rulebook"]
        starts = range(0, len(people) - each + 1, each)
        return [make(database, rulebook, people[start : start + each]) for start in starts]

    return ready


_READY: Final[dict[str, Callable[[range, int], Work]]] = {
    "gate": _gate,
    "bare": _bare,
    "set": _in_sets(sets.decided_before),
    "set_whole": _in_sets(sets.whole),
    "set_bare": _in_sets(sets.laid_out),
    "set_copy": _in_sets(sets.copy_only),
}
