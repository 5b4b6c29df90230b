"""What the row evaluator reads in plain lines for all rules at once says what each view says alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forbear.gate.dossier import Dossier, Record, microseconds
from forbear.gate.row import decide
from forbear.gate.weighing.clocks import (
    DAY_US,
    STRETCH_BITS,
    UNSURE,
    Clock,
    Clocks,
    Stretch,
    Stretches,
    weekday,
)
from forbear.gate.weighing.look import Look
from forbear.gate.weighing.recorded import record_view
from forbear.gate.weighing.views import number_view
from forbear.gate.weighing.windows import window_view
from forbear.rulebooks.terms import InWindow, NamedCount, RecordActive, RecordFilter, Tally, Term
from tests.unit.gate.one_rule import a_rule
from tests.unit.gate.worlds import ALWAYS, TZS, book_of, dossiers, record_filters, slots, tallies, zone_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

slow = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def said(terms: Sequence[Term], dossier: Dossier) -> list[bool | None]:
    """What the compiled rules say of each statement; `None` where it could not be told."""
    rules = (replace(a_rule(term), rule_id=f"book/r{number}") for number, term in enumerate(terms))
    book = book_of(*rules)
    found = {item.rule_id: item for item in decide(dossier, book).findings}
    answers: list[bool | None] = []
    for number in range(len(terms)):
        finding = found[f"book/r{number}"]
        answers.append(None if finding.unknown else not finding.decision.permits)
    return answers


@slow
@given(
    st.sampled_from((*TZS, "Europe/London", "Asia/Kathmandu", "UTC")),
    st.datetimes(datetime(1969, 6, 1), datetime(2036, 1, 1)),  # noqa: DTZ001  drawn without a zone, then put in UTC
)
def test_a_stretch_tells_the_time_its_clock_tells(tz: str, at: datetime) -> None:
    clock, us = Clock(ZoneInfo(tz)), microseconds(at.replace(tzinfo=UTC))
    stretch = Stretches(clock)[us >> STRETCH_BITS]
    if stretch is UNSURE:
        return
    assert isinstance(stretch, Stretch)
    of_day = (us - stretch.day_us) % DAY_US
    day = clock.local_day(us)
    assert stretch.offset_us == clock.offset_us(us)
    assert of_day == (us + clock.offset_us(us)) % DAY_US
    assert us - of_day == clock.day_start_us(day)
    assert (us - stretch.week_us) // DAY_US % 7 == weekday(day)


@pytest.mark.parametrize(
    "tz", ["America/New_York", "Pacific/Apia", "Australia/Lord_Howe", "Africa/Casablanca"]
)
def test_a_stretch_is_unsure_around_every_change_of_the_clocks(tz: str) -> None:
    zone = ZoneInfo(tz)
    stretches, start = Stretches(Clock(zone)), datetime(2010, 1, 1, tzinfo=UTC)
    hours = [start + timedelta(hours=number) for number in range(3 * 365 * 24)]
    changes = [
        microseconds(after)
        for before, after in pairwise(hours)
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset()
    ]
    assert changes
    for us in changes:
        around = [stretches[(us + days * DAY_US) >> STRETCH_BITS] for days in (-2, -1, 0, 1, 2)]
        assert set(around) == {UNSURE}


def test_a_zone_that_does_not_exist_has_no_stretch() -> None:
    assert Clocks().stretches["No/Where"][20_000] is None


@slow
@given(st.lists(tallies, min_size=1, max_size=6), dossiers())
def test_counts_made_in_one_pass_are_the_counts_made_alone(wanted: list[Tally], dossier: Dossier) -> None:
    rule = replace(
        a_rule(ALWAYS),
        counts=tuple(NamedCount(f"n{number}", tally) for number, tally in enumerate(wanted)),
    )
    look = Look(dossier, Clocks())
    alone = {f"n{number}": number_view(tally)(look) for number, tally in enumerate(wanted)}

    assert decide(dossier, book_of(rule)).counts == {
        name: value for name, value in alone.items() if value is not None
    }


def bare(record: Record) -> Record:
    """The same record without scopes and times of the day."""
    return replace(
        record,
        debts=frozenset(),
        channels=frozenset(),
        addresses=frozenset(),
        days=frozenset(),
        from_time=None,
        to_time=None,
        only_on=None,
        place=None,
    )


@slow
@given(st.lists(record_filters, min_size=1, max_size=6), dossiers(), st.sets(st.integers(0, 3)))
def test_records_read_once_say_what_each_filter_says_alone(
    wanted: list[RecordFilter], drawn: Dossier, plain: set[int]
) -> None:
    mixed = [bare(one) if place in plain else one for place, one in enumerate(drawn.records)]
    dossier = replace(drawn, records=tuple(mixed))
    look = Look(dossier, Clocks())
    terms = [RecordActive(item) for item in wanted]

    assert all(dossier.records[place].is_plain for place in plain if place < len(mixed))
    assert said(terms, dossier) == [record_view(term)(look) for term in terms]


@slow
@given(
    st.lists(
        st.builds(InWindow, zone_rules, st.lists(slots, min_size=1, max_size=3).map(tuple)),
        min_size=1,
        max_size=4,
    ),
    dossiers(),
)
def test_windows_in_plain_lines_say_what_each_says_alone(wanted: list[InWindow], dossier: Dossier) -> None:
    look = Look(dossier, Clocks())

    assert said(wanted, dossier) == [window_view(term)(look) for term in wanted]
