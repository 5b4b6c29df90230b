"""A few generated requests for the us-auto sample, so that a demo shows what binds: stop, other hours, dispute, hardship.

The filings hold no requests. Every id begins with `gen-`, so that nobody takes one for a fact.
"""

import datetime as dt

from forbear.portfolio.samples.draws import draw, draw_between, draw_from
from forbear.portfolio.samples.folder import Tables
from forbear.portfolio.samples.us_auto.raw import FiledLoan, month_number
from forbear.portfolio.samples.us_auto.schedule import day_in

FIRST_MONTH, LAST_MONTH = month_number("2019-09"), month_number("2020-01")
REQUESTS = 40
KINDS = (
    "stop",
    "stop",
    "preference",
    "preference",
    "dispute",
    "dispute",
    "hardship",
    "grace",
    "promise",
    "complaint",
)
GRACE_DAYS = 30
PROMISE_DAYS = 14


def add_requests(tables: Tables, loans: dict[str, FiledLoan], *, seed: int, shift_months: int) -> None:
    """Write one request each for `REQUESTS` borrowers, dated in the five months before 2020-02 (shifted)."""
    chosen = sorted(loans, key=lambda loan_id: draw(seed, loan_id, "request"))[:REQUESTS]
    for number, loan_id in enumerate(sorted(chosen), start=1):
        kind = draw_from(seed, loan_id, "request-kind", items=KINDS)
        month = draw_between(seed, loan_id, "request-month", low=FIRST_MONTH, high=LAST_MONTH) + shift_months
        day = day_in(month, draw_between(seed, loan_id, "request-day", low=1, high=28))
        scope, until = _terms(kind, loan_id, day, seed=seed)
        at = f"{day.isoformat()}T{draw_between(seed, loan_id, 'request-hour', low=15, high=21):02d}:30:00+00:00"
        tables.add("requests", f"gen-{number:03d}", f"{loan_id}-b", kind, at, scope, until)


def _terms(kind: str, loan_id: str, day: dt.date, *, seed: int) -> tuple[str, str]:
    """Return scope and last day of a request of this kind."""
    if kind == "stop":
        return draw_from(seed, loan_id, "request-scope", items=("", "call", "sms")), ""
    if kind == "preference":
        return draw_from(seed, loan_id, "request-scope", items=("call", "sms")), ""
    if kind == "dispute":
        return loan_id, ""
    if kind in {"grace", "hardship"}:
        return "", (day + dt.timedelta(days=GRACE_DAYS)).isoformat()
    if kind == "promise":
        return loan_id, (day + dt.timedelta(days=PROMISE_DAYS)).isoformat()
    return "", ""
