"""The event log of many people: its columns as arrays and codes, its order, which events a filter lets through.

Everything is told in order of person and time. A log that is handed in so is not sorted again.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
import polars as pl

from forbear.gate.shapes.asked.columns import own_unless_named
from forbear.gate.shapes.lists.columns import Ragged, none, of_pairs, ragged
from forbear.gate.shapes.owned.columns import Owned
from forbear.gate.weighing.look import WRONG_NUMBER
from forbear.rulebooks.terms import Attribution, EventFilter, Events

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from forbear.gate.shapes.coding.columns import Coding
    from forbear.gate.shapes.columns import Shape

Value = TypeVar("Value", bound=np.generic)
FOREVER: Final = (1 << 62) - 1

Source = tuple["Ragged", "NDArray[np.bool_] | None"]
"""Lists of debts, and the events that stop there whether they have any or not."""


class Log:
    """All events; an event is known by its place."""

    def __init__(self, shape: Shape, coding: Coding) -> None:
        self._shape = shape
        self._coding = coding
        self._codes: dict[str, NDArray[np.int64]] = {}
        self._kept: dict[Events, NDArray[np.bool_] | None] = {}
        self._debts: dict[Attribution, Ragged] = {}
        # A log handed in by person, or by case, is then nearly in order.
        coding.let_first("person_id", lambda: self._order)
        coding.let_first("address", lambda: self.code("address"))

    def __len__(self) -> int:
        return len(self._shape)

    @cached_property
    def _given_us(self) -> NDArray[np.int64]:
        return self._shape.us("at").to_numpy()

    @cached_property
    def _order(self) -> NDArray[np.int64] | None:
        person = self._coding.codes_of_first("person_id", self._shape.column("person_id"))
        given = Owned(person, self._given_us)
        self._codes["person_id"] = person if given.order is None else person[given.order]
        self._by_person = given if given.order is None else Owned(self._codes["person_id"])
        return given.order

    @property
    def by_person(self) -> Owned:
        """The events of each person."""
        _ = self._order
        return self._by_person

    def _ordered(self, given: NDArray[Value]) -> NDArray[Value]:
        return given if self._order is None else given[self._order]

    @cached_property
    def us(self) -> NDArray[np.int64]:
        """When each happened."""
        return self._ordered(self._given_us)

    def code(self, name: str) -> NDArray[np.int64]:
        """A column as codes, for example `address`."""
        order = self._order
        if name not in self._codes:
            look_up = self._coding.codes_of_first if name == "address" else self._coding.codes
            codes = look_up(name, self._shape.column(name))
            self._codes[name] = codes if order is None else codes[order]
        return self._codes[name]

    @cached_property
    def debtor(self) -> NDArray[np.int64]:
        """Whose loans it was about."""
        if not self._shape.has("debtor_id"):
            return self.code("person_id")
        return self._ordered(own_unless_named(self._shape, self._coding))

    @cached_property
    def void_us(self) -> NDArray[np.int64] | None:
        """From when on each event is taken away: the first later word that the number was wrong; nothing if no number was."""
        told = self._where(self._shape.one_of("outcome", {WRONG_NUMBER}))
        if not told.any():
            return None
        wrong = self._ordered(told.to_numpy())
        person = self.code("person_id")
        touched = np.zeros(int(person.max()) + 1, dtype=bool)
        touched[person[wrong]] = True
        place = np.flatnonzero(touched[person])
        events = pl.DataFrame(
            {
                "place": place,
                "person": person[place],
                "address": self.code("address")[place],
                "us": self.us[place],
                "wrong": wrong[place],
            }
        ).sort("us")
        found = events.join_asof(
            events.filter("wrong").select("person", "address", "us", void_us="us"),
            on="us",
            by=["person", "address"],
            strategy="forward",
            check_sortedness=False,
        )
        void_us = np.full(len(self), FOREVER, dtype=np.int64)
        void_us[found["place"].to_numpy()] = found["void_us"].fill_null(FOREVER).to_numpy()
        return void_us

    def kept(self, events: Events) -> NDArray[np.bool_] | None:
        """Which events are meant; nothing when all are."""
        if events not in self._kept:
            test = pl.any_horizontal([self._matches(item) for item in events])
            found = self._where(test)
            self._kept[events] = None if found.all() else self._ordered(found.to_numpy())
        return self._kept[events]

    def _where(self, test: pl.Expr) -> pl.Series:
        return self._shape.frame.lazy().with_columns(kept=test).select("kept").collect()["kept"]

    def _matches(self, wanted: EventFilter) -> pl.Expr:
        shape = self._shape
        parts: list[pl.Expr] = [pl.lit(value=True)]
        parts += [
            shape.one_of(name, words)
            for name, words in (
                ("channel", wanted.channels),
                ("outcome", wanted.matched_outcomes),
                ("direction", wanted.directions),
                ("purpose", wanted.purposes),
                ("form", wanted.forms),
                ("place", wanted.places),
                ("role", wanted.roles),
            )
            if words
        ]
        parts += [
            ~shape.one_of(name, words).fill_null(value=False)
            for name, words in (("purpose", wanted.not_purposes), ("place", wanted.not_places))
            if words
        ]
        flags = shape.expr("flags")
        parts.extend(flags.list.contains(flag) for flag in sorted(wanted.flags))
        parts.extend(~flags.list.contains(flag) for flag in sorted(wanted.not_flags))
        return pl.all_horizontal(parts).fill_null(value=False)

    def _lists(self, name: str) -> Ragged:
        if not self._shape.has(name):
            return none(len(self))
        return ragged(self._shape.column(name), lambda words: self._coding.codes(name, words))

    def debts_of(
        self, events: NDArray[np.int64], attribution: Attribution
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The debts that events count to, each once: (position in `events`, code)."""
        given = events if self._order is None else self._order[events]
        return self._counted_debts(attribution).expand(given)

    def _counted_debts(self, attribution: Attribution) -> Ragged:
        # In the order in which the log was handed in: long lists are not put in order, only looked up.
        if attribution not in self._debts:
            intended = self._lists("debts")
            plain = attribution is Attribution.INTENDED
            self._debts[attribution] = intended if plain else self._spoken_of(intended, attribution)
        return self._debts[attribution]

    def _spoken_of(self, intended: Ragged, attribution: Attribution) -> Ragged:
        """Of each event the first that it has: debts discussed, debts raised, the debt elected, those intended.

        Where what was raised counts, an event that was talked over stands with the debts raised, else with those intended.
        """
        elected = self._coding.codes("debt_elected", self._shape.column("debt_elected"))
        chosen = elected >= 0
        discussed, raised = self._lists("debts_discussed"), self._lists("debts_raised")
        talked = np.diff(discussed.starts) > 0
        one = Ragged(np.concatenate([np.zeros(1, np.int64), np.cumsum(chosen)]), elected[chosen])
        first: tuple[Source, Source]
        if attribution is Attribution.RAISED:
            first = ((raised, None), (self._only(intended, talked), talked))
        else:
            first = ((discussed, None), (raised, None))
        return self._first_of((*first, (one, None), (intended, None)))

    def _only(self, lists: Ragged, chosen: NDArray[np.bool_]) -> Ragged:
        """The lists of these events; empty for the others."""
        rows = np.flatnonzero(chosen).astype(np.int64)
        position, code = lists.expand(rows)
        return of_pairs(rows[position], code, len(self))

    def _first_of(self, sources: Iterable[Source]) -> Ragged:
        """Of each event the first list that is not empty; those marked beside a source stop there with what they have."""
        left = np.ones(len(self), dtype=bool)
        items: list[NDArray[np.int64]] = []
        codes: list[NDArray[np.int64]] = []
        for source, ends in sources:
            has = np.diff(source.starts) > 0
            taken = np.flatnonzero(left & has).astype(np.int64)
            position, code = source.expand(taken)
            items.append(taken[position])
            codes.append(code)
            left &= ~has if ends is None else ~(has | ends)
        return of_pairs(np.concatenate(items), np.concatenate(codes), len(self))
