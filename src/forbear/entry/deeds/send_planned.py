"""Send one planned contact: compose, ask the gate again by row, and only under its permit hand the letter over.

The night's yes counts for nothing here. What the gate refuses now is refused, or waits for the next permitted instant
when that lies inside the contact's own day. A night's yes against which nothing new is known, refused now, is an alarm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import structlog

from forbear.domain.identity import derive_id
from forbear.gate.dossier import Proposal
from forbear.gate.next_instant import with_next
from forbear.gate.reserving import Contended, Granted, ask_and_reserve
from forbear.gate.row import decide
from forbear.outreach.email import CannotCompose, Letter, Sender, compose
from forbear.outreach.ports import Accepted, MailerUnavailable, Rejected
from forbear.outreach.templating import NoTemplate, template_named

if TYPE_CHECKING:
    from collections.abc import Callable

    from forbear.gate.permit import Permit
    from forbear.gate.ports import Ledger
    from forbear.gate.verdict import Verdict
    from forbear.outreach.planned import PlannedContact
    from forbear.outreach.ports import Mailer, Queue
    from forbear.rulebooks.book import Rulebook

log = structlog.get_logger("forbear.worker")

PERMIT_LASTS: Final = timedelta(minutes=15)
AFTER_CONTENTION: Final = timedelta(minutes=1)
NIGHT_ALLOWED: Final = frozenset({"allow", "allow_with_obligations", None})
INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the deed is handed: the queue, a mailer, ledgers by (book, plan_id), the law, the sender, the clock, the owner.

    `mark` is unguessable and new at every start of a worker; permit ids, and with them reply addresses, hang on it.
    """

    queue: Queue
    mailer: Mailer
    ledger: Callable[[str, str], Ledger]
    rulebook: Rulebook
    sender: Sender
    now: Callable[[], datetime]
    owner: str
    mark: str


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one contact. `what`: sent, failed, uncertain, refused, put_off, unsendable, lapsed, contended, lost."""

    what: str
    plan_id: str
    rules: tuple[str, ...] = ()
    until: datetime | None = None
    says: str = ""


def send_planned(contact: PlannedContact, parts: Parts) -> Done:
    """Take the contact to its end. Raises `MailerUnavailable` after giving everything back; nothing is half done then."""
    at = asking_instant(contact, parts.now())
    if contact.is_dead or contact.paid_since:
        why = (
            "the address is known not to reach the person"
            if contact.is_dead
            else "a payment came in after the night's run"
        )
        parts.queue.close_as(parts.owner, contact.plan_id, "lapsed", at=at, why=why)
        return Done("lapsed", contact.plan_id, says=why)
    try:
        letter = compose(contact, template_named(contact.template or "", contact.channel), parts.sender)
    except (NoTemplate, CannotCompose) as fault:
        parts.queue.close_as(parts.owner, contact.plan_id, "failed", at=at, why=str(fault))
        log.warning("cannot compose", plan_id=contact.plan_id, why=str(fault))
        return Done("unsendable", contact.plan_id, says=str(fault))
    try:
        # Before the question, so that between the gate's yes and the first byte there is nothing to wait for.
        parts.mailer.ready()
    except MailerUnavailable as fault:
        parts.queue.give_back(parts.owner, contact.plan_id, at=at, why=str(fault))
        raise
    return _ask(contact, letter, parts, asking_instant(contact, parts.now()))


def asking_instant(contact: PlannedContact, now: datetime) -> datetime:
    """Return `now`, or the first instant after the latest contact on record: the gate sees only what came before the ask.

    It matters where clocks differ by a little, and in a rehearsal, whose clock stands still.
    """
    if contact.latest_at is not None and contact.latest_at >= now:
        return contact.latest_at + INSTANT
    return now


def proposal_of(contact: PlannedContact, letter: Letter) -> Proposal:
    """Put the contact as a question without its instant."""
    return Proposal(
        channel=contact.channel,
        person_id=contact.person_id,
        debtor_id=contact.debtor_id,
        role=contact.role,
        purpose=contact.purpose,
        debts=tuple(contact.loan_ids),
        address=contact.address,
        place=contact.place,
        content=letter.facts,
        content_digest=letter.content_digest,
    )


def _ask(contact: PlannedContact, letter: Letter, parts: Parts, at: datetime) -> Done:
    proposal = proposal_of(contact, letter)
    ledger = parts.ledger(contact.book, contact.plan_id)
    name = (contact.book, contact.plan_id, str(contact.turn), parts.mark)
    decision_id = derive_id("decision", *name)
    answer = ask_and_reserve(
        ledger,
        proposal,
        parts.rulebook,
        at=at,
        permit_id=derive_id("permit", *name),
        decision_id=decision_id,
        attempt_id=derive_id("attempt", *name),
        expires_at=at + PERMIT_LASTS,
    )
    if isinstance(answer, Contended):
        later = at + AFTER_CONTENTION
        parts.queue.give_back(
            parts.owner, contact.plan_id, at=at, why="others wanted the same slot", not_before=later
        )
        return Done("contended", contact.plan_id, until=later)
    if isinstance(answer, Granted):
        return _send(contact, letter, answer.permit, parts)
    return _refused(contact, proposal, answer.verdict, ledger, parts, at=at, decision_id=decision_id)


def _refused(
    contact: PlannedContact,
    proposal: Proposal,
    verdict: Verdict,
    ledger: Ledger,
    parts: Parts,
    *,
    at: datetime,
    decision_id: str,
) -> Done:
    """Refuse for good, or wait for the next permitted instant inside the contact's day."""
    rules = tuple(finding.rule_id for finding in verdict.reasons)
    _compare_with_night(contact, proposal, verdict, ledger, parts, at)
    days = max(1, (contact.not_after - at).days + 1)
    when = with_next(
        verdict, ledger.dossier(proposal, at), parts.rulebook, horizon_days=days
    ).next_permitted_at
    why = f"the gate refused: {', '.join(rules)}"
    if when is not None and at < when < contact.not_after:
        parts.queue.give_back(parts.owner, contact.plan_id, at=at, why=why, not_before=when)
        return Done("put_off", contact.plan_id, rules=rules, until=when)
    parts.queue.close_as(parts.owner, contact.plan_id, "refused", at=at, why=why, decision_id=decision_id)
    return Done("refused", contact.plan_id, rules=rules)


def _compare_with_night(
    contact: PlannedContact, proposal: Proposal, verdict: Verdict, ledger: Ledger, parts: Parts, at: datetime
) -> None:
    """Raise the alarm when night said yes, row says no, and neither news nor the hour explains it."""
    if contact.night.get("decision") not in NIGHT_ALLOWED or parts.queue.has_news(contact, at):
        return
    asked_for = contact.night.get("at")
    then = datetime.fromisoformat(asked_for) if isinstance(asked_for, str) else contact.not_before
    if then != at and decide(ledger.dossier(proposal, then), parts.rulebook).permits:
        return
    body = {
        "plan_id": contact.plan_id,
        "night": dict(contact.night),
        "row": verdict.decision.token,
        "rules": [finding.rule_id for finding in verdict.reasons],
        "at": at,
    }
    parts.queue.alarm(contact, "night_and_row_disagree", body, at=at)
    log.error(
        "night and row disagree", plan_id=contact.plan_id, row=verdict.decision.token, rules=body["rules"]
    )


def _send(contact: PlannedContact, letter: Letter, permit: Permit, parts: Parts) -> Done:
    """Reserve, check, mark `sending`, hand over, write the answer down; in this order and no other."""
    queue, owner, plan_id = parts.queue, parts.owner, contact.plan_id
    if not queue.reserved(owner, plan_id, permit_id=permit.permit_id, decision_id=permit.decision_id):
        return Done("lost", plan_id)
    at = max(parts.now(), permit.issued_at)
    if not queue.begin(owner, contact, permit, letter, at=at):
        later = at + AFTER_CONTENTION
        queue.give_back(owner, plan_id, at=at, why="the permit could not be used any more", not_before=later)
        return Done("lost", plan_id, until=later)
    handed = parts.mailer.send(letter, permit, at=at)
    state = queue.finish(contact, permit, handed, at=max(parts.now(), permit.issued_at))
    if not isinstance(handed, Accepted):
        log.warning(
            "not sent", plan_id=plan_id, state=state, says=handed.says, refused=isinstance(handed, Rejected)
        )
    return Done(state, plan_id, says=handed.says)
