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
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from forbear.gate.ports import Ledger
    from forbear.gate.verdict import Verdict
    from forbear.rulebooks.book import Rulebook

    Point = Mapping[str, Any]

# Which kinds of contact point serve which channel, best first, and why we would use the channel.
CHANNELS: Final = {
    "call": (("mobile", "landline"), "collect"),
    "sms": (("mobile",), "debt_reminder"),
    "email": (("email",), "debt_reminder"),
}


BY_A_PERSON: Final = "manual_live_agent"


def collector_facts(trained_until: date | None) -> dict[str, object]:
    """What the gate may know of the person who would call: whether and until when their training holds."""
    if trained_until is None:
        return {"collector.is_trained": False}
    return {"collector.is_trained": True, "collector.trained_until": trained_until}


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that could be done, and the answer; `verdict` is None where there is no address to use."""

    channel: str
    role: str
    person_name: str | None
    point: Point | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Whom a case is about: the borrower with contact points, and the emergency contacts (id, name, contact points).

    A point is a mapping with `kind`, `value`, `source` and `invalid_since`.
    """

    loan_id: str
    lender_id: str
    borrower_id: str
    points: Sequence[Point]
    contacts: Sequence[tuple[str, str, Sequence[Point]]]


def questions_of(around: Around, ledger: Ledger, rulebook: Rulebook, at: datetime) -> Iterator[Question]:
    """Yield each possible contact of a case with the gate's answer at `at`, the borrower first."""

    def asked(channel: str, purpose: str, person_id: str, role: Role, point: Point | None) -> Verdict | None:
        if point is None:
            return None
        proposal = Proposal(
            channel=channel,
            person_id=person_id,
            debtor_id=around.borrower_id,
            role=role,
            purpose=purpose,
            debts=(around.loan_id,),
            address=point["value"],
            lender=around.lender_id,
            technology=BY_A_PERSON if channel == "call" else None,
        )
        dossier = ledger.dossier(proposal, at)
        return with_next(decide(dossier, rulebook), dossier, rulebook)

    for channel, (kinds, purpose) in CHANNELS.items():
        point = _best(around.points, kinds)
        yield Question(
            channel,
            "borrower",
            None,
            point,
            asked(channel, purpose, around.borrower_id, Role.BORROWER, point),
        )
    for person_id, name, points in around.contacts:
        point = _best(points, ("mobile", "landline"))
        verdict = asked("call", "relay_callback", person_id, Role.EMERGENCY_CONTACT, point)
        yield Question("call", "emergency_contact", name, point, verdict)


def _best(points: Sequence[Point], kinds: tuple[str, ...]) -> Point | None:
    usable = [point for point in points if point["kind"] in kinds]
    return min(
        usable,
        key=lambda point: (point["invalid_since"] is not None, kinds.index(point["kind"])),
        default=None,
    )
