"""Conditions as they are written in a provision, read into terms.

One mapping is one condition, with exactly one of: `fact` (with `in`, `is`, `has`, `within`, `above`,
`at_least`, `below`, `at_most`, `within_fact`), `known`, `all`, `any`, `not`, `hold`/`preference`/`consent`/`notice`,
`count`, `days_since`, `streak`, `record_days`, `days_from`, `open`, `replies_to`, or the shorthands
`channels`, `roles`, `purposes`, `actions`, `bases`, `forms`, `technologies`. Facts are checked against the vocabulary: a
condition over an unknown fact does not load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.domain.facts import FACTS, FactType
from forbear.rulebooks.reading.source import Fields, Path, Source
from forbear.rulebooks.reading.viewing import (
    Setting,
    days_from,
    days_since,
    in_window,
    record_days,
    record_filter,
    replies_to,
    streak,
    tally,
)
from forbear.rulebooks.terms import (
    FALSE,
    TRUE,
    Compare,
    Constant,
    DaysFrom,
    FactHas,
    FactIn,
    FactNumber,
    FactTrue,
    FactWithin,
    FactWithinFact,
    IsKnown,
    Not,
    Number,
    Op,
    RecordActive,
    RecordDays,
    Term,
    all_of,
    any_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

OPS: Final = {"above": Op.ABOVE, "at_least": Op.AT_LEAST, "below": Op.BELOW, "at_most": Op.AT_MOST}
SHORTHANDS: Final = {
    "channels": "ask.channel",
    "roles": "ask.role",
    "purposes": "ask.purpose",
    "actions": "ask.action",
    "bases": "ask.basis",
    "forms": "ask.form",
    "technologies": "ask.technology",
}
RECORD_KINDS: Final = ("hold", "preference", "consent", "notice")


def conditions(fields: Fields, key: str, setting: Setting) -> tuple[Term, ...]:
    """The conditions listed under a key."""
    return tuple(condition(fields.source, path, value, setting) for path, value in fields.items(key))


def condition(source: Source, path: Path, value: object, setting: Setting) -> Term:
    """One condition; a wrong one is noted and read as false."""
    fields = Fields(source, path, value)
    term = _condition(fields, setting)
    fields.done()
    return term


def _condition(fields: Fields, setting: Setting) -> Term:  # noqa: C901, PLR0911  one return for each way
    if fields.has("fact"):
        return _fact(fields)
    if fields.has("known"):
        name = _fact_name(fields, "known")
        return IsKnown(name) if name else FALSE
    if fields.has("all"):
        return all_of(*conditions(fields, "all", setting))
    if fields.has("any"):
        return any_of(*conditions(fields, "any", setting))
    if fields.has("not"):
        return Not(condition(fields.source, (*fields.path, "not"), fields.raw("not"), setting))
    for kind in RECORD_KINDS:
        if fields.has(kind):
            inner = fields.inner(kind, required=True)
            return RecordActive(record_filter(inner, kind, setting)) if inner else FALSE
    if fields.has("replies_to"):
        inner = fields.inner("replies_to", required=True)
        return replies_to(inner) if inner else FALSE
    if fields.has("open"):
        inner = fields.inner("open", required=True)
        return in_window(inner, setting) if inner else FALSE
    number = _number(fields, setting)
    if number is not None:
        return _compared(fields, number)
    scope = scope_term(fields)
    if scope is TRUE:
        fields.source.problem(
            fields.path, "this says nothing", "name a fact, a record, a count, or `all`/`any`/`not`"
        )
        return FALSE
    return scope


def scope_term(fields: Fields) -> Term:
    """The shorthands: which channels, roles, purposes, actions, bases are meant (`not_` takes away)."""
    parts: list[Term] = []
    for key, name in SHORTHANDS.items():
        allowed = FACTS[name].tokens or None
        chosen = fields.words(key, allowed)
        if chosen:
            parts.append(FactIn(name, frozenset(chosen)))
        taken = fields.words(f"not_{key}", allowed)
        if taken:
            parts.append(Not(FactIn(name, frozenset(taken))))
    return all_of(*parts)


def _fact_name(fields: Fields, key: str) -> str:
    return fields.one_of(key, FACTS)


def _fact(fields: Fields) -> Term:  # noqa: PLR0911  one return for each type of fact
    name = _fact_name(fields, "fact")
    if name not in FACTS:
        for key in ("in", "is", "has", "within", "within_fact", *OPS):
            fields.raw(key)
        return FALSE
    kind, allowed = FACTS[name].type, FACTS[name].tokens or None
    if fields.has("is"):
        return _fact_is(fields, name)
    if kind in {FactType.TOKEN, FactType.TEXT} and fields.has("in"):
        return FactIn(name, frozenset(fields.words("in", allowed, required=True)))
    if kind is FactType.TOKENS and fields.has("has"):
        return FactHas(name, frozenset(fields.words("has", allowed, required=True)))
    if kind is FactType.TOKENS and fields.has("within"):
        return FactWithin(name, frozenset(fields.words("within", allowed, required=True)))
    if kind is FactType.TOKENS and fields.has("within_fact"):
        return FactWithinFact(name, _set_fact(fields, "within_fact"))
    if kind is FactType.INT:
        return _compared(fields, FactNumber(name))
    fields.problem(
        "fact", f"`{name}` is of type {kind}", "use `is` for yes-or-no, `in` for a word, `has` for a set"
    )
    return FALSE


def _set_fact(fields: Fields, key: str) -> str:
    name = fields.one_of(key, FACTS)
    if name in FACTS and FACTS[name].type is not FactType.TOKENS:
        fields.problem(key, f"`{name}` is of type {FACTS[name].type}", "name a fact that is a set of words")
    return name


def _fact_is(fields: Fields, name: str) -> Term:
    value = fields.raw("is")
    if isinstance(value, bool) and FACTS[name].type is FactType.BOOL:
        return FactTrue(name) if value else Not(FactTrue(name))
    if isinstance(value, str) and FACTS[name].type in {FactType.TOKEN, FactType.TEXT}:
        return FactIn(name, frozenset(fields.words("is", FACTS[name].tokens or None)))
    fields.problem("is", f"`{value}` is no value of `{name}`", f"it is of type {FACTS[name].type}")
    return FALSE


def _number(fields: Fields, setting: Setting) -> Number | None:
    for key, reader in NUMBERS.items():
        if fields.has(key):
            inner = fields.inner(key, required=True)
            return reader(inner, setting) if inner else Constant(0)
    return None


NUMBERS: Final[dict[str, Callable[[Fields, Setting], Number]]] = {
    "count": tally,
    "days_since": days_since,
    "streak": streak,
    "record_days": record_days,
    "days_from": days_from,
}
"""Name of a number in a condition to what reads it."""


def _compared(fields: Fields, number: Number) -> Term:
    given = [key for key in OPS if fields.has(key)]
    if len(given) != 1:
        fields.source.problem(fields.path, "a number must be compared once", f"use one of {', '.join(OPS)}")
        return FALSE
    # Days may lie before as well as after.
    signed = isinstance(number, RecordDays | DaysFrom)
    return Compare(number, OPS[given[0]], _bound(fields, given[0], signed=signed))


def _bound(fields: Fields, key: str, *, signed: bool = False) -> Number:
    """A whole number, or `{fact: NAME}` for the value of a number fact."""
    if not isinstance(fields.value.get(key), dict):
        return Constant(fields.whole(key, signed=signed))
    inner = fields.inner(key, required=True)
    if inner is None:
        return Constant(0)
    name = inner.one_of("fact", (item for item, fact in FACTS.items() if fact.type is FactType.INT))
    inner.done()
    return FactNumber(name)
