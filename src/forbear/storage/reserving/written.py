"""What the stored functions are given: decision, attempt, permit and evidence of one answer, as JSON documents.

It adds nothing to what the gate made and leaves nothing out.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from forbear.gate.digests import canonical, plain
from forbear.gate.keys import BOOK
from forbear.gate.ports import Reservation
from forbear.rulebooks.decision import Decision
from forbear.storage.dossiers import event_detail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.gate.ports import DecisionRecord, Refusal


class KeyTwice(Exception):
    """two contacts of one batch have a count key in common"""


def one(answer: Reservation | Refusal) -> dict[str, object]:
    """The parameters of `reserve` or `refuse`."""
    body = canonical(answer.evidence)
    values: dict[str, object] = {
        "keys": list(answer.keys),
        "seen": list(answer.keys.values()),
        "decision": json.dumps(_decision(answer.decision)),
        "evidence": body,
        "digest": hashlib.sha256(body.encode()).digest(),
    }
    if isinstance(answer, Reservation):
        values |= {"permit": json.dumps(_permit(answer)), "attempt": json.dumps(_attempt(answer))}
    return values


def many(answers: Sequence[Reservation | Refusal]) -> dict[str, object]:
    """The parameters of `reserve_many`. Raises `KeyTwice`, naming the key: such contacts must be decided one after the other."""
    owner: dict[str, int] = {}
    deeds, rows = [], []
    for n, answer in enumerate(answers):
        for key, version in answer.keys.items():
            if key != BOOK and owner.setdefault(key, n) != n:
                message = f"key `{key}` stands twice in one batch; reserve the second contact in another call"
                raise KeyTwice(message)
            rows.append((n, key, version))
        deeds.append(_deed(n, answer))
    return {
        "at_deed": [row[0] for row in rows],
        "keys": [row[1] for row in rows],
        "seen": [row[2] for row in rows],
        "deeds": f"[{','.join(deeds)}]",
    }


def _deed(n: int, answer: Reservation | Refusal) -> str:
    body = canonical(answer.evidence)
    rest: dict[str, object] = {
        "n": n,
        "digest": hashlib.sha256(body.encode()).hexdigest(),
        "decision": _decision(answer.decision),
    }
    if isinstance(answer, Reservation):
        rest |= {"permit": _permit(answer), "attempt": _attempt(answer)}
    return f'{json.dumps(rest)[:-1]},"evidence":{body}}}'


def _permit(reservation: Reservation) -> dict[str, object]:
    return {
        "permit_id": reservation.permit_id,
        "expires_at": plain(reservation.expires_at),
        "content_digest": reservation.decision.ask.get("content_digest"),
    }


def _attempt(reservation: Reservation) -> dict[str, object]:
    attempt = reservation.attempt
    return {
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


def _decision(decision: DecisionRecord) -> dict[str, Any]:
    ask = decision.ask
    return {
        "decision_id": decision.decision_id,
        "at": plain(decision.at),
        "ask_digest": decision.ask_digest,
        "person_id": ask["person_id"],
        "loan_ids": _strings(ask.get("debts")),
        "channel": ask["channel"],
        "purpose": ask.get("purpose", "collect"),
        "role": ask.get("role", "borrower"),
        "decision": int(Decision.from_token(str(decision.verdict["decision"]))),
        "ask": dict(ask),
        "facts": dict(decision.facts),
        "verdict": dict(decision.verdict),
        "versions": dict(decision.versions),
        "seen": decision.seen,
    }


def _strings(values: object) -> list[str]:
    return [str(value) for value in values] if isinstance(values, (list, tuple)) else []
