"""From a book as it was read (the lender's own ids) to the tables of the night (our numbers).

Numbers follow the order of the ids, so that the same book always gives the same numbers whatever the order of its rows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from forbear.portfolio.book.attributing import attributed
from forbear.portfolio.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def numbered(book: Mapping[str, pl.DataFrame]) -> Tables:
    """Return the tables of a book read by `forbear.portfolio.book`; its columns are those of formats' book, money in minor units."""
    loans = _with_numbers(book["loans"], "loan_id", "loan_no")
    # A book may name people and lenders of whom it says nothing more: they count all the same.
    named = [book["loans"]["borrower_id"], book["relations"]["borrower_id"], book["attempts"]["to"]]
    named += [book[name]["person_id"] for name in ("contact_points", "relations", "consents", "requests")]
    people = _with_numbers(_with_all(book["people"], "person_id", named), "person_id", "person_no")
    lenders = _with_numbers(
        _with_all(book["lenders"], "lender_id", [book["loans"]["lender_id"]]), "lender_id", "lender_no"
    )
    loan_ids = loans.select("loan_id", "loan_no")
    person_ids = people.select("person_id", "person_no")
    borrowers = person_ids.rename({"person_id": "borrower_id", "person_no": "borrower_no"})

    def by_loan(name: str) -> pl.DataFrame:
        return book[name].join(loan_ids, on="loan_id", how="left", maintain_order="left")

    def by_person(name: str) -> pl.DataFrame:
        return book[name].join(person_ids, on="person_id", how="left", maintain_order="left")

    consents = by_person("consents").rename({"from": "valid_from", "to": "valid_to"})
    attempts = attributed(book["attempts"], book).join(
        person_ids, left_on="to", right_on="person_id", how="left", maintain_order="left"
    )
    return Tables.of(
        lenders=lenders,
        loans=loans.join(borrowers, on="borrower_id", how="left").join(
            lenders.select("lender_id", "lender_no"), on="lender_id", how="left"
        ),
        instalments=by_loan("instalments").sort("loan_no", "due", "number"),
        payments=by_loan("payments"),
        charges=by_loan("charges"),
        people=people,
        contact_points=by_person("contact_points"),
        relations=by_person("relations")
        .join(loan_ids, on="loan_id", how="left")
        .join(borrowers, on="borrower_id", how="left"),
        consents=consents,
        attempts=attempts,
        requests=by_person("requests"),
    )


def _with_all(frame: pl.DataFrame, column: str, named: Sequence[pl.Series]) -> pl.DataFrame:
    ids = pl.concat([frame[column], *(one.rename(column) for one in named)]).drop_nulls().unique()
    return pl.DataFrame({column: ids}).join(frame, on=column, how="left")


def _with_numbers(frame: pl.DataFrame, given: str, ours: str) -> pl.DataFrame:
    return frame.sort(given).with_row_index(ours, offset=1).with_columns(pl.col(ours).cast(pl.Int64))
