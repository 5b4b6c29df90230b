"""What happened in a case, as events of the log: contacts made, contacts received, addresses found wrong.

Other lines of a timeline are no events; those that begin or end a record are read in `records`.
"""

from __future__ import annotations

from typing import Final

from forbear.gate.cases.story import Mapped, Story, debtor_of, instant, usual_address
from forbear.gate.dossier import Ask, Event

CONTACT_EVENTS: Final = frozenset(
    {"call", "sms", "email", "letter", "postcard", "visit", "app_push", "social_private", "social_public"}
)
INBOUND: Final = {
    "inbound_call": "call",
    "inbound_email": "email",
    "inbound_sms": "sms",
    "app_session_start": "app_in_session",
    "web_payment": "app_in_session",
}


def events_of(story: Story) -> list[Event]:
    """The events of a timeline in its order."""
    return [event for item in story.timeline if (event := _event(story, item)) is not None]


def _event(story: Story, item: Mapped) -> Event | None:
    kind, at = item["ev"], instant(item["at"])
    if kind == "address_found_not_persons":
        return Event(at, "none", item["person"], "wrong_number", direction="in", address=item["address"])
    if kind in INBOUND:
        talked = item.get("conversation", False)
        debts = tuple(item.get("debts", list(story.debts)))
        return Event(
            at,
            INBOUND[kind],
            item.get("from", "p1"),
            "conversation" if talked else "replied",
            "in",
            item.get("id", ""),
            item.get("address"),
            actor="col-1" if not story.is_china else "lender",
            debts=debts,
        )
    if kind not in CONTACT_EVENTS:
        return None
    to = item.get("to", "p1")
    debts = tuple(item.get("debts", ["d1"]))
    return Event(
        at=at,
        channel=kind,
        person_id=to,
        outcome=item.get("outcome", "not_met" if item.get("result") == "nobody_home" else "sent"),
        address=item.get("address", usual_address(kind, to, debtor_of(story, to, debts))),
        actor=item.get("by", "lender" if story.is_china else "col-1"),
        lender=story.debts.get(debts[0], {}).get("lender", "lender") if debts else "lender",
        purpose=item.get("purpose", "collect"),
        debts=debts,
        debts_discussed=tuple(item.get("conversation_debts", ())),
        debt_elected=debts[0] if item.get("attribution") == "elected" and debts else None,
        form=item.get("form", "interactive"),
        flags=frozenset({"under_consent"}) if item.get("excluded") == "consent" else frozenset(),
    )


def placed_event(ask: Ask) -> Event:
    """The contact of an ask that was then made: unanswered when a call, else sent."""
    outcome = "ring_no_answer" if ask.channel == "call" else "sent"
    return Event(
        at=ask.at,
        channel=ask.channel,
        person_id=ask.person_id,
        outcome=outcome,
        address=ask.address,
        actor=ask.actor,
        lender=ask.lender,
        purpose=ask.purpose,
        debts=ask.debts,
        form=ask.form,
        in_reply_to=ask.in_reply_to,
    )
