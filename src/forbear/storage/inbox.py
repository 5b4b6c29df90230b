"""What was heard, on PostgreSQL: message, attempt, corrections, requests, dead addresses and evidence in one transaction.

The real side of `forbear.care.heard.Inbox`. The keys of everyone concerned are raised in the same transaction, so a
permit that was being asked for meanwhile is asked for again on what is new.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from psycopg.rows import kwargs_row

from forbear.care.heard import Correspondence
from forbear.domain.identity import derive_id
from forbear.gate.digests import canonical
from forbear.storage.queries import queries

if TYPE_CHECKING:
    from psycopg import Connection

    from forbear.care.heard import Heard
    from forbear.storage.database import Database

UNPLACED: Final = "-"
"""The book of messages that answer nothing we know."""


class PostgresInbox:
    """The inbox of all books."""

    def __init__(self, database: Database) -> None:
        """Use `database`; nothing is read yet."""
        self._database = database
        self._sql = queries("inbox")

    def answered(self, token: str) -> Correspondence | None:
        """Find the attempt whose permit the token names. Only a permit that was used sent anything."""
        return self._correspondence("answered", token=token)

    def known_sender(self, address: str) -> Correspondence | None:
        """Find the one person with that address."""
        return self._correspondence("known_sender", address=address.lower())

    def hear(self, heard: Heard) -> bool:
        """Write it all, or nothing."""
        answered = heard.answered
        values = _values(heard)
        with self._database.transaction() as connection:
            if answered is not None:
                values["keys"] = self._keys(connection, answered)
                connection.execute(self._sql["touch_keys"], values)
            if connection.execute(self._sql["keep_message"], values).fetchone() is None:
                connection.rollback()
                return False
            if answered is not None:
                self._follow(connection, heard, values)
            self._evidence(connection, heard, values)
        return True

    def _follow(self, connection: Connection[Any], heard: Heard, values: dict[str, Any]) -> None:
        if heard.is_from_person:
            connection.execute(self._sql["keep_attempt"], values)
        if heard.outcome is not None:
            connection.execute(self._sql["correct_attempt"], values)
            connection.execute(self._sql["sent_after_all"], values)
        if heard.wrong_address is not None:
            connection.execute(self._sql["wrong_person"], {**values, "address": heard.wrong_address})
        for address in {heard.wrong_address, heard.dead_address} - {None}:
            connection.execute(self._sql["point_is_dead"], {**values, "address": address})
        for request in heard.requests:
            connection.execute(
                self._sql["keep_request"],
                {
                    **values,
                    "request_id": request.request_id,
                    "person_id": request.person_id,
                    "kind": request.kind.value,
                    "at": request.at,
                    "scope": request.scope,
                    "until": request.until,
                },
            )

    def _evidence(self, connection: Connection[Any], heard: Heard, values: dict[str, Any]) -> None:
        body = canonical(
            {
                "message_id": heard.message_id,
                "attempt_id": values["attempt_id"],
                "person_id": values["person_id"],
                "meaning": heard.meaning,
                "why": heard.why,
                "outcome": heard.outcome,
                "body_sha256": hashlib.sha256(heard.body.encode("utf-8", "replace")).hexdigest(),
                "requests": [[one.request_id, one.kind.value, one.scope] for one in heard.requests],
            }
        )
        subject = values["attempt_id"] or heard.message_id
        digest = hashlib.sha256(body.encode()).digest()
        connection.execute(
            self._sql["add_evidence"],
            {**values, "kind": "heard", "subject": subject, "body": body, "digest": digest},
        )

    def _keys(self, connection: Connection[Any], answered: Correspondence) -> list[str]:
        rows = connection.execute(
            self._sql["borrowers"], {"book": answered.book, "loan_ids": list(answered.loan_ids)}
        ).fetchall()
        people = {answered.person_id, *(str(row[0]) for row in rows)}
        keys = {f"person:{person}" for person in people} | {f"debt:{loan}" for loan in answered.loan_ids}
        return sorted(keys | {f"point:{answered.address}"})

    def _correspondence(self, name: str, **values: object) -> Correspondence | None:
        with (
            self._database.transaction() as connection,
            connection.cursor(row_factory=kwargs_row(_row)) as cursor,
        ):
            return cursor.execute(self._sql[name], values).fetchone()


def _row(loan_ids: list[str] | None = None, **columns: Any) -> Correspondence:  # noqa: ANN401 - the columns of a row
    return Correspondence(loan_ids=tuple(loan_ids or ()), **columns)


def _values(heard: Heard) -> dict[str, Any]:
    answered = heard.answered
    return {
        "message_id": heard.message_id,
        "heard_id": derive_id("heard", heard.message_id),
        "heard_outcome": "replied",
        "book": answered.book if answered else UNPLACED,
        "person_id": answered.person_id if answered else None,
        "address": answered.address if answered else heard.sender,
        "loan_ids": list(answered.loan_ids) if answered else [],
        "attempt_id": answered.attempt_id if answered else None,
        "attempted_at": answered.attempted_at if answered else None,
        "at": heard.at,
        "channel": heard.channel,
        "sender": heard.sender,
        "subject": heard.subject.replace("\x00", ""),
        "body": heard.body.replace("\x00", ""),
        "says": heard.why.replace("\x00", "") or None,
        "why": (heard.why or heard.meaning).replace("\x00", ""),
        "meaning": heard.meaning,
        "outcome": heard.outcome,
        "detail": json.dumps(
            {"in_reply_to": answered.attempt_id} if answered and answered.attempt_id else {}
        ),
    }
