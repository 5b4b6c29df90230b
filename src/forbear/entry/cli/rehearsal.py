"""The rehearsal that the demo shows: books in, three nights, mail at two instants, an answer that is heard.

Real parts throughout: only the clock is set by hand, and mail stays on this machine. Each step is done once; a rehearsal that was
begun before goes on where it was.
"""

from __future__ import annotations

import secrets
import smtplib
import tempfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from forbear.entry import wiring
from forbear.entry.deeds.bring_book import bring_book
from forbear.entry.deeds.run import run_stored
from forbear.entry.deeds.send_planned import Parts
from forbear.entry.mailroom import HERE, Mailroom
from forbear.entry.worker.loop import Course, Ears, work
from forbear.outreach.email import Sender
from forbear.outreach.smtp import Server, SmtpMailer
from forbear.portfolio.samples import write_cn_sample, write_us_auto

if TYPE_CHECKING:
    from collections.abc import Callable

    from forbear.entry.worker.summary import Summary
    from forbear.portfolio.results import Results

DOMAIN: Final = "house.test"
SHIFT_MONTHS: Final = 80
BEGINS: Final = datetime.fromisoformat("2026-10-13T00:30+08:00")
ANSWER: Final = "退订"


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in of the rehearsal: made anew at each start, its password known to nobody else."""

    sign_in: str
    password: str
    name: str
    role: str
    language: str


def bring_samples(house: wiring.House, tell: Callable[[str], None]) -> None:
    """Bring in the two sample books, where they are not in yet."""
    there = set(house.book_names())
    makers: dict[str, tuple[str, Callable[[Path], object]]] = {
        "us-auto": (
            "3,844 real US car loans, dates moved by 80 months",
            partial(write_us_auto, shift_months=SHIFT_MONTHS),
        ),
        "cn-sample": ("the generated Chinese book", write_cn_sample),
    }
    for name, (what, write) in makers.items():
        if name in there:
            continue
        tell(f"importing {what} as `{name}`")
        with tempfile.TemporaryDirectory(prefix="forbear-") as folder:
            write(Path(folder) / name)
            brought = bring_book(
                partial(wiring.import_book, house.database), Path(folder) / name, name=name, at=house.now()
            )
        tell(
            f"  {brought.rows['loans']:,} loans, {brought.rows['instalments']:,} instalments, {brought.rows['payments']:,} payments"
        )


@dataclass(frozen=True, slots=True)
class Hour:
    """One step of the rehearsal: a night's run before it (or None), the instant, and whether somebody answers after it."""

    night: date | None
    at: datetime
    is_answered: bool = False


# The hours of Shanghai's clock at which a worker looks, with New York's: night for one is day for the other.
TICKS: Final = ("10:30", "16:30", "22:30", "01:30", "04:30", "07:30")
ENDS_WITH: Final = date(2026, 10, 15)


def _hours() -> tuple[Hour, ...]:
    """Three nights, and the hours after each until the morning of the last day."""
    hours = []
    for day in (date(2026, 10, 13), date(2026, 10, 14), ENDS_WITH):
        for tick in TICKS:
            on = day if tick >= TICKS[0] else day + timedelta(days=1)
            at = datetime.combine(on, time.fromisoformat(tick), ZoneInfo("Asia/Shanghai"))
            is_first = tick == TICKS[0]
            night = day - timedelta(days=1) if is_first else None
            hours.append(Hour(night, at, is_answered=is_first and day == date(2026, 10, 13)))
            if day == ENDS_WITH:
                break
    return tuple(hours)


HOURS: Final = _hours()


def run_night_of(house: wiring.House, night: date, tell: Callable[[str, Results], None]) -> None:
    """Run one night over both books; a night that was run already is left as it is."""
    for book in house.book_names():
        done = house.last_run_of(book)
        if done is not None and night <= done:
            continue
        with house.night(book) as (source, sink):
            for results in run_stored(source, sink, on=night, at=house.now(), rulebook=house.rulebook):
                tell(book, results)


def work_at(house: wiring.House, mailroom: Mailroom, at: datetime) -> Summary:
    """Move the rehearsal's clock on to `at` and let a worker take up what is due and hear what came in."""
    house.installation.set_clock(at)
    mailer = SmtpMailer(Server(HERE, mailroom.port, "none", None, None), is_rehearsal=True)
    mark = secrets.token_hex(16)
    sender = Sender(domain=DOMAIN)
    parts = Parts(
        queue=house.queue,
        mailer=mailer,
        ledger=house.ledger_of_plan,
        rulebook=house.rulebook,
        sender=sender,
        now=house.now,
        owner=f"rehearsal/{mark[:8]}",
        mark=mark,
    )
    course = Course(stop=lambda: False, pause=lambda _seconds: None, tell=lambda _done: None, once=True)
    try:
        return work(
            parts, Ears(inbox=house.inbox, folder=mailroom.folder / "in", domain=sender.domain), course
        )
    finally:
        mailer.close()


def answer_stop(mailroom: Mailroom) -> str | None:
    """Answer the first Chinese mail that was received with "退订", over SMTP; return who wrote, or None where there is no such mail."""
    for mail in mailroom.received():
        body = mail.get_body(("plain",))
        if body is None or ANSWER not in body.get_content():
            continue
        answer = EmailMessage()
        answer["From"] = str(mail["To"])
        answer["To"] = str(mail["Reply-To"] or mail["From"])
        answer["Subject"] = f"Re: {mail['Subject']}"
        answer["In-Reply-To"] = str(mail["Message-ID"])
        answer["Message-ID"] = f"<answer-{secrets.token_hex(8)}@example.com>"
        answer.set_content(ANSWER)
        with smtplib.SMTP(HERE, mailroom.port, timeout=10) as smtp:
            smtp.send_message(answer)
        return str(mail["To"])
    return None
