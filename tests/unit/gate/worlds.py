"""Generated worlds: rules of every shape the term language allows, people, histories, records and zones.

Small vocabularies on purpose, so that filters hit, scopes overlap and instants fall on each other; zones with
and without summer time, on both sides of the date line; instants around clock changes, leap days, midnight.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from forbear.gate.dossier import Ask, Dossier, Event, Record, ZoneEvidence
from forbear.rulebooks.book import Force, Instrument, Rule, Rulebook
from forbear.rulebooks.decision import Decision
from forbear.rulebooks.terms import (
    HOLIDAY,
    All,
    AnyOf,
    Attribution,
    Basis,
    Compare,
    Constant,
    DaysFrom,
    DaysSince,
    EventFilter,
    FactHas,
    FactIn,
    FactNumber,
    FactTrue,
    FactWithin,
    FactWithinFact,
    InWindow,
    IsKnown,
    KeyPart,
    Literal,
    NamedCount,
    Not,
    Op,
    RecordActive,
    RecordDays,
    RecordFilter,
    RecordNumber,
    RepliesTo,
    Resolver,
    Side,
    Slot,
    Streak,
    Subject,
    Tally,
    Term,
    Window,
    WindowType,
    ZoneRule,
)
from tests.unit.gate.made_calendars import calendars

PEOPLE = ("p1", "p2", "k1")
DEBTS = ("d1", "d2", "d3")
ADDRESSES = ("m1", "m2")
CHANNELS = ("call", "sms", "visit")
OUTCOMES = (
    "ring_no_answer",
    "busy",
    "conversation",
    "answered_then_dropped",
    "sent",
    "uncertain",
    "wrong_number",
)
PURPOSES = ("collect", "relay_callback", "location")
TZS = (
    "Asia/Shanghai",
    "America/New_York",
    "America/Phoenix",
    "Pacific/Apia",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Sao_Paulo",
)
SOURCES = ("residence", "known_current_location", "mobile_area_code", "address")
ANCHORS = (
    datetime(2026, 10, 14, 10, tzinfo=UTC),
    datetime(2026, 3, 8, 7, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2024, 2, 29, 12, tzinfo=UTC),
    datetime(2026, 4, 4, 15, tzinfo=UTC),
    datetime(2018, 11, 4, 3, tzinfo=UTC),
)

some = st.sampled_from


def subset(words: tuple[str, ...]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(some(words), max_size=2)


zone_rules = st.one_of(
    st.builds(ZoneRule, st.just(Resolver.FIXED), some(TZS)),
    st.builds(
        ZoneRule, some([Resolver.INTERSECT, Resolver.KNOWN_CURRENT, Resolver.AREA_CODE, Resolver.ADDRESS])
    ),
)
filters = st.builds(
    EventFilter,
    channels=subset(CHANNELS),
    directions=st.frozensets(some(("out", "in")), max_size=1),
    outcomes=subset(OUTCOMES),
    purposes=subset(PURPOSES),
    not_purposes=st.frozensets(some(PURPOSES), max_size=1),
    forms=st.frozensets(some(("interactive", "informative")), max_size=1),
    not_flags=st.frozensets(some(("under_consent",)), max_size=1),
    uncertain=st.booleans(),
    flags=st.frozensets(some(("under_consent",)), max_size=1),
    places=st.frozensets(some(("home",)), max_size=1),
    not_places=st.frozensets(some(("home",)), max_size=1),
    roles=st.frozensets(some(("spouse",)), max_size=1),
)
event_sets = st.lists(filters, min_size=1, max_size=2).map(tuple)
keys = st.frozensets(some(list(KeyPart)), max_size=3).flatmap(
    lambda parts: some([KeyPart.PERSON, KeyPart.DEBTOR, KeyPart.CASE, KeyPart.ADDRESS]).map(
        lambda who: parts | {who}
    )
)
windows = st.builds(
    Window,
    some(list(WindowType)),
    zone_rules,
    st.integers(1, 8),
    st.one_of(st.just(()), event_sets),
    some(list(Subject)),
    some([None, None, "reach.invalid_since"]),
)
tallies = st.builds(Tally, event_sets, windows, keys, st.booleans(), some(list(Attribution)))
days_since = st.builds(DaysSince, event_sets, zone_rules, keys, some(list(Attribution)))
streaks = st.builds(Streak, event_sets, event_sets, st.integers(1, 2), zone_rules, some(list(Subject)))
record_filters = st.builds(
    RecordFilter,
    kind=some(("hold", "consent")),
    tokens=st.frozensets(some(("stop", "dispute", "night_contact")), min_size=1),
    zone=zone_rules,
    subject=some(list(Subject)),
    addressee=st.booleans(),
    flags=st.frozensets(some(("recorded",)), max_size=1),
    waives=some([None, None, "book/r0"]),
    others=st.booleans(),
    lasts_days=some([None, None, 1, 7]),
    until=st.one_of(st.just(()), event_sets),
    not_flags=st.frozensets(some(("recorded",)), max_size=1),
)


numbers = st.one_of(
    tallies,
    days_since,
    streaks,
    st.builds(RecordNumber, record_filters, st.integers(0, 5)),
    st.just(FactNumber("loan.days_past_due")),
    st.builds(RecordDays, record_filters, some(list(Side)), st.booleans(), st.booleans(), calendars),
    st.builds(DaysFrom, st.just("reach.invalid_since"), zone_rules),
)
slots = st.builds(
    lambda days, a, b: Slot(days, min(a, b), max(a, b) + 1),
    st.frozensets(st.integers(0, HOLIDAY), min_size=3),
    st.integers(0, 86_399),
    st.integers(0, 86_399),
)
atoms: st.SearchStrategy[Term] = st.one_of(
    st.builds(Literal, st.booleans()),
    st.builds(
        FactIn,
        some(("ask.channel", "ask.purpose", "ask.place", "lender.kind")),
        st.frozensets(some((*CHANNELS, "collect", "bank", "home")), min_size=1),
    ),
    st.builds(
        FactHas,
        some(("person.special", "content.flags")),
        st.frozensets(some(("minor", "student", "threat")), min_size=1),
    ),
    st.builds(FactWithin, st.just("person.special"), st.frozensets(some(("minor", "student")), min_size=1)),
    st.builds(FactTrue, some(("debtor.is_deceased", "relation.is_liable", "ask.is_about_debtor"))),
    st.builds(IsKnown, some(("debtor.is_deceased", "content.flags", "ask.basis"))),
    st.builds(Compare, numbers, some(list(Op)), st.one_of(st.builds(Constant, st.integers(0, 7)), numbers)),
    st.builds(
        InWindow, zone_rules, st.lists(slots, min_size=1, max_size=3).map(tuple), calendars, some(list(Basis))
    ),
    st.builds(RepliesTo, event_sets, st.booleans()),
    st.just(FactWithinFact("person.special", "content.flags")),
    st.builds(RecordActive, record_filters),
)
terms: st.SearchStrategy[Term] = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(All, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
    ),
    max_leaves=5,
)


@st.composite
def rules(draw: st.DrawFn, number: int = 0) -> Rule:
    decision = draw(
        some([Decision.DENY, Decision.DENY_PRESUMPTIVE, Decision.REVIEW, Decision.ALLOW_WITH_OBLIGATIONS])
    )
    start = draw(some([date(2000, 1, 1), date(2026, 3, 8)]))
    return Rule(
        rule_id=f"book/r{number}",
        instrument_id="book",
        kind="content",
        cites=(f"clause {number}",),
        decision=decision,
        valid_from=start,
        valid_to=draw(some([None, None, date(2026, 10, 15)])),
        applies=draw(st.one_of(st.just(Literal(value=True)), terms)),
        breach=draw(terms),
        confidence="P",
        read_on=date(2026, 11, 23),
        explain={"zh-CN": "试。", "en": "A rule."},
        obligations=draw(some([(), ("duty",)]))
        if decision is not Decision.ALLOW_WITH_OBLIGATIONS
        else ("duty",),
        counts=draw(st.one_of(st.just(()), tallies.map(lambda tally: (NamedCount("n", tally),)))),
    )


ALWAYS = Literal(value=True)


def book_of(*found: Rule, applies: Term = ALWAYS, zone: str = "Asia/Shanghai") -> Rulebook:
    instrument = Instrument(
        instrument_id="book",
        title={"zh-CN": "试", "en": "Test"},
        issuer="tests",
        force=Force.LAW,
        jurisdiction="any",
        zone=zone,
        valid_from=date(2000, 1, 1),
        valid_to=None,
        read_on=date(2026, 11, 23),
        read_via="generated",
        confidence="P",
        version="generated",
        applies=applies,
        rules=tuple(found),
    )
    return Rulebook((instrument,))


@st.composite
def books(draw: st.DrawFn, min_size: int = 1, max_size: int = 4) -> Rulebook:
    size = draw(st.integers(min_size, max_size))
    return book_of(
        *(draw(rules(number)) for number in range(size)),
        applies=draw(st.one_of(st.just(Literal(value=True)), terms)),
        zone=draw(some(TZS)),
    )


@st.composite
def instants(draw: st.DrawFn, anchor: datetime, days: int = 10) -> datetime:
    back = draw(st.integers(0, days * 24 * 12))
    nudge = draw(some([0, 0, 1, -1]))
    at = anchor - timedelta(minutes=5 * back, microseconds=nudge)
    return at.astimezone(ZoneInfo(draw(some(TZS))))


@st.composite
def events(draw: st.DrawFn, anchor: datetime) -> Event:
    listed = st.lists(some(DEBTS), max_size=2, unique=True).map(tuple)
    return Event(
        at=draw(instants(anchor)),
        channel=draw(some(CHANNELS)),
        person_id=draw(some(PEOPLE)),
        outcome=draw(some(OUTCOMES)),
        direction=draw(some(("out", "out", "in"))),
        address=draw(some((*ADDRESSES, None))),
        actor=draw(some(("lender", "agency"))),
        lender=draw(some(("lender", "lender_1", "lender_2"))),
        purpose=draw(some(PURPOSES)),
        debts=draw(listed),
        debts_raised=draw(listed),
        debts_discussed=draw(listed),
        debt_elected=draw(some((None, *DEBTS))),
        form=draw(some(("interactive", "informative"))),
        flags=draw(st.frozensets(some(("under_consent",)), max_size=1)),
        event_id=draw(some(("", "i1", "i2"))),
        in_reply_to=draw(some((None, "i1"))),
        debtor_id=draw(some(("", "p1"))),
        role=draw(some(("", "spouse"))),
        place=draw(some((None, "home"))),
    )


@st.composite
def records(draw: st.DrawFn, anchor: datetime) -> Record:
    clock = st.one_of(st.none(), st.builds(time, st.integers(0, 23), some((0, 30))))
    start = draw(instants(anchor))
    return Record(
        kind=draw(some(("hold", "consent"))),
        token=draw(some(("stop", "dispute", "night_contact"))),
        at=start,
        person_id=draw(some(PEOPLE)),
        until=draw(
            st.one_of(st.none(), st.integers(0, 240).map(lambda hours: start + timedelta(hours=hours)))
        ),
        ended_at=draw(
            st.one_of(
                st.none(), st.none(), st.integers(0, 240).map(lambda hours: start + timedelta(hours=hours))
            )
        ),
        debts=draw(subset(DEBTS)),
        channels=draw(subset(CHANNELS)),
        addresses=draw(st.frozensets(some(ADDRESSES), max_size=1)),
        given_to=draw(some(("*", "lender", "agency"))),
        from_time=draw(clock),
        to_time=draw(clock),
        days=draw(st.one_of(st.just(frozenset()), st.frozensets(st.integers(0, 6), min_size=2))),
        only_on=draw(st.one_of(st.none(), st.none(), st.just(anchor.date()))),
        place=draw(some((None, None, "home"))),
        flags=draw(st.frozensets(some(("recorded",)), max_size=1)),
        waives=draw(st.frozensets(some(("book/r0",)), max_size=1)),
        number=draw(some((None, 2, 6))),
        day=draw(some((None, anchor.date(), anchor.date() - timedelta(days=3)))),
    )


FACT_VALUES: dict[str, st.SearchStrategy[object]] = {
    "lender.kind": some(("bank", "platform")),
    "loan.days_past_due": st.integers(0, 9),
    "person.special": st.frozensets(some(("minor", "student"))),
    "debtor.is_deceased": st.booleans(),
    "relation.is_liable": st.booleans(),
    "reach.invalid_since": some([ANCHORS[0].date(), date(2026, 10, 10), date(2026, 3, 7)]),
    "point.place": some(("home", "work")),
}


@st.composite
def asks(draw: st.DrawFn, anchor: datetime) -> Ask:
    content = {"flags": draw(st.frozensets(some(("threat", "minor"))))} if draw(st.booleans()) else {}
    at = draw(instants(anchor, days=1))
    debts = draw(st.lists(some(DEBTS), max_size=2, unique=True).map(tuple))
    return Ask(
        at=at,
        channel=draw(some(CHANNELS)),
        person_id=draw(some(PEOPLE)),
        debtor_id=draw(some(("", "p1"))),
        role=draw(some(("borrower", "emergency_contact"))),
        purpose=draw(some(PURPOSES)),
        debts=debts,
        address=draw(some((*ADDRESSES, None))),
        place=draw(some((None, "home"))),
        in_reply_to=draw(some((None, None, "i1", "i2"))),
        debt_elected=draw(some((None, *debts))),
        arrives_at=draw(some((None, at + timedelta(hours=5)))),
        actor=draw(some(("lender", "agency"))),
        lender=draw(some(("lender", "lender_1"))),
        form=draw(some(("interactive", "informative"))),
        basis=draw(some((None, "collect"))),
        content=content,
    )


@st.composite
def dossiers(draw: st.DrawFn) -> Dossier:
    anchor = draw(some(ANCHORS))
    log = sorted(draw(st.lists(events(anchor), max_size=8)), key=lambda event: event.us)
    zones = st.builds(
        ZoneEvidence, some(SOURCES), some((*TZS, "No/Where")), st.none(), some((None, *ADDRESSES))
    )
    facts = {name: draw(values) for name, values in FACT_VALUES.items() if draw(st.integers(0, 3))}
    return Dossier(
        ask=draw(asks(anchor)),
        facts=facts,
        records=tuple(draw(st.lists(records(anchor), max_size=4))),
        log=tuple(log),
        zones=tuple(draw(st.lists(zones, max_size=3))),
    )
