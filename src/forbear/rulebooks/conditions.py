"""Conditions as they are written in a provision, read into terms.

One mapping is one condition, with exactly one of: `fact` (with `in`, `is`, `has`, `within`, `above`,
`at_least`, `below`, `at_most`), `known`, `all`, `any`, `not`, `hold`/`preference`/`consent`/`notice`,
`count`, `days_since`, `streak`, `open`, or the shorthands `channels`, `roles`, `purposes`. Facts are
checked against the vocabulary: a condition over an unknown fact does not load.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from forbear.domain.facts import FACTS, FactType
from forbear.rulebooks.source import Fields, Path, Source
from forbear.rulebooks.terms import (
    FALSE,
    TRUE,
    Attribution,
    Compare,
    Constant,
    DaysSince,
    EventFilter,
    Events,
    FactHas,
    FactIn,
    FactNumber,
    FactTrue,
    FactWithin,
    InWindow,
    IsKnown,
    KeyPart,
    Not,
    Number,
    Op,
    RecordActive,
    RecordFilter,
    Resolver,
    Slot,
    Streak,
    Subject,
    Tally,
    Term,
    Window,
    WindowType,
    ZoneRule,
    all_of,
    any_of,
)
from forbear.rulebooks.units import UNITS

DAY_SECONDS: Final = 86_400
TIME_OF_DAY: Final = re.compile(r"([0-9]{2}):([0-5][0-9])")
EVERY_DAY: Final = frozenset(range(7))
WEEKDAYS: Final = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
OPS: Final = {"above": Op.ABOVE, "at_least": Op.AT_LEAST, "below": Op.BELOW, "at_most": Op.AT_MOST}
RECORD_KINDS: Final = ("hold", "preference", "consent", "notice")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a provision takes from its instrument: the zone used where it names none, and its own id."""

    zone: ZoneRule
    rule_id: str


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
    """The shorthands: which channels, roles and purposes are meant (`not_` takes away)."""
    parts: list[Term] = []
    for key, name in (("channels", "ask.channel"), ("roles", "ask.role"), ("purposes", "ask.purpose")):
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
        for key in ("in", "is", "has", "within", *OPS):
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
    if kind is FactType.INT:
        return _compared(fields, FactNumber(name))
    fields.problem(
        "fact", f"`{name}` is of type {kind}", "use `is` for yes-or-no, `in` for a word, `has` for a set"
    )
    return FALSE


def _fact_is(fields: Fields, name: str) -> Term:
    value = fields.raw("is")
    if isinstance(value, bool) and FACTS[name].type is FactType.BOOL:
        return FactTrue(name) if value else Not(FactTrue(name))
    if isinstance(value, str) and FACTS[name].type in {FactType.TOKEN, FactType.TEXT}:
        return FactIn(name, frozenset(fields.words("is", FACTS[name].tokens or None)))
    fields.problem("is", f"`{value}` is no value of `{name}`", f"it is of type {FACTS[name].type}")
    return FALSE


def _number(fields: Fields, setting: Setting) -> Number | None:
    for key, reader in (("count", tally), ("days_since", days_since), ("streak", streak)):
        if fields.has(key):
            inner = fields.inner(key, required=True)
            return reader(inner, setting) if inner else Constant(0)
    return None


def _compared(fields: Fields, number: Number) -> Term:
    given = [key for key in OPS if fields.has(key)]
    if len(given) != 1:
        fields.source.problem(fields.path, "a number must be compared once", f"use one of {', '.join(OPS)}")
        return FALSE
    return Compare(number, OPS[given[0]], Constant(fields.whole(given[0])))


def zone_rule(fields: Fields, setting: Setting, key: str = "zone") -> ZoneRule:
    """Whose clock: `{resolver: fixed, tz: …}` or another resolver; the instrument's zone when absent."""
    inner = fields.inner(key)
    if inner is None:
        return setting.zone
    resolver = Resolver(
        inner.one_of("resolver", [item.value for item in Resolver], default="fixed") or "fixed"
    )
    tz = inner.text("tz", default="")
    if resolver is Resolver.FIXED:
        check_tz(inner, "tz", tz)
    inner.done()
    return ZoneRule(resolver, tz)


def check_tz(fields: Fields, key: str, tz: str) -> None:
    """Note a problem unless the zone is in the tz database."""
    try:
        ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fields.problem(key, f"`{tz}` is no zone", "use an IANA name, for example Asia/Shanghai")


def in_window(fields: Fields, setting: Setting) -> InWindow:
    """`allow: [{days, from, to}]` in a zone: the open slots, never a ban from one hour to another."""
    zone = zone_rule(fields, setting)
    slots = [
        slot for path, value in fields.items("allow") for slot in _slots(Fields(fields.source, path, value))
    ]
    if not slots:
        fields.problem(
            "allow", "no open slot is given", 'write `allow: [{days: all, from: "08:00", to: "21:00"}]`'
        )
    return InWindow(zone, tuple(slots))


def _slots(fields: Fields) -> list[Slot]:
    names = fields.words("days", [*WEEKDAYS, "all"], required=True)
    days = EVERY_DAY if "all" in names else frozenset(WEEKDAYS[name] for name in names if name in WEEKDAYS)
    start, end = _time(fields, "from"), _time(fields, "to")
    fields.done()
    if start >= end:
        fields.problem(
            "from", "an open slot must begin before it ends", "split one over midnight into two slots"
        )
        return []
    return [Slot(days, start, end)]


def _time(fields: Fields, key: str) -> int:
    text = fields.text(key, cure='write "HH:MM"')
    found = TIME_OF_DAY.fullmatch(text)
    if found is not None:
        seconds = int(found[1]) * 3600 + int(found[2]) * 60
        if seconds <= DAY_SECONDS:
            return seconds
    fields.problem(key, f"`{text}` is no time of the day", 'write "HH:MM", in quotes, up to "24:00"')
    return 0


def events(fields: Fields) -> Events:
    """Which events: a `unit`, narrowed by `purposes`, `not_purposes`, `forms` and `not_flags`."""
    unit = UNITS.get(fields.one_of("unit", UNITS), (EventFilter(),))
    purposes, not_purposes = frozenset(fields.words("purposes")), frozenset(fields.words("not_purposes"))
    forms, not_flags = frozenset(fields.words("forms")), frozenset(fields.words("not_flags"))
    return tuple(
        replace(item, purposes=purposes, not_purposes=not_purposes, forms=forms, not_flags=not_flags)
        for item in unit
    )


def window(fields: Fields, setting: Setting) -> Window:
    """`window: {type, n, zone, reset, since}`."""
    kind = WindowType(fields.one_of("type", [item.value for item in WindowType]) or "ever")
    needs_n = kind in {WindowType.ROLLING_CALENDAR_DAYS, WindowType.ROLLING_HOURS}
    n = fields.whole("n") if needs_n else fields.whole("n", default=1)
    reset = fields.one_of("reset", UNITS, default="")
    subject = Subject(
        fields.one_of("reset_subject", [item.value for item in Subject], default="debtor") or "debtor"
    )
    since = _fact_name(fields, "since") if fields.has("since") else None
    zone = zone_rule(fields, setting)
    fields.done()
    return Window(kind, zone, n, UNITS.get(reset, ()), subject, since)


def _key(fields: Fields) -> frozenset[KeyPart]:
    words = fields.words("key", [item.value for item in KeyPart], required=True)
    parts = frozenset(KeyPart(word) for word in words)
    if words and not parts & {KeyPart.PERSON, KeyPart.DEBTOR}:
        fields.problem("key", "a count needs a person", "add `person` or `debtor` to the key")
    return parts


def tally(fields: Fields, setting: Setting) -> Tally:
    """`{unit, window, key, counts_self, attribution}` and the narrowing words of `events`."""
    chosen = events(fields)
    inner = fields.inner("window", required=True)
    stretch = window(inner, setting) if inner else Window(WindowType.EVER, setting.zone)
    counts_self = fields.flag("counts_self", default=True)
    attribution = Attribution(
        fields.one_of("attribution", [item.value for item in Attribution], default="intended") or "intended"
    )
    result = Tally(chosen, stretch, _key(fields), counts_self, attribution)
    fields.done()
    return result


def days_since(fields: Fields, setting: Setting) -> DaysSince:
    """`{unit, key, zone, attribution}`."""
    chosen = events(fields)
    zone = zone_rule(fields, setting)
    attribution = Attribution(
        fields.one_of("attribution", [item.value for item in Attribution], default="intended") or "intended"
    )
    result = DaysSince(chosen, zone, _key(fields), attribution)
    fields.done()
    return result


def streak(fields: Fields, setting: Setting) -> Streak:
    """`{unit, reset, per_day, zone, subject}`."""
    chosen = events(fields)
    reset = UNITS.get(fields.one_of("reset", UNITS), ())
    zone = zone_rule(fields, setting)
    subject = Subject(
        fields.one_of("subject", [item.value for item in Subject], default="debtor") or "debtor"
    )
    result = Streak(chosen, reset, fields.whole("per_day", default=1), zone, subject)
    fields.done()
    return result


def record_filter(fields: Fields, kind: str, setting: Setting) -> RecordFilter:
    """`{tokens, subject, zone, addressee, flags, waives}`; `waives: true` means this rule."""
    result = RecordFilter(
        kind=kind,
        tokens=frozenset(fields.words("tokens", required=True)),
        subject=Subject(
            fields.one_of("subject", [item.value for item in Subject], default="person") or "person"
        ),
        zone=zone_rule(fields, setting),
        addressee=fields.flag("addressee", default=kind == "consent"),
        flags=frozenset(fields.words("flags")),
        waives=setting.rule_id if fields.flag("waives", default=False) else None,
    )
    fields.done()
    return result
