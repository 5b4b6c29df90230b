"""The worker's queue on PostgreSQL: claims, permits noted and used, sends begun and ended, leavings of broken workers.

The real side of `forbear.outreach.ports.Queue`. Every deed is one transaction. It never puts a contact whose permit was
used back to `planned`: what was begun ends as `sent`, `failed` or `uncertain`.
"""

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg.rows import class_row, dict_row

from forbear.domain.invariant import invariant
from forbear.gate.digests import canonical
from forbear.outreach.planned import PlannedContact, Recovered, Uncertain
from forbear.outreach.ports import Accepted, Handed, NameLost, NameTaken, Rejected
from forbear.storage.queries import queries
from forbear.storage.reserving.expired import return_expired

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from psycopg import Connection

    from forbear.gate.permit import Permit
    from forbear.outreach.email import Letter
    from forbear.storage.database import Database

CHANNEL: Final = "email"
NAME_WAIT: Final = "5s"
"""How long the session of a predecessor that was just killed may take to end."""
CUT_OFF: Final = "the worker broke off while sending; nobody knows whether the message went"


class Held:
    """A worker's name, held by a connection of its own for as long as that lives."""

    def __init__(self, connection: Connection[Any]) -> None:
        """Watch `connection`."""
        self._connection = connection

    def check(self) -> None:
        """Raise `NameLost` when the server does not answer on the connection."""
        try:
            self._connection.execute(queries("dispatch")["is_answering"])
        except psycopg.Error as fault:
            raise NameLost(str(fault)) from fault


class PostgresQueue:
    """The planned e-mails of all books. Calls, letters and other channels stay planned for people."""

    def __init__(self, database: Database) -> None:
        """Use `database`; nothing is read yet."""
        self._database = database
        self._sql = queries("dispatch")

    @contextlib.contextmanager
    def alive(self, owner: str) -> Iterator[Held]:
        """Hold the name in `owner` by an advisory lock of the session; PostgreSQL frees it when the process dies."""
        worker = owner.partition("/")[0]
        with psycopg.connect(
            self._database.url, autocommit=True, application_name=f"forbear worker {worker}"
        ) as connection:
            connection.execute(self._sql["wait_for_name"], {"wait": NAME_WAIT})
            try:
                connection.execute(self._sql["hold_name"], {"worker": worker})
            except psycopg.errors.LockNotAvailable as fault:
                raise NameTaken(
                    f"a worker named `{worker}` is at work already; choose another name"
                ) from fault
            yield Held(connection)

    def recover(self, owner: str, at: datetime) -> Recovered:
        """Look for claims whose lease is over or whose worker's name is free, and end each as its state demands."""
        with self._database.transaction() as connection:
            mine = owner.partition("/")[0]
            rows = connection.execute(self._sql["busy_workers"], {"owner": owner}).fetchall()
            free = [row[0] for row in rows if row[0] == mine or self._is_free(connection, row[0])]
            found = self._rows(connection, "abandoned", owner=owner, at=at, free=free)
        again = returned = uncertain = 0
        for row in found:
            if row["state"] == "sending":
                uncertain += self._give_up(row, at)
                continue
            ended, permits = self._plan_again(
                row["claimed_by"],
                row["plan_id"],
                at=at,
                why="its worker broke off before sending",
                not_before=None,
            )
            again += ended
            returned += permits
        return Recovered(planned_again=again, permits_returned=returned, uncertain=uncertain)

    def return_expired(self, at: datetime) -> int:
        """Give back what ran out unused, each in its own transaction."""
        return len(return_expired(self._database, at))

    def lapse(self, at: datetime) -> int:
        """Let e-mails whose day is over lapse."""
        with self._database.transaction() as connection:
            return len(self._rows(connection, "lapse", at=at, channel=CHANNEL))

    def claim(
        self, owner: str, at: datetime, *, lease_until: datetime, most: int
    ) -> Sequence[PlannedContact]:
        """Claim what is due, with everything that a letter needs."""
        with self._database.transaction() as connection:
            taken = self._rows(
                connection, "claim", owner=owner, at=at, lease_until=lease_until, most=most, channel=CHANNEL
            )
            if not taken:
                return ()
            with connection.cursor(row_factory=class_row(PlannedContact)) as cursor:
                plan_ids = [row["plan_id"] for row in taken]
                return cursor.execute(self._sql["claimed"], {"plan_ids": plan_ids, "at": at}).fetchall()

    def renew(self, owner: str, plan_id: str, *, lease_until: datetime) -> bool:
        """Move the end of the lease."""
        return self._changed("renew", owner=owner, plan_id=plan_id, lease_until=lease_until)

    def reserved(self, owner: str, plan_id: str, *, permit_id: str, decision_id: str) -> bool:
        """Note the permit."""
        return self._changed(
            "reserved", owner=owner, plan_id=plan_id, permit_id=permit_id, decision_id=decision_id
        )

    def begin(
        self, owner: str, contact: PlannedContact, permit: Permit, letter: Letter, *, at: datetime
    ) -> bool:
        """Use the permit, mark `sending` and keep the words, all committed before anything leaves."""
        values: dict[str, object] = {
            "owner": owner,
            "plan_id": contact.plan_id,
            "permit_id": permit.permit_id,
            "message_id": letter.sender.message_id(permit.permit_id),
            "book": contact.book,
            "attempt_id": permit.attempt_id,
            "at": at,
            "channel": letter.channel,
            "address": letter.address,
            "subject": letter.subject,
            "body": letter.body,
        }
        with self._database.transaction() as connection:
            is_ours = bool(self._rows(connection, "sending", **values))
            if not is_ours or not self._rows(connection, "use_permit", **values)[0]["used"]:
                connection.rollback()
                return False
            before = self._rows(connection, "used_before", **values)[0]["used_before"]
            invariant(not before, "INV-08", detail=f"plan {contact.plan_id} had a permit used before")
            connection.execute(self._sql["keep_message"], values)
        return True

    def finish(self, contact: PlannedContact, permit: Permit, handed: Handed, *, at: datetime) -> str:
        """Write outcome, state, the other side's words and evidence. An address found dead is marked so."""
        outcome, state = _ends(handed)
        values: dict[str, object] = {
            "book": contact.book,
            "plan_id": contact.plan_id,
            "permit_id": permit.permit_id,
            "attempt_id": permit.attempt_id,
            "attempted": permit.issued_at,
            "outcome": outcome,
            "state": state,
            "at": at,
            "why": None if state == "sent" else handed.says,
            "says": handed.says,
            "person_id": contact.person_id,
            "address": contact.address,
        }
        with self._database.transaction() as connection:
            connection.execute(self._sql["record_outcome"], values)
            if outcome == "bounced":
                connection.execute(self._sql["point_is_dead"], values)
            invariant(
                bool(self._rows(connection, "finish", **values)),
                "INV-09",
                detail=f"plan {contact.plan_id} was not being sent",
            )
            message = self._rows(connection, "provider_says", **values)
            body = {"plan_id": contact.plan_id, "permit_id": permit.permit_id, "outcome": outcome, "says": handed.says,
                    "content_digest": permit.content_digest, "message_id": message[0]["message_id"] if message else None}  # fmt: skip
            self._evidence(connection, contact.book, f"message.{state}", permit.attempt_id, body, at=at)
        return state

    def give_back(
        self, owner: str, plan_id: str, *, at: datetime, why: str, not_before: datetime | None = None
    ) -> bool:
        """Return unused permits, then the contact."""
        return bool(self._plan_again(owner, plan_id, at=at, why=why, not_before=not_before)[0])

    def close_as(
        self, owner: str, plan_id: str, state: str, *, at: datetime, why: str, decision_id: str | None = None
    ) -> bool:
        """End a claimed contact without a send."""
        return self._changed(
            "close_as", owner=owner, plan_id=plan_id, state=state, at=at, why=why, decision_id=decision_id
        )

    def has_news(self, contact: PlannedContact, at: datetime) -> bool:
        """Ask the rows."""
        with self._database.transaction() as connection:
            return bool(self._rows(connection, "has_news", plan_id=contact.plan_id, at=at)[0]["has_news"])

    def alarm(self, contact: PlannedContact, kind: str, body: Mapping[str, object], *, at: datetime) -> None:
        """Write evidence of kind `alarm.<kind>` about the contact."""
        with self._database.transaction() as connection:
            self._evidence(connection, contact.book, f"alarm.{kind}", contact.plan_id, body, at=at)

    def uncertain(self) -> Sequence[Uncertain]:
        """Read them all."""
        with (
            self._database.transaction() as connection,
            connection.cursor(row_factory=class_row(Uncertain)) as cursor,
        ):
            return cursor.execute(self._sql["uncertain"]).fetchall()

    def _give_up(self, row: Mapping[str, Any], at: datetime) -> int:
        """The attempt says `uncertain` since it was reserved, so its row needs no change: it counts."""
        with self._database.transaction() as connection:
            given = self._rows(
                connection, "give_up", owner=row["claimed_by"], plan_id=row["plan_id"], at=at, why=CUT_OFF
            )
            if not given:
                return 0
            body = {
                "plan_id": row["plan_id"],
                "permit_id": row["permit_id"],
                "outcome": "uncertain",
                "says": CUT_OFF,
            }
            self._evidence(connection, row["book"], "message.uncertain", row["plan_id"], body, at=at)
        return 1

    def _plan_again(
        self, owner: str | None, plan_id: str, *, at: datetime, why: str, not_before: datetime | None
    ) -> tuple[int, int]:
        """Permits first: a permit that is used meanwhile stays used, and then the contact is `sending` and is left alone."""
        with self._database.transaction() as connection:
            permits = self._rows(connection, "return_permits", plan_id=plan_id, at=at, why=why)
            ended = self._rows(
                connection, "plan_again", owner=owner, plan_id=plan_id, not_before=not_before, why=why
            )
            return len(ended), sum(bool(row["returned"]) for row in permits)

    def _is_free(self, connection: Connection[Any], worker: str) -> bool:
        return bool(self._rows(connection, "is_free", worker=worker)[0]["is_free"])

    def _changed(self, name: str, **values: object) -> bool:
        with self._database.transaction() as connection:
            return bool(self._rows(connection, name, **values))

    def _rows(self, connection: Connection[Any], name: str, **values: object) -> list[dict[str, Any]]:
        with connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(self._sql[name], values).fetchall()

    def _evidence(
        self,
        connection: Connection[Any],
        book: str,
        kind: str,
        subject: str,
        body: Mapping[str, object],
        *,
        at: datetime,
    ) -> None:
        text = canonical(body)
        digest = hashlib.sha256(text.encode()).digest()
        connection.execute(
            self._sql["add_evidence"],
            {"at": at, "book": book, "kind": kind, "subject": subject, "body": text, "digest": digest},
        )


def _ends(handed: Handed) -> tuple[str, str]:
    """The outcome of the attempt and the state of the contact."""
    if isinstance(handed, Accepted):
        return "sent", "sent"
    if isinstance(handed, Rejected):
        return ("bounced" if handed.is_address_dead else "failed"), "failed"
    return "uncertain", "uncertain"
