"""The us-auto sample: 3,844 real loans and 124,559 loan-months from public filings, with generated people."""

from forbear.portfolio.samples.us_auto.convert import SEED, write_us_auto

__all__ = ["SEED", "write_us_auto"]
