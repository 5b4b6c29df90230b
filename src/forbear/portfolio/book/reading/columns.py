"""Turns columns of text into typed columns, exactly and in bulk, and says which cells are not what they should be.

Whole columns are tested with regular expressions and converted with integer and decimal arithmetic; a float is never
made. Each reader also says where the text differs from how we would write the value, so that the row can be kept.
"""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from forbear.domain.zones import UnknownZone, zone
from forbear.portfolio.book.currencies import CURRENCIES
from forbear.portfolio.book.tables import (
    AMOUNT_DIGITS_MAX,
    ID_LENGTH_MAX,
    INTEGER_MAX,
    RATE_DECIMALS_MAX,
    RATE_MAX,
    Column,
    Kind,
)

Facts = Mapping[str, str]
Report = Callable[[pl.Series, str, Facts | Callable[[str], Facts]], None]
"""Takes the cells at fault (a mask), the code, and facts for the message or a way to make them from the value."""

_DAY = r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}"
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
_OFFSET = r"([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
_CANONICAL_INSTANT = rf"^{_DAY}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{{6}})?Z$"
_TRUE, _FALSE = ("true", "1", "yes", "是"), ("false", "0", "no", "否")


@dataclass(frozen=True)
class Read:
    """A column as read: typed values, and where the text was not as we would write it (None: nowhere)."""

    values: pl.Series
    differs: pl.Series | None = None


def closest(value: str, allowed: Iterable[str]) -> Facts:
    """Facts for a message about an unknown word: the allowed ones and the nearest."""
    words = tuple(allowed)
    near = difflib.get_close_matches(value.lower(), words, n=1, cutoff=0.6)
    return {
        "allowed": ", ".join(words),
        "closest": f", did you mean `{near[0]}`" if near else "",
        "closest_zh": f"，是否为“{near[0]}”" if near else "",
    }


def read_column(column: Column, text: pl.Series, report: Report) -> Read:
    """Read one column of text (nulls are missing cells) that is not money; money needs `read_money`."""
    reader = _READERS.get(column.kind)
    return Read(text) if reader is None else reader(column, text, report)


def read_money(text: pl.Series, exponent: int | pl.Series, report: Report, currency: str = "") -> Read:
    """Read amounts as minor units, exactly; `exponent` is that of every row, or one for each (null: not known)."""
    if isinstance(exponent, int):
        return _money(text, exponent, currency, report)
    values = pl.Series(text.name, [None], dtype=pl.Int64).new_from_index(0, len(text))
    differs = pl.Series("differs", [False]).new_from_index(0, len(text))
    for each in exponent.unique():
        here = exponent.is_null() if each is None else (exponent == each).fill_null(value=False)
        part = pl.select(pl.when(here).then(text)).to_series()
        read = _money(part, 3 if each is None else int(each), currency, report)
        values = pl.select(pl.when(here).then(read.values).otherwise(values)).to_series()
        if read.differs is not None:
            differs = differs | (here & read.differs)
    return Read(values, differs)


def _money(text: pl.Series, exponent: int, currency: str, report: Report) -> Read:
    tail = rf"\.[0-9]{{{exponent}}}" if exponent else ""
    canonical = text.str.contains(rf"^(0|[1-9][0-9]{{0,{AMOUNT_DIGITS_MAX - 1}}}){tail}$")
    if canonical.all():
        return Read(_minor(text, exponent))
    optional = rf"(\.[0-9]{{1,{exponent}}})?" if exponent else ""
    valid = text.str.contains(rf"^[0-9]{{1,{AMOUNT_DIGITS_MAX}}}{optional}$")
    bad = ~valid
    negative = bad & text.str.contains(r"^\s*-\s*[[0-9].]")
    decimals = bad & text.str.contains(rf"^[0-9]{{1,{AMOUNT_DIGITS_MAX}}}\.[0-9]+$")
    large = bad & text.str.contains(rf"^[0-9]{{{AMOUNT_DIGITS_MAX + 1},}}(\.[0-9]+)?$")
    report(negative, "negative_amount", {})
    names = {"currency": currency or "the loan's currency", "currency_zh": currency or "该笔贷款的货币"}
    report(decimals, "too_many_decimals", {**names, "decimals": str(exponent)})
    report(large, "amount_too_large", {})
    report(bad & ~negative & ~decimals & ~large, "bad_amount", {})
    return Read(_minor(_only(text, valid), exponent), ~canonical)


def _minor(text: pl.Series, exponent: int) -> pl.Series:
    if exponent == 0:
        return text.cast(pl.Int64)
    minor = text.str.to_decimal(scale=exponent).to_physical().cast(pl.Int64)
    if minor.null_count() != text.null_count():
        message = "amounts that passed the check were not converted"
        raise RuntimeError(message)
    return minor


def _only(text: pl.Series, keep: pl.Series) -> pl.Series:
    """The column with the other cells made null."""
    return pl.select(pl.when(keep).then(text)).to_series().alias(text.name)


def rate_nano(text: pl.Series) -> pl.Series:
    """Rates already checked, as whole billionths."""
    return text.str.to_decimal(scale=RATE_DECIMALS_MAX).to_physical().cast(pl.Int64)


def _rate(_column: Column, text: pl.Series, report: Report) -> Read:
    valid = text.str.contains(rf"^[0-9]{{1,3}}(\.[0-9]{{1,{RATE_DECIMALS_MAX}}})?$")
    number = text.str.contains(r"^-?[0-9]+(\.[0-9]+)?$")
    high = rate_nano(_only(text, valid)) > RATE_MAX * 10**RATE_DECIMALS_MAX
    outside = (valid & high) | (~valid & number & text.str.contains(r"^-|^[0-9]{4,}"))
    report(outside, "rate_out_of_range", {})
    report(~valid & ~outside, "bad_rate", {})
    return Read(_only(text, valid & ~outside))


def _date(_column: Column, text: pl.Series, report: Report) -> Read:
    shaped = text.str.contains(rf"^{_DAY}$")
    values = _only(text, shaped).str.to_date("%Y-%m-%d", strict=False)
    report(text.is_not_null() & values.is_null(), "bad_date", {})
    return Read(values)


def _instant(_column: Column, text: pl.Series, report: Report) -> Read:
    shaped = text.str.contains(rf"^{_DAY}[Tt ]{_TIME}{_OFFSET}$")
    plain = _only(text, shaped).str.replace(r"[t ]", "T").str.replace("z", "Z")
    values = plain.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%#z", strict=False, time_unit="us", time_zone="UTC")
    naive = text.str.contains(rf"^{_DAY}[Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]+)?)?$")
    report(naive, "instant_without_offset", {})
    report(text.is_not_null() & values.is_null() & ~naive, "bad_instant", {})
    differs = ~text.str.contains(_CANONICAL_INSTANT) | text.str.contains(".000000Z", literal=True)
    return Read(values, differs)


def _integer(_column: Column, text: pl.Series, report: Report) -> Read:
    values = _only(text, text.str.contains(r"^[0-9]{1,12}$")).cast(pl.Int64)
    values = pl.select(pl.when(values <= INTEGER_MAX).then(values)).to_series()
    report(text.is_not_null() & values.is_null(), "bad_integer", {})
    return Read(values, ~text.str.contains(r"^(0|[1-9][0-9]*)$"))


def _boolean(_column: Column, text: pl.Series, report: Report) -> Read:
    low = text.str.to_lowercase()
    is_true, is_false = low.is_in(_TRUE), low.is_in(_FALSE)
    report(~(is_true | is_false), "bad_boolean", {})
    values = pl.select(pl.when(is_true).then(True).when(is_false).then(False)).to_series()  # noqa: FBT003 (polars literals)
    return Read(values, ~text.is_in(["true", "false"]))


def _words(text: pl.Series, accepted: Callable[[str], bool]) -> list[str]:
    """Distinct values that are not accepted; there are few distinct values in the columns this is for."""
    return [value for value in text.drop_nulls().unique() if not accepted(value)]


def _among(
    text: pl.Series, accepted: Callable[[str], bool], report: Report, code: str, words: Iterable[str] = ()
) -> Read:
    bad = _words(text, accepted)
    if not bad:
        return Read(text)
    at_fault = text.is_in(bad)
    allowed = tuple(words)
    report(at_fault, code, lambda value: closest(value, allowed))
    return Read(_only(text, ~at_fault))


def _token(column: Column, text: pl.Series, report: Report) -> Read:
    return _among(text, frozenset(column.tokens).__contains__, report, "unknown_token", column.tokens)


def _currency(_column: Column, text: pl.Series, report: Report) -> Read:
    return _among(text, CURRENCIES.__contains__, report, "unknown_currency", sorted(CURRENCIES))


def _zone(_column: Column, text: pl.Series, report: Report) -> Read:
    return _among(text, _is_zone, report, "unknown_zone")


def _is_zone(name: str) -> bool:
    try:
        zone(name)
    except (UnknownZone, ValueError):
        return False
    return True


def _shaped(pattern: str, code: str) -> Callable[[Column, pl.Series, Report], Read]:
    def read(_column: Column, text: pl.Series, report: Report) -> Read:
        good = text.str.contains(pattern)
        report(~good, code, {})
        return Read(_only(text, good))

    return read


def _id(column: Column, text: pl.Series, report: Report) -> Read:
    if column.refers_to:
        return Read(text)
    report(text.str.contains(r"^\s|\s$"), "spaces_around", {})
    report(text.str.contains(r"[[:cntrl:]]"), "control_character", {})
    report(text.str.len_chars() > ID_LENGTH_MAX, "value_too_long", {"limit": str(ID_LENGTH_MAX)})
    return Read(text)


def _list(column: Column, text: pl.Series, report: Report) -> Read:
    items = text.str.split(";").list.eval(pl.element().str.strip_chars())
    if column.tokens:
        flat = pl.DataFrame({"text": text, "item": items}).explode("item")
        bad = _words(flat["item"], frozenset(column.tokens).__contains__)
        if bad:
            rows = flat.filter(pl.col("item").is_in(bad))["text"].unique()
            report(
                text.is_in(rows.implode()), "unknown_token", lambda value: _closest_item(value, column.tokens)
            )
    differs = items.list.join(";") != text
    empty = pl.lit(pl.Series([[]], dtype=pl.List(pl.String))).first()
    return Read(pl.select(pl.when(text.is_null()).then(empty).otherwise(items)).to_series(), differs)


def _closest_item(value: str, tokens: tuple[str, ...]) -> Facts:
    bad = next((item.strip() for item in value.split(";") if item.strip() not in tokens), value)
    return {**closest(bad, tokens), "value": bad}


_READERS: Mapping[Kind, Callable[[Column, pl.Series, Report], Read]] = {
    Kind.ID: _id,
    Kind.DATE: _date,
    Kind.INSTANT: _instant,
    Kind.RATE: _rate,
    Kind.INTEGER: _integer,
    Kind.BOOLEAN: _boolean,
    Kind.TOKEN: _token,
    Kind.TOKENS: _list,
    Kind.IDS: _list,
    Kind.TEXTS: _list,
    Kind.ZONE: _zone,
    Kind.COUNTRY: _shaped(r"^[A-Z]{2}$", "bad_country"),
    Kind.REGION: _shaped(r"^([A-Z]{2}-[A-Z0-9]{1,3}|US-NY-(NYC|OTHER))$", "bad_region"),
    Kind.LANGUAGE: _shaped(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "bad_language"),
    Kind.CURRENCY: _currency,
    Kind.HOUR: _shaped(r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", "bad_hour"),
}
