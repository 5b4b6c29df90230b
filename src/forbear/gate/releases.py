"""What a verdict says beside its decision: whether the reason given may release a presumption, whether a safe harbour is met.

A recognised reason changes no decision: a presumption stands until a person, or a policy, accepts it and puts that on record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.rulebooks.decision import Decision

if TYPE_CHECKING:
    from forbear.gate.dossier import Ask
    from forbear.gate.verdict import Verdict
    from forbear.rulebooks.book import Rulebook


def override_of(verdict: Verdict, ask: Ask, rulebook: Rulebook) -> bool | None:
    """Whether the basis of the ask is a factor that may release every presumption that stands.

    `None` when no reason was given, or when no presumption with such factors stands.
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
