"""The local time of the ask, worked out once for each way in which the law finds a zone.

The lines written here set, for each zone rule, `oN` to the offset of the one clock that counts and `zN` to the local time of the
day (microseconds). Both are `None` where no zone is known, and `UNSURE` where one offset does not tell: then the general views
answer, which look at every clock.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.clocks import DAY_US, SECOND_US, THURSDAY, UNSURE, Clocks
from forbear.gate.weighing.look import zone_names
from forbear.rulebooks.terms import InWindow, Resolver, ZoneRule

if TYPE_CHECKING:
    from collections.abc import Callable

    from forbear.gate.dossier import Dossier

WEEKDAYS: Final = range(7)


class Zoned:
    """The zone rules of one function, and the lines that find their local times."""

    def __init__(self, clocks: Clocks, keep: Callable[[object], str]) -> None:
        self._clocks = clocks
        self._keep = keep
        self._numbers: dict[ZoneRule, int] = {}

    def number(self, zone: ZoneRule) -> int | None:
        """The number N of a zone rule; nothing when it names no zone that exists."""
        if zone.resolver is Resolver.FIXED and self._clocks.get(zone.tz) is None:
            return None
        return self._numbers.setdefault(zone, len(self._numbers))

    def told(self, zone: ZoneRule, general: str, code: str) -> str:
        """Code that needs `oN` or `zN` (written `{n}`), by the general view where they are `UNSURE`; unknown without a zone."""
        number = self.number(zone)
        if number is None:
            return general
        never = "" if zone.resolver is Resolver.FIXED else f"None if z{number} is None else "
        return f"({never}{general} if z{number} is UNSURE else {code.format(n=number)})"

    def lines(self) -> list[str]:
        """The lines; none when no zone was asked for."""
        if not self._numbers:
            return []
        found = [f" utc_day = now // {DAY_US}"]
        for zone, number in self._numbers.items():
            found += self._offset(zone, number)
            known = f"(now + o{number}) % {DAY_US}"
            never = "" if zone.resolver is Resolver.FIXED else f"o{number} is None or "
            found.append(f" z{number} = o{number} if {never}o{number} is UNSURE else {known}")
        return found

    def _offset(self, zone: ZoneRule, number: int) -> list[str]:
        if zone.resolver is Resolver.FIXED:
            return [f" o{number} = {self._keep(self._clocks.calms[zone.tz])}[utc_day]"]
        several = f"{self._keep(_offset_by(zone.resolver, self._clocks))}(dossier, utc_day)"
        if zone.resolver is not Resolver.INTERSECT:
            return [f" o{number} = {several}"]
        calms = self._keep(self._clocks.calms)
        return [
            " zones = dossier.zones",
            " if len(zones) == 1 and ((one := zones[0]).person_id == '' or one.person_id == ask.person_id):",
            f"  o{number} = {calms}[one.tz][utc_day]",
            f" else: o{number} = {several}",
        ]


def _offset_by(resolver: Resolver, clocks: Clocks) -> Callable[[Dossier, int], object]:
    """The offset that all candidate clocks share over a UTC day and the days around it, else `UNSURE`; `None` without a zone."""
    calms = clocks.calms

    def offset(dossier: Dossier, utc_day: int) -> object:
        names = zone_names(dossier, resolver)
        if not names:
            return None
        first = calms[names[0]][utc_day]
        for name in names[1:]:
            other = calms[name][utc_day]
            if other is None:
                return None
            if other != first:
                first = UNSURE if first is not None else None
        return first

    return offset


def open_code(term: InWindow, keep: Callable[[object], str]) -> str:
    """The test of a window without a calendar, by `z{n}` where all days are alike, else by the time of the week."""
    by_day = [_merged(term, day) for day in WEEKDAYS]
    if all(day == by_day[0] for day in by_day):
        tests = [f"{keep(start)} <= z{{n}} < {keep(end)}" for start, end in by_day[0]]
        return f"({' or '.join(tests)})" if tests else "False"
    edges = [
        day * DAY_US + edge
        for day, spans in zip(WEEKDAYS, by_day, strict=True)
        for span in spans
        for edge in span
    ]
    week = f"(now + o{{n}} + {THURSDAY * DAY_US}) % {7 * DAY_US}"
    return f"({keep(bisect_right)}({keep(tuple(edges))}, {week}) & 1 == 1)"


def _merged(term: InWindow, day: int) -> list[tuple[int, int]]:
    """The open stretches of one weekday, in order, those that touch or overlap joined."""
    found: list[tuple[int, int]] = []
    spans = sorted(
        (slot.from_s * SECOND_US, slot.to_s * SECOND_US) for slot in term.slots if day in slot.days
    )
    for start, to in spans:
        end = min(to, DAY_US)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif start < end:
            found.append((start, end))
    return found
