"""What was heard on a channel, as values: to which of our messages, from whom, meaning what.

It says nothing about how mail is parsed or where rows lie.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from forbear.domain.requests import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """The message of ours that is answered (or, without `attempt_id`, only the person whose address wrote)."""

    book: str
    person_id: str
    address: str
    loan_ids: tuple[str, ...] = ()
    attempt_id: str | None = None
    attempted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One incoming message with all that follows from it, to be written in one transaction.

    `outcome` is what the answered attempt turns out to be (`replied`, `bounced`, `delivered`, None: nothing new). A
    `wrong_address` takes away every earlier contact with that person there; a `dead_address` reaches nobody.
    """

    message_id: str
    at: datetime
    channel: str
    sender: str
    subject: str
    body: str
    meaning: str
    answered: Correspondence | None
    is_from_person: bool
    why: str = ""
    outcome: str | None = None
    wrong_address: str | None = None
    dead_address: str | None = None
    requests: tuple[Request, ...] = ()


class Inbox(Protocol):
    """Where what was heard is written, and where the message that it answers is found. Kept by PostgreSQL."""

    def answered(self, token: str) -> Correspondence | None:
        """Return the message of ours that bears the token."""
        ...

    def known_sender(self, address: str) -> Correspondence | None:
        """Return the one person to whom the address belongs; None when nobody or several have it."""
        ...

    def hear(self, heard: Heard) -> bool:
        """Write it all, and let the gate know at once. False when this very message was heard before."""
        ...
