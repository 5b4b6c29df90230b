"""One spelling for every question, so that its digest is the same wherever it is worked out.

Canonical JSON: sorted keys, no spaces, UTF-8, no floats, instants in RFC 3339 with microseconds in UTC.
It refuses floats: two machines must never differ in a last digit.
"""

from __future__ import annotations

import hashlib
import json
import json.encoder
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import UTC, date, datetime, time
from decimal import Decimal
from operator import itemgetter
from typing import Final, cast

from forbear.gate.dossier import Ask


class NotCanonical(Exception):
    """a value has no single spelling and cannot be digested"""


_ATOMS: Final = frozenset({str, int, bool, type(None)})
_TEXT: Final = frozenset({str})


def plain(value: object) -> object:
    """The JSON-ready form of a value: sets sorted, instants in UTC, decimals as text.

    Most of what it meets are plain dicts, lists and texts; those are told by their very type, which is many times cheaper.
    """
    kind = type(value)
    if kind in _ATOMS:
        return value
    if kind is dict:
        items = sorted(cast("dict[str, object]", value).items(), key=_NAME)
        return {str(name): item if type(item) in _ATOMS else plain(item) for name, item in items}
    if kind is list or kind is tuple:
        return [item if type(item) in _ATOMS else plain(item) for item in cast("list[object]", value)]
    return _rarer(value)


_NAME: Final = itemgetter(0)


def _rarer(value: object) -> object:  # noqa: PLR0911  one return for each kind of value
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): plain(value[name]) for name in sorted(value)}
    if isinstance(value, (set, frozenset)):
        return sorted(str(item) for item in value)
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    message = f"`{type(value).__name__}` has no canonical form"
    raise NotCanonical(message)


def _encoder() -> Callable[[object], str]:
    """Writes JSON with sorted keys and no spaces.

    `JSONEncoder.encode` builds its inner encoder at every call, which costs more than a small value does; where the fast one of the
    standard library is to be had it is built once here.
    """
    whole = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    make: Callable[..., Callable[[object, int], tuple[str, ...]]] | None = getattr(
        json.encoder, "c_make_encoder", None
    )
    quote = getattr(json.encoder, "c_encode_basestring", None)
    if make is None or quote is None:
        return whole.encode
    inner = make(None, whole.default, quote, None, ":", ",", True, False, True)  # noqa: FBT003 - its order of arguments
    return lambda value: "".join(inner(value, 0))


spelled: Final = _encoder()
"""The canonical JSON text of what `plain` gave."""


def canonical(value: object) -> str:
    """The canonical JSON text of a value."""
    if (
        type(value) is dict
        and _ATOMS.issuperset(map(type, value.values()))
        and _TEXT.issuperset(map(type, value))
    ):
        return spelled(value)  # it is plain as it stands
    return spelled(plain(value))


def digest(value: object) -> str:
    """sha256 of the canonical JSON, as hex."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def ask_values(ask: Ask) -> dict[str, object]:
    """An ask as JSON-ready values, one entry for each of its fields."""
    return {name: plain(getattr(ask, name)) for name in _OF_AN_ASK}


_OF_AN_ASK: Final = tuple(item.name for item in fields(Ask) if item.init)
