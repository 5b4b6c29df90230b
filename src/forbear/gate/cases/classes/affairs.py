"""In whose affairs a classify ask is put, and when: the dossier of its case with everything that happened in it.

Happenings that are no contact (a notice, a payment, a demand) are events with channel `none` here. Days without
an hour are noon of the case's own clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from forbear.gate.cases.events import CONTACT_EVENTS, INBOUND
from forbear.gate.cases.facts import PRODUCTS
from forbear.gate.cases.reading import asks_of, story_of
from forbear.gate.cases.story import SHANGHAI, Mapped, Story, debts_of, instant
from forbear.gate.dossier import Dossier, Event
from forbear.rulebooks.duties.terms import HAPPENINGS

NOON: Final = time(12)
MOMENT: Final = timedelta(seconds=1)
USUAL_AT: Final = "2026-11-23T12:00:00+08:00"
"""When something is asked that does not depend on the day: the day of the format's own conventions."""


@dataclass(frozen=True, slots=True)
class Affairs:
    """One classify ask (`item`) with its story and dossier; `dossier.ask.at` is when it is asked."""

    item: Mapped
    story: Story
    dossier: Dossier

    def sequence(self) -> list[tuple[Event, str, bool]]:
        """The run of contacts given, each with its thread and whether the thread is voluntary."""
        return [
            (_contact(entry), str(entry.get("thread", "")), bool(entry.get("voluntary", False)))
            for entry in self.item["sequence"]
        ]

    def timeline(self) -> list[tuple[Event, str, bool]]:
        """The contacts of the timeline before the ask, in the same form."""
        log = [event for event in self.dossier.log if event.us < self.dossier.ask.us]
        return [(event, "", False) for event in log if event.channel != "none"]


def affairs_of(case: Mapped, item: Mapped) -> Affairs:
    """The story and dossier in which a classify ask is put."""
    story = story_of(case)
    clock: tzinfo = SHANGHAI if story.is_china else UTC
    stated = _stated(item, clock)
    happened = [*_happenings(story), *stated]
    at = instant(item["at"]) if "at" in item else _after_all(story, happened)
    borrower = story.debtor("", ())
    put = {"at": at, "action": {"channel": "none", "to": item.get("to", borrower)}}
    dossier = asks_of({**case, "asks": [put]})[0].dossier
    facts = dict(dossier.facts)
    facts.pop("loan.product", None)
    product = _product(story, item)
    if product is not None:
        facts["loan.product"] = PRODUCTS.get(product, product)
    log = tuple(sorted((*dossier.log, *happened), key=lambda event: event.us))
    return Affairs(item, story, replace(dossier, facts=facts, log=log))


def _product(story: Story, item: Mapped) -> str | None:
    """The kind of credit that the ask or a debt names; unnamed it is unknown, for an order may be about one only."""
    named = [item["product"]] if "product" in item else []
    named += [debt["product"] for debt in story.debts.values() if "product" in debt]
    return str(named[0]) if named else None


def _after_all(story: Story, happened: list[Event]) -> datetime:
    told = [instant(entry["at"]) for entry in story.timeline] + [event.at for event in happened]
    return max(told) + MOMENT if told else instant(USUAL_AT)


def _happenings(story: Story) -> list[Event]:
    return [
        Event(
            at=instant(entry["at"]),
            channel="none",
            person_id=str(entry.get("person", entry.get("from", entry.get("to", "")))),
            outcome=entry["ev"],
            direction="in",
            debts=story.particular(sorted(debts_of(entry))),
        )
        for entry in story.timeline
        if entry["ev"] in HAPPENINGS
    ]


def _stated(item: Mapped, clock: tzinfo) -> list[Event]:
    """What the ask itself says happened: a payment, a due day, demands, a complaint."""
    found: list[Event] = []
    if "debt_paid_at" in item:
        found.append(_happened(instant(item["debt_paid_at"]), "debt_paid"))
    if "due" in item:
        found.append(_happened(_noon(item["due"], clock), "debt_due"))
    found += [
        _happened(_noon(demand["date"], clock), "demand_delivered")
        for demand in item.get("demands", ())
        if demand.get("delivered", True)
    ]
    if "received" in item:
        received = _happened(_noon(item["received"], clock), "complaint_received")
        found.append(replace(received, flags=frozenset({str(item.get("class", ""))} - {""})))
    return found


def _happened(at: datetime, what: str) -> Event:
    return Event(at=at, channel="none", person_id="", outcome=what, direction="in")


def _noon(value: object, clock: tzinfo) -> datetime:
    if isinstance(value, datetime) or "T" in str(value):
        return instant(value)
    return datetime.combine(date.fromisoformat(str(value)), NOON, clock)


def _contact(entry: Mapped) -> Event:
    """One entry of a sequence as an event; its instant is of no account."""
    kind = entry["ev"]
    usual = "ring_no_answer" if kind == "call" else "sent"
    return Event(
        at=instant(USUAL_AT),
        channel=INBOUND.get(kind, kind if kind in CONTACT_EVENTS else "none"),
        person_id="",
        outcome=str(entry.get("outcome", usual)),
        direction="in" if kind in INBOUND else str(entry.get("dir", "out")),
    )
