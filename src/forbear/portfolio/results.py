"""What one date came to, and what an earlier one said: the values that pass between kernel, ports and whoever writes them down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What the run before this date said: its date, and `loan_no, bucket, days_past_due, has_case, is_set_aside` of each loan."""

    on: date
    standing: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What one date came to. Frames are keyed by `loan_no` and in its order (plans by `person_no`, `role`).

    `loans` names the loans (`loan_no, loan_id, currency`), `people` those of the plans (`person_no, person_id`). `moves` says what a
    case did, `before` is the standing it was compared with (of the date `since`).
    """

    on: date
    since: date
    loans: pl.DataFrame
    people: pl.DataFrame
    aged: pl.DataFrame
    before: pl.DataFrame
    standing: pl.DataFrame
    moves: pl.DataFrame
    quarantined: pl.DataFrame
    plans: pl.DataFrame
