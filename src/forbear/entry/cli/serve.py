"""`forbear serve`: the pages, over the database that FORBEAR_DATABASE_URL names or the one under FORBEAR_HOME."""

from __future__ import annotations

import contextlib
import os
from typing import Annotated

import typer
import uvicorn

from forbear.entry import wiring
from forbear.entry.cli import BAD_INPUT
from forbear.entry.cli.speaking import errors
from forbear.entry.web.application import application

app = typer.Typer(rich_markup_mode=None, help="Serve the API and the pages.")


def server_for(house: wiring.House, host: str, port: int) -> uvicorn.Server:
    """Return a server of the pages that stops cleanly on SIGINT and SIGTERM."""
    settings = uvicorn.Config(
        application(house),
        host=host,
        port=port,
        log_level="warning",
        access_log=False,  # addresses hold case numbers: they are not written to logs
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    return uvicorn.Server(settings)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8420,
) -> None:
    """Serve until stopped with Ctrl-C."""
    try:
        with wiring.open_house(os.environ) as house:
            errors().print(f"forbear serves http://{host}:{port}/ (Ctrl-C stops it)")
            with contextlib.suppress(KeyboardInterrupt):  # the server has ended well by then
                server_for(house, host, port).run()
    except (wiring.NoDatabase, wiring.BadSetting) as fault:
        errors().print(f"forbear: {fault}")
        raise typer.Exit(BAD_INPUT) from fault
