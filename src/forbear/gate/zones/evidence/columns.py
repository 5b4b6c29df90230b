"""What is known about where people are, and the zones that a resolver takes from it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from forbear.gate.shapes.coding.columns import NO_CODE
from forbear.gate.shapes.lists.columns import expand
from forbear.gate.shapes.owned.columns import Owned
from forbear.gate.weighing.look import ADDRESS_SOURCES, AREA_CODES, KNOWN_CURRENT, REASONABLE_BELIEF
from forbear.gate.zones.columns import Candidates, candidates_of
from forbear.rulebooks.terms import Resolver

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from forbear.gate.shapes.asked.columns import Questions
    from forbear.gate.shapes.coding.columns import Coding
    from forbear.gate.shapes.columns import Shape
    from forbear.gate.zones.columns import ZoneTable


CURRENT, BELIEF, SAME_ADDRESS, CODE, ADDRESS, NO_TIER = 0, 1, 2, 3, 4, 9
"""How far a piece of evidence is trusted where an area code may be: the lower the more."""
TIER_OF = {CURRENT: {KNOWN_CURRENT}, BELIEF: {REASONABLE_BELIEF}, CODE: AREA_CODES, ADDRESS: ADDRESS_SOURCES}
ONE_TIER = {Resolver.ADDRESS: ADDRESS, Resolver.KNOWN_CURRENT: CURRENT}


class Evidence:
    """All evidence; a piece of it is known by its place."""

    def __init__(self, shape: Shape, coding: Coding) -> None:
        self._shape = shape
        self._coding = coding

    @cached_property
    def _owned(self) -> tuple[Owned, NDArray[np.int64] | None, NDArray[np.int64]]:
        owned = Owned(self._coding.codes("person_id", self._shape.column("person_id")))
        return owned, *owned.starts(None)

    def of(self, person: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The evidence about each person: (position in `person`, place)."""
        owned, places, starts = self._owned
        return expand(starts, owned.known(person), places)

    @cached_property
    def zone_names(self) -> tuple[list[str], NDArray[np.int64]]:
        """The names of zones, and the number of each piece's name among them."""
        named = self._shape.column("tz")
        names = named.unique().sort()
        places = named.to_frame("tz").join(
            names.to_frame("tz").with_row_index("n"), on="tz", how="left", maintain_order="left"
        )
        return names.cast(str).to_list(), places["n"].to_numpy().astype(np.int64)

    @cached_property
    def address(self) -> NDArray[np.int64]:
        """The address that each piece is about."""
        return self._coding.codes("address", self._shape.column("address"))

    @cached_property
    def tier(self) -> NDArray[np.int8]:
        """How far each piece is trusted where an area code may be: known position, belief, (the code of the address,) any code, address."""
        tier = np.full(len(self._shape), NO_TIER, dtype=np.int8)
        for number, sources in TIER_OF.items():
            tier[self._is(sources)] = number
        return tier

    def _is(self, sources: Collection[str]) -> NDArray[np.bool_]:
        made = self._shape.frame.lazy().with_columns(found=self._shape.one_of("source", sources))
        found: NDArray[np.bool_] = made.select("found").collect()["found"].to_numpy()
        return found


def from_evidence(table: ZoneTable, resolver: Resolver, asked: Questions, evidence: Evidence) -> Candidates:
    """The zones that the evidence gives under a resolver."""
    row, place = evidence.of(asked.person)
    chosen = _chosen(resolver, asked, evidence, row, place)
    row, place = row[chosen], place[chosen]
    names, of_piece = evidence.zone_names
    numbers = np.asarray([table.number(name) for name in names], dtype=np.int64)
    zone = numbers[of_piece[place]] if len(place) else np.empty(0, dtype=np.int64)
    known = np.zeros(len(asked), dtype=bool)
    known[row] = True
    known[row[zone < 0]] = False
    keep = known[row]
    return candidates_of(*_distinct(row[keep], zone[keep], len(names) + 1), known)


def _chosen(
    resolver: Resolver, asked: Questions, evidence: Evidence, row: NDArray[np.int64], place: NDArray[np.int64]
) -> NDArray[np.bool_]:
    if resolver is Resolver.INTERSECT:
        return np.ones(len(row), dtype=bool)
    tier = evidence.tier[place]
    if resolver in ONE_TIER:
        alone: NDArray[np.bool_] = tier == ONE_TIER[resolver]
        return alone
    mine = asked.code("address")[row]
    same = (tier == CODE) & (mine != NO_CODE) & (evidence.address[place] == mine)
    tier = np.where(same, SAME_ADDRESS, tier)
    best = np.full(len(asked), NO_TIER, dtype=np.int8)
    np.minimum.at(best, row, tier)
    found: NDArray[np.bool_] = (tier == best[row]) & (tier < NO_TIER)
    return found


def _distinct(
    row: NDArray[np.int64], zone: NDArray[np.int64], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    both = row * width + zone
    if len(both) and not (both[1:] > both[:-1]).all():
        both = np.sort(both)
        both = both[np.concatenate([[True], both[1:] != both[:-1]])]
        row = both // width
        return row, both - row * width
    return row, zone
