"""Checks what rows owe each other: keys that repeat, references that lead nowhere, dates, reversals and sums.

Rows with a cell at fault take part as far as their cells are known; a table of which rows could not be read is not
used to judge the others, so that one fault is not reported twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from forbear.portfolio.book.faults import Collector, Fault
from forbear.portfolio.book.reading.rows import LINE
from forbear.portfolio.book.tables import TABLES, Kind, Table

_VALUE = "_value"
_PHONE = r"^\+[1-9][0-9]{6,14}$"
_EMAIL = r"^[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+$|^[^@\s,;<>\"]+@localhost$"


@dataclass(frozen=True)
class Read:
    """The tables as read, with lines; `files` names their files; `whole` are those of which every row could be read."""

    frames: Mapping[str, pl.DataFrame]
    files: Mapping[str, str]
    whole: frozenset[str]
    faults: Collector

    def report(
        self,
        table: str,
        rows: pl.DataFrame,
        *,
        code: str,
        column: str | None,
        value: str | pl.Expr,
        facts: Callable[[Mapping[str, object]], Mapping[str, str]] | None = None,
    ) -> None:
        """One fault for each row; `facts` makes those of the message from the row."""
        if not rows.height:
            return
        expression = pl.col(value) if isinstance(value, str) else value
        shown = (
            rows.with_columns(expression.cast(pl.String).alias(_VALUE)).sort(LINE).head(self.faults.kept_max)
        )
        found = (
            Fault(self.files[table], row[LINE], column, code, row[_VALUE], facts(row) if facts else {})
            for row in shown.iter_rows(named=True)
        )
        self.faults.add_some(found, rows.height)

    def can_judge(self, table: str) -> bool:
        """Whether the table is in the folder and every row of it could be read."""
        return table in self.whole


def check_rows(read: Read, *, complete: bool) -> None:
    """All checks of this module; `complete` also asks for lenders and people where the folder has no such table."""
    for name in read.files:
        check_keys(read, TABLES[name])
        check_references(read, TABLES[name], complete=complete)
    check_loans(read)
    check_payments(read)
    check_points(read)
    if "charges" in read.files:
        zero = read.frames["charges"].filter(pl.col("amount_minor") == 0)
        read.report("charges", zero, code="zero_amount", column="amount", value=pl.lit("0"))


def check_keys(read: Read, table: Table) -> None:
    """No key stands twice; the message names the line on which it stood first."""
    if not table.key:
        return
    frame = read.frames[table.name].select(*table.key, LINE)
    if table.name == "relations":
        frame = frame.with_columns(pl.col(table.key).fill_null(""))
    elif any(frame[name].null_count() for name in table.key):
        frame = frame.drop_nulls(table.key)
    again = frame.filter(
        pl.struct(table.key).is_duplicated() if len(table.key) > 1 else pl.col(table.key[0]).is_duplicated()
    )
    if again.height:
        again = again.with_columns(pl.col(LINE).min().over(table.key).alias("_first")).filter(
            pl.col(LINE) > pl.col("_first")
        )
        value = pl.concat_str([pl.col(name).cast(pl.String) for name in table.key], separator=", ")
        column = table.key[-1] if table.key[0] in {"loan_id", "person_id"} else table.key[0]
        read.report(
            table.name,
            again,
            code="duplicate_key",
            column=column,
            value=value,
            facts=lambda row: {"first": str(row["_first"])},
        )


def check_references(read: Read, table: Table, *, complete: bool) -> None:
    """Every id that names a row of another table finds it."""
    frame = read.frames[table.name]
    for column in table.columns:
        target = column.refers_to
        if target is None or not (read.can_judge(target) or (complete and target not in read.files)):
            continue
        known = read.frames[target][TABLES[target].key[0]].drop_nulls().unique()
        rows = frame.select(column.name, LINE)
        if column.kind is Kind.IDS:
            rows = rows.explode(column.name)
        rows = rows.filter(pl.col(column.name).is_not_null())
        names = rows[column.name].unique()
        lost = names.filter(~names.is_in(known.implode()))
        if len(lost):
            rows = rows.filter(pl.col(column.name).is_in(lost.implode()))
            read.report(
                table.name,
                rows,
                code="dangling",
                column=column.name,
                value=column.name,
                facts=lambda _row, target=target: {"table": target},  # type: ignore[misc]
            )


def check_loans(read: Read) -> None:
    """Signed, then disbursed, then matured; and something was lent."""
    loans = read.frames["loans"]
    if not loans.height:
        return
    zero = loans.filter(pl.col("principal_minor") == 0)
    read.report("loans", zero, code="zero_amount", column="principal", value=pl.lit("0"))
    early = loans.filter(pl.col("signed") > pl.col("disbursed"))
    read.report("loans", early, code="signed_after_disbursed", column="disbursed", value="disbursed")
    short = loans.filter(pl.col("disbursed") > pl.col("maturity"))
    read.report("loans", short, code="maturity_before_disbursed", column="maturity", value="maturity")


def check_payments(read: Read) -> None:
    """Amounts are more than nothing, parts are not more than the whole, and what is taken back had come in."""
    payments = read.frames["payments"]
    if not payments.height:
        return
    zero = payments.filter(pl.col("amount_minor") == 0)
    read.report("payments", zero, code="zero_amount", column="amount", value=pl.lit("0"))
    parts = pl.sum_horizontal("allocated_principal_minor", "allocated_interest_minor", "allocated_fees_minor")
    over = payments.filter(parts > pl.col("amount_minor"))
    read.report("payments", over, code="allocated_too_much", column="allocated_principal", value="payment_id")
    back = payments.filter(pl.col("reverses").is_not_null())
    if back.height and read.can_judge("payments"):
        _check_reversals(read, payments, back)


def _check_reversals(read: Read, payments: pl.DataFrame, back: pl.DataFrame) -> None:
    made = payments.join(back.select("loan_id").unique(), on="loan_id", how="semi").select(
        "loan_id",
        pl.col("payment_id").alias("reverses"),
        pl.col("amount_minor").alias("made_minor"),
        pl.col("received").alias("made_on"),
        pl.col("reverses").is_not_null().alias("is_back"),
    )
    pairs = back.join(
        made.unique(("loan_id", "reverses"), keep="first"), on=["loan_id", "reverses"], how="left"
    )
    unknown = pairs.filter(pl.col("is_back").is_null())
    read.report("payments", unknown, code="unknown_payment", column="reverses", value="reverses")
    read.report(
        "payments", pairs.filter("is_back"), code="reverses_reversal", column="reverses", value="reverses"
    )
    early = pairs.filter(pl.col("received") < pl.col("made_on"))
    read.report("payments", early, code="reverses_earlier", column="received", value="reverses")
    taken = pl.col("amount_minor").sum().over("loan_id", "reverses")
    much = pairs.filter((taken > pl.col("made_minor")) & ~pl.col("is_back"))
    read.report("payments", much, code="reverses_too_much", column="amount", value="reverses")


def check_points(read: Read) -> None:
    """Telephone numbers are whole and e-mail addresses look like one."""
    points = read.frames["contact_points"]
    if not points.height:
        return
    phones = points.filter(
        pl.col("kind").is_in(["mobile", "landline"]) & ~pl.col("value").str.contains(_PHONE)
    )
    read.report("contact_points", phones, code="bad_phone", column="value", value="value")
    mails = points.filter((pl.col("kind") == "email") & ~pl.col("value").str.contains(_EMAIL))
    read.report("contact_points", mails, code="bad_email", column="value", value="value")
