"""Planned contacts: proposals with the gate's answer, as rows that a worker can take up or a person can read.

Whoever takes one up asks the gate again; a plan is no permit.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from forbear.domain.identity import derive_id
from forbear.portfolio.summary import PERMITS_UP_TO
from forbear.rulebooks.decision import Decision

if TYPE_CHECKING:
    from datetime import datetime

    from forbear.portfolio.results import Results

PLANNED: Final = "planned"
REFUSED: Final = "refused_at_night"


def planned_contacts(results: Results, *, book: str) -> pl.DataFrame:
    """Return one row a proposal, by the lender's ids, with the state it is planned in and what the gate said.

    `plan_id` follows from book, date, person, debtor and role: one contact of a person about a debtor a day, however often the run is
    repeated. `not_before` is the step's hour, `not_after` the end of that day where the person is.
    """
    loans = results.loans.select("loan_no", "loan_id")
    people = results.people.select("person_no", "person_id")
    debtors = people.select(debtor_no="person_no", debtor_id="person_id")
    plans = (
        results.plans.with_row_index("plan_no")
        .join(people, on="person_no", how="left", maintain_order="left")
        .join(debtors, on="debtor_no", how="left", maintain_order="left")
        .join(loans, on="loan_no", how="left", maintain_order="left")
    )
    named = (
        plans.select("plan_no", loan_no="loan_nos")
        .explode("loan_no")
        .join(loans, on="loan_no", how="left", maintain_order="left")
    )
    loan_ids = named.group_by("plan_no", maintain_order=True).agg(pl.col("loan_id").sort().alias("loan_ids"))
    keys = plans.select("person_id", "debtor_id", "role")
    ids = [derive_id("plan", book, results.on.isoformat(), *key) for key in keys.iter_rows()]
    state = pl.when(pl.col("decision") <= PERMITS_UP_TO).then(pl.lit(PLANNED)).otherwise(pl.lit(REFUSED))
    return (
        plans.join(loan_ids, on="plan_no", how="left", maintain_order="left")
        .with_columns(
            pl.Series("plan_id", ids, dtype=pl.String),
            pl.lit(results.on, dtype=pl.Date).alias("run_date"),
            state.alias("state"),
        )
        .select(
            "plan_id",
            "run_date",
            "person_id",
            "debtor_id",
            "role",
            "loan_id",
            "loan_ids",
            "channel",
            "purpose",
            "contact_point",
            "step",
            "template",
            pl.col("priority").cast(pl.Int32),
            not_before="at",
            not_after="not_after",
            zone="zone",
            state="state",
            decision=pl.col("decision").cast(pl.Int8),
            clauses="cites",
            findings="findings",
            obligations="obligations",
            unknown="unknown",
            next_permitted_at="next_permitted_at",
            days_past_due=pl.col("days_past_due").cast(pl.Int32),
            bucket="bucket",
        )
    )


def night_documents(planned: pl.DataFrame) -> list[str]:
    """Return for each planned contact what the night's columns said, as JSON: decision, findings against it, duties, next instant."""
    return [json.dumps(_said(row), ensure_ascii=False) for row in planned.iter_rows(named=True)]


def _said(row: dict[str, Any]) -> dict[str, Any]:
    following: datetime | None = row["next_permitted_at"]
    return {
        "decision": Decision(row["decision"]).token,
        "cites": row["clauses"],
        "findings": row["findings"],
        "obligations": row["obligations"],
        "unknown": row["unknown"],
        "next_permitted_at": None if following is None else following.isoformat(),
        "loan_ids": row["loan_ids"],
        "debtor_id": row["debtor_id"],
    }
