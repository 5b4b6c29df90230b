"""What the column evaluator looks at: questions, events, records and zones as frames, and the same ready to be read.

The columns are the fields of `Ask`, `Event`, `Record` and `ZoneEvidence` and the names of the vocabulary of facts. A column that is
absent is like a field left at its default; an absent fact column is unknown for every row. Other columns are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from forbear.gate.events.columns import EventTable
from forbear.gate.events.log.columns import Log
from forbear.gate.records.columns import RecordTable
from forbear.gate.shapes.asked.columns import Questions
from forbear.gate.shapes.coding.columns import Coding
from forbear.gate.shapes.columns import (
    ASK_SCHEMA,
    EVENT_SCHEMA,
    RECORD_SCHEMA,
    WORDS,
    ZONE_SCHEMA,
    BadFrame,
    Shape,
)
from forbear.gate.shapes.owned.columns import Owned
from forbear.gate.zones.evidence.columns import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

__all__ = [
    "ASK_SCHEMA",
    "EVENT_SCHEMA",
    "RECORD_SCHEMA",
    "WORDS",
    "ZONE_SCHEMA",
    "BadFrame",
    "Frames",
    "Prepared",
    "prepare",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """What the column evaluator looks at. One row of `questions` is one ask.

    Ids of people, addresses, debts and messages may be whole numbers, and words an `Enum`; events that stand in order of person and
    time are not sorted again. That is the shape in which a database gives them at the least cost.
    """

    questions: pl.DataFrame
    events: pl.DataFrame
    records: pl.DataFrame
    zones: pl.DataFrame


class Prepared:
    """The frames in the evaluator's shape. What no rule looks at is never made, what two look at is made once."""

    def __init__(self, frames: Frames) -> None:
        """Raises `BadFrame`."""
        events = Shape(frames.events, EVENT_SCHEMA, "events")
        records = Shape(frames.records, RECORD_SCHEMA, "records")
        zones = Shape(frames.zones, ZONE_SCHEMA, "zones")
        questions = Shape(frames.questions, ASK_SCHEMA, "questions")
        self._questions = questions.frame
        self._coding = Coding((questions, events, records, zones))
        self.has_history = bool(len(events) or len(records))
        self.log = Log(events, self._coding)
        self.records = RecordTable(records, self._coding)
        self.zones = Evidence(zones, self._coding)

    def stretches(self, length: int) -> Iterator[Questions]:
        """The questions, so many at a time; one empty stretch when there are none."""
        for start in range(0, max(self._questions.height, 1), length):
            yield Questions(self._questions.slice(start, length), self._coding)

    @cached_property
    def events(self) -> EventTable:
        """Those with each person."""
        return EventTable(self.log, self.log.by_person)

    @cached_property
    def cases(self) -> EventTable:
        """Those about each debtor's loans, with whomever."""
        own = np.array_equal(self.log.debtor, self.log.code("person_id"))
        return self.events if own else EventTable(self.log, Owned(self.log.debtor, self.log.us))

    @cached_property
    def points(self) -> EventTable:
        """Those at each address."""
        return EventTable(self.log, Owned(self.log.code("address"), self.log.us))


def prepare(frames: Frames) -> Prepared:
    """Bring the frames into shape; raises `BadFrame`."""
    return Prepared(frames)
