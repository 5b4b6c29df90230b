"""What the views of a term look at: zones, events, windows of time, keys, records. Values without behaviour.

They are the nouns of the small language in `terms`; both evaluators read them and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forbear.domain.words import Outcome


class Subject(StrEnum):
    """Whose events or records a view looks at."""

    PERSON = "person"
    DEBTOR = "debtor"


class Resolver(StrEnum):
    """Which zones the law lets count."""

    FIXED = "fixed"
    INTERSECT = "intersect"
    ADDRESS = "address"
    AREA_CODE = "area_code"
    KNOWN_CURRENT = "known_current"


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """How the local clock is found: `fixed` to `tz`, or from evidence of `sources` (in order of trust).

    `intersect` takes every zone there is evidence for, and a statement about time must hold in all.
    No evidence at all is unknown.
    """

    resolver: Resolver
    tz: str = ""


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are meant. An empty set means any; `not_*` take away.

    An outcome of `uncertain` (sent off, answer not recorded) matches `outcomes` when `uncertain` is set:
    it does where that is the strict reading (a quota), and not where it would loosen (a failed attempt).
    """

    channels: frozenset[str] = frozenset()
    directions: frozenset[str] = frozenset()
    outcomes: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    not_purposes: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    not_flags: frozenset[str] = frozenset()
    uncertain: bool = True
    flags: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    not_places: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()

    @property
    def matched_outcomes(self) -> frozenset[str]:
        """The outcomes that match, `uncertain` among them where it does; empty for any."""
        return (
            self.outcomes | {Outcome.UNCERTAIN.value} if self.outcomes and self.uncertain else self.outcomes
        )


Events = tuple[EventFilter, ...]
"""Any of these filters."""


class WindowType(StrEnum):
    """Which stretch of time a count looks back over."""

    EVER = "ever"
    CALENDAR_DAY = "calendar_day"
    ROLLING_CALENDAR_DAYS = "rolling_calendar_days"
    CALENDAR_WEEK = "calendar_week"
    CALENDAR_MONTH = "calendar_month"
    ROLLING_HOURS = "rolling_hours"
    ROLLING_MINUTES = "rolling_minutes"


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time that ends at the ask. `n` days, hours or minutes where the type needs it.

    `reset` starts it anew after the last event that matches; `since_fact` after the start of a day.
    """

    type: WindowType
    zone: ZoneRule
    n: int = 1
    reset: Events = ()
    reset_subject: Subject = Subject.DEBTOR
    since_fact: str | None = None


class KeyPart(StrEnum):
    """What events must share with the ask to be counted together."""

    PERSON = "person"
    """Events with the person asked about."""
    DEBTOR = "debtor"
    """Events with the debtor, whoever is asked about."""
    CASE = "case"
    """Events about the debtor's loans with whomever: the debtor, a spouse, a contact."""
    ADDRESS = "address"
    DEBT = "debt"
    ACTOR = "actor"
    LENDER = "lender"
    CHANNEL = "channel"
    OTHER_CHANNEL = "other_channel"
    """Events by any channel but that of the ask; the contact asked about is never one of them."""
    REPLY = "reply"
    """Events that answer the same message of the person as the ask does."""


class Attribution(StrEnum):
    """Which debts an event counts to, where the key has a debt."""

    INTENDED = "intended"
    """All debts the contact was about."""
    ELECTED = "elected"
    """Talked of: those discussed or raised; silent: the one that was elected, else all intended."""
    RAISED = "raised"
    """Answered: those that the collector raised, whatever was talked of; silent: as `elected`."""


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """Which records are meant; a record counts only while it is in force at the ask.

    The scopes that a record carries (debts, channels, addresses) must cover the ask: for a hold or a
    preference one shared debt is enough, for a consent or notice every debt asked about. Local times that
    a record carries are read in `zone`: a consent must cover the ask in every candidate zone, a hold or
    preference in any. `addressee` says that a consent must be given to the very actor (or to everyone).
    `others` says that it must have been given to somebody else than the asking actor (a debt placed with another agency).
    `flags` must all be on the record, and none of `not_flags`. `waives` is a rule id that the record must name. `lasts_days` is a
    fuse: the record ends after so many local days, the day it began being day one; `until` another: it ends at the
    first such event with the person after it began.
    """

    kind: str
    tokens: frozenset[str]
    zone: ZoneRule
    subject: Subject = Subject.PERSON
    addressee: bool = False
    flags: frozenset[str] = frozenset()
    waives: str | None = None
    others: bool = False
    lasts_days: int | None = None
    until: Events = ()
    not_flags: frozenset[str] = frozenset()
