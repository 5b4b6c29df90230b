"""How late every loan of a book is on one date: in columns, loan for loan what the reference of the domain says.

`age_all` ages; `accruing` has penalty interest, `exact` the reference for rare loans.
"""

from forbear.portfolio.ageing.whole import (
    AGEING_SCHEMA,
    BUCKETS,
    LATE_BUCKETS,
    StrayEntry,
    age_all,
    bucket_of,
    money_of,
    rare_loans,
    schedule_of,
)

__all__ = [
    "AGEING_SCHEMA",
    "BUCKETS",
    "LATE_BUCKETS",
    "StrayEntry",
    "age_all",
    "bucket_of",
    "money_of",
    "rare_loans",
    "schedule_of",
]
