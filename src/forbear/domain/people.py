"""People and the points at which they can be reached, each point with its source and verification state.

A contact point without a lawful source cannot be written down: the source is required and its set is closed.
What may be done with a point is the gate's to say, not this module's.
"""

import datetime as dt
from dataclasses import dataclass

from forbear.domain.words import Place, PointKind, PointSource, Special


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One human being. `deceased` None: nobody told us. `timezone` is an IANA name, `language` a BCP 47 tag."""

    person_id: str
    name: str
    id_number: str | None = None
    born: dt.date | None = None
    language: str | None = None
    country: str | None = None
    timezone: str | None = None
    deceased: bool | None = None
    special: frozenset[Special] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoint:
    """One number, mailbox or address of one person.

    `verified` is the lender's own word (a date, `true`, a method), None when never verified. From
    `invalid_since` on the point is known not to reach the person.
    """

    person_id: str
    kind: PointKind
    value: str
    source: PointSource
    place: Place | None = None
    verified: str | None = None
    invalid_since: dt.date | None = None
    timezone: str | None = None

    def is_valid_on(self, day: dt.date) -> bool:
        """Whether nothing is known against the point on `day`."""
        return self.invalid_since is None or day < self.invalid_since
