"""What a rule says of facts, hours, holidays and zones, at the edges of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import pytest

from forbear.gate.dossier import ZoneEvidence
from forbear.gate.row import decide
from forbear.rulebooks.terms import (
    HOLIDAY,
    All,
    AnyOf,
    Basis,
    Compare,
    Constant,
    DaysFrom,
    FactHas,
    FactIn,
    FactNumber,
    FactTrue,
    FactWithin,
    FactWithinFact,
    InWindow,
    IsKnown,
    Literal,
    Not,
    Op,
    Resolver,
    Slot,
    Term,
    ZoneRule,
)
from tests.rules.both import assert_equal_on_both
from tests.unit.gate.made_calendars import calendar
from tests.unit.gate.one_rule import FIXED, LOCAL, NOON, SHANGHAI, a_rule, asked, holds, is_number, lacks
from tests.unit.gate.worlds import book_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.rulebooks.book import Rulebook


WEEK: Final = frozenset(range(7))
OPEN: Final = InWindow(FIXED, (Slot(WEEK, 9 * 3600, 21 * 3600),))


@pytest.mark.parametrize(
    ("clock", "is_open"),
    [("08:59:59", False), ("09:00:00", True), ("20:59:59", True), ("21:00:00", False), ("00:00:00", False)],
)
def test_a_slot_is_open_from_its_first_second_up_to_its_end(clock: str, *, is_open: bool) -> None:
    assert holds(OPEN, asked(at=datetime.fromisoformat(f"2026-10-14T{clock}+08:00"))) is is_open


@pytest.mark.parametrize("day", range(7))
def test_a_slot_is_open_on_its_days_only(day: int) -> None:
    at = NOON + timedelta(days=day - 2)
    assert holds(InWindow(FIXED, (Slot(frozenset({day}), 0, 86_400),)), asked(at=at)) is True
    assert holds(InWindow(FIXED, (Slot(WEEK - {day}, 0, 86_400),)), asked(at=at)) is False


@pytest.mark.parametrize(
    ("slots", "hours"),
    [
        ([(9, 18), (10, 12)], range(9, 18)),
        ([(10, 12), (9, 18)], range(9, 18)),
        ([(9, 12), (11, 14)], range(9, 14)),
        ([(9, 12), (12, 14)], range(9, 14)),
        ([(9, 12), (13, 14)], [9, 10, 11, 13]),
        ([(9, 12), (9, 12)], range(9, 12)),
        ([(20, 30)], range(20, 24)),
        ([(12, 12)], []),
    ],
)
def test_slots_that_overlap_or_touch_are_open_together(
    slots: list[tuple[int, int]], hours: Sequence[int]
) -> None:
    term = InWindow(FIXED, tuple(Slot(WEEK, start * 3600, end * 3600) for start, end in slots))
    asked_at = {
        hour: asked(at=NOON.replace(hour=hour)) for hour in (8, 9, 10, 11, 12, 13, 14, 17, 18, 20, 23)
    }
    assert [hour for hour, one in asked_at.items() if holds(term, one)] == [
        hour for hour in hours if hour in asked_at
    ]


WIDE: Final = calendar("wide", date(2018, 1, 1), date(2030, 12, 31))
NARROW: Final = calendar("narrow", date(2026, 10, 12), date(2026, 10, 14))
ON_WEDNESDAYS: Final = (Slot(frozenset({2}), 0, 86_400),)
ON_HOLIDAYS: Final = (Slot(frozenset({HOLIDAY}), 0, 86_400),)


def test_a_holiday_belongs_to_its_own_class_and_to_no_weekday() -> None:
    # The fourteenth, a Wednesday, is a holiday of the calendar.
    assert holds(InWindow(FIXED, ON_WEDNESDAYS), asked()) is True
    assert holds(InWindow(FIXED, ON_WEDNESDAYS, WIDE), asked()) is False
    assert holds(InWindow(FIXED, ON_HOLIDAYS, WIDE), asked()) is True
    assert holds(InWindow(FIXED, ON_HOLIDAYS, WIDE), asked(at=NOON + timedelta(days=1))) is False


def test_a_day_outside_the_calendar_is_unknown_and_it_is_named() -> None:
    term = InWindow(FIXED, ON_WEDNESDAYS, NARROW)
    late = asked(at=NOON + timedelta(days=1))
    assert holds(term, asked()) is False
    assert holds(term, late) is None
    assert lacks(term, late) == {"calendar"}


@pytest.mark.parametrize("zone", [FIXED, LOCAL])
def test_a_window_looks_at_the_sending_or_at_the_arrival(zone: ZoneRule) -> None:
    arrives: dict[str, Any] = {"arrives_at": NOON + timedelta(hours=10), "channel": "sms"}
    assert holds(OPEN, asked(**arrives)) is True
    assert holds(InWindow(zone, OPEN.slots, basis=Basis.ARRIVES), asked(**arrives)) is False
    assert holds(InWindow(zone, OPEN.slots, basis=Basis.ARRIVES), asked()) is True


def test_a_window_by_a_clock_that_does_not_exist_cannot_be_told() -> None:
    nowhere = InWindow(ZoneRule(Resolver.FIXED, "Mars/Olympus"), OPEN.slots)
    assert holds(nowhere, asked()) is None


EAST: Final = ZoneEvidence("residence", "Asia/Shanghai")
WEST: Final = ZoneEvidence("last_login", "America/New_York")


def test_a_window_must_be_open_in_every_zone_that_may_be() -> None:
    term = InWindow(LOCAL, OPEN.slots)
    assert holds(term, asked(zones=(EAST,))) is True
    assert holds(term, asked(zones=(WEST,))) is False
    assert holds(term, asked(zones=(EAST, WEST))) is False
    assert holds(term, asked(zones=())) is None
    assert lacks(term, asked(zones=())) == {"zone"}


def test_a_window_is_shut_where_one_zone_says_so_whatever_is_unknown_of_another() -> None:
    # By Shanghai it is still the fourteenth, a holiday; by Apia the fifteenth, outside of the calendar.
    zones = (EAST, ZoneEvidence("last_login", "Pacific/Apia"))
    at = datetime(2026, 10, 14, 20, tzinfo=SHANGHAI)
    assert holds(InWindow(LOCAL, ON_WEDNESDAYS, NARROW), asked(at=at, zones=zones)) is False
    assert holds(InWindow(LOCAL, ON_HOLIDAYS, NARROW), asked(at=at, zones=zones)) is None


BELIEF: Final = ZoneEvidence("reasonable_belief", "Asia/Tokyo")
CODE: Final = ZoneEvidence("mobile_area_code", "Asia/Urumqi", address="m1")
OTHER_CODE: Final = ZoneEvidence("landline_area_code", "America/New_York", address="m2")
KNOWN: Final = ZoneEvidence("known_current_location", "Europe/Paris")
HOUSE: Final = ZoneEvidence("address", "Asia/Kolkata")
OF_ANOTHER: Final = ZoneEvidence("known_current_location", "Europe/Paris", person_id="k1")
RESOLVED: Final[list[tuple[Resolver, tuple[ZoneEvidence, ...], str | None]]] = [
    (Resolver.KNOWN_CURRENT, (KNOWN, EAST), "Europe/Paris"),
    (Resolver.KNOWN_CURRENT, (EAST, CODE), None),
    (Resolver.KNOWN_CURRENT, (OF_ANOTHER,), None),
    (Resolver.ADDRESS, (KNOWN, HOUSE), "Asia/Kolkata"),
    (Resolver.ADDRESS, (KNOWN, EAST), "Asia/Shanghai"),
    (Resolver.ADDRESS, (KNOWN,), None),
    (Resolver.AREA_CODE, (EAST, CODE, BELIEF, KNOWN), "Europe/Paris"),
    (Resolver.AREA_CODE, (EAST, CODE, BELIEF), "Asia/Tokyo"),
    (Resolver.AREA_CODE, (EAST, OTHER_CODE, CODE), "Asia/Urumqi"),
    (Resolver.AREA_CODE, (EAST, OTHER_CODE), "America/New_York"),
    (Resolver.AREA_CODE, (EAST,), "Asia/Shanghai"),
    (Resolver.AREA_CODE, (HOUSE,), "Asia/Kolkata"),
    (Resolver.AREA_CODE, (WEST,), None),
    (Resolver.INTERSECT, (OF_ANOTHER, EAST), "Asia/Shanghai"),
    (Resolver.INTERSECT, (OF_ANOTHER,), None),
    (Resolver.INTERSECT, (ZoneEvidence("residence", "Asia/Tokyo", person_id="p1"),), "Asia/Tokyo"),
]
HOUR_AT_NOON: Final = {
    "Europe/Paris": 6,
    "Asia/Kolkata": 9,
    "Asia/Shanghai": 12,
    "Asia/Tokyo": 13,
    "Asia/Urumqi": 10,
    "America/New_York": 0,
}
"""The hour by local clocks when it is noon in Shanghai."""


@pytest.mark.parametrize(("resolver", "zones", "found"), RESOLVED)
def test_the_zone_is_the_one_whose_evidence_the_law_trusts_most(
    resolver: Resolver, zones: tuple[ZoneEvidence, ...], found: str | None
) -> None:
    hours = [
        hour for hour in sorted(HOUR_AT_NOON.values()) if holds(an_hour(resolver, hour), asked(zones=zones))
    ]
    assert hours == ([] if found is None else [HOUR_AT_NOON[found]])
    if found is None:
        assert holds(an_hour(resolver, 12), asked(zones=zones)) is None


def an_hour(resolver: Resolver, hour: int) -> InWindow:
    return InWindow(ZoneRule(resolver), (Slot(WEEK, hour * 3600, (hour + 1) * 3600),))


def test_a_name_that_is_no_zone_makes_the_time_unknown() -> None:
    nowhere = ZoneEvidence("residence", "No/Where")
    assert holds(InWindow(LOCAL, OPEN.slots), asked(zones=(nowhere,))) is None
    assert holds(InWindow(LOCAL, OPEN.slots), asked(zones=(EAST, nowhere))) is None


SINCE: Final = DaysFrom("reach.invalid_since", FIXED)


@pytest.mark.parametrize(
    ("day", "days"), [(date(2026, 10, 14), 0), (date(2026, 10, 7), 7), (date(2026, 10, 20), -6)]
)
def test_days_from_the_date_of_a_fact_are_days_of_the_calendar(day: date, days: int) -> None:
    assert is_number(SINCE, days, asked(facts={"reach.invalid_since": day}))


def test_days_from_a_date_that_is_not_known_or_in_no_zone_are_unknown() -> None:
    facts = {"reach.invalid_since": date(2026, 10, 1)}
    assert lacks(Compare(SINCE, Op.ABOVE, Constant(0)), asked()) == {"reach.invalid_since"}
    local = Compare(DaysFrom("reach.invalid_since", LOCAL), Op.ABOVE, Constant(0))
    assert lacks(local, asked(facts=facts, zones=())) == {"zone"}
    assert holds(local, asked(facts=facts)) is True


COMPARED: Final = [
    (Op.ABOVE, (False, False, True)),
    (Op.AT_LEAST, (False, True, True)),
    (Op.BELOW, (True, False, False)),
    (Op.AT_MOST, (True, True, False)),
]


@pytest.mark.parametrize(("op", "answers"), COMPARED)
def test_numbers_are_compared(op: Op, answers: tuple[bool, ...]) -> None:
    term = Compare(FactNumber("loan.days_past_due"), op, Constant(5))
    assert tuple(holds(term, asked(facts={"loan.days_past_due": days})) for days in (4, 5, 6)) == answers
    assert lacks(term, asked()) == {"loan.days_past_due"}


STUDENT: Final = frozenset({"student"})
BOTH: Final = frozenset({"student", "minor"})
FACTS: Final[list[tuple[Term, dict[str, object], bool | None]]] = [
    (FactTrue("debtor.is_deceased"), {"debtor.is_deceased": True}, True),
    (FactTrue("debtor.is_deceased"), {"debtor.is_deceased": False}, False),
    (FactTrue("debtor.is_deceased"), {}, None),
    (FactIn("lender.kind", frozenset({"bank"})), {"lender.kind": "bank"}, True),
    (FactIn("lender.kind", frozenset({"bank"})), {"lender.kind": "platform"}, False),
    (FactIn("lender.kind", frozenset({"bank"})), {}, None),
    (FactIn("ask.channel", frozenset({"call"})), {}, True),
    (FactIn("ask.channel", frozenset({"sms"})), {}, False),
    (FactIn("ask.basis", frozenset({"x"})), {}, False),
    (FactTrue("ask.is_about_debtor"), {}, True),
    (FactHas("person.special", STUDENT), {"person.special": BOTH}, True),
    (FactHas("person.special", STUDENT), {"person.special": frozenset({"minor"})}, False),
    (FactHas("person.special", STUDENT), {"person.special": frozenset()}, False),
    (FactHas("person.special", STUDENT), {}, None),
    (FactWithin("person.special", STUDENT), {"person.special": STUDENT}, True),
    (FactWithin("person.special", STUDENT), {"person.special": frozenset()}, True),
    (FactWithin("person.special", STUDENT), {"person.special": BOTH}, False),
    (FactWithin("person.special", STUDENT), {}, None),
    (IsKnown("debtor.is_deceased"), {"debtor.is_deceased": False}, True),
    (IsKnown("debtor.is_deceased"), {}, False),
    (IsKnown("ask.basis"), {}, False),
    (IsKnown("ask.channel"), {}, True),
]


@pytest.mark.parametrize(("term", "facts", "answer"), FACTS)
def test_a_fact_is_told_or_unknown(term: Term, facts: dict[str, object], *, answer: bool | None) -> None:
    assert holds(term, asked(facts=facts)) is answer
    if answer is None:
        assert lacks(term, asked(facts=facts)) == {term.fact}  # type: ignore[union-attr]


def test_one_set_may_be_within_another() -> None:
    term = FactWithinFact("person.special", "content.flags")
    flags: dict[str, Any] = {"content": {"flags": STUDENT}}
    assert holds(term, asked(facts={"person.special": STUDENT}, **flags)) is True
    assert holds(term, asked(facts={"person.special": BOTH}, **flags)) is False
    assert holds(term, asked(facts={"person.special": frozenset()}, **flags)) is True
    assert lacks(term, asked(facts={"person.special": STUDENT})) == {"content.flags"}
    assert lacks(term, asked(**flags)) == {"person.special"}
    assert lacks(term, asked()) == {"person.special", "content.flags"}


YES: Final = Literal(value=True)
NO: Final = Literal(value=False)
UNKNOWN: Final = FactTrue("debtor.is_deceased")
JOINED: Final[list[tuple[Term, bool | None]]] = [
    (All(()), True),
    (All((YES, YES)), True),
    (All((YES, NO)), False),
    (All((YES, UNKNOWN)), None),
    (All((NO, UNKNOWN)), False),
    (All((UNKNOWN, NO)), False),
    (AnyOf(()), False),
    (AnyOf((NO, NO)), False),
    (AnyOf((NO, YES)), True),
    (AnyOf((NO, UNKNOWN)), None),
    (AnyOf((UNKNOWN, YES)), True),
    (Not(YES), False),
    (Not(NO), True),
    (Not(UNKNOWN), None),
    (Not(All((YES, UNKNOWN))), None),
]


@pytest.mark.parametrize(("term", "answer"), JOINED)
def test_statements_are_joined_with_the_unknown_among_them(term: Term, *, answer: bool | None) -> None:
    assert holds(term, asked()) is answer
    assert lacks(term, asked()) == ({"debtor.is_deceased"} if answer is None else set())


def test_only_the_part_that_is_unknown_is_blamed() -> None:
    other = FactIn("lender.kind", frozenset({"bank"}))
    known = {"lender.kind": "bank"}
    assert lacks(All((other, UNKNOWN)), asked(facts=known)) == {"debtor.is_deceased"}
    assert lacks(All((other, UNKNOWN)), asked()) == {"debtor.is_deceased", "lender.kind"}
    assert lacks(AnyOf((other, UNKNOWN)), asked(facts={"lender.kind": "platform"})) == {"debtor.is_deceased"}


def days_in_force(valid_to: date | None) -> Rulebook:
    """A rule of Shanghai in force from the fourteenth of October on."""
    return book_of(replace(a_rule(YES), valid_from=date(2026, 10, 14), valid_to=valid_to))


NOTHING_SPOKE: Final = ("engine policy: no rulebook covers this, so it is not allowed",)
MIDNIGHT: Final = NOON.replace(hour=0)
MICROSECOND: Final = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("at", "speaks"),
    [
        (MIDNIGHT - MICROSECOND, False),
        (MIDNIGHT, True),
        (MIDNIGHT + timedelta(days=1) - MICROSECOND, True),
        (MIDNIGHT + timedelta(days=1), False),
    ],
)
@pytest.mark.parametrize("beside", [MIDNIGHT - timedelta(days=9), MIDNIGHT + timedelta(hours=1), None])
def test_a_rule_is_in_force_from_its_first_to_its_last_local_day(
    at: datetime, beside: datetime | None, *, speaks: bool
) -> None:
    dossiers = [asked(at=at), *([] if beside is None else [asked(at=beside)])]
    verdict = assert_equal_on_both(dossiers, days_in_force(date(2026, 10, 15)))[0]
    assert (verdict.against == ("book/r0",)) is speaks
    assert verdict.cites == (("clause 0",) if speaks else NOTHING_SPOKE)


def test_a_rule_without_an_end_stays_in_force() -> None:
    late = asked(at=MIDNIGHT + timedelta(days=4000))
    assert assert_equal_on_both([late], days_in_force(None))[0].against == ("book/r0",)


def test_duties_are_owed_where_a_rule_applies_and_is_kept() -> None:
    def owed(term: Term, applies: Term = YES) -> tuple[str, ...]:
        rule = replace(a_rule(term), obligations=("duty",), applies=applies)
        return assert_equal_on_both([asked()], book_of(rule))[0].obligations

    assert owed(NO) == ("duty",)
    assert owed(YES) == ()
    assert owed(NO, NO) == ()
    assert owed(YES, UNKNOWN) == ()


def test_where_no_instrument_could_be_told_to_apply_the_fact_that_lacks_is_named() -> None:
    scope = All((FactIn("loan.country", frozenset({"CN"})), FactIn("ask.place", frozenset({"home"}))))
    verdict = decide(asked(), book_of(a_rule(Literal(value=False)), applies=scope))
    assert (verdict.permits, verdict.unknown) == (False, ("loan.country",))
