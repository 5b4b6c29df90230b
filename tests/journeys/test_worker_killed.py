"""`kill -9` of the worker at the nastiest moments: nobody gets a mail twice, and what is not known is said.

The mail server (in this process) kills the worker (a process of its own) when it sees the nth RCPT, DATA, last dot or the instant
before its answer, at once or some milliseconds later; the later points fall into the worker's own transactions. Each seed is a point.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import conninfo, sql

from forbear.entry.mailroom import Behaviour, Mailroom
from forbear.storage.database import Database
from tests.fixtures.worker_parts import DOMAIN
from tests.fixtures.worker_rows import MORNING, a_borrower, a_house, a_plan, a_rehearsal, rows, states

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = 9
UNKNOWN = "p4@mail.test"
EVENTS = ("rcpt", "data", "dot", "reply")
SAMPLE = (1, 2, 3, 4, 5)
ALL = tuple(range(1, 21))


@dataclass
class Point:
    """The kill of one seed: at the `nth` event of a kind, `delay` seconds later."""

    seed: int
    event: str = ""
    nth: int = 0
    delay: float = 0.0

    def __post_init__(self) -> None:
        chance = random.Random(self.seed)  # noqa: S311 - the seed is the point
        self.event = EVENTS[self.seed % len(EVENTS)]
        self.nth = chance.randint(1, PEOPLE - 3)
        self.delay = 0.0 if self.seed % 5 < 3 else chance.uniform(0.0, 0.03)


@dataclass
class Killer:
    """Watches the mail server and kills the worker once."""

    point: Point
    pid: int | None = None
    done: bool = False
    seen: Counter[str] = field(default_factory=Counter)

    def event(self, what: str, _who: str) -> None:
        self.seen[what] += 1
        if self.pid is None or self.done or what != self.point.event or self.seen[what] != self.point.nth:
            return
        self.done = True
        if self.point.delay:
            threading.Timer(self.point.delay, self.kill).start()
        else:
            self.kill()

    def kill(self) -> None:
        if self.pid is not None:
            os.kill(self.pid, signal.SIGKILL)


def a_night(database: Database) -> None:
    a_rehearsal(database)
    a_house(database)
    for number in range(1, PEOPLE + 1):
        a_borrower(database, number)
        a_plan(database, number, priority=100 - number)
    with database.transaction() as connection:
        connection.execute(
            "insert into requests (book, request_id, person_no, kind, at, origin) select book, 'r', person_no, 'stop', %s, 'heard'"
            " from people where person_id = 'p6'",
            [MORNING - timedelta(minutes=1)],
        )


def start_worker(url: str, *options: str) -> subprocess.Popen[str]:
    env = {**os.environ, "FORBEAR_DATABASE_URL": url, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen(
        [sys.executable, "-m", "forbear.entry.cli", "worker", "--json", *options],
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finished(process: subprocess.Popen[str]) -> dict[str, Any]:
    out, err = process.communicate(timeout=60)
    assert out, err
    answer: dict[str, Any] = json.loads(out)
    return answer


def received(mailroom: Mailroom) -> Counter[str]:
    return Counter(str(mail["To"]) for mail in mailroom.received())


def outcomes(database: Database) -> dict[str, str]:
    found = rows(
        database,
        "select contact_point, outcome_now(outcome, corrections) from attempts where outcome_now(outcome, corrections) <> 'not_made'",
    )
    assert len(found) == len(dict(found))
    return dict(found)


@pytest.fixture(scope="module")
def undisturbed(
    postgres_url: str, template_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Counter[str], dict[str, str], dict[str, str]]]:
    """What one worker does that nobody disturbs: who received, states, outcomes."""
    name = f"forbear_undisturbed_{os.getpid()}"
    url = conninfo.make_conninfo(postgres_url, dbname=name)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {}").format(
                sql.Identifier(name), sql.Identifier(template_database)
            )
        )
        with (
            Database(url) as database,
            Mailroom(
                tmp_path_factory.mktemp("mail"),
                domain=DOMAIN,
                behaviour=Behaviour(unknown=frozenset({UNKNOWN})),
            ) as mailroom,
        ):
            a_night(database)
            with start_worker(
                url, "--once", "--name", "w", "--smtp", f"127.0.0.1:{mailroom.port}"
            ) as process:
                assert finished(process)["sent"] == PEOPLE - 2
            yield received(mailroom), states(database), outcomes(database)
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def kill_and_restart(
    seed: int, database: Database, url: str, folder: Path, undisturbed: tuple[Any, ...]
) -> None:
    point = Point(seed)
    killer = Killer(point)
    behaviour = Behaviour(unknown=frozenset({UNKNOWN}), event=killer.event)
    with Mailroom(folder, domain=DOMAIN, behaviour=behaviour) as mailroom:
        a_night(database)
        options = ("--once", "--name", "w", "--smtp", f"127.0.0.1:{mailroom.port}")
        with start_worker(url, *options) as process:
            killer.pid = process.pid
            process.communicate(timeout=60)
        killer.pid = None
        then = Counter(states(database).values())
        sys.stdout.write(
            f"seed {seed}: killed at {point.event} {point.nth} + {point.delay * 1000:.1f} ms; states then: {dict(then)}\n"
        )
        with start_worker(url, *options) as process:
            again = finished(process)
        with start_worker(url, "--uncertain") as process:
            listed = finished(process)["uncertain"]
        compare(database, received(mailroom), again, listed, undisturbed)
    assert process.returncode == (1 if listed else 0)


def compare(
    database: Database,
    got: Counter[str],
    again: dict[str, Any],
    listed: list[dict[str, Any]],
    undisturbed: tuple[Any, ...],
) -> None:
    who, how, ends = undisturbed
    assert max(got.values()) == 1, f"somebody got a mail twice: {got}"
    now = states(database)
    unsure = {plan for plan, state in now.items() if state == "uncertain"}
    assert len(unsure) <= 1
    assert {one["plan_id"] for one in listed} == unsure
    assert again["recovered"]["uncertain"] == len(unsure)
    addresses = {one["address"] for one in listed}
    assert set(who) - addresses <= set(got) <= set(who)
    assert {plan: state for plan, state in now.items() if plan not in unsure} == {
        plan: state for plan, state in how.items() if plan not in unsure
    }
    assert {address: end for address, end in outcomes(database).items() if address not in addresses} == {
        address: end for address, end in ends.items() if address not in addresses
    }
    for address in addresses:  # it counts as long as nobody knows better
        assert outcomes(database)[address] == "uncertain"
    assert (
        rows(
            database, "select plan_id from permits where state = 'used' group by plan_id having count(*) > 1"
        )
        == []
    )
    assert rows(database, "select 1 from permits where state = 'granted'") == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", SAMPLE)
def test_a_killed_worker_sends_nothing_twice(
    seed: int, database: Database, database_url: str, tmp_path: Path, undisturbed: tuple[Any, ...]
) -> None:
    kill_and_restart(seed, database, database_url, tmp_path, undisturbed)


@pytest.mark.prove
@pytest.mark.parametrize("seed", [seed for seed in ALL if seed not in SAMPLE])
def test_a_worker_killed_at_twenty_points_sends_nothing_twice(
    seed: int, database: Database, database_url: str, tmp_path: Path, undisturbed: tuple[Any, ...]
) -> None:
    kill_and_restart(seed, database, database_url, tmp_path, undisturbed)


@pytest.mark.slow
def test_a_term_signal_ends_the_worker_after_the_message_in_flight(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    seen: Counter[str] = Counter()
    process: subprocess.Popen[str] | None = None

    def event(what: str, _who: str) -> None:
        seen[what] += 1
        if what == "data" and seen[what] == 2 and process is not None:
            process.terminate()

    with Mailroom(tmp_path, domain=DOMAIN, behaviour=Behaviour(event=event)) as mailroom:
        a_night(database)
        process = start_worker(database_url, "--once", "--name", "w", "--smtp", f"127.0.0.1:{mailroom.port}")
        with process:
            assert finished(process)["sent"] == 2
        assert process.returncode == 0
        assert Counter(states(database).values()) == {"sent": 2, "planned": PEOPLE - 2}


@pytest.mark.slow
def test_a_rehearsal_refuses_a_mail_server_elsewhere(database: Database, database_url: str) -> None:
    a_rehearsal(database)
    with start_worker(database_url, "--once", "--smtp", "192.0.2.1:25") as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "this is a rehearsal" in err


@pytest.mark.slow
def test_two_workers_of_one_name_are_refused(database: Database, database_url: str) -> None:
    a_rehearsal(database)
    with psycopg.connect(database_url) as other:
        other.execute("select pg_advisory_lock(worker_lock('w'))")
        with start_worker(database_url, "--once", "--name", "w", "--smtp", "127.0.0.1:9") as process:
            _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "already" in err
