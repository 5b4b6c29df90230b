"""Millions of questions, one answer each: the same compiled rules as the row evaluator, over columns.

Statements become Polars expressions, whose null logic is Kleene's; views are worked out with sorted arrays
and joined in as columns. Every reason is kept: one column for each rule that is broken, one for each that
could not be told. Neither evaluator has an exemption; a property compares them on generated rulebooks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.gate.events.columns import TooManyPairs
from forbear.gate.frames.answers.columns import (
    BREACHED,
    COUNT,
    SATISFIED,
    UNKNOWN,
    Spoken,
    answers_of,
    reasons,
)
from forbear.gate.frames.columns import Frames, prepare
from forbear.gate.seen.columns import Seen
from forbear.gate.seen.stated.columns import Statements, all_of
from forbear.gate.weighing.asked import ABOUT_DEBTOR
from forbear.gate.weighing.compiled.narrowing import narrowed, words_looked_at
from forbear.gate.weighing.plan import Schedule, schedule_of
from forbear.rulebooks.terms import FALSE, TRUE, Literal, Term

if TYPE_CHECKING:
    from forbear.gate.frames.columns import Prepared
    from forbear.gate.shapes.asked.columns import Questions
    from forbear.gate.weighing.look import InForce
    from forbear.rulebooks.book import Rulebook

__all__ = ["BREACHED", "COUNT", "SATISFIED", "UNKNOWN", "Frames", "decide", "reasons"]

STRETCH: Final = 125_000
"""Questions worked on at once: bounds the memory of pairs."""
ALONE: Final = 8
"""Where nothing has happened there are no pairs, and a stretch is so many times as long."""
ALWAYS: Final = pl.lit(value=True)


def decide(frames: Frames, rulebook: Rulebook) -> pl.DataFrame:
    """One row for each question, in order.

    Columns: `decision` (0 allow … 4 deny, as in `Decision`), for each rule id `breached/<id>`,
    `unknown/<id>` and `satisfied/<id>` (Boolean), and `count/<name>` (Int64, null where it was not
    looked at). A row in which nothing is examined is denied, with all of these false.
    """
    schedule, prepared = schedule_of(rulebook), prepare(frames)
    length = STRETCH if prepared.has_history else STRETCH * ALONE
    parts = [part for asked in prepared.stretches(length) for part in _parts(prepared, asked, schedule)]
    if len(parts) == 1:
        return parts[0]
    # Stretches may lie in different times of the law: a rule that is not in force in one is silent there.
    states = pl.selectors.boolean()
    return pl.concat(parts, how="diagonal").with_columns(states.fill_null(value=False))


def _parts(prepared: Prepared, asked: Questions, schedule: Schedule) -> list[pl.DataFrame]:
    """A stretch, or its halves where too much has happened to its people (a number that thousands share)."""
    try:
        return [_stretch(prepared, asked, schedule)]
    except TooManyPairs:
        return [part for half in asked.halves() for part in _parts(prepared, half, schedule)]


def _stretch(prepared: Prepared, asked: Questions, schedule: Schedule) -> pl.DataFrame:
    seen = Seen(prepared, asked, schedule.clocks)
    rules = _in_force_within(schedule, asked, seen.reach_us)
    terms = Statements(seen, asked)
    given = _same_for_all(asked, rules)
    scopes = _scopes(rules, terms, given)
    columns: dict[str, pl.Expr] = {"asked": ALWAYS}  # there is an answer, even where no rule speaks
    live: list[InForce] = []
    for item in rules:
        scope = scopes[item.instrument.instrument_id]
        applies = narrowed(item.rule.applies, given)
        if scope is None or applies == FALSE:
            continue
        met = _met(terms, item, scope, applies)
        broken = terms.expr(narrowed(item.rule.breach, given))
        number = len(live)
        columns[f"a{number}"] = ALWAYS if met is None else met
        columns[f"b{number}"] = broken if met is None else met & broken
        columns |= {f"n{number}/{count.name}": terms.number(count.number) for count in item.rule.counts}
        live.append(item)
    found = terms.work_out(columns)
    spoken = [
        Spoken(item.rule, f"a{number}", f"b{number}", f"n{number}/") for number, item in enumerate(live)
    ]
    heard = {id(item) for item in live}
    return answers_of(found, spoken, [item.rule for item in rules if id(item) not in heard])


def _same_for_all(asked: Questions, rules: list[InForce]) -> dict[str, object]:
    """The words that are the same in every question of a stretch: the law of other places falls away before it costs anything."""
    words = words_looked_at(term for item in rules for term in (item.instrument.applies, item.rule.applies))
    told = {name: asked.given(name) for name in words - {ABOUT_DEBTOR}}
    return {name: value[0] for name, value in told.items() if value is not None}


def _scopes(rules: list[InForce], terms: Statements, given: dict[str, object]) -> dict[str, pl.Expr | None]:
    """Where each instrument applies; nothing where it applies to no question at all."""
    instruments = {item.instrument.instrument_id: item.instrument for item in rules}
    left = {key: narrowed(item.applies, given) for key, item in instruments.items()}
    open_ones = {key: term for key, term in left.items() if not isinstance(term, Literal)}
    found = terms.work_out({key: terms.expr(term) for key, term in open_ones.items()}) if open_ones else None
    scopes: dict[str, pl.Expr | None] = {}
    for key, term in left.items():
        if isinstance(term, Literal):
            scopes[key] = ALWAYS if term.value else None
        elif found is not None:
            scopes[key] = pl.lit(found[key]) if found[key].fill_null(value=True).any() else None
    return scopes


def _in_force_within(schedule: Schedule, asked: Questions, reach_us: tuple[int, int]) -> list[InForce]:
    low, high = reach_us
    return [item for item in schedule.rules if len(asked) and item.from_us <= high and low < item.to_us]


def _met(terms: Statements, item: InForce, scope: pl.Expr, applies: Term) -> pl.Expr | None:
    """Where a rule version applies, null where that is not known; nothing when it applies to every question."""
    low, high = terms.reach_us
    met: list[pl.Expr] = []
    if not item.from_us <= low <= high < item.to_us:
        time = terms.us
        met.append((time >= item.from_us) & (time < item.to_us))
    if scope is not ALWAYS:
        met.append(scope)
    if applies != TRUE:
        met.append(terms.expr(applies))
    return all_of(met) if met else None
