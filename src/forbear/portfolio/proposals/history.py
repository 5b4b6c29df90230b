"""What the log of contacts says about late loans, in columns: since when, what was taken up, who cannot be reached.

Everything is counted again from the log at each run. Entries after the date of the run are not looked at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.portfolio.proposals.zoning import planning_zones, with_local_day

if TYPE_CHECKING:
    from datetime import date

    from forbear.portfolio.tables import Tables
    from forbear.strategy.treatment import Locate, Path

# A message that never left, or came back, is no contact: its step is not taken.
NOT_MADE: Final = ("failed", "bounced")
# The last word of an address that need not be tried again.
DEAD_END: Final = ("bounced", "not_in_service", "wrong_number")
TALKS: Final = ("conversation", "replied", "met")
FAILED_CALLS: Final = (
    "ring_no_answer", "busy", "not_in_service", "powered_off", "suspended_line", "voicemail_left", "voicemail_reached_no_message",
    "voicemail_reached_cannot_leave_message", "recorded_message_no_ring", "assistant_answered", "answered_then_dropped",
)  # fmt: skip


def known_by(tables: Tables, *, on: date) -> Tables:
    """Return the tables as they were known at the end of `on`: later attempts, requests, consents, relations and withdrawals removed."""
    zones = planning_zones(tables)

    def up_to(frame: pl.DataFrame) -> pl.DataFrame:
        if frame.is_empty():
            return frame
        return with_local_day(frame.join(zones, on="person_no", how="left")).filter(pl.col("local_day") <= on)

    consents = up_to(tables.consents)
    if not consents.is_empty():
        withdrawn = with_local_day(consents, at="withdrawn_at", name="withdrawn_day")
        late = pl.col("withdrawn_day") > on
        consents = withdrawn.with_columns(pl.when(~late).then(pl.col("withdrawn_at")))
    relations = tables.relations.filter(
        pl.col("declared").is_null() | (pl.col("declared") <= on)
    ).with_columns(pl.when(pl.col("notice_sent") <= on).then(pl.col("notice_sent")))
    points = tables.contact_points.with_columns(
        pl.when(pl.col("invalid_since") <= on).then(pl.col("invalid_since"))
    )
    return tables.but(
        attempts=up_to(tables.attempts),
        requests=up_to(tables.requests),
        consents=consents,
        relations=relations,
        contact_points=points,
    )


def last_clear_day(tables: Tables, loan_nos: pl.Series, *, on: date) -> pl.DataFrame:
    """Return `loan_no, last_clear`: the last day on which nothing due before it was unpaid, by total money.

    A contact after that day belongs to the present spell of lateness. Follows from schedule and payments alone.
    """
    chosen = pl.LazyFrame({"loan_no": loan_nos})
    owed = (
        tables.instalments.lazy()
        .filter(pl.col("due") <= on)
        .join(chosen, on="loan_no", how="semi")
        .select(
            "loan_no",
            day="due",
            owed=pl.col("principal_minor") + pl.col("interest_minor") + pl.col("fees_minor").fill_null(0),
            paid=pl.lit(0, dtype=pl.Int64),
        )
    )
    paid = (
        tables.payments.lazy()
        .filter(pl.col("received") <= on)
        .join(chosen, on="loan_no", how="semi")
        .select(
            "loan_no",
            day="received",
            owed=pl.lit(0, dtype=pl.Int64),
            paid=pl.when(pl.col("reverses").is_null())
            .then(pl.col("amount_minor"))
            .otherwise(-pl.col("amount_minor")),
        )
    )
    return (
        pl.concat([owed, paid])
        .group_by("loan_no", "day")
        .agg(pl.col("owed").sum(), pl.col("paid").sum())
        .sort("loan_no", "day")
        .with_columns(behind=(pl.col("owed") - pl.col("paid")).cum_sum().over("loan_no"))
        .filter(pl.col("behind") - pl.col("owed") <= 0)
        .group_by("loan_no")
        .agg(last_clear=pl.col("day").max())
        .collect()
    )


def contacts_about(tables: Tables, late: pl.DataFrame) -> pl.DataFrame:
    """Return the contacts we made to the borrowers of `late` (`loan_no, loan_id, borrower_no, zone, last_clear`) in the present spell.

    Columns `loan_no, local_day, channel, purpose`; a contact that names no loan counts for each late loan of the person.
    """
    made = tables.attempts.filter(
        (pl.col("direction").fill_null("out") == "out") & ~pl.col("outcome").is_in(NOT_MADE)
    ).select("attempt_id", "at", "person_no", "channel", "purpose", "loan_ids")
    borrowers = late.select("borrower_no", "zone").unique("borrower_no")
    made = with_local_day(made.join(borrowers, left_on="person_no", right_on="borrower_no"))
    names_none = pl.col("loan_ids").list.len().fill_null(0) == 0
    loans = late.select("loan_no", "loan_id", "borrower_no", "last_clear")
    named = made.filter(~names_none).explode("loan_ids").join(loans, left_on="loan_ids", right_on="loan_id")
    of_all = made.filter(names_none).join(loans, left_on="person_no", right_on="borrower_no")
    columns = ["loan_no", "local_day", "channel", "purpose", "last_clear"]
    every = pl.concat([named.select(columns), of_all.select(columns)])
    in_spell = pl.col("last_clear").is_null() | (pl.col("local_day") > pl.col("last_clear"))
    return every.filter(in_spell).drop("last_clear")


def taken(path: Path, contacts: pl.DataFrame) -> pl.DataFrame:
    """Count contacts by the purposes of the path: `loan_no, last_day` and a column `taken:PURPOSE` for each purpose."""
    pairs = contacts.select("channel", "purpose").unique()
    counted = [path.purpose_of(channel, purpose) for channel, purpose in pairs.iter_rows()]
    marked = contacts.join(
        pairs.with_columns(pl.Series("counted", counted, dtype=pl.String)),
        on=["channel", "purpose"],
        nulls_equal=True,
    )
    purposes = sorted({step.purpose for step in path.steps})
    return marked.group_by("loan_no").agg(
        pl.col("local_day").max().alias("last_day"),
        *(
            (pl.col("counted") == purpose).sum().cast(pl.Int64).alias(f"taken:{purpose}")
            for purpose in purposes
        ),
    )


def dead_ends(tables: Tables) -> pl.DataFrame:
    """Return `person_no, value` of addresses whose last contact said that they do not work or are somebody else's."""
    tried = tables.attempts.filter(
        (pl.col("direction").fill_null("out") == "out") & pl.col("contact_point").is_not_null()
    )
    told = tables.requests.filter((pl.col("kind") == "wrong_number") & pl.col("scope").is_not_null())
    dead = (
        tried.sort("at", "attempt_id")
        .group_by("person_no", "contact_point")
        .agg(pl.col("outcome").last())
        .filter(pl.col("outcome").is_in(DEAD_END))
        .select("person_no", value="contact_point")
    )
    return pl.concat([dead, told.select("person_no", value="scope")]).unique()


def unreachable(
    tables: Tables, borrowers: pl.DataFrame, rule: Locate, *, numbers: pl.DataFrame
) -> pl.DataFrame:
    """Return `borrower_no` of those whom enough failed calls on consecutive local days did not reach.

    `borrowers` has `borrower_no, zone`; `numbers` has `person_no, value` of the usable numbers. The same as
    `strategy.planning.is_unreachable`.
    """
    log = with_local_day(
        tables.attempts.join(borrowers.unique("borrower_no"), left_on="person_no", right_on="borrower_no")
    )
    talked = log.filter(pl.col("outcome").is_in(TALKS) | (pl.col("direction") == "in"))
    talks = talked.group_by("person_no").agg(last_talk=pl.col("local_day").max())
    calls = log.filter((pl.col("channel") == "call") & (pl.col("direction").fill_null("out") == "out"))
    days = (
        calls.filter(pl.col("outcome").is_in(FAILED_CALLS))
        .group_by("person_no", "local_day")
        .len()
        .filter(pl.col("len") >= rule.failed_attempts_a_day_min)
        .join(talks, on="person_no", how="left")
        .filter(pl.col("last_talk").is_null() | (pl.col("local_day") > pl.col("last_talk")))
        .sort("person_no", "local_day")
        .with_columns(
            run=pl.col("local_day").cast(pl.Int32)
            - pl.col("local_day").rank("ordinal").over("person_no").cast(pl.Int32)
        )
    )
    lost = days.group_by("person_no", "run").len().filter(pl.col("len") >= rule.consecutive_days_min)
    untried = numbers.join(
        calls.select("person_no", value="contact_point"), on=["person_no", "value"], how="anti"
    )
    return (
        lost.select("person_no")
        .unique()
        .join(untried, on="person_no", how="anti")
        .select(borrower_no="person_no")
        .sort("borrower_no")
    )
