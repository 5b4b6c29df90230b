"""What outreach needs from the outside: somewhere to hand a message to, and the queue of planned contacts.

`Mailer` has two real sides, SMTP and a spool folder; both pass `tests/contract/mailer_suite.py`. `Queue` is kept by
PostgreSQL; it stands here because deeds are handed it and storage fills it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime

    from forbear.gate.permit import Permit
    from forbear.outreach.email import Letter
    from forbear.outreach.planned import PlannedContact, Recovered, Uncertain


class MailerUnavailable(Exception):
    """no message can be handed over now; nothing was sent"""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The other side took responsibility for the message and said so."""

    says: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """The other side refused for certain: nothing was taken over. `is_address_dead`: the address itself does not exist."""

    says: str
    is_address_dead: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """The answer was lost: the message may have gone. It must never be sent again."""

    says: str


Handed = Accepted | Rejected | Unknown


class Mailer(Protocol):
    """Hands one message over, once. Every call of `send` needs its own permit."""

    def ready(self) -> None:
        """Make sure that a message could be handed over now; raises `MailerUnavailable`. Sends nothing to anybody."""
        ...

    def send(self, letter: Letter, permit: Permit, *, at: datetime) -> Handed:
        """Hand the letter over. Raises `PermitRefused` before the first byte when the permit is for another send."""
        ...

    def close(self) -> None:
        """Let go of what was opened."""
        ...


class Alive(Protocol):
    """The hold on a worker's name."""

    def check(self) -> None:
        """Raise `NameLost` when the hold is gone: others may take over what this worker claimed."""
        ...


class Queue(Protocol):
    """The planned contacts of all books, as a worker takes them. Every change is one transaction.

    `owner` is a worker's name and the mark of this very start of it (`name/mark`). A change asked for by an owner that no
    longer holds the contact is refused by returning False; it is never half done.
    """

    def alive(self, owner: str) -> AbstractContextManager[Alive]:
        """Hold the worker's name; raises `NameTaken` when another worker holds it. Ends with the process, however it ends."""
        ...

    def recover(self, owner: str, at: datetime) -> Recovered:
        """Take care of what broken workers left: contacts and permits back, cut-off sends to `uncertain`."""
        ...

    def return_expired(self, at: datetime) -> int:
        """Give the slot of every permit back that ran out unused, whoever asked for it; return how many."""
        ...

    def lapse(self, at: datetime) -> int:
        """Let contacts whose day is over lapse; return how many."""
        ...

    def claim(
        self, owner: str, at: datetime, *, lease_until: datetime, most: int
    ) -> Sequence[PlannedContact]:
        """Take up to `most` contacts that are due, highest priority first, at most one a person."""
        ...

    def renew(self, owner: str, plan_id: str, *, lease_until: datetime) -> bool:
        """Hold on to a claimed contact; False when it is not ours any more."""
        ...

    def reserved(self, owner: str, plan_id: str, *, permit_id: str, decision_id: str) -> bool:
        """Note the permit on the contact."""
        ...

    def begin(
        self, owner: str, contact: PlannedContact, permit: Permit, letter: Letter, *, at: datetime
    ) -> bool:
        """Use the permit and mark the contact `sending`, together. Only after True may a byte leave."""
        ...

    def finish(self, contact: PlannedContact, permit: Permit, handed: Handed, *, at: datetime) -> str:
        """Write what came of the send; returns the state (`sent`, `failed`, `uncertain`)."""
        ...

    def give_back(
        self, owner: str, plan_id: str, *, at: datetime, why: str, not_before: datetime | None = None
    ) -> bool:
        """Put the contact back to `planned` (later, if `not_before` is given), its unused permit returned."""
        ...

    def close_as(
        self, owner: str, plan_id: str, state: str, *, at: datetime, why: str, decision_id: str | None = None
    ) -> bool:
        """End a contact that was not sent: `refused` by the gate, `failed` because it cannot be composed, or `lapsed`."""
        ...

    def has_news(self, contact: PlannedContact, at: datetime) -> bool:
        """Whether anything about the people or the debt was learned after the night's run."""
        ...

    def alarm(self, contact: PlannedContact, kind: str, body: Mapping[str, object], *, at: datetime) -> None:
        """Write an alarm into the evidence."""
        ...

    def uncertain(self) -> Sequence[Uncertain]:
        """Every send whose end nobody knows, newest first."""
        ...


class NameTaken(Exception):
    """another worker with this name is at work"""


class NameLost(Exception):
    """the connection that holds this worker's name is gone, so it must stop"""
