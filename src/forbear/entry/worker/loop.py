"""The worker's loop: clean up, hear, claim, send one by one; again until nothing is due, or until it is told to stop.

One message is in flight at a time. A stop is heeded between messages, never inside one; what was claimed and not begun
goes back. When the mail server does not answer, everything goes back and the worker waits, or ends if it runs once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import structlog

from forbear.entry.deeds.hear_mail import hear_mail
from forbear.entry.deeds.send_planned import Done, Parts, send_planned
from forbear.entry.mailroom import taken, waiting
from forbear.entry.worker.summary import Summary
from forbear.outreach.ports import MailerUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from forbear.care.heard import Inbox
    from forbear.outreach.planned import PlannedContact
    from forbear.outreach.ports import Alive

log = structlog.get_logger("forbear.worker")

LEASE: Final = timedelta(minutes=10)
BATCH: Final = 16
PAUSE_SECONDS: Final = 5.0
UNREADABLE: Final = (ValueError, LookupError, AttributeError, TypeError, RecursionError)
"""How broken mail makes the mail library fail. Faults of the database are none of these, and stop the worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """Where answers come in: the inbox that writes them, and the folder (`new`, `cur`) in which a mail server lays them."""

    inbox: Inbox
    folder: Path | None
    domain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How the worker runs: `stop` says whether to end, `pause` waits (and wakes early when it should end), `tell` shows progress."""

    stop: Callable[[], bool]
    pause: Callable[[float], None]
    tell: Callable[[Done], None]
    once: bool = False
    batch: int = BATCH


def work(parts: Parts, ears: Ears, course: Course) -> Summary:
    """Run until told to stop, or once through everything that is due. Raises `NameTaken`, `NameLost`."""
    summary = Summary()
    with parts.queue.alive(parts.owner) as alive:
        while not course.stop():
            try:
                _pass(parts, ears, course, alive, summary)
            except MailerUnavailable as fault:
                log.error("mail server unavailable", why=str(fault))  # noqa: TRY400 - no fault of ours, so no trace
                summary.stopped_because = str(fault)
            if course.once:
                break
            course.pause(PAUSE_SECONDS)
    return summary


def _pass(parts: Parts, ears: Ears, course: Course, alive: Alive, summary: Summary) -> None:
    """Everything that is due now."""
    summary.stopped_because = None
    summary.recovered(parts.queue.recover(parts.owner, parts.now()))
    summary.permits_returned += parts.queue.return_expired(parts.now())
    summary.what["lapsed"] += parts.queue.lapse(parts.now())
    hear_waiting(parts, ears, summary)
    while not course.stop():
        alive.check()
        parts.mailer.ready()
        at = parts.now()
        batch = parts.queue.claim(parts.owner, at, lease_until=at + LEASE, most=course.batch)
        if not batch:
            return
        _send_batch(parts, batch, ears, course, alive, summary)


def _send_batch(
    parts: Parts, batch: Sequence[PlannedContact], ears: Ears, course: Course, alive: Alive, summary: Summary
) -> None:
    """Send one by one. Whatever ends the batch early, what was not begun goes back to `planned`."""
    left = list(batch)
    try:
        while left and not course.stop():
            alive.check()
            hear_waiting(parts, ears, summary)
            contact = left[0]
            if not parts.queue.renew(parts.owner, contact.plan_id, lease_until=parts.now() + LEASE):
                left.pop(0)
                continue
            done = send_planned(contact, parts)
            left.pop(0)
            summary.add(done)
            course.tell(done)
    finally:
        for contact in left:
            parts.queue.give_back(parts.owner, contact.plan_id, at=parts.now(), why="the worker stopped")


def hear_waiting(parts: Parts, ears: Ears, summary: Summary) -> None:
    """Hear all mail that came in, before anything more is sent: a stop must reach what is queued."""
    if ears.folder is None:
        return
    for file, raw, recipients in waiting(ears.folder):
        try:
            understood = hear_mail(raw, ears.inbox, domain=ears.domain, at=parts.now(), recipients=recipients)
        except UNREADABLE as fault:
            # Laid aside for a person: one broken message must not keep everybody else's from being heard.
            log.exception("cannot hear", file=file.name, why=str(fault))
            summary.heard["unreadable"] += 1
            taken(file, into="unread")
            continue
        if understood.is_new:
            summary.heard[understood.meaning] += 1
        taken(file)
