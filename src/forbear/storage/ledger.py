"""The ledger on PostgreSQL: dossiers in one reading, reservations in one transaction, permits used once.

The real side of `forbear.gate.ports.Ledger`. It decides nothing and asks no clock: it reads, compares versions and writes all or
nothing. A reservation that cannot be written, evidence included, leaves no permit behind.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import psycopg
from psycopg import errors

from forbear.gate.digests import canonical
from forbear.gate.keys import BOOK, count_keys
from forbear.gate.ports import AlreadyReserved, Reservation, Reserved, Stale
from forbear.storage.dossiers import LOG_REACHES_BACK, dossier_of
from forbear.storage.queries import queries
from forbear.storage.reserving import written
from forbear.storage.reserving.copied import Batch
from forbear.storage.reserving.readings import name_of, name_of_proposal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from psycopg import Connection

    from forbear.gate.dossier import Dossier, Proposal
    from forbear.gate.ports import Refusal
    from forbear.storage.database import Database
    from forbear.storage.reserving.readings import Name, Readings


class UnknownPerson(Exception):
    """the person is not in this book"""


class PostgresLedger:
    """The ledger of one book. `plan_id` names the planned contact on whose behalf it writes, if there is one."""

    def __init__(
        self,
        database: Database,
        book: str,
        *,
        plan_id: str | None = None,
        readings: Readings | None = None,
        known: Mapping[str, object] | None = None,
    ) -> None:
        """Nothing is read yet. With `readings`, of this book alone, what was read is remembered; `known` are facts that no row tells."""
        self._known = dict(known or {})
        self._readings = readings
        self._database = database
        self._book = book
        self._plan = plan_id

    def for_plan(self, plan_id: str) -> PostgresLedger:
        """Return the same ledger, writing the plan's id beside decisions and permits."""
        return self._but(plan_id=plan_id)

    def remembering(self, readings: Readings) -> PostgresLedger:
        """Return the same ledger, remembering what it reads."""
        return self._but(readings=readings)

    def knowing(self, facts: Mapping[str, object]) -> PostgresLedger:
        """Return the same ledger, knowing facts that stand in no row: who makes the contact, whether the recorder works."""
        known = {**self._known, **{name: value for name, value in facts.items() if value is not None}}
        return self._but(known=known)

    def _but(self, **changes: Any) -> PostgresLedger:  # noqa: ANN401  the keywords of the constructor
        same = {"plan_id": self._plan, "readings": self._readings, "known": self._known}
        return PostgresLedger(self._database, self._book, **{**same, **changes})

    def dossier(self, proposal: Proposal, at: datetime) -> Dossier:
        """Read everything that bears on the question, in one round trip and one snapshot, or remember it."""
        keys = (BOOK, *count_keys(proposal))
        name = name_of_proposal(proposal)
        document = self._readings.find(name, at) if self._readings else None
        if document is None:
            document = self._one(
                "dossier",
                person=proposal.person_id,
                debtor=proposal.debtor_id or proposal.person_id,
                debts=list(proposal.debts),
                address=proposal.address,
                keys=list(keys),
                since=at - LOG_REACHES_BACK,
            )
            if self._readings:
                self._readings.keep(name, at, document)
        dossier = dossier_of(proposal, at, document, keys)
        return replace(dossier, facts={**dossier.facts, **self._known}) if self._known else dossier

    def reserve(self, reservation: Reservation) -> Reserved | Stale:
        """Take the slot, or say which keys moved. Raises `AlreadyReserved`, `UnknownPerson`; nothing is written then."""
        moved = self._write("reserve", reservation)
        return self._reserved(reservation) if moved is None else self._stale(reservation, moved)

    def refuse(self, refusal: Refusal) -> Stale | None:
        """Write a refusal and its evidence. Raises `AlreadyReserved` for a decision that is already written, `UnknownPerson`."""
        moved = self._write("refuse", refusal)
        return None if moved is None else self._stale(refusal, moved)

    def reserve_many(
        self, answers: Sequence[Reservation | Refusal], *, plans: Sequence[str | None] | None = None
    ) -> list[Reserved | Stale | None]:
        """Write the answers for many distinct people in one transaction; return what became of each: None for a refusal written.

        No sender of ours asks for many at once yet: so far the benches and tests do.

        Stale ones are left out, the others are written, all or none. `plans` has the planned contact of each. A batch of a thousand or
        two is best. Raises `KeyTwice` when two have a count key in common, `AlreadyReserved`, `UnknownPerson`; nothing is written then.
        """
        batch = Batch(self._book, answers, plans or [self._plan] * len(answers))
        keys = batch.keys()
        self._keep_laws(answers)
        try:
            with self._database.transaction() as connection:
                moved = self.write_batch(connection, batch, keys)
        except (psycopg.Error, UnknownPerson) as fault:
            for answer in answers:
                self._forget(answer)
            if isinstance(fault, UnknownPerson):
                raise
            raise _in_our_words(fault) from fault
        return [self._became(answer, moved.get(str(n))) for n, answer in enumerate(answers, 1)]

    def write_batch(
        self, connection: Connection[Any], batch: Batch, keys: Mapping[str, object]
    ) -> Mapping[str, list[str]]:
        """Hold the keys, then copy the rows of whatever did not move; return what moved. The caller's transaction ends it."""
        sql = queries("ledger")
        row = connection.execute(sql["hold_many"], {"book": self._book, **keys}).fetchone()
        moved, persons = row or ({}, ())
        for n, (person, person_id) in enumerate(zip(persons, batch.people, strict=True), 1):
            if person is None and str(n) not in moved:
                message = f"person `{person_id}` is not in the book `{self._book}`"
                raise UnknownPerson(message)
        with connection.cursor() as cursor:
            for name, lines in batch.tables(moved, persons):
                if lines:
                    with cursor.copy(sql[name]) as copy:
                        copy.write(lines)
        return cast("Mapping[str, list[str]]", moved)

    def _keep_laws(self, answers: Iterable[Reservation | Refusal]) -> None:
        """Put the names of the rules on record before a decision numbers them; once for each law and database."""
        for answer in answers:
            law = answer.decision.law
            if law.law_id not in self._database.laws_on_record:
                body = canonical(law.to_dict())
                self._one("keep_law", law=law.law_id, body=body, at=answer.decision.ask.at)
                self._database.laws_on_record.add(law.law_id)

    def use_permit(self, permit_id: str, at: datetime) -> bool:
        """Spend the permit: true once, and only from its grant until it expires."""
        return bool(self._one("use_permit", permit=permit_id, at=at))

    def return_permit(self, permit_id: str, at: datetime, why: str) -> bool:
        """Give the slot of an unused permit back: the attempt was never made. False when it was used or given back before."""
        return bool(self._one("return_permit", permit=permit_id, at=at, why=why))

    def record_outcome(
        self, attempt_id: str, attempted: datetime, outcome: str, *, at: datetime, why: str | None = None
    ) -> bool:
        """Write what became of the attempt made at `attempted`, learned at `at`. False when there is no such attempt."""
        values = {"attempt": attempt_id, "attempted": attempted, "outcome": outcome, "at": at, "why": why}
        return bool(self._one("record_outcome", **values))

    def touch(self, *keys: str) -> None:
        """Raise the versions of keys (`person:…`, `debt:…`, `point:…`) whose facts changed elsewhere."""
        self._one("touch_keys", keys=list(keys))

    def _one(self, name: str, **values: object) -> Any:  # noqa: ANN401 - the one value of a statement
        row = self._database.once(queries("ledger")[name], {"book": self._book, "plan": self._plan, **values})
        return None if row is None else row[0]

    def _became(self, answer: Reservation | Refusal, moved: Sequence[str] | None) -> Reserved | Stale | None:
        if moved is not None:
            return self._stale(answer, moved)
        return self._reserved(answer) if isinstance(answer, Reservation) else None

    def _reserved(self, reservation: Reservation) -> Reserved:
        """Say that a slot was taken, and keep the reading it rests on as it is now."""
        raised = {key: seen + 1 for key, seen in reservation.keys.items() if key != BOOK}
        if self._readings:
            self._readings.reserved(_reading_of(reservation), reservation, raised)
        return Reserved(keys=raised)

    def _stale(self, answer: Reservation | Refusal, moved: Sequence[str]) -> Stale:
        self._forget(answer)
        return Stale(keys=tuple(moved))

    def _forget(self, answer: Reservation | Refusal) -> None:
        if self._readings:
            self._readings.forget(_reading_of(answer))

    def _write(self, name: str, answer: Reservation | Refusal) -> Sequence[str] | None:
        """Write one answer, in one round trip; return the keys that moved."""
        values = written.one(answer)
        self._keep_laws((answer,))
        try:
            return cast("Sequence[str] | None", self._one(name, **values))
        except psycopg.Error as fault:
            self._forget(answer)
            raise _in_our_words(fault) from fault


def _reading_of(answer: Reservation | Refusal) -> Name:
    ask = answer.decision.ask
    return name_of(ask.person_id, ask.debtor_id, ask.debts, ask.address)


def _in_our_words(fault: psycopg.Error) -> Exception:
    if isinstance(fault, errors.UniqueViolation):
        return AlreadyReserved(fault.diag.message_detail or str(fault))
    if isinstance(fault, errors.ForeignKeyViolation):
        return UnknownPerson(fault.diag.message_primary or str(fault))
    return fault
