"""What a worker did, in numbers: kept while it works, printed at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from forbear.entry.deeds.send_planned import Done
    from forbear.outreach.planned import Recovered

ALLOWED = frozenset({"sent", "failed", "uncertain"})


@dataclass(slots=True)
class Summary:
    """Counts of one worker's life. `refused_by` counts every rule that stood in the way, put-off contacts included."""

    claimed: int = 0
    what: Counter[str] = field(default_factory=Counter)
    refused_by: Counter[str] = field(default_factory=Counter)
    heard: Counter[str] = field(default_factory=Counter)
    planned_again: int = 0
    permits_returned: int = 0
    found_uncertain: int = 0
    stopped_because: str | None = None

    def add(self, done: Done) -> None:
        """Count one contact."""
        self.claimed += 1
        self.what[done.what] += 1
        self.refused_by.update(done.rules)

    def recovered(self, found: Recovered) -> None:
        """Count what broken workers left."""
        self.planned_again += found.planned_again
        self.permits_returned += found.permits_returned
        self.found_uncertain += found.uncertain

    def to_dict(self) -> dict[str, object]:
        """JSON-ready; every count is there, also where it is nought."""
        return {
            "claimed": self.claimed,
            "allowed": sum(self.what[name] for name in ALLOWED),
            "sent": self.what["sent"],
            "failed": self.what["failed"],
            "uncertain": self.what["uncertain"],
            "refused": self.what["refused"],
            "put_off": self.what["put_off"],
            "refused_by": dict(sorted(self.refused_by.items())),
            "unsendable": self.what["unsendable"],
            "lapsed": self.what["lapsed"],
            "contended": self.what["contended"] + self.what["lost"],
            "heard": dict(sorted(self.heard.items())),
            "recovered": {
                "planned_again": self.planned_again,
                "permits_returned": self.permits_returned,
                "uncertain": self.found_uncertain,
            },
            "stopped_because": self.stopped_because,
        }
