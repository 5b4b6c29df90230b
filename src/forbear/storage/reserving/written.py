"""What the stored functions are given: decision, attempt, permit and evidence of one answer. It adds nothing and leaves nothing out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from forbear.gate.digests import canonical
from forbear.gate.ports import Reservation
from forbear.storage.dossiers import event_detail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from forbear.gate.dossier import Event
    from forbear.gate.ports import Refusal


class AttemptOfAnother(Exception):
    """the attempt of a reservation is at another person than its question"""


def one(answer: Reservation | Refusal) -> dict[str, object]:
    """The parameters of `reserve` or `refuse`."""
    decision = answer.decision
    ask = decision.ask
    body = canonical(answer.evidence)
    keys = sorted(answer.keys)
    values: dict[str, object] = {
        "keys": array(keys),
        "seen": numbers(answer.keys[key] for key in keys),
        "person": ask.person_id,
        "decision": decision.decision_id,
        "at": ask.at,
        "about": array(ask.debts),
        "channel": ask.channel,
        "purpose": ask.purpose,
        "role": ask.role,
        "answer": int(decision.decision),
        "law": decision.law.law_id,
        "kept": decision.kept,
        "evidence": body,
        "digest": hashlib.sha256(body.encode()).digest(),
    }
    return values | _permit_and_attempt(answer) if isinstance(answer, Reservation) else values


def _permit_and_attempt(reservation: Reservation) -> dict[str, object]:
    attempt = attempt_of(reservation)
    return {
        "asked": reservation.decision.ask_digest,
        "content": reservation.decision.ask.content_digest,
        "permit": reservation.permit_id,
        "expires": reservation.expires_at,
        "attempt": reservation.attempt_id,
        "tried_at": attempt.at,
        "tried_on": attempt.channel,
        "outcome": attempt.outcome,
        "direction": attempt.direction,
        "debts": array(attempt.debts),
        "address": attempt.address,
        "actor": attempt.actor,
        "tried_for": attempt.purpose,
        "detail": detail_of(attempt),
    }


def attempt_of(reservation: Reservation) -> Event:
    """The attempt as an event; raises `AttemptOfAnother`."""
    attempt = reservation.attempt
    if attempt.person_id != reservation.decision.ask.person_id:
        message = f"the attempt `{reservation.attempt_id}` is at another person than its question"
        raise AttemptOfAnother(message)
    return attempt


def detail_of(attempt: Event) -> str:
    """What the attempt says beyond its columns, as JSON."""
    return canonical(event_detail(attempt))


def array(texts: Iterable[str]) -> str:
    """An array of texts as PostgreSQL writes it. What needs no escape, nearly everything, is only joined."""
    listed = list(texts)
    if not listed:
        return "{}"
    joined = '","'.join(listed)
    if "\\" in joined or joined.count('"') != 2 * (len(listed) - 1):
        joined = '","'.join(text.replace("\\", "\\\\").replace('"', '\\"') for text in listed)
    return f'{{"{joined}"}}'


def numbers(values: Iterable[int | None]) -> str:
    """An array of numbers as PostgreSQL writes it."""
    return "{" + ",".join("null" if value is None else str(value) for value in values) + "}"
