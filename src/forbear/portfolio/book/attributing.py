"""Whose loans a contact of a book was about, what the person was to them, and what kind of place it reached.

A row of `attempts` names a person, loans and a contact point; the law also counts by the borrower's case and by place. It is read from
loans, relations and contact points, once, when the row comes in: a past decision must see the row again as it was. It refuses nothing;
where nothing tells, the contact was about the person's own loans.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

BORROWER = "borrower"


def attributed(attempts: pl.DataFrame, book: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of `attempts`, in their order, with `debtor_id`, `role` and `place` (empty where nothing tells).

    `book` has `loans`, `relations` and `contact_points` of everybody concerned. The debtor is the person where one of the loans named
    is their own, else the borrower of the first loan named; where no loan is named and the person has none, the borrower to whom their
    first relation ties them; else the person.
    """
    borrowers = book["loans"].select("loan_id", "borrower_id").unique("loan_id", keep="first")
    ties = _ties(book["relations"], borrowers)
    rows = attempts.with_row_index("row")
    owners = pl.col("borrower_id")
    named = (
        rows.select("row", "to", loan_id="loan_ids")
        .explode("loan_id")
        .join(borrowers, on="loan_id", how="left", maintain_order="left")
        .group_by("row", maintain_order=True)
        .agg(
            named=pl.when((owners == pl.col("to")).any())
            .then(pl.col("to").first())
            .otherwise(owners.drop_nulls().first())
        )
    )
    owns = borrowers.select(to="borrower_id", owns=pl.lit(value=True)).unique()
    names_none = pl.col("loan_ids").list.len().fill_null(0) == 0
    first_tie = ties.unique("person_id", keep="first", maintain_order=True)
    told = (
        rows.join(named, on="row", how="left", maintain_order="left")
        .join(owns, on="to", how="left", maintain_order="left")
        .join(
            first_tie.select(to="person_id", tied_to="debtor_id"), on="to", how="left", maintain_order="left"
        )
        .with_columns(tied_to=pl.when(names_none & pl.col("owns").is_null()).then("tied_to"))
        .with_columns(debtor_id=pl.coalesce("named", "tied_to", "to"))
    )
    roles = ties.unique(["person_id", "debtor_id"], keep="first", maintain_order=True)
    places = book["contact_points"].unique(["person_id", "value"], keep="first", maintain_order=True)
    return (
        told.join(
            roles.select("debtor_id", "role", to="person_id"),
            on=["to", "debtor_id"],
            how="left",
            maintain_order="left",
        )
        .join(
            places.select("place", to="person_id", contact_point="value"),
            on=["to", "contact_point"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            role=pl.when(pl.col("debtor_id") == pl.col("to")).then(pl.lit(BORROWER)).otherwise("role")
        )
        .select(*attempts.columns, "debtor_id", "role", "place")
    )


def _ties(relations: pl.DataFrame, borrowers: pl.DataFrame) -> pl.DataFrame:
    """Return `person_id, debtor_id, role` of each relation, in order: to the borrower named, else to the borrower of the loan named."""
    of_loan = borrowers.select("loan_id", owner="borrower_id")
    return relations.join(of_loan, on="loan_id", how="left", maintain_order="left").select(
        "person_id", "role", debtor_id=pl.coalesce("borrower_id", "owner")
    )
