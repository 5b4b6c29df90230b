"""Puts a column of canonical text into the Arrow type it had when it was read, exactly."""

import re

import pyarrow as pa
import pyarrow.compute as pc

_DECIMAL = re.compile(r"decimal(?:32|64|128|256)\((\d+), (\d+)\)")
_TIMESTAMP = re.compile(r"timestamp\[(s|ms|us|ns), tz=(.+)\]")
_LIST = re.compile(r"(?:large_)?list<.*>")


def cast_column(text: pa.Array, kind: str | None) -> pa.Array:
    """The text as the type named `kind`, spelled as Arrow spells it; as text when the name is None or means text."""
    text = text.cast(pa.string())
    if kind is None or "string" in kind or "utf8" in kind:
        return text
    decimal, timestamp = _DECIMAL.fullmatch(kind), _TIMESTAMP.fullmatch(kind)
    if decimal:
        return text.cast(pa.decimal128(int(decimal[1]), int(decimal[2])))
    if timestamp:
        return text.cast(pa.timestamp(timestamp[1], tz="UTC")).cast(
            pa.timestamp(timestamp[1], tz=timestamp[2])
        )
    if _LIST.fullmatch(kind):
        return pc.split_pattern(text, ";")
    if kind.startswith("date"):
        return text.cast(pa.date32())
    return text.cast(pa.type_for_alias(kind))
