"""The night as one pure function: from the tables of one partition of borrowers to tables of results.

Ageing, cases, roll, proposals, the gate's answers. It reads no clock, file or database; the same tables, date, path and rulebook give
the same results, whatever machine works on them. A borrower with all loans is in one partition, so that partitions can be worked on
apart and their results put together with `together`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.portfolio.ageing import age_all
from forbear.portfolio.casing import moves, quarantined, standing
from forbear.portfolio.proposals.history import known_by
from forbear.portfolio.proposals.proposing import propose
from forbear.portfolio.questions.asking import ask_gate
from forbear.portfolio.questions.parties import with_sharing
from forbear.portfolio.results import Results

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from forbear.portfolio.results import Earlier
    from forbear.portfolio.tables import Tables
    from forbear.rulebooks.book import Rulebook
    from forbear.strategy.treatment import Path

LOANS_A_PARTITION: Final = 250_000


def run_partition(tables: Tables, *, on: date, earlier: Earlier, path: Path, rulebook: Rulebook) -> Results:
    """Work through one partition for the date `on`, comparing with what an earlier date said."""
    aged = age_all(tables, on=on)
    now = standing(tables, aged, on=on)
    known = known_by(tables, on=on)
    cases = now.filter("has_case").select("loan_no", "days_past_due", "bucket")
    plans = ask_gate(known, propose(known, cases, path=path, on=on), rulebook=rulebook)
    return Results(
        on=on,
        since=earlier.on,
        loans=tables.loans.select("loan_no", "loan_id", "currency").sort("loan_no"),
        people=tables.people.select("person_no", "person_id"),
        aged=aged,
        before=earlier.standing,
        standing=now,
        moves=moves(earlier.standing, now),
        quarantined=quarantined(tables, aged, on=on),
        plans=plans,
    )


def standing_on(tables: Tables, *, on: date) -> pl.DataFrame:
    """Return how the loans stood on another date, worked out from the same tables: for books without a memory of runs."""
    return standing(tables, age_all(tables, on=on), on=on)


def partitions(tables: Tables, *, loans_max: int = LOANS_A_PARTITION) -> list[Tables]:
    """Split by borrower, in the order of their numbers; relations that name a borrower go with the borrower.

    People of a partition are its borrowers and everybody whom a relation ties to them or their loans, with all that is known of each;
    of others it has the contacts that count here too, and the wrong numbers that they told of.
    """
    if tables.loans.height <= loans_max:
        return [tables]
    # Who has a number beside these people is not in their part any more.
    tables = tables.but(contact_points=with_sharing(tables.contact_points))
    counts = tables.loans.group_by("borrower_no").len().sort("borrower_no")
    parts = counts.with_columns(part=(pl.col("len").cum_sum() - 1) // loans_max)
    return [
        _of(tables, part.select("borrower_no")) for part in parts.partition_by("part", maintain_order=True)
    ]


def together(parts: Sequence[Results]) -> Results:
    """Put the results of partitions together; every frame comes out in its order."""
    first = parts[0]
    if len(parts) == 1:
        return first

    def joined(name: str, *keys: str) -> pl.DataFrame:
        frames: list[pl.DataFrame] = [getattr(part, name) for part in parts]
        return pl.concat(frames).unique(keys, keep="first").sort(keys)

    return Results(
        on=first.on,
        since=first.since,
        loans=joined("loans", "loan_no"),
        people=joined("people", "person_no"),
        aged=joined("aged", "loan_no"),
        before=joined("before", "loan_no"),
        standing=joined("standing", "loan_no"),
        moves=joined("moves", "loan_no"),
        quarantined=joined("quarantined", "loan_no"),
        plans=joined("plans", "person_no", "debtor_no", "role"),
    )


def _of(tables: Tables, borrowers: pl.DataFrame) -> Tables:
    loans = tables.loans.join(borrowers, on="borrower_no", how="semi")
    by_loan = {
        name: frame.join(loans.select("loan_no"), on="loan_no", how="semi", maintain_order="left")
        for name, frame in (
            ("instalments", tables.instalments),
            ("payments", tables.payments),
            ("charges", tables.charges),
        )
    }
    relations = pl.concat(
        [
            tables.relations.join(loans.select("loan_no"), on="loan_no", how="semi"),
            tables.relations.filter(pl.col("loan_no").is_null()).join(
                borrowers, on="borrower_no", how="semi"
            ),
        ]
    )
    people = pl.concat([borrowers.select(person_no="borrower_no"), relations.select("person_no")]).unique()
    by_person = {
        name: frame.join(people, on="person_no", how="semi")
        for name, frame in tables.items()
        if name in {"contact_points", "consents"}
    }
    attempts = _bearing_attempts(tables, people, by_person["contact_points"])
    known = pl.concat([people, attempts.select("person_no")]).unique()
    told = pl.col("person_no").is_in(people["person_no"].implode()) | (pl.col("kind") == "wrong_number")
    return tables.but(
        loans=loans,
        relations=relations,
        **by_loan,
        **by_person,
        attempts=attempts,
        people=tables.people.join(known, on="person_no", how="semi"),
        requests=tables.requests.join(known, on="person_no", how="semi").filter(told),
    )


def _bearing_attempts(tables: Tables, people: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Return the contacts with these people, those with others about their loans, and those at a number that they share."""
    ids = tables.people.join(people, on="person_no", how="semi")["person_id"]
    return tables.attempts.filter(
        pl.col("person_no").is_in(people["person_no"].implode())
        | pl.col("debtor_id").is_in(ids.implode()).fill_null(value=False)
        | pl.col("contact_point").is_in(points["value"].implode()).fill_null(value=False)
    )
