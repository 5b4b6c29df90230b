"""The permit: the only thing that lets a message leave the building.

Only the gate makes one, after a permitting verdict and a reservation. It is for one person, address,
channel, purpose and content, expires, and is used once (storage enforces the single use). It cannot be
built, copied, pickled or changed elsewhere; whoever sends calls `require` first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NoReturn, Self

if TYPE_CHECKING:
    from datetime import datetime

_MINT: Final = object()


class PermitForged(Exception):
    """a permit can be made only by the gate"""


class PermitRefused(Exception):
    """the permit does not cover this send"""


class Permit:
    """Leave to make one contact. Read-only; see `require`.

    Fields: `permit_id`, `attempt_id`, `decision_id`, `ask_digest` and `content_digest` (sha256 hex),
    `person_id`, `address`, `channel`, `purpose`, `issued_at`, `expires_at`.
    """

    __slots__ = (
        "address",
        "ask_digest",
        "attempt_id",
        "channel",
        "content_digest",
        "decision_id",
        "expires_at",
        "issued_at",
        "permit_id",
        "person_id",
        "purpose",
    )

    permit_id: str
    attempt_id: str
    decision_id: str
    ask_digest: str
    content_digest: str
    person_id: str
    address: str | None
    channel: str
    purpose: str
    issued_at: datetime
    expires_at: datetime

    def __new__(cls, key: object = None, /, **_fields: object) -> Self:
        """Refuse everybody but `mint`."""
        if key is not _MINT or cls is not Permit:
            raise PermitForged
        return super().__new__(cls)

    def __init__(self, key: object = None, /, **fields: object) -> None:
        if key is not _MINT or set(fields) != set(self.__slots__):
            raise PermitForged
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def __init_subclass__(cls) -> None:
        raise PermitForged

    def __setattr__(self, name: str, value: object) -> None:
        raise PermitForged

    def __delattr__(self, name: str) -> None:
        raise PermitForged

    def __reduce__(self) -> NoReturn:
        raise PermitForged

    def __copy__(self) -> NoReturn:
        raise PermitForged

    def __repr__(self) -> str:
        return f"Permit({self.permit_id}, {self.channel} to {self.person_id}, until {self.expires_at.isoformat()})"

    def require(
        self,
        *,
        at: datetime,
        person_id: str,
        address: str | None,
        channel: str,
        purpose: str,
        content_digest: str,
    ) -> None:
        """Raise `PermitRefused` unless this very send, at this instant, is what was permitted."""
        asked = {
            "person_id": person_id,
            "address": address,
            "channel": channel,
            "purpose": purpose,
            "content_digest": content_digest,
        }
        wrong = [name for name, value in asked.items() if getattr(self, name) != value]
        if wrong:
            message = f"permit `{self.permit_id}` is for another {', '.join(wrong)}"
            raise PermitRefused(message)
        if not self.issued_at <= at < self.expires_at:
            message = f"permit `{self.permit_id}` is not valid at {at.isoformat()}; ask again"
            raise PermitRefused(message)


def mint(**fields: object) -> Permit:
    """Make a permit. Called by `forbear.gate.reserving` alone; a tidy test holds every other caller out."""
    return Permit(_MINT, **fields)
