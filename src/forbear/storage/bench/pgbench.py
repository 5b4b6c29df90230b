"""The program pgbench on the server of a run: the bare function, and TPC-B."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, Final

from forbear.storage.bench import processor
from forbear.storage.queries import queries

if TYPE_CHECKING:
    from pathlib import Path

TPCB_SCALE: Final = 10
PROCESSED: Final = "number of transactions actually processed:"


class Pgbench:
    """Where the program is absent, every figure is empty."""

    def __init__(self, url: str, program: str | None, folder: Path, *, postmaster: int) -> None:
        """Fill the tables of TPC-B."""
        self._url, self._program, self._postmaster = url, program, postmaster
        self._script = folder / "call.sql"
        self._script.write_text(queries("bench")["pgbench_call"] + ";\n")
        if program:
            self._run("-i", "-q", "-s", str(TPCB_SCALE))

    def calls(self, connections: int, operations: int) -> dict[str, Any]:
        """Calls of the bare function; the calls lie in `bench_calls`."""
        each = str(operations // connections)
        return self._figures("-f", str(self._script), "-t", each, connections=connections)

    def tpcb(self, connections: int, seconds: int) -> dict[str, Any]:
        """Transactions of TPC-B."""
        return self._figures("-b", "tpcb-like", "-T", str(seconds), connections=connections)

    def _figures(self, *arguments: str, connections: int) -> dict[str, Any]:
        """Transactions a second (None without the program), and processor time of each."""
        if not self._program:
            return {"per_s": None, "processor": {}}
        jobs = str(min(connections, os.cpu_count() or 1))
        children, server = processor.of_children(), processor.of_server(self._postmaster)
        said = self._run("-n", "-M", "prepared", "-c", str(connections), "-j", jobs, *arguments)
        after = processor.of_server(self._postmaster)
        used = None if server is None or after is None else after - server
        lines = said.splitlines()
        number = next(
            line.removeprefix(PROCESSED).partition("/")[0] for line in lines if line.startswith(PROCESSED)
        )
        return {
            "per_s": next(float(line.split()[2]) for line in lines if line.startswith("tps =")),
            "processor": processor.figures(processor.of_children() - children, used, int(number)),
        }

    def _run(self, *arguments: str) -> str:
        command = [str(self._program), *arguments, self._url]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - our own command


def find_program(bindir: Path | None) -> str | None:
    """The program that came with the server, else the one on the path, else None."""
    beside = None if bindir is None else bindir / "pgbench"
    return str(beside) if beside and beside.exists() else shutil.which("pgbench")
