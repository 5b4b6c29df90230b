"""Consents, preferences, holds and notices of a case: those stated as facts, those its timeline begins and ends.

A precondition that is not under test is met: a notice of long ago stands for it, unless the timeline tells of such a
notice or the case says that only the timeline counts. For acts that are no contact only a default notice is presumed.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final

from forbear.gate.cases.holds import HOLD_ENDS, HOLD_STARTS, ended_by, hold_begun, over, stated_holds
from forbear.gate.cases.story import LONG_AGO, Mapped, Story, day_of, debts_of, instant, time_of
from forbear.gate.cases.wishes import wishes_of
from forbear.gate.dossier import Record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.gate.dossier import ZoneEvidence

WEEKDAYS: Final = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
PREFERENCES: Final = {
    "contact_refused": "contact_refused",
    "contact_denies_knowing_debtor": "contact_denied",
    "oral_request_no_work_calls": "no_work_calls",
    "asked_to_leave": "asked_to_leave",
}
APP_SESSION: Final = "app_session"
PLACED: Final = "placed_with_agency"
LEARNED: Final = "learned_on_this_call"
SHUT: Final = "inconvenient_time"
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
SENT: Final = frozenset({"letter", "email"})
"""What the post or a server returns when it cannot be delivered."""
CONFIRMED: Final = "written_confirmation_postmarked_"


def records_of(
    story: Story, action: Mapped, zones: Sequence[ZoneEvidence], *, at: datetime
) -> tuple[Record, ...]:
    """The records of a case: those stated as facts, those of its timeline in its order, and those presumed.

    Of the timeline only what happened strictly before `at` counts.
    `zones` are where the person may be: a day on which something ends is over when it is over in all of them.
    """
    return (
        *_given(story, zones),
        *_from_timeline(story, zones, before=at),
        *_presumed(story, action),
        *_confirmed(story, action, put=at),
    )


def _given(story: Story, zones: Sequence[ZoneEvidence]) -> list[Record]:
    records = [record for item in story.facts.get("consents", []) for record in _consents(item)]
    records += [record for item in story.facts.get("preferences", []) for record in _preferences(item, zones)]
    records += [hold for item in story.facts.get("holds", []) for hold in stated_holds(story, item, zones)]
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
        until=over(day_of(item.get("until")), zones),
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


def _from_timeline(story: Story, zones: Sequence[ZoneEvidence], *, before: datetime) -> list[Record]:
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
            records = [ended_by(record, item, at) for record in records]
        records += _begun(story, item, records, zones)
        if kind in SENT and item.get("dir", "out") == "out":
            records.append(_message_sent(item))
    return records


def _begun(
    story: Story, item: Mapped, so_far: Sequence[Record], zones: Sequence[ZoneEvidence]
) -> list[Record]:
    at, kind = instant(item["at"]), item["ev"]
    person = str(item.get("person", item.get("from", "p1")))
    debts = debts_of(item)
    if kind in PREFERENCES:
        place = item.get("place") if kind == "asked_to_leave" else None
        return [Record("preference", PREFERENCES[kind], at, person, place=place)]
    if kind in HOLD_STARTS:
        return [hold_begun(story, item, person, so_far=so_far, zones=zones)]
    if kind in NOTICES:
        return [_notice(item, person, debts)]
    if kind == "app_session_start":
        return [Record("notice", APP_SESSION, at, person)]
    return wishes_of(item, at, str(item.get("from", item.get("to", "p1"))))


def _message_sent(item: Mapped) -> Record:
    """A message sent about debts, until it comes back."""
    debts = frozenset(item.get("debts", ()))
    return Record("notice", "message_sent", instant(item["at"]), item.get("to", "p1"), debts=debts)


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


def _bounced(record: Record, item: Mapped, at: datetime) -> Record:
    """A notice that came back has not been given; what was reported to a bureau was no notice to the debtor.

    One that names debts or a person takes away what was sent to them about those alone.
    """
    is_notice = record.kind == "notice" and record.token != "furnished"  # noqa: S105  the word of a record
    meant = record.person_id == item.get("person", record.person_id) and _shares(record.debts, debts_of(item))
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


def _confirmed(story: Story, action: Mapped, *, put: datetime) -> list[Record]:
    """A confirmation in writing, with the day of the request that it confirms."""
    basis = str(action.get("basis", ""))
    if not basis.startswith(CONFIRMED):
        return []
    # A postmark has no hour: noon is the same day on both sides of the Atlantic.
    at = datetime.combine(date.fromisoformat(basis.removeprefix(CONFIRMED)), time(12), UTC)
    asked = [instant(item["at"]).date() for item in story.before(put, "oral_request_no_work_calls")]
    day = max((day for day in asked if day <= at.date()), default=None)
    return [Record("notice", "written_confirmation", at, action["to"], day=day)]
