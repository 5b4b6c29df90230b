"""The views of a condition as they are written in a provision: zones, windows, events, records, counts.

Each reader takes the `Fields` of one mapping and gives a value of `terms`; a wrong one is noted, with the cure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from forbear.domain.facts import FACTS
from forbear.rulebooks.reading.source import Fields
from forbear.rulebooks.terms import (
    HOLIDAY,
    Attribution,
    Basis,
    DaysFrom,
    DaysSince,
    EventFilter,
    Events,
    InWindow,
    KeyPart,
    RecordDays,
    RecordFilter,
    RepliesTo,
    Resolver,
    Side,
    Slot,
    Streak,
    Subject,
    Tally,
    Window,
    WindowType,
    ZoneRule,
)
from forbear.rulebooks.units import UNITS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from forbear.rulebooks.calendars import Calendar

DAY_SECONDS: Final = 86_400
TIME_OF_DAY: Final = re.compile(r"([0-9]{2}):([0-5][0-9])")
EVERY_DAY: Final = frozenset(range(7))
WEEKDAYS: Final = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6, "HO": HOLIDAY}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a provision takes from its instrument: the zone used where it names none, its own id, the calendars there are."""

    zone: ZoneRule
    rule_id: str
    calendars: Mapping[str, Calendar] = field(default_factory=dict)


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
    zone, calendar = zone_rule(fields, setting), calendar_named(fields, setting)
    slots = [
        slot for path, value in fields.items("allow") for slot in _slots(Fields(fields.source, path, value))
    ]
    if calendar is None and any(HOLIDAY in slot.days for slot in slots):
        fields.problem("allow", "`HO` needs a calendar", "name one with `calendar:`")
    if not slots:
        fields.problem(
            "allow", "no open slot is given", 'write `allow: [{days: all, from: "08:00", to: "21:00"}]`'
        )
    basis = Basis(fields.one_of("time_basis", list(Basis), default="placed") or "placed")
    return InWindow(zone, tuple(slots), calendar, basis)


def calendar_named(fields: Fields, setting: Setting) -> Calendar | None:
    """The calendar under `calendar:`; none when no calendar is named."""
    if not fields.has("calendar"):
        return None
    name = fields.one_of("calendar", setting.calendars)
    return setting.calendars.get(name)


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
    """Which events: a `unit` or several, narrowed by purposes, forms, flags, places, roles, outcomes and channels."""
    units = [UNITS[name] for name in fields.words("unit", UNITS, required=True) if name in UNITS]
    unit = tuple(item for found in units for item in found) or (EventFilter(),)
    words = {name: frozenset(fields.words(name)) for name in NARROWING}
    return tuple(
        replace(
            item,
            outcomes=_narrowed(item.outcomes, words["outcomes"]),
            channels=_narrowed(item.channels, words["only_channels"]),
            purposes=words["purposes"],
            not_purposes=words["not_purposes"],
            forms=words["forms"],
            flags=words["flags"],
            not_flags=words["not_flags"],
            places=words["places"],
            not_places=words["not_places"],
            roles=words["roles"],
        )
        for item in unit
    )


NARROWING: Final = (
    "purposes",
    "not_purposes",
    "forms",
    "flags",
    "not_flags",
    "places",
    "not_places",
    "roles",
    "outcomes",
    "only_channels",
)


def _narrowed(unit: frozenset[str], words: frozenset[str]) -> frozenset[str]:
    """What the unit means and the provision names; either alone when the other says nothing."""
    return unit & words if unit and words else unit or words


def window(fields: Fields, setting: Setting) -> Window:
    """`window: {type, n, zone, reset, since}`."""
    kind = WindowType(fields.one_of("type", [item.value for item in WindowType]) or "ever")
    needs_n = kind in {
        WindowType.ROLLING_CALENDAR_DAYS,
        WindowType.ROLLING_HOURS,
        WindowType.ROLLING_MINUTES,
    }
    n = fields.whole("n") if needs_n else fields.whole("n", default=1)
    reset = fields.one_of("reset", UNITS, default="")
    subject = Subject(
        fields.one_of("reset_subject", [item.value for item in Subject], default="debtor") or "debtor"
    )
    since = fields.one_of("since", FACTS) if fields.has("since") else None
    zone = zone_rule(fields, setting)
    fields.done()
    return Window(kind, zone, n, UNITS.get(reset, ()), subject, since)


def _key(fields: Fields) -> frozenset[KeyPart]:
    words = fields.words("key", [item.value for item in KeyPart], required=True)
    parts = frozenset(KeyPart(word) for word in words)
    if words and not parts & {KeyPart.PERSON, KeyPart.DEBTOR, KeyPart.CASE, KeyPart.ADDRESS}:
        fields.problem(
            "key", "a count needs a person", "add `person`, `debtor`, `case` or `address` to the key"
        )
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
    """`{tokens, subject, zone, addressee, flags, not_flags, waives, lasts_days, until}`; `waives: true` means this rule."""
    result = _record_filter(fields, kind, setting)
    fields.done()
    return result


def _record_filter(fields: Fields, kind: str, setting: Setting) -> RecordFilter:
    others = fields.has("addressee") and fields.value["addressee"] == "other"
    addressee = False if others else fields.flag("addressee", default=kind == "consent")
    if others:
        fields.raw("addressee")
    until = fields.one_of("until", UNITS, default="")
    return RecordFilter(
        kind=kind,
        tokens=frozenset(fields.words("tokens", required=True)),
        subject=Subject(
            fields.one_of("subject", [item.value for item in Subject], default="person") or "person"
        ),
        zone=zone_rule(fields, setting),
        addressee=addressee,
        flags=frozenset(fields.words("flags")),
        waives=setting.rule_id if fields.flag("waives", default=False) else None,
        others=others,
        lasts_days=fields.whole("lasts_days") if fields.has("lasts_days") else None,
        until=UNITS.get(until, ()),
        not_flags=frozenset(fields.words("not_flags")),
    )


def record_days(fields: Fields, setting: Setting) -> RecordDays:
    """`{notice|hold|consent|preference: tokens, …, since: at|day, to: ask|named, of: newest|oldest, calendar}`."""
    kind = fields.one_of("kind", ("hold", "preference", "consent", "notice"), default="notice") or "notice"
    result = RecordDays(
        _record_filter(fields, kind, setting),
        Side(fields.one_of("since", list(Side), default="at") or "at"),
        fields.one_of("to", ("ask", "named"), default="ask") == "named",
        fields.one_of("of", ("newest", "oldest"), default="newest") != "oldest",
        calendar_named(fields, setting),
    )
    fields.done()
    return result


def days_from(fields: Fields, setting: Setting) -> DaysFrom:
    """`{fact, zone}`: local days from a date fact to the ask."""
    result = DaysFrom(fields.one_of("fact", FACTS), zone_rule(fields, setting))
    fields.done()
    return result


def replies_to(fields: Fields) -> RepliesTo:
    """`{unit, any_channel}`: which events of the person the ask may answer."""
    result = RepliesTo(events(fields), fields.flag("any_channel", default=False))
    fields.done()
    return result
