"""`forbear demo`: everything on a database of its own, with two sample books; says each step before it takes it."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import structlog
import typer

from forbear.entry import wiring
from forbear.entry.cli import BAD_INPUT, rehearsal
from forbear.entry.cli.serve import server_for
from forbear.entry.cli.speaking import errors
from forbear.entry.mailroom import Mailroom
from forbear.entry.web.access import hash_password
from forbear.portfolio.summary import summary_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from forbear.entry.worker.summary import Summary
    from forbear.portfolio.results import Results

app = typer.Typer(rich_markup_mode=None, help="Everything on an embedded database with sample books.")
HOME: Final = "demo"
MARK: Final = "forbear-demo"
TRAINED_UNTIL: Final = rehearsal.BEGINS.date() + timedelta(days=365)
ACCOUNTS: Final = (("lin", "林悦", "collector", "zh-CN"), ("avery", "Avery Cole", "compliance", "en"))


@app.command()
def demo(
    *,
    home: Annotated[
        Path | None, typer.Option(help="Where to keep everything; ./.forbear/demo without it.")
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, help="Port of the pages; the next free one is taken where it is in use."
        ),
    ] = 8420,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew: forget the earlier demo.")] = False,
    serve: Annotated[bool, typer.Option(help="Serve the pages at the end, until Ctrl-C.")] = True,
) -> None:
    """Import real loans, run three nights, send and hear mail, and serve the desk."""
    began = time.monotonic()
    folder = home or wiring.home_folder(os.environ) / HOME
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(40),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )
    try:
        _prepare(folder, fresh=fresh)
        _say(f"starting a database of our own in {_shown(folder)}")
        with _house(folder) as house:
            house.installation.begin_rehearsal(rehearsal.BEGINS)
            with Mailroom(folder / "mail", domain=rehearsal.DOMAIN) as mailroom:
                _journey(house, mailroom)
                accounts = _accounts(house)
                if serve:
                    _serve(house, port, accounts, began)
    except (wiring.NoDatabase, wiring.BadSetting, wiring.NotARehearsal, BadHome) as fault:
        errors().print(f"forbear demo: {fault}")
        raise typer.Exit(BAD_INPUT) from fault


class BadHome(Exception):
    """the folder holds something that is not a demo"""


def _prepare(folder: Path, *, fresh: bool) -> None:
    """Make the folder, or empty it; only ever a folder that a demo made."""
    mark = folder / MARK
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        message = f"{_shown(folder)} holds something that is not a demo; name another folder with --home"
        raise BadHome(message)
    if fresh and folder.exists():
        _say(f"forgetting the earlier demo in {_shown(folder)}")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text("The demo keeps its database and mail here; it may be deleted.\n", encoding="utf-8")


@contextlib.contextmanager
def _house(folder: Path) -> Iterator[wiring.House]:
    env = {name: value for name, value in os.environ.items() if name != wiring.DATABASE_URL}
    env.setdefault(wiring.RECORDER, "up")  # a rehearsal, in which nothing rings
    with wiring.open_house(env, home=folder) as house:
        yield house


def _journey(house: wiring.House, mailroom: Mailroom) -> None:
    """What a newcomer watches; steps already taken are not taken again."""
    rehearsal.bring_samples(house, _say)
    for hour in rehearsal.HOURS:
        if house.now() >= hour.at:
            continue
        if hour.night is not None:
            rehearsal.run_night_of(house, hour.night, _tell_night)
        _tell_work(hour.at, rehearsal.work_at(house, mailroom, hour.at))
        if hour.is_answered and rehearsal.answer_stop(mailroom) is not None:
            _say(f"somebody in China answers “{rehearsal.ANSWER}” (unsubscribe)")
    count = sum(1 for _ in (mailroom.folder / "out").glob("*.eml"))
    _say(
        f"the mail server of this machine received {count:,} messages; they are in {_shown(mailroom.folder / 'out')}"
    )


def _tell_night(book: str, results: Results) -> None:
    found = summary_of(results)
    _say(
        f"night of {results.on} over `{book}`: {found['loans']:,} loans aged, {found['cases']['open']:,} cases open, "
        f"{found['proposals']:,} contacts proposed, {found['allowed']:,} allowed"
    )


def _tell_work(at: datetime, summary: Summary) -> None:
    """Tell what a worker did at an hour; an hour at which nothing was due is passed over."""
    done = summary.to_dict()
    if not done["claimed"] and not summary.heard:
        return
    there = at.astimezone(ZoneInfo("America/New_York"))
    parts = [
        f"{done[name]:,} {word}"
        for name, word in (("sent", "sent"), ("put_off", "put off"), ("refused", "refused"))
        if done[name]
    ]
    _say(
        f"{at.day} October, {at:%H:%M} in Shanghai, {there:%H:%M} in New York: {', '.join(parts) or 'nothing to send'}"
    )
    for rule, times in summary.refused_by.most_common(4):
        _say(f"    {times:>5}  refused by {rule}")
    for meaning, times in summary.heard.items():
        _say(f"    heard “{meaning}” {times} time{'s' if times > 1 else ''}; it binds at once")


def _accounts(house: wiring.House) -> list[rehearsal.Account]:
    made = []
    for sign_in, name, role, language in ACCOUNTS:
        password = secrets.token_urlsafe(9)
        house.staff.add(
            {
                "staff_id": f"demo-{sign_in}",
                "sign_in": sign_in,
                "name": name,
                "password_hash": hash_password(password),
                "role": role,
                "books": [],
                "language": language,
                "trained_until": TRAINED_UNTIL,
            }
        )
        made.append(rehearsal.Account(sign_in, password, name, role, language))
    return made


def _serve(house: wiring.House, port: int, accounts: list[rehearsal.Account], began: float) -> None:
    free = _free(port)
    _say(f"ready after {time.monotonic() - began:.0f} seconds")
    errors().print("")
    errors().print(f"  The desk       http://127.0.0.1:{free}/desk")
    for account in accounts:
        errors().print(
            f"  Sign in as     {account.sign_in}   password  {account.password}   ({account.name}, {account.role}, {account.language})"
        )
    errors().print("  Stop           Ctrl-C")
    with contextlib.suppress(KeyboardInterrupt):  # the server has ended well by then
        server_for(house, "127.0.0.1", free).run()
    _say("stopped; `make demo` goes on from here")


def _free(port: int) -> int:
    for tried in (port, *range(port + 1, port + 20), 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", tried))
                return int(probe.getsockname()[1])
    return port


def _say(what: str) -> None:
    errors().print(f"forbear demo: {what}" if not what.startswith(" ") else what)


def _shown(path: Path) -> str:
    with contextlib.suppress(ValueError):
        return str(path.resolve().relative_to(Path.cwd()))
    return str(path)
