"""What people asked of us: to stop, to be called at other hours, for time, for a plan, to be heard.

A request takes effect at its instant. What it forbids is for the rulebooks to say, not for this module.
"""

import datetime as dt
from dataclasses import dataclass

from forbear.domain.words import RequestKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request of one person. `at` is an aware instant; `until` the last local day on which it binds.

    `scope` None: it covers everything that its kind can cover; else a channel, a contact point, a loan id, or
    for `lift` the request_id that it ends.
    """

    request_id: str
    person_id: str
    kind: RequestKind
    at: dt.datetime
    scope: str | None = None
    until: dt.date | None = None

    def is_binding(self, at: dt.datetime, *, on: dt.date) -> bool:
        """Whether it was made by `at` and its last day is not over on the local date `on`."""
        return self.at <= at and (self.until is None or on <= self.until)
