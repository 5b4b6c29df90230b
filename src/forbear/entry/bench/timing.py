"""Rounds of engines on the same data, taken in turns, and what a run on this machine should say about itself."""

from __future__ import annotations

import gc
import importlib.metadata
import os
import platform
import statistics
import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from forbear.gate.dossier import Dossier
    from forbear.gate.verdict import Verdict

NOT_INSTALLED: Final = "not installed"
US_A_SECOND: Final = 1_000_000
NS_A_US: Final = 1_000


def in_turns(
    engines: Mapping[str, tuple[Callable[[], object], int]], repeat: int
) -> dict[str, dict[str, float]]:
    """Each engine once a round, so that a busy minute of the machine falls on all of them.

    `engines` gives the work and how many answers it makes. The figures: best and median seconds of processor time (others may use
    the machine meanwhile), answers a second (of the best), microseconds each.
    """
    seconds: dict[str, list[float]] = {name: [] for name in engines}
    # The questions themselves stay as they are: nobody's time goes into looking whether they can be thrown away.
    gc.collect()
    gc.freeze()
    for _ in range(repeat):
        for name, (work, _) in engines.items():
            started = time.process_time()
            work()
            seconds[name].append(time.process_time() - started)
    gc.unfreeze()
    return {name: _figures(found, engines[name][1]) for name, found in seconds.items()}


def _figures(seconds: Sequence[float], number: int) -> dict[str, float]:
    best = min(seconds)
    return {
        "best_s": round(best, 4),
        "median_s": round(statistics.median(seconds), 4),
        "per_s": round(number / best),
        "us_each": round(best / number * US_A_SECOND, 2),
    }


def one_by_one(
    decide: Callable[[Dossier], Verdict], dossiers: Sequence[Dossier], repeat: int
) -> dict[str, float]:
    """The time of single decisions, each with its reasons and citations read: p50, p99 and decisions a second.

    Of the rounds the one with the lowest median is told, as a round in which the machine did little else.
    """
    rounds = [sorted(_nanoseconds(decide, dossier) for dossier in dossiers) for _ in range(repeat)]
    best = min(rounds, key=lambda found: found[len(found) // 2])
    medians = [found[len(found) // 2] for found in rounds]
    return {
        "p50_us": round(best[len(best) // 2] / NS_A_US, 2),
        "p99_us": round(best[len(best) * 99 // 100] / NS_A_US, 2),
        "median_p50_us": round(statistics.median(medians) / NS_A_US, 2),
        "per_s": round(len(best) * NS_A_US * US_A_SECOND / sum(best)),
    }


def _nanoseconds(decide: Callable[[Dossier], Verdict], dossier: Dossier) -> int:
    started = time.perf_counter_ns()
    verdict = decide(dossier)
    _ = verdict.against, verdict.cites
    return time.perf_counter_ns() - started


def machine() -> dict[str, Any]:
    """What it ran on."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    return {
        "cores": os.cpu_count(),
        "memory_mib": pages * size // (1024 * 1024),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def versions(*packages: str) -> dict[str, str]:
    """The versions of packages; of an absent one that it is not installed."""
    return {package: _version(package) for package in packages}


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return NOT_INSTALLED
