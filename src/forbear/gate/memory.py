"""A ledger in memory: folder runs, `gate check` and simulations use it, with one lock for all keys.

It keeps the same promises as PostgreSQL's (`tests/contract/ledger_suite.py`), except that nothing
outlives the process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from threading import Lock

from forbear.gate.dossier import Dossier, Event, Proposal
from forbear.gate.keys import count_keys
from forbear.gate.ports import AlreadyReserved, DecisionRecord, Refusal, Reservation, Reserved, Stale

Known = Callable[[Proposal, datetime], Dossier]
"""What is known apart from the events kept here: facts, records, zones, and the earlier log."""


class MemoryLedger:
    """Keeps attempts, decisions and evidence in lists. Safe to share between threads."""

    def __init__(self, known: Known | None = None) -> None:
        self._known = known
        self._lock = Lock()
        self._versions: dict[str, int] = {}
        self._written: set[tuple[str, str]] = set()
        self.attempts: list[Event] = []
        self.decisions: list[DecisionRecord] = []
        self.evidence: list[Mapping[str, object]] = []

    def dossier(self, proposal: Proposal, at: datetime) -> Dossier:
        """What `known` says, with the attempts reserved here added to the log."""
        with self._lock:
            keys = {key: self._versions.get(key, 0) for key in count_keys(proposal)}
            people = {proposal.person_id, proposal.debtor_id or proposal.person_id}
            reserved = [
                event
                for event in self.attempts
                if people & {event.person_id, event.debtor_id}
                or (event.address is not None and event.address == proposal.address)
            ]
        known = self._known(proposal, at) if self._known else Dossier(ask=proposal.ask(at))
        log = tuple(sorted((*known.log, *reserved), key=lambda event: event.us))
        return replace(known, log=log, keys=keys)

    def reserve(self, reservation: Reservation) -> Reserved | Stale:
        """Write all of it, or say which keys moved."""
        with self._lock:
            stale = self._moved(reservation.keys)
            if stale is not None:
                return stale
            self._claim(
                ("permit", reservation.permit_id),
                ("attempt", reservation.attempt_id),
                ("decision", reservation.decision.decision_id),
            )
            self.attempts.append(reservation.attempt)
            self.decisions.append(reservation.decision)
            self.evidence.append(reservation.evidence)
            for key in reservation.keys:
                self._versions[key] = self._versions.get(key, 0) + 1
            return Reserved(keys={key: self._versions[key] for key in reservation.keys})

    def refuse(self, refusal: Refusal) -> Stale | None:
        """Write the refusal and its evidence, or say which keys moved."""
        with self._lock:
            stale = self._moved(refusal.keys)
            if stale is not None:
                return stale
            self._claim(("decision", refusal.decision.decision_id))
            self.decisions.append(refusal.decision)
            self.evidence.append(refusal.evidence)
            return None

    def touch(self, *keys: str) -> None:
        """Raise the versions of keys whose facts changed elsewhere."""
        with self._lock:
            for key in keys:
                self._versions[key] = self._versions.get(key, 0) + 1

    def _moved(self, keys: Mapping[str, int]) -> Stale | None:
        moved = tuple(key for key, seen in sorted(keys.items()) if self._versions.get(key, 0) != seen)
        return Stale(keys=moved) if moved else None

    def _claim(self, *names: tuple[str, str]) -> None:
        for what, name in names:
            if (what, name) in self._written:
                message = f"{what} `{name}` is already written"
                raise AlreadyReserved(message)
        self._written.update(names)
