"""Seeded people with histories, for the full sets of a country: borrowers, their contacts, records, logs of 0 to 12 events.

Every fact that the shipped rules look at is known, as a lender's own system would fill it; most people are ordinary, some are ill,
have asked for peace, or were called too often, so that every rule is reached. Hundreds of people, so that no cache answers twice.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from forbear.domain.facts import FACTS, FactType
from forbear.gate.dossier import Ask, Dossier, Event, Record, ZoneEvidence

if TYPE_CHECKING:
    from collections.abc import Mapping

START: Final = datetime(2026, 10, 12, tzinfo=UTC)
EVENTS_MAX: Final = 12
CHANNELS: Final = ("call",) * 5 + ("sms",) * 4 + ("email", "letter", "visit", "app_push")
CALL_OUTCOMES: Final = ("ring_no_answer",) * 5 + (
    "busy",
    "conversation",
    "conversation",
    "answered_then_dropped",
)
PRODUCTS: Final = ("online_consumer",) * 5 + ("credit_card", "branch_consumer", "auto", "student")
PLACES: Final[Mapping[str, tuple[tuple[str, ...], str, tuple[str, ...]]]] = {
    "CN": (("Asia/Shanghai",), "house-cn", ("stop", "dispute", "complaint", "hardship", "plan", "illness")),
    "US": (
        ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix"),
        "house-us",
        ("cease", "dispute", "complaint", "hardship", "attorney", "plan"),
    ),
}


USUAL: Final[Mapping[str, Any]] = {
    **{
        name: False
        for name, fact in FACTS.items()
        if fact.type is FactType.BOOL and not name.startswith(("ask.", "content."))
    },
    "system.recorder_is_up": True,
    "collector.is_trained": True,
    "collector.trained_until": date(2027, 6, 30),
    "actor.is_assessed": True,
    "actor.evaluated_on": date(2026, 6, 30),
    "actor.contract_until": date(2027, 12, 31),
    "visit.staff": 2,
    "collector.is_approved": True,
    "loan.has_documents": True,
    "dialler.abandoned_24h_bp": 120,
    "dialler.abandoned_30d_bp": 150,
    "dialler.ring_seconds": 20,
    "dialler.message_seconds": 1,
}
"""What a lender in good order knows of everybody; nothing of it stands against a contact."""


def dossiers(count: int, seed: int, country: str) -> list[Dossier]:
    """That many questions, each about its own person, under the law of a country (`CN` or `US`)."""
    chance = random.Random(seed)  # noqa: S311  a seeded benchmark, no secret
    return [_dossier(chance, number, country) for number in range(count)]


def _dossier(chance: random.Random, number: int, country: str) -> Dossier:
    at = START + timedelta(minutes=chance.randrange(14 * 1440))
    debtor = f"p{number}"
    is_contact = chance.random() < 0.12  # noqa: PLR2004
    person = f"k{number}" if is_contact else debtor
    addresses = (f"1{number:09d}0", f"1{number:09d}1")
    ask = Ask(
        at=at,
        channel=chance.choice(CHANNELS),
        person_id=person,
        debtor_id=debtor,
        role="emergency_contact" if is_contact else "borrower",
        purpose="relay_callback" if is_contact else chance.choice(("collect", "collect", "reminder")),
        debts=tuple(f"d{number}-{index}" for index in range(chance.choice((1, 1, 1, 2)))),
        address=chance.choice(addresses),
        lender="lender_1",
        technology=chance.choice(("manual_live_agent", "manual_live_agent", "ai_voice")),
        content={} if chance.random() < 0.5 else _content(chance),  # noqa: PLR2004
    )
    people = (debtor, person)
    log = sorted(
        (_event(chance, ask, people, addresses) for _ in range(chance.randrange(EVENTS_MAX + 1))),
        key=lambda event: event.us,
    )
    tz = chance.choice(PLACES[country][0])
    zones = [ZoneEvidence("residence", tz, person_id=person)]
    if chance.random() < 0.3:  # noqa: PLR2004
        zones.append(
            ZoneEvidence("mobile_area_code", chance.choice(PLACES[country][0]), None, ask.address, person)
        )
    return Dossier(
        ask=ask,
        facts=_facts(chance, country, is_contact=is_contact),
        records=_records(chance, at, people, country),
        log=tuple(log),
        zones=tuple(zones),
    )


def _content(chance: random.Random) -> dict[str, object]:
    return {
        "states": frozenset({"overdue_amount"}),
        "flags": frozenset({"threat"} if chance.random() < 0.01 else ()),  # noqa: PLR2004
        "missing": frozenset(),
        "includes": frozenset({"amount", "creditor", "opt_out"}),
        "envelope": frozenset(),
        "only": frozenset({"overdue_amount"}),
        "script": "opening_1",
        "identity_verified": True,
        "account": "enterprise_im",
    }


def _event(chance: random.Random, ask: Ask, people: tuple[str, str], addresses: tuple[str, str]) -> Event:
    channel = chance.choice(CHANNELS)
    inward = chance.random() < 0.05  # noqa: PLR2004
    outcome = chance.choice(CALL_OUTCOMES) if channel == "call" else "sent"
    talked = ask.debts if outcome == "conversation" else ()
    return Event(
        at=ask.at - timedelta(minutes=int(chance.expovariate(1 / (4 * 1440))) + 1),
        channel=channel,
        person_id=chance.choice(people),
        outcome="replied" if inward else outcome,
        direction="in" if inward else "out",
        address=chance.choice(addresses),
        lender=ask.lender,
        debts=ask.debts,
        debts_discussed=talked,
    )


def _facts(chance: random.Random, country: str, *, is_contact: bool) -> dict[str, Any]:
    ill = frozenset({chance.choice(("student", "seriously_ill", "minor"))} if chance.random() < 0.04 else ())  # noqa: PLR2004
    return {
        **USUAL,
        "loan.country": country,
        "person.region": "US-TX" if country == "US" else "CN-31",
        "lender.country": country,
        "lender.kind": chance.choice(("bank", "consumer_finance", "consumer_finance")),
        "lender.is_cba_member": True,
        "lender.rests_today": False,
        "loan.product": chance.choice(PRODUCTS),
        "loan.days_past_due": chance.randrange(1, 400),
        "loan.is_disputed": False,
        "loan.is_time_barred": chance.random() < 0.02,  # noqa: PLR2004
        "person.age": chance.randrange(18, 90),
        "person.is_deceased": False,
        "person.special": ill,
        "debtor.is_deceased": False,
        "debtor.lacks_capacity": False,
        "debtor.is_abroad": chance.random() < 0.01,  # noqa: PLR2004
        "point.kind": "mobile",
        "point.source": "contract",
        "point.is_invalid": chance.random() < 0.02,  # noqa: PLR2004
        "point.is_persons": True,
        "point.place": "home",
        "point.employer_forbids": False,
        "relation.is_liable": not is_contact,
        "relation.evidence": "contract",
        "relation.answer": chance.choice(("accepted", "accepted", "none")) if is_contact else "none",
        "relation.has_renounced": False,
        "relation.volunteered_to_pay": False,
        "reach.number_invalid": is_contact,
        "reach.invalid_since": date(2026, 10, 1),
        "reach.untried_numbers": chance.choice((0, 0, 0, 1)),
        "actor.kind": "creditor" if country == "CN" else "debt_collector",
        "actor.is_listed": True,
    }


def _records(
    chance: random.Random, at: datetime, people: tuple[str, str], country: str
) -> tuple[Record, ...]:
    found = [
        Record(
            kind="consent",
            token=token,
            at=at - timedelta(days=90),
            person_id=people[1],
            flags=frozenset({"express", "recorded"}),
        )
        for token, share in (
            ("night_contact", 0.05),
            ("calls_after_21", 0.02),
            ("email_contact", 0.5),
            ("sms_contact", 0.5),
        )
        if chance.random() < share
    ]
    found += [
        Record(
            kind="hold",
            token=token,
            at=at - timedelta(days=chance.randrange(1, 60)),
            person_id=people[0],
            until=at + timedelta(days=chance.randrange(-20, 40)),
        )
        for token in PLACES[country][2]
        if chance.random() < 0.03  # noqa: PLR2004
    ]
    if chance.random() < 0.04:  # noqa: PLR2004
        found.append(
            Record(
                kind="preference",
                token="medium_opt_out",  # noqa: S106  no password
                at=at - timedelta(days=9),
                person_id=people[1],
                channels=frozenset({"sms"}),
            )
        )
    return tuple(found)
