"""The currencies of ISO 4217 in use (list one), without precious metals, funds and test codes.

A code outside this list is refused: `RMB` or `XXX` on a loan is a mistake, not a currency.
"""

import polars as pl

from forbear.domain.money import minor_exponent

_LINES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN",
    "BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL",
    "GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW",
    "KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN",
    "NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK",
    "SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYI UYU",
    "UYW UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG",
)
CURRENCIES = frozenset(code for line in _LINES for code in line.split())
"""Three-letter codes."""


def decimals_of(currency: pl.Series) -> pl.Series:
    """The number of decimals of each row's currency (Int64); null where the currency is not known."""
    known = {code: minor_exponent(code) for code in currency.drop_nulls().unique() if code in CURRENCIES}
    return currency.replace_strict(known, default=None, return_dtype=pl.Int64)
