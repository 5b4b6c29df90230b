"""What people of a case said in their own words, where it asks us to stop: by one medium, or altogether.

Only the plain words of `language.replies` are read. A wish said on a call closes calls; one that was written closes the
medium it came by, and where it asks for no contact at all it is a notice to cease.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.gate.dossier import Record
from forbear.language.replies import Meaning, Reach, read_reply

if TYPE_CHECKING:
    from datetime import datetime

    from forbear.gate.cases.story import Mapped

MEDIA: Final = {"call": "call", "inbound_call": "call", "inbound_email": "email", "inbound_sms": "sms"}
"""By what somebody spoke, for the things that happen in which somebody speaks."""
TEXT: Final = "sms"
SPOKEN: Final = "call"


def wishes_of(item: Mapped, at: datetime, person: str) -> list[Record]:
    """The wish to stop that the words of an event hold, as records; none where they hold none."""
    medium = MEDIA.get(item["ev"])
    if medium is None:
        return []
    said = read_reply(str(item.get("text", item.get("statement", "")))).said
    if not said or said[0].meaning is not Meaning.STOP:
        return []
    ceases = said[0].reach is Reach.ALL and medium != SPOKEN
    debts = frozenset(item.get("debts", ()))
    return [
        _opt_out(item, at, person, medium),
        *([Record("hold", "cease", at, person, debts=debts)] if ceases else []),
    ]


def _opt_out(item: Mapped, at: datetime, person: str, medium: str) -> Record:
    """A text closes the number it came from, or every way where none is named; other words close their medium."""
    address = frozenset({item["address"]} if "address" in item and medium == TEXT else ())
    return Record(
        "preference",
        "medium_opt_out",
        at,
        person,
        channels=frozenset() if medium == TEXT else frozenset({medium}),
        addresses=address,
        flags=frozenset({"revocation", *((str(item["in_reply_to"]),) if "in_reply_to" in item else ())}),
    )
