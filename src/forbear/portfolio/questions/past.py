"""What happened and what holds, as frames: the events of the log, records (requests, consents, notices) and evidence of zones.

The readings are those of `storage.dossiers`; see `knowing`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.domain.facts import CHANNELS

if TYPE_CHECKING:
    from forbear.portfolio.tables import Tables

ZONE_SOURCE: Final = {"mobile": "mobile_area_code", "landline": "landline_area_code", "address": "address"}
NOON_AFTER: Final = timedelta(days=1, hours=12)  # a request's last day is over everywhere on earth
MORNING_OF: Final = timedelta(hours=10)  # a consent's last day has begun to be over somewhere
INSTANT: Final = pl.Datetime("us", "UTC")
WORDS: Final = pl.List(pl.String)
AS_THEY_STAND: Final = (
    "channel", "outcome", "direction", "lender", "purpose", "debts_raised", "debts_discussed", "technology", "form", "consent_id",
    "in_reply_to", "flags", "debtor_id", "place",
)  # fmt: skip


def events(tables: Tables, chosen: pl.DataFrame, addresses: pl.Series) -> pl.DataFrame:
    """Return the contacts that bear on the people chosen (`person_no, person_id`), and the wrong numbers they were told of.

    Those with them, those with others about their loans, and those at the addresses asked about, whoever was reached there.
    """
    ids = tables.people.select("person_no", "person_id")
    people = chosen["person_id"].implode()
    bears = tables.attempts.join(ids, on="person_no").filter(
        pl.col("person_id").is_in(people)
        | pl.col("debtor_id").is_in(people).fill_null(value=False)
        | pl.col("contact_point").is_in(addresses.implode()).fill_null(value=False)
    )
    known = pl.concat(
        [chosen.select("person_no", "person_id"), bears.select("person_no", "person_id")]
    ).unique()
    told = tables.requests.filter(pl.col("kind") == "wrong_number").join(known, on="person_no")
    return pl.concat([_made(bears), _wrong_numbers(told)]).sort("person_id", "at", "event_id")


def _event(**given: pl.Expr | str) -> list[pl.Expr]:
    """The columns of an event in their order; what is not given has its usual value."""
    nothing, no_words = pl.lit(None, dtype=pl.String), pl.lit([], dtype=WORDS)
    columns: dict[str, pl.Expr] = {
        "person_id": pl.col("person_id"),
        "at": pl.col("at"),
        "channel": pl.lit("none"),
        "outcome": nothing,
        "direction": pl.lit("out"),
        "event_id": pl.lit(""),
        "address": nothing,
        "actor": pl.lit("lender"),
        "lender": pl.lit("lender"),
        "purpose": pl.lit("collect"),
        "debts": no_words,
        "debts_raised": no_words,
        "debts_discussed": no_words,
        "debt_elected": nothing,
        "technology": nothing,
        "form": pl.lit("interactive"),
        "consent_id": nothing,
        "in_reply_to": nothing,
        "flags": no_words,
        "debtor_id": pl.col("person_id"),
        "role": pl.lit(""),
        "place": nothing,
    }
    usual = dict(columns)
    columns |= {name: pl.col(value) if isinstance(value, str) else value for name, value in given.items()}
    return [pl.coalesce(value, usual[name]).alias(name) for name, value in columns.items()]


def _made(attempts: pl.DataFrame) -> pl.DataFrame:
    own = pl.col("debtor_id").is_null() | (pl.col("debtor_id") == pl.col("person_id"))
    return attempts.select(
        _event(
            **{name: name for name in AS_THEY_STAND},
            event_id="attempt_id",
            address="contact_point",
            actor="by",
            debts="loan_ids",
            debt_elected=pl.coalesce("debt_elected", pl.col("loan_ids").list.first()),
            role=pl.coalesce("role", pl.when(own).then(pl.lit("borrower"))),
        )
    )


def _wrong_numbers(told: pl.DataFrame) -> pl.DataFrame:
    """Somebody told us that a number is not theirs: every contact there before was none of theirs."""
    return told.select(_event(outcome=pl.lit("wrong_number"), direction=pl.lit("in"), address="scope"))


def records(tables: Tables, chosen: pl.DataFrame) -> pl.DataFrame:
    """Return what holds for them: requests as holds and preferences, consents, and notices of having been named."""
    return pl.concat([_requests(tables, chosen), _consents(tables, chosen), _notices(tables, chosen)]).sort(
        "person_id", "at", "record_id"
    )


def _record(**given: pl.Expr | str) -> list[pl.Expr]:
    """The columns of a record in their order; what is not given is empty."""
    nothing = pl.lit([], dtype=WORDS)
    columns: dict[str, pl.Expr] = {
        "person_id": pl.col("person_id"),
        "kind": pl.lit(None, dtype=pl.String),
        "token": pl.lit(None, dtype=pl.String),
        "record_id": pl.lit("", dtype=pl.String),
        "at": pl.col("at"),
        "until": pl.lit(None, dtype=INSTANT),
        "ended_at": pl.lit(None, dtype=INSTANT),
        "debts": nothing,
        "channels": nothing,
        "addresses": nothing,
        "given_to": pl.lit("*", dtype=pl.String),
        "from_time": pl.lit(None, dtype=pl.String),
        "to_time": pl.lit(None, dtype=pl.String),
        "waives": nothing,
    }
    columns |= {name: pl.col(value) if isinstance(value, str) else value for name, value in given.items()}
    return [value.alias(name) for name, value in columns.items()]


def _requests(tables: Tables, chosen: pl.DataFrame) -> pl.DataFrame:
    asked = tables.requests.join(chosen, on="person_no")
    lifts = asked.filter(pl.col("kind") == "lift").select("person_no", lifted_at="at", lifted="scope")
    kept = asked.filter(~pl.col("kind").is_in(["lift", "wrong_number"]))
    ended = (
        kept.select("request_id", "person_no", "at")
        .join(lifts, on="person_no")
        .filter(
            (pl.col("lifted").is_null() | (pl.col("lifted") == pl.col("request_id")))
            & (pl.col("lifted_at") >= pl.col("at"))
        )
        .group_by("request_id")
        .agg(ended_at=pl.col("lifted_at").min())
    )
    scope, loan_ids = pl.col("scope"), tables.loans["loan_id"].implode()
    is_channel, is_debt = scope.is_in(sorted(CHANNELS)), scope.is_in(loan_ids)
    nothing = pl.lit([], dtype=WORDS)
    only = pl.concat_list(scope)
    return kept.join(ended, on="request_id", how="left").select(
        _record(
            kind=pl.when(pl.col("kind") == "preference").then(pl.lit("preference")).otherwise(pl.lit("hold")),
            token="kind",  # noqa: S106 - the word of a record, not a secret
            record_id="request_id",
            until=pl.col("until").cast(pl.Datetime("us")).dt.replace_time_zone("UTC") + NOON_AFTER,
            ended_at="ended_at",
            channels=pl.when(is_channel).then(only).otherwise(nothing),
            debts=pl.when(is_debt & ~is_channel).then(only).otherwise(nothing),
            addresses=pl.when(scope.is_not_null() & ~is_channel & ~is_debt).then(only).otherwise(nothing),
        )
    )


def _consents(tables: Tables, chosen: pl.DataFrame) -> pl.DataFrame:
    given = tables.consents.join(chosen, on="person_no")
    hour = {name: pl.when(pl.col(name) != "24:00").then(pl.col(name)) for name in ("valid_from", "valid_to")}
    return given.select(
        _record(
            kind=pl.lit("consent"),
            token="scope",  # noqa: S106 - the word of a record, not a secret
            record_id=pl.concat_str(pl.lit("consent-"), pl.col("scope")),
            until=pl.col("until").cast(pl.Datetime("us")).dt.replace_time_zone("UTC") + MORNING_OF,
            ended_at="withdrawn_at",
            channels=pl.col("channels").fill_null([]),
            given_to="given_to",
            from_time=hour["valid_from"],
            to_time=hour["valid_to"],
            waives=pl.col("waives").fill_null([]),
        )
    )


def _notices(tables: Tables, chosen: pl.DataFrame) -> pl.DataFrame:
    loan_ids = tables.loans.select("loan_no", "loan_id")
    told = (
        tables.relations.filter(pl.col("notice_sent").is_not_null())
        .join(chosen, on="person_no")
        .join(loan_ids, on="loan_no", how="left")
    )
    nothing = pl.lit([], dtype=WORDS)
    return told.select(
        _record(
            kind=pl.lit("notice"),
            token=pl.lit("named_as_contact"),
            at=pl.col("notice_sent").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
            debts=pl.when(pl.col("loan_id").is_not_null()).then(pl.concat_list("loan_id")).otherwise(nothing),
        )
    )


def zones(tables: Tables, chosen: pl.DataFrame, proposals: pl.DataFrame) -> pl.DataFrame:
    """Return the evidence of where they are: their own zone, those of their contact points, those of the loans proposed."""
    none = pl.lit(None, dtype=pl.String)
    people = tables.people.filter(pl.col("timezone").is_not_null()).join(
        chosen.select("person_no"), on="person_no", how="semi"
    )
    points = tables.contact_points.filter(pl.col("timezone").is_not_null()).join(chosen, on="person_no")
    asked = proposals.select("loan_nos").explode("loan_nos").unique()
    loans = (
        tables.loans.filter(pl.col("timezone").is_not_null())
        .join(asked, left_on="loan_no", right_on="loan_nos", how="semi")
        .join(chosen, left_on="borrower_no", right_on="person_no")
    )
    source = pl.col("kind").replace_strict(ZONE_SOURCE, default="reasonable_belief", return_dtype=pl.String)
    return (
        pl.concat(
            [
                people.select("person_id", source=pl.lit("residence"), tz="timezone", address=none),
                points.select("person_id", source=source, tz="timezone", address="value"),
                loans.select("person_id", source=pl.lit("loan"), tz="timezone", address=none),
            ]
        )
        .unique()
        .sort("person_id", "source", "tz", "address")
    )
