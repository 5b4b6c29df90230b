"""Rows into a dossier: events, records, zones and facts, as the gate reads them.

It reads what `ledger.sql` named `dossier` gave and decides nothing. What no row says is left out, so that the gate finds it unknown
and refuses; only where the book's silence has a meaning of its own is that meaning written down here, beside the fact.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from forbear.domain.facts import CHANNELS
from forbear.gate.dossier import Dossier, Event, Record, ZoneEvidence
from forbear.storage.dossier_facts import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from forbear.gate.dossier import Proposal

Row = dict[str, Any]

WRONG_NUMBER: Final = "wrong_number"
TOLD: Final = "told"
"""Where a row of `attempts` keeps the event it tells of."""
PREFERENCE: Final = "preference"
LIFT: Final = "lift"
LOG_REACHES_BACK: Final = timedelta(days=400)
ZONE_SOURCE: Final = {"mobile": "mobile_area_code", "landline": "landline_area_code", "address": "address"}


def dossier_of(proposal: Proposal, at: datetime, document: Mapping[str, Any], keys: Sequence[str]) -> Dossier:
    """Build the dossier of one question from the document of one reading; keys never seen have version 0."""
    document = known_at(at, document)
    versions = document["keys"]
    requests = [_heard_by(row, at) for row in document["requests"]]
    # A wrong number takes attempts off the count, so one that is dated later than the question does not help yet.
    found_out = (event for event in _corrections(document) if event.at <= at)
    log = tuple(sorted((*events_of(document["attempts"]), *found_out), key=lambda event: event.us))
    return Dossier(
        ask=proposal.ask(at),
        facts=facts_of(proposal, at, document),
        records=(
            *_requests(requests, document["loans"]),
            *_consents(document["consents"]),
            *_notices(proposal, document),
        ),
        log=log,
        zones=tuple(_zones(document)),
        keys={key: versions.get(key, 0) for key in keys},
    )


def known_at(at: datetime, document: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of a reading what is not known at `at`, or is too long ago; so a reading serves every question put after it.

    The clocks of two workers differ by moments: what the gate itself reserved, and what was heard, is known even when it is dated
    later than the question. A book may hold rows dated later; those are not known yet.
    """
    since = at - LOG_REACHES_BACK
    return {
        **document,
        **{
            name: [row for row in document[name] if row["origin"] == "heard" or instant(row["at"]) <= at]
            for name in ("requests", "wrong_numbers")
        },
        "consents": [row for row in document["consents"] if instant(row["at"]) <= at],
        "attempts": [
            row
            for row in document["attempts"]
            if since < event_of(row).at and (row["origin"] == "gate" or event_of(row).at <= at)
        ],
    }


def instant(text: str) -> datetime:
    """Read an instant as PostgreSQL writes it into JSON; always in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)


def _maybe(text: str | None) -> datetime | None:
    return None if text is None else instant(text)


def event_detail(event: Event) -> dict[str, object]:
    """Return what an event says beyond the columns of `attempts`, JSON-ready; what it does not say is left out."""
    detail = {
        "debtor_id": event.debtor_id if event.debtor_id != event.person_id else None,
        "place": event.place,
        "lender": event.lender,
        "debts_raised": list(event.debts_raised),
        "debts_discussed": list(event.debts_discussed),
        "debt_elected": event.debt_elected,
        "technology": event.technology,
        "form": event.form,
        "consent_id": event.consent_id,
        "in_reply_to": event.in_reply_to,
        "flags": sorted(event.flags),
    }
    return {name: value for name, value in detail.items() if value not in (None, [])}


def events_of(attempts: Sequence[Row]) -> Iterator[Event]:
    """Yield the events that rows of `attempts` tell of, each with the last outcome learned."""
    return (event_of(row) for row in attempts)


def event_of(row: Row) -> Event:
    """Return the event that a row of `attempts` tells of.

    It is kept in the row: a reading that is remembered is asked again and again, and no row of a reading ever changes.
    """
    found: Event | None = row.get(TOLD)
    if found is None:
        found = row[TOLD] = _event(row)
    return found


def _event(row: Row) -> Event:
    detail = row["detail"]
    debtor_id = detail.get("debtor_id", row["person_id"])
    is_own = debtor_id == row["person_id"]
    return Event(
        at=instant(row["at"]),
        channel=row["channel"],
        person_id=row["person_id"],
        outcome=_outcome(row),
        direction=row["direction"],
        event_id=row["attempt_id"],
        address=row["contact_point"],
        actor=row["by"] or "lender",
        lender=detail.get("lender", "lender"),
        purpose=row["purpose"] or "collect",
        debts=tuple(row["loan_ids"]),
        debts_raised=tuple(detail.get("debts_raised", ())),
        debts_discussed=tuple(detail.get("debts_discussed", ())),
        debt_elected=detail.get("debt_elected") or next(iter(row["loan_ids"]), None),
        technology=detail.get("technology"),
        form=detail.get("form", "interactive"),
        consent_id=detail.get("consent_id"),
        in_reply_to=detail.get("in_reply_to"),
        flags=frozenset(detail.get("flags", ())),
        debtor_id=debtor_id,
        role=row.get("role") or ("borrower" if is_own else ""),
        place=detail.get("place"),
    )


def _outcome(row: Row) -> str:
    """Return the last outcome learned. A wrong number is told by a later event of its own, so the outcome before it stands here."""
    learned = [c["outcome"] for c in row["corrections"] if "outcome" in c and c["outcome"] != WRONG_NUMBER]
    return str(learned[-1] if learned else row["outcome"])


def _corrections(document: Mapping[str, Any]) -> Iterator[Event]:
    """Yield wrong numbers found later: in the corrections of an attempt, or told by somebody in a request."""
    for row in document["attempts"]:
        for correction in row["corrections"]:
            if correction.get("outcome") == WRONG_NUMBER:
                yield _wrong_number(instant(correction["at"]), row["person_id"], row["contact_point"])
    for row in (*document["requests"], *document["wrong_numbers"]):
        if row["kind"] == WRONG_NUMBER:
            yield _wrong_number(instant(row["at"]), row["person_id"], row["scope"])


def _wrong_number(at: datetime, person_id: str, address: str | None) -> Event:
    return Event(
        at=at, channel="none", person_id=person_id, outcome=WRONG_NUMBER, direction="in", address=address
    )


def _heard_by(row: Row, at: datetime) -> Row:
    """Return the request; one that another clock dates later than the question binds from the question on."""
    return row if instant(row["at"]) <= at else {**row, "at": at.isoformat()}


def _requests(requests: Sequence[Row], loans: Sequence[Row]) -> Iterator[Record]:
    """Yield what people asked of us as holds and preferences; a `lift` ends the request that it names, or all of its person's."""
    debts = {loan["loan_id"] for loan in loans}
    lifts = [row for row in requests if row["kind"] == LIFT]
    for row in requests:
        if row["kind"] in {LIFT, WRONG_NUMBER}:
            continue
        channels, about, addresses = _scope(row["scope"], debts)
        yield Record(
            kind=PREFERENCE if row["kind"] == PREFERENCE else "hold",
            token=row["kind"],
            at=instant(row["at"]),
            person_id=row["person_id"],
            record_id=row["request_id"],
            until=_end_of_day(row["until"]),
            ended_at=_lifted_at(row, lifts),
            channels=channels,
            debts=about,
            addresses=addresses,
        )


def _lifted_at(row: Row, lifts: Sequence[Row]) -> datetime | None:
    ends = [
        instant(lift["at"])
        for lift in lifts
        if lift["person_id"] == row["person_id"]
        and lift["scope"] in {None, row["request_id"]}
        and instant(lift["at"]) >= instant(row["at"])
    ]
    return min(ends, default=None)


def _scope(scope: str | None, debts: set[str]) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Read the scope of a request as channels, debts, addresses: a channel, a debt of the question, else an address or a debt.

    Another debt's id is read as an address: no address is spelled so, hence it binds nothing here, as it should.
    """
    nothing: frozenset[str] = frozenset()
    if scope is None:
        return nothing, nothing, nothing
    only = frozenset({scope})
    if scope in CHANNELS:
        return only, nothing, nothing
    if scope in debts:
        return nothing, only, nothing
    return nothing, nothing, only


def _end_of_day(day: str | None) -> datetime | None:
    """Return when the last day of a request or consent is over wherever on earth the person is: it binds too long, never too short."""
    if day is None:
        return None
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(12), tzinfo=UTC)


def _start_of_day(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(0), tzinfo=UTC)


def _clock(text: str | None) -> time | None:
    return None if text is None or text == "24:00" else time.fromisoformat(text)


def _consents(consents: Sequence[Row]) -> Iterator[Record]:
    """Yield consents. A consent ends when its last day begins to be over anywhere: it never lasts too long."""
    for row in consents:
        until = row["until"]
        yield Record(
            kind="consent",
            token=row["scope"],
            at=instant(row["at"]),
            person_id=row["person_id"],
            record_id=f"consent-{row['consent_no']}",
            until=None if until is None else _start_of_day(until) + timedelta(hours=10),
            ended_at=_maybe(row["withdrawn_at"]),
            channels=frozenset(row["channels"]),
            given_to=row["given_to"],
            from_time=_clock(row["valid_from"]),
            to_time=_clock(row["valid_to"]),
            waives=frozenset(row["waives"]),
        )


def _notices(proposal: Proposal, document: Mapping[str, Any]) -> Iterator[Record]:
    """Yield the notices that told somebody that a borrower had named them."""
    for row in document["relations"]:
        if row["notice_sent"] is not None:
            yield Record(
                kind="notice",
                token="named_as_contact",  # noqa: S106 - the word of a record, not a secret
                at=_start_of_day(row["notice_sent"]),
                person_id=proposal.person_id,
                debts=frozenset() if row["loan_id"] is None else frozenset({row["loan_id"]}),
            )


def _zones(document: Mapping[str, Any]) -> Iterator[ZoneEvidence]:
    for row in document["people"]:
        if row["timezone"]:
            yield ZoneEvidence(source="residence", tz=row["timezone"], person_id=row["person_id"])
    for row in document["points"]:
        if row["timezone"]:
            source = ZONE_SOURCE.get(row["kind"], "reasonable_belief")
            yield ZoneEvidence(
                source=source, tz=row["timezone"], address=row["value"], person_id=row["person_id"]
            )
    for row in document["loans"]:
        if row["timezone"]:
            yield ZoneEvidence(source="loan", tz=row["timezone"], person_id=row["borrower_id"])
