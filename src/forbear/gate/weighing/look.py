"""One look at a dossier: the live log, the zones, what has been found so far. Made for each decision.

Late corrections are applied here: an event with outcome `wrong_number` takes away itself and every
earlier event to the same person at the same address. Events at or after the ask are not seen at all.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TYPE_CHECKING

from forbear.rulebooks.terms import Resolver, ZoneRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.gate.dossier import Dossier, Event
    from forbear.gate.weighing.clocks import Clock, Clocks
    from forbear.rulebooks.book import Instrument, Rule

AREA_CODES = frozenset({"mobile_area_code", "landline_area_code"})
ADDRESS_SOURCES = frozenset({"address", "residence"})
KNOWN_CURRENT = "known_current_location"
REASONABLE_BELIEF = "reasonable_belief"
WRONG_NUMBER = "wrong_number"
NEVER_US = -(1 << 62)


@dataclass(frozen=True, slots=True)
class InForce:
    """One rule version with the instrument it stands in, and the instants between which it holds."""

    rule: Rule
    instrument: Instrument
    from_us: int
    to_us: int


class Look:
    """What the views of one decision share. Not for use outside the row evaluator. Each part is made when first wanted."""

    __slots__ = ("_before", "_held", "_live", "_zones", "ask", "clocks", "dossier", "facts", "records")

    def __init__(self, dossier: Dossier, clocks: Clocks) -> None:
        self.dossier = dossier
        self.ask = dossier.ask
        self.facts = dossier.facts
        self.records = dossier.records
        self.clocks = clocks
        self._held: AbstractSet[str] | None = None
        self._zones: dict[Resolver, tuple[Clock, ...] | None] | None = None
        self._before: Sequence[Event] | None = None
        self._live: Sequence[Event] | None = None

    @property
    def held(self) -> AbstractSet[str]:
        """The tokens of the records."""
        if self._held is None:
            self._held = {record.token for record in self.records}
        return self._held

    @property
    def before(self) -> Sequence[Event]:
        """All events strictly before the ask, oldest first."""
        if self._before is None:
            self._before = before(self.dossier.log, self.ask.us)
        return self._before

    @property
    def live(self) -> Sequence[Event]:
        """The events before the ask that were not taken away."""
        if self._live is None:
            self._live = standing(self.before)
        return self._live

    def zones(self, rule: ZoneRule) -> tuple[Clock, ...] | None:
        """The clocks that the law lets count; `None` when there is no evidence or a name is no zone."""
        resolver = rule.resolver
        if resolver is Resolver.FIXED:
            return self.clocks.fixed(rule.tz)
        if self._zones is None:
            self._zones = {}
        elif resolver in self._zones:
            return self._zones[resolver]
        found = self._zones[resolver] = self._resolved(resolver)
        return found

    def _resolved(self, resolver: Resolver) -> tuple[Clock, ...] | None:
        found = [self.clocks.get(name) for name in zone_names(self.dossier, resolver)]
        if not found or any(clock is None for clock in found):
            return None
        return tuple(clock for clock in found if clock is not None)


def zone_names(dossier: Dossier, resolver: Resolver) -> Sequence[str]:
    """The zones that the evidence gives for the person asked about, each once."""
    ask, ours = dossier.ask, ("", dossier.ask.person_id)
    if resolver is Resolver.INTERSECT:
        names = [item.tz for item in dossier.zones if item.person_id in ours]
    elif resolver is Resolver.ADDRESS:
        names = _of_sources(dossier, ADDRESS_SOURCES)
    else:
        names = [item.tz for item in dossier.zones if item.source == KNOWN_CURRENT and item.person_id in ours]
        if resolver is not Resolver.KNOWN_CURRENT and not names:
            codes = [item for item in dossier.zones if item.source in AREA_CODES and item.person_id in ours]
            named = [item.tz for item in codes if item.address is not None and item.address == ask.address]
            names = (
                _of_sources(dossier, {REASONABLE_BELIEF})
                or named
                or [item.tz for item in codes]
                or _of_sources(dossier, ADDRESS_SOURCES)
            )
    return names if len(names) < 2 else list(dict.fromkeys(names))  # noqa: PLR2004  one is once


def _of_sources(dossier: Dossier, sources: AbstractSet[str]) -> list[str]:
    ours = ("", dossier.ask.person_id)
    return [item.tz for item in dossier.zones if item.source in sources and item.person_id in ours]


def before(log: Sequence[Event], now: int) -> Sequence[Event]:
    """The events strictly before an instant, of a log in order of time."""
    return log if not log or log[-1].us < now else [event for event in log if event.us < now]


def standing(seen: Sequence[Event]) -> Sequence[Event]:
    """The events that no later correction takes away."""
    if WRONG_NUMBER not in [event.outcome for event in seen]:
        return seen
    wrong: dict[tuple[str, str | None], int] = {}
    for event in seen:
        if event.outcome == WRONG_NUMBER:
            key = (event.person_id, event.address)
            wrong[key] = max(event.us, wrong.get(key, event.us))
    return [event for event in seen if event.us > wrong.get((event.person_id, event.address), NEVER_US)]


NumberView = Callable[[Look], int | None]
"""Works out a number; `None` is unknown."""
TruthView = Callable[[Look], bool | None]
"""Answers yes or no; `None` is unknown."""
