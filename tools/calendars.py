"""Write the named calendars of the rulebooks from well-kept sources, for a person to read over.

    .venv/bin/python tools/calendars.py [--check]

Each file lists every holiday by date, so that a rulebook depends on no library at run time and an old decision replays
for ever. Years are only those for which the source is sure: movable feasts that are announced year by year
(lunar, Islamic, royal) end with the last year announced, and after it the gate refuses by name. `--check` says
whether a file differs from what the sources give today, and changes nothing.
"""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import sys
from collections.abc import Callable
from pathlib import Path

import chinese_calendar
import holidays

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "src" / "forbear" / "rulebooks" / "data" / "calendars"
LIBRARY = f"computed with the open-source package holidays {importlib.metadata.version('holidays')} (MIT), read over"
READ_ON = "2026-11-25"
WEEKEND = "[SA, SU]"
SUNDAY = 6


def of(country: str, part: str | None = None) -> Callable[[int, int], set[dt.date]]:
    """What gives the public holidays of a country, or of a part of it, for a span of years."""
    return lambda first, last: set(
        holidays.country_holidays(country, subdiv=part, years=range(first, last + 1))
    )


def quebec(first: int, last: int) -> set[dt.date]:
    """The holidays of Quebec's collection law: fixed days, Canada Day moved from a Sunday to the day after."""
    found = of("CA", "QC")(first, last)
    for year in range(first, last + 1):
        easter = next(day for day in found if day.year == year and day.month in {3, 4}) + dt.timedelta(days=2)
        found.add(easter + dt.timedelta(days=1))
        canada = dt.date(year, 7, 1)
        if canada.weekday() == SUNDAY:
            found.discard(canada)
            found.add(canada + dt.timedelta(days=1))
    return found


def china() -> tuple[set[dt.date], set[dt.date], int, int]:
    """Days off and make-up workdays by the notices of the State Council, and the first and last year announced."""
    years = sorted({day.year for day in chinese_calendar.constants.holidays})
    # The last year in the package is whole only when the notice for it was published.
    first, last = years[0], years[-1]
    return set(chinese_calendar.constants.holidays), set(chinese_calendar.constants.workdays), first, last


Row = tuple[str, tuple[str, str], tuple[int, int], Callable[[int, int], set[dt.date]], str]
COMPUTED: list[Row] = [
    (
        "US-federal",
        ("美国联邦假日（5 U.S.C. 6103(a)）", "Federal holidays of the United States"),
        (2010, 2035),
        of("US"),
        "[]",
    ),
    (
        "AU-national",
        ("澳大利亚全国公众假日", "National public holidays of Australia"),
        (2015, 2035),
        of("AU"),
        "[]",
    ),
    (
        "CA-ON",
        ("加拿大安大略省法定假日", "Statutory holidays of Ontario"),
        (2015, 2035),
        of("CA", "ON"),
        "[]",
    ),
    (
        "CA-QC-collection",
        ("魁北克催收法的假日", "Holidays of Quebec's collection law"),
        (2015, 2035),
        quebec,
        "[SU]",
    ),
    ("ID-national", ("印度尼西亚国家假日", "National holidays of Indonesia"), (2020, 2026), of("ID"), "[]"),
    (
        "TH-official",
        ("泰国官方假日（含周末）", "Official holidays of Thailand, with weekends"),
        (2016, 2026),
        of("TH"),
        WEEKEND,
    ),
    ("KR-public", ("韩国公休日", "Public holidays of Korea"), (2020, 2027), of("KR"), "[]"),
    ("CO-national", ("哥伦比亚公众假日", "Public holidays of Colombia"), (2015, 2035), of("CO"), "[]"),
    ("BR-SP", ("巴西圣保罗州假日", "Holidays of the state of São Paulo"), (2014, 2035), of("BR", "SP"), "[]"),
    (
        "BR-RJ",
        ("巴西里约热内卢州假日", "Holidays of the state of Rio de Janeiro"),
        (2014, 2035),
        of("BR", "RJ"),
        "[]",
    ),
]
"""Name, titles in Chinese and English, years that are sure, source, weekdays that are holidays.

Korea's holidays follow from its decree and the almanac published a year ahead, so 2027 is sure but for days added by
decree. Indonesia (joint decree of three ministers) and Thailand (cabinet) announce each year's list; of 2027 the source has
estimates only, so both end with 2026.
"""


def main(arguments: list[str]) -> int:
    """Write or compare every file; return 1 when one differs under `--check`."""
    off, worked, first, last = china()
    off = {day for day in off if first <= day.year <= last}
    worked = {day for day in worked if first <= day.year <= last}
    files = {
        name: text(name, *titles, years, days(*years), weekly=weekly)
        for name, titles, years, days, weekly in COMPUTED
    }
    files["CN-national"] = text(
        "CN-national",
        "中国内地放假安排（含调休）",
        "Holidays of mainland China with make-up workdays",
        (first, last),
        off,
        workdays=worked,
        source="notices of the State Council, as kept by the open-source package chinesecalendar (MIT)",
    )
    differ = [name for name, body in files.items() if not same(name, body)]
    if "--check" in arguments:
        print(
            "\n".join(f"{name}.yaml differs from its source" for name in differ)
            or "all calendars are as their sources give them"
        )
        return 1 if differ else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (FOLDER / f"{name}.yaml").write_text(body, encoding="utf-8")
    print(f"{len(files)} calendars in {FOLDER.relative_to(ROOT)}")
    return 0


def same(name: str, body: str) -> bool:
    """Whether the file lists the same days already (whatever version of a package it names)."""
    path = FOLDER / f"{name}.yaml"
    if not path.exists():
        return False
    keep = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("source:")]
    return keep == [line for line in body.splitlines() if not line.startswith("source:")]


def text(  # noqa: PLR0913  one line of the file each
    name: str,
    chinese: str,
    english: str,
    years: tuple[int, int],
    days: set[dt.date],
    *,
    weekly: str = "[]",
    workdays: set[dt.date] = frozenset(),  # type: ignore[assignment]
    source: str = LIBRARY,
) -> str:
    """The YAML of one calendar."""
    first, last = years
    lines = [
        f"id: {name}",
        "title:",
        f"  zh-CN: {chinese}",
        f"  en: {english}",
        f"source: {source}",
        f"read_on: {READ_ON}",
        "confidence: S",
        f"from: {first}-01-01",
        f"to: {last}-12-31",
        f"weekend: {WEEKEND}",
        f"weekly_holidays: {weekly}",
        *listed("holidays", days),
        *listed("workdays", workdays),
    ]
    return "\n".join(lines) + "\n"


def listed(key: str, days: set[dt.date]) -> list[str]:
    """A list of dates, one line a year."""
    if not days:
        return [f"{key}: []"]
    years = sorted({day.year for day in days})
    rows = [", ".join(str(day) for day in sorted(days) if day.year == year) for year in years]
    return [f"{key}: [", *(f"  {row}," for row in rows), "]"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
