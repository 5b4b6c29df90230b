"""Verdicts back from the JSON that was kept: for showing a past decision, never for permitting one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from forbear.gate.verdict import Finding, Verdict
from forbear.rulebooks.decision import Decision

if TYPE_CHECKING:
    from collections.abc import Mapping


class BadVerdict(Exception):
    """the kept verdict does not have the shape of one"""


def verdict_from_dict(values: Mapping[str, object]) -> Verdict:
    """Read what `Verdict.to_dict` gave; raises `BadVerdict`."""
    data = cast("Mapping[str, Any]", values)
    try:
        never, following = data["never_because"], data["next_permitted_at"]
        return Verdict(
            decision=Decision.from_token(data["decision"]),
            findings=tuple(_finding(item) for item in data["findings"]),
            obligations=tuple(data["obligations"]),
            unknown=tuple(data["unknown"]),
            counts=dict(data["counts"]),
            versions=dict(data["versions"]),
            next_permitted_at=datetime.fromisoformat(following) if following else None,
            never_because=tuple(never) if never is not None else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        message = f"the kept verdict cannot be read: {error}"
        raise BadVerdict(message) from error


def _finding(data: Mapping[str, Any]) -> Finding:
    return Finding(
        rule_id=data["rule_id"],
        cites=tuple(data["cites"]),
        decision=Decision.from_token(data["decision"]),
        unknown=tuple(data["unknown"]),
        facts=dict(data["facts"]),
        confidence=data["confidence"],
    )
