"""Amounts in and out of text, and arithmetic that keeps currencies apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forbear.domain.money import (
    BadAmount,
    MixedCurrencies,
    Money,
    UnknownCurrency,
    minor_exponent,
    to_major,
    to_minor,
)


@pytest.mark.parametrize(
    ("currency", "decimals"),
    [("JPY", 0), ("KRW", 0), ("VND", 0), ("CNY", 2), ("USD", 2), ("KWD", 3), ("BHD", 3)],
)
def test_a_currency_has_its_own_number_of_decimals(currency: str, decimals: int) -> None:
    assert minor_exponent(currency) == decimals


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("12.50", "CNY", 1250),
        ("12.5", "CNY", 1250),
        ("12", "CNY", 1200),
        ("0.01", "CNY", 1),
        ("-0.01", "CNY", -1),
        ("007.10", "CNY", 710),
        ("1200", "JPY", 1200),
        ("1.234", "KWD", 1234),
    ],
)
def test_a_plain_decimal_is_read_exactly(text: str, currency: str, minor: int) -> None:
    assert to_minor(text, currency) == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "+1",
        "--1",
        "1,000",
        "1e3",
        ".5",
        "5.",
        "NaN",
        "inf",
        "1.234",
        "1.000",
        "-0",
        "0x1",
        "１２",
        "1_0",
        "¥1",
        "9" * 30,
    ],
)
def test_anything_but_a_plain_decimal_is_refused(text: str) -> None:
    with pytest.raises(BadAmount):
        to_minor(text, "CNY")


def test_yen_have_no_decimals() -> None:
    with pytest.raises(BadAmount, match="has 1 decimals and JPY has 0"):
        to_minor("1.5", "JPY")


@pytest.mark.parametrize("code", ["", "cny", "CN", "CNYY", "元"])
def test_a_currency_code_has_three_capital_letters(code: str) -> None:
    with pytest.raises(UnknownCurrency):
        minor_exponent(code)


@given(st.integers(-(10**16), 10**16), st.sampled_from(["JPY", "CNY", "KWD", "CLF"]))
def test_out_and_in_again_is_the_same_amount(minor: int, currency: str) -> None:
    assert to_minor(to_major(minor, currency), currency) == minor


def test_small_and_negative_amounts_are_written_with_all_their_decimals() -> None:
    assert [to_major(1, "CNY"), to_major(-5, "KWD"), to_major(-5, "JPY")] == ["0.01", "-0.005", "-5"]


def test_money_of_one_currency_adds_and_compares() -> None:
    one, two = Money.from_major("1.00", "CNY"), Money.from_major("2.00", "CNY")
    assert one + one == two
    assert two - one == one
    assert one < two
    assert one <= two
    assert str(-one) == "-1.00 CNY"


def test_money_of_two_currencies_is_never_put_together() -> None:
    with pytest.raises(MixedCurrencies):
        Money(100, "CNY") + Money(100, "USD")
    with pytest.raises(MixedCurrencies):
        _ = Money(100, "CNY") < Money(200, "USD")
