"""Raw histories as frames: rolling counts beside sorted NumPy, and the full law of a country over many people."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import polars as pl

from forbear import rulebooks
from forbear.entry.bench import people
from forbear.gate.columns import COUNT, decide
from forbear.gate.frames.columns import RECORD_SCHEMA, ZONE_SCHEMA, Frames
from forbear.gate.frames.dossiers.columns import frames_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

POLICY: Final = Path(__file__).parent.parent / "policies" / "counts"
CHANNELS: Final = ("call", "sms", "email", "visit", "app_push")
NOW_US: Final = 1_773_619_200_000_000
MINUTE_US: Final = 60_000_000
EVENTS_MEAN: Final = 6
HOURS: Final = (24, 168, 720)
OUTCOMES: Final = ("sent", "wrong_number", "uncertain")
DISTINCT: Final = 10_000
"""People of the full law that differ; they are repeated under other names."""
FEW: Final = 100
TABLES: Final = ("questions", "events", "records", "zones")


def generate_counts(folder: Path, *, count: int, seed: int) -> None:
    """People with about six contacts each in sixty days, and one question about each, as Parquet sorted by person."""
    chance = np.random.default_rng(seed)
    each = chance.poisson(EVENTS_MEAN, count)
    who = np.repeat(np.arange(count), each)
    minutes = chance.integers(0, 60 * 1440, len(who))
    order = np.lexsort((minutes, who))
    codes = chance.integers(0, len(CHANNELS), len(who))
    _write(folder, "events", who[order], minutes[order], codes[order], outcome=pl.lit("sent"))
    asked = chance.integers(55 * 1440, 62 * 1440, count)
    _write(folder, "questions", np.arange(count), asked, chance.integers(0, len(CHANNELS), count))


def _write(
    folder: Path,
    name: str,
    who: NDArray[np.int64],
    minutes: NDArray[np.int64],
    codes: NDArray[np.int64],
    **more: pl.Expr,
) -> None:
    frame = pl.DataFrame({"who": who, "minute": minutes, "code": codes})
    frame.with_columns(
        person_id=pl.format("p{}", pl.col("who")),
        at=(NOW_US + MINUTE_US * pl.col("minute")).cast(pl.Datetime("us", "UTC")),
        channel=pl.lit(pl.Series(CHANNELS)).gather(pl.col("code")),
        **more,
    ).write_parquet(folder / f"{name}.parquet")


def counts_ours(folder: Path) -> tuple[float, dict[str, int]]:
    """The counts by the gate, from people by number and in order: seconds, and the sum of each count without the contacts asked about.

    Inside the clock is all of `decide`: the order of the log is checked; filters, corrections, counts, rules, answers are worked out.
    """
    questions, events = (
        frame.select(
            "at", person_id="who", channel=pl.col("channel").cast(pl.Enum(CHANNELS)), **more
        ).rechunk()
        for frame, more in zip(
            _read(folder), ({}, {"outcome": pl.col("outcome").cast(pl.Enum(OUTCOMES))}), strict=True
        )
    )
    return _counted(questions, events)


def counts_of_words(folder: Path) -> tuple[float, dict[str, int]]:
    """The same from ids and words as text, which `decide` looks up itself, inside the clock."""
    return _counted(*(frame.drop("who", "minute", "code") for frame in _read(folder)))


def _read(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    return pl.read_parquet(folder / "questions.parquet"), pl.read_parquet(folder / "events.parquet")


def _counted(questions: pl.DataFrame, events: pl.DataFrame) -> tuple[float, dict[str, int]]:
    book = rulebooks.load(POLICY)
    frames = Frames(
        questions=questions,
        events=events,
        records=pl.DataFrame(schema={name: kind for name, (kind, _) in RECORD_SCHEMA.items()}),
        zones=pl.DataFrame(schema={name: kind for name, (kind, _) in ZONE_SCHEMA.items()}),
    )
    decide(_few(frames), book)
    started = time.perf_counter()
    answers = decide(frames, book)
    seconds = time.perf_counter() - started
    return seconds, {
        str(hours): int(answers[f"{COUNT}contacts_{hours}h"].sum()) - questions.height for hours in HOURS
    }


def _few(frames: Frames) -> Frames:
    """Some rows of each, answered before the clock starts: libraries load what they need, and the rulebook is brought into its form."""
    return Frames(**{name: getattr(frames, name).head(FEW) for name in TABLES})


def counts_by_hand(folder: Path) -> tuple[float, dict[str, int]]:
    """The same counts by NumPy over numbers in order of person; inside the clock are the counts alone."""
    questions, events = _read(folder)
    asked, by = questions["minute"].to_numpy(), questions["code"].to_numpy()
    who, minute, code = (events[name].to_numpy() for name in ("who", "minute", "code"))
    _windows((who[:FEW], minute[:FEW], code[:FEW]), asked, by)
    started = time.perf_counter()
    found = _windows((who, minute, code), asked, by)
    return time.perf_counter() - started, _sums(found)


def words_by_hand(folder: Path) -> tuple[float, dict[str, int]]:
    """The same counts from the same text, people and words looked up by Polars inside the clock."""
    questions, events = (frame.drop("who", "minute", "code") for frame in _read(folder))
    _looked_up(questions.head(FEW), events.head(FEW).join(questions.head(FEW), on="person_id", how="semi"))
    started = time.perf_counter()
    found = _looked_up(questions, events)
    return time.perf_counter() - started, _sums(found)


def _looked_up(questions: pl.DataFrame, events: pl.DataFrame) -> list[NDArray[np.int64]]:
    people = questions.select("person_id").with_row_index("who")
    who = events.select("person_id").join(people, on="person_id", how="left", maintain_order="left")["who"]
    (asked, by), (minute, code) = (
        (
            frame["at"].dt.epoch("us").to_numpy() // MINUTE_US,
            frame["channel"].cast(pl.Enum(CHANNELS)).to_physical().to_numpy(),
        )
        for frame in (questions, events)
    )
    return _windows((who.to_numpy(), minute, code), asked, by)


def _windows(
    events: tuple[NDArray[Any], NDArray[Any], NDArray[Any]], asked: NDArray[Any], by: NDArray[Any]
) -> list[NDArray[np.int64]]:
    who, minute, code = events
    age = asked[who] - minute
    same = (age > 0) & (code == by[who])
    return [np.bincount(who[same & (age <= hours * 60)], minlength=len(asked)) for hours in HOURS]


def _sums(found: list[NDArray[np.int64]]) -> dict[str, int]:
    return {str(hours): int(one.sum()) for hours, one in zip(HOURS, found, strict=True)}


def generate_full(folder: Path, *, count: int, seed: int) -> None:
    """People with histories under the law of China, as Parquet."""
    frames = frames_of(people.dossiers(min(count, DISTINCT), seed, "CN"))
    times = -(-count // DISTINCT)
    for name in TABLES:
        frame: pl.DataFrame = getattr(frames, name)
        pl.concat([_renamed(frame, str(number)) for number in range(times)]).write_parquet(
            folder / f"{name}.parquet"
        )


def _renamed(frame: pl.DataFrame, copy: str) -> pl.DataFrame:
    """The same people under other names and at other addresses, so that nobody shares a number with a copy."""
    alone = [name for name in ("person_id", "debtor_id", "address") if name in frame.columns]
    made = [pl.format("{}/{}", pl.lit(copy), pl.col(name)).alias(name) for name in alone]
    if "addresses" in frame.columns:
        made.append(pl.col("addresses").list.eval(pl.format("{}/{}", pl.lit(copy), pl.element())))
    return frame.with_columns(made)


def full_ours(folder: Path) -> tuple[float, dict[str, Any]]:
    """The full set by the gate: seconds, and how often each decision was given."""
    book = rulebooks.load()
    frames = Frames(**{name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES})
    decide(_few(frames), book)
    started = time.perf_counter()
    answers = decide(frames, book)
    seconds = time.perf_counter() - started
    found = answers.group_by("decision").len().sort("decision").rows()
    return seconds, {str(decision): number for decision, number in found}
