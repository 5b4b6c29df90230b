"""A verdict as the row evaluator gives it: decided at once, its findings and counts made when somebody reads them.

Millions of verdicts are made whose findings nobody opens. What is always read (decision, citations, the ids of the reasons) is
shared by all verdicts with the same outcome; the same dossier always gives the same findings, early or late.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from forbear.gate.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.gate.dossier import Dossier
    from forbear.gate.finding import Finding
    from forbear.gate.weighing.compiled.outcomes import Outcome


def _of_outcome(name: str, what: str) -> Any:  # noqa: ANN401  a property of the outcome's type
    """A value that all verdicts with one outcome share."""
    return property(attrgetter(f"_outcome.{name}"), doc=what)


class Weighed(Verdict):
    """A verdict with its findings still in the dossier. Equal to the plain verdict with the same values."""

    __slots__ = ("_counted", "_dossier", "_made", "_outcome")
    _counted: Mapping[str, int]
    _dossier: Dossier
    _made: tuple[Finding, ...]
    _outcome: Outcome
    next_permitted_at = None
    never_because = None

    decision = _of_outcome("decision", "The strictest of all findings.")
    obligations = _of_outcome("obligations", "What must be done with the contact.")
    versions = _of_outcome("versions", "The content version of every instrument that was examined.")
    cites = _of_outcome("cites", "Every citation, strictest finding first, each once.")
    against = _of_outcome("against", "The ids of the rules that stand against the contact, strictest first.")

    @property
    def outcome(self) -> Outcome:
        """What it shares with every verdict that says the same of the same rules."""
        return self._outcome

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, in the order of the rulebook."""
        try:
            return self._made
        except AttributeError:
            _SET_MADE(self, self._outcome.findings(self._dossier))
            return self._made

    @property
    def counts(self) -> Mapping[str, int]:
        """The quota values, the contact asked about included."""
        try:
            return self._counted
        except AttributeError:
            _SET_COUNTED(self, self._outcome.teller.counts(self._dossier))
            return self._counted

    @property
    def unknown(self) -> tuple[str, ...]:
        """The facts for want of which some rule could not be told."""
        if not self._outcome.has_untold:
            return ()
        return tuple(sorted({name for finding in self.findings for name in finding.unknown}))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in Verdict.__dataclass_fields__)
        return f"Verdict({values})"


def weighed(outcome: Outcome, dossier: Dossier) -> Verdict:
    """The verdict that an outcome means for one dossier."""
    verdict = _NEW(Weighed)
    _SET_OUTCOME(verdict, outcome)
    _SET_DOSSIER(verdict, dossier)
    return verdict


def _setter(owner: type[Verdict], name: str) -> Any:  # noqa: ANN401  what a slot is set by
    """Sets a field once, while the frozen verdict is being made; five times as fast as `object.__setattr__`."""
    return owner.__dict__[name].__set__


_NEW: Final = object.__new__
_SET_OUTCOME: Final = _setter(Weighed, "_outcome")
_SET_DOSSIER: Final = _setter(Weighed, "_dossier")
_SET_MADE: Final = _setter(Weighed, "_made")
_SET_COUNTED: Final = _setter(Weighed, "_counted")
