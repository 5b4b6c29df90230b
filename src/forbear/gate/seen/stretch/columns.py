"""A stretch of questions with what all its views share: candidate zones, and the pairs of question and event."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from forbear.gate.events.columns import (
    EventTable,
    Pairs,
    with_same_key,
)
from forbear.gate.frames.columns import Prepared, asked_of
from forbear.gate.weighing.clocks import DAY_US, Clocks
from forbear.gate.zones.columns import (
    Candidates,
    ZoneTable,
    fixed,
    from_evidence,
)
from forbear.rulebooks.terms import (
    Events,
    KeyPart,
    Resolver,
    Subject,
    ZoneRule,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Stretch:
    """What the views of one stretch share; each is worked out once."""

    def __init__(self, prepared: Prepared, asks: pl.DataFrame, facts: pl.DataFrame, clocks: Clocks) -> None:
        self._prepared = prepared
        self._asks = asks.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
        self._facts = facts
        self._asked = asked_of(asks, prepared.codes)
        self._arrives_us = asks["arrives_us"].to_numpy().astype(np.int64)
        self._table = ZoneTable(clocks)
        self._size = asks.height
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
                self._zones[rule] = from_evidence(self._table, rule, self._asks, self._prepared.zones)
        return self._zones[rule]

    def _pairs_of(self, events: Events, subject: NDArray[np.int64], name: str) -> Pairs:
        if (events, name) not in self._pairs:
            tables = {KeyPart.CASE.value: self._prepared.cases, KeyPart.ADDRESS.value: self._prepared.points}
            table = tables.get(name, self._prepared.events)
            self._pairs[events, name] = table.pairs(events, subject, self._asked.us)
        return self._pairs[events, name]

    def _by_key(self, events: Events, key: frozenset[KeyPart]) -> tuple[EventTable, Pairs]:
        """The events that share the key, and the table in which they stand."""
        if not key & {KeyPart.PERSON, KeyPart.DEBTOR, KeyPart.CASE}:
            known = np.maximum(self._asked.keys.address, 0)
            name, subject, table = KeyPart.ADDRESS.value, known, self._prepared.points
        elif not key & {KeyPart.PERSON, KeyPart.DEBTOR}:
            name, subject, table = KeyPart.CASE.value, self._asked.keys.debtor, self._prepared.cases
        else:
            name = Subject.PERSON.value if KeyPart.PERSON in key else Subject.DEBTOR.value
            subject, table = self._asked.keys.subject(key), self._prepared.events
        return table, with_same_key(table, self._asked.keys, key, self._pairs_of(events, subject, name))

    def _local_day(self, found: Candidates, us: NDArray[np.int64]) -> NDArray[np.int64]:
        return self._table.local_us(found.zone, us) // DAY_US
