"""Turns blocks of text rows of one table into typed rows, reporting each bad cell and keeping what must be kept.

Knows how the cells of a row depend on each other only for currency; relations between rows and tables are `check`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import polars as pl

from forbear.portfolio.book.currencies import decimals_of
from forbear.portfolio.book.faults import Collector, Fault
from forbear.portfolio.book.reading.columns import (
    Facts,
    Read,
    Report,
    rate_nano,
    read_column,
    read_money,
)
from forbear.portfolio.book.tables import VERBATIM, Column, Kind, Table, is_beside

LINE = "_line"
"""Working column: the line (or Parquet row) of the record; dropped before the book is handed out."""


@dataclass(frozen=True)
class Currencies:
    """The currency of each loan, as far as known: frame of `loan_id`, `currency`; and the only one, if there is one."""

    by_loan: pl.DataFrame
    single: str | None

    @classmethod
    def of(cls, loans: pl.DataFrame) -> Self:
        """From the typed loans."""
        known = loans.select("loan_id", "currency").drop_nulls().unique("loan_id", keep="first")
        distinct = known["currency"].unique().to_list()
        return cls(known, distinct[0] if len(distinct) == 1 else None)

    def for_rows(self, loan_id: pl.Series) -> pl.Series:
        """The currency of each row's loan; null where the loan is not known."""
        rows = pl.DataFrame({"loan_id": loan_id})
        return rows.join(self.by_loan, on="loan_id", how="left", maintain_order="left")["currency"]


class TableReader:
    """Reads rows of one table. `given` are the columns that the file has, `exact` those whose spelling carries nothing."""

    def __init__(
        self,
        table: Table,
        file: str,
        *,
        given: tuple[str, ...],
        currencies: Currencies | None,
        faults: Collector,
        exact: frozenset[str] = frozenset(),
    ) -> None:
        """`currencies` is None while the loans themselves are read."""
        self.table = table
        self.file = file
        self.given = given
        self.currencies = currencies
        self.faults = faults
        self.exact = exact

    def read(
        self,
        text: pl.DataFrame,
        lines: pl.Series,
        raw: Callable[[pl.Series], pl.Series] | None,
        loose: pl.Series,
    ) -> pl.DataFrame:
        """Typed rows. `loose` says which records were not written as we would; `raw` gives the text of chosen records."""
        typed: dict[str, pl.Series] = {}
        differs = loose
        for column in self.table.columns:
            cells = text[column.name] if column.name in self.given else None
            if is_beside(self.table, column):
                if cells is not None:
                    self._check_beside(cells, text, lines)
                    differs = differs | cells.is_null()
                continue
            read = self._column(column, cells, text, lines)
            typed[column.stored] = read.values.alias(column.stored)
            if column.nano:
                typed[column.nano] = rate_nano(read.values).alias(column.nano)
            if read.differs is not None and column.name not in self.exact:
                differs = differs | read.differs.fill_null(value=False)
        verbatim = pl.Series(VERBATIM, [None], dtype=pl.String).new_from_index(0, text.height)
        if raw is not None and differs.any():
            verbatim = raw(differs)
        return pl.DataFrame([*typed.values(), verbatim.alias(VERBATIM), lines.alias(LINE)])

    def _column(self, column: Column, cells: pl.Series | None, text: pl.DataFrame, lines: pl.Series) -> Read:
        if cells is None:
            return Read(absent(column, text.height))
        report = self._reporter(column.name, cells, lines)
        if column.required and cells.null_count():
            code = "missing_source" if column.name == "source" else "missing_value"
            report(cells.is_null(), code, {"allowed": ", ".join(column.tokens)})
        if column.kind is Kind.MONEY:
            exponent, currency = self._exponent(text)
            return read_money(cells, exponent, report, currency)
        return read_column(column, cells, report)

    def _exponent(self, text: pl.DataFrame) -> tuple[int | pl.Series, str]:
        if self.currencies is not None and self.currencies.single is not None:
            only = self.currencies.single
            return int(decimals_of(pl.Series([only]))[0]), only
        if self.currencies is not None and "loan_id" in self.given:
            currency = self.currencies.for_rows(text["loan_id"])
        elif self.currencies is None and "currency" in self.given:
            currency = text["currency"]
        else:
            return pl.Series([None], dtype=pl.Int64).new_from_index(0, text.height), ""
        decimals = decimals_of(currency)
        distinct = currency.unique().to_list()
        if len(distinct) == 1 and decimals.null_count() == 0 and len(decimals):
            return int(decimals[0]), str(distinct[0])
        return decimals, ""

    def _check_beside(self, cells: pl.Series, text: pl.DataFrame, lines: pl.Series) -> None:
        if self.currencies is None or "loan_id" not in self.given:
            return
        theirs = self.currencies.for_rows(text["loan_id"])
        bad = ((cells != theirs) & cells.is_not_null() & theirs.is_not_null()).fill_null(value=False)
        if bad.any():
            rows = zip(lines.filter(bad), cells.filter(bad), theirs.filter(bad), strict=True)
            found = [
                Fault(self.file, line, "currency", "wrong_currency", value, {"currency": own})
                for line, value, own in list(rows)[: self.faults.kept_max]
            ]
            self.faults.add_some(found, int(bad.sum()))

    def _reporter(self, name: str, cells: pl.Series, lines: pl.Series) -> Report:
        def report(mask: pl.Series, code: str, facts: Facts | Callable[[str], Facts]) -> None:
            count = int(mask.sum() or 0)
            if not count:
                return
            mask = mask.fill_null(value=False)
            rows = zip(
                lines.filter(mask).head(self.faults.kept_max),
                cells.filter(mask).head(self.faults.kept_max),
                strict=True,
            )
            found = (
                Fault(self.file, line, name, code, value, facts(value or "") if callable(facts) else facts)
                for line, value in rows
            )
            self.faults.add_some(found, count)

        return report


def absent(column: Column, rows: int) -> pl.Series:
    """What stands in every row of a column that the file does not have: nothing, or an empty list."""
    nothing: list[object] = [[] if isinstance(column.dtype, pl.List) else None]
    return pl.Series(column.stored, nothing, dtype=column.dtype).new_from_index(0, rows)
