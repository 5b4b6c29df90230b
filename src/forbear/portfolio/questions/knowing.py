"""What is known for every question of the night, in columns: facts, events, records and zones, as the gate reads them.

The same readings as `storage.dossier_facts` and `storage.dossiers` give for one question at the moment of sending, so that night and
moment cannot differ on the same rows; a test compares them. What no row says stays empty, and the gate then finds it unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from forbear.domain.facts.meanings import SHEETS_BEGAN, STATUS_OF
from forbear.portfolio.questions.parties import (
    one_value,
    person_facts,
    point_facts,
    reach_facts,
    region_facts,
    relation_facts,
)
from forbear.portfolio.questions.past import events, records, zones

if TYPE_CHECKING:
    from forbear.portfolio.tables import Tables


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
        person_facts(tables, asks),
        region_facts(tables, asks),
        point_facts(tables, asks),
        relation_facts(tables, asks),
        reach_facts(tables, asks),
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


def _loan_facts(tables: Tables, asks: pl.DataFrame) -> pl.DataFrame:
    lenders = tables.lenders.select(
        "lender_no", "is_cba_member", lender_kind="kind", lender_country="country"
    )
    loans = tables.loans.join(lenders, on="lender_no", how="left").with_columns(
        law=pl.coalesce("country", "lender_country"),
        stands=pl.col("status")
        .fill_null("active")
        .replace_strict(STATUS_OF, default=None, return_dtype=pl.String),
    )
    debts = asks.select("ask_no", loan_no="loan_nos").explode("loan_no").join(loans, on="loan_no")
    agreed = debts.group_by("ask_no").agg(
        pl.col("loan_id").sort().alias("debts"),
        one_value("lender_kind", "lender.kind"),
        one_value("is_cba_member", "lender.is_cba_member"),
        one_value("lender_country", "lender.country"),
        one_value("product", "loan.product"),
        one_value("law", "loan.country"),
        one_value("stands", "loan.status"),
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
