"""Millions of questions, one answer each: the same compiled rules as the row evaluator, over columns.

Statements become Polars expressions, whose null logic is Kleene's; views are worked out with sorted arrays
and joined in as columns. Every reason is kept: one column for each rule that is broken, one for each that
could not be told. Neither evaluator has an exemption; a property compares them on generated rulebooks.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.gate.frames.columns import Frames, Prepared, prepare, without_history
from forbear.gate.seen.columns import Seen
from forbear.gate.weighing.coding import ASK_ATTRIBUTES
from forbear.gate.weighing.compiled.narrowing import ABOUT_DEBTOR, narrowed, words_looked_at
from forbear.gate.weighing.plan import Schedule, schedule_of
from forbear.rulebooks.decision import Decision
from forbear.rulebooks.terms import (
    FALSE,
    TRUE,
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
    from forbear.gate.weighing.look import InForce
    from forbear.rulebooks.book import Rulebook

__all__ = ["BREACHED", "COUNT", "SATISFIED", "UNKNOWN", "Frames", "decide", "reasons"]

BREACHED: Final = "breached/"
UNKNOWN: Final = "unknown/"
SATISFIED: Final = "satisfied/"
COUNT: Final = "count/"
ALWAYS: Final = "always"
"""Stands for the column of an instrument that applies to every question."""
STRETCH: Final = 250_000
"""Questions worked on at once: bounds the memory of pairs."""


def decide(frames: Frames, rulebook: Rulebook) -> pl.DataFrame:
    """One row for each question, in order.

    Columns: `decision` (0 allow … 4 deny, as in `Decision`), for each rule id `breached/<id>`,
    `unknown/<id>` and `satisfied/<id>` (Boolean), and `count/<name>` (Int64, null where it was not
    looked at). A row in which nothing is examined is denied, with all of these false.
    """
    schedule = schedule_of(rulebook)
    parts = (_without_history if without_history(frames) else _with_history)(frames, schedule)
    if len(parts) == 1:
        return parts[0]
    # Stretches may lie in different times of the law: a rule that is not in force in one is silent there.
    states = pl.selectors.boolean()
    return pl.concat(parts, how="diagonal").with_columns(states.fill_null(value=False))


def _with_history(frames: Frames, schedule: Schedule) -> list[pl.DataFrame]:
    """Stretches that share one log, sorted once."""
    prepared = prepare(frames)
    return [
        _stretch(
            prepared, prepared.asks.slice(start, STRETCH), frames.questions.slice(start, STRETCH), schedule
        )
        for start in range(0, max(frames.questions.height, 1), STRETCH)
    ]


def _without_history(frames: Frames, schedule: Schedule) -> list[pl.DataFrame]:
    """Stretches that share nothing: each is brought into shape by itself, which bounds the memory."""
    answers = []
    for start in range(0, max(frames.questions.height, 1), STRETCH):
        part = replace(frames, questions=frames.questions.slice(start, STRETCH))
        prepared = prepare(part)
        answers.append(_stretch(prepared, prepared.asks, part.questions, schedule))
    return answers


def _stretch(prepared: Prepared, asks: pl.DataFrame, facts: pl.DataFrame, schedule: Schedule) -> pl.DataFrame:
    rules = _in_force_within(schedule, asks["us"])
    terms = _Terms(Seen(prepared, asks, facts, schedule.clocks), facts)
    given = _same_for_all(asks, facts, rules)
    frame, scopes = _scopes(_frame(asks, facts), rules, terms, given)
    live = [item for item in rules if scopes[item.instrument.instrument_id]]
    live = [item for item in live if narrowed(item.rule.applies, given) != FALSE]
    columns: dict[str, pl.Expr] = {}
    for index, item in enumerate(live):
        terms_of_rule = (narrowed(item.rule.applies, given), narrowed(item.rule.breach, given))
        columns.update(_rule(terms, item, index, (scopes[item.instrument.instrument_id], *terms_of_rule)))
        for count in item.rule.counts:
            terms.number(count.number)
    frame = frame.with_columns(terms.ready(frame)).with_columns(**columns)
    spoken = {id(item) for item in live}
    silent = [item for item in rules if id(item) not in spoken]
    return _answers(frame, live, terms, silent)


def _same_for_all(asks: pl.DataFrame, facts: pl.DataFrame, rules: list[InForce]) -> dict[str, object]:
    """The words that are the same in every question of a stretch: the law of other places falls away before it costs anything."""
    given: dict[str, object] = {}
    if not asks.height:
        return given
    words = words_looked_at(term for item in rules for term in (item.instrument.applies, item.rule.applies))
    for name in words - {ABOUT_DEBTOR}:
        column = (
            asks[name.removeprefix("ask.")]
            if name in ASK_ATTRIBUTES
            else facts.get_column(name, default=None)
        )
        if column is None:
            given[name] = None
        elif (column.is_null().all() or not column.has_nulls()) and column.n_unique() == 1:
            given[name] = column[0]
    return given


def _scopes(
    frame: pl.DataFrame, rules: list[InForce], terms: _Terms, given: dict[str, object]
) -> tuple[pl.DataFrame, dict[str, str]]:
    """The column that says where each instrument applies; no name where it applies to no question at all."""
    instruments = {item.instrument.instrument_id: item.instrument for item in rules}
    left = {key: narrowed(item.applies, given) for key, item in instruments.items()}
    named = {key: f"scope{number}" for number, key in enumerate(left) if not isinstance(left[key], Literal)}
    exprs = {name: terms.expr(left[key]) for key, name in named.items()}
    frame = frame.with_columns(terms.ready(frame)).with_columns(**exprs)
    found = {key: name if frame[name].fill_null(value=True).any() else "" for key, name in named.items()}
    always = {key: ALWAYS if term.value else "" for key, term in left.items() if isinstance(term, Literal)}
    return frame, found | always


def _in_force_within(schedule: Schedule, us: pl.Series) -> list[InForce]:
    if not len(us):
        return []
    low, high = int(us.min()), int(us.max())  # type: ignore[arg-type]
    return [item for item in schedule.rules if item.from_us <= high and low < item.to_us]


def _frame(asks: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    mine = asks.select(pl.all().name.prefix("ask."))
    others = [name for name in facts.columns if name not in asks.columns and not name.startswith("ask.")]
    return pl.concat([mine, facts.select(others)], how="horizontal")


def _rule(terms: _Terms, item: InForce, index: int, parts: tuple[str, Term, Term]) -> dict[str, pl.Expr]:
    """The three states of one rule version: `b` applies and broken, `a` applies, both may be null."""
    scope, applies, breach = parts
    low, high = terms.reach_us
    met: list[pl.Expr] = []
    if not item.from_us <= low <= high < item.to_us:
        time = pl.col("ask.us")
        met.append((time >= item.from_us) & (time < item.to_us))
    if scope != ALWAYS:
        met.append(pl.col(scope))
    if applies != TRUE:
        met.append(terms.expr(applies))
    broken = terms.expr(breach)
    if not met:
        return {f"a{index}": pl.lit(value=True), f"b{index}": broken}
    # A column of its own, so that what applies is worked out once.
    whole = met[0] if len(met) == 1 else pl.all_horizontal(met)
    return {f"a{index}": whole, f"b{index}": whole & broken}


def _answers(frame: pl.DataFrame, rules: list[InForce], terms: _Terms, silent: list[InForce]) -> pl.DataFrame:
    levels: dict[int, list[pl.Expr]] = {int(level): [] for level in Decision}
    states: dict[str, dict[str, list[pl.Expr]]] = {BREACHED: {}, UNKNOWN: {}, SATISFIED: {}}
    counts: dict[str, list[pl.Expr]] = {}
    spoke: list[pl.Expr] = []
    for index, item in enumerate(rules):
        broken, applies = pl.col(f"b{index}"), pl.col(f"a{index}")
        is_broken, is_unknown = broken.fill_null(value=False), broken.is_null()
        surely = applies.fill_null(value=False)
        kept = ~broken.fill_null(value=True)
        is_satisfied = kept & surely
        spoke += [surely, is_unknown]
        levels[int(item.rule.decision)].append(is_broken)
        levels[int(Decision.DENY)].append(is_unknown)
        if item.rule.obligations and item.rule.decision is not Decision.ALLOW_WITH_OBLIGATIONS:
            levels[int(Decision.ALLOW_WITH_OBLIGATIONS)].append(kept & applies.fill_null(value=True))
        for prefix, state in ((BREACHED, is_broken), (UNKNOWN, is_unknown), (SATISFIED, is_satisfied)):
            states[prefix].setdefault(item.rule.rule_id, []).append(state)
        for count in item.rule.counts:
            looked = pl.when(surely).then(terms.number(count.number))
            counts.setdefault(count.name, []).append(looked)
    named = {
        f"{prefix}{rule_id}": parts[0] if len(parts) == 1 else pl.any_horizontal(parts)
        for prefix, found in states.items()
        for rule_id, parts in found.items()
    }
    for item in silent:
        for prefix in states:
            named.setdefault(f"{prefix}{item.rule.rule_id}", pl.lit(value=False))
        for count in item.rule.counts:
            counts.setdefault(count.name, [pl.lit(None, dtype=pl.Int64)])
    levels[int(Decision.DENY)].append(~pl.any_horizontal(spoke) if spoke else pl.lit(value=True))
    decision = pl.lit(int(Decision.ALLOW), dtype=pl.Int8)
    for level in sorted(levels)[1:]:
        if levels[level]:
            decision = (
                pl.when(pl.any_horizontal(levels[level]))
                .then(pl.lit(level, dtype=pl.Int8))
                .otherwise(decision)
            )
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
        self.reach_us = seen.reach_us
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
            return pl.col("ask.is_about_debtor")
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
