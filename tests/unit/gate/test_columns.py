"""The column evaluator at its edges: nothing to do, frames that lack something, more than one stretch."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest

from forbear import rulebooks
from forbear.gate import columns
from forbear.gate.dossier import Ask, Dossier
from forbear.gate.frames.columns import BadFrame, Frames
from forbear.gate.frames.dossiers.columns import frames_of
from tests.rules.both import said_by_columns

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
