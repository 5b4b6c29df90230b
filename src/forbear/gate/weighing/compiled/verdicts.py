"""A verdict as the row evaluator gives it: decided at once, its findings and counts made when somebody reads them.

Millions of verdicts are made whose findings nobody opens. What is always read (decision, citations, the ids of the reasons) is
shared by all verdicts with the same outcome; the same dossier always gives the same findings, early or late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from forbear.gate.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.gate.dossier import Dossier
    from forbear.gate.finding import Finding
    from forbear.gate.weighing.compiled.outcomes import Outcome


class Weighed(Verdict):
    """A verdict with its findings still in the dossier. Equal to the plain verdict with the same values.

    Each outcome has a class of its own (`kind_of`), in which stands what all its verdicts share: they hold nothing but their dossier.
    """

    __slots__ = ("_counted", "_dossier", "_made")
    _counted: Mapping[str, int]
    _dossier: Dossier
    _made: tuple[Finding, ...]
    _outcome: Outcome
    next_permitted_at = None
    never_because = None

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


def kind_of(outcome: Outcome) -> type[Weighed]:
    """The class of all verdicts with one outcome."""
    shared = ("decision", "obligations", "versions", "cites", "against")
    values = {name: getattr(outcome, name) for name in shared}
    return type(
        "Weighed", (Weighed,), {"__slots__": (), "__doc__": Weighed.__doc__, "_outcome": outcome, **values}
    )


def _setter(owner: type[Verdict], name: str) -> Any:  # noqa: ANN401  what a slot is set by
    """Sets a field once, while the frozen verdict is being made; five times as fast as `object.__setattr__`."""
    return owner.__dict__[name].__set__


new_verdict: Final = object.__new__
"""Makes a verdict of a kind; `set_dossier` must follow. Not a function of ours: one more call is a thirtieth of a decision."""
set_dossier: Final = _setter(Weighed, "_dossier")
_SET_MADE: Final = _setter(Weighed, "_made")
_SET_COUNTED: Final = _setter(Weighed, "_counted")
