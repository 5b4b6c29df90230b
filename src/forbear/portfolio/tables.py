"""The tables that the night works on: their columns and types, in one place, whatever they were read from.

Keys are numbers of ours (`loan_no`, `person_no`), small and sortable; the lender's own strings travel beside them. Money is int64
minor units. This module knows no file and no database; it refuses a table that lacks a column.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from polars._typing import PolarsDataType

INSTANT: Final = pl.Datetime("us", "UTC")
TOKENS: Final = pl.List(pl.String)


def _columns(**columns: PolarsDataType | type[pl.DataType]) -> pl.Schema:
    return pl.Schema(columns)


SCHEMAS: Final[Mapping[str, pl.Schema]] = {
    "lenders": _columns(lender_no=pl.Int64, lender_id=pl.String, kind=pl.String, country=pl.String, is_cba_member=pl.Boolean),
    "loans": _columns(
        loan_no=pl.Int64, loan_id=pl.String, borrower_no=pl.Int64, lender_no=pl.Int64, product=pl.String, currency=pl.String,
        principal_minor=pl.Int64, annual_rate=pl.String, method=pl.String, signed=pl.Date, disbursed=pl.Date, maturity=pl.Date,
        status=pl.String, penalty_rate=pl.String, allocation=pl.String, timezone=pl.String, country=pl.String,
    ),
    "instalments": _columns(
        loan_no=pl.Int64, number=pl.Int64, due=pl.Date, principal_minor=pl.Int64, interest_minor=pl.Int64, fees_minor=pl.Int64,
    ),
    "payments": _columns(
        loan_no=pl.Int64, payment_id=pl.String, received=pl.Date, amount_minor=pl.Int64, reverses=pl.String,
        allocated_principal_minor=pl.Int64, allocated_interest_minor=pl.Int64, allocated_fees_minor=pl.Int64,
    ),
    "charges": _columns(loan_no=pl.Int64, charge_id=pl.String, kind=pl.String, date=pl.Date, amount_minor=pl.Int64),
    "people": _columns(
        person_no=pl.Int64, person_id=pl.String, born=pl.Date, language=pl.String, country=pl.String, timezone=pl.String,
        deceased=pl.Boolean, special=TOKENS,
    ),
    "contact_points": _columns(
        person_no=pl.Int64, kind=pl.String, value=pl.String, source=pl.String, place=pl.String, verified=pl.String,
        invalid_since=pl.Date, timezone=pl.String, region=pl.String,
        is_shared=pl.Boolean,
    ),
    "relations": _columns(
        loan_no=pl.Int64, borrower_no=pl.Int64, person_no=pl.Int64, role=pl.String, relation=pl.String, evidence=pl.String,
        declared=pl.Date, notice_sent=pl.Date, answer=pl.String,
    ),
    "consents": _columns(
        person_no=pl.Int64, scope=pl.String, given_to=pl.String, at=INSTANT, channels=TOKENS, valid_from=pl.String,
        valid_to=pl.String, until=pl.Date, withdrawn_at=INSTANT, waives=TOKENS,
    ),
    "attempts": _columns(
        attempt_id=pl.String, at=INSTANT, person_no=pl.Int64, channel=pl.String, outcome=pl.String, direction=pl.String,
        loan_ids=TOKENS, contact_point=pl.String, by=pl.String, purpose=pl.String, role=pl.String, debtor_id=pl.String,
        place=pl.String, lender=pl.String, debts_raised=TOKENS, debts_discussed=TOKENS, debt_elected=pl.String, technology=pl.String,
        form=pl.String, consent_id=pl.String, in_reply_to=pl.String, flags=TOKENS,
    ),
    "requests": _columns(
        request_id=pl.String, person_no=pl.Int64, kind=pl.String, at=INSTANT, scope=pl.String, until=pl.Date,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables of one partition of borrowers, each with the columns of `SCHEMAS`; a borrower is never split over partitions."""

    lenders: pl.DataFrame
    loans: pl.DataFrame
    instalments: pl.DataFrame
    payments: pl.DataFrame
    charges: pl.DataFrame
    people: pl.DataFrame
    contact_points: pl.DataFrame
    relations: pl.DataFrame
    consents: pl.DataFrame
    attempts: pl.DataFrame
    requests: pl.DataFrame

    @classmethod
    def of(cls, **given: pl.DataFrame) -> Tables:
        """Build from the tables given; a missing one is empty, missing columns are empty, columns get their types and order."""
        return cls(**{name: shaped(name, given.get(name)) for name in SCHEMAS})

    def but(self, **changed: pl.DataFrame) -> Tables:
        """Return the same tables with some of them exchanged."""
        return replace(self, **{name: shaped(name, frame) for name, frame in changed.items()})

    def items(self) -> list[tuple[str, pl.DataFrame]]:
        """Return name and frame of each table, in the order of `SCHEMAS`."""
        return [(field.name, getattr(self, field.name)) for field in fields(self)]


def shaped(name: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    """Return `frame` with exactly the columns and types of table `name`; columns that are not there are null.

    Raises `polars.exceptions.PolarsError` where a value cannot be what its column is (never cut off silently).
    """
    schema = SCHEMAS[name]
    if frame is None:
        return pl.DataFrame(schema=schema)
    wanted: list[Any] = []
    for column, kind in schema.items():
        if column not in frame.columns:
            wanted.append(pl.lit(None, dtype=kind).alias(column))
        elif frame.schema[column] != kind:
            wanted.append(pl.col(column).cast(kind, strict=True))
        else:
            wanted.append(pl.col(column))
    return frame.select(wanted)


def without_rows(name: str) -> pl.DataFrame:
    """Return table `name` with no rows."""
    return pl.DataFrame(schema=SCHEMAS[name])
