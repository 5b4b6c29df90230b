"""From what each rule said to the answers: the decision, and a column for each rule and state."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.rulebooks.decision import Decision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from forbear.rulebooks.book import Rule

BREACHED: Final = "breached/"
UNKNOWN: Final = "unknown/"
SATISFIED: Final = "satisfied/"
COUNT: Final = "count/"
NO: Final = pl.lit(value=False)


@dataclass(frozen=True, slots=True)
class Spoken:
    """What one rule version said: the columns `applies` and `broken` (it applies and is broken), and those of its counts.

    Both may be null, which is unknown.
    """

    rule: Rule
    applies: str
    broken: str
    counts: str


def answers_of(found: pl.DataFrame, spoken: Sequence[Spoken], silent: Sequence[Rule]) -> pl.DataFrame:
    """One row for each row of `found`, with the columns that `gate.columns.decide` promises."""
    levels: dict[int, list[pl.Expr]] = {int(level): [] for level in Decision}
    states: dict[str, dict[str, list[pl.Expr]]] = {BREACHED: {}, UNKNOWN: {}, SATISFIED: {}}
    counts: dict[str, list[pl.Expr]] = {}
    examined: list[pl.Expr] = []
    for item in spoken:
        rule, state = item.rule, _states(found, item)
        examined += [state.surely, state.unknown]
        levels[int(rule.decision)].append(state.broken)
        levels[int(Decision.DENY)].append(state.unknown)
        if rule.obligations and rule.decision is not Decision.ALLOW_WITH_OBLIGATIONS:
            levels[int(Decision.ALLOW_WITH_OBLIGATIONS)].append(state.owed)
        for prefix, one in ((BREACHED, state.broken), (UNKNOWN, state.unknown), (SATISFIED, state.satisfied)):
            states[prefix].setdefault(rule.rule_id, []).append(one)
        for count in rule.counts:
            looked = pl.when(state.surely).then(pl.col(f"{item.counts}{count.name}"))
            counts.setdefault(count.name, []).append(looked)
    named = {
        f"{prefix}{rule_id}": _any(parts) for prefix, ids in states.items() for rule_id, parts in ids.items()
    }
    for rule in silent:
        for prefix in states:
            named.setdefault(f"{prefix}{rule.rule_id}", NO)
        for count in rule.counts:
            counts.setdefault(count.name, [pl.lit(None, dtype=pl.Int64)])
    levels[int(Decision.DENY)].append(~_any(examined))
    tallies = {f"{COUNT}{name}": pl.max_horizontal(parts).cast(pl.Int64) for name, parts in counts.items()}
    made = {"decision": _decision(levels), **named, **tallies}
    # Not `select` alone: an expression that looks at no column would give one row for all of them.
    return found.lazy().with_columns(**made).select(*made).collect()


@dataclass(frozen=True, slots=True)
class _States:
    broken: pl.Expr
    unknown: pl.Expr
    satisfied: pl.Expr
    surely: pl.Expr
    owed: pl.Expr


def _states(found: pl.DataFrame, item: Spoken) -> _States:
    """The states of one rule; where nothing is unknown nobody looks for it."""
    applies, broken = pl.col(item.applies), pl.col(item.broken)
    is_told = not found[item.broken].null_count()
    applies_told = not found[item.applies].null_count()
    is_broken = broken if is_told else broken.fill_null(value=False)
    surely = applies if applies_told else applies.fill_null(value=False)
    kept = ~(broken if is_told else broken.fill_null(value=True))
    return _States(
        broken=is_broken,
        unknown=NO if is_told else broken.is_null(),
        satisfied=kept & surely,
        surely=surely,
        owed=kept & (applies if applies_told else applies.fill_null(value=True)),
    )


def _decision(levels: dict[int, list[pl.Expr]]) -> pl.Expr:
    decision = pl.lit(int(Decision.ALLOW), dtype=pl.Int8)
    for level in sorted(levels)[1:]:
        if levels[level]:
            decision = pl.when(_any(levels[level])).then(pl.lit(level, dtype=pl.Int8)).otherwise(decision)
    return decision


def _any(parts: Sequence[pl.Expr]) -> pl.Expr:
    told = [part for part in parts if part is not NO]
    return reduce(or_, told) if told else NO


def reasons(answers: pl.DataFrame) -> pl.DataFrame:
    """The rule ids that stand against each question, long: `row, rule_id, state` (`breached` or `unknown`)."""
    found = [
        answers.select(row=pl.int_range(pl.len(), dtype=pl.Int64), told=pl.col(name))
        .filter("told")
        .select("row", rule_id=pl.lit(name.split("/", 1)[1]), state=pl.lit(name.split("/", 1)[0]))
        for name in answers.columns
        if name.startswith((BREACHED, UNKNOWN))
    ]
    empty = pl.DataFrame(schema={"row": pl.Int64, "rule_id": pl.String, "state": pl.String})
    return pl.concat([empty, *found]).sort("row", "rule_id")
