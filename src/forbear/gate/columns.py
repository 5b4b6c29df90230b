"""Millions of questions, one answer each: the same compiled rules as the row evaluator, over columns.

Statements become Polars expressions, whose null logic is Kleene's; views are worked out with sorted arrays
and joined in as columns. Every reason is kept: one column for each rule that is broken, one for each that
could not be told. Neither evaluator has an exemption; a property compares them on generated rulebooks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.gate.coding import ASK_ATTRIBUTES
from forbear.gate.frames.columns import Frames, Prepared, prepare
from forbear.gate.plan import Schedule, schedule_of
from forbear.gate.seen.columns import Seen
from forbear.rulebooks.decision import Decision
from forbear.rulebooks.terms import (
    All,
    AnyOf,
    Compare,
    Constant,
    FactHas,
    FactIn,
    FactNumber,
    FactTrue,
    FactWithin,
    IsKnown,
    Literal,
    Not,
    Number,
    Op,
    Term,
)

if TYPE_CHECKING:
    from forbear.gate.in_force import InForce
    from forbear.rulebooks.book import Rulebook

__all__ = ["BREACHED", "COUNT", "SATISFIED", "UNKNOWN", "Frames", "decide", "reasons"]

BREACHED: Final = "breached/"
UNKNOWN: Final = "unknown/"
SATISFIED: Final = "satisfied/"
COUNT: Final = "count/"
STRETCH: Final = 250_000
"""Questions worked on at once: bounds the memory of pairs."""


def decide(frames: Frames, rulebook: Rulebook) -> pl.DataFrame:
    """One row for each question, in order.

    Columns: `decision` (0 allow … 4 deny, as in `Decision`), for each rule id `breached/<id>`,
    `unknown/<id>` and `satisfied/<id>` (Boolean), and `count/<name>` (Int64, null where it was not
    looked at). A row in which nothing is examined is denied, with all of these false.
    """
    schedule = schedule_of(rulebook)
    prepared = prepare(frames)
    facts = frames.questions
    parts = [
        _stretch(prepared, facts.slice(start, STRETCH), start, schedule)
        for start in range(0, max(facts.height, 1), STRETCH)
    ]
    return pl.concat(parts) if len(parts) > 1 else parts[0]


def _stretch(prepared: Prepared, facts: pl.DataFrame, start: int, schedule: Schedule) -> pl.DataFrame:
    asks = prepared.asks.slice(start, STRETCH)
    rules = _in_force_within(schedule, asks["us"])
    seen = Seen(prepared, asks, facts, schedule.clocks)
    terms = _Terms(seen, facts)
    frame = _frame(asks, facts)
    columns: dict[str, pl.Expr] = {}
    for index, item in enumerate(rules):
        columns.update(_rule(terms, item, index))
        for count in item.rule.counts:
            terms.number(count.number)
    frame = frame.with_columns(seen.columns()).with_columns(**columns) if columns else frame
    return _answers(frame, rules, terms)


def _in_force_within(schedule: Schedule, us: pl.Series) -> list[InForce]:
    if not len(us):
        return []
    low, high = int(us.min()), int(us.max())  # type: ignore[arg-type]
    return [item for item in schedule.rules if item.from_us <= high and low < item.to_us]


def _frame(asks: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    mine = asks.select(pl.all().name.prefix("ask."))
    others = [name for name in facts.columns if name not in asks.columns and not name.startswith("ask.")]
    return pl.concat([mine, facts.select(others)], how="horizontal")


def _rule(terms: _Terms, item: InForce, index: int) -> dict[str, pl.Expr]:
    """The three states of one rule version: `b` applies and broken, `a` applies, both may be null."""
    time = pl.col("ask.us")
    in_force = (time >= item.from_us) & (time < item.to_us)
    applies = in_force & terms.expr(item.instrument.applies) & terms.expr(item.rule.applies)
    broken = applies & terms.expr(item.rule.breach)
    return {f"a{index}": applies, f"b{index}": broken}


def _answers(frame: pl.DataFrame, rules: list[InForce], terms: _Terms) -> pl.DataFrame:
    strengths: list[pl.Expr] = []
    states: dict[str, dict[str, list[pl.Expr]]] = {BREACHED: {}, UNKNOWN: {}, SATISFIED: {}}
    counts: dict[str, list[pl.Expr]] = {}
    for index, item in enumerate(rules):
        broken, applies = pl.col(f"b{index}"), pl.col(f"a{index}")
        is_broken, is_unknown = broken.fill_null(value=False), broken.is_null()
        is_satisfied = ~broken.fill_null(value=True) & applies.fill_null(value=False)
        owes = bool(item.rule.obligations) and item.rule.decision is not Decision.ALLOW_WITH_OBLIGATIONS
        calm = ~broken.fill_null(value=True) & applies.fill_null(value=True) if owes else pl.lit(value=False)
        strengths.append(
            pl.when(is_unknown)
            .then(int(Decision.DENY))
            .when(is_broken)
            .then(int(item.rule.decision))
            .when(calm)
            .then(int(Decision.ALLOW_WITH_OBLIGATIONS))
            .otherwise(0)
        )
        for prefix, state in ((BREACHED, is_broken), (UNKNOWN, is_unknown), (SATISFIED, is_satisfied)):
            states[prefix].setdefault(item.rule.rule_id, []).append(state)
        for count in item.rule.counts:
            looked = pl.when(applies.fill_null(value=False)).then(terms.number(count.number))
            counts.setdefault(count.name, []).append(looked)
    named = {
        f"{prefix}{rule_id}": pl.any_horizontal(parts)
        for prefix, found in states.items()
        for rule_id, parts in found.items()
    }
    examined = [pl.any_horizontal(parts) for found in states.values() for parts in found.values()]
    strictest = pl.max_horizontal(strengths) if strengths else pl.lit(0)
    nothing = ~pl.any_horizontal(examined) if examined else pl.lit(value=True)
    decision = pl.when(nothing).then(int(Decision.DENY)).otherwise(strictest).cast(pl.Int8)
    tallies = {f"{COUNT}{name}": pl.max_horizontal(parts).cast(pl.Int64) for name, parts in counts.items()}
    # Not `select`: an expression that looks at no column would give one row for all of them.
    return frame.with_columns(decision=decision, **named, **tallies).select("decision", *named, *tallies)


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


class _Terms:
    """Terms to Polars expressions; a view is worked out once and named."""

    def __init__(self, seen: Seen, facts: pl.DataFrame) -> None:
        self._seen = seen
        self._names = frozenset(facts.columns)

    def expr(self, term: Term) -> pl.Expr:  # noqa: C901, PLR0911  one return for each kind of statement
        """The statement as a Boolean expression, null where unknown."""
        match term:
            case Literal():
                return pl.lit(term.value)
            case IsKnown():
                return pl.col(term.fact).is_not_null() if self._has(term.fact) else pl.lit(value=False)
            case FactTrue():
                return self._fact(term.fact, pl.Boolean())
            case FactIn():
                return self._ask_known(
                    term.fact, self._fact(term.fact, pl.String()).is_in(sorted(term.values))
                )
            case FactHas():
                return pl.any_horizontal(self._contains(term.fact, word) for word in sorted(term.values))
            case FactWithin():
                known = self._fact(term.fact, pl.List(pl.String()))
                return known.list.set_difference(sorted(term.values)).list.len() == 0
            case Compare():
                return _compare(self.number(term.left), term.op, self.number(term.right))
            case Not():
                return ~self.expr(term.part)
            case All():
                return pl.all_horizontal(pl.lit(value=True), *(self.expr(part) for part in term.parts))
            case AnyOf():
                return pl.any_horizontal(pl.lit(value=False), *(self.expr(part) for part in term.parts))
            case _:
                return pl.col(self._seen.truth(term))

    def number(self, number: Number) -> pl.Expr:
        """The number as an expression, null where unknown."""
        match number:
            case Constant():
                return pl.lit(number.value)
            case FactNumber():
                return self._fact(number.fact, pl.Int64())
            case _:
                return pl.col(self._seen.number(number))

    def _has(self, name: str) -> bool:
        return name in ASK_ATTRIBUTES or name in self._names

    def _contains(self, name: str, word: str) -> pl.Expr:
        return self._fact(name, pl.List(pl.String())).list.contains(word)

    def _fact(self, name: str, kind: pl.DataType) -> pl.Expr:
        if name == "ask.is_about_debtor":
            return pl.col("ask.person_code") == pl.col("ask.debtor_code")
        if name in ASK_ATTRIBUTES:
            return pl.col(name)
        if name in self._names:
            return pl.col(name).cast(kind)
        return pl.lit(None, dtype=kind)

    @staticmethod
    def _ask_known(name: str, test: pl.Expr) -> pl.Expr:
        return test.fill_null(value=False) if name in ASK_ATTRIBUTES else test


def _compare(left: pl.Expr, op: Op, right: pl.Expr) -> pl.Expr:
    match op:
        case Op.ABOVE:
            return left > right
        case Op.AT_LEAST:
            return left >= right
        case Op.BELOW:
            return left < right
        case Op.AT_MOST:
            return left <= right
