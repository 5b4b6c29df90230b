"""What happened in a case, as events of the log: contacts made, contacts received, addresses found wrong.

Other lines of a timeline are no events; those that begin or end a record are read in `records`.
"""

from __future__ import annotations

from typing import Final

from forbear.gate.cases.story import Mapped, Story, instant
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


WRITTEN: Final = frozenset({"email", "sms"})


def events_of(story: Story) -> list[Event]:
    """The events of a timeline in its order."""
    return [event for item in story.timeline if (event := _event(story, item)) is not None]


def _event(story: Story, item: Mapped) -> Event | None:
    kind, at = item["ev"], instant(item["at"])
    if kind == "address_found_not_persons":
        whose, address = item.get("person", "p1"), item.get("address")
        return Event(at, "none", whose, "wrong_number", direction="in", address=address)
    if kind in INBOUND:
        return _inbound(story, item)
    return _made(story, item) if kind in CONTACT_EVENTS else None


def _inbound(story: Story, item: Mapped) -> Event:
    person = item.get("from", "p1")
    debts = tuple(item.get("debts", list(story.debts)))
    return Event(
        at=instant(item["at"]),
        channel=INBOUND[item["ev"]],
        person_id=person,
        outcome="conversation" if item.get("conversation", False) else "replied",
        direction="in",
        event_id=item.get("id", ""),
        address=item.get("address", _own_address(story, INBOUND[item["ev"]], person)),
        actor=item.get("to_actor", "lender" if story.is_china else "col-1"),
        debts=story.particular(debts),
        debtor_id=story.debtor(person, debts),
        role=story.role(person, debts),
    )


def _own_address(story: Story, channel: str, person: str) -> str | None:
    """What somebody writes from when the case does not say: the address that is written to."""
    return story.address(channel, person, person) if channel in WRITTEN else None


def _made(story: Story, item: Mapped) -> Event:
    kind, to = item["ev"], item.get("to", "p1")
    debts = tuple(item.get("debts", [story.first_debt(to)]))
    debtor = story.debtor(to, debts)
    address = item.get("address", story.address(kind, to, debtor))
    named = story.particular(debts)
    return Event(
        at=instant(item["at"]),
        channel=kind,
        person_id=to,
        outcome=item.get("outcome", "not_met" if item.get("result") == "nobody_home" else "sent"),
        event_id=item.get("id", ""),
        address=address,
        actor=item.get("by", "lender" if story.is_china else "col-1"),
        lender=story.debts.get(debts[0], {}).get("lender", "lender") if debts else "lender",
        purpose=item.get("purpose", "collect"),
        debts=named,
        debts_discussed=story.particular(item.get("conversation_debts", ())),
        debt_elected=named[0] if item.get("attribution") == "elected" and named else None,
        technology=item.get("technology"),
        form=item.get("form", "interactive"),
        in_reply_to=item.get("in_reply_to"),
        flags=_flags(item),
        debtor_id=debtor,
        role=story.role(to, debts),
        place=item.get("address_place", item.get("place", story.addresses.get(address, {}).get("place"))),
    )


def _flags(item: Mapped) -> frozenset[str]:
    told = {
        "under_consent": item.get("excluded") == "consent",
        "no_voicemail_facility": bool(item.get("no_voicemail_facility")),
        "limited_content": item.get("content") == "limited_content",
        "initial": bool(item.get("initial_communication")),
    }
    return frozenset(name for name, holds in told.items() if holds)


def placed_event(ask: Ask, place: str | None) -> Event:
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
        debt_elected=ask.debt_elected,
        form=ask.form,
        in_reply_to=ask.in_reply_to,
        debtor_id=ask.debtor_id,
        role=ask.role,
        place=ask.place or place,
    )
