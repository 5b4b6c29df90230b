"""The case: a loan that is late, from the day it is opened to the day it is closed, and the buckets it moves in.

A case never sends anything and decides nothing; it says how late a loan is and how that changed.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Bucket(StrEnum):
    """How late a loan is, in the steps of the trade."""

    CURRENT = "current"
    D1_29 = "1-29"
    D30_59 = "30-59"
    D60_89 = "60-89"
    D90_UP = "90+"
    SETTLED = "settled"


# First day of each late bucket, latest first; below the last of them a loan is current.
FIRST_DAYS = ((90, Bucket.D90_UP), (60, Bucket.D60_89), (30, Bucket.D30_59), (1, Bucket.D1_29))
_STEPS = (Bucket.SETTLED, Bucket.CURRENT, Bucket.D1_29, Bucket.D30_59, Bucket.D60_89, Bucket.D90_UP)


def bucket_of(days_past_due: int) -> Bucket:
    """Return the bucket of a loan that is not settled. `days_past_due` is in calendar days, 0 or more."""
    for first_day, bucket in FIRST_DAYS:
        if days_past_due >= first_day:
            return bucket
    return Bucket.CURRENT


def lateness(bucket: Bucket) -> int:
    """Return the step of a bucket, rising with lateness: settled 0, current 1, … 90+ 5."""
    return _STEPS.index(bucket)


class MoveKind(StrEnum):
    """What happened to a case on a day."""

    OPENED = "opened"
    MOVED_UP = "moved_up"
    MOVED_DOWN = "moved_down"
    CLOSED = "closed"


def move_kind(before: Bucket | None, after: Bucket) -> MoveKind | None:
    """Return the move from `before` (None: no open case) to `after`, or None when nothing moved.

    A case is open exactly while its loan is in a late bucket: a cure to `current` closes it, and falling late
    again opens another. Up means later.
    """
    is_late = lateness(after) > lateness(Bucket.CURRENT)
    if before is None:
        return MoveKind.OPENED if is_late else None
    if not is_late:
        return MoveKind.CLOSED
    if after is before:
        return None
    return MoveKind.MOVED_UP if lateness(after) > lateness(before) else MoveKind.MOVED_DOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One spell of lateness of one loan. `closed` None: still open. How late it is today is never stored here."""

    case_id: str
    loan_id: str
    opened: dt.date
    bucket: Bucket
    closed: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMove:
    """One step of a case on one day. For an opening `from_bucket` is the bucket before it, `current` if never seen."""

    case_id: str
    loan_id: str
    on: dt.date
    kind: MoveKind
    from_bucket: Bucket
    to_bucket: Bucket
