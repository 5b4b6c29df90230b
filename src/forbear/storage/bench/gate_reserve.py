"""Deciding and reserving, with evidence and commit, beside the bare stored function and pgbench on the same server.

Every engine takes its turn in every round with people of its own, on one durable server that is started for the run. The gate has
its readings in hand, as a worker that read them in advance; what reading costs is told apart.
"""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from forbear.storage.bench.asking import DAY
from forbear.storage.bench.callers import Callers
from forbear.storage.bench.pgbench import Pgbench, find_program
from forbear.storage.database import Database
from forbear.storage.migrations import migrate
from forbear.storage.months import make_months
from forbear.storage.postgres import EmbeddedServer, find_server
from forbear.storage.queries import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SEED: Final = 20261125
"""Of the ids; people and their histories are the same in every run."""
CONNECTIONS: Final = (1, 8, 32)
EACH: Final = 1000
"""People in one call of a set."""
SETS_A_TURN: Final = 12
AT_ONCE: Final = 2
HOT: Final = 5
OURS: Final = "ours"
BARE: Final = "bare_function"
REACHES_BACK: Final = timedelta(days=90)


class OverGranted(Exception):
    """more contacts were granted than the law allows"""


def measure(
    *,
    operations: int,
    repeat: int,
    seconds: int,
    clock: Callable[[], float],
    connections: Sequence[int] = CONNECTIONS,
    each: int = EACH,
) -> dict[str, Any]:
    """Run the rounds and return the document of the bench.

    `operations` are those of one engine in one turn, `each` the people in one call of a set; `clock` gives seconds. Raises
    `OverGranted`.
    """
    alone = operations * 3 * len(connections) * repeat
    people = alone + each * SETS_A_TURN * len(SET_ENGINES) * repeat + HOT * 2 + 2
    choice = find_server({"PATH": os.environ.get("PATH", os.defpath)})
    folder = Path(tempfile.mkdtemp(prefix="forbear-bench-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        with EmbeddedServer(folder / "pg", choice) as server:
            prepare(server.url, people)
            postmaster = int((server.data / "postmaster.pid").read_text(encoding="ascii").split()[0])
            pgbench = Pgbench(server.url, find_program(choice.bindir), folder, postmaster=postmaster)
            with Callers(server.url, clock, postmaster=postmaster) as callers:
                document = _rounds(
                    callers, pgbench, operations, repeat=repeat, seconds=seconds, connections=connections
                )
                document["sets"] = _sets(callers, alone, each, repeat)
                document["sets"]["parts_us"] = callers.parts(range(HOT))
                document["over_grants"] = _over_grants(callers, people, max(connections))
                document["repeatable_read"] = callers.under_repeatable_read(people - 2)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if document["over_grants"]:
        raise OverGranted
    return {
        "bench": "gate-reserve",
        "seed": SEED,
        "people": people,
        "operations_a_turn": operations,
        "rounds": repeat,
        "durable": True,
        "server": choice.version,
        **document,
        "load_at_the_end": round(os.getloadavg()[0], 2),
    }


def prepare(url: str, people: int) -> None:
    """Migrate the database and write the rows."""
    migrate(url)
    with Database(url) as database:
        make_months(database, DAY - REACHES_BACK, DAY)
        with database.bulk() as connection:
            for name in ("raised", "book", "lender"):
                connection.execute(queries("bench")[name])
            connection.execute(queries("bench")["rows"], {"persons": people})
            for name in ("calls", "plain_rows", "turns"):
                connection.execute(queries("bench")[name])
        with database.pool.connection() as connection:
            connection.autocommit = True
            connection.execute(queries("bench")["analyze"])
            connection.autocommit = False


def _rounds(
    callers: Callers,
    pgbench: Pgbench,
    operations: int,
    *,
    repeat: int,
    seconds: int,
    connections: Sequence[int],
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    ids = _ranges(operations)
    for number in connections:
        rounds = []
        for _ in range(repeat):
            one: dict[str, dict[str, Any]] = {
                OURS: callers.run("gate", next(ids), number),
                BARE: callers.run("bare", next(ids), number),
                "pgbench_function": _by_pgbench(callers, pgbench, next(ids), number),
                "tpcb": pgbench.tpcb(number, seconds),
            }
            rounds.append(one)
        found[f"connections_{number}"] = _figures(rounds)
    return found


def _ranges(operations: int) -> Iterator[range]:
    start = 0
    while True:
        yield range(start, start + operations)
        start += operations


def _by_pgbench(callers: Callers, pgbench: Pgbench, people: range, connections: int) -> dict[str, Any]:
    callers.lay_out_calls(people)
    return pgbench.calls(connections, len(people))


def _figures(rounds: list[dict[str, dict[str, Any]]]) -> dict[str, Any]:
    """Best and median of each engine, and the ratios: of the best, and the median of those of each round."""
    told: dict[str, Any] = {}
    for name in rounds[0]:
        speeds = [one[name]["per_s"] for one in rounds]
        if None in speeds:
            continue
        told[name] = {"per_s": round(max(speeds)), "median_per_s": round(statistics.median(speeds))}
        for key in ("p50_ms", "p99_ms"):
            if key in rounds[0][name]:
                told[name][key] = min(one[name][key] for one in rounds)
        told[name]["processor"] = _least([one[name]["processor"] for one in rounds])
        if name != OURS:
            of_each = [one[OURS]["per_s"] / one[name]["per_s"] for one in rounds]
            told[f"ratio_to_{name}"] = {
                "best": round(told[OURS]["per_s"] / max(speeds), 2),
                "median": round(statistics.median(of_each), 2),
                **_by_processor(told[OURS], told[name]),
            }
    told["p99_to_bare"] = round(told[OURS]["p99_ms"] / told[BARE]["p99_ms"], 2)
    return told


def _least(of_rounds: list[dict[str, float]]) -> dict[str, float]:
    """The round that used the processors least for each operation."""
    return max(of_rounds, key=lambda one: one.get("per_s_of_the_processors", 0))


def _by_processor(ours: dict[str, Any], other: dict[str, Any]) -> dict[str, float]:
    """The ratio by processor time: what it would be if nobody else used the machine and nothing were waited for."""
    mine, theirs = (one["processor"].get("per_s_of_the_processors") for one in (ours, other))
    return {"of_the_processors": round(mine / theirs, 2)} if mine and theirs else {}


SET_ENGINES: Final = {
    "whole": "set_whole",
    "decided_before": "set",
    "server_alone": "set_bare",
    "copy_alone": "set_copy",
}
"""Facts to commit; without facts, deciding and records; only what the server does; the same bytes into a bare table."""


def _sets(callers: Callers, first: int, each: int, repeat: int) -> dict[str, Any]:
    """Calls for many distinct people on two connections; the engines take turns, each with people of its own."""
    rounds: list[dict[str, dict[str, Any]]] = []
    number = each * SETS_A_TURN
    for turn in range(repeat):
        start = first + turn * number * len(SET_ENGINES)
        rounds.append(
            {
                name: callers.run(
                    engine, range(start + n * number, start + (n + 1) * number), AT_ONCE, each=each
                )
                for n, (name, engine) in enumerate(SET_ENGINES.items())
            }
        )
    told: dict[str, Any] = {"people_a_call": each, "connections": AT_ONCE}
    for name in SET_ENGINES:
        speeds = [one[name]["per_s"] for one in rounds]
        told[name] = {"per_s": round(max(speeds)), "median_per_s": round(statistics.median(speeds))}
        told[name]["processor"] = _least([one[name]["processor"] for one in rounds])
    for name, floor in (
        ("decided_before", "server_alone"),
        ("decided_before", "copy_alone"),
        ("whole", "decided_before"),
    ):
        told[f"ratio_of_{name}_to_{floor}"] = {
            "best": round(told[name]["per_s"] / told[floor]["per_s"], 2),
            "median": round(statistics.median(one[name]["per_s"] / one[floor]["per_s"] for one in rounds), 2),
            **_by_processor(told[name], told[floor]),
        }
    return told


def _over_grants(callers: Callers, people: int, connections: int) -> int:
    """Let many want the same few people, one by one and in sets; nobody may get more than one asker alone gets."""
    alone = people - 1
    hot = list(range(people - 2 - HOT, people - 2))
    in_sets = list(range(people - 2 - 2 * HOT, people - 2 - HOT))
    callers.contend([alone], 1)
    callers.contend(hot, connections)
    callers.contend_in_sets(in_sets, connections)
    limit = callers.granted([alone])[1]
    over = sum(max(0, callers.granted([one])[1] - limit) for one in hot)
    # All sets rest on readings of the same moment, so only one of them can hold.
    return over + sum(max(0, callers.granted([one])[1] - 1) for one in in_sets)
