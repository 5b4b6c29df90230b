"""Everything one decision may look at, as values: the question, facts, records, the event log, zones.

A dossier is read-only and complete: the evaluators look at nothing else, so the same dossier, rulebook
and instant always give the same answer. It holds events as they happened, never counters, and it
refuses naive instants.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class NaiveInstant(Exception):
    """an instant without a zone was given where the law needs one point in time"""


def microseconds(at: datetime) -> int:
    """Exact whole microseconds since 1970-01-01T00:00Z; raises `NaiveInstant` for a naive datetime."""
    if at.tzinfo is None:
        raise NaiveInstant
    return (at - EPOCH) // MICROSECOND


@dataclass(frozen=True, slots=True)
class Ask:
    """The question: may this person be contacted, at this instant, in this way, about this?

    `debtor_id` is the person whose loan it is (the same as `person_id` unless a contact, guarantor or
    other third person is addressed). `action` is set for acts that are no contact (`file_lawsuit`, …)
    with `channel` `none`. `content` holds what the message says, by the fact names under `content.`
    without that prefix (for example `flags`: a frozenset of tokens). `debt_elected` names the one debt that
    an unanswered call is to count to; `arrives_at` is when a message is expected to arrive, when not at once.
    """

    at: datetime
    channel: str
    person_id: str
    debtor_id: str = ""
    role: str = "borrower"
    purpose: str = "collect"
    debts: tuple[str, ...] = ()
    address: str | None = None
    place: str | None = None
    actor: str = "lender"
    lender: str = "lender"
    action: str | None = None
    technology: str | None = None
    form: str = "interactive"
    basis: str | None = None
    in_reply_to: str | None = None
    content: Mapping[str, object] = field(default_factory=dict)
    content_digest: str = ""
    debt_elected: str | None = None
    arrives_at: datetime | None = None
    us: int = field(init=False, repr=False, default=0)
    arrives_us: int = field(init=False, repr=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "us", microseconds(self.at))
        arrives = self.us if self.arrives_at is None else microseconds(self.arrives_at)
        object.__setattr__(self, "arrives_us", arrives)
        if not self.debtor_id:
            object.__setattr__(self, "debtor_id", self.person_id)

    def moved_to(self, at: datetime) -> Ask:
        """The same question asked at another instant; a message would take as long to arrive."""
        arrives = None if self.arrives_at is None else at + (self.arrives_at - self.at)
        return replace(self, at=at, arrives_at=arrives)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question without its instant: what somebody would like to send. Fields as in `Ask`."""

    channel: str
    person_id: str
    debtor_id: str = ""
    role: str = "borrower"
    purpose: str = "collect"
    debts: tuple[str, ...] = ()
    address: str | None = None
    place: str | None = None
    actor: str = "lender"
    lender: str = "lender"
    action: str | None = None
    technology: str | None = None
    form: str = "interactive"
    basis: str | None = None
    in_reply_to: str | None = None
    content: Mapping[str, object] = field(default_factory=dict)
    content_digest: str = ""
    debt_elected: str | None = None
    arrives_at: datetime | None = None

    def ask(self, at: datetime) -> Ask:
        """The question put at `at`."""
        values = {name: getattr(self, name) for name in Proposal.__slots__}
        return Ask(at=at, **values)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, with the finest outcome known. Units are views over these.

    `direction` is `out` or `in`. `debts` are those the contact was about; `debts_raised` and
    `debts_discussed` what was really spoken of; `debt_elected` the one that a silent attempt counts to.
    An event with outcome `wrong_number` takes away every earlier event to the same person and address:
    corrections are later events, nothing is rewritten. Events that are no contact at all (an answer
    from a contact, a notice) have channel `none`, and `outcome` says what happened. `debtor_id` is whose loans
    it was about (the person's own when not given), `role` what the person is to them, `place` where it reached.
    """

    at: datetime
    channel: str
    person_id: str
    outcome: str
    direction: str = "out"
    event_id: str = ""
    address: str | None = None
    actor: str = "lender"
    lender: str = "lender"
    purpose: str = "collect"
    debts: tuple[str, ...] = ()
    debts_raised: tuple[str, ...] = ()
    debts_discussed: tuple[str, ...] = ()
    debt_elected: str | None = None
    technology: str | None = None
    form: str = "interactive"
    consent_id: str | None = None
    in_reply_to: str | None = None
    flags: frozenset[str] = frozenset()
    debtor_id: str = ""
    role: str = ""
    place: str | None = None
    us: int = field(init=False, repr=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "us", microseconds(self.at))
        if not self.debtor_id:
            object.__setattr__(self, "debtor_id", self.person_id)


@dataclass(frozen=True, slots=True)
class Record:
    """Something that holds for a while: a hold, a request, a preference, a consent, a notice given.

    `kind` is `hold`, `preference`, `consent` or `notice`; `token` says which (`stop`, `dispute`,
    `night_contact`, `medium_opt_out`, …). Empty scopes mean all: `debts`, `channels`, `addresses`.
    In force from `at` (inclusive) to `until` (exclusive) and to `ended_at` (exclusive, a release or
    withdrawal). `from_time`/`to_time`, `days` (0 Monday) and `only_on` narrow it to local times of the
    day in the zone of the rule; a `to_time` of 24:00 is written as `None` with `from_time` set.
    `given_to` is the addressee of a consent (`lender`, `*`, or an actor's id). `waives` lists rule ids. `day` is a
    date that the record names: the last day to opt out, the day that collection is to begin. `is_plain` says that it has
    no scopes and no times of the day: while in force it reaches every ask of its person. `named` is `kind` and `token` in
    one word (`hold.stop`).
    """

    kind: str
    token: str
    at: datetime
    person_id: str
    record_id: str = ""
    until: datetime | None = None
    ended_at: datetime | None = None
    debts: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    given_to: str = "*"
    from_time: time | None = None
    to_time: time | None = None
    days: frozenset[int] = frozenset()
    only_on: date | None = None
    place: str | None = None
    flags: frozenset[str] = frozenset()
    waives: frozenset[str] = frozenset()
    number: int | None = None
    day: date | None = None
    us: int = field(init=False, repr=False, default=0)
    end_us: int = field(init=False, repr=False, default=0)
    is_plain: bool = field(init=False, repr=False, default=False)
    named: str = field(init=False, repr=False, default="")

    def __post_init__(self) -> None:
        object.__setattr__(self, "us", microseconds(self.at))
        narrowed = self.debts or self.channels or self.addresses or self.days
        timed = (self.place, self.from_time, self.to_time, self.only_on) != (None, None, None, None)
        object.__setattr__(self, "is_plain", not (narrowed or timed))
        object.__setattr__(self, "named", named(self.kind, self.token))
        ends = [microseconds(end) for end in (self.until, self.ended_at) if end is not None]
        object.__setattr__(self, "end_us", min(ends, default=END_OF_TIME_US))


def named(kind: str, token: str) -> str:
    """The one word for a kind and token of records, always the same object."""
    return sys.intern(f"{kind}.{token}")


END_OF_TIME_US = (1 << 62) - 1


@dataclass(frozen=True, slots=True)
class ZoneEvidence:
    """One reason to believe that a person is in a zone: where it comes from, which zone, since when.

    `source` is one of `residence`, `known_current_location`, `mobile_area_code`, `landline_area_code`,
    `address`, `last_login`, `reasonable_belief`, `loan`. `tz` is an IANA name.
    """

    source: str
    tz: str
    as_of: datetime | None = None
    address: str | None = None
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Dossier:
    """The question with all that is known. `facts` is keyed by the names of `forbear.domain.facts`.

    A fact that is absent or `None` is unknown. `log` is in order of time and holds the events of the
    person asked about and of the debtor, and those with others that were about the debtor's loans;
    `keys` are the versions of the count keys read with it.
    """

    ask: Ask
    facts: Mapping[str, object] = field(default_factory=dict)
    records: tuple[Record, ...] = ()
    log: tuple[Event, ...] = ()
    zones: tuple[ZoneEvidence, ...] = ()
    keys: Mapping[str, int] = field(default_factory=dict)

    def moved_to(self, at: datetime) -> Dossier:
        """The same dossier with the question put at another instant."""
        return replace(self, ask=self.ask.moved_to(at))
