"""The questions of the bench, each about one person of its own, and the answers to them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from forbear.gate.dossier import Proposal
from forbear.gate.ports import Reservation
from forbear.gate.reserving import ask_and_reserve, decide_now, evidence_of, planned, record_of

if TYPE_CHECKING:
    from forbear.gate.dossier import Dossier
    from forbear.rulebooks.book import Rulebook
    from forbear.storage.ledger import PostgresLedger

BOOK: Final = "bench"
AT: Final = datetime(2026, 10, 14, 3, 0, tzinfo=UTC)
"""11:00 in Shanghai."""
DAY: Final = AT.date()
LASTS: Final = timedelta(minutes=10)
RETRIES: Final = 80
PHONE: Final = 13_800_000_000


def proposal(person: int) -> Proposal:
    """A call to one of the people about their loan."""
    return Proposal(
        channel="call",
        person_id=f"p{person}",
        debts=(f"l{person}",),
        address=str(PHONE + person),
        content_digest="c" * 64,
    )


def ask(ledger: PostgresLedger, book: Rulebook, person: int, name: str, seconds: int = 0) -> object:
    """Ask the gate for a call to the person, so many seconds after `AT`; `name` makes the ids."""
    at = AT + timedelta(seconds=seconds)
    return ask_and_reserve(
        ledger,
        proposal(person),
        book,
        at=at,
        permit_id=f"permit-{name}",
        decision_id=f"decision-{name}",
        attempt_id=f"attempt-{name}",
        expires_at=at + LASTS,
        retries=RETRIES,
    )


def reservation(ledger: PostgresLedger, book: Rulebook, person: int, name: str = "") -> Reservation:
    """What the gate would write for a call to the person, read now."""
    return decided(ledger.dossier(proposal(person), AT), book, name or str(person))


def decided(dossier: Dossier, book: Rulebook, name: str) -> Reservation:
    """What the gate would write, on this dossier; `name` makes the ids."""
    decision = record_of(f"decision-{name}", dossier, decide_now(dossier, book), book)
    return Reservation(
        permit_id=f"permit-{name}",
        attempt_id=f"attempt-{name}",
        expires_at=AT + LASTS,
        decision=decision,
        attempt=planned(dossier.ask, f"attempt-{name}", place=dossier.facts.get("point.place")),
        evidence=evidence_of(decision, f"attempt-{name}"),
        keys=dossier.keys,
    )
