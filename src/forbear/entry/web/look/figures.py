"""Dates, instants, money and masked contact details as each language writes them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.numbers import format_currency

from forbear.domain.money import minor_exponent

if TYPE_CHECKING:
    from datetime import date, datetime

    from forbear.entry.web.look.words import Lang

MASKED_LENGTH_MIN = 8  # shorter details are hidden whole
SIGN = {("CNY", "zh-CN"): "￥"}


def money(amount_minor: int, currency: str, lang: Lang) -> str:
    """Return an amount of minor units as text: `￥1,234.56`, `US$1,234.56`, `CN¥1,234.56`."""
    exponent = minor_exponent(currency)
    amount = Decimal(amount_minor).scaleb(-exponent)
    text = format_currency(amount, currency, locale=lang.replace("-", "_"), decimal_quantization=False)
    return text.replace("¥", SIGN[currency, lang]) if (currency, lang) in SIGN else text


def day(value: date, lang: Lang) -> str:
    """Return a date: `2026年11月23日` or `23 Nov 2026`."""
    if lang == "zh-CN":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {value.strftime('%b')} {value.year}"


def instant(value: datetime, zone: str, lang: Lang, *, with_zone: bool = False) -> str:
    """Return an instant on the clock of `zone`: date and HH:MM, with the offset where zones may differ."""
    local = value.astimezone(ZoneInfo(zone))
    text = f"{day(local.date(), lang)}{' ' if lang == 'zh-CN' else ', '}{local:%H:%M}"
    if not with_zone:
        return text
    offset = f"{local:%z}"
    hours = f"{offset[0]}{int(offset[1:3])}" + (f":{offset[3:]}" if offset[3:] != "00" else "")
    return f"{text}（UTC{hours}）" if lang == "zh-CN" else f"{text} (UTC{hours})"


def masked(value: str) -> str:
    """Return a contact detail with its middle hidden: enough to recognise it, not enough to use it."""
    if "@" in value:
        name, _, host = value.partition("@")
        return f"{name[:1]}•••@{host}"
    return f"{value[:3]}••••{value[-2:]}" if len(value) >= MASKED_LENGTH_MIN else "•••"
