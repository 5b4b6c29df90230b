"""The questions of a stretch: what each asks, as columns and as codes, made when somebody looks at it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from forbear.gate.shapes.coding.columns import NO_CODE
from forbear.gate.shapes.columns import ASK_SCHEMA, Shape, one_of
from forbear.gate.shapes.lists.columns import Ragged, none, ragged
from forbear.gate.weighing.asked import ASK_ATTRIBUTES
from forbear.gate.weighing.matching import UNNAMED_LENDER
from forbear.rulebooks.terms import KeyPart, Subject

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from forbear.gate.shapes.coding.columns import Coding

ABOUT_DEBTOR: Final = "ask.is_about_debtor"
POINT_PLACE: Final = "point.place"
LOOKED_AT: Final = 64
"""So many values are compared before a whole column is."""


class Questions:
    """Some rows of the frame of questions, facts included."""

    def __init__(self, frame: pl.DataFrame, coding: Coding) -> None:
        """Raises `BadFrame`."""
        self.shape = Shape(frame, ASK_SCHEMA, "questions")
        self.frame = self.shape.frame
        self.kinds = self.shape.kinds
        self._coding = coding
        self._codes: dict[str, NDArray[np.int64]] = {}

    def halves(self) -> tuple[Questions, Questions]:
        """The first and the second half."""
        middle = len(self) // 2
        return (
            Questions(self.frame.slice(0, middle), self._coding),
            Questions(self.frame.slice(middle), self._coding),
        )

    def __len__(self) -> int:
        return self.frame.height

    def is_known(self, name: str) -> pl.Expr:
        """Whether a fact is known, or a part of the ask stated."""
        plain = name.removeprefix("ask.") if name in ASK_ATTRIBUTES else name
        if name == ABOUT_DEBTOR:
            return pl.lit(value=True)
        if plain in self.kinds and (name not in ASK_ATTRIBUTES or ASK_SCHEMA[plain][1] is None):
            return pl.col(plain).is_not_null()
        return pl.lit(name in ASK_ATTRIBUTES and ASK_SCHEMA[plain][1] is not None)

    def fact(self, name: str, kind: pl.DataType) -> pl.Expr:
        """A fact as an expression over the frame, null where it is not known."""
        if name == ABOUT_DEBTOR:
            return self._about_debtor()
        if name in ASK_ATTRIBUTES:
            return self.shape.expr(name.removeprefix("ask."))
        if name not in self.kinds:
            return pl.lit(None, dtype=kind)
        return pl.col(name) if self.kinds[name] == kind else pl.col(name).cast(kind)

    def one_of(self, name: str, words: Collection[str]) -> pl.Expr:
        """Whether a fact is one of these words; null where it is not known."""
        if name in ASK_ATTRIBUTES and name != ABOUT_DEBTOR:
            plain = name.removeprefix("ask.")
            test = self.shape.one_of(plain, words)
            certain = self.shape.has(plain) and not self.frame[plain].null_count()
            return test if certain else test.fill_null(value=False)
        if name in self.kinds:
            return one_of(pl.col(name), self.kinds[name], words)
        return pl.lit(None, dtype=pl.Boolean)

    def given(self, name: str) -> tuple[object] | None:
        """What a fact says, alone in a tuple, if it says the same in every question."""
        plain = name.removeprefix("ask.") if name in ASK_ATTRIBUTES else name
        if plain not in self.kinds:
            return (ASK_SCHEMA[plain][1],) if name in ASK_ATTRIBUTES else (None,)
        column = self.frame[plain]
        if column.null_count() == len(column):
            return (self.shape.column(plain)[0],) if name in ASK_ATTRIBUTES else (None,)
        if column.null_count() or (column.head(LOOKED_AT) != column[0]).any() or (column != column[0]).any():
            return None
        return (column[0],)

    def _about_debtor(self) -> pl.Expr:
        shape = self.shape
        if not shape.has("debtor_id"):
            return pl.lit(value=True)
        debtor, person = shape.expr("debtor_id"), shape.expr("person_id")
        if shape.kind("debtor_id") != shape.kind("person_id"):
            debtor, person = debtor.cast(pl.String), person.cast(pl.String)
        same = debtor == person
        if isinstance(shape.kind("debtor_id"), pl.String):
            same |= debtor == ""
        return same.fill_null(value=True)

    @cached_property
    def us(self) -> NDArray[np.int64]:
        """The instant asked about."""
        return self.shape.us("at").to_numpy()

    @cached_property
    def arrives_us(self) -> NDArray[np.int64]:
        """When what is sent then would arrive."""
        if not self.shape.has("arrives_at"):
            return self.us
        return self.shape.us("arrives_at").fill_null(self.shape.us("at")).to_numpy()

    def code(self, name: str) -> NDArray[np.int64]:
        """A column as codes."""
        if name not in self._codes:
            self._codes[name] = self._coding.codes(name, self.shape.column(name))
        return self._codes[name]

    @property
    def person(self) -> NDArray[np.int64]:
        """Who is asked about."""
        return self.code("person_id")

    @cached_property
    def debtor(self) -> NDArray[np.int64]:
        """Whose loan it is."""
        return own_unless_named(self.shape, self._coding)

    @cached_property
    def point_place(self) -> NDArray[np.int64]:
        """Where the address rings."""
        if POINT_PLACE not in self.kinds:
            return np.full(len(self), NO_CODE, dtype=np.int64)
        return self._coding.codes(POINT_PLACE, self.frame[POINT_PLACE])

    @cached_property
    def unnamed_lender(self) -> int:
        """The code of a lender that is not named."""
        return self._coding.code("lender", UNNAMED_LENDER)

    @cached_property
    def debts(self) -> Ragged:
        """The debts that each is about."""
        if not self.shape.has("debts"):
            return none(len(self))
        return ragged(self.shape.column("debts"), lambda words: self._coding.codes("debts", words))

    def subject(self, key: frozenset[KeyPart]) -> NDArray[np.int64]:
        """Whose events a key looks at."""
        return self.person if KeyPart.PERSON in key else self.debtor

    def of(self, subject: Subject) -> NDArray[np.int64]:
        """The codes of a subject."""
        return self.person if subject is Subject.PERSON else self.debtor

    def unknown(self, key: frozenset[KeyPart]) -> NDArray[np.bool_]:
        """The questions that do not say what the key needs."""
        result = np.zeros(len(self), dtype=bool)
        if KeyPart.ADDRESS in key:
            result |= self.code("address") == NO_CODE
        if KeyPart.DEBT in key:
            result |= np.diff(self.debts.starts) == 0
        return result


def own_unless_named(shape: Shape, coding: Coding) -> NDArray[np.int64]:
    """The codes of `debtor_id`, or the person's own where it names nobody."""
    person = coding.codes("person_id", shape.column("person_id"))
    if not shape.has("debtor_id"):
        return person
    debtor = shape.column("debtor_id")
    codes = coding.codes("debtor_id", debtor)
    unnamed = debtor.is_null()
    if not debtor.dtype.is_integer():
        unnamed |= (debtor.cast(pl.String) == "").fill_null(value=False)
    return np.where(unnamed.to_numpy(), person, codes) if unnamed.any() else codes
