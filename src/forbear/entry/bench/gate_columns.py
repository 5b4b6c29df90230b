"""`forbear bench gate-columns`: millions of proposals at once, every reason kept, each engine in a process of its own.

Twenty-four predicates over ready features stand beside a hand-written Polars mask and Boolean columns; rolling counts from raw
histories beside NumPy, both from people by number in order and both from ids as text; the full law of China over people with histories
is told by itself.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from forbear.entry.bench.children import in_a_process, peak_mib
from forbear.entry.bench.gate_row import Disagreement
from forbear.entry.bench.histories import columns as histories
from forbear.entry.bench.proposals import columns as proposals
from forbear.entry.bench.timing import machine, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SEED: Final = 20261125
HERE: Final = "forbear.entry.bench.gate_columns"
ENGINES: Final[dict[str, Callable[[Path], tuple[float, dict[str, Any]]]]] = {
    "columns-forbear": lambda folder: proposals.decide_all(folder / "proposals.parquet"),
    "columns-mask": lambda folder: proposals.mask_by_hand(folder / "proposals.parquet"),
    "columns-booleans": lambda folder: proposals.booleans_by_hand(folder / "proposals.parquet"),
    "counts-forbear": histories.counts_ours,
    "counts-numpy": histories.counts_by_hand,
    "words-forbear": histories.counts_of_words,
    "words-by-hand": histories.words_by_hand,
    "full-forbear": histories.full_ours,
}


def measure(*, sizes: Sequence[int], persons: int, repeat: int) -> dict[str, Any]:
    """The whole document; raises `Disagreement` when an engine answers otherwise than the hand-written one."""
    found: dict[str, Any] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="forbear-bench-") as folder:
            proposals.generate(Path(folder) / "proposals.parquet", count=size, seed=SEED)
            names = ("columns-forbear", "columns-mask", "columns-booleans")
            found[f"proposals-{size}"] = _beside(names, Path(folder), size, repeat)
    with tempfile.TemporaryDirectory(prefix="forbear-bench-") as folder:
        histories.generate_counts(Path(folder), count=persons, seed=SEED)
        for what in (("counts-forbear", "counts-numpy"), ("words-forbear", "words-by-hand")):
            found[f"{what[0].split('-')[0]}-{persons}"] = _beside(what, Path(folder), persons, repeat)
    with tempfile.TemporaryDirectory(prefix="forbear-bench-") as folder:
        histories.generate_full(Path(folder), count=persons, seed=SEED)
        found[f"full-cn-{persons}"] = _beside(("full-forbear",), Path(folder), persons, repeat)
    return {
        "bench": "gate-columns",
        "seed": SEED,
        "repeat": repeat,
        **found,
        "machine": machine(),
        "versions": versions("forbear", "polars", "numpy"),
    }


def work(name: str, folder: Path) -> dict[str, Any]:
    """One engine, once: seconds, peak memory, answer."""
    seconds, answer = ENGINES[name](folder)
    return {"s": seconds, "peak_mib": peak_mib(), "answer": answer}


def _beside(names: Sequence[str], folder: Path, size: int, repeat: int) -> dict[str, Any]:
    """Engines in turns on the same files, the first of them ours."""
    said: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for _ in range(repeat):
        for name in names:
            said[name].append(in_a_process(HERE, [name, str(folder)]))
    ours = said[names[0]]
    for name in names[1:]:
        if said[name][0]["answer"] != ours[0]["answer"]:
            message = f"`{names[0]}` and `{name}` disagree: {ours[0]['answer']} and {said[name][0]['answer']}"
            raise Disagreement(message)
    best = {name: min(one["s"] for one in found) for name, found in said.items()}
    return {
        **{
            name: {
                "best_s": round(best[name], 4),
                "median_s": round(statistics.median(one["s"] for one in found), 4),
                "per_s": round(size / best[name]),
                "peak_mib": max(one["peak_mib"] for one in found),
            }
            for name, found in said.items()
        },
        "ratios": {f"to-{name}": round(best[name] / best[names[0]], 3) for name in names[1:]},
        "answer": ours[0]["answer"],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(work(sys.argv[1], Path(sys.argv[2]))))
