"""The ten-condition policy: its seeded questions, and the same ten conditions by hand.

The rulebook of the same policy stands in `policies/ten`. The hand-written side is given features that are ready (minutes, counts), as
the peers are; forbear works them out itself from the log, the records and the zones of each question.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from forbear.gate.dossier import Ask, Dossier, Event, Record, ZoneEvidence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

POLICY: Final = Path(__file__).parent / "policies" / "ten"
MONDAY: Final = datetime(2026, 3, 16, tzinfo=UTC)
ZONES: Final = {
    name: ZoneInfo(name)
    for name in (
        "Europe/Moscow",
        "Asia/Yekaterinburg",
        "Asia/Novosibirsk",
        "Asia/Vladivostok",
        "America/New_York",
        "America/Chicago",
        "America/Los_Angeles",
        "Asia/Kolkata",
    )
}
CHANNELS: Final = ("call", "sms", "email", "visit", "app_push")
ROLES: Final = (*("borrower",) * 9, "emergency_contact", "third_party")
OUTCOMES: Final = {
    "call": ("ring_no_answer", "busy", "conversation"),
    "visit": ("met", "nobody_home"),
}
EVENTS_MAX: Final = 12
HISTORY_MINUTES: Final = 45 * 1440
CLOSURES: Final = 40
NEVER_MINUTES: Final = 10**6


@dataclass(slots=True)
class Features:
    """One question with its features ready."""

    minute: int
    weekday: int
    day: int
    week: int
    last: int
    channel: str
    consent: bool
    opted_out: bool
    in_need: bool
    third_ok: bool
    attorney: bool
    dpd: int
    notice: bool


def dossiers(count: int, seed: int) -> list[Dossier]:
    """That many questions about as many people, each with its own log of 0 to 12 contacts."""
    chance = random.Random(seed)  # noqa: S311  a seeded benchmark, no secret
    return [_dossier(chance, number) for number in range(count)]


def _dossier(chance: random.Random, number: int) -> Dossier:
    at = MONDAY + timedelta(minutes=chance.randrange(7 * 1440))
    person, address = f"p{number}", f"1{number:010d}"
    log = sorted(
        (_event(chance, at, person, address) for _ in range(chance.randrange(EVENTS_MAX + 1))),
        key=lambda event: event.us,
    )
    return Dossier(
        ask=Ask(
            at=at,
            channel=chance.choice(CHANNELS),
            person_id=person,
            role=chance.choice(ROLES),
            debts=(f"d{number}",),
            address=address,
        ),
        facts={
            "loan.days_past_due": chance.randrange(400),
            "person.special": frozenset({"seriously_ill"} if chance.random() < 0.06 else ()),  # noqa: PLR2004
            "relation.answer": "accepted" if chance.random() < 0.5 else "none",  # noqa: PLR2004
        },
        records=_records(chance, at, person),
        log=tuple(log),
        zones=(ZoneEvidence("residence", chance.choice(list(ZONES))),),
    )


def _event(chance: random.Random, at: datetime, person: str, address: str) -> Event:
    channel = chance.choice(CHANNELS)
    return Event(
        at=at - timedelta(minutes=chance.randrange(1, HISTORY_MINUTES), seconds=1),
        channel=channel,
        person_id=person,
        outcome=chance.choice(OUTCOMES.get(channel, ("sent",))),
        address=address,
    )


def _records(chance: random.Random, at: datetime, person: str) -> tuple[Record, ...]:
    since = at - timedelta(days=60)
    wanted = (
        ("consent", "contact", 0.9),
        ("preference", "medium_opt_out", 0.04),
        ("hold", "attorney", 0.02),
        ("notice", "validation", 0.97),
    )
    return tuple(
        Record(kind=kind, token=token, at=since, person_id=person)
        for kind, token, share in wanted
        if chance.random() < share
    )


def features_of(dossier: Dossier) -> Features:
    """The features of a question, worked out from its log, records and zone by plain code."""
    ask = dossier.ask
    local = ask.at.astimezone(ZONES[dossier.zones[0].tz])
    ages = [ask.us - event.us for event in dossier.log if event.us < ask.us]
    hour = 3_600_000_000
    held = {record.token for record in dossier.records}
    return Features(
        minute=local.hour * 60 + local.minute,
        weekday=local.weekday(),
        day=sum(age <= 24 * hour for age in ages),
        week=sum(age <= 168 * hour for age in ages),
        last=min(ages) // 60_000_000 if ages else NEVER_MINUTES,
        channel=ask.channel,
        consent="contact" in held,
        opted_out="medium_opt_out" in held,
        in_need=bool(dossier.facts["person.special"]),
        third_ok=ask.role == "borrower" or dossier.facts["relation.answer"] == "accepted",
        attorney="attorney" in held,
        dpd=int(str(dossier.facts["loan.days_past_due"])),
        notice="validation" in held,
    )


CONDITIONS: Final[tuple[tuple[str, Callable[[Features], bool]], ...]] = (
    (
        "bench-ten/1.hours",
        lambda f: 480 <= f.minute < 1320 if f.weekday < 5 else 540 <= f.minute < 1200,  # noqa: PLR2004
    ),
    ("bench-ten/2.day", lambda f: f.day < 2),  # noqa: PLR2004
    ("bench-ten/3.week", lambda f: f.week < 5),  # noqa: PLR2004
    ("bench-ten/4.cooldown", lambda f: f.last >= 240),  # noqa: PLR2004
    ("bench-ten/5.consent", lambda f: f.consent or f.channel == "call"),
    ("bench-ten/6.opt-out", lambda f: not f.opted_out),
    ("bench-ten/7.state", lambda f: not f.in_need),
    ("bench-ten/8.role", lambda f: f.third_ok),
    ("bench-ten/9.attorney", lambda f: not f.attorney),
    ("bench-ten/10.notice", lambda f: f.dpd <= 30 or f.notice),  # noqa: PLR2004
)
FORTY: Final = tuple(CONDITIONS[number % len(CONDITIONS)] for number in range(CLOSURES))


def forty_closures(items: Sequence[Features]) -> list[list[str]]:
    """The reasons against each question: forty closures each, every one called, every reason kept."""
    forty = FORTY
    return [[name for name, holds in forty if not holds(item)] for item in items]


CITES: Final = {name: name.replace("/", " ") for name, _ in CONDITIONS}
"""The clause of each condition."""


def all_by_hand(items: Sequence[Dossier]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """All the work that forbear does, by the same closures: from log, records and zones to the reasons and their citations."""
    answers = []
    for item in items:
        features = features_of(item)
        against = tuple(dict.fromkeys(name for name, holds in FORTY if not holds(features)))
        answers.append((against, tuple(CITES[name] for name in against)))
    return answers
