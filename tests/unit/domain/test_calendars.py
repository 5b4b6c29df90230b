"""Working days, held against two independent transcriptions of the State Council's notices."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from forbear.domain.calendars import (
    UnknownCalendar,
    UnpublishedYear,
    is_workday,
    next_workday,
    previous_workday,
)

DATA = Path(__file__).parents[2] / "data" / "calendar"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_china_agrees_with_every_day_of_the_announced_schedule_from_2008_on() -> None:
    listed = {day(row["date"]): row["is_off_day"] == "0" for row in rows("cn_public_holiday_schedule.csv")}
    one_day = dt.timedelta(days=1)
    on, wrong = dt.date(2008, 1, 1), []
    while on <= dt.date(2026, 12, 31):
        expected = listed.get(on, on.weekday() < 5)
        if is_workday("CN", on) != expected:
            wrong.append(on)
        on += one_day
    assert wrong == []


def test_china_agrees_with_the_checks_around_every_holiday() -> None:
    checks = rows("cn_workday_checks.csv")
    assert len(checks) == 584
    for row in checks:
        on = day(row["date"])
        assert is_workday("CN", on) == (row["is_workday"] == "1"), row
        if row["next_workday"]:
            assert next_workday("CN", on) == day(row["next_workday"]), row


def test_a_saturday_made_up_for_the_national_holiday_is_a_workday() -> None:
    assert is_workday("CN", day("2026-10-10"))


def test_the_day_before_the_national_holiday_is_found_from_its_end() -> None:
    assert previous_workday("CN", day("2026-10-08")) == day("2026-09-30")


@pytest.mark.parametrize("year", [2003, 2027, 2100])
def test_a_year_that_was_not_announced_has_no_answer(year: int) -> None:
    with pytest.raises(UnpublishedYear):
        is_workday("CN", dt.date(year, 3, 3))


def test_the_search_does_not_run_into_a_year_that_was_not_announced() -> None:
    with pytest.raises(UnpublishedYear):
        next_workday("CN", day("2026-12-31"))


def test_independence_day_observed_on_a_friday_is_no_workday_in_the_united_states() -> None:
    assert not is_workday("US", day("2026-07-03"))
    assert not is_workday("US-federal", day("2026-07-03"))
    assert next_workday("US-federal", day("2026-07-02")) == day("2026-07-06")


def test_a_part_of_a_country_may_have_its_own_days() -> None:
    assert is_workday("GB-ENG", day("2026-11-30"))
    assert not is_workday("GB-SCT", day("2026-11-30"))


def test_a_weekend_is_not_saturday_and_sunday_everywhere() -> None:
    assert not is_workday("SA", day("2026-10-16"))
    assert is_workday("SA", day("2026-10-18"))


@pytest.mark.parametrize("code", ["", "XX", "US-ZZ", "cn", "CHINA"])
def test_an_unknown_calendar_is_refused_by_name(code: str) -> None:
    with pytest.raises(UnknownCalendar, match="is not the code of a calendar"):
        is_workday(code, day("2026-01-05"))
