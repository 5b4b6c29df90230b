"""A verdict as the row evaluator gives it: decided at once, its findings made when somebody reads them.

Millions of verdicts are made whose findings nobody opens. What is read always (decision, citations, the ids of the reasons) is
shared by all verdicts with the same outcome; the same dossier always gives the same findings, early or late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from forbear.gate.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.gate.finding import Finding
    from forbear.gate.weighing.compiled.outcomes import Outcome
    from forbear.gate.weighing.look import Look
    from forbear.rulebooks.decision import Decision


class Weighed(Verdict):
    """A verdict with its findings still in the dossier. Equal to the plain verdict with the same values."""

    __slots__ = ("_look", "_made", "_outcome")
    _look: Look
    _made: tuple[Finding, ...]
    _outcome: Outcome
    next_permitted_at = None
    never_because = None

    @property
    def decision(self) -> Decision:
        """The strictest of all findings."""
        return self._outcome.decision

    @property
    def obligations(self) -> tuple[str, ...]:
        """What must be done with the contact."""
        return self._outcome.obligations

    @property
    def versions(self) -> Mapping[str, str]:
        """The content version of every instrument that was examined."""
        return self._outcome.versions

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, in the order of the rulebook."""
        try:
            return self._made
        except AttributeError:
            _SET_MADE(self, self._outcome.findings(self._look))
            return self._made

    @property
    def unknown(self) -> tuple[str, ...]:
        """The facts for want of which some rule could not be told."""
        if not self._outcome.has_untold:
            return ()
        return tuple(sorted({name for finding in self.findings for name in finding.unknown}))

    @property
    def cites(self) -> tuple[str, ...]:
        """Every citation, strictest finding first, each once."""
        return self._outcome.cites

    @property
    def against(self) -> tuple[str, ...]:
        """The ids of the rules that stand against the contact, strictest first."""
        return self._outcome.against

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in Verdict.__dataclass_fields__)
        return f"Verdict({values})"


def weighed(outcome: Outcome, look: Look, counts: dict[str, int]) -> Verdict:
    """The verdict that an outcome means for one dossier."""
    verdict = _NEW(Weighed)
    _SET_COUNTS(verdict, counts)
    _SET_OUTCOME(verdict, outcome)
    _SET_LOOK(verdict, look)
    return verdict


def _setter(owner: type[Verdict], name: str) -> Any:  # noqa: ANN401  what a slot is set by
    """Sets a field once, while the frozen verdict is being made; five times as fast as `object.__setattr__`."""
    return owner.__dict__[name].__set__


_NEW: Final = object.__new__
_SET_COUNTS: Final = _setter(Verdict, "counts")
_SET_OUTCOME: Final = _setter(Weighed, "_outcome")
_SET_LOOK: Final = _setter(Weighed, "_look")
_SET_MADE: Final = _setter(Weighed, "_made")
