"""Many answers as lines for COPY, one table after the other: several times cheaper than arguments of a function.

The lines are made before anything is locked; what only the server knows (the numbers of people) is put at their ends.
It adds nothing to what the gate made and leaves nothing out.
"""

from __future__ import annotations

import functools
import hashlib
from typing import TYPE_CHECKING, Final, cast

from forbear.gate.digests import canonical
from forbear.gate.keys import BOOK
from forbear.gate.ports import Reservation
from forbear.storage.reserving.written import array, attempt_of, detail_of, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from forbear.gate.ports import Refusal

NULL: Final = "\\N"

Seen = tuple[str, int, int]
"""A key, the answer that rests on it (from 1), and the version it was read at."""


class KeyTwice(Exception):
    """two contacts of one batch have a count key in common"""


class Batch:
    """Answers about distinct people in one book. Raises `KeyTwice`, naming the key: such contacts are decided one after the other."""

    def __init__(
        self, book: str, answers: Sequence[Reservation | Refusal], plans: Sequence[str | None]
    ) -> None:
        """Write the lines. `plans` has the planned contact of each answer, or None."""
        self._book = book
        self._answers = answers
        self.people = [answer.decision.ask.person_id for answer in answers]
        self._evidence = [self._evidence_line(answer) for answer in answers]
        self._decisions = [
            self._decision_line(answer, plan) for answer, plan in zip(answers, plans, strict=True)
        ]
        self._granted = [
            (self._attempt_line(answer), self._permit_line(answer, plan))
            if isinstance(answer, Reservation)
            else None
            for answer, plan in zip(answers, plans, strict=True)
        ]

    def keys(self) -> dict[str, object]:
        """What `hold_many` is given."""
        counted: list[Seen] = []
        compared: list[Seen] = []
        for number, answer in enumerate(self._answers, 1):
            rows = counted if isinstance(answer, Reservation) else compared
            rows += [(key, number, version) for key, version in answer.keys.items() if key != BOOK]
        _each_once(counted, compared)
        counted.sort()  # the order in which the keys are locked
        return {
            "whom": array(self.people),
            "book_seen": numbers(answer.keys.get(BOOK) for answer in self._answers),
            "counted_at": numbers(row[1] for row in counted),
            "counted": array([row[0] for row in counted]),
            "counted_seen": numbers(row[2] for row in counted),
            "compared_at": numbers(row[1] for row in compared),
            "compared": array([row[0] for row in compared]),
            "compared_seen": numbers(row[2] for row in compared),
        }

    def tables(self, moved: Mapping[str, object], persons: Sequence[int]) -> Iterator[tuple[str, str]]:
        """Yield the statement and the lines of each table, without the answers (numbered from 1) that moved."""
        kept = [n for n in range(len(self._answers)) if str(n + 1) not in moved]
        yield "copy_evidence", "".join(f"{self._evidence[n]}\n" for n in kept)
        yield "copy_decisions", "".join(f"{self._decisions[n]}\t{persons[n]}\n" for n in kept)
        granted = [(n, lines) for n in kept if (lines := self._granted[n]) is not None]
        yield "copy_attempts", "".join(f"{lines[0]}\t{persons[n]}\n" for n, lines in granted)
        yield "copy_permits", "".join(f"{lines[1]}\n" for _, lines in granted)

    def _evidence_line(self, answer: Reservation | Refusal) -> str:
        body = canonical(answer.evidence)
        decision = answer.decision
        digest = hashlib.sha256(body.encode()).hexdigest()
        told = line(_instant(decision.ask.at), self._book, "decision", decision.decision_id, body)
        return f"{told}\t\\\\x{digest}"

    def _decision_line(self, answer: Reservation | Refusal, plan: str | None) -> str:
        decision = answer.decision
        ask = decision.ask
        told = line(
            decision.decision_id,
            _instant(ask.at),
            self._book,
            array(ask.debts),
            ask.channel,
            ask.purpose,
            ask.role,
            str(int(decision.decision)),
            decision.law.law_id,
            decision.kept,
        )
        return f"{told}\t{NULL if plan is None else escaped(plan)}"

    def _attempt_line(self, reservation: Reservation) -> str:
        attempt = attempt_of(reservation)
        return line(
            reservation.attempt_id,
            _instant(attempt.at),
            self._book,
            attempt.channel,
            attempt.outcome,
            attempt.direction,
            array(attempt.debts),
            attempt.address,
            attempt.actor,
            attempt.purpose,
            reservation.decision.ask.role,
            reservation.permit_id,
            "gate",
            detail_of(attempt),
        )

    def _permit_line(self, reservation: Reservation, plan: str | None) -> str:
        decision = reservation.decision
        told = line(
            reservation.permit_id,
            self._book,
            decision.decision_id,
            reservation.attempt_id,
            _instant(reservation.attempt.at),
            decision.ask_digest,
            decision.ask.content_digest,
            array(sorted(key for key in reservation.keys if key != BOOK)),
            _instant(decision.ask.at),
            _instant(reservation.expires_at),
        )
        return f"{told}\t{NULL if plan is None else escaped(plan)}"


def line(*cells: str | None) -> str:
    """The values of one row as COPY reads them (without the end of the line); what would end a value or the line is escaped."""
    if None in cells:
        return "\t".join(NULL if cell is None else escaped(cell) for cell in cells)
    joined = "\t".join(cast("tuple[str, ...]", cells))
    if "\\" in joined or "\n" in joined or "\r" in joined or joined.count("\t") != len(cells) - 1:
        return "\t".join(escaped(cell) for cell in cells if cell is not None)
    return joined


def escaped(text: str) -> str:
    """One value with whatever COPY would take for something else escaped."""
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


@functools.lru_cache(maxsize=1024)
def _instant(at: datetime) -> str:
    """The instant as text: a batch has few of them."""
    return at.isoformat()


def _each_once(counted: Sequence[Seen], compared: Sequence[Seen]) -> None:
    owner: dict[str, int] = {}
    for key, number, _ in (*counted, *compared):
        if owner.setdefault(key, number) != number:
            message = f"key `{key}` stands twice in one batch; reserve the second contact in another call"
            raise KeyTwice(message)
