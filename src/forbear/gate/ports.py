"""What the gate needs from whoever keeps the books: read a dossier, reserve, record a refusal.

Two real implementations exist (in memory for folder runs, PostgreSQL for the house); both pass
`tests/contract/ledger_suite.py`. The gate makes the records; the ledger writes them, all or none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from forbear.gate.dossier import Ask, Dossier, Event, Proposal
    from forbear.gate.replaying.law import Law
    from forbear.rulebooks.decision import Decision


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One decision as it is kept for ever: enough to decide again and compare.

    `kept` is canonical JSON: question, answer, facts and whatever else was seen (`gate.replaying.compact` writes and reads it);
    `law` names the rules that it numbers. `ask_digest` and `digest` are sha256 hex, of the whole question and of `kept`.
    """

    decision_id: str
    ask: Ask
    ask_digest: str
    decision: Decision
    law: Law
    kept: str
    digest: str


@dataclass(frozen=True, slots=True)
class Reservation:
    """What is written in one transaction when the answer is yes.

    `attempt` is the planned contact as an event whose outcome is `uncertain` until it is known (an
    attempt that may have happened counts), with the person of the question. `evidence` is canonical-JSON-ready. `keys` are the count
    keys with the versions that the decision rests on.
    """

    permit_id: str
    attempt_id: str
    expires_at: datetime
    decision: DecisionRecord
    attempt: Event
    evidence: Mapping[str, object]
    keys: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is written when the answer is no: the decision and its evidence. `keys` as in `Reservation`."""

    decision: DecisionRecord
    evidence: Mapping[str, object]
    keys: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Reserved:
    """The reservation stands; `keys` are the raised versions."""

    keys: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Stale:
    """Somebody was faster: at least one of `keys` has another version now. Nothing was written."""

    keys: tuple[str, ...]


class Ledger(Protocol):
    """The keeper of dossiers and reservations."""

    def dossier(self, proposal: Proposal, at: datetime) -> Dossier:
        """All that is known for this question at `at`, with the versions of `count_keys(proposal)` and, maybe, of `keys.BOOK`.

        The log holds every event known, also those at or after `at` (another machine's clock may be
        ahead; see `reserving.decide_now`). A key never seen has version 0. The reading is one consistent snapshot: versions are read no
        later than the data. It may be one remembered from before: `reserve` and `refuse` find out when it no longer holds.
        """
        ...

    def reserve(self, reservation: Reservation) -> Reserved | Stale:
        """In one transaction: lock the keys in sorted order, compare versions, write all, raise versions.

        `Stale` when any version differs. A permit, attempt or decision id that exists raises
        `AlreadyReserved`.
        """
        ...

    def refuse(self, refusal: Refusal) -> Stale | None:
        """Write the decision and its evidence; raises no version. `Stale`, and nothing written, when a key moved."""
        ...


class AlreadyReserved(Exception):
    """a permit, attempt or decision with this id is already written"""
