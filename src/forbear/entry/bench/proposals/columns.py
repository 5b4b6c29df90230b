"""Proposals with their features ready, as a frame, and the twenty-four predicates of `policies/columns` by hand.

The hand-written side reads the same frame: one 32-bit mask with a bit for each reason, or a Boolean column for each.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np
import polars as pl

from forbear import rulebooks
from forbear.gate.columns import BREACHED, decide
from forbear.gate.frames.columns import EVENT_SCHEMA, RECORD_SCHEMA, ZONE_SCHEMA, Frames

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Made = TypeVar("Made")
POLICY: Final = Path(__file__).parent.parent / "policies" / "columns"
START_US: Final = 1_773_619_200_000_000
"""2026-03-16 00:00 UTC, a Monday."""
DAY_US: Final = 86_400_000_000
FEW: Final = 100
"""So many are answered before the clock starts: libraries load what they need, and the rulebook is brought into its form."""
WEEK_MINUTES: Final = 7 * 1440
CHANNELS: Final = ("call", "sms", "email", "visit", "app_push")
STATES: Final = (*("open",) * 17, "charged_off", "paid", "settled")
NUMBERS: Final = {
    "reach.untried_numbers": 3,
    "visit.staff": 4,
    "point.checked_days": 10,
    "content.months": 4,
    "content.annual_rate_bp": 6,
    "content.default_rate_bp": 20,
    "loan.sheet_default_rate_bp": 2,
    "relation.limit_minor": 20_000,
    "loan.balance_minor": 60,
    "loan.days_past_due": 400,
}
SHARES: Final = {
    "lender.rests_today": 0.03,
    "point.has_voice_consent": 0.9,
    "relation.has_renounced": 0.04,
    "relation.volunteered_to_pay": 0.5,
    "person.is_named": 0.99,
    "point.is_persons": 0.99,
    "collector.is_trained": 0.99,
    "debtor.lacks_capacity": 0.02,
    "loan.is_disputed": 0.03,
    "actor.is_listed": 0.97,
    "loan.is_time_barred": 0.03,
    "point.is_invalid": 0.01,
}


def generate(path: Path, *, count: int, seed: int) -> None:
    """Write that many proposals as Parquet."""
    chance = np.random.default_rng(seed)
    columns: dict[str, Any] = {
        "at": pl.Series(START_US + 60_000_000 * chance.integers(0, WEEK_MINUTES, count)).cast(
            pl.Datetime("us", "UTC")
        ),
        "channel": _words(CHANNELS, chance.integers(0, len(CHANNELS), count)),
        "role": _words(("borrower", "emergency_contact"), chance.integers(0, 10, count) // 8),
        "loan.status": _words(STATES, chance.integers(0, len(STATES), count)),
        "person.age": chance.integers(17, 92, count),
    }
    columns |= {name: chance.integers(0, top, count) for name, top in NUMBERS.items()}
    columns |= {name: chance.random(count) < share for name, share in SHARES.items()}
    people = pl.select(person_id=pl.format("p{}", pl.int_range(count)))["person_id"]
    pl.DataFrame({"person_id": people, **columns}).write_parquet(path)


def _words(words: Sequence[str], codes: np.ndarray[Any, Any]) -> pl.Series:
    return pl.Series(words)[pl.Series(codes)]


def decide_all(path: Path) -> tuple[float, dict[str, int]]:
    """Every proposal by the gate: seconds, and how often each rule was broken."""
    book, questions = rulebooks.load(POLICY), pl.read_parquet(path)
    decide(_frames(questions.head(FEW)), book)
    seconds, answers = _timed(lambda: decide(_frames(questions), book))
    return seconds, _sums(answers)


def _timed(work: Callable[[], Made]) -> tuple[float, Made]:
    started = time.perf_counter()
    made = work()
    return time.perf_counter() - started, made


def _frames(questions: pl.DataFrame) -> Frames:
    events, records, zones = (
        pl.DataFrame(schema={name: kind for name, (kind, _) in schema.items()})
        for schema in (EVENT_SCHEMA, RECORD_SCHEMA, ZONE_SCHEMA)
    )
    return Frames(questions=questions, events=events, records=records, zones=zones)


def _sums(answers: pl.DataFrame) -> dict[str, int]:
    names = [name for name in answers.columns if name.startswith(BREACHED)]
    found = answers.select(pl.col(names).sum()).row(0)
    return {name.split("/", 2)[2]: int(number) for name, number in zip(names, found, strict=True)}


def mask_by_hand(path: Path) -> tuple[float, dict[str, int]]:
    """The same predicates as bits of one number."""
    questions = pl.read_parquet(path)
    mask = pl.lit(0, dtype=pl.UInt32)
    for bit, test in enumerate(_predicates().values()):
        mask = mask | (test.cast(pl.UInt32) * (1 << bit))
    questions.head(FEW).lazy().select(mask=mask).collect()
    seconds, found = _timed(lambda: questions.lazy().select(mask=mask).collect()["mask"])
    bits = found.to_numpy()
    return seconds, {name: int(((bits >> bit) & 1).sum()) for bit, name in enumerate(_predicates())}


def booleans_by_hand(path: Path) -> tuple[float, dict[str, int]]:
    """The same predicates as a Boolean column each."""
    questions = pl.read_parquet(path)
    questions.head(FEW).lazy().select(**_predicates()).collect()
    seconds, found = _timed(lambda: questions.lazy().select(**_predicates()).collect())
    return seconds, {name: int(found[name].sum()) for name in found.columns}


def _predicates() -> dict[str, pl.Expr]:
    col = pl.col
    local = col("at").dt.epoch("us") + 8 * 3_600_000_000
    minute, weekday = local % DAY_US // 60_000_000, (local // DAY_US + 3) % 7
    call, visit = col("channel") == "call", col("channel") == "visit"
    message = ~(call | visit)
    return {
        "1.hours": (minute < 480) | (minute >= 1320),  # noqa: PLR2004
        "2.weekend-hours": (weekday >= 5) & ((minute < 540) | (minute >= 1200)),  # noqa: PLR2004
        "3.holiday": col("lender.rests_today") & (call | visit),
        "4.call-day": call & (col("reach.untried_numbers") >= 1),
        "5.call-week": call & (col("visit.staff") >= 2),  # noqa: PLR2004
        "6.call-month": call & (col("point.checked_days") >= 8),  # noqa: PLR2004
        "7.message-day": message & (col("content.months") >= 2),  # noqa: PLR2004
        "8.message-week": message & (col("content.annual_rate_bp") >= 4),  # noqa: PLR2004
        "9.message-month": message & (col("content.default_rate_bp") >= 16),  # noqa: PLR2004
        "10.visit-week": visit & (col("loan.sheet_default_rate_bp") >= 1),
        "11.cooldown": col("relation.limit_minor") < 240,  # noqa: PLR2004
        "12.talked": call & (col("loan.balance_minor") < 7),  # noqa: PLR2004
        "13.consent": ~call & ~col("point.has_voice_consent"),
        "14.opt-out": col("relation.has_renounced"),
        "15.status": col("loan.status").is_in(["charged_off", "paid", "settled"]),
        "16.role": (col("role") != "borrower") & ~col("relation.volunteered_to_pay"),
        "17.minor": col("person.age") < 18,  # noqa: PLR2004
        "18.identity": ~col("person.is_named"),
        "19.content": ~(col("point.is_persons") & col("collector.is_trained")),
        "20.attorney": col("debtor.lacks_capacity"),
        "21.dispute": col("loan.is_disputed") & ~col("actor.is_listed"),
        "22.time-barred": col("loan.is_time_barred") & call,
        "23.notice": (col("loan.days_past_due") > 30) & ~col("actor.is_listed"),  # noqa: PLR2004
        "24.hidden-number": col("point.is_invalid"),
    }
