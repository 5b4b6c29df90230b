"""A compiled function with the kinds that it has given so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.compiled.examining import Examining, live_of
from forbear.gate.weighing.compiled.outcomes import STATES, Outcome, outcome_of
from forbear.gate.weighing.compiled.verdicts import Weighed, kind_of
from forbear.gate.weighing.look import Look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from forbear.gate.dossier import Dossier
    from forbear.gate.weighing.clocks import Clocks
    from forbear.gate.weighing.look import InForce

KINDS_MAX: Final = 10_000


class Weigher:
    """Weighs the questions with the same words: `examine` gives a number, and `kinds` the kind of verdict that follows.

    Its only state is what it has worked out already.
    """

    __slots__ = ("_calm", "_clocks", "_examining", "_rules", "_versions", "examine", "kinds")

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
        self._calm = frozenset(one.index for one in live if one.surely)
        self._examining = Examining(live, given, clocks)
        self.examine = self._examining.examine
        self.kinds = Kinds(self)

    @property
    def code(self) -> str:
        """The function as it was written."""
        return self._examining.code

    def outcome(self, bits: int) -> Outcome:
        """What follows from a number that `examine` gave."""
        said = [number for place, number in enumerate(self._examining.numbers) if bits >> place & 1]
        spoke = {number // STATES for number in said}
        # A rule that surely applies and kept still is satisfied.
        satisfied = [index * STATES for index in self._calm - spoke]
        return outcome_of(self._rules, sorted((*said, *satisfied)), self._versions, self)

    def counts(self, dossier: Dossier) -> dict[str, int]:
        """The counts that a verdict about the dossier shows, by name."""
        return self._examining.counts(dossier)

    def look(self, dossier: Dossier) -> Look:
        """A look at the dossier, for findings."""
        return Look(dossier, self._clocks)


class Kinds(dict[int, type[Weighed] | None]):
    """The kinds of verdicts that a weigher has given so far, by its number; `None` where no rule spoke at all."""

    def __init__(self, weigher: Weigher) -> None:
        super().__init__()
        self._weigher = weigher

    def __missing__(self, bits: int) -> type[Weighed] | None:
        """Make one more."""
        if len(self) >= KINDS_MAX:
            self.clear()
        outcome = self._weigher.outcome(bits)
        self[bits] = found = kind_of(outcome) if outcome.said else None
        return found
