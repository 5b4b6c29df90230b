"""The sixteen kinds of rule, and how the parameters of each become a breach.

Seven kinds have their own parameters (window, count, cooldown, role, hold, preference, consent). The others say with
`breach_when` under which conditions they are broken, in the same words; docs/reference/rulebooks.md says
how each kind is meant to be written. This module knows no instrument and no fact of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from forbear.rulebooks.reading.conditions import condition, conditions
from forbear.rulebooks.reading.source import Fields
from forbear.rulebooks.reading.viewing import Setting, days_since, in_window, record_filter, tally
from forbear.rulebooks.terms import (
    FALSE,
    Compare,
    Constant,
    NamedCount,
    Not,
    Number,
    Op,
    RecordActive,
    RecordNumber,
    Term,
    all_of,
    any_of,
)


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a kind made of its parameters."""

    breach: Term
    counts: tuple[NamedCount, ...] = ()
    limit: int | None = None


def _window(fields: Fields, setting: Setting) -> Compiled:
    return Compiled(Not(in_window(fields, setting)))


def _count(fields: Fields, setting: Setting) -> Compiled:
    inner = fields.inner("count", required=True)
    limit = fields.whole("limit")
    name = fields.text("counts_as", cure="give the count a name, for example `calls_7d`")
    bound: Number = Constant(limit)
    raised = fields.inner("raised_by")
    if raised is not None:
        bound = RecordNumber(record_filter(raised, "consent", setting), limit)
    if inner is None:
        return Compiled(FALSE)
    number = tally(inner, setting)
    return Compiled(Compare(number, Op.ABOVE, bound), (NamedCount(name, number),), limit)


def _cooldown(fields: Fields, setting: Setting) -> Compiled:
    inner = fields.inner("after", required=True)
    days = fields.whole("days")
    name = fields.text("counts_as", default="")
    if inner is None:
        return Compiled(FALSE)
    number = days_since(inner, setting)
    counts = (NamedCount(name, number),) if name else ()
    return Compiled(Compare(number, Op.BELOW, Constant(days)), counts, days)


def _role(fields: Fields, setting: Setting) -> Compiled:
    if fields.has("permit"):
        return Compiled(Not(any_of(*conditions(fields, "permit", setting))))
    return _breach_when(fields, setting)


def _hold(fields: Fields, setting: Setting) -> Compiled:
    inner = fields.inner("hold", required=True)
    return Compiled(RecordActive(record_filter(inner, "hold", setting)) if inner else FALSE)


def _preference(fields: Fields, setting: Setting) -> Compiled:
    if not fields.has("preference"):
        return _breach_when(fields, setting)
    inner = fields.inner("preference", required=True)
    return Compiled(RecordActive(record_filter(inner, "preference", setting)) if inner else FALSE)


def _consent(fields: Fields, setting: Setting) -> Compiled:
    if not fields.has("consent"):
        return _breach_when(fields, setting)
    inner = fields.inner("consent", required=True)
    return Compiled(Not(RecordActive(record_filter(inner, "consent", setting))) if inner else FALSE)


def _breach_when(fields: Fields, setting: Setting) -> Compiled:
    value = fields.required("breach_when", "say with a condition when the rule is broken")
    if value is None:
        return Compiled(FALSE)
    if isinstance(value, list):
        return Compiled(all_of(*conditions(fields, "breach_when", setting)))
    return Compiled(condition(fields.source, (*fields.path, "breach_when"), value, setting))


Compiler = Callable[[Fields, Setting], Compiled]

KINDS: Final[dict[str, Compiler]] = {
    "window": _window,
    "count": _count,
    "cooldown": _cooldown,
    "role": _role,
    "preference": _preference,
    "consent": _consent,
    "hold": _hold,
    "precondition": _breach_when,
    "followup": _breach_when,
    "content": _breach_when,
    "verify": _breach_when,
    "place": _breach_when,
    "agent": _breach_when,
    "rate": _breach_when,
    "pattern": _breach_when,
    "retain": _breach_when,
}
"""Name of the kind to what reads its parameters."""
