"""What step is next for one late loan: pure functions over what the log and the ageing say today.

Nothing is carried from one night to the next. The planner does not weigh the law: whether the step may be taken is the gate's answer.
`portfolio.proposals.proposing` says the same for a whole book in columns; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from forbear.strategy.treatment import Path, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """One late loan tonight.

    `taken` counts the contacts made about the loan since it has been late without a break, by purpose of the path;
    `days_since_last` is the number of calendar days from the last of them to the day of the next contact (None: there was none);
    `channels` are those for which the borrower has a usable contact point.
    """

    days_past_due: int
    taken: Mapping[str, int] = field(default_factory=dict)
    days_since_last: int | None = None
    channels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """The step that is next, and by which channel."""

    step: Step
    channel: str


def next_step(path: Path, situation: Situation) -> Next | None:
    """Return the step to propose, or None when the next step's day has not come or nothing is left to try."""
    for step in path.steps:
        if situation.taken.get(step.purpose, 0) >= step.ordinal:
            continue
        channel = next((one for one in step.channels if one in situation.channels), None)
        if channel is None:
            continue
        return Next(step=step, channel=channel) if is_due(step, situation) else None
    return None


def is_due(step: Step, situation: Situation) -> bool:
    """Whether the day of the step has come and the person was left in peace long enough since the last contact."""
    waited = situation.days_since_last is None or situation.days_since_last >= step.wait_days
    return situation.days_past_due >= step.from_day and waited


def is_unreachable(
    failed_by_day: Mapping[date, int],
    *,
    attempts_min: int,
    days_min: int,
    last_talk: date | None,
    has_untried_number: bool,
) -> bool:
    """Whether the borrower could not be reached: enough failed calls on each of enough consecutive days, and no talk since.

    `failed_by_day` counts failed calls by the borrower's local day; `last_talk` is the local day of the last two-way contact. A known
    number that was never tried means that not everything was done to reach the borrower.
    """
    if has_untried_number:
        return False
    days = sorted(
        day
        for day, count in failed_by_day.items()
        if count >= attempts_min and (last_talk is None or day > last_talk)
    )
    return _longest_run(days) >= days_min


def _longest_run(days: Sequence[date]) -> int:
    longest = run = 1 if days else 0
    for one, following in pairwise(days):
        run = run + 1 if (following - one).days == 1 else 1
        longest = max(longest, run)
    return longest
