"""A book's frames on their way into PostgreSQL and out again: numbers in place of ids, rows as the text that COPY reads.

The only module of `storage` that holds dataframes. It knows which column of the book is which column of ours; it opens nothing.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import polars as pl

from forbear.gate.keys import BOOK
from forbear.portfolio.book import TABLES, VERBATIM

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from forbear.portfolio.book import Table

Frame = pl.DataFrame
ROWS_AT_ONCE: Final = 200_000
INSTANT_TEXT: Final = "%Y-%m-%dT%H:%M:%S%.6fZ"

# Tables whose rows others refer to: table → (its id in the book, our number).
NUMBERED: Final = {
    "lenders": ("lender_id", "lender_no"),
    "people": ("person_id", "person_no"),
    "loans": ("loan_id", "loan_no"),
}
# Ids of the book that become numbers of ours: column of the book → (the table referred to, column of ours).
REFERENCES: Final = {
    "lender_id": ("lenders", "lender_no"),
    "borrower_id": ("people", "borrower_no"),
    "person_id": ("people", "person_no"),
    "to": ("people", "person_no"),
    "loan_id": ("loans", "loan_no"),
}
RENAMED: Final = {
    ("charges", "date"): "charged_on",
    ("consents", "from"): "valid_from",
    ("consents", "to"): "valid_to",
}
# Columns that our tables hold as never empty, with what an empty cell means, and the flag that says whether it was given.
DEFAULTS: Final = {
    ("loans", "status"): ("active", "status_given"),
    ("attempts", "direction"): ("out", "direction_given"),
}
WITHOUT_BOOK: Final = frozenset(
    {"instalments", "payments", "charges"}
)  # they hang on a loan, and the loan has the book
# Rows arrive in the order of the index that they must go into, which keeps its pages full and the writing in one place.
SORTED_BY: Final = {
    "instalments": ["loan_no", "number"],
    "payments": ["loan_no", "payment_id"],
    "charges": ["loan_no", "charge_id"],
}


@dataclass(frozen=True)
class Numbers:
    """Our numbers for the lender's ids: for each table of `NUMBERED` a frame of two columns, `id` and `no`."""

    frames: Mapping[str, pl.DataFrame]

    @classmethod
    def counted(cls, tables: Mapping[str, pl.DataFrame], first: Mapping[str, int]) -> Numbers:
        """Number the rows of each table of `NUMBERED` in order, from `first[table]` on."""
        return cls(
            {
                name: tables[name].select(
                    pl.col(identity).alias("id"),
                    pl.int_range(first[name], first[name] + tables[name].height, dtype=pl.Int64).alias("no"),
                )
                for name, (identity, _) in NUMBERED.items()
            }
        )

    @classmethod
    def known(cls, rows: Mapping[str, list[tuple[str, int]]]) -> Numbers:
        """Take numbers given out before: table → (id, number) pairs."""
        schema = {"id": pl.String, "no": pl.Int64}
        return cls({name: pl.DataFrame(rows.get(name, []), schema=schema, orient="row") for name in NUMBERED})

    def and_also(self, other: Numbers) -> Numbers:
        """Return the numbers of both; no id may be in both."""
        return Numbers({name: pl.concat([frame, other.frames[name]]) for name, frame in self.frames.items()})


def rows_for_copy(name: str, frame: pl.DataFrame, *, book: str, numbers: Numbers) -> pl.DataFrame:
    """Return the rows of table `name` with the columns of our table of that name, in the order of `target_columns`."""
    table = TABLES[name]
    wanted: list[pl.Expr] = [] if name in WITHOUT_BOOK else [pl.lit(book).alias("book")]
    for column in table.columns:
        if column.stored not in frame.columns:
            continue
        if _is_reference(name, column.name):
            frame = _numbered(frame, column.name, numbers)
            wanted.append(pl.col(f"no of {column.name}").alias(target(name, column.name)))
        elif (name, column.name) in DEFAULTS:
            meaning, given = DEFAULTS[name, column.name]
            wanted += [pl.col(column.name).fill_null(meaning), pl.col(column.name).is_not_null().alias(given)]
        else:
            wanted.append(pl.col(column.stored).alias(target(name, column.stored)))
    if name in NUMBERED:
        identity, number = NUMBERED[name]
        frame = _numbered(frame, identity, numbers)
        wanted.append(pl.col(f"no of {identity}").alias(number))
    if name == "attempts":
        wanted += [pl.col("role"), _detail()]
    rows = frame.select(*wanted, pl.col(VERBATIM))
    return rows.sort(SORTED_BY[name]) if name in SORTED_BY else rows


def _detail() -> pl.Expr:
    """The detail of an attempt as JSON: whose loans it was about where they are another's, and the place; nothing that is not known."""
    debtor = pl.when(pl.col("debtor_id") != pl.col("to")).then(pl.col("debtor_id"))
    parts = [
        pl.concat_str(
            pl.lit(f'"{name}":'),
            pl.struct(part.alias("v")).struct.json_encode().str.slice(5).str.strip_suffix("}"),
        )
        for name, part in (("debtor_id", debtor), ("place", pl.col("place")))
    ]
    said = [
        pl.when(part.is_not_null()).then(text)
        for part, text in zip((debtor, pl.col("place")), parts, strict=True)
    ]
    return pl.concat_str(
        pl.lit("{"), pl.concat_str(said, separator=",", ignore_nulls=True), pl.lit("}")
    ).alias("detail")


def target(name: str, column: str) -> str:
    """Return the name that a column of the book has in our table."""
    if _is_reference(name, column):
        return REFERENCES[column][1]
    return RENAMED.get((name, column), column)


def _is_reference(name: str, column: str) -> bool:
    own_id = name in NUMBERED and NUMBERED[name][0] == column
    return column in REFERENCES and not own_id and (name, column) not in RENAMED


def _numbered(frame: pl.DataFrame, column: str, numbers: Numbers) -> pl.DataFrame:
    table = REFERENCES[column][0]
    by_id = numbers.frames[table].rename({"no": f"no of {column}"})
    return frame.join(by_id, left_on=column, right_on="id", how="left", maintain_order="left")


def copy_text(rows: pl.DataFrame) -> Iterator[tuple[int, bytes]]:
    """Yield the rows as COPY's text format in blocks, each with the number of rows so far."""
    cells = [_cell(column, kind) for column, kind in rows.schema.items()]
    for start in range(0, rows.height, ROWS_AT_ONCE):
        block = rows.slice(start, ROWS_AT_ONCE).select(cells)
        out = block.write_csv(
            None, include_header=False, separator="\t", quote_style="never", null_value="\\N"
        )
        yield start + block.height, out.encode()


def _cell(column: str, kind: pl.DataType) -> pl.Expr:
    cell = pl.col(column)
    if isinstance(kind, pl.List):
        quoted = (
            pl.element().str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
        )
        inside = cell.list.eval(pl.concat_str(pl.lit('"'), quoted, pl.lit('"'))).list.join(",")
        return _escaped(pl.concat_str(pl.lit("{"), inside.fill_null(""), pl.lit("}"))).alias(column)
    if isinstance(kind, pl.Datetime):
        return cell.dt.strftime(INSTANT_TEXT)
    return _escaped(cell) if kind == pl.String else cell


def _escaped(cell: pl.Expr) -> pl.Expr:
    """Escape what COPY's text format gives a meaning to."""
    return cell.str.replace_many(["\\", "\t", "\n", "\r"], ["\\\\", "\\t", "\\n", "\\r"])


def references(tables: Mapping[str, pl.DataFrame]) -> dict[str, list[str]]:
    """Return the distinct ids of loans and people that stand in the tables themselves: `{"loans": […], "people": […]}`."""
    return {name: tables[name][NUMBERED[name][0]].unique().to_list() for name in NUMBERED}


def first_attempt(tables: Mapping[str, pl.DataFrame]) -> date | None:
    """Return the day (UTC) of the oldest attempt, or None without any."""
    return cast("date | None", tables["attempts"]["at"].dt.date().min())


def frame_from_csv(name: str, text: bytes) -> pl.DataFrame:
    """Read what `export_<name>` gave as CSV with a header back into a typed frame of the book."""
    table = TABLES[name]
    schema = dict.fromkeys((*_exported(table), VERBATIM), pl.String)
    if not text:
        return table.empty()
    raw = pl.read_csv(io.BytesIO(text), has_header=False, schema=schema, null_values=None)
    return raw.select(*(_typed(column, kind) for column, kind in table.schema.items()))


def _exported(table: Table) -> list[str]:
    return [column for column in table.schema if column != VERBATIM]


def _typed(column: str, kind: pl.DataType) -> pl.Expr:
    cell = pl.col(column)
    if isinstance(kind, pl.List):
        return cell.str.json_decode(kind).alias(column)
    if isinstance(kind, pl.Datetime):
        return cell.str.strptime(kind, "%Y-%m-%dT%H:%M:%S%.6fZ", strict=True)
    if kind == pl.Boolean:
        return cell.eq("t")
    if kind == pl.Date:
        return cell.str.to_date("%Y-%m-%d")
    return cell if kind == pl.String else cell.str.to_integer(dtype=pl.Int64)


# ------------------------------------------------------------------------------------------------ adding to a book


# How a row is known again where the book's own key is not enough.
KNOWN_BY: Final = {"consents": ("person_id", "scope", "given_to", "at")}
NOTHING: Final[frozenset[str]] = frozenset()
# What may differ in a row that is already there; every other difference is refused by name.
LOAN_MAY_CHANGE: Final = frozenset(
    {
        "product",
        "method",
        "signed",
        "disbursed",
        "maturity",
        "status",
        "allocation",
        "grace_days",
        "timezone",
        "country",
    }
)
MAY_CHANGE: Final = {
    "lenders": frozenset({"name", "kind", "country", "is_cba_member"}),
    "people": frozenset(TABLES["people"].names) - {"person_id"},
    "loans": LOAN_MAY_CHANGE,
    "contact_points": frozenset({"source", "place", "verified", "invalid_since", "timezone", "region"}),
    "relations": frozenset({"relation", "evidence", "declared", "notice_sent", "answer"}),
    "consents": frozenset({"until", "withdrawn_at"}),
    "attempts": frozenset({"outcome"}),
}


@dataclass(frozen=True)
class Difference:
    """A table of an addition beside what is there: rows to add, rows to change, and rows that must not change (and where they do)."""

    added: pl.DataFrame
    changed: pl.DataFrame
    refused: tuple[tuple[str, tuple[str, ...]], ...]


def known_by(name: str) -> tuple[str, ...]:
    """Return the columns by which a row of table `name` is known again."""
    return KNOWN_BY.get(name) or TABLES[name].key


def difference(name: str, new: pl.DataFrame, old: pl.DataFrame) -> Difference:
    """Compare the rows of an addition with those that the book has; equal rows are in none of the three parts."""
    keys = list(known_by(name))
    compared = [
        column for column in new.columns if column not in {*keys, VERBATIM} and not column.endswith("_nano")
    ]
    new = new.unique(
        [*keys, *(c for c in compared if new.schema[c] != pl.List(pl.String))], maintain_order=True
    )
    added = new.join(old, on=keys, how="anti", nulls_equal=True, maintain_order="left")
    both = new.join(old, on=keys, how="inner", nulls_equal=True, suffix=" before", maintain_order="left")
    differs = {column: both[column].ne_missing(both[f"{column} before"]) for column in compared}
    fixed = [column for column in compared if column not in MAY_CHANGE.get(name, NOTHING)]
    is_refused = _any([differs[column] for column in fixed], rows=both.height)
    is_changed = _any(list(differs.values()), rows=both.height)
    refused = tuple(
        (
            " ".join(str(both[key][row]) for key in keys),
            tuple(column for column in fixed if differs[column][row]),
        )
        for row in is_refused.arg_true().to_list()
    )
    return Difference(
        added=added, changed=both.filter(is_changed & ~is_refused).select(new.columns), refused=refused
    )


def both(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that the book has and those of an addition, the earlier first."""
    return pl.concat([old.select(new.columns), new])


def _any(masks: list[pl.Series], *, rows: int) -> pl.Series:
    """Say for each row whether any of the masks holds."""
    found = pl.Series([False]).new_from_index(0, rows)
    for mask in masks:
        found |= mask
    return found


def keys_touched(name: str, rows: pl.DataFrame, loans: pl.DataFrame) -> set[str]:
    """Return the count keys that rows of table `name` bear on; `loans` tells whose a loan is."""
    found: set[str] = {BOOK} if name == "lenders" else set()

    def add(prefix: str, column: str) -> None:
        if column in rows.columns:
            values = rows[column].explode() if rows.schema[column] == pl.List(pl.String) else rows[column]
            found.update(f"{prefix}:{value}" for value in values.drop_nulls().unique())

    for column in ("person_id", "borrower_id", "to", "debtor_id"):
        add("person", column)
    for column in ("loan_id", "loan_ids"):
        add("debt", column)
    add("point", "contact_point" if name == "attempts" else "value")
    if name == "requests":
        found.update(
            f"point:{at}" for at in rows.filter(pl.col("kind") == "wrong_number")["scope"].drop_nulls()
        )
    if name != "loans" and {"loan_id", "loan_ids"} & set(rows.columns):
        named = rows["loan_id"] if "loan_id" in rows.columns else rows["loan_ids"].explode()
        theirs = loans.filter(pl.col("loan_id").is_in(named.drop_nulls().implode()))["borrower_id"]
        found.update(f"person:{value}" for value in theirs.unique())
    return found


def values_for_update(changed: pl.DataFrame) -> list[dict[str, object]]:
    """Return the changed rows as parameters of an `update_…` statement: columns by their names in the book."""
    return changed.to_dicts()
