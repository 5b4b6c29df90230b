"""Holds of a case: those stated as facts, and those that its timeline begins and ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, available_timezones

from forbear.gate.cases.story import CO_OBLIGORS, LONG_AGO, SHANGHAI, Mapped, Story, day_of, debts_of, instant
from forbear.gate.dossier import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.gate.dossier import ZoneEvidence

HOLD_STARTS: Final = {
    "dispute_received": "dispute",
    "original_creditor_request_received": "dispute",
    "complaint_received": "complaint",
    "debtor_states_serious_illness": "serious_illness",
    "disaster_declared": "disaster_area",
    "suicide_risk_sign": "suicide_risk",
    "cease_notice_received": "cease",
    "hardship_notice_received": "hardship",
    "death_reported": "deceased",
    "plan_signed": "plan",
    "plan_agreed_orally": "plan",
    "deferral_ground_confirmed": "deferral",
    "moratorium_start": "breathing_space",
    "violent_collection_found": "agency_violent",
}
HOLD_ENDS: Final = {
    "dispute_answered": frozenset({"dispute"}),
    "verification_sent": frozenset({"dispute"}),
    "complaint_answered": frozenset({"complaint"}),
    "plan_broken": frozenset({"plan"}),
    "refusal_notice_72_4_b_given": frozenset({"hardship"}),
    "hold_released": frozenset(HOLD_STARTS.values()),
}
HARDSHIP: Final = "hardship"
COMPLAINT: Final = "complaint"
BREATHING: Final = "breathing_space"
CRISIS: Final = "crisis_breathing_space"
"""The moratorium of somebody in mental health crisis treatment; it has no fixed length."""
VIOLENT: Final = "agency_violent"
PERIOD: Final = "within_validation_period"
FOUR_MONTHS: Final = timedelta(days=122)


def stated_holds(story: Story, item: Mapped, zones: Sequence[ZoneEvidence]) -> list[Record]:
    """A stated hold unless it was released; the moratorium of a joint debtor is one for the borrower as well."""
    if "released_by" in item:
        return []
    hold, debts = _hold(story, item, zones), tuple(item.get("debts", list(story.debts)))
    joint = item["kind"] in {BREATHING, CRISIS} and story.role(item["person"], debts) in CO_OBLIGORS
    return [hold, *([replace(hold, person_id=story.debtor(item["person"], debts))] if joint else [])]


def _hold(story: Story, item: Mapped, zones: Sequence[ZoneEvidence]) -> Record:
    start = str(item.get("start", LONG_AGO.isoformat()))
    zone = SHANGHAI if story.is_china else UTC
    at = datetime.fromisoformat(start)
    flags = {word for word in (item.get("ground"), item.get("notice")) if word}
    if "attorney_known" in item:
        flags.add("attorney_known" if item["attorney_known"] else "attorney_unknown")
    return Record(
        kind="hold",
        token=item["kind"],
        at=at if at.tzinfo else at.replace(tzinfo=zone),
        person_id=item["person"],
        until=over(day_of(item.get("until")), zones),
        debts=frozenset(item.get("debts", ())),
        flags=frozenset(flags),
    )


def hold_begun(
    story: Story, item: Mapped, person: str, *, so_far: Sequence[Record], zones: Sequence[ZoneEvidence]
) -> Record:
    """The hold that something begins; `so_far` are the records before it."""
    at, token = instant(item["at"]), HOLD_STARTS[item["ev"]]
    if token == BREATHING and item.get("type", "standard") != "standard":
        token = CRISIS
    return Record(
        "hold",
        token,
        at,
        person,
        until=over(day_of(item.get("agreed_until")), zones),
        debts=_held_debts(story, item),
        given_to=item.get("agency", "*") if token == VIOLENT else "*",
        flags=_hold_flags(item, so_far),
        number=item.get("months"),
    )


def _held_debts(story: Story, item: Mapped) -> frozenset[str]:
    """Which debts a hold is about: a complaint rests everything, a moratorium the debts that the case lists in it."""
    token, debts = HOLD_STARTS[item["ev"]], debts_of(item)
    if token == COMPLAINT:
        return frozenset()
    if token == BREATHING and not debts:
        return frozenset(key for key, debt in story.debts.items() if debt.get("moratorium_debt"))
    return debts


def _hold_flags(item: Mapped, so_far: Sequence[Record]) -> frozenset[str]:
    """What else is known of a hold: in writing, in the period, for a reason given before."""
    flags: set[str] = set()
    if PERIOD in item:
        flags.add(PERIOD if item[PERIOD] else "after_validation_period")
    flags |= {str(item["basis"])} if "basis" in item else set()
    flags |= {"original_creditor_request"} if item["ev"].startswith("original_creditor") else set()
    flags |= {"evidence_none"} if item.get("evidence") == "none" else set()
    if item["ev"] == "hardship_notice_received":
        at = instant(item["at"])
        earlier = [one for one in so_far if one.token == HARDSHIP and at - one.at <= FOUR_MONTHS]
        flags.add("repeat" if any(item.get("basis") in one.flags for one in earlier) else "first")
    return frozenset(flags)


def ended_by(record: Record, item: Mapped, at: datetime) -> Record:
    """The record, ended where this ends it."""
    fits = (
        record.kind == "hold"
        and record.token in HOLD_ENDS[item["ev"]]
        and record.ended_at is None
        and item.get("kind", record.token) == record.token
    )
    same_debt = "debt" not in item or not record.debts or item["debt"] in record.debts
    return replace(record, ended_at=at) if fits and same_debt else record


def over(day: date | None, zones: Sequence[ZoneEvidence]) -> datetime | None:
    """When a last day is over wherever the person may be."""
    if day is None:
        return None
    known = {one.tz for one in zones} & available_timezones() or {"UTC"}
    return max(datetime.combine(day + timedelta(days=1), time(), ZoneInfo(tz)) for tz in known)
