"""What the gate answers: a decision, every reason for it, and what must be done with it.

A verdict is a value. It holds no clock and no text of its own beyond identifiers: words are made from
the rulebook on request (`in_words`), so that a verdict stays small when millions are made. It refuses to
be an allowance without a citation: `Verdict` built with a permitting decision and no finding raises.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from forbear.gate.finding import Finding
from forbear.gate.wording import describe
from forbear.rulebooks.decision import Decision

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.gate.dossier import Ask
    from forbear.rulebooks.book import Rulebook

__all__ = [
    "BadVerdict",
    "Decision",
    "Finding",
    "UncitedAllowance",
    "Verdict",
    "override_of",
    "safe_harbor_of",
    "verdict_from_dict",
]


class BadVerdict(Exception):
    """the kept verdict does not have the shape of one"""


class UncitedAllowance(Exception):
    """a permitting verdict must cite at least one rule that was examined"""


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """The strictest of all findings, with all of them.

    `counts` are the quota values including the contact asked about (name to number), `versions` the
    content version of every instrument that was examined, `next_permitted_at` the earliest instant found
    at which the same question would be answered with a permit (only when it was asked for), and
    `never_because` the rule ids that stand in the way at every instant within the horizon.
    """

    decision: Decision
    findings: tuple[Finding, ...]
    obligations: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    next_permitted_at: datetime | None = None
    never_because: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        if self.decision <= Decision.ALLOW_WITH_OBLIGATIONS and not self.findings:
            raise UncitedAllowance

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Verdict) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash((self.decision, self.against, self.cites))

    def _values(self) -> tuple[object, ...]:
        return tuple(getattr(self, item.name) for item in fields(Verdict))

    @property
    def permits(self) -> bool:
        """Whether a permit may follow from this verdict."""
        return self.decision.permits

    @property
    def cites(self) -> tuple[str, ...]:
        """Every citation, strictest finding first, each once."""
        ordered = sorted(self.findings, key=lambda finding: -finding.decision)
        return tuple(dict.fromkeys(cite for finding in ordered for cite in finding.cites))

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """The findings that stand against the contact, strictest first."""
        against = [finding for finding in self.findings if not finding.decision.permits]
        return tuple(sorted(against, key=lambda finding: (-finding.decision, finding.rule_id)))

    @property
    def against(self) -> tuple[str, ...]:
        """The ids of the rules that stand against the contact, strictest first: `reasons` without their facts."""
        return tuple(finding.rule_id for finding in self.reasons)

    def with_next(self, instant: datetime | None, never_because: tuple[str, ...] | None) -> Verdict:
        """The same verdict with the answer to "when, then?" filled in."""
        values = {item.name: getattr(self, item.name) for item in fields(Verdict)}
        return Verdict(**values | {"next_permitted_at": instant, "never_because": never_because})

    def to_dict(self) -> dict[str, object]:
        """The verdict as JSON-ready values; `from_dict` reads it back."""
        return {
            "decision": self.decision.token,
            "findings": [finding.to_dict() for finding in self.findings],
            "cites": list(self.cites),
            "obligations": list(self.obligations),
            "unknown": list(self.unknown),
            "counts": dict(self.counts),
            "versions": dict(self.versions),
            "next_permitted_at": self.next_permitted_at.isoformat() if self.next_permitted_at else None,
            "never_because": list(self.never_because) if self.never_because is not None else None,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> Verdict:
        """A verdict from what `to_dict` gave (facts stay the plain values that JSON kept)."""
        return verdict_from_dict(values)

    def in_words(self, lang: str, rulebook: Rulebook) -> str:
        """One calm paragraph for a person: the answer, why, by which clause, and when instead.

        `lang` is `en` or `zh-CN`; an unknown language raises `ValueError`.
        """
        return describe(self, lang, rulebook)


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


def override_of(verdict: Verdict, ask: Ask, rulebook: Rulebook) -> bool | None:
    """Whether the basis of the ask is a factor that may release every presumption that stands.

    A recognised reason changes no decision: a presumption stands until a person, or a policy, accepts it and puts
    that on record. `None` when no reason was given, or when no presumption with such factors stands.
    """
    if ask.basis is None:
        return None
    broken = [
        rulebook.rule(item.rule_id) for item in verdict.findings if item.decision is Decision.DENY_PRESUMPTIVE
    ]
    factors = [rule.override for rule in broken if rule is not None and rule.override is not None]
    return all(ask.basis in each for each in factors) if factors else None


def safe_harbor_of(verdict: Verdict, rulebook: Rulebook) -> bool | None:
    """Whether every rule of a safe harbour that was examined is met; `None` when none was."""
    found = [
        item
        for item in verdict.findings
        if (rule := rulebook.rule(item.rule_id)) is not None and rule.safe_harbor
    ]
    return all(item.decision.permits for item in found) if found else None
