"""The small typed language that every provision compiles to.

A term is either a statement (true, false or unknown) or a number. Both evaluators of the gate read these
terms and nothing else, so one definition answers one question and ten million. The language has no
loops, no names of its own and no way to reach outside the dossier; a missing fact makes it unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Op(StrEnum):
    """How two numbers are compared."""

    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="


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
class Constant:
    """A number written in the law."""

    value: int


@dataclass(frozen=True, slots=True)
class FactNumber:
    """The value of a whole-number fact."""

    fact: str


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


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time that ends at the ask. `n` days or hours where the type needs it.

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
    DEBTOR = "debtor"
    ADDRESS = "address"
    DEBT = "debt"
    ACTOR = "actor"
    LENDER = "lender"


class Attribution(StrEnum):
    """Which debts an event counts to, where the key has a debt."""

    INTENDED = "intended"
    """All debts the contact was about."""
    ELECTED = "elected"
    """Talked of: those discussed or raised; silent: the one that was elected, else all intended."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many events match within the window, for the key; the contact asked about is added if it would.

    With a debt in the key the greatest number over the debts asked about is taken.
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
class RecordFilter:
    """Which records are meant; a record counts only while it is in force at the ask.

    The scopes that a record carries (debts, channels, addresses) must cover the ask: for a hold or a
    preference one shared debt is enough, for a consent or notice every debt asked about. Local times that
    a record carries are read in `zone`: a consent must cover the ask in every candidate zone, a hold or
    preference in any. `addressee` says that a consent must be given to the very actor (or to everyone).
    `flags` must all be on the record. `waives` is a rule id that the record must name.
    """

    kind: str
    tokens: frozenset[str]
    zone: ZoneRule
    subject: Subject = Subject.PERSON
    addressee: bool = False
    flags: frozenset[str] = frozenset()
    waives: str | None = None


@dataclass(frozen=True, slots=True)
class RecordNumber:
    """The greatest number that an active record carries, or `default`."""

    record: RecordFilter
    default: int


Number = Constant | FactNumber | Tally | DaysSince | Streak | RecordNumber


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


@dataclass(frozen=True, slots=True)
class Slot:
    """An open stretch of the local day, half-open [from, to), in seconds from midnight, on these weekdays."""

    days: frozenset[int]
    from_s: int
    to_s: int


@dataclass(frozen=True, slots=True)
class InWindow:
    """The ask falls into an open slot, in every zone that the resolver gives."""

    zone: ZoneRule
    slots: tuple[Slot, ...]


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
    | FactTrue
    | IsKnown
    | Compare
    | InWindow
    | RecordActive
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


@dataclass(frozen=True, slots=True)
class TermFacts:
    """What a term looks at: fact names, and whether it needs a zone from evidence."""

    facts: frozenset[str] = field(default_factory=frozenset)
    needs_zone: bool = False


ASK_ALWAYS_KNOWN = frozenset(
    {"ask.channel", "ask.purpose", "ask.role", "ask.actor", "ask.form", "ask.is_about_debtor"}
)
"""Facts of the ask that every ask has."""


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


def looks_at(term: Term | Number) -> TermFacts:  # noqa: PLR0911  one return for each kind of term
    """Which facts a term rests on, through all its parts."""
    match term:
        case FactIn() | FactHas() | FactWithin() | FactTrue() | IsKnown() | FactNumber():
            return TermFacts(frozenset({term.fact}))
        case All() | AnyOf():
            return _merge(*(looks_at(part) for part in term.parts))
        case Not():
            return looks_at(term.part)
        case Compare():
            return _merge(looks_at(term.left), looks_at(term.right))
        case InWindow():
            return TermFacts(needs_zone=term.zone.resolver is not Resolver.FIXED)
        case Tally():
            since = frozenset({term.window.since_fact}) if term.window.since_fact else frozenset()
            return TermFacts(since, _window_needs_zone(term.window))
        case DaysSince() | Streak():
            return TermFacts(needs_zone=term.zone.resolver is not Resolver.FIXED)
        case RecordActive() | RecordNumber():
            return TermFacts(needs_zone=term.record.zone.resolver is not Resolver.FIXED)
        case _:
            return TermFacts()


def _window_needs_zone(window: Window) -> bool:
    by_clock = window.type in {WindowType.EVER, WindowType.ROLLING_HOURS} and window.since_fact is None
    return not by_clock and window.zone.resolver is not Resolver.FIXED


def _merge(*found: TermFacts) -> TermFacts:
    names = frozenset().union(*(item.facts for item in found)) if found else frozenset()
    return TermFacts(names, any(item.needs_zone for item in found))
