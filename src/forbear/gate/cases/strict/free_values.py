"""The kinds of free values: what a text must be to stand for a day, an instant, a time, a zone, a number or an id.

Each kind says how to write it right. It knows no path and no closed word.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable

YEARS: Final = range(1950, 2201)
"""A loan's life lies within; an instant further off is a slip of the hand."""
NUMBER_MAX: Final = 10**15
TEXT_LENGTH_MAX: Final = 20_000
_CLOCK: Final = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?|24:00")
_TOKEN: Final = re.compile(r"[a-z0-9_]+")


def is_like_a_token(value: object) -> bool:
    """Whether a value is written the way closed words are."""
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None


def _instant_of(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value) > len("2026-10-14"):
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return None
    return None


def _is_instant(value: object) -> bool:
    at = _instant_of(value)
    return at is not None and at.tzinfo is not None and at.year in YEARS


def _is_day(value: object) -> bool:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.year in YEARS
    if not isinstance(value, str) or len(value) != len("2026-10-14"):
        return False
    try:
        return date.fromisoformat(value).year in YEARS
    except ValueError:
        return False


def _is_zone(value: object) -> bool:
    if not isinstance(value, str):
        return value is None
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _is_number(value: object) -> bool:
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) <= NUMBER_MAX
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= TEXT_LENGTH_MAX


KINDS: Final[dict[str, tuple[Callable[[object], bool], str, str]]] = {
    "#instant": (_is_instant, "instant with its offset", "write it like 2026-10-14T11:00:00+08:00"),
    "#date": (
        lambda value: _is_day(value) or _is_instant(value),
        "day, nor an instant with its offset",
        "write 2026-10-14, or 2026-10-14T11:00:00+08:00",
    ),
    "#clock": (
        lambda value: isinstance(value, str) and _CLOCK.fullmatch(value) is not None,
        "time of the day",
        "write it like 21:30; the end of the day is 24:00",
    ),
    "#zone": (_is_zone, "zone", "use an IANA name, for example Asia/Shanghai"),
    "#number": (_is_number, "number", "write digits, without quotes"),
    "#bool": (lambda value: isinstance(value, bool), "yes or no", "write true or false, without quotes"),
    "#id": (lambda value: _is_text(value) and value != "", "id", "write a text; put digits in quotes"),
    "#text": (_is_text, "text", "put it in quotes"),
    "#words": (_is_text, "text", "put it in quotes"),
}
"""For each kind: the test, what the value is not, and the cure."""
