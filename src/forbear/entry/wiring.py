"""The one place that knows the real parts: opens the database and hands out the real side of every port.

Nothing else in the house imports `forbear.storage`. Each room adds its own factory here; a factory builds a part and does no work.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from forbear import rulebooks
from forbear.rulebooks.book import Instrument, Rule, Rulebook
from forbear.rulebooks.telling.provisions import conditions_of
from forbear.rulebooks.telling.words.cites import cite_in_words
from forbear.rulebooks.telling.words.duties import duty_in_words
from forbear.storage.bench.gate_reserve import OverGranted
from forbear.storage.bench.gate_reserve import measure as measure_reserving
from forbear.storage.book import (
    AdditionRefused,
    BookNameTaken,
    NoSuchBook,
    book_names,
    export_book,
    import_book,
)
from forbear.storage.database import Database
from forbear.storage.decisions import Decisions, KeptLaw, LawNotKept, NotReadable
from forbear.storage.desk import CaseFile, Desk, Filters
from forbear.storage.dispatch import PostgresQueue
from forbear.storage.inbox import PostgresInbox
from forbear.storage.installation import Installation, NotARehearsal
from forbear.storage.ledger import PostgresLedger
from forbear.storage.migrations import NotMigrated, Unreachable, current, head, migrate
from forbear.storage.postgres import NoServer, ServerFault, running
from forbear.storage.reserving.readings import Readings
from forbear.storage.runs import PostgresSink, PostgresSource, RunUnderWay, night
from forbear.storage.staff import Session, Staff

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

DATABASE_URL: Final = "FORBEAR_DATABASE_URL"
HOME: Final = "FORBEAR_HOME"
DEFAULT_HOME: Final = ".forbear"
READINGS_MAX: Final = 1000
"""Readings of one book that a worker remembers; each takes some ten kilobytes."""
RECORDER: Final = "FORBEAR_CALL_RECORDER"
RECORDER_STATES: Final = {"up": True, "down": False}


class BadSetting(Exception):
    """a setting of the environment has a value that is not known"""


class NoDatabase(Exception):
    """the database cannot be used"""


def home_folder(env: Mapping[str, str], home: Path | None = None) -> Path:
    """Return the folder in which an installation without a database server of its own keeps everything."""
    return (home or Path(env.get(HOME) or DEFAULT_HOME)).resolve()


@contextlib.contextmanager
def database_url(env: Mapping[str, str], *, home: Path | None = None) -> Iterator[str]:
    """Yield the address of the database: FORBEAR_DATABASE_URL, else our own server under the home folder, running meanwhile.

    Raises `NoDatabase`, with the cure, where no server can be had.
    """
    named = env.get(DATABASE_URL)
    if named:
        yield named
        return
    with contextlib.ExitStack() as held:
        try:
            url = held.enter_context(running(home_folder(env, home), env))
        except (NoServer, ServerFault) as fault:
            raise NoDatabase(str(fault)) from fault
        yield url


@contextlib.contextmanager
def open_database(env: Mapping[str, str], *, home: Path | None = None) -> Iterator[Database]:
    """Yield an open database with a current schema.

    Our own server's schema is brought up to date here. A named server belongs to somebody, so its schema is only checked:
    raises `NoDatabase` with the cure when it is behind.
    """
    with database_url(env, home=home) as url:
        if DATABASE_URL not in env or not env[DATABASE_URL]:
            migrate(url)
        elif (stands_at := _stands_at(url)) != head():
            message = f"the schema stands at {stands_at or 'nothing'}, this version needs {head()}; run `forbear db migrate`"
            raise NoDatabase(message)
        with Database(url) as database:
            yield database


def _stands_at(url: str) -> str | None:
    try:
        return current(url)
    except Unreachable:
        message = (
            f"the server named by {DATABASE_URL} does not answer; is it running, and may this user connect?"
        )
        raise NoDatabase(message) from None


def migrate_database(env: Mapping[str, str], *, home: Path | None = None) -> tuple[str | None, str]:
    """Bring the schema up to date; return the revision before and after."""
    with database_url(env, home=home) as url:
        before = _stands_at(url)
        try:
            return before, migrate(url)
        except NotMigrated as fault:
            raise NoDatabase(str(fault)) from fault


def recorder_from(env: Mapping[str, str]) -> bool | None:
    """Return what FORBEAR_CALL_RECORDER says of the call recorder; None where it is not set. Raises `BadSetting`."""
    said = env.get(RECORDER)
    if not said:
        return None
    if said not in RECORDER_STATES:
        message = f"{RECORDER} is `{said}`; set it to `up` or `down`, or leave it out"
        raise BadSetting(message)
    return RECORDER_STATES[said]


def only_book(database: Database) -> str:
    """Return the name of the only book there is; raises `NoSuchBook` where there is none, or more than one to choose from."""
    names = book_names(database)
    if len(names) != 1:
        message = (
            f"name one of the books with --book: {', '.join(names)}"
            if names
            else "there is no book yet; import one"
        )
        raise NoSuchBook(message)
    return names[0]


def now(database: Database) -> datetime:
    """Return the instant at which things happen on this installation: a rehearsal's clock, else the real one."""
    return Installation(database).rehearsal_now() or datetime.now(UTC)


@dataclass(frozen=True)
class House:
    """The real parts that pages and worker are given: readings, accounts, ledgers, rulebook and clock."""

    database: Database
    rulebook: Rulebook
    recorder_is_up: bool | None = None
    """Whether calls are being recorded, as the operator says; None where nobody said so."""

    @cached_property
    def staff(self) -> Staff:
        """Accounts and sessions."""
        return Staff(self.database)

    @cached_property
    def installation(self) -> Installation:
        """Live or rehearsal."""
        return Installation(self.database)

    @cached_property
    def decisions(self) -> Decisions:
        """Past decisions."""
        return Decisions(self.database)

    @cached_property
    def kept_law(self) -> KeptLaw:
        """The law by which they were made; what this house decides by is in it before it decides anything."""
        law = KeptLaw(self.database)
        law.keep(self.rulebook, self.now())
        return law

    def law_then(self, versions: Mapping[str, str]) -> Rulebook:
        """The law of these versions, as it was read then; raises `LawNotKept`."""
        if versions and versions.items() <= self.rulebook.versions.items():
            return self.rulebook.only(versions)
        return KeptLaw(self.database).rulebook(versions)

    def desk(self, books: Sequence[str]) -> Desk:
        """The desk's readings, limited to `books` (empty means all)."""
        return Desk(self.database, books, self.decisions)

    def ledger(self, book: str) -> PostgresLedger:
        """The gate's ledger of one book."""
        self.kept_law  # noqa: B018 - kept at first use, before anything is decided
        return PostgresLedger(self.database, book, known=self._known)

    @property
    def _known(self) -> dict[str, object]:
        return {} if self.recorder_is_up is None else {"system.recorder_is_up": self.recorder_is_up}

    def ledger_of_plan(self, book: str, plan_id: str) -> PostgresLedger:
        """The gate's ledger for the worker: it writes the planned contact's id beside decisions and permits, and remembers readings.

        Whoever only asks is given `ledger`, which reads: that a remembered reading still holds is found out when reserving.
        """
        readings = self._remembered.setdefault(book, Readings(most=READINGS_MAX))
        return self.ledger(book).remembering(readings).for_plan(plan_id)

    @cached_property
    def _remembered(self) -> dict[str, Readings]:
        """What the worker has read, by book."""
        return {}

    @cached_property
    def queue(self) -> PostgresQueue:
        """The worker's queue of planned contacts."""
        return PostgresQueue(self.database)

    @cached_property
    def inbox(self) -> PostgresInbox:
        """Where what was heard is written."""
        return PostgresInbox(self.database)

    def last_run_of(self, book: str) -> date | None:
        """The date of the last finished run of one book, or None."""
        return self.desk(()).last_run_of(book)

    def book_names(self) -> list[str]:
        """The names of all books, sorted."""
        return book_names(self.database)

    def night(self, book: str) -> AbstractContextManager[tuple[PostgresSource, PostgresSink]]:
        """Where a run of the book reads and writes, while no other run of it can work; raises `RunUnderWay`."""
        return night(self.database, book)

    def real_now(self) -> datetime:
        """The instant on the clock of this machine; sessions last by it."""
        return datetime.now(UTC)

    def rehearsal_now(self) -> datetime | None:
        """The instant a rehearsal's clock stands at, or None on a live installation."""
        return self.installation.rehearsal_now()

    def now(self) -> datetime:
        """The instant at which the gate is asked: a rehearsal's clock, else the real one."""
        return self.rehearsal_now() or self.real_now()


@contextlib.contextmanager
def open_house(env: Mapping[str, str], *, home: Path | None = None) -> Iterator[House]:
    """Yield the real parts over an open database. Raises `NoDatabase`, `BadSetting`."""
    recorder = recorder_from(env)
    with open_database(env, home=home) as database:
        yield House(database, rulebooks.load(), recorder)


__all__ = [
    "AdditionRefused",
    "BadSetting",
    "BookNameTaken",
    "CaseFile",
    "Desk",
    "Filters",
    "House",
    "Installation",
    "Instrument",
    "LawNotKept",
    "NoDatabase",
    "NoSuchBook",
    "NotARehearsal",
    "NotReadable",
    "OverGranted",
    "Rule",
    "Rulebook",
    "RunUnderWay",
    "Session",
    "cite_in_words",
    "conditions_of",
    "database_url",
    "duty_in_words",
    "export_book",
    "home_folder",
    "import_book",
    "measure_reserving",
    "migrate_database",
    "now",
    "only_book",
    "open_database",
    "open_house",
]
