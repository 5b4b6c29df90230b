"""The five answers of the gate, from mild to strict.

They live beside the law because every provision names the answer that its breach calls for.
This module orders them and nothing else: it decides nothing.
"""

from __future__ import annotations

from enum import IntEnum


class Decision(IntEnum):
    """How strict an answer is; a greater number is stricter and wins over a smaller one."""

    ALLOW = 0
    ALLOW_WITH_OBLIGATIONS = 1
    REVIEW = 2
    DENY_PRESUMPTIVE = 3
    DENY = 4

    @property
    def token(self) -> str:
        """The word used in files, answers and the database, for example `deny_presumptive`."""
        return self.name.lower()

    @property
    def permits(self) -> bool:
        """Whether a permit may follow: only `allow` and `allow_with_obligations`."""
        return self <= Decision.ALLOW_WITH_OBLIGATIONS

    @classmethod
    def from_token(cls, token: str) -> Decision:
        """The decision that a word names; raises `ValueError` for any other word."""
        for decision in cls:
            if decision.token == token:
                return decision
        message = f"`{token}` is no decision; use one of {', '.join(d.token for d in cls)}"
        raise ValueError(message)
