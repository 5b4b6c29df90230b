"""The local time of the ask, worked out once for each way in which the law finds a zone.

The lines written here set, for each zone rule, `oN` to the stretch (`clocks.Stretch`) of the one clock that counts and, where it is
read, `zN` to the local time of the day (microseconds). `oN` is `None` where no zone is known, and `UNSURE` where one offset does not
tell: then the general views answer, which look at every clock.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final

from forbear.gate.weighing.clocks import DAY_US, SECOND_US, STRETCH_BITS, UNSURE, Clocks
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
        self._times: set[int] = set()

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
        never = "" if zone.resolver is Resolver.FIXED else f"None if o{number} is None else "
        if "z{n}" in code:
            self._times.add(number)
        return f"({never}{general} if o{number} is UNSURE else {code.format(n=number)})"

    def lines(self) -> list[str]:
        """The lines; none when no zone was asked for."""
        if not self._numbers:
            return []
        found = [f" stretch = now >> {STRETCH_BITS}"]
        for zone, number in self._numbers.items():
            found += self._stretch(zone, number)
            if number in self._times:
                never = "" if zone.resolver is Resolver.FIXED else f"o{number} is not None and "
                found += [
                    f" if {never}o{number} is not UNSURE:",
                    f"  z{number} = now - o{number}.day_us",
                    f"  if z{number} >= {DAY_US}: z{number} -= {DAY_US}",
                ]
        return found

    def _stretch(self, zone: ZoneRule, number: int) -> list[str]:
        if zone.resolver is Resolver.FIXED:
            return [f" o{number} = {self._keep(self._clocks.stretches[zone.tz])}[stretch]"]
        several = f"{self._keep(_stretch_by(zone.resolver, self._clocks))}(dossier, stretch)"
        if zone.resolver is not Resolver.INTERSECT:
            return [f" o{number} = {several}"]
        by_zone = self._keep(self._clocks.stretches)
        return [
            " zones = dossier.zones",
            " if len(zones) == 1 and ((one := zones[0]).person_id == '' or one.person_id == ask.person_id):",
            f"  o{number} = {by_zone}[one.tz][stretch]",
            f" else: o{number} = {several}",
        ]


def _stretch_by(resolver: Resolver, clocks: Clocks) -> Callable[[Dossier, int], object]:
    """The stretch of the only candidate clock, `UNSURE` when there are several; `None` when no zone is known."""
    by_zone = clocks.stretches

    def only(dossier: Dossier, number: int) -> object:
        names = zone_names(dossier, resolver)
        if len(names) == 1:
            return by_zone[names[0]][number]
        return UNSURE if names else None

    return only


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
    # A stretch that begins late on a Sunday ends on the Monday after.
    edges += [7 * DAY_US + edge for span in by_day[0] for edge in span]
    return f"({keep(bisect_right)}({keep(tuple(edges))}, now - o{{n}}.week_us) & 1 == 1)"


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
