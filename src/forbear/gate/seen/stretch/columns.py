"""A stretch of questions with what all its views share: candidate zones, and the pairs of question and event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from forbear.gate.events.columns import Met, Pairs, pairs_of
from forbear.gate.weighing.clocks import DAY_US, Clocks
from forbear.gate.zones.columns import (
    Candidates,
    ZoneTable,
    fixed,
)
from forbear.gate.zones.evidence.columns import from_evidence
from forbear.rulebooks.terms import (
    Events,
    KeyPart,
    Resolver,
    Subject,
    ZoneRule,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from forbear.gate.frames.columns import Prepared
    from forbear.gate.shapes.asked.columns import Questions


OWNERS = (KeyPart.PERSON, KeyPart.DEBTOR, KeyPart.CASE)
"""Whose events a key looks at: the first of these that it names, else those at the address."""


class Stretch:
    """What the views of one stretch share; each is worked out once."""

    def __init__(self, prepared: Prepared, asked: Questions, clocks: Clocks) -> None:
        self._prepared = prepared
        self._asked = asked
        self._table = ZoneTable(clocks)
        self._size = len(asked)
        self._names: dict[object, str] = {}
        self._columns: dict[str, pl.Series] = {}
        self._zones: dict[ZoneRule, Candidates] = {}
        self._own: dict[Events, NDArray[np.bool_]] = {}
        self._met: dict[KeyPart, Met] = {}
        self._pairs: dict[tuple[Events, frozenset[KeyPart]], Pairs] = {}

    @property
    def reach_us(self) -> tuple[int, int]:
        """The first and the last instant asked about."""
        return (int(self._asked.us.min()), int(self._asked.us.max())) if self._size else (0, 0)

    def columns(self) -> list[pl.Series]:
        """All view columns worked out so far."""
        return list(self._columns.values())

    def _keep(self, view: object, values: pl.Series, known: NDArray[np.bool_]) -> None:
        name = f"view{len(self._names)}"
        self._names[view] = name
        if not known.all():
            frame = pl.DataFrame({"value": values, "known": pl.Series(known, dtype=pl.Boolean)})
            values = frame.select(value=pl.when("known").then("value"))["value"]
        self._columns[name] = values.alias(name)

    def _candidates(self, rule: ZoneRule) -> Candidates:
        if rule not in self._zones:
            if rule.resolver is Resolver.FIXED:
                self._zones[rule] = fixed(self._table, rule.tz, self._size)
            else:
                self._zones[rule] = from_evidence(
                    self._table, rule.resolver, self._asked, self._prepared.zones
                )
        return self._zones[rule]

    def _pairs_of(self, events: Events, subject: Subject) -> Pairs:
        return self._by_key(events, frozenset({KeyPart(subject.value)}))

    def _by_key(self, events: Events, key: frozenset[KeyPart]) -> Pairs:
        """The events that share the key; what a key says of debts is looked at separately."""
        plain = key - {KeyPart.DEBT}
        if (events, plain) not in self._pairs:
            self._pairs[events, plain] = pairs_of(
                self._prepared.log, self._asked, self._meeting(plain), events, plain
            )
        return self._pairs[events, plain]

    def _meeting(self, key: frozenset[KeyPart]) -> Met:
        """All events of those whose events a key looks at."""
        asked, prepared = self._asked, self._prepared
        owner = next((part for part in OWNERS if part in key), KeyPart.ADDRESS)
        if owner not in self._met:
            if owner is KeyPart.ADDRESS:
                met = prepared.points.met(asked.code("address"))
            elif owner is KeyPart.CASE:
                met = prepared.cases.met(asked.debtor)
            else:
                person = owner is KeyPart.PERSON
                met = prepared.events.met(asked.person if person else asked.debtor)
            self._met[owner] = met
        return self._met[owner]

    def _local_day(self, found: Candidates, us: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._table.local_us(found.zone, us) // DAY_US
