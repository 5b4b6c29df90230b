"""A stretch of questions with what all its views share: candidate zones, and the pairs of question and event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from forbear.gate.events.columns import Pairs, with_same_key
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
        self._pairs: dict[tuple[Events, str], Pairs] = {}

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
        frame = pl.DataFrame({"value": values, "known": pl.Series(known, dtype=pl.Boolean)})
        self._columns[name] = frame.select(pl.when("known").then("value").alias(name))[name]

    def _candidates(self, rule: ZoneRule) -> Candidates:
        if rule not in self._zones:
            if rule.resolver is Resolver.FIXED:
                self._zones[rule] = fixed(self._table, rule.tz, self._size)
            else:
                self._zones[rule] = from_evidence(
                    self._table, rule.resolver, self._asked, self._prepared.zones
                )
        return self._zones[rule]

    def _pairs_of(self, events: Events, subject: NDArray[np.int64], name: str) -> Pairs:
        if (events, name) not in self._pairs:
            tables = {KeyPart.CASE.value: self._prepared.cases, KeyPart.ADDRESS.value: self._prepared.points}
            table = tables.get(name, self._prepared.events)
            self._pairs[events, name] = table.pairs(events, subject, self._asked.us)
        return self._pairs[events, name]

    def _by_key(self, events: Events, key: frozenset[KeyPart]) -> Pairs:
        """The events that share the key."""
        asked = self._asked
        if not key & {KeyPart.PERSON, KeyPart.DEBTOR, KeyPart.CASE}:
            name, subject = KeyPart.ADDRESS.value, asked.code("address")
        elif not key & {KeyPart.PERSON, KeyPart.DEBTOR}:
            name, subject = KeyPart.CASE.value, asked.debtor
        else:
            name = Subject.PERSON.value if KeyPart.PERSON in key else Subject.DEBTOR.value
            subject = asked.subject(key)
        return with_same_key(self._prepared.log, asked, key, self._pairs_of(events, subject, name))

    def _local_day(self, found: Candidates, us: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._table.local_us(found.zone, us) // DAY_US
