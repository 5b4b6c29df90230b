"""What a file of cases may name beside the closed words of the format: shipped instruments with what they say.

An instrument, a citation, an obligation or a count is known when the acceptance vocabulary has it or a shipped
rule does. A citation may be cut short, but only where a part of it ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from forbear.gate.cases.words import ours
from forbear.gate.cases.words.cites import CITES, INSTRUMENTS

if TYPE_CHECKING:
    from forbear.rulebooks.book import Rulebook

_NAMED: Final = frozenset(INSTRUMENTS.split())
_CITED: Final = frozenset(CITES.strip().splitlines()) | frozenset(ours.CITES)


@dataclass(frozen=True, slots=True)
class Known:
    """Instruments, citations, obligations and counts that a case may name."""

    instruments: frozenset[str]
    cites: frozenset[str]
    obligations: frozenset[str]
    counts: frozenset[str]

    @classmethod
    def beside(cls, rulebook: Rulebook) -> Known:
        """The acceptance vocabulary and what the rules of a rulebook add to it."""
        rules = rulebook.rules
        return cls(
            instruments=_NAMED | frozenset(rulebook.versions),
            cites=_CITED | frozenset(cite for rule in rules for cite in rule.cites),
            obligations=frozenset(duty for rule in rules for duty in rule.obligations),
            counts=frozenset(count.name for rule in rules for count in rule.counts),
        )

    def has_cite(self, expected: str) -> bool:
        """Whether a known citation is this one or begins with it, up to the end of a part."""
        return expected in self.cites or any(
            cite.startswith(expected) and not cite[len(expected)].isalnum() and expected[-1:].isalnum()
            for cite in self.cites
        )
