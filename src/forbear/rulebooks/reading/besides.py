"""Duties, periods, keeping times and classes as they are written in a provision, read into their terms.

`duties` and `period` belong to the kind followup, `keep` to the kind retain; `classifies` and `contacts` may stand
in any rule, and alone in a rule of kind `definition`. A happening, record, class or trait outside the closed
vocabulary does not load.
"""

from __future__ import annotations

from typing import Final

from forbear.rulebooks.duties.terms import (
    ANCHORS,
    CLASSES,
    HAPPENINGS,
    NOTHING_BESIDES,
    RECORDS,
    Besides,
    ClassTerm,
    ContactTally,
    DutyTerm,
    KeepingEnd,
    KeepingTerm,
    PeriodTerm,
    Span,
    TraitOp,
    TraitTest,
)
from forbear.rulebooks.duties.traits import TRAITS, Trait, TraitType
from forbear.rulebooks.reading.source import Fields
from forbear.rulebooks.reading.viewing import Setting, calendar_named, zone_rule
from forbear.rulebooks.units import UNITS

DEFINITION: Final = "definition"
"""The kind of a provision that says what a word means and decides nothing."""
OWN_KEYS: Final = {"followup": ("duties", "period"), "retain": ("keep",)}
ANY_KEYS: Final = ("classifies", "contacts")
COUNTED: Final = 2
"""A class found by a count has one word for yes and one for no."""
ANY: Final = "any"
NUMBER_OPS: Final = (TraitOp.ABOVE, TraitOp.AT_MOST)
SET_OPS: Final = (TraitOp.HAS, TraitOp.HAS_ALL, TraitOp.WITHIN)


def _span_of(fields: Fields, setting: Setting) -> Span:
    calendar = calendar_named(fields, setting)
    span = Span(
        years=fields.whole("years", default=0),
        months=fields.whole("months", default=0),
        days=fields.whole("days", default=0),
        business_days=fields.whole("business_days", default=0),
        calendar=calendar,
    )
    if span.business_days and calendar is None:
        fields.problem("business_days", "working days need a calendar", "name one with `calendar:`")
    fields.done()
    return span


def besides(fields: Fields, kind: str, setting: Setting) -> Besides:
    """Everything a provision of this kind says beside its answer at the gate."""
    mine = (*OWN_KEYS.get(kind, ()), *ANY_KEYS)
    if not any(fields.has(key) for key in mine):
        return NOTHING_BESIDES
    return Besides(
        duties=_duties(fields, setting) if kind == "followup" else (),
        period=_period(fields, setting) if kind == "followup" else None,
        keeping=_keeping(fields, setting) if kind == "retain" else None,
        classes=_classes(fields),
        contacts=_contacts(fields),
    )


def _happenings(fields: Fields, key: str, *, required: bool = False) -> frozenset[str]:
    return frozenset(fields.words(key, HAPPENINGS, required=required))


def _span(fields: Fields, key: str, setting: Setting) -> Span | None:
    inner = fields.inner(key)
    return None if inner is None else _span_of(inner, setting)


def _duties(fields: Fields, setting: Setting) -> tuple[DutyTerm, ...]:
    return tuple(_duty(Fields(fields.source, path, value), setting) for path, value in fields.items("duties"))


def _duty(fields: Fields, setting: Setting) -> DutyTerm:
    classed = fields.inner("due_by_class")
    by_class: dict[str, Span] = {}
    for name in classed.value if classed else ():
        inner = classed.inner(name, required=True) if classed else None
        if inner is not None:
            by_class[name] = _span_of(inner, setting)
    term = DutyTerm(
        token=fields.text("token", cure="name the duty, for example `validation_notice`"),
        after=_happenings(fields, "after", required=True),
        zone=zone_rule(fields, setting),
        due=_span(fields, "due", setting),
        due_by_class=by_class,
        ended_by=_happenings(fields, "ended_by", required=True),
        undone_by=_happenings(fields, "undone_by"),
        spared_by=_happenings(fields, "spared_by"),
        spared_cites=fields.words("spared_cite"),
    )
    if by_class and term.due is not None:
        fields.problem("due_by_class", "a duty has one due date", "keep `due` or `due_by_class`")
    if bool(term.spared_by) != bool(term.spared_cites):
        fields.problem(
            "spared_by", "what spares a duty needs its clause", "add both `spared_by` and `spared_cite`"
        )
    fields.done()
    return term


def _period(fields: Fields, setting: Setting) -> PeriodTerm | None:
    inner = fields.inner("period")
    if inner is None:
        return None
    lasts = inner.inner("lasts", required=True)
    term = PeriodTerm(
        token=inner.text("token", cure="name the period, for example `validation_period`"),
        after=_happenings(inner, "after", required=True),
        zone=zone_rule(inner, setting),
        lasts=_span_of(lasts, setting) if lasts else Span(),
        starts=_span(inner, "starts", setting) or Span(),
        restarted_by=_happenings(inner, "restarted_by"),
        undone_by=_happenings(inner, "undone_by"),
        running=inner.text("running", default=""),
        over=inner.text("over", default=""),
    )
    inner.done()
    return term


def _keeping(fields: Fields, setting: Setting) -> KeepingTerm | None:
    inner = fields.inner("keep")
    if inner is None:
        return None
    records = frozenset(inner.words("records", RECORDS, required=True))
    anchor = inner.one_of("from", ANCHORS)
    ends = inner.one_of("ends", [item.value for item in KeepingEnd])
    term = KeepingTerm(
        records, anchor, _span(inner, "lasts", setting) or Span(), KeepingEnd(ends or "retain_until")
    )
    inner.done()
    return term


def _classes(fields: Fields) -> tuple[ClassTerm, ...]:
    return tuple(_class(Fields(fields.source, path, value)) for path, value in fields.items("classifies"))


def _class(fields: Fields) -> ClassTerm:
    when = fields.inner("when", required=True)
    term = ClassTerm(
        when=trait_tests(when) if when else (),
        tokens=fields.words("as", CLASSES, required=True),
        cites=fields.words("cite"),
        counted_by=fields.text("counted_by", default=""),
    )
    if term.counted_by and len(term.tokens) != COUNTED:
        fields.problem("as", "a count says yes or no", "write two classes: counted, not counted")
    fields.done()
    return term


def _contacts(fields: Fields) -> ContactTally | None:
    inner = fields.inner("contacts")
    if inner is None:
        return None
    unit = UNITS.get(inner.one_of("unit", UNITS), ())
    term = ContactTally(unit, inner.flag("voluntary_thread_is_one", default=False))
    inner.done()
    return term


def trait_tests(fields: Fields) -> tuple[TraitTest, ...]:
    """The tests of one `when`; an unknown trait or word is noted."""
    found: list[TraitTest] = []
    for key in fields.value:
        name, negated = key.removeprefix("not_"), key.startswith("not_")
        trait = TRAITS.get(name)
        if trait is None:
            fields.raw(key)
            fields.problem(key, f"`{key}` is no trait", f"use one of {', '.join(sorted(TRAITS))}")
        else:
            found.extend(_tests(fields, key, name, trait, negated=negated))
    fields.done()
    return tuple(found)


def _tests(fields: Fields, key: str, name: str, trait: Trait, *, negated: bool) -> list[TraitTest]:
    if trait.type is TraitType.WORD:
        return [TraitTest(name, TraitOp.IN, _some_of(fields, key, trait), negated)]
    if trait.type is TraitType.FLAG:
        return [TraitTest(name, TraitOp.IN, frozenset({fields.flag(key, default=True)}), negated)]
    inner = fields.inner(key, required=True)
    if inner is None:
        return []
    ops = [op for op in (NUMBER_OPS if trait.type is TraitType.NUMBER else SET_OPS) if inner.has(op.value)]
    if not ops:
        fields.problem(
            key, f"`{key}` says nothing", "use `above` or `at_most`; for words `has`, `has_all`, `within`"
        )
    found = [TraitTest(name, op, _values(inner, op, trait), negated) for op in ops]
    inner.done()
    return found


def _values(fields: Fields, op: TraitOp, trait: Trait) -> frozenset[object]:
    if op in NUMBER_OPS:
        return frozenset({fields.whole(op.value)})
    return _some_of(fields, op.value, trait)


def _some_of(fields: Fields, key: str, trait: Trait) -> frozenset[object]:
    """Words of the trait; `any` is every one of them."""
    words = fields.words(key, trait.words | {ANY}, required=True)
    return frozenset[object](trait.words if ANY in words else words)
