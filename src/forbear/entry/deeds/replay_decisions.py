"""Run a rulebook over decisions that were made by another: which answers would differ, and through which rules.

Decisions come in batches and go again; only counts by rule are kept. What it gives names no person, no address and
no debt. A decision that cannot be derived again is counted with its reason, never passed over as the same.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from forbear.gate.replaying.differing import stands_against
from forbear.gate.replaying.kept import NotKept, dossier_of, event_ids
from forbear.gate.reserving import decide_now

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from forbear.gate.dossier import Event
    from forbear.rulebooks.book import Rulebook

    Batch = tuple[Sequence[Mapping[str, Any]], Mapping[tuple[str, str], Event]]


@dataclass(frozen=True, slots=True)
class Differing:
    """One decision that would differ: answers, and the rules against it that came and went, each with its clauses."""

    decision_id: str
    at: str
    role: str
    channel: str
    purpose: str
    was: str
    would_be: str
    came: Mapping[str, tuple[str, ...]]
    went: Mapping[str, tuple[str, ...]]
    obligations_came: tuple[str, ...] = ()
    obligations_went: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """JSON-ready; nothing in it says who was concerned."""
        return {
            "decision_id": self.decision_id,
            "at": self.at,
            "role": self.role,
            "channel": self.channel,
            "purpose": self.purpose,
            "was": self.was,
            "would_be": self.would_be,
            "came": {rule: list(cites) for rule, cites in self.came.items()},
            "went": {rule: list(cites) for rule, cites in self.went.items()},
            "obligations_came": list(self.obligations_came),
            "obligations_went": list(self.obligations_went),
        }


@dataclass(slots=True)
class Tally:
    """What a replay has counted so far."""

    decisions: int = 0
    differing: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    came: Counter[str] = field(default_factory=Counter)
    went: Counter[str] = field(default_factory=Counter)
    not_derived: Counter[str] = field(default_factory=Counter)

    @property
    def all_the_same(self) -> bool:
        """Whether every decision was derived again and none differs."""
        return not self.differing and not self.not_derived

    def to_dict(self) -> dict[str, object]:
        """JSON-ready, rules in order of their id."""
        rules = sorted({*self.came, *self.went})
        return {
            "decisions": self.decisions,
            "differing": self.differing,
            "answers": dict(sorted(self.answers.items())),
            "rules": {rule: {"came": self.came[rule], "went": self.went[rule]} for rule in rules},
            "not_derived": dict(sorted(self.not_derived.items())),
        }


def replay(batches: Iterable[Batch], rulebook: Rulebook, tally: Tally) -> Iterator[Differing]:
    """Yield each decision that would differ by `rulebook`, oldest first, counting into `tally`."""
    for rows, events in batches:
        for row in rows:
            tally.decisions += 1
            if "unreadable" in row:
                tally.not_derived[_kind(row["unreadable"])] += 1
                continue
            try:
                found = _differing(row, events, rulebook)
            except NotKept as fault:
                tally.not_derived[_kind(str(fault))] += 1
                continue
            if found is not None:
                tally.differing += 1
                tally.answers[f"{found.was} → {found.would_be}"] += 1
                tally.came.update(found.came.keys())
                tally.went.update(found.went.keys())
                yield found


def _differing(
    row: Mapping[str, Any], events: Mapping[tuple[str, str], Event], rulebook: Rulebook
) -> Differing | None:
    seen = event_ids(row["seen"] or {})
    mine = {name: events[row["book"], name] for name in seen if (row["book"], name) in events}
    derived = decide_now(dossier_of(row["ask"], row["facts"], row["seen"], mine), rulebook)
    recorded = row["verdict"]
    before = stands_against(recorded)
    after = {finding.rule_id: finding.cites for finding in derived.reasons}
    owed, owes = recorded["obligations"], list(derived.obligations)
    if (recorded["decision"], before, sorted(owed)) == (derived.decision.token, after, sorted(owes)):
        return None
    return Differing(
        decision_id=row["decision_id"],
        at=row["at"].isoformat(),
        role=row["role"],
        channel=row["channel"],
        purpose=row["purpose"],
        was=recorded["decision"],
        would_be=derived.decision.token,
        came={rule: cites for rule, cites in after.items() if before.get(rule) != cites},
        went={rule: cites for rule, cites in before.items() if after.get(rule) != cites},
        obligations_came=tuple(sorted(set(owes) - set(owed))),
        obligations_went=tuple(sorted(set(owed) - set(owes))),
    )


def _kind(why: str) -> str:
    """The reason without the id of an event or a law, so that the counts stay few."""
    return why.split("`", 1)[0].strip()
