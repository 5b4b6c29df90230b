"""A rulebook: instruments with their compiled rules, ready for the gate.

A rulebook is a value. `only` gives a smaller one; the evaluators may keep what they derived from it in
`derived`, which can always be thrown away and made again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from forbear.rulebooks.duties.terms import NOTHING_BESIDES, Besides
from forbear.rulebooks.terms import TRUE, NamedCount, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from forbear.rulebooks.calendars import Calendar
    from forbear.rulebooks.decision import Decision


class Force(StrEnum):
    """What binds: a law, a rule of an authority, a standard, a promise of the trade, or our own policy."""

    LAW = "law"
    DEPARTMENTAL_RULE = "departmental_rule"
    STANDARD = "standard"
    SELF_DISCIPLINE = "self_discipline"
    HOUSE_POLICY = "house_policy"


class NoSuchInstrument(Exception):
    """no instrument with this id is loaded"""


@dataclass(frozen=True, slots=True)
class Rule:
    """One provision in one of its versions, compiled.

    The rule is silent outside [`valid_from`, `valid_to`) (dates in the zone of its instrument) and
    where `applies` is false. Where both `applies` and `breach` hold the answer is `decision`; where
    it applies and is not breached, `obligations` are owed. A rule that only obliges has decision
    `ALLOW_WITH_OBLIGATIONS`, and `breach` says when. `override` names the bases that may release a
    presumption; `safe_harbor` marks a rule whose breach means that a safe harbour is not met. A rule that is not
    `at_gate` decides nothing and is not cited there: it only says what stands in `besides`. `instead_of` names milder
    rules on the same measure: an order stated for readers, the strictest wins in any case.
    """

    rule_id: str
    instrument_id: str
    kind: str
    cites: tuple[str, ...]
    decision: Decision
    valid_from: date
    valid_to: date | None
    applies: Term
    breach: Term
    confidence: str
    read_on: date
    explain: Mapping[str, str]
    obligations: tuple[str, ...] = ()
    counts: tuple[NamedCount, ...] = ()
    limit: int | None = None
    reading: str = ""
    source: str = ""
    override: frozenset[str] | None = None
    safe_harbor: bool = False
    at_gate: bool = True
    besides: Besides = NOTHING_BESIDES
    instead_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instrument:
    """One law, rule, standard or policy, with its rules in the order of the text.

    `version` is the digest of its `files` (name to text): the same version is the same law as we read it,
    byte for byte.
    """

    instrument_id: str
    title: Mapping[str, str]
    issuer: str
    force: Force
    jurisdiction: str
    zone: str
    valid_from: date
    valid_to: date | None
    read_on: date
    read_via: str
    confidence: str
    version: str
    applies: Term = TRUE
    rules: tuple[Rule, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """The instruments to be examined, all of them, strictest answer wins."""

    instruments: tuple[Instrument, ...]
    derived: dict[object, object] = field(default_factory=dict, repr=False)
    calendars: Mapping[str, Calendar] = field(default_factory=dict, repr=False)

    @property
    def versions(self) -> dict[str, str]:
        """The version of every instrument, by id."""
        return {item.instrument_id: item.version for item in self.instruments}

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule version, in the order of instruments and of their text."""
        return tuple(rule for item in self.instruments for rule in item.rules)

    def instrument(self, instrument_id: str) -> Instrument:
        """The instrument with that id; raises `NoSuchInstrument`."""
        for item in self.instruments:
            if item.instrument_id == instrument_id:
                return item
        message = f"`{instrument_id}` is not loaded"
        raise NoSuchInstrument(message)

    def rule(self, rule_id: str) -> Rule | None:
        """The newest version of a rule, or `None`."""
        found = [rule for rule in self.rules if rule.rule_id == rule_id]
        return max(found, key=lambda rule: rule.valid_from, default=None)

    def only(self, instrument_ids: Iterable[str]) -> Rulebook:
        """A rulebook of just these instruments, in this rulebook's order; raises `NoSuchInstrument`."""
        wanted = frozenset(instrument_ids)
        cached = self.derived.get(("only", wanted))
        if isinstance(cached, Rulebook):
            return cached
        for instrument_id in wanted:
            self.instrument(instrument_id)
        book = Rulebook(
            tuple(item for item in self.instruments if item.instrument_id in wanted), calendars=self.calendars
        )
        self.derived[("only", wanted)] = book
        return book
