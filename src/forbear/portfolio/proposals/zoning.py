"""Local days and hours for whole columns of people: which zone somebody is planned in, and instants from local times.

This is for planning only. Which zone the law looks at is the gate's question and is answered there from evidence.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import polars as pl

if TYPE_CHECKING:
    from forbear.portfolio.tables import Tables

# Countries on one clock; for the others a country alone does not tell the hour.
ONE_CLOCK: Final = {
    "CN": "Asia/Shanghai",
    "GB": "Europe/London",
    "JP": "Asia/Tokyo",
    "SG": "Asia/Singapore",
    "HK": "Asia/Hong_Kong",
}
LAST_RESORT: Final = "UTC"


def planning_zones(tables: Tables) -> pl.DataFrame:
    """Return `person_no, zone` of everybody: their own zone, else that of a contact point, their loan's, their country's, else UTC."""
    points = _first(tables.contact_points.select("person_no", "timezone"), "point_zone")
    loans = tables.loans.select(pl.col("borrower_no").alias("person_no"), "timezone", "country")
    by_country = pl.col("country").replace_strict(ONE_CLOCK, default=None, return_dtype=pl.String)
    loan_zone = _first(
        loans.select("person_no", pl.coalesce("timezone", by_country).alias("timezone")), "loan_zone"
    )
    return (
        tables.people.select("person_no", "timezone", own_country=by_country)
        .join(points, on="person_no", how="left")
        .join(loan_zone, on="person_no", how="left")
        .select(
            "person_no",
            zone=pl.coalesce("timezone", "point_zone", "loan_zone", "own_country", pl.lit(LAST_RESORT)),
        )
    )


def with_local_day(
    frame: pl.DataFrame, *, at: str = "at", zone: str = "zone", name: str = "local_day"
) -> pl.DataFrame:
    """Add the local calendar day of the instants in `at`, each in the zone beside it."""
    days = pl.lit(None, dtype=pl.Date)
    for one in frame[zone].unique(maintain_order=False).drop_nulls().sort():
        local = pl.col(at).dt.convert_time_zone(one).dt.date()
        days = pl.when(pl.col(zone) == one).then(local).otherwise(days)
    return frame.with_columns(days.alias(name))


def instants(frame: pl.DataFrame, day: date, *, hour: str, zone: str, name: str) -> pl.DataFrame:
    """Add the instant at which it is `hour` (a column of times) of `day` in the zone beside it."""
    pairs = frame.select(hour, zone).unique()
    at = [local_instant(day, one, where) for one, where in pairs.iter_rows()]
    known = pairs.with_columns(pl.Series(name, at, dtype=pl.Datetime("us", "UTC")))
    return frame.join(known, on=[hour, zone], how="left", nulls_equal=True, maintain_order="left")


def local_instant(day: date, hour: time, zone: str) -> datetime:
    """Return the instant at which clocks in `zone` show `hour` on `day`; an hour that is skipped becomes the next that exists."""
    local = datetime.combine(day, hour, tzinfo=ZoneInfo(zone))
    return local.astimezone(UTC)


def end_of_day(day: date, zone: str) -> datetime:
    """Return the first instant of the day after `day` in `zone`."""
    return local_instant(day + timedelta(days=1), time(0), zone)


def _first(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Take one zone per person (the first in order of name, so that the answer does not hang on the order of rows)."""
    return frame.drop_nulls("timezone").group_by("person_no").agg(pl.col("timezone").min().alias(name))
