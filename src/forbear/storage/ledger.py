"""The ledger on PostgreSQL: dossiers in one reading, reservations in one transaction, permits used once.

The real side of `forbear.gate.ports.Ledger`. It decides nothing and asks no clock: it reads, compares versions and writes all or
nothing. A reservation that cannot be written, evidence included, leaves no permit behind.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from psycopg import errors

from forbear.gate.digests import canonical, plain
from forbear.gate.keys import BOOK, count_keys
from forbear.gate.ports import AlreadyReserved, Reserved, Stale
from forbear.rulebooks.decision import Decision
from forbear.storage.dossiers import LOG_REACHES_BACK, dossier_of, event_detail
from forbear.storage.queries import queries

if TYPE_CHECKING:
    from datetime import datetime

    from forbear.gate.dossier import Dossier, Proposal
    from forbear.gate.ports import Refusal, Reservation
    from forbear.storage.database import Database

EXPIRED_AT_ONCE_MAX: Final = 1000


class UnknownPerson(Exception):
    """the person is not in this book"""


class PostgresLedger:
    """The ledger of one book. `plan_id` names the planned contact on whose behalf it writes, if there is one."""

    def __init__(self, database: Database, book: str, *, plan_id: str | None = None) -> None:
        """Nothing is read yet."""
        self._database = database
        self._book = book
        self._plan = plan_id

    def for_plan(self, plan_id: str) -> PostgresLedger:
        """Return the same ledger, writing the plan's id beside decisions and permits."""
        return PostgresLedger(self._database, self._book, plan_id=plan_id)

    def dossier(self, proposal: Proposal, at: datetime) -> Dossier:
        """Read everything that bears on the question, in one round trip and one snapshot."""
        keys = (BOOK, *count_keys(proposal))
        document = self._one(
            "dossier",
            person=proposal.person_id,
            debtor=proposal.debtor_id or proposal.person_id,
            debts=list(proposal.debts),
            keys=list(keys),
            since=at - LOG_REACHES_BACK,
        )
        return dossier_of(proposal, at, document, keys)

    def reserve(self, reservation: Reservation) -> Reserved | Stale:
        """Take the slot, or say which keys moved. Raises `AlreadyReserved`, `UnknownPerson`; nothing is written then."""
        attempt = reservation.attempt
        stale = self._write(
            "reserve",
            permit=json.dumps(
                {
                    "permit_id": reservation.permit_id,
                    "expires_at": plain(reservation.expires_at),
                    "content_digest": reservation.decision.ask.get("content_digest"),
                }
            ),
            attempt=json.dumps(
                {
                    "attempt_id": reservation.attempt_id,
                    "at": plain(attempt.at),
                    "person_id": attempt.person_id,
                    "channel": attempt.channel,
                    "outcome": attempt.outcome,
                    "direction": attempt.direction,
                    "debts": list(attempt.debts),
                    "address": attempt.address,
                    "actor": attempt.actor,
                    "purpose": attempt.purpose,
                    "detail": event_detail(attempt),
                }
            ),
            **_decision_and_evidence(reservation),
        )
        if stale is not None:
            return Stale(keys=tuple(stale))
        return Reserved(keys={key: seen + 1 for key, seen in reservation.keys.items() if key != BOOK})

    def refuse(self, refusal: Refusal) -> Stale | None:
        """Write a refusal and its evidence. Raises `AlreadyReserved` for a decision that is already written, `UnknownPerson`."""
        stale = self._write("refuse", **_decision_and_evidence(refusal))
        return None if stale is None else Stale(keys=tuple(stale))

    def use_permit(self, permit_id: str, at: datetime) -> bool:
        """Spend the permit: true once, and only from its grant until it expires."""
        return bool(self._one("use_permit", permit=permit_id, at=at))

    def return_permit(self, permit_id: str, at: datetime, why: str) -> bool:
        """Give the slot of an unused permit back: the attempt was never made. False when it was used or given back before."""
        return bool(self._one("return_permit", permit=permit_id, at=at, why=why))

    def return_expired(self, at: datetime) -> tuple[str, ...]:
        """Give back every permit, of any book, that ran out unused by `at`; return their ids (at most 1,000 a call)."""
        with self._database.transaction() as connection:
            rows = connection.execute(
                queries("ledger")["return_expired"], {"at": at, "most": EXPIRED_AT_ONCE_MAX}
            ).fetchall()
        return tuple(str(row[0]) for row in rows)

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
        with self._database.transaction() as connection:
            row = connection.execute(
                queries("ledger")[name], {"book": self._book, "plan": self._plan, **values}
            ).fetchone()
        return None if row is None else row[0]

    def _write(self, name: str, **values: object) -> Any:  # noqa: ANN401 - the one value of a statement
        try:
            return self._one(name, **values)
        except errors.UniqueViolation as fault:
            raise AlreadyReserved(fault.diag.message_detail or str(fault)) from fault
        except errors.ForeignKeyViolation as fault:
            raise UnknownPerson(fault.diag.message_primary or str(fault)) from fault


def _decision_and_evidence(answer: Reservation | Refusal) -> dict[str, object]:
    decision = answer.decision
    body = canonical(answer.evidence)
    ask = decision.ask
    written = {
        "decision_id": decision.decision_id,
        "at": plain(decision.at),
        "ask_digest": decision.ask_digest,
        "person_id": ask["person_id"],
        "loan_ids": _strings(ask.get("debts")),
        "channel": ask["channel"],
        "purpose": ask.get("purpose", "collect"),
        "role": ask.get("role", "borrower"),
        "decision": int(Decision.from_token(str(decision.verdict["decision"]))),
        "ask": plain(ask),
        "facts": plain(decision.facts),
        "verdict": plain(decision.verdict),
        "versions": plain(decision.versions),
        "seen": decision.seen,
    }
    return {
        "keys": list(answer.keys),
        "seen": list(answer.keys.values()),
        "decision": json.dumps(written),
        "evidence": body,
        "digest": hashlib.sha256(body.encode()).digest(),
    }


def _strings(values: object) -> list[str]:
    return [str(value) for value in values] if isinstance(values, (list, tuple)) else []
