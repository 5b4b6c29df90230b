"""What a provision says beside yes and no: what must be done by when, how long, kept until when, called what.

Followup rules hold duties and periods, retain rules hold keeping times, and any rule may say which class of
the law a happening falls in. These are values; `forbear.gate.duties` works out the dates and the classes.
The words below are closed: a provision over any other word does not load.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.rulebooks.calendars import Calendar
    from forbear.rulebooks.terms import Events, ZoneRule

HAPPENINGS: Final = frozenset(
    {
        "complaint_answered",
        "complaint_received",
        "credit_objection_answered",
        "credit_objection_received",
        "data_source_answered",
        "data_source_requested",
        "debt_due",
        "debt_paid",
        "demand_delivered",
        "dispute_answered",
        "dispute_received",
        "entry_marked_disputed",
        "hardship_information_requested",
        "hardship_notice_received",
        "initial",
        "objection_checked",
        "objection_noted",
        "undeliverable_notice",
        "validation_notice_sent",
        "verification_sent",
    }
)
"""What can begin, end or restart a duty or a period: outcomes of events that are no contact, or flags of one (`initial`)."""

RECORDS: Final = frozenset(
    [
        "adverse_credit_entry",
        "call_log",
        "call_recording",
        "collection_recording",
        "impact_assessment",
        "oral_plan_recording",
    ]
)
"""Classes of records that a law says how long to keep."""

ANCHORS: Final = frozenset(["call_date", "default_ended", "last_collection_activity", "made", "settled"])
"""The day of a record from which its keeping time runs."""

OPPOSITES: Final = (
    ("counts", "does_not_count"),
    ("effective", "not_effective"),
    ("communication", "not_communication"),
    ("limited_content_message", "not_limited_content_message"),
    ("valid_opt_out_method", "invalid_opt_out_method"),
    ("permitted_alias", "forbidden_alias"),
    ("within_statutory_maximum_28h", "exceeds_statutory_maximum_28h"),
)
"""Classes of which an instrument can give one only."""

CLASSES: Final = frozenset(token for pair in OPPOSITES for token in pair) | frozenset(
    ["attempt_to_communicate", "not_initial_communication", "not_sent"]
)
"""Every class that a provision may give."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of days: whole years and months first, then days, then business days of a calendar."""

    years: int = 0
    months: int = 0
    days: int = 0
    business_days: int = 0
    calendar: Calendar | None = None


@dataclass(frozen=True, slots=True)
class DutyTerm:
    """Something that must be done after something happened.

    `due` is counted from the local day of the trigger in `zone`; without it the duty is owed at once and has
    no date. `due_by_class` holds a span for each class of trigger (a complaint is simple, complex, extended);
    a trigger without a class has the shortest. An event of `ended_by` ends the duty unless one of `undone_by`
    follows (a notice that bounced was not given). One of `spared_by` up to the due day means that it was never
    owed, by the clause `spared_cites`.
    """

    token: str
    after: frozenset[str]
    zone: ZoneRule
    due: Span | None = None
    due_by_class: Mapping[str, Span] = field(default_factory=dict)
    ended_by: frozenset[str] = frozenset()
    undone_by: frozenset[str] = frozenset()
    spared_by: frozenset[str] = frozenset()
    spared_cites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PeriodTerm:
    """A stretch of time that the law counts from something that happened, with its last day.

    It runs for `lasts` from the local day of the trigger in `zone`, moved on by `starts` (assumed receipt).
    An event of `restarted_by` while it runs starts it anew; one after its last day changes nothing. `running`
    and `over` are what the law calls the two states, where it has words for them.
    """

    token: str
    after: frozenset[str]
    zone: ZoneRule
    lasts: Span
    starts: Span = Span()
    restarted_by: frozenset[str] = frozenset()
    undone_by: frozenset[str] = frozenset()
    running: str = ""
    over: str = ""


class KeepingEnd(StrEnum):
    """What the last day of a keeping time means."""

    UNTIL = "retain_until"
    AT_LEAST = "retain_until_at_least"
    DELETE = "delete_after"


@dataclass(frozen=True, slots=True)
class KeepingTerm:
    """Records of these classes are kept for `lasts` from the day `anchor`; `ends` says what happens then."""

    records: frozenset[str]
    anchor: str
    lasts: Span
    ends: KeepingEnd


class TraitOp(StrEnum):
    """How a trait is looked at."""

    IN = "in"
    HAS = "has"
    HAS_ALL = "has_all"
    WITHIN = "within"
    ABOVE = "above"
    AT_MOST = "at_most"


@dataclass(frozen=True, slots=True)
class TraitTest:
    """One statement about a happening. A trait that is not given fails every test, and so passes its negation."""

    trait: str
    op: TraitOp
    values: frozenset[object]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class ClassTerm:
    """Where every test holds the happening is of the classes `tokens`.

    With `counted_by` the compiled count of that rule is asked instead: `tokens[0]` when it counts the
    happening and `tokens[1]` when it does not.
    """

    when: tuple[TraitTest, ...]
    tokens: tuple[str, ...]
    cites: tuple[str, ...] = ()
    counted_by: str = ""


@dataclass(frozen=True, slots=True)
class ContactTally:
    """How many contacts a run of events is: `events` count one each; a voluntary thread may be one together."""

    events: Events
    voluntary_thread_is_one: bool


@dataclass(frozen=True, slots=True)
class Besides:
    """Everything that one provision says beside its answer at the gate."""

    duties: tuple[DutyTerm, ...] = ()
    period: PeriodTerm | None = None
    keeping: KeepingTerm | None = None
    classes: tuple[ClassTerm, ...] = ()
    contacts: ContactTally | None = None

    @property
    def calendars(self) -> tuple[Calendar, ...]:
        """The calendars that its spans are counted in."""
        spans = [span for duty in self.duties for span in (duty.due, *duty.due_by_class.values()) if span]
        if self.period is not None:
            spans += [self.period.starts, self.period.lasts]
        if self.keeping is not None:
            spans.append(self.keeping.lasts)
        return tuple(span.calendar for span in spans if span.calendar is not None)


NOTHING_BESIDES: Final = Besides()
