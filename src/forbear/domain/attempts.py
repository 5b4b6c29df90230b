"""One attempt at contact, in either direction, whether or not it reached anybody.

Attempts are a log: nothing here counts them, for a count is a view over the log, never a stored number.
"""

import datetime as dt
from dataclasses import dataclass

from forbear.domain.words import Channel, Direction, Outcome, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt. `at` is an aware instant, `to` a person_id, `contact_point` the number or address used.

    `by` is who acted: a collector, an agency, a worker. `loan_ids` are the debts it was about.
    """

    attempt_id: str
    at: dt.datetime
    to: str
    channel: Channel
    outcome: Outcome
    direction: Direction = Direction.OUT
    loan_ids: tuple[str, ...] = ()
    contact_point: str | None = None
    by: str | None = None
    purpose: Purpose | None = None
