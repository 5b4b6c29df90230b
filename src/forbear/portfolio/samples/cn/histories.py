"""What was tried and what was asked in the last weeks of the cn-sample: attempts within lawful hours, and requests.

Nobody is tried more than once a day, but for the two who cannot be reached (three calls on each of three days); nobody
is tried after asking to be left alone. Instants are Shanghai time.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from forbear.portfolio.samples.cn.cast import (
    AGREED_EVENINGS,
    ASKED_TO_STOP,
    DECEASED,
    SERIOUSLY_ILL,
    THREE_DAYS_SILENT,
)
from forbear.portfolio.samples.cn.products import Written
from forbear.portfolio.samples.draws import draw_between, draw_from, is_drawn
from forbear.portfolio.samples.folder import Tables

WINDOW_DAYS = 30
FIRST_HOUR, LAST_HOUR = 9, 19
CALL_OUTCOMES = ("ring_no_answer",) * 5 + ("conversation",) * 3 + ("busy", "answered_busy_no_conversation")
CHANNEL_OF = {"mobile": ("call", "sms", "sms"), "email": ("email",), "app": ("app_push",)}
SILENT_HOURS = ("09:40", "13:20", "18:50")
REQUEST_KINDS = (
    "stop",
    "preference",
    "preference",
    "dispute",
    "hardship",
    "hardship",
    "complaint",
    "promise",
    "promise",
    "grace",
)
REQUEST_PERCENT = 18
OF_CAST = {ASKED_TO_STOP: "stop", SERIOUSLY_ILL: "illness", DECEASED: "deceased"}
BINDS_DAYS = {"hardship": 30, "grace": 15, "promise": 10}


@dataclass(frozen=True, slots=True)
class Late:
    """A borrower who is late: the loan, the first day late, and the points that work, as (kind, value)."""

    loan: Written
    person_id: str
    late_since: dt.date
    points: tuple[tuple[str, str], ...]


def add_histories(tables: Tables, late: Sequence[Late], *, seed: int, as_of: dt.date) -> None:
    """Write attempts and requests of everybody who is late on `as_of`."""
    for each in late:
        asked = _add_request(tables, each, seed=seed, as_of=as_of)
        if each.loan.loan_id in THREE_DAYS_SILENT:
            _add_silence(tables, each, as_of=as_of)
        else:
            _add_attempts(tables, each, seed=seed, as_of=as_of, before=asked)
        if each.loan.loan_id == AGREED_EVENINGS:
            _add_agreed_evenings(tables, each, as_of=as_of)


def _add_request(tables: Tables, late: Late, *, seed: int, as_of: dt.date) -> dt.date:
    """Write the request of this borrower, if any; return the day before which attempts are lawful."""
    loan_id = late.loan.loan_id
    kind = OF_CAST.get(loan_id, "")
    if (
        not kind
        and loan_id not in THREE_DAYS_SILENT
        and is_drawn(seed, loan_id, "request", percent=REQUEST_PERCENT)
    ):
        kind = draw_from(seed, loan_id, "request-kind", items=REQUEST_KINDS)
    if not kind:
        return as_of
    days_late = (as_of - late.late_since).days
    day = as_of - dt.timedelta(
        days=draw_between(seed, loan_id, "request-day", low=1, high=max(1, min(12, days_late)))
    )
    scope = {"preference": "call", "dispute": loan_id, "promise": loan_id}.get(kind, "")
    until = (day + dt.timedelta(days=BINDS_DAYS[kind])).isoformat() if kind in BINDS_DAYS else ""
    at = f"{day.isoformat()}T{draw_between(seed, loan_id, 'request-hour', low=9, high=21):02d}:15:00+08:00"
    tables.add("requests", f"{loan_id}-r1", late.person_id, kind, at, scope, until)
    return day


def _add_attempts(tables: Tables, late: Late, *, seed: int, as_of: dt.date, before: dt.date) -> None:
    loan_id = late.loan.loan_id
    first = max(late.late_since, as_of - dt.timedelta(days=WINDOW_DAYS))
    days = (before - first).days
    if days < 1 or not late.points:
        return
    count = draw_between(seed, loan_id, "attempts", low=1, high=min(5, days))
    chosen = sorted({draw_between(seed, loan_id, str(n), "day", low=0, high=days - 1) for n in range(count)})
    for number, offset in enumerate(chosen, start=1):
        part = f"attempt-{number}"
        kind, value = draw_from(seed, loan_id, part, "point", items=late.points)
        channel = draw_from(seed, loan_id, part, "channel", items=CHANNEL_OF[kind])
        outcome = (
            draw_from(seed, loan_id, part, "outcome", items=CALL_OUTCOMES)
            if channel == "call"
            else "delivered"
        )
        hour = draw_between(seed, loan_id, part, "hour", low=FIRST_HOUR, high=LAST_HOUR)
        minute = draw_between(seed, loan_id, part, "minute", low=0, high=59)
        at = f"{(first + dt.timedelta(days=offset)).isoformat()}T{hour:02d}:{minute:02d}:00+08:00"
        _add_attempt(tables, late, number, at=at, made=(channel, outcome, value))


def _add_silence(tables: Tables, late: Late, *, as_of: dt.date) -> None:
    """Write three calls that reached nobody on each of the three days before `as_of`."""
    number, value = 0, next(value for kind, value in late.points if kind == "mobile")
    for days_ago in (3, 2, 1):
        for hour in SILENT_HOURS:
            number += 1
            at = f"{(as_of - dt.timedelta(days=days_ago)).isoformat()}T{hour}:00+08:00"
            _add_attempt(tables, late, number, at=at, made=("call", "ring_no_answer", value))


def _add_attempt(tables: Tables, late: Late, number: int, *, at: str, made: tuple[str, str, str]) -> None:
    """Write one attempt; `made` is channel, outcome and the point used."""
    channel, outcome, value = made
    purpose = "collect" if channel == "call" else "payment_reminder"
    loan_id = late.loan.loan_id
    attempt_id = f"{loan_id}-a{number}"
    tables.add(
        "attempts", attempt_id, at, late.person_id, channel, outcome, "out", loan_id, value, "lender", purpose
    )  # fmt: skip


def _add_agreed_evenings(tables: Tables, late: Late, *, as_of: dt.date) -> None:
    """Write the recorded agreement of a shift worker who would rather be written to late in the evening."""
    at = f"{(as_of - dt.timedelta(days=20)).isoformat()}T20:05:00+08:00"
    until = (as_of + dt.timedelta(days=160)).isoformat()
    tables.add(
        "consents", late.person_id, "night_contact", "lender", at, "sms;email", "22:00", "23:30", until
    )
