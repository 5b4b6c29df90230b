"""What differs between two answers to the same question: as it was recorded, and as it is derived again.

Compared part by part: the answer, every rule that spoke with the facts it rests on, duties, counts, missing
facts. When and why-never are worked out on request and are no part of a decision. It judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PERMITTING: Final = frozenset({"allow", "allow_with_obligations"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One part in which two answers differ: `decision`, `obligations`, `unknown`, `counts`, `versions` or `rule`."""

    what: str
    recorded: object
    derived: object
    rule_id: str | None = None

    def to_dict(self) -> dict[str, object]:
        """The difference as JSON-ready values."""
        named = {} if self.rule_id is None else {"rule_id": self.rule_id}
        return {"what": self.what, **named, "recorded": self.recorded, "derived": self.derived}


def differences(recorded: Mapping[str, Any], derived: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What differs between two verdicts as `Verdict.to_dict` writes them; nothing when they are the same."""
    found = [
        Difference(what, recorded[what], derived[what])
        for what in ("decision", "obligations", "unknown", "counts", "versions")
        if recorded[what] != derived[what]
    ]
    before, after = _by_rule(recorded["findings"]), _by_rule(derived["findings"])
    rules = (
        Difference("rule", before.get(rule_id), after.get(rule_id), rule_id)
        for rule_id in sorted({*before, *after})
        if before.get(rule_id) != after.get(rule_id)
    )
    return (*found, *rules)


def _by_rule(findings: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {finding["rule_id"]: _comparable(finding) for finding in findings}


def _comparable(finding: Mapping[str, Any]) -> dict[str, Any]:
    """The finding with the instant of its ask in UTC: one instant may be written in two zones."""
    facts = dict(finding["facts"])
    if isinstance(facts.get("ask.at"), str):
        facts["ask.at"] = datetime.fromisoformat(facts["ask.at"]).astimezone(UTC).isoformat()
    return {**finding, "facts": facts}


def stands_against(verdict: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """The rules that stand against the contact, each with its clauses."""
    return {
        finding["rule_id"]: tuple(finding["cites"])
        for finding in verdict["findings"]
        if finding["decision"] not in PERMITTING
    }
