"""The column evaluator at its edges: nothing to do, frames that lack something, more than one stretch."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from forbear import rulebooks
from forbear.entry.bench import people
from forbear.gate import columns
from forbear.gate.dossier import Ask, Dossier
from forbear.gate.events import columns as events_columns
from forbear.gate.frames.columns import BadFrame, Frames
from forbear.gate.frames.dossiers.columns import frames_of
from tests.rules.both import assert_equal_on_both, said_by_columns

if TYPE_CHECKING:
    from collections.abc import Callable

AT = datetime(2026, 10, 14, 3, tzinfo=UTC)


def asked(*years: int) -> list[Dossier]:
    return [Dossier(Ask(AT.replace(year=year), "call", "p1"), facts={"loan.country": "US"}) for year in years]


def test_no_questions_give_no_answers() -> None:
    assert columns.decide(frames_of([]), rulebooks.load()).height == 0


def test_stretches_in_different_times_of_the_law_give_one_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    book = rulebooks.load()
    together = said_by_columns(asked(1990, 2026, 1970), book)
    monkeypatch.setattr(columns, "STRETCH", 1)
    assert said_by_columns(asked(1990, 2026, 1970), book) == together


def test_a_frame_without_a_needed_column_is_named() -> None:
    frames = frames_of(asked(2026))
    broken = Frames(
        questions=frames.questions.drop("channel"),
        events=frames.events,
        records=frames.records,
        zones=frames.zones,
    )
    with pytest.raises(BadFrame, match="`questions` has no column `channel`"):
        columns.decide(broken, rulebooks.load())


def test_instants_without_a_zone_are_refused() -> None:
    frames = frames_of(asked(2026))
    naive = frames.questions.with_columns(pl.col("at").dt.replace_time_zone(None))
    with pytest.raises(BadFrame, match="without a zone"):
        columns.decide(
            Frames(questions=naive, events=frames.events, records=frames.records, zones=frames.zones),
            rulebooks.load(),
        )


def test_reasons_are_kept_for_each_question() -> None:
    answers = columns.decide(frames_of(asked(2026)), rulebooks.load().only(["house-us"]))
    assert set(columns.reasons(answers)["state"].to_list()) <= {"breached", "unknown"}
    assert answers["decision"].to_list() == [4]


SEED = 20261125
IDS = (
    "person_id",
    "debtor_id",
    "address",
    "addresses",
    "debts",
    "debts_raised",
    "debts_discussed",
    "debt_elected",
)
WORDS = ("channel", "outcome", "direction", "purpose", "role", "form", "kind", "token", "source")


def many() -> Frames:
    """Two hundred people of China with histories, one question about each."""
    return frames_of(people.dossiers(200, SEED, "CN"))


def with_each(frames: Frames, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Frames:
    return Frames(
        questions=change(frames.questions),
        events=change(frames.events),
        records=change(frames.records),
        zones=change(frames.zones),
    )


def test_ids_that_are_numbers_and_words_that_are_enums_change_no_answer() -> None:
    plain = many()
    said = sorted(
        {
            word
            for frame in (plain.questions, plain.events, plain.records, plain.zones)
            for name in (*IDS, *WORDS)
            if name in frame.columns
            for word in frame[name].explode().drop_nulls().unique()
        }
    )
    number = {word: 1_000_000 - place for place, word in enumerate(said)}

    def numbered(frame: pl.DataFrame) -> pl.DataFrame:
        made = []
        for name in frame.columns:
            if name in WORDS:
                made.append(pl.col(name).cast(pl.Enum(said)))
            elif name in IDS and isinstance(frame.schema[name], pl.List):
                each = pl.element().replace_strict(number, return_dtype=pl.Int64)
                made.append(pl.col(name).list.eval(each))
            elif name in IDS:
                made.append(pl.col(name).replace_strict(number, return_dtype=pl.Int64))
        return frame.with_columns(made)

    book = rulebooks.load()
    assert columns.decide(with_each(plain, numbered), book).equals(columns.decide(plain, book))


def test_ids_that_are_numbers_in_one_frame_and_text_in_another_are_the_same_people() -> None:
    plain = many()
    people_by_number = dict(zip(plain.questions["person_id"], range(200), strict=True))

    def numbered(frame: pl.DataFrame, kind: type[pl.DataType]) -> pl.DataFrame:
        named = pl.col("person_id", "debtor_id") if "debtor_id" in frame.columns else pl.col("person_id")
        return frame.with_columns(named.replace_strict(people_by_number, default=None, return_dtype=kind))

    def known(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.filter(pl.col("person_id").is_in(plain.questions["person_id"].implode()))

    one = Frames(
        questions=numbered(plain.questions, pl.Int64),
        events=numbered(known(plain.events), pl.String),
        records=numbered(known(plain.records), pl.String),
        zones=numbered(known(plain.zones), pl.String),
    )
    other = with_each(one, lambda frame: frame.with_columns(pl.col("person_id").cast(pl.String)))
    book = rulebooks.load()
    assert columns.decide(one, book).equals(columns.decide(other, book))


def test_the_order_of_the_log_and_of_the_records_changes_no_answer() -> None:
    plain, book = many(), rulebooks.load()
    chance = random.Random(SEED)  # noqa: S311  a seeded test, no secret

    def shuffled(frame: pl.DataFrame) -> pl.DataFrame:
        places = list(range(frame.height))
        chance.shuffle(places)
        return frame[places]

    mixed = Frames(
        questions=plain.questions,
        events=shuffled(plain.events),
        records=shuffled(plain.records),
        zones=shuffled(plain.zones),
    )
    assert columns.decide(mixed, book).equals(columns.decide(plain, book))


@pytest.mark.parametrize("country", ["CN", "US"])
def test_people_with_histories_are_told_the_same_by_row(country: str) -> None:
    assert_equal_on_both(people.dossiers(150, SEED, country), rulebooks.load())


def test_stretches_of_people_with_histories_say_what_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    book = rulebooks.load()
    together = columns.decide(many(), book)
    monkeypatch.setattr(columns, "STRETCH", 7)
    monkeypatch.setattr(events_columns, "BLOCK", 5)
    assert columns.decide(many(), book).select(together.columns).equals(together)


def test_a_number_that_many_share_is_worked_on_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    book, frames = rulebooks.load(), many()
    shared = Frames(
        questions=frames.questions.with_columns(address=pl.lit("switchboard")),
        events=frames.events.with_columns(address=pl.lit("switchboard")),
        records=frames.records,
        zones=frames.zones,
    )
    together = columns.decide(shared, book)
    for most in (5 * shared.events.height, 1):
        monkeypatch.setattr(events_columns, "PAIRS_MAX", most)
        assert columns.decide(shared, book).select(together.columns).equals(together)
