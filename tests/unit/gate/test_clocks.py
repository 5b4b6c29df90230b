"""Local clocks where they change: at midnight, twice in a year, over the date line; and the same for columns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np
import pytest

from forbear.gate.dossier import microseconds
from forbear.gate.weighing.clocks import DAY_US, EPOCH_ORDINAL, HOUR_US, STRETCH_BITS, Clock, Clocks, weekday
from forbear.gate.zones.columns import (
    CLOSE,
    STEADY_DAYS_MAX,
    ZoneTable,
    candidates_of,
    days_between,
    distinct_of,
    fixed,
    reduce_all,
    reduce_min,
)
from tests.unit.gate.made_calendars import calendar

SHANGHAI_US: Final = 8 * HOUR_US


def clock(name: str) -> Clock:
    found = Clocks().get(name)
    assert found is not None
    return found


def us(text: str) -> int:
    return microseconds(datetime.fromisoformat(text))


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal() - EPOCH_ORDINAL


def begins(name: str, text: str) -> str:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=clock(name).day_start_us(day(text)))
    return at.isoformat()


def test_a_name_that_is_no_zone_has_no_clock() -> None:
    assert Clocks().get("No/Where") is None


@pytest.mark.parametrize(("text", "number"), [("2026-10-12", 0), ("2026-10-14", 2), ("2026-10-18", 6)])
def test_weekdays_are_counted_from_monday(text: str, number: int) -> None:
    assert weekday(day(text)) == number


@pytest.mark.parametrize(
    ("name", "text", "start"),
    [
        ("Asia/Shanghai", "2026-10-14", "2026-10-13T16:00:00+00:00"),
        ("America/New_York", "2026-03-08", "2026-03-08T05:00:00+00:00"),
        ("America/New_York", "2026-03-09", "2026-03-09T04:00:00+00:00"),
        ("America/New_York", "2026-11-02", "2026-11-02T05:00:00+00:00"),
        # At midnight the clocks went to one: the day begins at one.
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00+00:00"),
        # At one the clocks went back to midnight: the day begins with the first of both.
        ("America/Havana", "2026-11-01", "2026-11-01T04:00:00+00:00"),
    ],
)
def test_a_local_day_begins_with_its_first_instant(name: str, text: str, start: str) -> None:
    assert begins(name, text) == start


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        ("2026-03-08T06:59:59.999999+00:00", -5),
        ("2026-03-08T07:00:00+00:00", -4),
        ("2026-11-01T05:59:59.999999+00:00", -4),
        ("2026-11-01T06:00:00+00:00", -5),
    ],
)
def test_the_offset_changes_with_the_clocks(at: str, hours: int) -> None:
    assert clock("America/New_York").offset_us(us(at)) == hours * HOUR_US
    table = ZoneTable(Clocks())
    zone = np.asarray([table.number("America/New_York")])
    assert table.offsets_us(zone, np.asarray([us(at)])).tolist() == [hours * HOUR_US]
    assert table.local_us(zone, np.asarray([us(at)])).tolist() == [us(at) + hours * HOUR_US]


def test_an_offset_is_steady_on_a_day_without_a_change_and_known_around_a_stretch_some_days_from_one() -> (
    None
):
    new_york, change = clock("America/New_York"), day("2026-03-08")
    assert new_york.steady_offset_us(change) is None
    assert new_york.steady_offset_us(change - 1) == -5 * HOUR_US
    assert new_york.steady_offset_us(change + 1) == -4 * HOUR_US
    around = {away: new_york.offset_around((change + away) * DAY_US >> STRETCH_BITS) for away in range(-8, 9)}
    assert [away for away, offset in around.items() if offset is None] == [-3, -2, -1, 0, 1, 2, 3, 4]
    assert (around[-8], around[8]) == (-5 * HOUR_US, -4 * HOUR_US)


def test_columns_give_a_local_day_the_same_beginning() -> None:
    table = ZoneTable(Clocks())
    names = ("Asia/Shanghai", "America/Sao_Paulo", "America/Havana")
    days = [day(text) for text in ("2026-10-14", "2018-11-04", "2026-11-01")]
    zones = np.asarray([table.number(name) for name in names])
    found = table.day_starts_us(zones, np.asarray(days)).tolist()
    assert found == [clock(name).day_start_us(one) for name, one in zip(names, days, strict=True)]


def test_a_zone_has_one_number_and_what_is_none_has_minus_one() -> None:
    table = ZoneTable(Clocks())
    assert [table.number(name) for name in ("Asia/Shanghai", "No/Where", "Asia/Tokyo", "Asia/Shanghai")] == [
        0,
        -1,
        1,
        0,
    ]


@pytest.mark.parametrize(
    ("name", "first", "last", "steady"),
    [
        ("Asia/Shanghai", "2026-03-01T00:00:00+00:00", "2026-03-20T00:00:00+00:00", SHANGHAI_US),
        ("America/New_York", "2026-03-09T00:00:00+00:00", "2026-03-20T00:00:00+00:00", -4 * HOUR_US),
        ("America/New_York", "2026-03-08T00:00:00+00:00", "2026-03-20T00:00:00+00:00", None),
        ("America/New_York", "2026-03-01T00:00:00+00:00", "2026-03-08T00:00:00+00:00", None),
        ("America/New_York", "2026-03-01T00:00:00+00:00", "2026-03-07T23:00:00+00:00", -5 * HOUR_US),
        ("No/Where", "2026-03-01T00:00:00+00:00", "2026-03-08T00:00:00+00:00", None),
    ],
)
def test_one_offset_stands_for_many_instants_where_no_clock_changes_among_them(
    name: str, first: str, last: str, steady: int | None
) -> None:
    assert ZoneTable(Clocks()).steady_us(name, np.asarray([us(last), us(first)])) == steady


def test_one_offset_is_not_looked_for_over_too_many_days_or_none() -> None:
    table, start = ZoneTable(Clocks()), day("2026-01-01") * DAY_US
    within, beyond = start + STEADY_DAYS_MAX * DAY_US, start + (STEADY_DAYS_MAX + 1) * DAY_US
    assert table.steady_us("Asia/Shanghai", np.asarray([start, within])) == SHANGHAI_US
    assert table.steady_us("Asia/Shanghai", np.asarray([start, beyond])) is None
    assert table.steady_us("Asia/Shanghai", np.empty(0, dtype=np.int64)) is None


@pytest.mark.parametrize(
    "values", [[], [7], [3, 1, 3, 2], [-5, 4, -5], [0, CLOSE - 1, 0], [0, CLOSE, 0], [10**15, 1, 10**15]]
)
def test_distinct_values_are_told_in_order_whether_they_lie_close_or_not(values: list[int]) -> None:
    distinct, inverse = distinct_of(np.asarray(values, dtype=np.int64))
    assert distinct.tolist() == sorted(set(values))
    assert distinct[inverse].tolist() == values


TWO_ROWS_OF_THREE: Final = candidates_of(
    np.asarray([0, 0, 2]), np.asarray([0, 1, 0]), np.asarray([True, False, True])
)
ONE_EACH: Final = candidates_of(np.asarray([0, 2]), np.asarray([0, 1]), np.asarray([True, False, True]))
NOBODY: Final = candidates_of(np.empty(0, np.int64), np.empty(0, np.int64), np.zeros(3, bool))


def test_of_several_zones_the_smallest_value_stands_and_an_empty_one_where_there_is_none() -> None:
    assert reduce_min(TWO_ROWS_OF_THREE, np.asarray([5, 4, 9]), 3, empty=-1).tolist() == [4, -1, 9]
    assert reduce_min(ONE_EACH, np.asarray([5, 9]), 3, empty=-1).tolist() == [5, -1, 9]
    assert reduce_min(NOBODY, np.empty(0, np.int64), 3, empty=-1).tolist() == [-1, -1, -1]


def test_it_holds_where_it_holds_in_every_zone() -> None:
    assert reduce_all(TWO_ROWS_OF_THREE, np.asarray([True, False, True]), 3).tolist() == [False, False, True]
    assert reduce_all(TWO_ROWS_OF_THREE, np.asarray([True, True, False]), 3).tolist() == [True, False, False]
    assert reduce_all(ONE_EACH, np.asarray([True, True]), 3).tolist() == [True, False, True]
    assert reduce_all(NOBODY, np.empty(0, bool), 3).tolist() == [False, False, False]


def test_the_zone_that_the_law_names_is_known_for_all_or_for_none() -> None:
    table = ZoneTable(Clocks())
    assert fixed(table, "Asia/Shanghai", 2).known.tolist() == [True, True]
    nowhere = fixed(table, "No/Where", 2)
    assert (nowhere.known.tolist(), nowhere.row.tolist()) == ([False, False], [])


def test_days_between_are_told_only_where_the_calendar_covers_both() -> None:
    narrow = calendar("narrow", date(2026, 10, 12), date(2026, 10, 14))
    first, last = narrow.first, narrow.last
    since = np.asarray([first, first - 1, first, last, last + 1])
    until = np.asarray([last, last, last + 1, first - 1, last])
    _, told = days_between(since, until, narrow)
    assert told.tolist() == [True, False, False, False, False]
    # Tuesday is a business day, Wednesday a holiday.
    days, told = days_between(np.asarray([first]), np.asarray([last]), narrow)
    assert (days.tolist(), told.tolist()) == ([1], [True])
    days, told = days_between(since, until, None)
    assert (days.tolist(), told.tolist()) == ((until - since).tolist(), [True] * 5)
