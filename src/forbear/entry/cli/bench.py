"""`forbear bench NAME`: how fast it is on this machine, each beside a hand-written reference in the same run on the same data.

The ratio is the figure to quote; absolute times hang on the machine and on who else uses it. Every engine works in a process of its
own, so that its memory can be told; best and median of the repetitions are given.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from forbear import rulebooks
from forbear.entry.bench.children import in_a_process, peak_mib
from forbear.entry.bench.timing import machine, versions
from forbear.entry.cli import bench_gate
from forbear.entry.cli.speaking import errors
from forbear.entry.deeds.run import shipped_path
from forbear.portfolio import measuring
from forbear.strategy.treatment import in_force

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="The benchmarks, each beside its reference."
)

SEED = 20261124
LARGE = 10_000_000

Loans = Annotated[int, typer.Option(help="How many loans, with twelve instalments each.")]
Repeat = Annotated[int, typer.Option(help="How often each engine works.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Large = Annotated[bool, typer.Option("--large", help="Ten million loans.")]


app.command(name="gate-row")(bench_gate.row)
app.command(name="gate-columns")(bench_gate.columns)
app.command(name="gate-reserve")(bench_gate.reserve)


@app.callback()
def group() -> None:
    """Measure this installation on this machine."""


@app.command()
def ageing(
    *, loans: Loans = 1_000_000, repeat: Repeat = 3, large: Large = False, as_json: AsJson = False
) -> None:
    """Ageing from Parquet: loans and instalment rows a second, beside hand-written Polars over sorted rows."""
    count = LARGE if large else loans
    with tempfile.TemporaryDirectory(prefix="forbear-bench-") as folder:
        errors().print(f"generating {count:,} loans with {measuring.INSTALMENTS} instalments each")
        measuring.generate(Path(folder), loans=count, seed=SEED, with_people=False)
        figures = {name: _measure(f"ageing-{name}", Path(folder), repeat) for name in ("ours", "reference")}
    if figures["ours"]["answer"] != figures["reference"]["answer"]:
        errors().print(f"forbear: the engines disagree: {figures}")
        raise typer.Exit(1)
    rows = count * measuring.INSTALMENTS
    for each in figures.values():
        each["loans_per_s"] = round(count / each["best_s"])
        each["instalments_per_s"] = round(rows / each["best_s"])
    _tell("ageing", figures, {"loans": count, "instalments": rows}, as_json=as_json)


@app.command()
def run(*, loans: Loans = 100_000, repeat: Repeat = 3, large: Large = False, as_json: AsJson = False) -> None:
    """The whole run from Parquet to Parquet, beside the sum of reading, hand-written ageing and writing."""
    count = LARGE if large else loans
    with tempfile.TemporaryDirectory(prefix="forbear-bench-") as folder:
        errors().print(f"generating {count:,} loans, their borrowers and contacts")
        measuring.generate(Path(folder), loans=count, seed=SEED, with_people=True)
        figures = {name: _measure(f"run-{name}", Path(folder), repeat) for name in ("ours", "reference")}
    for each in figures.values():
        each["loans_per_s"] = round(count / each["best_s"])
    _tell("run", figures, {"loans": count, "instalments": count * measuring.INSTALMENTS}, as_json=as_json)


@app.command(hidden=True)
def engine(name: str, folder: Path) -> None:
    """Work once with one engine over generated files and print seconds, peak memory and the answer."""
    started = time.perf_counter()
    answer: Any
    if name == "ageing-ours":
        answer = measuring.age_ours(folder)
    elif name == "ageing-reference":
        answer = measuring.age_by_hand(folder)
    elif name == "run-ours":
        path, rulebook = in_force(shipped_path(), measuring.ON), rulebooks.load()
        started = time.perf_counter()
        answer = measuring.run_ours(folder, folder / "out", path=path, rulebook=rulebook)
    else:
        answer = measuring.parts_by_hand(folder, folder / "out")
    seconds = time.perf_counter() - started
    typer.echo(json.dumps({"s": seconds, "peak_mib": peak_mib(), "answer": answer}))


def _measure(name: str, folder: Path, repeat: int) -> dict[str, Any]:
    said = []
    for turn in range(repeat):
        errors().print(f"{name}: {turn + 1} of {repeat}")
        said.append(in_a_process("forbear.entry.cli", ["bench", "engine", name, str(folder)]))
    seconds = [one["s"] for one in said]
    return {
        "best_s": round(min(seconds), 3),
        "median_s": round(statistics.median(seconds), 3),
        "peak_mib": max(one["peak_mib"] for one in said),
        "answer": said[0]["answer"],
    }


def _tell(name: str, figures: dict[str, dict[str, Any]], size: dict[str, int], *, as_json: bool) -> None:
    ratio = round(figures["ours"]["best_s"] / figures["reference"]["best_s"], 2)
    document = {
        "bench": name,
        **size,
        "seed": SEED,
        **figures,
        "ratio": ratio,
        "machine": machine(),
        "versions": versions("numpy", "polars", "pyarrow"),
    }
    if as_json:
        typer.echo(json.dumps(document))
        return
    typer.echo(f"{name}: {size['loans']:,} loans")
    for engine_name, each in figures.items():
        typer.echo(
            f"  {engine_name:<10}{each['best_s']:>9.3f} s best, {each['median_s']:.3f} s median, {each['peak_mib']:,} MiB"
        )
    typer.echo(f"  {ratio} times the reference")
