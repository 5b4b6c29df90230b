"""Processor time of callers and server. On a machine where others work too it stays nearly the same, while speeds do not.

Told where the system keeps a table of its processes under /proc; elsewhere there is no figure, and none is made up.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

TABLE: Final = Path("/proc")
PARENT, USER, SYSTEM, REAPED_USER, REAPED_SYSTEM = 1, 11, 12, 13, 14
"""Places in the line of a process, counted after its name."""
MICRO: Final = 1_000_000
TRIES: Final = 20


def of_server(postmaster: int) -> float | None:
    """Seconds that the server's processes have used so far, those that ended included.

    Read again while one of them ends meanwhile: it would be found neither among those that live nor among those that ended.
    """
    for _ in range(TRIES):
        own = _line(postmaster)
        if own is None:
            return None
        ticks = sum(own[place] for place in (USER, SYSTEM, REAPED_USER, REAPED_SYSTEM))
        for entry in TABLE.iterdir():
            line = _line(int(entry.name)) if entry.name.isdigit() else None
            if line is not None and line[PARENT] == postmaster:
                ticks += line[USER] + line[SYSTEM]
        after = _line(postmaster)
        if (
            after is not None
            and after[REAPED_USER : REAPED_SYSTEM + 1] == own[REAPED_USER : REAPED_SYSTEM + 1]
        ):
            return ticks / os.sysconf("SC_CLK_TCK")
    return None


def of_this_process() -> float:
    """Seconds that this process has used so far."""
    used = os.times()
    return used.user + used.system


def of_children() -> float:
    """Seconds that the processes have used which this one started and which have ended."""
    used = os.times()
    return used.children_user + used.children_system


def figures(callers: float, server: float | None, number: int) -> dict[str, float]:
    """Microseconds of each of so many operations, and how many a second the processors could do if nobody else used them."""
    if server is None or not number:
        return {}
    whole = callers + server
    return {
        "callers_us": round(callers / number * MICRO, 1),
        "server_us": round(server / number * MICRO, 1),
        "per_s_of_the_processors": round((os.cpu_count() or 1) * number / whole) if whole else 0,
    }


def _line(process: int) -> list[int] | None:
    """The numbers of a process (its state is put as nought), or None where it is gone or there is no table."""
    try:
        text = (TABLE / str(process) / "stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    return [int(part) if part.lstrip("-").isdigit() else 0 for part in text.rpartition(")")[2].split()]
