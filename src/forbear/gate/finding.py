"""What one rule said: its decision, its citations, the facts it rests on. A value, and no more than that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.rulebooks.decision import Decision


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule said.

    `decision` is the rule's own strictness when it was breached, `DENY` when it could not be told
    (`unknown` then names the missing facts), `ALLOW_WITH_OBLIGATIONS` when it attached duties, and
    `ALLOW` when it was examined and satisfied. `facts` holds the values this finding rests on.
    """

    rule_id: str
    cites: tuple[str, ...]
    decision: Decision
    unknown: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    confidence: str = "M"

    def to_dict(self) -> dict[str, object]:
        """The finding as JSON-ready values."""
        return {
            "rule_id": self.rule_id,
            "cites": list(self.cites),
            "decision": self.decision.token,
            "unknown": list(self.unknown),
            "facts": {name: _plain(value) for name, value in self.facts.items()},
            "confidence": self.confidence,
        }


def _plain(value: object) -> object:
    if isinstance(value, (str, int, bool)) or value is None:
        return value
    if isinstance(value, (frozenset, set)):
        return sorted(str(item) for item in value)
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
