"""Checks that a book reaches only people whom the borrower named: no address books, no numbers of strangers.

LAW: GB/T 45251-2025 and the self-discipline convention allow the contacts that the debtor left; a copied address book
is not such a choice. `relations` is the lender's statement of who was named.
"""

import polars as pl

from forbear.portfolio.book.checks.rows import Read
from forbear.portfolio.book.reading.rows import LINE
from forbear.portfolio.book.tables import EMERGENCY_CONTACTS_MAX

_BORROWER = "_borrower"


def check_named(read: Read) -> None:
    """All checks of this module."""
    relations = _with_borrowers(read)
    if relations is not None and relations.height:
        _check_relations(read, relations)
    _check_strangers(read)


def _with_borrowers(read: Read) -> pl.DataFrame | None:
    relations = read.frames["relations"]
    if not read.can_judge("loans"):
        return None
    loans = (
        read.frames["loans"]
        .select("loan_id", pl.col("borrower_id").alias("_of_loan"))
        .unique("loan_id", keep="first")
    )
    joined = relations.join(loans, on="loan_id", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("borrower_id", "_of_loan").alias(_BORROWER))


def _check_relations(read: Read, relations: pl.DataFrame) -> None:
    neither = relations.filter(pl.col("loan_id").is_null() & pl.col("borrower_id").is_null())
    read.report("relations", neither, code="neither_loan_nor_borrower", column="loan_id", value="person_id")
    other = relations.filter(pl.col("borrower_id") != pl.col("_of_loan"))
    read.report("relations", other, code="borrower_mismatch", column="borrower_id", value="borrower_id")
    borrowers = read.frames["loans"]["borrower_id"].drop_nulls().unique()
    foreign = relations.filter(
        pl.col("loan_id").is_null()
        & pl.col("borrower_id").is_not_null()
        & ~pl.col("borrower_id").is_in(borrowers.implode())
    )
    read.report("relations", foreign, code="not_a_borrower", column="borrower_id", value="borrower_id")
    own = relations.filter(pl.col("person_id") == pl.col(_BORROWER))
    read.report(
        "relations",
        own,
        code="relation_to_self",
        column="person_id",
        value="person_id",
        facts=lambda row: {"role": str(row["role"])},
    )
    contacts = relations.filter(pl.col("role") == "emergency_contact").drop_nulls([_BORROWER, "person_id"])
    crowds = (
        contacts.unique((_BORROWER, "person_id"), keep="first", maintain_order=True)
        .group_by(_BORROWER)
        .agg(pl.len().alias("count"), pl.col(LINE).sort().get(EMERGENCY_CONTACTS_MAX, null_on_oob=True))
        .filter(pl.col("count") > EMERGENCY_CONTACTS_MAX)
    )
    read.report(
        "relations",
        crowds,
        code="address_book",
        column="person_id",
        value=_BORROWER,
        facts=lambda row: {"count": str(row["count"]), "limit": str(EMERGENCY_CONTACTS_MAX)},
    )


def _check_strangers(read: Read) -> None:
    if not read.can_judge("loans") or not (read.can_judge("relations") or "relations" not in read.files):
        return
    named = pl.concat(
        [read.frames["loans"]["borrower_id"], read.frames["relations"]["person_id"].alias("borrower_id")]
    ).unique()
    people = read.frames["people"]["person_id"]
    for table, column in (("contact_points", "person_id"), ("attempts", "to")):
        rows = read.frames[table].select(column, LINE).drop_nulls()
        strangers = rows.filter(~pl.col(column).is_in(named.implode()))
        if strangers.height and "people" in read.files:
            # A person who is not even in `people` has been reported as a reference that leads nowhere.
            strangers = strangers.filter(pl.col(column).is_in(people.implode()))
        read.report(table, strangers, code="not_named", column=column, value=column)
