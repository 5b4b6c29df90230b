"""One look at a dossier: the live log, the zones, what has been found so far. Made for each decision.

Late corrections are applied here: an event with outcome `wrong_number` takes away itself and every
earlier event to the same person at the same address. Events at or after the ask are not seen at all.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from forbear.rulebooks.terms import Resolver, ZoneRule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.gate.dossier import Dossier, Event, Record
    from forbear.gate.weighing.clocks import Clock, Clocks
    from forbear.rulebooks.book import Instrument, Rule

AREA_CODES = frozenset({"mobile_area_code", "landline_area_code"})
ADDRESS_SOURCES = frozenset({"address", "residence"})
KNOWN_CURRENT = "known_current_location"
REASONABLE_BELIEF = "reasonable_belief"
WRONG_NUMBER = "wrong_number"
NEVER_US = -(1 << 62)
TOKEN_OF: Callable[[Record], str] = attrgetter("token")
NOTHING_HELD: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class InForce:
    """One rule version with the instrument it stands in, and the instants between which it holds."""

    rule: Rule
    instrument: Instrument
    from_us: int
    to_us: int


class Look:
    """What the views of one decision share. Not for use outside the row evaluator.

    `held` are the tokens of its records, `before` all events strictly before the ask, oldest first.
    """

    __slots__ = ("_live", "_zones", "ask", "before", "clocks", "dossier", "facts", "held", "records")

    def __init__(self, dossier: Dossier, clocks: Clocks) -> None:
        self.dossier = dossier
        self.ask = dossier.ask
        self.facts = dossier.facts
        self.records = records = dossier.records
        self.held: AbstractSet[str] = set(map(TOKEN_OF, records)) if records else NOTHING_HELD
        self.clocks = clocks
        self._zones: dict[Resolver, tuple[Clock, ...] | None] | None = None
        log, now = dossier.log, self.ask.us
        self.before: Sequence[Event] = log if not log or log[-1].us < now else _before(log, now)
        self._live: Sequence[Event] | None = None

    @property
    def live(self) -> Sequence[Event]:
        """The events before the ask that were not taken away."""
        if self._live is None:
            self._live = _standing(self.before)
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
        evidence = self.dossier.zones
        if resolver is Resolver.INTERSECT and len(evidence) == 1 and not evidence[0].person_id:
            return self.clocks.fixed(evidence[0].tz)
        found = [self.clocks.get(name) for name in self._zone_names(resolver)]
        if not found or any(clock is None for clock in found):
            return None
        return tuple(clock for clock in found if clock is not None)

    def _zone_names(self, resolver: Resolver) -> list[str]:
        mine = [item for item in self.dossier.zones if item.person_id in {"", self.ask.person_id}]
        current = [item.tz for item in mine if item.source == KNOWN_CURRENT]
        if resolver is Resolver.INTERSECT:
            names = [item.tz for item in mine]
        elif resolver is Resolver.KNOWN_CURRENT:
            names = current
        elif resolver is Resolver.ADDRESS:
            names = [item.tz for item in mine if item.source in ADDRESS_SOURCES]
        else:
            better = current or [item.tz for item in mine if item.source == REASONABLE_BELIEF]
            codes = [item for item in mine if item.source in AREA_CODES]
            named = [
                item.tz for item in codes if item.address is not None and item.address == self.ask.address
            ]
            home = [item.tz for item in mine if item.source in ADDRESS_SOURCES]
            names = better or named or [item.tz for item in codes] or home
        return list(dict.fromkeys(names))


def _before(log: Sequence[Event], now: int) -> Sequence[Event]:
    return [event for event in log if event.us < now]


def _standing(seen: Sequence[Event]) -> Sequence[Event]:
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
