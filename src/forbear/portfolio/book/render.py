"""Writes typed columns as the text of the format: the canonical form, and lines of CSV with no more quotes than needed.

The one place that fixes how a value is spelled; reading compares with it and writing uses it.
"""

import polars as pl

from forbear.portfolio.book.currencies import decimals_of
from forbear.portfolio.book.tables import LIST_KINDS, Column, Kind, Table

_NEEDS_QUOTES = '[,"\r\n]'


def text_frame(
    table: Table, frame: pl.DataFrame, header: tuple[str, ...], currency: pl.Series | None
) -> pl.DataFrame:
    """The columns of `header` as canonical text; `currency` is that of each row (of its loan) where the table has money."""
    decimals = None if currency is None else decimals_of(currency)
    texts = []
    for name in header:
        column = table.column(name)
        if column is None:
            message = f"`{name}` is not a column of `{table.name}`"
            raise ValueError(message)
        if column.kind is Kind.CURRENCY and column.stored not in frame.columns:
            if currency is None:
                message = f"`{table.name}` cannot be written with a currency, its loans are not known"
                raise ValueError(message)
            texts.append(currency.alias(name))
        else:
            texts.append(_text(column, frame[column.stored], decimals).alias(name))
    return pl.DataFrame(texts)


def _text(column: Column, values: pl.Series, decimals: pl.Series | None) -> pl.Series:
    if column.kind is Kind.MONEY:
        return money_text(values, decimals)
    if column.kind is Kind.INSTANT:
        return _instant_text(values)
    if column.kind in LIST_KINDS:
        return values.list.join(";").replace("", None)
    return values.cast(pl.String)


def money_text(minor: pl.Series, decimals: pl.Series | None) -> pl.Series:
    """Minor units as plain decimal text with all decimals of each row's currency; raises `ValueError` if one is unknown."""
    if minor.null_count() == len(minor):
        return minor.cast(pl.String)
    if decimals is None or (decimals.is_null() & minor.is_not_null()).any():
        message = "an amount cannot be written, the currency of its loan is not known"
        raise ValueError(message)
    text = minor.cast(pl.String)
    written = text
    for each in decimals.drop_nulls().unique():
        if each:
            digits = text.str.zfill(int(each) + 1)
            here = digits.str.head(-int(each)) + "." + digits.str.tail(int(each))
            written = pl.select(pl.when(decimals == each).then(here).otherwise(written)).to_series()
    return written


def _instant_text(values: pl.Series) -> pl.Series:
    whole = values.dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    exact = values.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
    return pl.select(pl.when(values.dt.microsecond() == 0).then(whole).otherwise(exact)).to_series()


def quoted(text: pl.Series) -> pl.Series:
    """Each value as a CSV field: in quotes only when it must be; missing values are empty."""
    text = text.fill_null("")
    needs = text.str.contains(_NEEDS_QUOTES)
    if not needs.any():
        return text
    inside = '"' + text.str.replace_all('"', '""', literal=True) + '"'
    return pl.select(pl.when(needs).then(inside).otherwise(text)).to_series().alias(text.name)


def csv_lines(frame: pl.DataFrame, terminator: str) -> pl.Series:
    """One line of CSV for each row of text columns, line ending included."""
    fields = [quoted(frame[name]) for name in frame.columns]
    whole = pl.concat_str(*fields, separator=",")
    return pl.select(pl.concat_str(whole, pl.lit(terminator))).to_series().alias("line")


def header_line(header: tuple[str, ...], terminator: str) -> str:
    """The header as CSV."""
    return ",".join(f'"{name}"' if "," in name else name for name in header) + terminator
