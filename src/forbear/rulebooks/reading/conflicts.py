"""Two rules of one instrument that say different things of the same measure, without saying which is meant to go first.

The strictest answer wins in any case, so such a pair never lets anything through; but one of the two is dead, and
nobody can tell whether that was meant. So the author must say it with `instead_of`; else the rulebook does not
load. What counts as a conflict is written in docs/reference/rulebooks.md and decision 0015.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from forbear.rulebooks.decision import Decision
from forbear.rulebooks.terms import All, FactHas, FactIn, Not, Term

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from forbear.rulebooks.book import Rule
    from forbear.rulebooks.reading.source import Source

INCLUDES: Final = "content.includes"
CURE: Final = "give one other dates or another scope, or write `instead_of: [{other}]` in the one that is meant to go first"


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two rules, the one that is stricter first, and what they disagree about (`key` is where in the files)."""

    first: Rule
    second: Rule
    key: str
    what: str


def check_order(rules: Iterable[Rule], sources: Mapping[str, Source]) -> None:
    """Note each conflict without a stated order, and each stated order that is none; `sources` by rule id."""
    ordered = sorted(rules, key=lambda rule: (rule.rule_id, rule.valid_from))
    known = {rule.rule_id for rule in ordered}
    found = list(_conflicts(ordered))
    for conflict in found:
        first, second = conflict.first, conflict.second
        if second.rule_id in first.instead_of:
            continue
        source = sources[first.rule_id]
        if first.rule_id in second.instead_of:
            sources[second.rule_id].problem(
                ("instead_of",),
                f"`{first.rule_id}` is stricter, and the strictest wins",
                f"write `instead_of: [{second.rule_id}]` there, or change one of them",
            )
            continue
        source.problem((conflict.key,), conflict.what, CURE.format(other=second.rule_id))
    pairs = {(conflict.first.rule_id, conflict.second.rule_id) for conflict in found}
    for rule in ordered:
        for other in rule.instead_of:
            if other not in known:
                sources[rule.rule_id].problem(
                    ("instead_of",),
                    f"`{other}` is no rule of this instrument",
                    "name the rule by its whole id",
                )
            elif (rule.rule_id, other) not in pairs and (other, rule.rule_id) not in pairs:
                sources[rule.rule_id].problem(
                    ("instead_of",),
                    f"there is no conflict with `{other}`",
                    "take it out, so that no order is claimed in vain",
                )


def _conflicts(rules: list[Rule]) -> Iterator[Conflict]:
    for one, other in itertools.combinations(rules, 2):
        if one.rule_id == other.rule_id or not _overlap(one, other):
            continue
        found = (
            _two_limits(one, other) or _asked_and_forbidden(one, other) or _asked_and_forbidden(other, one)
        )
        if found:
            yield found


def _overlap(one: Rule, other: Rule) -> bool:
    """Whether both may be in force and speak of the same contact; scopes that cannot be told apart overlap."""
    far = date.max
    if one.valid_from >= (other.valid_to or far) or other.valid_from >= (one.valid_to or far):
        return False
    mine, theirs = _named(one.applies), _named(other.applies)
    return not any(_apart(mine[fact], theirs[fact]) for fact in mine.keys() & theirs.keys())


def _named(term: Term) -> dict[str, list[tuple[bool, frozenset[str]]]]:
    """What a scope demands of single words: fact to (whether it must be among these, the words)."""
    found: dict[str, list[tuple[bool, frozenset[str]]]] = {}
    for part in term.parts if isinstance(term, All) else (term,):
        if isinstance(part, FactIn):
            found.setdefault(part.fact, []).append((True, part.values))
        elif isinstance(part, Not) and isinstance(part.part, FactIn):
            found.setdefault(part.part.fact, []).append((False, part.part.values))
    return found


def _apart(mine: list[tuple[bool, frozenset[str]]], theirs: list[tuple[bool, frozenset[str]]]) -> bool:
    """Whether no word meets both demands."""
    return any(
        (a_in and b_in and a.isdisjoint(b))
        or (a_in and not b_in and a <= b)
        or (b_in and not a_in and b <= a)
        for a_in, a in mine
        for b_in, b in theirs
    )


def _two_limits(one: Rule, other: Rule) -> Conflict | None:
    """The same measure with two limits and the same answer; another answer is a step of one stair, and no conflict."""
    if one.limit is None or other.limit is None or one.limit == other.limit or one.decision != other.decision:
        return None
    if not {count.number for count in one.counts} & {count.number for count in other.counts}:
        return None
    if one.kind != other.kind:
        return None
    # A count is stricter with the smaller number, a rest with the longer one.
    first, second = sorted((one, other), key=lambda rule: rule.limit or 0, reverse=one.kind == "cooldown")
    what = f"the same is counted with the limit {first.limit} here and {second.limit} in `{second.rule_id}`"
    return Conflict(first, second, "days" if one.kind == "cooldown" else "limit", what)


def _asked_and_forbidden(asks: Rule, forbids: Rule) -> Conflict | None:
    """A part of a message that one rule demands and the other refuses."""
    if forbids.decision <= Decision.ALLOW_WITH_OBLIGATIONS or not forbids.at_gate:
        return None
    parts = forbids.breach.parts if isinstance(forbids.breach, All) else (forbids.breach,)
    refused = {
        word for part in parts if isinstance(part, FactHas) and part.fact == INCLUDES for word in part.values
    }
    both = sorted(refused & set(asks.obligations))
    if not both:
        return None
    what = f"`{both[0]}` is forbidden here and demanded in `{asks.rule_id}`"
    return Conflict(forbids, asks, "breach_when", what)
