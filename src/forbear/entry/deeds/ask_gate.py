"""Ask the gate about everything that could be done for a case now, so that "why can't I call?" is answered before it is asked.

Nothing is reserved and nothing is recorded: these answers are a preview and yield no permit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from forbear.domain.words import Role
from forbear.gate.dossier import Proposal
from forbear.gate.next_instant import with_next
from forbear.gate.row import decide

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from forbear.entry.wiring import CaseFile, House
    from forbear.gate.verdict import Verdict

# Which kinds of contact point serve which channel, best first, and why we would use the channel.
CHANNELS: Final = {
    "call": (("mobile", "landline"), "collect"),
    "sms": (("mobile",), "debt_reminder"),
    "email": (("email",), "debt_reminder"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that could be done, and the answer; `verdict` is None where there is no address to use."""

    channel: str
    role: str
    person_name: str | None
    point: dict[str, Any] | None
    verdict: Verdict | None


def questions_of(file: CaseFile, house: House, at: datetime) -> Iterator[Question]:
    """Yield each possible contact of a case with the gate's answer at `at`, the borrower first."""
    for channel, (kinds, purpose) in CHANNELS.items():
        point = _best(file.points, kinds)
        proposal = _proposal(file, channel=channel, purpose=purpose, point=point, person_id=file.head["person_id"], role=Role.BORROWER)
        yield Question(channel, "borrower", None, point, _answer(proposal, file, house, at) if point else None)
    for person in file.relations:
        if person["role"] != Role.EMERGENCY_CONTACT:
            continue
        point = _best(file.contact_points[person["person_id"]], ("mobile", "landline"))
        proposal = _proposal(
            file, channel="call", purpose="ask_debtor_contact", point=point, person_id=person["person_id"], role=Role.EMERGENCY_CONTACT
        )
        yield Question("call", "emergency_contact", person["name"], point, _answer(proposal, file, house, at) if point else None)


def _best(points: Sequence[dict[str, Any]], kinds: tuple[str, ...]) -> dict[str, Any] | None:
    usable = [point for point in points if point["kind"] in kinds]
    return min(usable, key=lambda point: (point["invalid_since"] is not None, kinds.index(point["kind"])), default=None)


def _proposal(file: CaseFile, *, channel: str, purpose: str, point: dict[str, Any] | None, person_id: str, role: str) -> Proposal:
    return Proposal(
        channel=channel,
        person_id=person_id,
        debtor_id=file.head["person_id"],
        role=role,
        purpose=purpose,
        debts=(file.head["loan_id"],),
        address=point["value"] if point else None,
        lender=file.head["lender_id"],
    )


def _answer(proposal: Proposal, file: CaseFile, house: House, at: datetime) -> Verdict:
    dossier = house.ledger(file.head["book"]).dossier(proposal, at)
    return with_next(decide(dossier, house.rulebook), dossier, house.rulebook)


