"""The small typed language that every provision compiles to.

A term is either a statement (true, false or unknown) or a number. Both evaluators of the gate read these
terms and nothing else, so one definition answers one question and ten million. The language has no
loops, no names of its own and no way to reach outside the dossier; a missing fact makes it unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from forbear.rulebooks.calendars import Calendar
from forbear.rulebooks.filters import (
    Attribution,
    EventFilter,
    Events,
    KeyPart,
    RecordFilter,
    Resolver,
    Subject,
    Window,
    WindowType,
    ZoneRule,
)

__all__ = [
    "FALSE",
    "HOLIDAY",
    "NEVER_DAYS",
    "TRUE",
    "All",
    "AnyOf",
    "Attribution",
    "Basis",
    "Calendar",
    "Compare",
    "Constant",
    "DaysFrom",
    "DaysSince",
    "EventFilter",
    "Events",
    "FactHas",
    "FactIn",
    "FactNumber",
    "FactTrue",
    "FactWithin",
    "FactWithinFact",
    "InWindow",
    "IsKnown",
    "KeyPart",
    "Literal",
    "NamedCount",
    "Not",
    "Number",
    "Op",
    "RecordActive",
    "RecordDays",
    "RecordFilter",
    "RecordNumber",
    "RepliesTo",
    "Resolver",
    "Side",
    "Slot",
    "Streak",
    "Subject",
    "Tally",
    "Term",
    "Window",
    "WindowType",
    "ZoneRule",
    "all_of",
    "any_of",
]


class Op(StrEnum):
    """How two numbers are compared."""

    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="


@dataclass(frozen=True, slots=True)
class Constant:
    """A number written in the law."""

    value: int


@dataclass(frozen=True, slots=True)
class FactNumber:
    """The value of a whole-number fact."""

    fact: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many events match within the window, for the key; the contact asked about is added if it would.

    With a debt in the key the greatest number over the debts asked about is taken; the contact itself counts to
    each of them, or to the one that the ask elects where the term attributes by election.
    """

    events: Events
    window: Window
    key: frozenset[KeyPart]
    counts_self: bool = True
    attribution: Attribution = Attribution.INTENDED


@dataclass(frozen=True, slots=True)
class DaysSince:
    """Calendar days from the last matching event to the ask; a very large number when there is none."""

    events: Events
    zone: ZoneRule
    key: frozenset[KeyPart]
    attribution: Attribution = Attribution.INTENDED


NEVER_DAYS = 1_000_000
"""What `DaysSince` gives when nothing has happened."""


@dataclass(frozen=True, slots=True)
class Streak:
    """The longest run of consecutive local days before today with at least `per_day` matching events.

    Only events after the last `reset` event of the debtor count.
    """

    events: Events
    reset: Events
    per_day: int
    zone: ZoneRule
    subject: Subject = Subject.DEBTOR


@dataclass(frozen=True, slots=True)
class RecordNumber:
    """The greatest number that an active record carries, or `default`."""

    record: RecordFilter
    default: int


class Side(StrEnum):
    """A day that a record has: that on which it began, or the one that it names."""

    AT = "at"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class RecordDays:
    """Days from a record in force to the ask (or to the day that it names, with `to_named`).

    Calendar days in the zone of the record filter, or business days of `calendar`. Of several records the
    fewest days count (`newest`) or the most. `NEVER_DAYS` when there is none.
    """

    record: RecordFilter
    since: Side = Side.AT
    to_named: bool = False
    newest: bool = True
    calendar: Calendar | None = None


@dataclass(frozen=True, slots=True)
class DaysFrom:
    """Local days from the date that a fact names to the ask; below zero while that date is still to come."""

    fact: str
    zone: ZoneRule


Number = Constant | FactNumber | Tally | DaysSince | Streak | RecordNumber | RecordDays | DaysFrom


@dataclass(frozen=True, slots=True)
class Literal:
    """Always true, or always false."""

    value: bool


@dataclass(frozen=True, slots=True)
class FactIn:
    """The fact is one of these words."""

    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class FactHas:
    """The set fact has at least one of these words."""

    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class FactWithin:
    """The set fact holds nothing but these words."""

    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class FactWithinFact:
    """The set fact holds nothing but the words of another set fact."""

    fact: str
    other: str


@dataclass(frozen=True, slots=True)
class FactTrue:
    """The yes-or-no fact is yes."""

    fact: str


@dataclass(frozen=True, slots=True)
class IsKnown:
    """The fact is known. Never unknown itself."""

    fact: str


@dataclass(frozen=True, slots=True)
class Compare:
    """Two numbers compared."""

    left: Number
    op: Op
    right: Number


HOLIDAY = 7
"""The day class of a holiday in a slot, after the weekdays 0 to 6."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An open stretch of the local day, half-open [from, to), in seconds from midnight, on these weekdays.

    Where the window has a calendar a holiday belongs to the class `HOLIDAY` and to no weekday.
    """

    days: frozenset[int]
    from_s: int
    to_s: int


class Basis(StrEnum):
    """Which instant a window looks at: when a contact is placed or sent, or when it is expected to arrive."""

    PLACED = "placed"
    ARRIVES = "arrives"


@dataclass(frozen=True, slots=True)
class InWindow:
    """The ask falls into an open slot, in every zone that the resolver gives."""

    zone: ZoneRule
    slots: tuple[Slot, ...]
    calendar: Calendar | None = None
    basis: Basis = Basis.PLACED


@dataclass(frozen=True, slots=True)
class RepliesTo:
    """The ask answers such an event of the person, by the same channel unless `any_channel`."""

    events: Events
    any_channel: bool = False


@dataclass(frozen=True, slots=True)
class RecordActive:
    """At least one such record is in force."""

    record: RecordFilter


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds (true when there is none)."""

    parts: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds (false when there is none)."""

    parts: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Term


Term = (
    Literal
    | FactIn
    | FactHas
    | FactWithin
    | FactWithinFact
    | FactTrue
    | IsKnown
    | Compare
    | InWindow
    | RecordActive
    | RepliesTo
    | All
    | AnyOf
    | Not
)

TRUE = Literal(value=True)
FALSE = Literal(value=False)


@dataclass(frozen=True, slots=True)
class NamedCount:
    """A quota value that verdicts show under a name, for example `calls_7d`."""

    name: str
    number: Number


def all_of(*parts: Term) -> Term:
    """A conjunction without needless nesting."""
    flat = [part for part in parts if part != TRUE]
    if not flat:
        return TRUE
    return flat[0] if len(flat) == 1 else All(tuple(flat))


def any_of(*parts: Term) -> Term:
    """A disjunction without needless nesting."""
    flat = [part for part in parts if part != FALSE]
    if not flat:
        return FALSE
    return flat[0] if len(flat) == 1 else AnyOf(tuple(flat))
