"""Money: whole minor units beside a currency, in and out of text without ever being a float.

Refuses what it cannot keep exactly: more decimals than the currency has, exponents, separators, signs other
than one leading minus, and arithmetic across currencies. It converts no currency into another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# ISO 4217 (list one). Every other code has two decimals.
_EXPONENT_OF = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV"), 0
    ),
    **dict.fromkeys(("XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
_CURRENCY = re.compile(r"[A-Z]{3}")
_PLAIN_DECIMAL = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
# Far above any loan, far below the 64-bit column that keeps it.
MINOR_MAX = 10**17


class BadAmount(ValueError):
    """not an amount of money in this currency"""


class UnknownCurrency(ValueError):
    """a currency code has three capital letters"""


class MixedCurrencies(ValueError):
    """amounts of two currencies cannot be added or compared"""


def minor_exponent(currency: str) -> int:
    """Return how many decimals `currency` has: JPY 0, CNY 2, KWD 3. Raises `UnknownCurrency`."""
    if not _CURRENCY.fullmatch(currency):
        message = f"`{currency}` is not a currency code of three capital letters"
        raise UnknownCurrency(message)
    return _EXPONENT_OF.get(currency, 2)


def to_minor(text: str, currency: str) -> int:
    """Return a plain decimal string of major units (`"12.50"`) as minor units (`1250`), exactly.

    Raises `BadAmount` for anything else: `+1`, `1,000`, `1e3`, `.5`, `NaN`, spaces, or more decimals than the
    currency has (also when they are zeros, for then the sender meant another currency).
    """
    exponent = minor_exponent(currency)
    match = _PLAIN_DECIMAL.fullmatch(text)
    if match is None:
        message = f"`{text[:40]}` is not a plain decimal number"
        raise BadAmount(message)
    sign, whole, fraction = match.group(1), match.group(2), match.group(3) or ""
    if len(fraction) > exponent:
        message = f"`{text[:40]}` has {len(fraction)} decimals and {currency} has {exponent}"
        raise BadAmount(message)
    if len(whole) > len(str(MINOR_MAX)):
        message = f"`{text[:40]}` is larger than any amount we keep"
        raise BadAmount(message)
    minor = int(whole + fraction.ljust(exponent, "0"))
    if minor > MINOR_MAX:
        message = f"`{text[:40]}` is larger than any amount we keep"
        raise BadAmount(message)
    if sign and minor == 0:
        message = f"`{text[:40]}` is a negative zero"
        raise BadAmount(message)
    return -minor if sign else minor


def to_major(amount_minor: int, currency: str) -> str:
    """Return minor units as a plain decimal string with all the currency's decimals: `1250` CNY is `"12.50"`."""
    exponent = minor_exponent(currency)
    sign = "-" if amount_minor < 0 else ""
    digits = str(abs(amount_minor)).rjust(exponent + 1, "0")
    if exponent == 0:
        return sign + digits
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units and its currency. Adding or comparing two currencies raises `MixedCurrencies`."""

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        """Raise `UnknownCurrency` for a code that is none."""
        minor_exponent(self.currency)

    @classmethod
    def from_major(cls, text: str, currency: str) -> Money:
        """Read a plain decimal string of major units. Raises `BadAmount`."""
        return cls(to_minor(text, currency), currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount_minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount_minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount_minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount_minor <= self._same(other)

    def __str__(self) -> str:
        return f"{to_major(self.amount_minor, self.currency)} {self.currency}"

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            message = f"cannot put {self.currency} and {other.currency} together"
            raise MixedCurrencies(message)
        return other.amount_minor
