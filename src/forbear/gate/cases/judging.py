"""Whether an answer is what a case expected, and if not, why not. It gives no answers of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forbear.rulebooks.decision import Decision

if TYPE_CHECKING:
    from forbear.gate.cases.story import Mapped
    from forbear.gate.verdict import Verdict


def judge(verdict: Verdict, expect: Mapped) -> tuple[str, ...]:
    """Why an answer is not what was expected; empty when it is."""
    wrong: list[str] = []
    allowed = {expect["decision"], *expect.get("also_ok", [])}
    if "allow" in allowed and expect.get("obligations") != []:
        allowed.add(Decision.ALLOW_WITH_OBLIGATIONS.token)
    if verdict.decision.token not in allowed:
        wrong.append(f"answered {verdict.decision.token}, expected {expect['decision']}")
    cites = verdict.cites
    wrong += [
        f"`{cite}` is not cited"
        for cite in expect.get("cite", [])
        if not any(item.startswith(cite) for item in cites)
    ]
    wrong += [
        f"`{duty}` is not owed" for duty in expect.get("obligations", []) if duty not in verdict.obligations
    ]
    for name, value in expect.get("counts", {}).items():
        if verdict.counts.get(name) != value:
            wrong.append(f"{name} is {verdict.counts.get(name)}, expected {value}")
    wrong += [f"{key} is not answered" for key in ("override", "safe_harbor") if key in expect]
    return tuple(wrong)
