"""Statements of the rules as Polars expressions over a stretch of questions, whose null logic is Kleene's: null is unknown."""

from __future__ import annotations

from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING

import polars as pl

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
    InWindow,
    IsKnown,
    Literal,
    Not,
    Number,
    Op,
    Term,
)

if TYPE_CHECKING:
    from forbear.gate.seen.columns import Seen
    from forbear.gate.shapes.asked.columns import Questions

WORDS = pl.List(pl.String)


class Statements:
    """Terms to expressions. A view is worked out once, and is a column of `frame` from then on."""

    def __init__(self, seen: Seen, asked: Questions) -> None:
        self._seen = seen
        self._asked = asked
        self._made: dict[Term, pl.Expr] = {}
        self.reach_us = seen.reach_us

    @property
    def us(self) -> pl.Expr:
        """The instant asked about."""
        return self._asked.shape.expr("at").to_physical()

    def work_out(self, named: dict[str, pl.Expr]) -> pl.DataFrame:
        """These expressions as columns, over the facts and the views that were worked out so far."""
        views = self._seen.columns()
        frame = self._asked.frame.hstack(views) if views else self._asked.frame
        # Not `select` alone: an expression that looks at no column would give one row for all of them.
        return frame.lazy().with_columns(**named).select(*named).collect()

    def expr(self, term: Term) -> pl.Expr:
        """The statement as a Boolean expression, null where unknown."""
        if term not in self._made:
            self._made[term] = self._stated(term)
        return self._made[term]

    def _stated(self, term: Term) -> pl.Expr:  # noqa: C901, PLR0911, PLR0912  one return for each kind of statement
        asked = self._asked
        match term:
            case Literal():
                return pl.lit(term.value)
            case IsKnown():
                return asked.is_known(term.fact)
            case FactTrue():
                return asked.fact(term.fact, pl.Boolean())
            case FactIn():
                return asked.one_of(term.fact, term.values)
            case FactHas():
                known = asked.fact(term.fact, WORDS)
                return _any([known.list.contains(word) for word in sorted(term.values)])
            case FactWithinFact():
                mine, other = (asked.fact(name, WORDS) for name in (term.fact, term.other))
                within = mine.list.set_difference(other).list.len() == 0
                return pl.when(mine.is_not_null() & other.is_not_null()).then(within)
            case FactWithin():
                known = asked.fact(term.fact, WORDS)
                return known.list.set_difference(sorted(term.values)).list.len() == 0
            case Compare():
                return _compare(self.number(term.left), term.op, self.number(term.right))
            case Not():
                return ~self.expr(term.part)
            case All():
                return all_of([self.expr(part) for part in term.parts])
            case AnyOf():
                return _any([self.expr(part) for part in term.parts])
            case InWindow():
                plain = self._seen.plain_window(term)
                return pl.col(self._seen.truth(term)) if plain is None else plain
            case _:
                return pl.col(self._seen.truth(term))

    def number(self, number: Number) -> pl.Expr:
        """The number as an expression, null where unknown."""
        match number:
            case Constant():
                return pl.lit(number.value)
            case FactNumber():
                return self._asked.fact(number.fact, pl.Int64())
            case _:
                return pl.col(self._seen.number(number))


def all_of(parts: list[pl.Expr]) -> pl.Expr:
    """Whether all hold."""
    return reduce(and_, parts) if parts else pl.lit(value=True)


def _any(parts: list[pl.Expr]) -> pl.Expr:
    return reduce(or_, parts) if parts else pl.lit(value=False)


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
