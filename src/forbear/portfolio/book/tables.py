"""The schema of a loan book, as data: every table, its columns, what each may hold, and which names are refused.

Everything else in this package (reading, checking, writing, the documentation test) goes by these definitions.
Nothing here reads a file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import polars as pl

from forbear.domain import words


class Kind(StrEnum):
    """What the text of a column means."""

    ID = "id"
    TEXT = "text"
    DATE = "date"
    INSTANT = "instant"
    MONEY = "money"
    RATE = "rate"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    TOKEN = "token"  # noqa: S105 (a word of a closed list, not a secret)
    TOKENS = "tokens"
    IDS = "ids"
    TEXTS = "texts"
    ZONE = "zone"
    COUNTRY = "country"
    REGION = "region"
    LANGUAGE = "language"
    CURRENCY = "currency"
    HOUR = "hour"


LIST_KINDS = frozenset({Kind.TOKENS, Kind.IDS, Kind.TEXTS})
"""Kinds that hold several values; in CSV separated by `;`."""

_DTYPES: Mapping[Kind, pl.DataType] = MappingProxyType(
    {
        Kind.DATE: pl.Date(),
        Kind.INSTANT: pl.Datetime("us", "UTC"),
        Kind.MONEY: pl.Int64(),
        Kind.INTEGER: pl.Int64(),
        Kind.BOOLEAN: pl.Boolean(),
        Kind.TOKENS: pl.List(pl.String()),
        Kind.IDS: pl.List(pl.String()),
        Kind.TEXTS: pl.List(pl.String()),
    }
)


@dataclass(frozen=True)
class Column:
    """One column: its name in the file, what it holds and whether it must be filled in every row."""

    name: str
    kind: Kind
    required: bool = False
    tokens: tuple[str, ...] = ()
    refers_to: str | None = None

    @property
    def stored(self) -> str:
        """Name in the typed frame: money is `<name>_minor`, everything else keeps its name."""
        return f"{self.name}_minor" if self.kind is Kind.MONEY else self.name

    @property
    def dtype(self) -> pl.DataType:
        """Type in the typed frame; rates stay exact decimal text (see `nano`)."""
        return _DTYPES.get(self.kind, pl.String())

    @property
    def nano(self) -> str | None:
        """For a rate, the name of the companion column of whole billionths (Int64)."""
        return f"{self.name}_nano" if self.kind is Kind.RATE else None


@dataclass(frozen=True)
class Table:
    """One table of the book; `key` names the columns that may not repeat together (empty: rows may repeat)."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    required: bool = False

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in the documented order, without the optional `currency` beside money."""
        return tuple(column.name for column in self.columns if not is_beside(self, column))

    @property
    def schema(self) -> dict[str, pl.DataType]:
        """Typed columns of the frame in `Book.tables`; the last, `verbatim`, is the row as it came where ours differs."""
        types: dict[str, pl.DataType] = {}
        for column in self.columns:
            if is_beside(self, column):
                continue
            types[column.stored] = column.dtype
            if column.nano:
                types[column.nano] = pl.Int64()
        types[VERBATIM] = pl.String()
        return types

    def empty(self) -> pl.DataFrame:
        """A frame of no rows with the right columns: what a missing table is."""
        return pl.DataFrame(schema=self.schema)


VERBATIM = "verbatim"
"""Extra column of every frame: the record as it stood in the file, line ending included, or null when canonical."""


def is_beside(table: Table, column: Column) -> bool:
    """Whether this is the optional `currency` of a table whose currency is the loan's: checked, then dropped."""
    return column.kind is Kind.CURRENCY and table.name != "loans"


def _id(name: str, *, required: bool = True, refers_to: str | None = None) -> Column:
    return Column(name, Kind.ID, required, refers_to=refers_to)


def _token(name: str, tokens: Iterable[StrEnum], *, required: bool = False) -> Column:
    return Column(name, Kind.TOKEN, required, _spelled(tokens))


def _spelled(tokens: Iterable[StrEnum]) -> tuple[str, ...]:
    return tuple(token.value for token in tokens)


_BESIDE = Column("currency", Kind.CURRENCY)

_LENDERS = Table(
    "lenders",
    (
        _id("lender_id"),
        Column("name", Kind.TEXT, required=True),
        _token("kind", words.LenderKind, required=True),
        Column("country", Kind.COUNTRY),
        Column("is_cba_member", Kind.BOOLEAN),
    ),
    key=("lender_id",),
)

_LOANS = Table(
    "loans",
    (
        _id("loan_id"),
        _id("borrower_id", refers_to="people"),
        _id("lender_id", refers_to="lenders"),
        _token("product", words.Product, required=True),
        Column("currency", Kind.CURRENCY, required=True),
        Column("principal", Kind.MONEY, required=True),
        Column("annual_rate", Kind.RATE, required=True),
        _token("method", words.Method, required=True),
        Column("signed", Kind.DATE, required=True),
        Column("disbursed", Kind.DATE, required=True),
        Column("maturity", Kind.DATE, required=True),
        _token("status", words.LoanStatus),
        Column("penalty_rate", Kind.RATE),
        _token("allocation", words.Allocation),
        Column("grace_days", Kind.INTEGER),
        Column("timezone", Kind.ZONE),
        Column("country", Kind.COUNTRY),
    ),
    key=("loan_id",),
    required=True,
)

_INSTALMENTS = Table(
    "instalments",
    (
        _id("loan_id", refers_to="loans"),
        Column("number", Kind.INTEGER, required=True),
        Column("due", Kind.DATE, required=True),
        Column("principal", Kind.MONEY, required=True),
        Column("interest", Kind.MONEY, required=True),
        Column("fees", Kind.MONEY),
        _BESIDE,
    ),
    key=("loan_id", "number"),
)

_PAYMENTS = Table(
    "payments",
    (
        _id("loan_id", refers_to="loans"),
        _id("payment_id"),
        Column("received", Kind.DATE, required=True),
        Column("amount", Kind.MONEY, required=True),
        Column("channel", Kind.TEXT),
        _id("reverses", required=False),
        Column("allocated_principal", Kind.MONEY),
        Column("allocated_interest", Kind.MONEY),
        Column("allocated_fees", Kind.MONEY),
        _BESIDE,
    ),
    key=("loan_id", "payment_id"),
)

_CHARGES = Table(
    "charges",
    (
        _id("loan_id", refers_to="loans"),
        _id("charge_id"),
        _token("kind", words.ChargeKind, required=True),
        Column("date", Kind.DATE, required=True),
        Column("amount", Kind.MONEY, required=True),
        Column("cost_sheet_line", Kind.TEXT),
        _BESIDE,
    ),
    key=("loan_id", "charge_id"),
)

_PEOPLE = Table(
    "people",
    (
        _id("person_id"),
        Column("name", Kind.TEXT, required=True),
        Column("id_number", Kind.TEXT),
        Column("born", Kind.DATE),
        Column("language", Kind.LANGUAGE),
        Column("country", Kind.COUNTRY),
        Column("timezone", Kind.ZONE),
        Column("deceased", Kind.BOOLEAN),
        Column("special", Kind.TOKENS, tokens=_spelled(words.Special)),
    ),
    key=("person_id",),
)

_CONTACT_POINTS = Table(
    "contact_points",
    (
        _id("person_id", refers_to="people"),
        _token("kind", words.PointKind, required=True),
        Column("value", Kind.TEXT, required=True),
        _token("source", words.PointSource, required=True),
        _token("place", words.Place),
        Column("verified", Kind.TEXT),
        Column("invalid_since", Kind.DATE),
        Column("timezone", Kind.ZONE),
        Column("region", Kind.REGION),
    ),
    key=("person_id", "kind", "value"),
)

_RELATIONS = Table(
    "relations",
    (
        _id("loan_id", required=False, refers_to="loans"),
        _id("borrower_id", required=False, refers_to="people"),
        _id("person_id", refers_to="people"),
        _token("role", (role for role in words.Role if role in words.RELATION_ROLES), required=True),
        Column("relation", Kind.TEXT),
        Column("evidence", Kind.TEXT),
        Column("declared", Kind.DATE),
        Column("notice_sent", Kind.DATE),
        _token("answer", words.Answer),
    ),
    key=("loan_id", "borrower_id", "person_id", "role"),
)

_CONSENTS = Table(
    "consents",
    (
        _id("person_id", refers_to="people"),
        Column("scope", Kind.TEXT, required=True),
        Column("given_to", Kind.TEXT, required=True),
        Column("at", Kind.INSTANT, required=True),
        Column("channels", Kind.TOKENS, tokens=_spelled(words.Channel)),
        Column("from", Kind.HOUR),
        Column("to", Kind.HOUR),
        Column("until", Kind.DATE),
        Column("withdrawn_at", Kind.INSTANT),
        Column("waives", Kind.TEXTS),
    ),
)

_ATTEMPTS = Table(
    "attempts",
    (
        _id("attempt_id"),
        Column("at", Kind.INSTANT, required=True),
        _id("to", refers_to="people"),
        _token("channel", words.Channel, required=True),
        _token("outcome", words.Outcome, required=True),
        _token("direction", words.Direction),
        Column("loan_ids", Kind.IDS, refers_to="loans"),
        Column("contact_point", Kind.TEXT),
        Column("by", Kind.TEXT),
        _token("purpose", words.Purpose),
    ),
    key=("attempt_id",),
)

_REQUESTS = Table(
    "requests",
    (
        _id("request_id"),
        _id("person_id", refers_to="people"),
        _token("kind", words.RequestKind, required=True),
        Column("at", Kind.INSTANT, required=True),
        Column("scope", Kind.TEXT),
        Column("until", Kind.DATE),
    ),
    key=("request_id",),
)

TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.name: table
        for table in (
            _LENDERS,
            _PEOPLE,
            _LOANS,
            _INSTALMENTS,
            _PAYMENTS,
            _CHARGES,
            _CONTACT_POINTS,
            _RELATIONS,
            _CONSENTS,
            _ATTEMPTS,
            _REQUESTS,
        )
    }
)
"""Every table, in the order in which they can be written to a database: what is referred to comes first.

The book is read with `loans` first, because money elsewhere needs the loan's currency."""

REFUSED_TABLES = frozenset(
    {
        "address_book",
        "addressbook",
        "phonebook",
        "phone_book",
        "contacts_upload",
        "contact_upload",
        "uploaded_contacts",
        "phone_contacts",
        "device_contacts",
        "call_log",
        "call_logs",
        "call_history",
        "sms_log",
        "sms_inbox",
        "通讯录",
        "通话记录",
    }
)
"""Tables of scraped data: refused by name, with or without `--ignore-extra`."""

REFUSED_COLUMNS = frozenset(
    {
        "closeness",
        "intimacy",
        "intimacy_score",
        "relationship_score",
        "relationship_strength",
        "star_rating",
        "stars",
        "call_frequency",
        "call_count",
        "contact_rank",
        "亲密度",
        "星级",
    }
)
"""Columns that rank how close people are: refused by name, with or without `--ignore-extra`."""

RATE_DECIMALS_MAX = 9
RATE_MAX = 10
EMERGENCY_CONTACTS_MAX = 20
COLUMNS_MAX = 1000
RECORD_BYTES_MAX = 1 << 20
FAULTS_KEPT_MAX = 1000
AMOUNT_DIGITS_MAX = 13
INTEGER_MAX = 2_147_483_647
ID_LENGTH_MAX = 255
