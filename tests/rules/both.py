"""Both evaluators on the same dossiers, and what they must agree on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.gate import columns
from forbear.gate.frames.columns import frames_of
from forbear.gate.row import decide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.gate.dossier import Dossier
    from forbear.gate.verdict import Verdict
    from forbear.rulebooks.book import Rulebook


def said_by_row(verdict: Verdict) -> dict[str, object]:
    """Decision, rules by state and counts of one verdict."""
    told = [item for item in verdict.findings if not item.rule_id.startswith("engine/")]
    return {
        "decision": int(verdict.decision),
        "unknown": sorted({item.rule_id for item in told if item.cites[-1].startswith("engine policy")}),
        "breached": sorted(
            {
                item.rule_id
                for item in told
                if item.decision > 0 and not item.cites[-1].startswith("engine policy")
            }
        ),
        "satisfied": sorted({item.rule_id for item in told if item.decision == 0}),
        "counts": dict(verdict.counts),
    }


def said_by_columns(dossiers: Sequence[Dossier], rulebook: Rulebook) -> list[dict[str, object]]:
    """The same, from the column evaluator."""
    answers = columns.decide(frames_of(dossiers), rulebook)
    found: list[dict[str, object]] = []
    for row in answers.to_dicts():
        said: dict[str, object] = {"decision": row["decision"]}
        for state in ("unknown", "breached", "satisfied"):
            said[state] = sorted(
                name.split("/", 1)[1] for name, value in row.items() if name.startswith(f"{state}/") and value
            )
        said["counts"] = {
            name.split("/", 1)[1]: value
            for name, value in row.items()
            if name.startswith("count/") and value is not None
        }
        found.append(said)
    return found


def assert_equal_on_both(dossiers: Sequence[Dossier], rulebook: Rulebook) -> list[Verdict]:
    """Decide on both and compare; returns the verdicts of the row evaluator."""
    verdicts = [decide(dossier, rulebook) for dossier in dossiers]
    assert said_by_columns(dossiers, rulebook) == [said_by_row(verdict) for verdict in verdicts]
    return verdicts
