"""The arrays beneath the columns: lists of codes, items by owner, words as numbers, runs of days."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl
import pytest

from forbear.gate import columns
from forbear.gate.dossier import Dossier, Record
from forbear.gate.events import columns as events_columns
from forbear.gate.frames.dossiers.columns import frames_of
from forbear.gate.shapes.columns import Shape
from forbear.gate.shapes.lists.columns import between, of_pairs, ragged, starts_of
from forbear.gate.shapes.owned import columns as owned_columns
from forbear.gate.shapes.owned.columns import Owned
from forbear.rulebooks.terms import (
    All,
    AnyOf,
    Compare,
    Constant,
    EventFilter,
    FactIn,
    FactNumber,
    FactTrue,
    KeyPart,
    Literal,
    Op,
    RecordActive,
    RecordFilter,
    Tally,
    Term,
    Window,
    WindowType,
)
from tests.unit.gate.one_rule import FIXED, NOON, a_rule, asked, event, holds
from tests.unit.gate.worlds import book_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

HOUR: Final = timedelta(hours=1)


def numbers(*values: int) -> NDArray[np.int64]:
    return np.asarray(values, dtype=np.int64)


def test_lists_begin_where_the_ones_before_them_end() -> None:
    assert starts_of(numbers(2, 0, 3)).tolist() == [0, 2, 2, 5]
    assert starts_of(numbers()).tolist() == [0]


def test_stretches_of_places_are_told_one_by_one() -> None:
    position, place = between(numbers(3, 0, 1), numbers(5, 0, 2))
    assert (position.tolist(), place.tolist()) == ([0, 0, 2], [3, 4, 1])
    position, value = between(numbers(1), numbers(3), numbers(7, 8, 9))
    assert (position.tolist(), value.tolist()) == ([0, 0], [8, 9])


@pytest.mark.parametrize(
    ("pairs", "starts", "codes"),
    [
        ([(0, 1), (0, 2), (2, 0)], [0, 2, 2, 3], [1, 2, 0]),
        ([(2, 0), (0, 2), (0, 1)], [0, 2, 2, 3], [1, 2, 0]),
        ([(0, 1), (0, 1), (1, 1)], [0, 1, 2, 2], [1, 1]),
        ([], [0, 0, 0, 0], []),
    ],
)
def test_pairs_become_lists_in_order_without_doubles(
    pairs: list[tuple[int, int]], starts: list[int], codes: list[int]
) -> None:
    items, given = numbers(*(item for item, _ in pairs)), numbers(*(code for _, code in pairs))
    found = of_pairs(items, given, 3)
    assert (found.starts.tolist(), found.codes.tolist()) == (starts, codes)


@pytest.mark.parametrize(
    ("lists", "starts", "codes"),
    [
        ([["a"], None, ["b"], []], [0, 1, 1, 2, 2], [0, 1]),
        ([["b", "a", "b"], ["a"]], [0, 2, 3], [0, 1, 0]),
        ([["a", "b"], None], [0, 2, 2], [0, 1]),
        ([], [0], []),
    ],
)
def test_a_column_of_lists_is_read_without_doubles(
    lists: list[list[str] | None], starts: list[int], codes: list[int]
) -> None:
    series = pl.Series(lists, dtype=pl.List(pl.String))
    found = ragged(series, lambda words: numbers(*("ab".index(word) for word in words.to_list())))
    assert (found.starts.tolist(), found.codes.tolist()) == (starts, codes)


OWNERS: Final[list[tuple[list[int], list[int] | None, list[int], list[int]]]] = [
    ([0, 0, 1], None, [0, 1, 2], [0, 2, 3, 3]),
    ([1, 0, 1], None, [1, 0, 2], [0, 1, 3, 3]),
    ([-1, 1, 0], None, [2, 1], [0, 1, 2, 2]),
    ([-1, 0, 1], None, [1, 2], [0, 1, 2, 2]),
    ([0, 0, 1], [5, 3, 1], [1, 0, 2], [0, 2, 3, 3]),
    ([0, 0, 1], [3, 3, 1], [0, 1, 2], [0, 2, 3, 3]),
    ([1, 0, 0], [0, 1 << 60, -(1 << 60)], [2, 1, 0], [0, 2, 3, 3]),
]


@pytest.mark.parametrize("block", [1, 2, 3])
@pytest.mark.parametrize(("owners", "us", "places", "starts"), OWNERS)
def test_items_stand_by_owner_and_then_in_order_of_time(
    owners: list[int],
    us: list[int] | None,
    places: list[int],
    starts: list[int],
    block: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(owned_columns, "BLOCK", block)
    owned = Owned(numbers(*owners), None if us is None else numbers(*us))
    found, begins = owned.starts(None)
    assert (list(range(len(owners))) if found is None else found.tolist()) == places
    assert begins.tolist() == starts


def test_of_the_items_kept_only_those_are_given() -> None:
    in_order, mixed = Owned(numbers(0, 0, 1)), Owned(numbers(1, 0, 1))
    places, starts = in_order.starts(np.asarray([False, True, True]))
    assert (None if places is None else places.tolist(), starts.tolist()) == ([1, 2], [0, 1, 2, 2])
    places, starts = mixed.starts(np.asarray([True, False, True]))
    assert (None if places is None else places.tolist(), starts.tolist()) == ([0, 2], [0, 0, 2, 2])


def test_who_owns_nothing_is_the_one_after_the_last() -> None:
    owned = Owned(numbers(0, 1))
    assert owned.known(numbers(-1, 0, 1, 2, 9)).tolist() == [2, 0, 1, 2, 2]
    assert Owned(numbers()).known(numbers(0, -1)).tolist() == [0, 0]


KEY: Final = frozenset({KeyPart.PERSON, KeyPart.ADDRESS, KeyPart.DEBT, KeyPart.ACTOR, KeyPart.CHANNEL})
TWICE: Final = Compare(
    Tally((EventFilter(),), Window(WindowType.EVER, FIXED), KEY, counts_self=False), Op.ABOVE, Constant(1)
)
HELD: Final = RecordActive(RecordFilter("hold", frozenset({"stop"}), FIXED, addressee=True))
BOOK: Final = book_of(a_rule(AnyOf((TWICE, HELD))))


def a_book_of_people() -> tuple[list[Dossier], list[bool]]:
    """Five people whose ids, addresses and debts are numbers; the second was called twice, the fourth is on hold."""
    dossiers = []
    for number in range(5):
        who: dict[str, Any] = {
            "person_id": f"{number + 40}",
            "address": f"{number + 7}",
            "debts": (f"{number}", "9"),
        }
        times = 2 if number == 1 else 1
        log = tuple(event(HOUR * (index + 1), **who) for index in range(times))
        held = Record(
            "hold", "stop", NOON - HOUR, f"{number + 40}", given_to="lender" if number == 3 else "agency"
        )
        dossiers.append(asked(*reversed(log), records=(held,), **who))
    return dossiers, [False, True, False, True, False]


IDS: Final = ("person_id", "debtor_id", "address")
LISTS: Final = ("debts", "debts_raised", "debts_discussed", "addresses")


def as_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """Ids as whole numbers: `1/41`, the person 41 of the second question, is 141."""

    def number(text: pl.Expr) -> pl.Expr:
        return text.str.replace("/", "").cast(pl.Int64)

    there = set(frame.columns)
    return frame.with_columns(
        *(number(pl.col(name)) for name in sorted({*IDS, "debt_elected"} & there)),
        *(pl.col(name).list.eval(number(pl.element())) for name in sorted({*LISTS} & there)),
    )


def as_enums(frame: pl.DataFrame) -> pl.DataFrame:
    channels, actors = pl.Enum(["sms", "call", "email"]), pl.Enum(["*", "agency", "lender"])
    return frame.with_columns(
        *(pl.col(name).cast(channels) for name in ("channel",) if name in frame.columns),
        *(pl.col(name).cast(actors) for name in ("actor", "given_to") if name in frame.columns),
    )


@pytest.mark.parametrize(
    "made", [lambda frame: frame, as_numbers, as_enums, lambda frame: as_enums(as_numbers(frame))]
)
def test_words_may_be_texts_numbers_or_enums(made: object) -> None:
    assert callable(made)
    dossiers, expected = a_book_of_people()
    frames = frames_of(dossiers)
    shaped = replace(
        frames, questions=made(frames.questions), events=made(frames.events), records=made(frames.records)
    )
    assert columns.decide(shaped, BOOK)["breached/book/r0"].to_list() == expected


@pytest.mark.parametrize("stretch", [1, 2, 3, 4, 5])
def test_the_answers_are_the_same_in_stretches_and_blocks(
    stretch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossiers, expected = a_book_of_people()
    monkeypatch.setattr(columns, "STRETCH", stretch)
    monkeypatch.setattr(events_columns, "BLOCK", stretch)
    assert columns.decide(frames_of(dossiers), BOOK)["breached/book/r0"].to_list() == expected


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (pl.Series(["sms"], dtype=pl.Categorical()), pl.String()),
        (pl.Series(["sms"], dtype=pl.Enum(["sms"])), pl.Enum(["sms"])),
        (pl.Series([7], dtype=pl.UInt8()), pl.UInt8()),
        (pl.Series([None], dtype=pl.Null()), pl.String()),
    ],
)
def test_a_column_of_words_is_read_as_words_enum_or_whole_numbers(
    given: pl.Series, kind: pl.DataType
) -> None:
    shape = Shape(pl.DataFrame({"place": given}), {"place": (pl.String(), None)}, "questions")
    assert shape.kind("place") == kind


def test_who_names_no_debtor_is_asked_about_their_own_debt() -> None:
    own = book_of(a_rule(FactTrue("ask.is_about_debtor")))
    frames = frames_of([asked()])
    without = replace(frames, questions=frames.questions.drop("debtor_id"))
    assert columns.decide(without, own)["breached/book/r0"].to_list() == [True]


ROLES: Final = pl.Enum(["borrower", "guarantor"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (pl.Series(["borrower", "guarantor"], dtype=ROLES), [True, False]),
        (pl.Series(["guarantor", None], dtype=ROLES), [False, True]),
        (pl.Series(["guarantor", None], dtype=pl.String()), [False, True]),
    ],
)
def test_a_word_is_one_of_some_also_where_it_is_an_enum_or_left_out(
    given: pl.Series, said: list[bool]
) -> None:
    frame = pl.DataFrame({"role": given})
    shape = Shape(frame, {"role": (pl.String(), "borrower")}, "questions")
    assert frame.select(said=shape.one_of("role", {"borrower", "nobody"}))["said"].to_list() == said


def test_times_of_records_may_be_left_out_or_be_times() -> None:
    held = RecordActive(RecordFilter("hold", frozenset({"stop"}), FIXED))
    books, stop = book_of(a_rule(held)), Record("hold", "stop", NOON - HOUR, "p1")
    frames = frames_of([asked(records=(stop,))])
    without = frames.records.drop("from_time", "to_time", "only_on", "days")
    later = frames.records.with_columns(
        from_time=pl.lit(time(13)), to_time=pl.lit(time(14)), days=pl.lit([], dtype=pl.List(pl.Int64))
    )
    answers = [columns.decide(replace(frames, records=records), books) for records in (without, later)]
    assert [answer["breached/book/r0"].to_list() for answer in answers] == [[True], [False]]


def test_a_fact_is_read_as_what_it_is_though_it_comes_as_text() -> None:
    over = Compare(FactNumber("loan.days_past_due"), Op.ABOVE, Constant(9))
    frames = frames_of([asked(facts={"loan.days_past_due": 10})])
    text = replace(frames, questions=frames.questions.cast({"loan.days_past_due": pl.String()}))
    assert columns.decide(text, book_of(a_rule(over)))["breached/book/r0"].to_list() == [True]


def test_where_no_question_tells_the_scope_nothing_is_allowed() -> None:
    scope = FactIn("loan.country", frozenset({"CN"}))
    book = book_of(a_rule(Literal(value=True)), applies=scope)
    assert columns.decide(frames_of([asked()]), book)["unknown/book/r0"].to_list() == [True]


@pytest.mark.parametrize(("term", "said"), [(All(()), True), (AnyOf(()), False)])
def test_nothing_to_hold_holds_and_nothing_to_choose_from_does_not(term: Term, *, said: bool) -> None:
    assert holds(term, asked()) is said


def test_an_empty_name_of_a_debtor_is_the_person_themselves() -> None:
    by_debtor = Tally(
        (EventFilter(),), Window(WindowType.EVER, FIXED), frozenset({KeyPart.DEBTOR}), counts_self=False
    )
    frames = frames_of([asked(event(HOUR))])
    unnamed = replace(
        frames,
        questions=frames.questions.with_columns(debtor_id=pl.lit("")),
        events=frames.events.with_columns(debtor_id=pl.lit("")),
    )
    book = book_of(a_rule(Compare(by_debtor, Op.ABOVE, Constant(0))))
    assert columns.decide(unnamed, book)["breached/book/r0"].to_list() == [True]


def test_the_person_numbered_nought_has_a_log_of_their_own() -> None:
    frames = frames_of([asked(event(HOUR), event(2 * HOUR))])
    nought = (pl.lit(0).alias(name) for name in ("person_id", "debtor_id"))
    both = tuple(nought)
    numbered = replace(
        frames, questions=frames.questions.with_columns(both), events=frames.events.with_columns(both)
    )
    by_person = Tally(
        (EventFilter(),), Window(WindowType.EVER, FIXED), frozenset({KeyPart.PERSON}), counts_self=False
    )
    book = book_of(a_rule(Compare(by_person, Op.ABOVE, Constant(1))))
    assert columns.decide(numbered, book)["breached/book/r0"].to_list() == [True]


def test_a_rule_that_has_nothing_to_say_has_its_columns_too() -> None:
    silent = replace(a_rule(Literal(value=True)), rule_id="book/r1", applies=Literal(value=False))
    found = columns.decide(frames_of([asked()]), book_of(a_rule(Literal(value=True)), silent))
    said = {name: found[name].to_list() for name in found.columns if name.endswith("/book/r1")}
    assert said == {f"{state}/book/r1": [False] for state in ("breached", "unknown", "satisfied")}
