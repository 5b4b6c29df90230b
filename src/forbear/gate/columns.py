"""Millions of questions, one answer each: the same compiled rules as the row evaluator, over columns.

Statements become Polars expressions, whose null logic is Kleene's; views are worked out with sorted arrays
and joined in as columns. Every reason is kept: one column for each rule that is broken, one for each that
could not be told. Neither evaluator has an exemption; a property compares them on generated rulebooks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.gate.frames.columns import Frames, Prepared, prepare
from forbear.gate.seen.columns import Seen
from forbear.gate.weighing.coding import ASK_ATTRIBUTES
from forbear.gate.weighing.plan import Schedule, schedule_of
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
    FactWithinFact,
    IsKnown,
    Literal,
    Not,
    Number,
    Op,
    Term,
)

if TYPE_CHECKING:
    from forbear.gate.weighing.in_force import InForce
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
    if len(parts) == 1:
        return parts[0]
    # Stretches may lie in different times of the law: a rule that is not in force in one is silent there.
    states = pl.selectors.boolean()
    return pl.concat(parts, how="diagonal").with_columns(states.fill_null(value=False))


def _stretch(prepared: Prepared, facts: pl.DataFrame, start: int, schedule: Schedule) -> pl.DataFrame:
    asks = prepared.asks.slice(start, STRETCH)
    rules = _in_force_within(schedule, asks["us"])
    terms = _Terms(Seen(prepared, asks, facts, schedule.clocks), facts)
    frame, scopes = _scopes(_frame(asks, facts), rules, terms)
    live = [item for item in rules if scopes[item.instrument.instrument_id]]
    columns: dict[str, pl.Expr] = {}
    for index, item in enumerate(live):
        columns.update(_rule(terms, item, index, scopes[item.instrument.instrument_id]))
        for count in item.rule.counts:
            terms.number(count.number)
    frame = frame.with_columns(terms.ready(frame)).with_columns(**columns)
    silent = [item for item in rules if not scopes[item.instrument.instrument_id]]
    return _answers(frame, live, terms, silent)


def _scopes(frame: pl.DataFrame, rules: list[InForce], terms: _Terms) -> tuple[pl.DataFrame, dict[str, str]]:
    """The column that says where each instrument applies; no name where it applies to no question at all."""
    instruments = {item.instrument.instrument_id: item.instrument for item in rules}
    exprs = {f"scope{number}": terms.expr(item.applies) for number, item in enumerate(instruments.values())}
    frame = frame.with_columns(terms.ready(frame)).with_columns(**exprs)
    names = dict(zip(instruments, exprs, strict=True))
    return frame, {
        key: name if frame[name].fill_null(value=True).any() else "" for key, name in names.items()
    }


def _in_force_within(schedule: Schedule, us: pl.Series) -> list[InForce]:
    if not len(us):
        return []
    low, high = int(us.min()), int(us.max())  # type: ignore[arg-type]
    return [item for item in schedule.rules if item.from_us <= high and low < item.to_us]


def _frame(asks: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    mine = asks.select(pl.all().name.prefix("ask."))
    others = [name for name in facts.columns if name not in asks.columns and not name.startswith("ask.")]
    return pl.concat([mine, facts.select(others)], how="horizontal")


def _rule(terms: _Terms, item: InForce, index: int, scope: str) -> dict[str, pl.Expr]:
    """The three states of one rule version: `b` applies and broken, `a` applies, both may be null."""
    time = pl.col("ask.us")
    in_force = (time >= item.from_us) & (time < item.to_us)
    applies = in_force & pl.col(scope) & terms.expr(item.rule.applies)
    return {f"a{index}": applies, f"b{index}": applies & terms.expr(item.rule.breach)}


def _answers(frame: pl.DataFrame, rules: list[InForce], terms: _Terms, silent: list[InForce]) -> pl.DataFrame:
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
    for item in silent:
        for prefix in states:
            named.setdefault(f"{prefix}{item.rule.rule_id}", pl.lit(value=False))
        for count in item.rule.counts:
            counts.setdefault(count.name, [pl.lit(None, dtype=pl.Int64)])
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
        self._tests: dict[FactIn, str] = {}
        self._pending: dict[str, pl.Expr] = {}

    def ready(self, frame: pl.DataFrame) -> list[pl.Series | pl.Expr]:
        """The columns that the expressions made so far look at and the frame does not have yet."""
        pending, self._pending = self._pending, {}
        views = [column for column in self._seen.columns() if column.name not in frame.columns]
        return [*views, *(test.alias(name) for name, test in pending.items())]

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
                return pl.col(self._membership(term))
            case FactHas():
                return pl.any_horizontal(self._contains(term.fact, word) for word in sorted(term.values))
            case FactWithinFact():
                mine, other = (self._fact(name, pl.List(pl.String())) for name in (term.fact, term.other))
                within = mine.list.set_difference(other).list.len() == 0
                return pl.when(mine.is_not_null() & other.is_not_null()).then(within)
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

    def _membership(self, term: FactIn) -> str:
        """The column of a membership test: many rules ask the same, and it is answered once."""
        if term not in self._tests:
            name = f"test{len(self._tests)}"
            test = self._fact(term.fact, pl.String()).is_in(sorted(term.values))
            self._tests[term] = name
            self._pending[name] = self._ask_known(term.fact, test)
        return self._tests[term]

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
