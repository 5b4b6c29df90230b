"""Amounts and days as people read them, in Chinese and English. It rounds nothing: amounts are whole minor units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from forbear.domain.money import to_major

if TYPE_CHECKING:
    from datetime import date

_SIGNS: Final = {"CNY": "￥", "USD": "$", "GBP": "£", "EUR": "€"}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PRODUCTS: Final = {
    "online_consumer": ("消费贷款", "consumer loan"),
    "credit_card": ("信用卡", "credit card account"),
    "auto": ("汽车贷款", "car loan"),
    "instalment_purchase": ("分期购物", "instalment purchase"),
    "micro": ("小额贷款", "small loan"),
    "other": ("贷款", "loan"),
}


def amount_words(amount_minor: int, currency: str) -> str:
    """Return `￥1,234.56`, `$1,234.56`, or `KWD 1,234.567` where we have no sign for the currency."""
    whole, dot, decimals = to_major(amount_minor, currency).partition(".")
    grouped = f"{int(whole):,}{dot}{decimals}"
    sign = _SIGNS.get(currency)
    return f"{sign}{grouped}" if sign else f"{currency} {grouped}"


def day_words(day: date, language: str) -> str:
    """Return `2026年10月14日` or `14 Oct 2026`."""
    if language == "zh-CN":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def product_words(product: str, language: str) -> str:
    """Return the kind of loan as the borrower would call it."""
    chinese, english = _PRODUCTS.get(product, _PRODUCTS["other"])
    return chinese if language == "zh-CN" else english
