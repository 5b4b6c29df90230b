"""Consent: what a person allowed, to whom, over which channels and hours, until when, and when it was withdrawn.

Consent is never presumed: what is not written here was not given. Whether a consent suffices is the gate's.
"""

import datetime as dt
from dataclasses import dataclass

from forbear.domain.words import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One consent. `at` and `withdrawn_at` are aware instants; `from_` and `to` the agreed hours of the local day.

    `from_` is the column `from` of the book. `channels` empty: not limited to a channel. `until` is the last
    day on which it holds. `waives` names the rules that it sets aside, where law lets it.
    """

    person_id: str
    scope: str
    given_to: str
    at: dt.datetime
    channels: frozenset[Channel] = frozenset()
    from_: dt.time | None = None
    to: dt.time | None = None
    until: dt.date | None = None
    withdrawn_at: dt.datetime | None = None
    waives: tuple[str, ...] = ()

    def is_standing(self, at: dt.datetime, *, on: dt.date) -> bool:
        """Whether it was given by `at`, not withdrawn by then, and not past its last day on the local date `on`."""
        if at < self.at or (self.withdrawn_at is not None and self.withdrawn_at <= at):
            return False
        return self.until is None or on <= self.until
