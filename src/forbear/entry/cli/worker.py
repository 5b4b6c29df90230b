"""`forbear worker`: send the planned e-mails that the gate allows, and hear the answers. Ends cleanly on Ctrl-C or SIGTERM."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import sys
import threading
from datetime import datetime
from pathlib import Path  # noqa: TC003 - Typer reads it at run time
from typing import TYPE_CHECKING, Annotated, Any

import structlog
import typer
from rich.console import Console

from forbear.entry import wiring
from forbear.entry.cli import BAD_INPUT, NEGATIVE
from forbear.entry.deeds.send_planned import Done, Parts
from forbear.entry.worker.loop import Course, Ears, work
from forbear.entry.worker.settings import BadSettings, Mail, mail_from
from forbear.entry.worker.showing import line_of, uncertain_words, words_of
from forbear.outreach.ports import NameLost, NameTaken
from forbear.outreach.rehearsal import MailWouldLeave

if TYPE_CHECKING:
    from collections.abc import Callable

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def worker(
    *,
    once: Annotated[bool, typer.Option("--once", help="Take up what is due now, then end.")] = False,
    name: Annotated[
        str | None, typer.Option(help="This worker's name; at most one of a name is at work.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="Work as if it were this instant (rehearsal only).")
    ] = None,
    smtp: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="The mail server; else FORBEAR_SMTP.")
    ] = None,
    spool: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Lay mail into a folder instead, for another mail system."),
    ] = None,
    hear: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Hear the mail that lies in DIR/new; else FORBEAR_MAIL_IN."),
    ] = None,
    uncertain: Annotated[
        bool, typer.Option("--uncertain", help="List the sends whose end nobody knows, and do nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """Send planned e-mails that the gate allows now, one at a time, and hear the answers.

    Exit status 1: the mail server did not answer, or, with --uncertain, there are uncertain sends.
    """
    errors = Console(stderr=True, highlight=False, markup=False)
    try:
        with wiring.open_house(os.environ) as house:
            if uncertain:
                _list_uncertain(house, as_json=as_json)
                return
            now = _clock(house, at)
            mail = mail_from(
                os.environ, smtp=smtp, spool=spool, hear=hear, is_rehearsal=house.rehearsal_now() is not None
            )
            _work(
                house,
                mail,
                now,
                name=name or f"worker-{socket.gethostname()}",
                once=once,
                as_json=as_json,
                errors=errors,
            )
    except (wiring.NoDatabase, wiring.BadSetting, BadSettings, MailWouldLeave, NameTaken, NameLost) as fault:
        errors.print(f"forbear worker: {fault}")
        raise typer.Exit(BAD_INPUT) from fault


def _clock(house: wiring.House, at: str | None) -> Callable[[], datetime]:
    """The installation's clock, or in a rehearsal the instant given. Raises `BadSettings`."""
    if at is None:
        return house.now
    if house.rehearsal_now() is None:
        raise BadSettings("--at is for a rehearsal; this installation is live and works by the real clock")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError as fault:
        raise BadSettings(f"--at `{at}` is not an instant such as 2026-10-15T09:30+08:00") from fault
    if instant.tzinfo is None:
        raise BadSettings(f"--at `{at}` needs an offset, such as +08:00")
    return lambda: instant


def _work(
    house: wiring.House,
    mail: Mail,
    now: Callable[[], datetime],
    *,
    name: str,
    once: bool,
    as_json: bool,
    errors: Console,
) -> None:
    if not name.isprintable() or "/" in name or not 0 < len(name) <= 60:  # noqa: PLR2004 - what fits an application name
        raise BadSettings(f"`{name}` cannot be a worker's name: up to 60 characters, no `/`")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    stopping = threading.Event()
    mark = secrets.token_hex(16)
    parts = Parts(
        queue=house.queue,
        mailer=mail.mailer,
        ledger=house.ledger_of_plan,
        rulebook=house.rulebook,
        sender=mail.sender,
        now=now,
        owner=f"{name}/{mark[:8]}",
        mark=mark,
    )
    ears = Ears(inbox=house.inbox, folder=mail.hear, domain=mail.sender.domain)
    course = Course(
        stop=stopping.is_set,
        pause=_pause_of(stopping),
        tell=(lambda _done: None) if as_json else (lambda done: _tell(errors, done)),
        once=once,
    )
    before = {
        which: signal.signal(which, lambda *_: stopping.set()) for which in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        summary = work(parts, ears, course)
    finally:
        mail.mailer.close()
        for which, handler in before.items():
            signal.signal(which, handler)
    _say(summary.to_dict() if as_json else words_of(summary))
    if summary.stopped_because:
        raise typer.Exit(NEGATIVE)


def _pause_of(stopping: threading.Event) -> Callable[[float], None]:
    def pause(seconds: float) -> None:
        stopping.wait(seconds)

    return pause


def _tell(errors: Console, done: Done) -> None:
    errors.print(line_of(done), soft_wrap=True)


def _list_uncertain(house: wiring.House, *, as_json: bool) -> None:
    found = house.queue.uncertain()
    if as_json:
        _say({"uncertain": [
            {"plan_id": one.plan_id, "book": one.book, "case_id": one.case_id, "person_id": one.person_id, "address": one.address,
             "permit_id": one.permit_id, "since": one.since.isoformat() if one.since else None, "why": one.why}
            for one in found
        ]})  # fmt: skip
    else:
        _say(uncertain_words(found))
    if found:
        raise typer.Exit(NEGATIVE)


def _say(answer: dict[str, Any] | list[str]) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False) if isinstance(answer, dict) else "\n".join(answer))
