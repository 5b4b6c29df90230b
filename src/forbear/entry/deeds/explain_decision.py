"""Derive a past decision again from what it had seen and the law it was made by: the same answer, or what differs.

It is handed the decision's row, its events and the law; it asks no database, and it makes up nothing that was not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from forbear.gate.next_instant import with_next
from forbear.gate.replaying.differing import Difference, differences
from forbear.gate.replaying.kept import NotKept, dossier_of, event_ids
from forbear.gate.reserving import decide_now
from forbear.gate.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.gate.dossier import Dossier, Event
    from forbear.rulebooks.book import Rulebook

LANGUAGES: Final = ("en", "zh-CN")
HEAD: Final = ("decision_id", "book", "channel", "purpose", "role")


@dataclass(frozen=True, slots=True)
class Explained:
    """A past decision, as it was recorded and as it is derived again (`None` where it cannot be, and `lacking` says why)."""

    row: Mapping[str, Any]
    recorded: Verdict
    derived: Verdict | None
    differences: tuple[Difference, ...]
    dossier: Dossier | None
    law: Rulebook
    lacking: str = ""

    @property
    def same(self) -> bool | None:
        """Whether the same answer came of it; `None` where it could not be derived."""
        return None if self.derived is None else not self.differences

    def in_words(self, lang: str) -> str:
        """What was decided and why, with when instead where that could be worked out."""
        shown = self.recorded
        if self.derived is not None and self.same:
            shown = shown.with_next(self.derived.next_permitted_at, self.derived.never_because)
        return shown.in_words(lang, self.law)

    def to_dict(self) -> dict[str, Any]:
        """Everything, JSON-ready."""
        derived = self.derived
        return {
            **{name: self.row[name] for name in HEAD},
            "at": self.row["at"].isoformat(),
            "recorded": self.row["verdict"],
            "derived": None if derived is None else derived.to_dict(),
            "same": self.same,
            "why_not_derived": self.lacking or None,
            "differences": [part.to_dict() for part in self.differences],
            "words": {lang: self.in_words(lang) for lang in LANGUAGES},
            "facts": self.facts(),
            "events": self.events(),
            "zones": list((self.row["seen"] or {}).get("zones", ())),
            "next_permitted_at": derived.next_permitted_at.isoformat()
            if derived is not None and derived.next_permitted_at
            else None,
            "never_because": None
            if derived is None or derived.never_because is None
            else list(derived.never_because),
            "versions": dict(self.row["versions"]),
        }

    def facts(self) -> dict[str, object]:
        """The facts that the answer rests on, by name."""
        return {name: value for item in self.recorded.findings for name, value in item.facts.items()}

    def events(self) -> list[dict[str, str]]:
        """The events that the decision had seen: id, instant, channel, and the outcome then known."""
        if self.dossier is None:
            return [{"event_id": event_id} for event_id in event_ids(self.row["seen"] or {})]
        return [
            {
                "event_id": event.event_id,
                "at": event.at.isoformat(),
                "channel": event.channel,
                "direction": event.direction,
                "outcome": event.outcome,
            }
            for event in self.dossier.log
        ]


def explain(
    row: Mapping[str, Any],
    events: Mapping[str, Event],
    law: Rulebook | None,
    *,
    today: Rulebook,
    lacking: str = "",
) -> Explained:
    """Explain a decision. `law` is the law as it was then (`None`: `lacking` says why); `today` gives words where it is missing."""
    recorded = Verdict.from_dict(row["verdict"])
    if law is None:
        return Explained(row, recorded, None, (), None, today, lacking)
    try:
        dossier = dossier_of(row["ask"], row["facts"], row["seen"], events)
    except NotKept as fault:
        return Explained(row, recorded, None, (), None, law, str(fault))
    derived = decide_now(dossier, law)
    found = differences(row["verdict"], derived.to_dict())
    return Explained(row, recorded, with_next(derived, dossier, law), found, dossier, law)
