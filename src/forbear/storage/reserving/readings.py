"""Readings remembered in the process, so that asking again costs no round trip; whether they still hold is found out when reserving.

A reading serves every question about the same people, debts and address that is put no earlier than it was read. It refuses to serve
an earlier one: what was too long ago for the reading may count there.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from forbear.gate.digests import plain
from forbear.storage.dossiers import event_detail, event_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from forbear.gate.dossier import Proposal
    from forbear.gate.ports import Reservation

Name = tuple[str, str, tuple[str, ...], str | None]

KEPT_MAX: Final = 10_000


def name_of(person_id: str, debtor_id: str, debts: Sequence[str], address: str | None) -> Name:
    """Return whom and what a reading is about."""
    return person_id, debtor_id or person_id, tuple(debts), address


def name_of_proposal(proposal: Proposal) -> Name:
    """Return the reading that a question wants."""
    return name_of(proposal.person_id, proposal.debtor_id, proposal.debts, proposal.address)


@dataclass(frozen=True, slots=True)
class _Reading:
    at: datetime
    document: Mapping[str, Any]


class Readings:
    """The latest `most` readings of one book, of all threads of the process."""

    def __init__(self, most: int = KEPT_MAX) -> None:
        """Nothing is remembered yet."""
        self._most = most
        self._kept: OrderedDict[Name, _Reading] = OrderedDict()
        self._lock = Lock()

    def find(self, name: Name, at: datetime) -> Mapping[str, Any] | None:
        """Return what was read of this, at `at` or before; None when it must be read."""
        with self._lock:
            reading = self._kept.get(name)
            if reading is None or at < reading.at:
                return None
            self._kept.move_to_end(name)
            return reading.document

    def keep(self, name: Name, at: datetime, document: Mapping[str, Any]) -> None:
        """Remember a reading for questions from `at` on, and forget the one that was not wanted for longest."""
        with self._lock:
            self._kept[name] = _Reading(at, document)
            self._kept.move_to_end(name)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def forget(self, name: Name) -> None:
        """It no longer holds."""
        with self._lock:
            self._kept.pop(name, None)

    def reserved(self, name: Name, reservation: Reservation, raised: Mapping[str, int]) -> None:
        """Add to the reading what the reservation wrote, so that it holds again: the attempt, and the versions `raised`."""
        with self._lock:
            reading = self._kept.get(name)
            if reading is None:
                return
            versions = reading.document["keys"]
            if any(versions.get(key, 0) + 1 != version for key, version in raised.items()):
                del self._kept[
                    name
                ]  # another thread has read or reserved meanwhile: this is not the reading it was
                return
            attempts = sorted(
                (*reading.document["attempts"], _attempt_row(reservation)),
                key=lambda row: (event_of(row).at, row["attempt_id"]),
            )
            document = {**reading.document, "keys": {**versions, **raised}, "attempts": attempts}
            self._kept[name] = _Reading(reading.at, document)


def _attempt_row(reservation: Reservation) -> dict[str, Any]:
    """Return the attempt as the next reading would show it."""
    attempt = reservation.attempt
    return {
        "attempt_id": reservation.attempt_id,
        "person_id": attempt.person_id,
        "at": plain(attempt.at),
        "channel": attempt.channel,
        "outcome": attempt.outcome,
        "direction": attempt.direction,
        "loan_ids": list(attempt.debts),
        "contact_point": attempt.address,
        "by": attempt.actor,
        "purpose": attempt.purpose,
        "role": attempt.role,
        "corrections": [],
        "detail": event_detail(attempt),
        "origin": "gate",
    }
