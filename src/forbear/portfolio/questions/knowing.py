"""What is known for every question of the night, in columns: facts, events, records and zones, as the gate reads them.

The same readings as `storage.dossier_facts` and `storage.dossiers` give for one question at the moment of sending, so that night and
moment cannot differ on the same rows; a test compares them. What no row says stays empty, and the gate then finds it unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.portfolio.questions.past import events, records, zones

if TYPE_CHECKING:
    from forbear.portfolio.tables import Tables

PHONES: Final = ("mobile", "landline")
SHEETS_BEGAN: Final = date(2026, 8, 1)
OWN_DEBT: Final = ("borrower", "co_borrower")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Frames for the gate.

    `questions`: one row a proposal, `ask_no` from 0, the fields of the gate's `Ask` and one column per fact, named by the vocabulary.
    `events`, `records`, `zones`: the fields of the gate's `Event`, `Record`, `ZoneEvidence`, keyed by `person_id`.
    """

    questions: pl.DataFrame
    events: pl.DataFrame
    records: pl.DataFrame
    zones: pl.DataFrame


def what_is_known(tables: Tables, proposals: pl.DataFrame) -> Known:
    """Gather what bears on the proposals; `tables` as known at the end of the date of the run."""
    people = pl.concat([proposals["person_no"], proposals["debtor_no"]]).unique()
    chosen = pl.DataFrame({"person_no": people}).join(
        tables.people.select("person_no", "person_id"), on="person_no"
    )
    return Known(
        questions=_questions(tables, proposals),
        events=events(tables, chosen, proposals["contact_point"].drop_nulls().unique()),
        records=records(tables, chosen),
        zones=zones(tables, chosen, proposals),
    )


def _questions(tables: Tables, proposals: pl.DataFrame) -> pl.DataFrame:
    ids = tables.people.select("person_no", "person_id")
    asks = (
        proposals.with_row_index("ask_no")
        .with_columns(pl.col("ask_no").cast(pl.Int64))
        .join(ids, on="person_no", how="left")
        .join(ids.select(debtor_no="person_no", debtor_id="person_id"), on="debtor_no", how="left")
        .rename({"contact_point": "address"})
    )
    asks = asks.with_columns(day=_contact_day(asks))
    found = asks.select(
        "ask_no",
        "at",
        "channel",
        "person_id",
        "debtor_id",
        "role",
        "purpose",
        "address",
        "person_no",
        "debtor_no",
        "loan_nos",
        "day",
    )
    for facts in (
        _loan_facts(tables, asks),
        _dispute_facts(tables, asks),
        _person_facts(tables, asks),
        _region_facts(tables, asks),
        _point_facts(tables, asks),
        _relation_facts(tables, asks),
        _reach_facts(tables, asks),
    ):
        found = found.join(facts, on="ask_no", how="left", maintain_order="left")
    return found.drop("person_no", "debtor_no", "loan_nos", "day").sort("ask_no")


def _contact_day(asks: pl.DataFrame) -> pl.Expr:
    day = pl.lit(None, dtype=pl.Date)
    for zone in asks["zone"].unique().sort():
        day = (
            pl.when(pl.col("zone") == zone)
            .then(pl.col("at").dt.convert_time_zone(zone).dt.date())
            .otherwise(day)
        )
    return day


def _one(name: str, alias: str) -> pl.Expr:
    """The value on which all debts of the question agree, else nothing."""
    return pl.when(pl.col(name).n_unique() == 1).then(pl.col(name).first()).alias(alias)


def _loan_facts(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
    lenders = tables.lenders.select(
        "lender_no", "is_cba_member", lender_kind="kind", lender_country="country"
    )
    loans = tables.loans.join(lenders, on="lender_no", how="left").with_columns(
        law=pl.coalesce("country", "lender_country")
    )
    debts = asks.select("ask_no", loan_no="loan_nos").explode("loan_no").join(loans, on="loan_no")
    agreed = debts.group_by("ask_no").agg(
        pl.col("loan_id").sort().alias("debts"),
        _one("lender_kind", "lender.kind"),
        _one("is_cba_member", "lender.is_cba_member"),
        _one("lender_country", "lender.country"),
        _one("product", "loan.product"),
        _one("law", "loan.country"),
        pl.col("signed").max().alias("loan.signed"),
        (pl.col("signed") >= SHEETS_BEGAN).any().alias("loan.is_from_disclosure"),
        pl.lit(value=False).alias("loan.is_unlawful"),
        pl.when((pl.col("lender_kind") == "agency").any())
        .then(pl.lit("agency"))
        .otherwise(pl.lit("creditor"))
        .alias("actor.kind"),
    )
    # The night looks at the day of the contact, one day on: what is late is then a day later.
    late = asks.select("ask_no", (pl.col("days_past_due") + 1).alias("loan.days_past_due"))
    return agreed.join(late, on="ask_no", how="left")


def _dispute_facts(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
    lifts = tables.requests.filter(pl.col("kind") == "lift")
    disputes = tables.requests.filter(pl.col("kind") == "dispute").join(
        lifts.select("person_no", request_id="scope").drop_nulls(), on=["person_no", "request_id"], how="anti"
    )
    loan_ids = tables.loans.select("loan_no", "loan_id")
    debts = (
        asks.select("ask_no", loan_no="loan_nos")
        .explode("loan_no")
        .join(loan_ids, on="loan_no")
        .group_by("ask_no")
        .agg("loan_id")
    )
    parties = pl.concat(
        [asks.select("ask_no", "day", "person_no"), asks.select("ask_no", "day", person_no="debtor_no")]
    )
    found = (
        parties.join(disputes.select("person_no", "scope", "until"), on="person_no")
        .join(debts, on="ask_no", how="left")
        .filter(pl.col("scope").is_null() | pl.col("loan_id").list.contains(pl.col("scope")))
        .filter(pl.col("until").is_null() | (pl.col("day") <= pl.col("until")))
        .select("ask_no")
        .unique()
    )
    return (
        asks.select("ask_no")
        .join(found.with_columns(pl.lit(value=True).alias("loan.is_disputed")), on="ask_no", how="left")
        .with_columns(pl.col("loan.is_disputed").fill_null(value=False))
    )


def _person_facts(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
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
    )
    had_birthday = (pl.col("day").dt.month() > pl.col("born").dt.month()) | (
        (pl.col("day").dt.month() == pl.col("born").dt.month())
        & (pl.col("day").dt.day() >= pl.col("born").dt.day())
    )
    years = pl.col("day").dt.year() - pl.col("born").dt.year() - (~had_birthday).cast(pl.Int32)
    return (
        asks.select("ask_no", "person_no", "debtor_no", "day")
        .join(people, on="person_no", how="left")
        .join(debtors, on="debtor_no", how="left")
        .select(
            "ask_no",
            years.cast(pl.Int64).alias("person.age"),
            pl.col("dead").alias("person.is_deceased"),
            pl.col("special").fill_null([]).alias("person.special"),
            "debtor.is_deceased",
            "debtor.lacks_capacity",
            pl.lit(value=False).alias("debtor.is_abroad"),
            pl.lit(value=False).alias("debtor.place_unknown"),
        )
    )


def _region_facts(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
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
        _one("region", "person.region"),
        pl.when((pl.col("region").n_unique() == 1) & pl.col("region").first().is_not_null())
        .then(pl.col("value").first())
        .alias("person.region_from"),
    )


def _point_facts(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
    points = tables.contact_points.unique(["person_no", "value"], keep="first", maintain_order=True)
    found = asks.select("ask_no", "person_no", "address", "day").join(
        points.select(
            "person_no",
            "kind",
            "source",
            "place",
            "invalid_since",
            address="value",
            on_file=pl.lit(value=True),
        ),
        on=["person_no", "address"],
        how="left",
    )
    has_point, on_file = pl.col("address").is_not_null(), pl.col("on_file").fill_null(value=False)
    return found.select(
        "ask_no",
        pl.col("kind").alias("point.kind"),
        pl.when(on_file).then(pl.col("source")).when(has_point).then(pl.lit("missing")).alias("point.source"),
        pl.col("place").alias("point.place"),
        pl.when(on_file)
        .then((pl.col("invalid_since") <= pl.col("day")).fill_null(value=False))
        .alias("point.is_invalid"),
        pl.when(on_file).then(pl.lit(value=True)).alias("point.is_persons"),
        pl.when(on_file).then(pl.lit(value=False)).alias("point.employer_forbids"),
    )


def _relation_facts(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
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


def _reach_facts(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
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
