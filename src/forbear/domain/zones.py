"""Local dates and times: an instant as the person on the other end lives it.

Zones are IANA names only. An offset such as `+08:00` is refused, for it does not know its summer time; so is
an instant without any zone. Which zone a person is in is evidence, weighed elsewhere.
"""

import datetime as dt
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


class UnknownZone(ValueError):
    """not the name of a time zone in the IANA database"""


class NaiveInstant(ValueError):
    """an instant must carry its zone"""


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Return the zone of an IANA name such as `Asia/Shanghai`, spelled exactly. Raises `UnknownZone`."""
    if name not in _names():
        message = f"`{name[:60]}` is not an IANA time zone"
        raise UnknownZone(message)
    return ZoneInfo(name)


def local(at: dt.datetime, zone_name: str) -> dt.datetime:
    """Return the aware instant `at` in the zone. Raises `NaiveInstant` or `UnknownZone`."""
    if at.utcoffset() is None:
        message = f"`{at.isoformat()}` has no zone"
        raise NaiveInstant(message)
    return at.astimezone(zone(zone_name))


def local_date(at: dt.datetime, zone_name: str) -> dt.date:
    """Return the calendar day of `at` in the zone. Raises `NaiveInstant` or `UnknownZone`."""
    return local(at, zone_name).date()


def local_time(at: dt.datetime, zone_name: str) -> dt.time:
    """Return the wall-clock time of `at` in the zone, without tzinfo. Raises `NaiveInstant` or `UnknownZone`."""
    return local(at, zone_name).time()
