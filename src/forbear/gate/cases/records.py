"""Consents, preferences and holds of a case: those stated as facts and those its timeline begins and ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from forbear.gate.cases.story import LONG_AGO, SHANGHAI, Mapped, Story, day_of, instant, time_of
from forbear.gate.dossier import Record

WEEKDAYS: Final = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
HOLD_STARTS: Final = {
    "dispute_received": "dispute",
    "complaint_received": "complaint",
    "debtor_states_serious_illness": "serious_illness",
    "disaster_declared": "disaster_area",
    "suicide_risk_sign": "suicide_risk",
    "cease_notice_received": "cease",
    "hardship_notice_received": "hardship",
    "death_reported": "deceased",
    "plan_signed": "plan",
    "plan_agreed_orally": "plan",
}
HOLD_ENDS: Final = {
    "dispute_answered": frozenset({"dispute"}),
    "verification_sent": frozenset({"dispute"}),
    "complaint_answered": frozenset({"complaint"}),
    "plan_broken": frozenset({"plan"}),
    "hold_released": frozenset(HOLD_STARTS.values()),
}


def records_of(story: Story) -> tuple[Record, ...]:
    """The records of a case: first those stated as facts, then those of its timeline in its order."""
    return (*_given(story), *_from_timeline(story))


def _given(story: Story) -> list[Record]:
    records = [_consent(item) for item in story.facts.get("consents", [])]
    records += [_preference(story, item) for item in story.facts.get("preferences", [])]
    records += [_hold(item) for item in story.facts.get("holds", []) if "released_by" not in item]
    return records


def _consent(item: Mapped) -> Record:
    flags = {name for name in ("express", "recorded") if item.get(name)}
    ended = instant(item["revoked_at"]) if "revoked_at" in item else None
    return Record(
        kind="consent",
        token=item["scope"],
        at=instant(item.get("at", LONG_AGO)),
        person_id=item["person"],
        ended_at=ended,
        debts=frozenset(item.get("debts", ())),
        channels=frozenset(item.get("channels", ())),
        given_to=item.get("given_to", "*"),
        from_time=time_of(item.get("from")),
        to_time=time_of(item.get("to")),
        only_on=day_of(item.get("only_on")),
        flags=frozenset(flags),
        number=item.get("limit"),
    )


def _preference(story: Story, item: Mapped) -> Record:
    until = day_of(item.get("until"))
    zone = SHANGHAI if story.is_china else UTC
    channel, address = item.get("channel"), item.get("address")
    return Record(
        kind="preference",
        token=item["kind"],
        at=instant(item.get("at", LONG_AGO)),
        person_id=item["person"],
        until=datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
        channels=frozenset({channel} if channel and address is None else ()),
        addresses=frozenset({address} if address else ()),
        from_time=time_of(item.get("from")),
        to_time=time_of(item.get("to")),
        days=frozenset(WEEKDAYS[word] for word in item.get("days", ())),
        place=item.get("place"),
    )


def _hold(item: Mapped) -> Record:
    until = day_of(item.get("until"))
    return Record(
        kind="hold",
        token=item["kind"],
        at=instant(item["start"]) if "start" in item else LONG_AGO,
        person_id=item["person"],
        until=datetime.combine(until + timedelta(days=1), time(), SHANGHAI) if until else None,
        debts=frozenset(item.get("debts", ())),
    )


def _from_timeline(story: Story) -> list[Record]:
    records: list[Record] = []
    for item in story.timeline:
        at, kind, person = instant(item["at"]), item["ev"], str(item.get("person", item.get("from", "p1")))
        if kind in {"contact_refused", "contact_denies_knowing_debtor"}:
            token = "contact_refused" if kind == "contact_refused" else "contact_denied"
            records.append(Record("preference", token, at, person))
        elif kind in HOLD_STARTS:
            debts = frozenset({item["debt"]}) if "debt" in item else frozenset[str]()
            records.append(Record("hold", HOLD_STARTS[kind], at, person, debts=debts))
        elif kind in HOLD_ENDS:
            records = [_ended(record, item, at) for record in records]
    return records


def _ended(record: Record, item: Mapped, at: datetime) -> Record:
    fits = (
        record.token in HOLD_ENDS[item["ev"]]
        and record.ended_at is None
        and item.get("kind", record.token) == record.token
    )
    same_debt = "debt" not in item or not record.debts or item["debt"] in record.debts
    return replace(record, ended_at=at) if fits and same_debt else record
