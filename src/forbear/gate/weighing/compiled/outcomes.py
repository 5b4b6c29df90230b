"""What a plan's function says, as numbers, and all that follows from those numbers alone.

Each rule that spoke leaves one number: which rule, and in which state. Decision, obligations, citations and the names of the
reasons follow from the numbers, so they are put together once for each combination that occurs and kept; findings, which also
hold the facts of one dossier, are made when somebody reads them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from forbear.gate.weighing.compiled.findings import ENGINE_UNKNOWN, satisfied, told, untold
from forbear.rulebooks.decision import Decision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forbear.gate.dossier import Dossier
    from forbear.gate.finding import Finding
    from forbear.gate.weighing.look import InForce, Look

STATES: Final = 4
SATISFIED: Final = 0
BROKEN: Final = 1
UNTOLD: Final = 2
OWED: Final = 3
"""Not broken, and whether it applies cannot be told: its duties are owed, and it says nothing else."""


class Teller(Protocol):
    """Tells what a verdict holds of one dossier, when somebody reads it."""

    def look(self, dossier: Dossier) -> Look:
        """A look at the dossier, for findings."""

    def counts(self, dossier: Dossier) -> Mapping[str, int]:
        """The counts that the verdict shows, by name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows from one combination of states. `against` are the ids of the rules that refuse, strictest first.

    `teller` tells the rest (findings, counts) of the dossiers with this outcome.
    """

    decision: Decision
    obligations: tuple[str, ...]
    cites: tuple[str, ...]
    against: tuple[str, ...]
    said: tuple[tuple[InForce, int], ...]
    has_untold: bool
    versions: Mapping[str, str]
    teller: Teller = field(compare=False, repr=False)

    def findings(self, dossier: Dossier) -> tuple[Finding, ...]:
        """The findings about one dossier, in the order of the rulebook."""
        look = self.teller.look(dossier)
        return tuple(_finding(item, state, look) for item, state in self.said)


def outcome_of(
    rules: Sequence[InForce], numbers: Sequence[int], versions: Mapping[str, str], teller: Teller
) -> Outcome:
    """Everything that follows from the numbers (rule times `STATES`, plus its state)."""
    states = [(rules[number // STATES], number % STATES) for number in numbers]
    said = tuple((item, state) for item, state in states if state != OWED)
    by_strength = sorted(said, key=lambda one: -_strength(*one))
    against = sorted((-_strength(*one), one[0].rule.rule_id) for one in said if not _strength(*one).permits)
    cites = [cite for item, state in by_strength for cite in _cites(item, state)]
    return Outcome(
        _decision(states),
        tuple(
            dict.fromkeys(
                duty for item, state in states if _owes(item, state) for duty in item.rule.obligations
            )
        ),
        tuple(dict.fromkeys(cites)),
        tuple(rule_id for _, rule_id in against),
        said,
        any(state == UNTOLD for _, state in said),
        versions,
        teller,
    )


def _decision(states: Sequence[tuple[InForce, int]]) -> Decision:
    strengths = [_strength(item, state) for item, state in states]
    strengths += [
        Decision.ALLOW_WITH_OBLIGATIONS
        for item, state in states
        if _owes(item, state) and item.rule.obligations
    ]
    return max(strengths, default=Decision.ALLOW)


def _owes(item: InForce, state: int) -> bool:
    """An obliging rule attaches its duties when it is met; any other keeps them on whom it does not stop."""
    if item.rule.decision is Decision.ALLOW_WITH_OBLIGATIONS:
        return state == BROKEN
    return state in {SATISFIED, OWED}


def _strength(item: InForce, state: int) -> Decision:
    if state == UNTOLD:
        return Decision.DENY
    return item.rule.decision if state == BROKEN else Decision.ALLOW


def _cites(item: InForce, state: int) -> tuple[str, ...]:
    return (*item.rule.cites, ENGINE_UNKNOWN) if state == UNTOLD else item.rule.cites


def _finding(item: InForce, state: int, look: Look) -> Finding:
    if state == BROKEN:
        return told(item, look)
    return untold(item, look) if state == UNTOLD else satisfied(item.rule)
