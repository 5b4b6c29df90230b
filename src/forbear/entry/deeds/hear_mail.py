"""Hear one incoming message: find what it answers, read what it says, and let it bind at once.

Everything that follows (outcome of the attempt, requests, dead and wrong addresses, evidence, the gate's versions) is
written in one transaction. A message that answers nothing we know is kept for a person; a machine's answer binds nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from forbear.care.heard import Correspondence, Heard, Inbox
from forbear.care.stop import requests_of, stop_of
from forbear.language.replies import Meaning, Reading, read_reply
from forbear.outreach.incoming import Incoming, read_incoming

if TYPE_CHECKING:
    from datetime import datetime

    from forbear.domain.requests import Request

log = structlog.get_logger("forbear.hearing")

CHANNEL = "email"


@dataclass(frozen=True, slots=True)
class Understood:
    """What was made of a message. `is_new` is False when it was heard before; nothing was written then."""

    message_id: str
    meaning: str
    person_id: str | None
    requests: tuple[Request, ...]
    is_new: bool


def hear_mail(
    raw: bytes, inbox: Inbox, *, domain: str, at: datetime, recipients: tuple[str, ...] = ()
) -> Understood:
    """Hear the message of these bytes. `recipients` are those of the envelope; `domain` is ours."""
    mail = read_incoming(raw, domain=domain, recipients=recipients)
    answered = inbox.answered(mail.token) if mail.token else None
    if answered is None and mail.kind == "reply":
        answered = inbox.known_sender(mail.sender)
    heard = understand(mail, answered, at=at)
    is_new = inbox.hear(heard)
    person_id = answered.person_id if answered else None
    log.info("heard", message_id=heard.message_id, meaning=heard.meaning, person_id=person_id, is_new=is_new)
    return Understood(heard.message_id, heard.meaning, person_id, heard.requests, is_new)


def understand(mail: Incoming, answered: Correspondence | None, *, at: datetime) -> Heard:
    """Say what follows from a message. Pure."""
    if mail.kind == "bounce":
        dead = answered.address if answered and mail.is_address_dead else None
        return _heard(mail, answered, at, meaning="bounce", outcome="bounced", dead=dead, why=mail.says)
    if mail.kind in {"delivered", "automatic"}:
        outcome = "delivered" if mail.kind == "delivered" else None
        return _heard(mail, answered, at, meaning=mail.kind, outcome=outcome, why=mail.says)
    reading = read_reply(mail.text)
    if reading.meaning is Meaning.OTHER:
        # Some people write only a subject. Ours comes back with "Re:", which means nothing by itself.
        reading = read_reply(mail.subject) if not mail.text.strip() else reading
    if answered is None:
        return _heard(mail, None, at, meaning=f"unplaced: {reading.meaning}", outcome=None)
    requests = requests_of(reading, answered, heard_id=mail.message_id, channel=CHANNEL, at=at)
    meaning = reading.meaning.value
    if mail.kind == "stop" and Meaning.STOP not in reading.meanings:
        requests = (*requests, stop_of(answered.person_id, heard_id=mail.message_id, channel=CHANNEL, at=at))
        meaning = Meaning.STOP.value
    wrong = answered.address if Meaning.WRONG_PERSON in reading.meanings else None
    return _heard(
        mail,
        answered,
        at,
        meaning=meaning,
        outcome="replied",
        wrong=wrong,
        why=_why(reading),
        requests=requests,
    )


def _why(reading: Reading) -> str:
    return "; ".join(f"{said.pattern}: {said.quote}" for said in reading.said)[:500]


def _heard(
    mail: Incoming,
    answered: Correspondence | None,
    at: datetime,
    *,
    meaning: str,
    outcome: str | None,
    dead: str | None = None,
    wrong: str | None = None,
    why: str = "",
    requests: tuple[Request, ...] = (),
) -> Heard:
    return Heard(
        message_id=mail.message_id,
        at=at,
        channel=CHANNEL,
        sender=mail.sender,
        subject=mail.subject,
        body=mail.text,
        meaning=meaning,
        answered=answered,
        is_from_person=mail.kind in {"reply", "stop"},
        why=why,
        outcome=outcome if answered and answered.attempt_id else None,
        wrong_address=wrong,
        dead_address=dead,
        requests=requests,
    )
