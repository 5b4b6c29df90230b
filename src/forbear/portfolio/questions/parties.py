"""What is known of the people of a question and how they may be reached, in columns: person, address, relation, reach.

The same readings as `storage.dossier_facts` gives for one question; see `knowing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from forbear.domain.facts.meanings import OF_AGE, OWN_DEBT, PHONES

if TYPE_CHECKING:
    from forbear.portfolio.tables import Tables


def one_value(name: str, alias: str) -> pl.Expr:
    """The value on which all rows of a question agree, else nothing."""
    return pl.when(pl.col(name).n_unique() == 1).then(pl.col(name).first()).alias(alias)


def person_facts(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
    """Say what is known of the two people. `deceased` left empty means that nobody told us of a death."""
    told_dead = (
        tables.requests.filter(pl.col("kind") == "deceased")
        .select("person_no", told=pl.lit(value=True))
        .unique()
    )
    people = tables.people.join(told_dead, on="person_no", how="left").select(
        "person_no",
        "born",
        "special",
        dead=pl.col("deceased").fill_null(value=False) | pl.col("told").fill_null(value=False),
    )
    debtors = people.select(
        debtor_no="person_no",
        **{
            "debtor.is_deceased": pl.col("dead"),
            "debtor.lacks_capacity": pl.col("special").list.contains("incapacitated").fill_null(value=False),
        },
        debtor_born="born",
        is_minor=pl.col("special").list.contains("minor").fill_null(value=False),
    )
    minor = (
        pl.when(pl.col("is_minor")).then(pl.lit(value=True)).otherwise(_full_years("debtor_born") < OF_AGE)
    )
    return (
        asks.select("ask_no", "person_no", "debtor_no", "day")
        .join(people, on="person_no", how="left")
        .join(debtors, on="debtor_no", how="left")
        .select(
            "ask_no",
            _full_years("born").alias("person.age"),
            pl.col("dead").alias("person.is_deceased"),
            pl.col("special").fill_null([]).alias("person.special"),
            "debtor.is_deceased",
            "debtor.lacks_capacity",
            minor.alias("debtor.is_minor"),
            pl.lit(value=False).alias("debtor.is_abroad"),
            pl.lit(value=False).alias("debtor.place_unknown"),
        )
    )


def _full_years(born: str) -> pl.Expr:
    """The age in full years on `day`, of whoever was born on the day in that column."""
    day, birth = pl.col("day"), pl.col(born)
    had_birthday = (day.dt.month() > birth.dt.month()) | (
        (day.dt.month() == birth.dt.month()) & (day.dt.day() >= birth.dt.day())
    )
    return (day.dt.year() - birth.dt.year() - (~had_birthday).cast(pl.Int32)).cast(pl.Int64)


def region_facts(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
    """Say in which state or province each person lives, and by which address: homes speak first, a place of work does not."""
    addresses = tables.contact_points.with_row_index("nth").filter(
        (pl.col("kind") == "address") & pl.col("place").ne_missing("work")
    )
    lived = (
        asks.select("ask_no", "person_no", "day")
        .join(
            addresses.select("nth", "person_no", "value", "place", "region", "invalid_since"), on="person_no"
        )
        .filter((pl.col("invalid_since") > pl.col("day")).fill_null(value=True))
        .with_columns(is_home=pl.col("place").eq_missing("home"))
        .filter(pl.col("is_home") == pl.col("is_home").any().over("ask_no"))
        .sort("ask_no", "nth")
    )
    return lived.group_by("ask_no").agg(
        one_value("region", "person.region"),
        pl.when((pl.col("region").n_unique() == 1) & pl.col("region").first().is_not_null())
        .then(pl.col("value").first())
        .alias("person.region_from"),
    )


def with_sharing(points: pl.DataFrame) -> pl.DataFrame:
    """Return the contact points, each with whether somebody else has the same; what was told before stays."""
    several = pl.col("person_no").n_unique().over("value") > 1
    return points.with_columns(is_shared=pl.coalesce("is_shared", several))


def point_facts(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
    """Say what is known of each address; one that is not on file for the person has the source `missing`."""
    points = with_sharing(tables.contact_points).unique(
        ["person_no", "value"], keep="first", maintain_order=True
    )
    found = asks.select("ask_no", "person_no", "address", "day").join(
        points.select(
            "person_no",
            "kind",
            "source",
            "place",
            "invalid_since",
            "is_shared",
            address="value",
            on_file=pl.lit(value=True),
        ),
        on=["person_no", "address"],
        how="left",
    )
    has_point, on_file = pl.col("address").is_not_null(), pl.col("on_file").fill_null(value=False)
    found = found.join(_not_theirs(tables, asks), on="ask_no", how="left", maintain_order="left")
    return found.select(
        "ask_no",
        pl.col("kind").alias("point.kind"),
        pl.when(on_file).then(pl.col("source")).when(has_point).then(pl.lit("missing")).alias("point.source"),
        pl.col("place").alias("point.place"),
        pl.when(on_file)
        .then((pl.col("invalid_since") <= pl.col("day")).fill_null(value=False))
        .alias("point.is_invalid"),
        pl.col("is_shared").alias("point.is_shared"),
        pl.when(on_file).then(pl.col("is_anothers").is_null()).alias("point.is_persons"),
        pl.when(on_file).then(pl.lit(value=False)).alias("point.employer_forbids"),
    )


def _not_theirs(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
    """Name the questions whose address was found, or told, to be somebody else's."""
    told = tables.requests.filter(pl.col("kind") == "wrong_number").select("person_no", value="scope")
    met = (
        tables.attempts.filter(pl.col("outcome") == "wrong_number")
        .select("person_no", value="contact_point")
        .drop_nulls()
    )
    wrong = asks.select("ask_no", "person_no", "address").join(pl.concat([told, met]), on="person_no")
    same = pl.col("value").is_null() | (pl.col("value") == pl.col("address"))
    return (
        wrong.filter(same & pl.col("address").is_not_null())
        .select("ask_no", is_anothers=pl.lit(value=True))
        .unique()
    )


def relation_facts(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
    """Say what ties the person to the debts. Liability needs the borrower's own debt, or a document that shows it."""
    others = asks.filter(pl.col("role") != "borrower").select(
        "ask_no", "person_no", "debtor_no", "role", "loan_nos"
    )
    ties = tables.relations.select(
        "person_no", "role", "evidence", "answer", rel_loan="loan_no", rel_borrower="borrower_no"
    )
    mine = others.join(ties, on=["person_no", "role"]).filter(
        pl.col("loan_nos").list.contains(pl.col("rel_loan")) | (pl.col("rel_borrower") == pl.col("debtor_no"))
    )
    is_own = pl.col("role").is_in(OWN_DEBT) | (
        (pl.col("role") == "guarantor") & pl.col("evidence").is_not_null()
    )
    tied = mine.group_by("ask_no").agg(
        pl.col("evidence").first().alias("relation.evidence"),
        pl.col("answer").first().fill_null("none").alias("relation.answer"),
        covered=pl.col("rel_loan").filter(is_own),
        covers_all=(is_own & pl.col("rel_loan").is_null()).any(),
        loans=pl.col("loan_nos").first(),
    )
    liable = pl.col("covers_all") | (pl.col("loans").list.set_difference("covered").list.len() == 0)
    told = tied.select(
        "ask_no",
        liable.alias("relation.is_liable"),
        "relation.evidence",
        "relation.answer",
        pl.lit(value=False).alias("relation.has_renounced"),
        pl.lit(value=False).alias("relation.volunteered_to_pay"),
    )
    is_borrower = pl.col("role") == "borrower"
    return (
        asks.select("ask_no", "role")
        .join(told, on="ask_no", how="left")
        .with_columns(
            pl.when(is_borrower)
            .then(pl.lit(value=True))
            .otherwise(pl.col("relation.is_liable").fill_null(value=False))
            .alias("relation.is_liable")
        )
        .drop("role")
    )


def reach_facts(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
    """Say which of the debtor's own numbers are known not to work, and how many that should work were never tried."""
    tried = tables.attempts.select("person_no", value="contact_point", was_tried=pl.lit(value=True)).unique()
    phones = (
        tables.contact_points.filter(pl.col("kind").is_in(PHONES))
        .join(tried, on=["person_no", "value"], how="left")
        .select("value", "invalid_since", "was_tried", debtor_no="person_no")
    )
    invalid = (pl.col("invalid_since") <= pl.col("day")).fill_null(value=False)
    sums = (
        asks.select("ask_no", "debtor_no", "day")
        .join(phones, on="debtor_no")
        .group_by("ask_no")
        .agg(
            invalid.any().alias("reach.number_invalid"),
            pl.col("invalid_since").filter(invalid).min().alias("reach.invalid_since"),
            (~invalid & pl.col("was_tried").is_null()).sum().cast(pl.Int64).alias("reach.untried_numbers"),
        )
    )
    return (
        asks.select("ask_no")
        .join(sums, on="ask_no", how="left")
        .with_columns(
            pl.col("reach.number_invalid").fill_null(value=False),
            pl.col("reach.untried_numbers").fill_null(0),
        )
    )
