"""Consents, preferences, holds and notices of a case: those stated as facts, those its timeline begins and ends.

A precondition that is not under test is met: a notice of long ago stands for it, unless the timeline tells of such a
notice or the case says that only the timeline counts. For acts that are no contact only a default notice is presumed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, available_timezones

from forbear.gate.cases.story import LONG_AGO, SHANGHAI, Mapped, Story, day_of, instant, time_of
from forbear.gate.cases.wishes import wishes_of
from forbear.gate.dossier import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.gate.dossier import ZoneEvidence

WEEKDAYS: Final = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
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
PREFERENCES: Final = {
    "contact_refused": "contact_refused",
    "contact_denies_knowing_debtor": "contact_denied",
    "oral_request_no_work_calls": "no_work_calls",
    "asked_to_leave": "asked_to_leave",
}
APP_SESSION: Final = "app_session"
HARDSHIP: Final = "hardship"
COMPLAINT: Final = "complaint"
BREATHING: Final = "breathing_space"
JOINT: Final = frozenset({"co_borrower", "joint_borrower", "co_debtor", "co_maker"})
CRISIS: Final = "crisis_breathing_space"
"""The moratorium of somebody in mental health crisis treatment; it has no fixed length."""
PLACED: Final = "placed_with_agency"
LEARNED: Final = "learned_on_this_call"
SHUT: Final = "inconvenient_time"
VIOLENT: Final = "agency_violent"
NOTICES: Final = frozenset(
    {
        "adverse_credit_notice_delivered",
        "adverse_credit_notice_sent",
        "agency_notice_delivered",
        "agency_notice_sent",
        "art10_communication_sent",
        "assignment_notice_delivered",
        "consumer_posts_cease_notice",
        "credit_objection_received",
        "creditor_email_transfer_notice_sent",
        "data_source_requested",
        "debt_transferred",
        "default_notice_given",
        "furnished",
        "m2a_notice_mailed",
        "outsourcing_notice_delivered",
        "placed_with_agency",
        "plan_offered",
        "postdated_deposit_notice_sent",
        "recalled_from_agency",
        "reassigned_number_check",
        "refusal_notice_72_4_b_given",
        "start_notice_delivered",
        "vague_promise_to_help",
        "validation_notice_sent",
        "verification_sent",
        "written_notice_sent",
    }
)
PRESUMED: Final = {
    "agency_notice_delivered": ("agency_notice_sent", "agency_notice_delivered"),
    "assignment_notice_delivered": ("debt_transferred", "assignment_notice_delivered"),
    "art10_communication_sent": ("debt_transferred", "art10_communication_sent"),
    "m2a_notice_mailed": ("m2a_notice_mailed",),
    "start_notice_delivered": ("start_notice_delivered",),
    "written_notice_sent": ("written_notice_sent",),
}
"""A notice that stands unless one of these is told of."""
PRESUMED_OF_ACTS: Final = {"default_notice_given": ("default_notice_given",)}
"""The same for acts that are no contact."""
PERIOD: Final = "within_validation_period"
SENT: Final = frozenset({"letter", "email"})
"""What the post or a server returns when it cannot be delivered."""
CONFIRMED: Final = "written_confirmation_postmarked_"
WEEK: Final = timedelta(days=7)
FOUR_MONTHS: Final = timedelta(days=122)


def records_of(
    story: Story, action: Mapped, zones: Sequence[ZoneEvidence], *, at: datetime
) -> tuple[Record, ...]:
    """The records of a case: those stated as facts, those of its timeline in its order, and those presumed.

    Of the timeline only what happened strictly before `at` counts.
    `zones` are where the person may be: a day on which something ends is over when it is over in all of them.
    """
    return (
        *_given(story, zones),
        *_from_timeline(story, at),
        *_presumed(story, action),
        *_confirmed(story, action),
    )


def _given(story: Story, zones: Sequence[ZoneEvidence]) -> list[Record]:
    records = [record for item in story.facts.get("consents", []) for record in _consents(item)]
    records += [record for item in story.facts.get("preferences", []) for record in _preferences(item, zones)]
    records += [hold for item in story.facts.get("holds", []) for hold in _holds(story, item, zones)]
    return records


def _consents(item: Mapped) -> list[Record]:
    flags = {name for name in ("express", "recorded") if item.get(name)}
    flags |= {"compliant"} if item.get("during") else set()
    record = Record(
        kind="consent",
        token="",
        at=instant(item.get("at", LONG_AGO)),
        person_id=item["person"],
        ended_at=instant(item["revoked_at"]) if "revoked_at" in item else None,
        debts=frozenset(item.get("debts", ())),
        channels=frozenset(item.get("channels", ())),
        given_to=item.get("given_to", "*"),
        from_time=time_of(item.get("from")),
        to_time=time_of(item.get("to")),
        only_on=day_of(item.get("only_on")),
        flags=frozenset(flags),
        number=item.get("limit"),
    )
    return [replace(record, token=word.strip()) for word in str(item["scope"]).split(",")]


def _preferences(item: Mapped, zones: Sequence[ZoneEvidence]) -> list[Record]:
    day = day_of(item.get("date"))
    channel, address = item.get("channel"), item.get("address")
    days = frozenset(WEEKDAYS[word] for word in item.get("days", ()))
    record = Record(
        kind="preference",
        token=item["kind"],
        at=instant(item.get("at", LONG_AGO)),
        person_id=item["person"],
        until=_over(day_of(item.get("until")), zones),
        channels=frozenset({channel} if channel and address is None else ()),
        addresses=frozenset({address} if address else ()),
        from_time=time_of(item.get("from")),
        to_time=time_of(item.get("to")),
        days=days,
        place=item.get("place"),
        flags=frozenset({LEARNED} if item.get("learned") == "during_this_call" else ()),
        number=item.get("weekly_hours"),
        day=day,
    )
    return _shut_outside(record) if item["kind"] == "only_times" else [record]


def _shut_outside(record: Record) -> list[Record]:
    """Hours that alone are welcome, as the hours and days that are not."""
    shut = [replace(record, token=SHUT, from_time=record.to_time, to_time=record.from_time)]
    if record.from_time is None and record.to_time is None:
        shut = []
    others = frozenset(range(7)) - record.days if record.days else frozenset[int]()
    if others:
        shut.append(replace(record, token=SHUT, from_time=None, to_time=None, days=others))
    return shut


def _over(day: date | None, zones: Sequence[ZoneEvidence]) -> datetime | None:
    """When a last day is over wherever the person may be."""
    if day is None:
        return None
    known = {one.tz for one in zones} & available_timezones() or {"UTC"}
    return max(datetime.combine(day + timedelta(days=1), time(), ZoneInfo(tz)) for tz in known)


def _holds(story: Story, item: Mapped, zones: Sequence[ZoneEvidence]) -> list[Record]:
    """A stated hold unless it was released; the moratorium of a joint debtor is one for the borrower as well."""
    if "released_by" in item:
        return []
    hold, debts = _hold(story, item, zones), tuple(item.get("debts", list(story.debts)))
    joint = item["kind"] in {BREATHING, CRISIS} and story.role(item["person"], debts) in JOINT
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
        until=_over(day_of(item.get("until")), zones),
        debts=frozenset(item.get("debts", ())),
        flags=frozenset(flags),
    )


def _from_timeline(story: Story, before: datetime) -> list[Record]:
    records: list[Record] = []
    for item in story.timeline:
        at, kind = instant(item["at"]), item["ev"]
        if at >= before:
            continue
        if kind == "undeliverable_notice":
            records = [_bounced(record, item, at) for record in records]
        if kind == "recalled_from_agency":
            records = [_recalled(record, item, at) for record in records]
        if kind == "app_session_end":
            records = [replace(one, ended_at=at) if one.token == APP_SESSION else one for one in records]
        if kind in HOLD_ENDS:
            records = [_ended(record, item, at) for record in records]
        records += _begun(story, item, records)
        if kind in SENT and item.get("dir", "out") == "out":
            records.append(_message_sent(item))
    return records


def _begun(story: Story, item: Mapped, so_far: list[Record]) -> list[Record]:
    at, kind = instant(item["at"]), item["ev"]
    person = str(item.get("person", item.get("from", "p1")))
    debts = _debts(item)
    if kind in PREFERENCES:
        place = item.get("place") if kind == "asked_to_leave" else None
        return [Record("preference", PREFERENCES[kind], at, person, place=place)]
    if kind in HOLD_STARTS:
        return [_hold_begun(item, person, _held_debts(story, item, debts), so_far)]
    if kind in NOTICES:
        return [_notice(item, person, debts)]
    if kind == "app_session_start":
        return [Record("notice", APP_SESSION, at, person)]
    return wishes_of(item, at, str(item.get("from", item.get("to", "p1"))))


def _debts(item: Mapped) -> frozenset[str]:
    return frozenset(item.get("debts", [item["debt"]] if "debt" in item else ()))


def _message_sent(item: Mapped) -> Record:
    """A message sent about debts, until it comes back."""
    debts = frozenset(item.get("debts", ()))
    return Record("notice", "message_sent", instant(item["at"]), item.get("to", "p1"), debts=debts)


def _held_debts(story: Story, item: Mapped, debts: frozenset[str]) -> frozenset[str]:
    """Which debts a hold is about: a complaint rests everything, a moratorium the debts that the case lists in it."""
    token = HOLD_STARTS[item["ev"]]
    if token == COMPLAINT:
        return frozenset()
    if token == BREATHING and not debts:
        return frozenset(key for key, debt in story.debts.items() if debt.get("moratorium_debt"))
    return debts


def _hold_begun(item: Mapped, person: str, debts: frozenset[str], so_far: list[Record]) -> Record:
    at, token = instant(item["at"]), HOLD_STARTS[item["ev"]]
    if token == BREATHING and item.get("type", "standard") != "standard":
        token = CRISIS
    until = day_of(item.get("agreed_until"))
    return Record(
        "hold",
        token,
        at,
        person,
        until=datetime.combine(until + timedelta(days=1), time(), at.tzinfo) if until else None,
        debts=debts,
        given_to=item.get("agency", "*") if token == VIOLENT else "*",
        flags=_hold_flags(item, so_far),
        number=item.get("months"),
    )


def _notice(item: Mapped, person: str, debts: frozenset[str]) -> Record:
    return Record(
        "notice",
        item["ev"],
        instant(item["at"]),
        person,
        debts=debts,
        given_to=str(item.get("agency", item.get("to_actor", "*"))),
        number=item.get("limit"),
        day=day_of(item.get("opt_out_by", item.get("planned_start"))),
    )


def _hold_flags(item: Mapped, so_far: list[Record]) -> frozenset[str]:
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


def _ended(record: Record, item: Mapped, at: datetime) -> Record:
    fits = (
        record.kind == "hold"
        and record.token in HOLD_ENDS[item["ev"]]
        and record.ended_at is None
        and item.get("kind", record.token) == record.token
    )
    same_debt = "debt" not in item or not record.debts or item["debt"] in record.debts
    return replace(record, ended_at=at) if fits and same_debt else record


def _bounced(record: Record, item: Mapped, at: datetime) -> Record:
    """A notice that came back has not been given; what was reported to a bureau was no notice to the debtor.

    One that names debts or a person takes away what was sent to them about those alone.
    """
    is_notice = record.kind == "notice" and record.token != "furnished"  # noqa: S105  the word of a record
    meant = record.person_id == item.get("person", record.person_id) and _shares(record.debts, _debts(item))
    return replace(record, ended_at=at) if is_notice and meant and record.ended_at is None else record


def _shares(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two scopes meet; an empty one means all."""
    return not one or not other or bool(one & other)


def _recalled(record: Record, item: Mapped, at: datetime) -> Record:
    same = record.token == PLACED and record.given_to == item.get("agency", "*") and record.ended_at is None
    same = same and ("debt" not in item or not record.debts or item["debt"] in record.debts)
    return replace(record, ended_at=at) if same else record


def _presumed(story: Story, action: Mapped) -> list[Record]:
    notices = PRESUMED_OF_ACTS if "type" in action else PRESUMED
    strict = {name for name, item in story.facts.get("agencies", {}).items() if "notice" in item}
    return [
        Record("notice", token, LONG_AGO, person)
        for token, tests in notices.items()
        if not story.happened(*tests) and not (token.startswith("agency") and action.get("actor") in strict)
        for person in story.persons
    ]


def _confirmed(story: Story, action: Mapped) -> list[Record]:
    basis = str(action.get("basis", ""))
    if not basis.startswith(CONFIRMED):
        return []
    at = datetime.fromisoformat(basis.removeprefix(CONFIRMED)).replace(tzinfo=UTC)
    asked = [
        instant(item["at"]).date() for item in story.timeline if item["ev"] == "oral_request_no_work_calls"
    ]
    in_time = any(timedelta(0) <= at.date() - day <= WEEK for day in asked)
    flags = frozenset({"within_seven_days"} if in_time else ())
    return [Record("notice", "written_confirmation", at, action["to"], flags=flags)]
