"""The event log of many people at once: which events each question sees, and what they amount to.

Events are sorted by person and time once; a question meets the events of its person (or debtor) as pairs,
only those that a view's filter lets through. Every pair is tested exactly as the row evaluator tests it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from forbear.gate.weighing.look import WRONG_NUMBER
from forbear.gate.weighing.matching import UNCERTAIN
from forbear.rulebooks.terms import Attribution, EventFilter, Events, KeyPart, Subject

if TYPE_CHECKING:
    from numpy.typing import NDArray

FOREVER: Final = (1 << 62) - 1
NO_CODE: Final = -1


@dataclass(frozen=True, slots=True)
class Ragged:
    """Lists of codes: the codes of item `i` are `codes[starts[i]:starts[i + 1]]`."""

    starts: NDArray[np.int64]
    codes: NDArray[np.int64]

    def expand(self, items: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For each given item, its codes: (position in `items`, code)."""
        return _expand(self.starts, items, self.codes)


def _expand(
    starts: NDArray[np.int64], items: NDArray[np.int64], values: NDArray[np.int64] | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    lengths = starts[items + 1] - starts[items]
    position = np.repeat(np.arange(len(items), dtype=np.int64), lengths)
    before = np.repeat(np.cumsum(lengths) - lengths, lengths)
    index = np.repeat(starts[items], lengths) + np.arange(len(position), dtype=np.int64) - before
    return position, index if values is None else values[index]


@dataclass(frozen=True, slots=True)
class Pairs:
    """(question, event) pairs in order of question, then time."""

    row: NDArray[np.int64]
    event: NDArray[np.int64]

    def where(self, mask: NDArray[np.bool_]) -> Pairs:
        """The pairs that pass."""
        return Pairs(self.row[mask], self.event[mask])


@dataclass(slots=True)
class EventTable:
    """All events, as arrays sorted by owner and time, with the filters already worked out.

    `owner` says whose events lie together: `person_code`, those with a person; `debtor_code`, those about
    somebody's loans with whomever.
    """

    frame: pl.DataFrame
    people: int
    owner: str = "person_code"
    us: NDArray[np.int64] = field(init=False)
    person: NDArray[np.int64] = field(init=False)
    void_us: NDArray[np.int64] = field(init=False)
    _kept: dict[Events, tuple[NDArray[np.int64], NDArray[np.int64]]] = field(init=False, default_factory=dict)
    _debts: dict[Attribution, Ragged] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.us = self.frame["us"].to_numpy().astype(np.int64)
        self.person = self.frame[self.owner].to_numpy().astype(np.int64)
        self.void_us = self._voids()

    def code(self, name: str) -> NDArray[np.int64]:
        """A coded column, for example `address_code`; nothing is -1."""
        return self.frame[name].to_numpy().astype(np.int64)

    def _voids(self) -> NDArray[np.int64]:
        """From when on each event is taken away: the first later word that the number was wrong."""
        result = np.full(len(self.us), FOREVER, dtype=np.int64)
        wrong = self.frame.filter(pl.col("outcome") == WRONG_NUMBER).select(
            "person_code", "address_code", "us", void_us="us"
        )
        if wrong.height:
            found = (
                self.frame.select("person_code", "address_code", "us")
                .with_row_index("index")
                .sort("us")
                .join_asof(
                    wrong.sort("us"),
                    on="us",
                    by=["person_code", "address_code"],
                    strategy="forward",
                    check_sortedness=False,
                )
                .sort("index")
            )
            result = found["void_us"].fill_null(FOREVER).to_numpy().astype(np.int64)
        return result

    def pairs(self, events: Events, subject: NDArray[np.int64], ask_us: NDArray[np.int64]) -> Pairs:
        """The matching events of each question's subject that it can see."""
        kept, starts = self._filtered(events)
        position, index = _expand(starts, subject)
        event = kept[index]
        pairs = Pairs(position, event)
        now = ask_us[position]
        return pairs.where((self.us[event] < now) & (self.void_us[event] >= now))

    def _filtered(self, events: Events) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        if events not in self._kept:
            mask = self.frame.with_columns(kept=pl.any_horizontal([_matches(item) for item in events]))[
                "kept"
            ]
            kept = np.flatnonzero(mask.to_numpy()).astype(np.int64)
            starts = np.searchsorted(self.person[kept], np.arange(self.people + 1)).astype(np.int64)
            self._kept[events] = (kept, starts)
        return self._kept[events]

    def counted_debts(self, attribution: Attribution) -> Ragged:
        """The debts that each event counts to, as codes, each once."""
        if attribution not in self._debts:
            intended = ragged(self.frame, pl.col("debts"))
            plain = attribution is Attribution.INTENDED
            self._debts[attribution] = intended if plain else self._spoken_of(intended)
        return self._debts[attribution]

    def _spoken_of(self, intended: Ragged) -> Ragged:
        """Of each event the first that it has: debts discussed, debts raised, the debt elected, those intended."""
        elected = self.frame["debt_elected"]
        chosen = elected.is_not_null().to_numpy().astype(np.int64)
        sources = (
            ragged(self.frame, pl.col("debts_discussed")),
            ragged(self.frame, pl.col("debts_raised")),
            Ragged(
                np.concatenate([np.zeros(1, np.int64), np.cumsum(chosen)]),
                elected.drop_nulls().to_numpy().astype(np.int64),
            ),
            intended,
        )
        left = np.ones(len(self.us), dtype=bool)
        items: list[NDArray[np.int64]] = []
        codes: list[NDArray[np.int64]] = []
        for source in sources:
            has = np.diff(source.starts) > 0
            taken = np.flatnonzero(left & has).astype(np.int64)
            position, code = source.expand(taken)
            items.append(taken[position])
            codes.append(code)
            left &= ~has
        return _of_pairs(np.concatenate(items), np.concatenate(codes), len(self.us))


def _matches(wanted: EventFilter) -> pl.Expr:
    parts: list[pl.Expr] = [pl.lit(value=True)]
    if wanted.channels:
        parts.append(pl.col("channel").is_in(sorted(wanted.channels)))
    if wanted.outcomes:
        words = wanted.outcomes | {UNCERTAIN} if wanted.uncertain else wanted.outcomes
        parts.append(pl.col("outcome").is_in(sorted(words)))
    if wanted.directions:
        parts.append(pl.col("direction").is_in(sorted(wanted.directions)))
    if wanted.purposes:
        parts.append(pl.col("purpose").is_in(sorted(wanted.purposes)))
    if wanted.not_purposes:
        parts.append(~pl.col("purpose").is_in(sorted(wanted.not_purposes)))
    if wanted.forms:
        parts.append(pl.col("form").is_in(sorted(wanted.forms)))
    if wanted.places:
        parts.append(pl.col("place").is_in(sorted(wanted.places)).fill_null(value=False))
    if wanted.not_places:
        parts.append(~pl.col("place").is_in(sorted(wanted.not_places)).fill_null(value=False))
    if wanted.roles:
        parts.append(pl.col("role").is_in(sorted(wanted.roles)))
    parts.extend(pl.col("flags").list.contains(flag) for flag in sorted(wanted.flags))
    parts.extend(~pl.col("flags").list.contains(flag) for flag in sorted(wanted.not_flags))
    return pl.all_horizontal(parts)


def ragged(frame: pl.DataFrame, lists: pl.Expr) -> Ragged:
    """A list column of codes as arrays; empty and null lists are empty, doubles are dropped."""
    plain = frame.select(values=lists)["values"]
    lengths = plain.list.len().fill_null(0).to_numpy().astype(np.int64)
    codes = plain.explode(empty_as_null=False, keep_nulls=False).to_numpy().astype(np.int64)
    if not len(lengths) or lengths.max() <= 1:
        return Ragged(np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)]), codes)
    return _of_pairs(np.repeat(np.arange(len(lengths), dtype=np.int64), lengths), codes, len(lengths))


def _of_pairs(item: NDArray[np.int64], code: NDArray[np.int64], size: int) -> Ragged:
    """Lists of codes from (item, code) pairs in any order, doubles dropped."""
    width = int(code.max(initial=0)) + 1
    both = np.unique(item * width + code)
    number = np.bincount(both // width, minlength=size)
    return Ragged(np.concatenate([np.zeros(1, np.int64), np.cumsum(number)]), both % width)


@dataclass(frozen=True, slots=True)
class Keys:
    """What the questions say about the parts of a key, as codes; nothing is -1."""

    person: NDArray[np.int64]
    debtor: NDArray[np.int64]
    address: NDArray[np.int64]
    actor: NDArray[np.int64]
    lender: NDArray[np.int64]
    unnamed_lender: int
    debts: Ragged
    elected: NDArray[np.int64]
    channel: NDArray[np.int64]
    reply: NDArray[np.int64]

    def subject(self, key: frozenset[KeyPart]) -> NDArray[np.int64]:
        """Whose events a key looks at."""
        return self.person if KeyPart.PERSON in key else self.debtor

    def of(self, subject: Subject) -> NDArray[np.int64]:
        """The codes of a subject."""
        return self.person if subject is Subject.PERSON else self.debtor

    def unknown(self, key: frozenset[KeyPart]) -> NDArray[np.bool_]:
        """The questions that do not say what the key needs."""
        result = np.zeros(len(self.person), dtype=bool)
        if KeyPart.ADDRESS in key:
            result |= self.address == NO_CODE
        if KeyPart.DEBT in key:
            result |= np.diff(self.debts.starts) == 0
        return result


def with_same_key(table: EventTable, keys: Keys, key: frozenset[KeyPart], pairs: Pairs) -> Pairs:
    """The pairs that also share the other parts of the key (a debt is looked at separately)."""
    for part, mine, column in (
        (KeyPart.DEBTOR, keys.debtor, "person_code"),
        (KeyPart.ADDRESS, keys.address, "address_code"),
        (KeyPart.ACTOR, keys.actor, "actor_code"),
    ):
        if part in key:
            pairs = pairs.where(table.code(column)[pairs.event] == mine[pairs.row])
    for part, mine, column, same in (
        (KeyPart.CASE, keys.debtor, "debtor_code", True),
        (KeyPart.CHANNEL, keys.channel, "channel_code", True),
        (KeyPart.OTHER_CHANNEL, keys.channel, "channel_code", False),
    ):
        if part in key:
            equal = table.code(column)[pairs.event] == mine[pairs.row]
            pairs = pairs.where(equal if same else ~equal)
    if KeyPart.REPLY in key:
        theirs, mine = table.code("reply_code")[pairs.event], keys.reply[pairs.row]
        pairs = pairs.where((theirs != NO_CODE) & (theirs == mine))
    if KeyPart.LENDER in key:
        theirs, mine = table.code("lender_code")[pairs.event], keys.lender[pairs.row]
        unnamed = (theirs == keys.unnamed_lender) | (mine == keys.unnamed_lender)
        pairs = pairs.where((theirs == mine) | unnamed)
    return pairs


def shared_debts(
    table: EventTable, keys: Keys, attribution: Attribution, pairs: Pairs
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where a pair's event counts to a debt asked about: (position of the pair, place of the debt in `keys.debts`)."""
    position, debt = table.counted_debts(attribution).expand(pairs.event)
    size = int(max(keys.debts.codes.max(initial=0), debt.max(initial=0))) + 1
    owner = np.repeat(np.arange(len(keys.person), dtype=np.int64), np.diff(keys.debts.starts))
    wanted = owner * size + keys.debts.codes
    asked = pairs.row[position] * size + debt
    place = np.searchsorted(wanted, asked)
    found = (
        (place < len(wanted)) & (wanted[np.minimum(place, max(len(wanted) - 1, 0))] == asked)
        if len(wanted)
        else np.zeros(len(asked), bool)
    )
    return position[found], place[found].astype(np.int64)


def last_us(rows: NDArray[np.int64], us: NDArray[np.int64], size: int, *, empty: int) -> NDArray[np.int64]:
    """The latest instant for each question."""
    result = np.full(size, empty, dtype=np.int64)
    np.maximum.at(result, rows, us)
    return result


def longest_runs(
    row: NDArray[np.int64], day: NDArray[np.int64], *, per_day: int, size: int
) -> NDArray[np.int64]:
    """The longest run of consecutive days with at least `per_day` entries, for each `row` (0 for none)."""
    result = np.zeros(size, dtype=np.int64)
    if not len(row):
        return result
    order = np.lexsort((day, row))
    row, day = row[order], day[order]
    first = np.flatnonzero(np.concatenate([[True], (row[1:] != row[:-1]) | (day[1:] != day[:-1])]))
    count = np.diff(np.concatenate([first, [len(row)]]))
    full = first[count >= per_day]
    row, day = row[full], day[full]
    if not len(row):
        return result
    begins = np.concatenate([[True], (row[1:] != row[:-1]) | (day[1:] != day[:-1] + 1)])
    start = np.flatnonzero(begins)
    length = np.diff(np.concatenate([start, [len(row)]]))
    np.maximum.at(result, row[start], length)
    return result
