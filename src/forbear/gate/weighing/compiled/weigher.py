"""A compiled function with the outcomes that it has given so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.compiled.examining import Examining, live_of
from forbear.gate.weighing.compiled.outcomes import STATES, Outcome, outcome_of
from forbear.gate.weighing.look import Look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forbear.gate.dossier import Dossier
    from forbear.gate.weighing.clocks import Clocks
    from forbear.gate.weighing.look import InForce

OUTCOMES_MAX: Final = 10_000


class Weigher:
    """Weighs the questions with the same words. Its only state is what it has worked out already."""

    __slots__ = ("_calm", "_clocks", "_examine", "_examining", "_kept", "_rules", "_versions")

    def __init__(
        self,
        rules: Sequence[InForce],
        versions: Mapping[str, str],
        given: Mapping[str, object],
        clocks: Clocks,
    ) -> None:
        live = live_of(rules, given)
        self._rules = rules
        self._versions = versions
        self._clocks = clocks
        self._kept: dict[int, Outcome] = {}
        self._calm = frozenset(one.index for one in live if one.surely)
        self._examining = Examining(live, given, clocks)
        self._examine = self._examining.examine

    @property
    def code(self) -> str:
        """The function as it was written."""
        return self._examining.code

    def weigh(self, dossier: Dossier) -> Outcome:
        """What every rule says about one dossier."""
        bits = self._examine(dossier)
        outcome = self._kept.get(bits)
        return self._learn(bits) if outcome is None else outcome

    def counts(self, dossier: Dossier) -> dict[str, int]:
        """The counts that a verdict about the dossier shows, by name."""
        return self._examining.counts(dossier)

    def look(self, dossier: Dossier) -> Look:
        """A look at the dossier, for findings."""
        return Look(dossier, self._clocks)

    def _learn(self, bits: int) -> Outcome:
        if len(self._kept) >= OUTCOMES_MAX:
            self._kept.clear()
        said = [number for place, number in enumerate(self._examining.numbers) if bits >> place & 1]
        spoke = {number // STATES for number in said}
        # A rule that surely applies and kept still is satisfied.
        satisfied = [index * STATES for index in self._calm - spoke]
        found = outcome_of(self._rules, sorted((*said, *satisfied)), self._versions, self)
        self._kept[bits] = found
        return found
