"""One spelling for each value, whatever it came in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from types import MappingProxyType

import pytest

from forbear.gate.digests import NotCanonical, ask_values, canonical, digest
from forbear.gate.dossier import Ask

AT = datetime(2026, 10, 14, 11, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (7, "7"),
        ("在", '"在"'),
        ({"b": 1, "a": (2, [3])}, '{"a":[2,[3]],"b":1}'),
        (
            MappingProxyType({"b": AT, "a": 1}),
            '{"a":1,"b":"2026-10-14T03:00:00.000000Z"}'.replace("Z", "+00:00"),
        ),
        (AT, '"2026-10-14T03:00:00.000000+00:00"'),
        (date(2026, 10, 14), '"2026-10-14"'),
        (time(8, 30), '"08:30:00"'),
        (Decimal("1.50"), '"1.50"'),
        (frozenset({"b", "a"}), '["a","b"]'),
        ([{"z": frozenset({"x"})}], '[{"z":["x"]}]'),
    ],
)
def test_a_value_has_one_spelling(value: object, text: str) -> None:
    assert canonical(value) == text


@pytest.mark.parametrize("value", [1.5, [1.5], {"a": 1.5}, object()])
def test_what_has_no_single_spelling_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical, match="has no canonical form"):
        canonical(value)


def test_one_instant_in_two_zones_has_one_digest() -> None:
    assert digest(AT) == digest(AT.astimezone(UTC))


def test_an_ask_is_spelled_with_what_was_given_and_nothing_worked_out_from_it() -> None:
    values = ask_values(Ask(AT, "call", "p1"))
    assert values["at"] == "2026-10-14T03:00:00.000000+00:00"
    assert values["debtor_id"] == "p1"
    assert "us" not in values
    assert "arrives_us" not in values
