"""What every mailer must do, SMTP or spool: take a permit, check it, hand over once, and say honestly what became of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from forbear.gate.permit import mint
from forbear.outreach.email import Letter, Sender

if TYPE_CHECKING:
    from forbear.gate.permit import Permit

AT = datetime(2026, 10, 15, 2, 0, tzinfo=UTC)


def a_letter(**changed: object) -> Letter:
    values: dict[str, Any] = {
        "person_id": "p1", "address": "p1@mail.test", "purpose": "payment_reminder", "channel": "email",
        "sender_name": "青石银行", "sender": Sender("house.test"), "language": "zh-CN", "subject": "一则通知",
        "body": "您好。\n.一行以点开头\n", "template": "t", "version": "1", "states": frozenset(),
    }  # fmt: skip
    return Letter(**{**values, **changed})


def a_permit(letter: Letter, **changed: object) -> Permit:
    """A permit as the gate would make it. Only tests of the far side of a permit may mint one."""
    values: dict[str, Any] = {
        "permit_id": "abcdefghijklmnopqrstuvwxyz", "attempt_id": "a", "decision_id": "d", "ask_digest": "x",
        "content_digest": letter.content_digest, "person_id": letter.person_id, "address": letter.address, "channel": "email",
        "purpose": letter.purpose, "issued_at": AT, "expires_at": AT + timedelta(minutes=15),
    }  # fmt: skip
    return mint(**{**values, **changed})
