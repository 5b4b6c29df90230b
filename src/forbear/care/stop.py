"""From what somebody said to the requests that bind us: pure, and never milder than what was said.

A stop by a stop word reaches as far as the medium it was said in; a plain wish for no contact reaches every medium. A
wrong person, a dispute and a difficulty are requests too, and they count from the instant at which they were heard.
What cannot be understood makes no request: a person reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.domain.identity import derive_id
from forbear.domain.requests import Request
from forbear.domain.words import RequestKind
from forbear.language.replies import Meaning, Reach, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from forbear.care.heard import Correspondence


def requests_of(
    reading: Reading, answered: Correspondence, *, heard_id: str, channel: str, at: datetime
) -> tuple[Request, ...]:
    """Return the requests that follow from a reply. Ids follow from `heard_id`: hearing twice writes once."""
    found = dict.fromkeys(_asked(reading, answered, channel))
    return tuple(_request(kind, scope, answered.person_id, heard_id=heard_id, at=at) for kind, scope in found)


def stop_of(person_id: str, *, heard_id: str, channel: str, at: datetime) -> Request:
    """Return the stop that mail to a stop address is, whatever it says."""
    return _request(RequestKind.STOP, channel, person_id, heard_id=heard_id, at=at)


def _asked(
    reading: Reading, answered: Correspondence, channel: str
) -> Iterator[tuple[RequestKind, str | None]]:
    meanings = set(reading.meanings)
    if Meaning.WRONG_PERSON in meanings:
        yield RequestKind.WRONG_NUMBER, answered.address
    if Meaning.STOP in meanings:
        everything = any(said.reach is Reach.ALL for said in reading.said if said.meaning is Meaning.STOP)
        yield RequestKind.STOP, None if everything else channel
    if meanings & {Meaning.DISPUTE, Meaning.PAID_ALREADY}:
        # Who says that it was paid contests that it is owed: nothing more is asked of them until that is checked.
        yield from ((RequestKind.DISPUTE, loan_id) for loan_id in answered.loan_ids or (None,))
    if Meaning.HARDSHIP in meanings and Meaning.WRONG_PERSON not in meanings:
        yield RequestKind.HARDSHIP, None


def _request(kind: RequestKind, scope: str | None, person_id: str, *, heard_id: str, at: datetime) -> Request:
    request_id = derive_id("heard", heard_id, kind.value, scope or "")
    return Request(request_id=request_id, person_id=person_id, kind=kind, at=at, scope=scope)
