"""One provision file: read, checked and compiled into the versions of one rule.

Required of every rule: its id (the file's name), at least one citation, kind, dates in force, when it was
last read, our confidence, an explanation in both languages, and a decision. Versions of the same rule
stand side by side under `versions`, each with its own dates; they may not overlap.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from forbear.domain.facts import FACTS
from forbear.rulebooks.book import Rule
from forbear.rulebooks.decision import Decision
from forbear.rulebooks.duties.terms import NOTHING_BESIDES
from forbear.rulebooks.reading.besides import DEFINITION, besides
from forbear.rulebooks.reading.conditions import conditions, scope_term
from forbear.rulebooks.reading.kinds import KINDS, Compiled
from forbear.rulebooks.reading.source import Fields, Source
from forbear.rulebooks.reading.viewing import Setting
from forbear.rulebooks.terms import FALSE, FactIn, Not, Term, ZoneRule, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.rulebooks.calendars import Calendar

CONFIDENCES: Final = ("V1", "V2", "V3", "M", "P", "Q", "S", "D")
DECISIONS: Final = {
    "deny": Decision.DENY,
    "deny_presumptive": Decision.DENY_PRESUMPTIVE,
    "review": Decision.REVIEW,
    "oblige": Decision.ALLOW_WITH_OBLIGATIONS,
}
LANGUAGES: Final = ("zh-CN", "en")
FAR: Final = date.max


@dataclass(frozen=True, slots=True)
class Place:
    """Where a provision stands: its instrument, its address in it, and what it takes from there."""

    instrument_id: str
    address: str
    zone: ZoneRule
    calendars: Mapping[str, Calendar]

    @property
    def rule_id(self) -> str:
        """The id that the file must give."""
        return f"{self.instrument_id}/{self.address}"


def compile_provision(source: Source, place: Place) -> tuple[Rule, ...]:
    """The rule versions of one file, oldest first. Problems are left on `source`."""
    if not isinstance(source.value, dict):
        source.problem((), "the file is no mapping", "write `id:`, `cite:`, `kind:` …")
        return ()
    base = dict(source.value)
    versions = base.pop("versions", None)
    if versions is None:
        return (_rule(Fields(source, (), base), place),)
    if not isinstance(versions, list) or not versions:
        source.problem(("versions",), "`versions` must be a list", "write one entry for each version")
        return ()
    rules = [_version(source, base, index, entry, place) for index, entry in enumerate(versions)]
    found = sorted((rule for rule in rules if rule is not None), key=lambda rule: rule.valid_from)
    for earlier, later in itertools.pairwise(found):
        if (earlier.valid_to or FAR) > later.valid_from:
            source.problem(
                ("versions",), "two versions are in force at once", "end one the day the next begins"
            )
    return tuple(found)


def _version(source: Source, base: dict[str, object], index: int, entry: object, place: Place) -> Rule | None:
    if not isinstance(entry, dict):
        source.problem(("versions", index), "a version must be a mapping", "write `valid:` and what differs")
        return None
    for path, line in list(source.lines.items()):
        if path[:2] == ("versions", index):
            source.lines[path[2:]] = line
    return _rule(Fields(source, (), {**base, **entry}), place)


def _rule(fields: Fields, place: Place) -> Rule:
    rule_id = place.rule_id
    if fields.text("id", cure=f"write `id: {rule_id}`") != rule_id:
        fields.problem("id", "the id must be the instrument and the file's name", f"write `id: {rule_id}`")
    setting = Setting(place.zone, rule_id, place.calendars)
    kind = fields.one_of("kind", (*KINDS, DEFINITION))
    valid_from, valid_to = _valid(fields)
    applies = _applies(fields, setting)
    said = besides(fields, kind, setting)
    at_gate = kind != DEFINITION and (said is NOTHING_BESIDES or fields.has("decision"))
    compiled = KINDS.get(kind, KINDS["content"])(fields, setting) if at_gate else Compiled(FALSE)
    unless = conditions(fields, "unless", setting) if at_gate else ()
    decision = _decision(fields) if at_gate else Decision.ALLOW
    obligations = fields.words("obligations") if at_gate else ()
    if decision is Decision.ALLOW_WITH_OBLIGATIONS and not obligations:
        fields.problem("decision", "an obliging rule must name obligations", "list them under `obligations`")
    rule = Rule(
        rule_id=rule_id,
        instrument_id=place.instrument_id,
        kind=kind,
        cites=_cites(fields),
        decision=decision,
        valid_from=valid_from,
        valid_to=valid_to,
        applies=applies,
        breach=all_of(compiled.breach, *(Not(term) for term in unless)),
        confidence=fields.one_of("confidence", CONFIDENCES),
        read_on=fields.day("read_on") or date.min,
        explain=explanation(fields),
        obligations=obligations,
        counts=compiled.counts,
        limit=compiled.limit,
        reading=fields.text("reading", default=""),
        override=_override(fields, decision),
        safe_harbor=fields.flag("safe_harbor", default=False),
        source=fields.source.file,
        at_gate=at_gate,
        besides=said,
        instead_of=fields.words("instead_of"),
    )
    if kind == DEFINITION and said is NOTHING_BESIDES:
        fields.problem("kind", "a definition must define something", "add `classifies` or `contacts`")
    fields.done()
    return rule


def _override(fields: Fields, decision: Decision) -> frozenset[str] | None:
    """`override: {factors: [bases]}`: what may release a presumption, when a person or policy accepts it."""
    inner = fields.inner("override")
    if inner is None:
        return None
    factors = frozenset(inner.words("factors", required=True))
    inner.done()
    if decision is not Decision.DENY_PRESUMPTIVE:
        fields.problem("override", "only a presumption can be overridden", "decide `deny_presumptive`")
    return factors


def _decision(fields: Fields) -> Decision:
    return DECISIONS.get(fields.one_of("decision", DECISIONS), Decision.DENY)


def _cites(fields: Fields) -> tuple[str, ...]:
    return fields.words("cite", required=True)


def _valid(fields: Fields) -> tuple[date, date | None]:
    inner = fields.inner("valid", required=True)
    if inner is None:
        return date.min, None
    start, end = inner.day("from") or date.min, inner.day("to", required=False)
    inner.done()
    if end is not None and end <= start:
        fields.problem(
            "valid", "the rule ends before it begins", "`to` is the first day on which it no longer holds"
        )
    return start, end


def _applies(fields: Fields, setting: Setting) -> Term:
    inner = fields.inner("applies")
    if inner is None:
        return all_of()
    parts = [scope_term(inner)]
    actors = inner.words("actors", FACTS["actor.kind"].tokens)
    if actors:
        parts.append(FactIn("actor.kind", frozenset(actors)))
    products = inner.words("products", FACTS["loan.product"].tokens)
    if products:
        parts.append(FactIn("loan.product", frozenset(products)))
    lenders = inner.words("lenders", FACTS["lender.kind"].tokens)
    if lenders:
        parts.append(FactIn("lender.kind", frozenset(lenders)))
    countries = inner.words("countries")
    if countries:
        parts.append(FactIn("loan.country", frozenset(countries)))
    regions = inner.words("regions")
    if regions:
        parts.append(FactIn("person.region", frozenset(regions)))
    parts.extend(conditions(inner, "when", setting))
    either = conditions(inner, "when_any", setting)
    if either:
        parts.append(any_of(*either))
    inner.done()
    return all_of(*parts)


def applies_of(fields: Fields, setting: Setting) -> Term:
    """The `applies` of an instrument: the same words as in a provision."""
    return _applies(fields, setting)


def explanation(fields: Fields, key: str = "explain") -> dict[str, str]:
    """Plain words in both languages; either missing is a problem."""
    inner = fields.inner(key, required=True)
    if inner is None:
        return dict.fromkeys(LANGUAGES, "")
    found = {lang: inner.text(lang, cure="explain it in plain words").strip() for lang in LANGUAGES}
    inner.done()
    return found
