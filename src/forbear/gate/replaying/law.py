"""The law of one decision: the versions that were examined, and a number for each of their rules.

A decision examines some dozens of rules, nearly all of them met. Their names are kept once for each law, and a decision then
keeps numbers. A law is known by the digest of its names and versions, so a number can never come to mean another rule.
It refuses to read names that are not those of their digest.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from forbear.gate.digests import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.rulebooks.book import Rulebook

RuleName = tuple[str, tuple[str, ...], str]
"""Id, citations and confidence: what a finding says of a rule that was met."""

LAWS_MAX: Final = 64
"""How many laws of one rulebook are remembered: one for each set of instruments in force."""


class AlteredLaw(Exception):
    """the names of the rules are not those of their digest"""


@dataclass(frozen=True, slots=True)
class Law:
    """Versions by instrument, the rules in their order, and `law_id`, the digest of both (sha256 hex).

    `numbers` finds the place of a rule in `rules`; `answers` remembers what was written of it (`replaying.compact`).
    """

    law_id: str
    versions: Mapping[str, str]
    rules: tuple[RuleName, ...]
    numbers: Mapping[RuleName, int] = field(repr=False, compare=False)
    answers: dict[int, tuple[object, str | None]] = field(repr=False, compare=False, default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        """JSON-ready; `read` gives the law back."""
        return _body(self.versions, self.rules)


def law_of(rulebook: Rulebook, versions: Mapping[str, str]) -> Law:
    """The law of the rulebook's instruments with these versions; remembered for the very mapping that a verdict carries."""
    kept = cast("dict[int, tuple[Mapping[str, str], Law]]", rulebook.derived.setdefault("gate.laws", {}))
    found = kept.get(id(versions))
    if found is not None and found[0] is versions:
        return found[1]
    examined = (item for item in rulebook.instruments if item.instrument_id in versions)
    rules = ((rule.rule_id, rule.cites, rule.confidence) for item in examined for rule in item.rules)
    law = _law(dict(versions), tuple(dict.fromkeys(rules)))
    if len(kept) >= LAWS_MAX:
        kept.clear()
    kept[id(versions)] = (versions, law)
    return law


def read(law_id: str, body: Mapping[str, Any]) -> Law:
    """The law that `to_dict` gave. Raises `AlteredLaw`."""
    rules = tuple((rule_id, tuple(cites), confidence) for rule_id, cites, confidence in body["rules"])
    law = _law(body["versions"], rules)
    if law.law_id != law_id:
        message = f"the names kept of the law `{law_id}` are not those of its digest"
        raise AlteredLaw(message)
    return law


def _law(versions: Mapping[str, str], rules: tuple[RuleName, ...]) -> Law:
    numbers = {name: number for number, name in enumerate(rules)}
    return Law(digest(_body(versions, rules)), versions, rules, numbers)


def _body(versions: Mapping[str, str], rules: tuple[RuleName, ...]) -> dict[str, object]:
    return {
        "rules": [[name, list(cites), confidence] for name, cites, confidence in rules],
        "versions": dict(versions),
    }
