"""A last day that a case names is over when it is over where the person is, not where we are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from forbear.gate.cases.reading import asks_of

NEW_YEAR_IN = {
    "Asia/Shanghai": datetime(2026, 12, 31, 16, tzinfo=UTC),
    "America/New_York": datetime(2027, 1, 1, 5, tzinfo=UTC),
    "America/Los_Angeles": datetime(2027, 1, 1, 8, tzinfo=UTC),
}


def end_of_hold(
    rulebook: str, *zones: str, at: str = "2026-10-14T11:00:00-04:00", part: str = "holds"
) -> datetime | None:
    facts: dict[str, object] = {part: [{"person": "p1", "kind": "dispute", "until": "2026-12-31"}]}
    if zones:
        facts["location_evidence"] = [{"source": "residence", "tz": zone} for zone in zones]
    case = {
        "id": "x",
        "rulebook": rulebook,
        "facts": facts,
        "asks": [{"at": at, "action": {"channel": "sms", "to": "p1"}}],
    }
    (asked,) = asks_of(case)
    return next(record.until for record in asked.dossier.records if record.token == "dispute")


@pytest.mark.parametrize("zone", sorted(NEW_YEAR_IN))
@pytest.mark.parametrize("part", ["holds", "preferences"])
def test_the_last_day_ends_in_the_zone_of_the_person(zone: str, part: str) -> None:
    assert end_of_hold("us-fed-regf", zone, part=part) == NEW_YEAR_IN[zone]


def test_of_several_zones_the_last_day_ends_last() -> None:
    assert end_of_hold("us-fed-regf", *NEW_YEAR_IN) == NEW_YEAR_IN["America/Los_Angeles"]


def test_without_evidence_the_clock_of_the_ask_tells() -> None:
    assert end_of_hold("us-fed-regf", at="2026-12-14T11:00:00-05:00") == NEW_YEAR_IN["America/New_York"]


def test_in_a_chinese_case_the_last_day_ends_in_china() -> None:
    assert end_of_hold("house-cn", at="2026-10-14T03:00:00Z") == NEW_YEAR_IN["Asia/Shanghai"]
