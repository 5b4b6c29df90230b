"""Local dates and times, and what is not a zone."""

from __future__ import annotations

import datetime as dt

import pytest

from forbear.domain.zones import NaiveInstant, UnknownZone, local_date, local_time, zone


def instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_the_same_instant_is_another_day_elsewhere() -> None:
    at = instant("2026-10-15T22:30:00+08:00")
    assert local_date(at, "Asia/Shanghai") == dt.date(2026, 10, 15)
    assert local_time(at, "America/New_York") == dt.time(10, 30)
    assert local_date(instant("2026-10-15T01:00:00+08:00"), "America/New_York") == dt.date(2026, 10, 14)


def test_summer_time_is_followed() -> None:
    assert local_time(instant("2026-03-08T06:59:59+00:00"), "America/New_York") == dt.time(1, 59, 59)
    assert local_time(instant("2026-03-08T07:00:00+00:00"), "America/New_York") == dt.time(3, 0)


@pytest.mark.parametrize(
    "name", ["", "+08:00", "Beijing", "asia/shanghai", "..", "/etc/passwd", "Asia", "Asia/Shanghai "]
)
def test_only_an_iana_name_is_a_zone(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone(name)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveInstant):
        local_date(instant("2026-10-15T22:30:00"), "Asia/Shanghai")
