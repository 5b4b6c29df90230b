"""Ask and reserve as one deed: decide by row on a fresh dossier, then take the slot if nobody was faster.

The dossier comes with the versions of the count keys it rests on. The ledger writes decision, attempt,
evidence and raised versions in one transaction, or says that a version moved; then the dossier is read
and decided again. A refusal is written too, and it too only on what still holds. It refuses to give a permit for any verdict that does not
permit, and gives none when the answer could not be written down: no evidence row, no contact.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from forbear.domain.words import Outcome
from forbear.gate.digests import ask_values, plain, spelled
from forbear.gate.dossier import MICROSECOND, Ask, Dossier, Event, Proposal
from forbear.gate.permit import Permit, mint
from forbear.gate.ports import DecisionRecord, Ledger, Refusal, Reservation, Reserved
from forbear.gate.replaying.compact import text_of
from forbear.gate.replaying.law import law_of
from forbear.gate.row import decide

if TYPE_CHECKING:
    from forbear.gate.verdict import Verdict
    from forbear.rulebooks.book import Rulebook

SKEW_MAX: Final = timedelta(hours=1)
"""How far ahead another machine's clock may be without its contacts being missed."""


class BadExpiry(Exception):
    """a permit must expire after it is issued"""


@dataclass(frozen=True, slots=True)
class Granted:
    """Yes, and the slot is taken: one send, with this permit."""

    permit: Permit
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Refused:
    """No; the verdict says why and is on record."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Contended:
    """Too many others wanted the same slot at once; nothing was written, ask again later."""

    tries: int


def ask_and_reserve(  # noqa: PLR0913  ids and instants are arguments: the gate has no clock and no chance
    ledger: Ledger,
    proposal: Proposal,
    rulebook: Rulebook,
    *,
    at: datetime,
    permit_id: str,
    decision_id: str,
    attempt_id: str,
    expires_at: datetime,
    retries: int = 5,
) -> Granted | Refused | Contended:
    """Decide on fresh facts and, when permitted, reserve and make the permit.

    `retries` bounds how often a lost race is decided again. Faults of the ledger pass through: no
    permit can come of them.
    """
    if expires_at <= at:
        raise BadExpiry
    for _ in range(retries + 1):
        dossier = ledger.dossier(proposal, at)
        verdict = decide_now(dossier, rulebook)
        decision = record_of(decision_id, dossier, verdict, rulebook)
        if not verdict.permits:
            refusal = Refusal(decision=decision, evidence=evidence_of(decision, None), keys=dossier.keys)
            if ledger.refuse(refusal) is None:
                return Refused(verdict)
            continue
        attempt = planned(dossier.ask, attempt_id, place=dossier.facts.get("point.place"))
        reservation = Reservation(
            permit_id=permit_id,
            attempt_id=attempt_id,
            expires_at=expires_at,
            decision=decision,
            attempt=attempt,
            evidence=evidence_of(decision, attempt_id),
            keys=dossier.keys,
        )
        if isinstance(ledger.reserve(reservation), Reserved):
            return Granted(_permit(reservation, dossier.ask), verdict)
    return Contended(tries=retries + 1)


def decide_now(dossier: Dossier, rulebook: Rulebook) -> Verdict:
    """Decide so that a contact reserved by a machine whose clock is ahead still counts.

    Events count when they are before the ask. Two diallers never agree on the time to the microsecond, so
    where the log already holds later events (by up to `SKEW_MAX`), the question is put just after each of them
    too, and the first refusal stands: after the last alone, those on this side of a midnight would be missed.
    """
    verdict = decide(dossier, rulebook)
    if not verdict.permits:
        return verdict
    now = dossier.ask.at
    for at in sorted({event.at for event in dossier.log if now <= event.at <= now + SKEW_MAX}):
        later = decide(dossier.moved_to(at + MICROSECOND), rulebook)
        if not later.permits:
            return later
    return verdict


def record_of(decision_id: str, dossier: Dossier, verdict: Verdict, rulebook: Rulebook) -> DecisionRecord:
    """The decision as it is kept: question, answer, facts and what else was seen; `rulebook` is the one it was made by."""
    law = law_of(rulebook, verdict.versions)
    ask = ask_values(dossier.ask)
    kept = text_of(ask, dossier, verdict, law)
    return DecisionRecord(
        decision_id=decision_id,
        ask=dossier.ask,
        ask_digest=hashlib.sha256(spelled(ask).encode()).hexdigest(),
        decision=verdict.decision,
        law=law,
        kept=kept,
        digest=hashlib.sha256(kept.encode()).hexdigest(),
    )


def evidence_of(decision: DecisionRecord, attempt_id: str | None) -> dict[str, object]:
    """What goes into the tamper-evident log about one decision: whom, how, the answer, the law, and the digest of the record.

    Citations, facts and findings stand in the record, which the digest covers.
    """
    ask = decision.ask
    return {
        "what": "decision",
        "decision_id": decision.decision_id,
        "attempt_id": attempt_id,
        "at": plain(ask.at),
        "ask_digest": decision.ask_digest,
        "person_id": ask.person_id,
        "channel": ask.channel,
        "purpose": ask.purpose,
        "decision": decision.decision.token,
        "law": decision.law.law_id,
        "decision_digest": decision.digest,
    }


def planned(ask: Ask, attempt_id: str, *, place: object = None) -> Event:
    """The contact as an event of the log; `uncertain` counts against every quota until it is known.

    It reached the place that the ask names, else `place`: where the address rings.
    """
    return Event(
        at=ask.at,
        channel=ask.channel,
        person_id=ask.person_id,
        outcome=Outcome.UNCERTAIN.value,
        event_id=attempt_id,
        address=ask.address,
        actor=ask.actor,
        lender=ask.lender,
        purpose=ask.purpose,
        debts=ask.debts,
        debt_elected=ask.debt_elected or next(iter(ask.debts), None),
        technology=ask.technology,
        form=ask.form,
        in_reply_to=ask.in_reply_to,
        debtor_id=ask.debtor_id,
        role=ask.role,
        place=ask.place or (str(place) if place else None),
    )


def _permit(reservation: Reservation, ask: Ask) -> Permit:
    return mint(
        permit_id=reservation.permit_id,
        attempt_id=reservation.attempt_id,
        decision_id=reservation.decision.decision_id,
        ask_digest=reservation.decision.ask_digest,
        content_digest=ask.content_digest,
        person_id=ask.person_id,
        address=ask.address,
        channel=ask.channel,
        purpose=ask.purpose,
        issued_at=ask.at,
        expires_at=reservation.expires_at,
    )
