"""Proposals for a whole book in columns: for every late loan the next step of the path, to whom, by which address, when.

It says what would be tried, gently and in order; whether it may be is the gate's question, also where the answer is plain, so that
every refusal is seen with its clause. Nothing harsher comes first: a step waits for those before it. Several loans of one person make
one proposal a day.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import polars as pl

from forbear.portfolio.proposals.history import contacts_about, dead_ends, last_clear_day, taken, unreachable
from forbear.portfolio.proposals.zoning import end_of_day, instants, planning_zones

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from forbear.portfolio.tables import Tables
    from forbear.strategy.treatment import Locate, Path, Step

INSTANT: Final = pl.Datetime("us", "UTC")
PROPOSAL_SCHEMA: Final = pl.Schema(
    {
        "person_no": pl.Int64(),
        "debtor_no": pl.Int64(),
        "role": pl.String(),
        "loan_no": pl.Int64(),
        "loan_nos": pl.List(pl.Int64()),
        "channel": pl.String(),
        "purpose": pl.String(),
        "contact_point": pl.String(),
        "step": pl.String(),
        "template": pl.String(),
        "priority": pl.Int64(),
        "zone": pl.String(),
        "at": INSTANT,
        "not_after": INSTANT,
        "days_past_due": pl.Int64(),
        "bucket": pl.String(),
    }
)
CHANNELS_OF: Final = {
    "mobile": ("call", "sms"),
    "landline": ("call",),
    "email": ("email",),
    "address": ("letter",),
    "app": ("app_push",),
    "enterprise_im": ("social_private",),
}
SOURCES_BEST_FIRST: Final = (
    "contract", "left_by_debtor", "debtor_authorised", "bureau_authorised", "public_lawful", "told_by_reserved_contact"
)  # fmt: skip
NOT_VERIFIED: Final = ("false", "no", "0", "unverified")


def propose(tables: Tables, cases: pl.DataFrame, *, path: Path, on: date) -> pl.DataFrame:
    """Return the proposals for the day after `on`, with the columns of `PROPOSAL_SCHEMA`, in the order of person, role.

    `tables` as known at the end of `on`; `cases` has `loan_no, days_past_due, bucket` of the loans that have a case.
    """
    if cases.is_empty():
        return pl.DataFrame(schema=PROPOSAL_SCHEMA)
    late = _late_loans(tables, cases, on=on)
    points = usable_points(tables, on=on)
    found = [_joined(_next_steps(tables, late, points, path=path, on=on))]
    if path.locate is not None:
        found.append(_joined(_locating(tables, late, points, path.locate, on=on)))
    return _timed(pl.concat(found), on=on).select(PROPOSAL_SCHEMA.names()).sort("person_no", "role")


def usable_points(tables: Tables, *, on: date) -> pl.DataFrame:
    """Return `person_no, channel, value, tries`, the best first: sources that are lawful, not known to be wrong or dead.

    For calls the number tried least comes first, so that no known number stays untried while another is called again.
    """
    ways = pl.DataFrame(
        [(kind, channel) for kind, channels in CHANNELS_OF.items() for channel in channels],
        schema={"kind": pl.String, "channel": pl.String},
        orient="row",
    )
    tries = (
        tables.attempts.filter((pl.col("channel") == "call") & pl.col("contact_point").is_not_null())
        .group_by("person_no", pl.col("contact_point").alias("value"))
        .agg(tries=pl.len().cast(pl.Int64))
    )
    verified = pl.col("verified").fill_null("").str.to_lowercase()
    works = pl.col("invalid_since").is_null() | (pl.col("invalid_since") > on)
    source = {name: rank for rank, name in enumerate(SOURCES_BEST_FIRST)}
    return (
        tables.contact_points.filter(
            works & pl.col("source").is_in(SOURCES_BEST_FIRST) & ~verified.is_in(NOT_VERIFIED)
        )
        .join(dead_ends(tables), on=["person_no", "value"], how="anti")
        .join(ways, on="kind")
        .join(tries, on=["person_no", "value"], how="left")
        .with_columns(
            pl.when(pl.col("channel") == "call")
            .then(pl.col("tries").fill_null(0))
            .otherwise(0)
            .alias("tries"),
            is_unverified=verified == "",
            rank=pl.col("source").replace_strict(source, return_dtype=pl.Int8),
            at_work=pl.col("place").fill_null("") == "work",
            is_landline=pl.col("kind") == "landline",
        )
        .sort("person_no", "channel", "tries", "at_work", "is_unverified", "is_landline", "rank", "value")
        .select("person_no", "channel", "value", "tries")
    )


def _late_loans(tables: Tables, cases: pl.DataFrame, *, on: date) -> pl.DataFrame:
    return (
        cases.select("loan_no", "days_past_due", "bucket")
        .join(tables.loans.select("loan_no", "loan_id", "borrower_no"), on="loan_no")
        .join(planning_zones(tables), left_on="borrower_no", right_on="person_no", how="left")
        .join(last_clear_day(tables, cases["loan_no"], on=on), on="loan_no", how="left")
        .sort("loan_no")
    )


def _next_steps(
    tables: Tables, late: pl.DataFrame, points: pl.DataFrame, *, path: Path, on: date
) -> pl.DataFrame:
    """Find the step that is next for each late loan and keep those whose day has come; see `strategy.planning.next_step`."""
    counts = taken(path, contacts_about(tables, late))
    channels = points.group_by("person_no").agg(pl.col("channel").unique().alias("channels"))
    situations = late.join(counts, on="loan_no", how="left").join(
        channels, left_on="borrower_no", right_on="person_no", how="left"
    )
    waited = ((pl.lit(on + timedelta(days=1)) - pl.col("last_day")).dt.total_days()).alias("days_since_last")
    chosen = pl.coalesce(_candidate(index, step) for index, step in enumerate(path.steps))
    steps = _steps_frame(path.steps)
    due = (pl.col("days_past_due") >= pl.col("from_day")) & (
        pl.col("days_since_last").is_null() | (pl.col("days_since_last") >= pl.col("wait_days"))
    )
    next_steps = (
        situations.with_columns(waited)
        .with_columns(index=chosen)
        .drop_nulls("index")
        .join(steps, on="index")
        .filter(due)
    )
    first = points.unique(["person_no", "channel"], keep="first", maintain_order=True)
    usable = (
        next_steps.select("loan_no", "borrower_no", "ways")
        .explode("ways")
        .with_columns(turn=pl.int_range(pl.len()).over("loan_no"))
    )
    way = (
        usable.join(first, left_on=["borrower_no", "ways"], right_on=["person_no", "channel"])
        .sort("loan_no", "turn")
        .unique("loan_no", keep="first", maintain_order=True)
        .select("loan_no", channel="ways", contact_point="value")
    )
    return next_steps.join(way, on="loan_no").select(
        person_no="borrower_no",
        debtor_no="borrower_no",
        role=pl.lit("borrower"),
        loan_no="loan_no",
        channel="channel",
        purpose="purpose",
        contact_point="contact_point",
        step="step",
        template="template",
        priority="priority",
        hour="hour",
        zone="zone",
        days_past_due=pl.col("days_past_due").cast(pl.Int64),
        bucket="bucket",
    )


def _candidate(index: int, step: Step) -> pl.Expr:
    """Name the step where it was not taken yet and some usable address fits it; a step that cannot be taken is passed over."""
    not_taken = pl.col(f"taken:{step.purpose}").fill_null(0) < step.ordinal
    fits = pl.any_horizontal(
        pl.col("channels").list.contains(channel) for channel in step.channels
    ).fill_null(value=False)
    return pl.when(not_taken & fits).then(pl.lit(index, dtype=pl.Int64))


def _steps_frame(steps: Sequence[Step]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "index": range(len(steps)),
            "step": [step.name for step in steps],
            "from_day": [step.from_day for step in steps],
            "wait_days": [step.wait_days for step in steps],
            "purpose": [step.purpose for step in steps],
            "ways": [list(step.channels) for step in steps],
            "hour": [step.hour for step in steps],
            "priority": [step.priority for step in steps],
            "template": [step.template for step in steps],
        },
        schema_overrides={"index": pl.Int64, "ways": pl.List(pl.String), "hour": pl.Time},
    )


def _locating(
    tables: Tables, late: pl.DataFrame, points: pl.DataFrame, rule: Locate, *, on: date
) -> pl.DataFrame:
    """Propose to ask those whom an unreachable borrower named how to reach them; never about the debt, once, then not again."""
    step = rule.step
    old_enough = late.filter(pl.col("days_past_due") >= step.from_day)
    numbers = points.filter(pl.col("channel") == "call").select("person_no", "value")
    lost = unreachable(tables, old_enough.select("borrower_no", "zone"), rule, numbers=numbers)
    asked = old_enough.join(lost, on="borrower_no", how="semi")
    named = tables.relations.filter(pl.col("role").is_in(rule.roles)).select(
        "role", contact_no="person_no", rel_loan="loan_no", rel_borrower="borrower_no"
    )
    by_loan = asked.join(named.drop("rel_borrower"), left_on="loan_no", right_on="rel_loan")
    by_borrower = asked.join(
        named.filter(pl.col("rel_loan").is_null()).drop("rel_loan"),
        left_on="borrower_no",
        right_on="rel_borrower",
    )
    pairs = pl.concat([by_loan, by_borrower.select(by_loan.columns)]).unique(
        ["loan_no", "contact_no", "role"]
    )
    recent = tables.attempts.filter(
        (pl.col("direction").fill_null("out") == "out")
        & (pl.col("at").dt.date() > on + timedelta(days=1) - timedelta(days=step.wait_days))
    )
    first = points.filter(pl.col("channel").is_in(step.channels)).unique(
        "person_no", keep="first", maintain_order=True
    )
    return (
        pairs.join(recent, left_on="contact_no", right_on="person_no", how="anti")
        .join(first.rename({"person_no": "contact_no"}), on="contact_no")
        .join(
            planning_zones(tables).rename({"zone": "contact_zone"}),
            left_on="contact_no",
            right_on="person_no",
            how="left",
        )
        .select(
            person_no="contact_no",
            debtor_no="borrower_no",
            role="role",
            loan_no="loan_no",
            channel="channel",
            purpose=pl.lit(step.purpose),
            contact_point="value",
            step=pl.lit(step.name),
            template=pl.lit(step.template),
            priority=pl.lit(step.priority, dtype=pl.Int64),
            hour=pl.lit(step.hour),
            zone="contact_zone",
            days_past_due=pl.col("days_past_due").cast(pl.Int64),
            bucket="bucket",
        )
    )


def _joined(found: pl.DataFrame) -> pl.DataFrame:
    """Join what concerns one person on one day into one proposal, led by the loan that is latest."""
    lead = found.sort("days_past_due", "loan_no", descending=[True, False])
    people = ["person_no", "debtor_no", "role"]
    return lead.group_by(people, maintain_order=True).agg(
        pl.col("loan_no").sort().alias("loan_nos"),
        *(pl.col(name).first() for name in found.columns if name not in people),
    )


def _timed(found: pl.DataFrame, *, on: date) -> pl.DataFrame:
    day = on + timedelta(days=1)
    timed = instants(found, day, hour="hour", zone="zone", name="at")
    ends = {zone: end_of_day(day, zone) for zone in timed["zone"].unique()}
    return timed.with_columns(
        pl.col("zone").replace_strict(ends, return_dtype=INSTANT).alias("not_after")
        if ends
        else pl.lit(None, dtype=INSTANT).alias("not_after")
    )
