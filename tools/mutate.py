"""Break the gate on purpose, a little at a time, and see whether the tests notice.

    .venv/bin/python -m tools.mutate [--sample N | --all] [--seed S] [--floor 0.9] [--only PART,PART]
        [--light] [--quick] [--budget S] [--workers W] [--timeout S]

Each mutant is the package with one change in one place: a comparison turned, `and` for `or`, a number one higher,
a `not` left out, an answer of yes or no turned round, `min` for `max`, plus for minus. It lives only in a forked
process: no file is written. The tests that reach the changed function run on it, quick ones first, until one fails;
at last the long ones, unless told `--quick`. A mutant that no test fails on is printed with its file and line: a
test is missing there, or the change makes no difference. Those of which we know that they make none stand, with the
reason, in `tools/equal_mutants.yaml`: they are told as a number of their own, and one that is no more is an error.

What it does not change: texts (also the code that `gate/weighing` writes and executes), annotations, decorators.
"""

from __future__ import annotations

import argparse
import functools
import json
import math
import os
import random
import sys
import time
from typing import TYPE_CHECKING, Final

from tools.mutation import equal
from tools.mutation.changes import GATE, OUTSIDE, ROOT, SOURCE, Mutant, mutants_of
from tools.mutation.running import KILLED, run_pytest, watch
from tools.mutation.worker import NO_TESTS, NOT_LOADED, Tried, Worker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tools.mutation.watching import Reached

UNIT: Final = ("tests/unit/gate", "tests/contract/test_memory_ledger.py")
RULES: Final = (
    "tests/rules/test_wrong_ways.py",
    "tests/rules/test_golden_cases.py",
    "tests/rules/test_every_rule.py",
    "tests/rules/test_every_duty.py",
    "tests/rules/test_strict_on_golden_cases.py",
)
LONG: Final = (
    "tests/unit/gate/test_theorems.py",
    "tests/unit/gate/test_next_instant.py::test_the_next_instant_is_permitted_and_nothing_before_it_is",
)
"""Files and tests that are asked last, and only of mutants that survived the others."""


def prepare() -> None:
    """What every fork needs and no mutant changes, once: the law, read."""
    import yaml  # noqa: PLC0415

    from forbear import rulebooks  # noqa: PLC0415

    yaml.safe_load = functools.partial(yaml.load, Loader=yaml.CSafeLoader)
    rulebooks.load = functools.cache(rulebooks.load)
    rulebooks.load()


def watched(told: argparse.Namespace) -> tuple[str, ...]:
    """The tests that are asked first, of which is known what they reach."""
    return UNIT if told.light else (*UNIT, *RULES)


def tried(
    mutants: dict[int, Mutant], wanted: dict[int, list[str]], *, anew: bool, told: argparse.Namespace
) -> Iterator[Tried]:
    """Try mutants in worker processes that share a queue; each as soon as it is known."""
    queue, fill = os.pipe()
    os.write(fill, b"".join(number.to_bytes(4, "little") for number in mutants))
    os.close(fill)
    answers, said = os.pipe()
    workers = []
    for _ in range(min(told.workers, len(mutants))):
        worker = os.fork()
        if worker == 0:
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            one = Worker(mutants, wanted, seconds=told.timeout, queue=queue, said=said)
            os._exit(one.try_anew() if anew else run_pytest(watched(told), one))
        workers.append(worker)
    os.close(said)
    os.close(queue)
    with os.fdopen(answers, encoding="utf-8") as lines:
        yield from (Tried(*json.loads(line)) for line in lines)
    for worker in workers:
        os.waitpid(worker, 0)


def chosen(told: argparse.Namespace) -> tuple[dict[int, Mutant], list[str], int, int]:
    """A seeded sample as (number: mutant), what is wrong with the list of equal ones, how many are equal and all."""
    every = [mutant for path in sorted(GATE.rglob("*.py")) for mutant in mutants_of(path)]
    known, wrong = equal.read(every)
    within = [mutant for mutant in every if any(part in mutant.file for part in told.only.split(","))]
    counted = [mutant for mutant in within if equal.key(mutant) not in known]
    size = len(counted) if told.all else min(told.sample, len(counted))
    some = random.Random(told.seed).sample(counted, size)  # noqa: S311  a sample, no secret
    return dict(enumerate(some)), wrong, len(within) - len(counted), len(within)


def survivors(mutants: dict[int, Mutant], reached: Reached, told: argparse.Namespace) -> list[int]:
    """Try all, telling each; the numbers of those that survive."""
    wanted = {
        number: reached.in_order(reached.by(str(mutant.path), mutant.function), budget=told.budget)
        for number, mutant in mutants.items()
    }
    anew = {
        number
        for number, mutant in mutants.items()
        if mutant.function == OUTSIDE or (str(mutant.path), mutant.function) in reached.early
    }
    left = survivors_of(
        [number for number in mutants if number not in anew], mutants, wanted, told, anew=False
    )
    left += survivors_of([number for number in mutants if number in anew], mutants, wanted, told, anew=True)
    for late in ([RULES] if told.light else []) + ([] if told.quick else [LONG]):
        left = survivors_of(left, mutants, {number: [*late] for number in left}, told, anew=True)
    return left


def survivors_of(
    numbers: Sequence[int],
    mutants: dict[int, Mutant],
    wanted: dict[int, list[str]],
    told: argparse.Namespace,
    *,
    anew: bool,
) -> list[int]:
    """Try some in one way; those whose function was not loaded again, anew."""
    left, again = [number for number in numbers if not wanted[number]], []
    for number in left:
        say("SURVIVED", 0, mutants[number], "no test reaches it")
    asked = {number: mutants[number] for number in numbers if wanted[number]}
    for one in tried(asked, wanted, anew=anew, told=told) if asked else ():
        if one.status == NOT_LOADED:
            again.append(one.number)
            continue
        if one.status == NO_TESTS:
            message = f"no test ran for {mutants[one.number]}"
            raise SystemExit(message)
        if one.status == 0:
            left.append(one.number)
        word = (
            "SURVIVED" if one.status == 0 else "killed" if one.status == KILLED else f"killed ({one.status})"
        )
        say(word, one.seconds, mutants[one.number], one.by)
    return left + (survivors_of(again, mutants, wanted, told, anew=True) if again else [])


def say(word: str, seconds: float, mutant: Mutant, by: str) -> None:
    """One line for a mutant."""
    print(f"{word:10} {seconds:6.1f} s  {mutant}{f'  [{by}]' if by else ''}", flush=True)


def arguments_of(arguments: list[str]) -> argparse.Namespace:
    """What was told on the command line."""
    parser = argparse.ArgumentParser(description="mutants of the gate, and whether the tests notice them")
    parser.add_argument("--sample", type=int, default=100, help="how many mutants")
    parser.add_argument("--all", action="store_true", help="all mutants instead of a sample")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--floor", type=float, default=0.9, help="the share that must be killed")
    parser.add_argument(
        "--only", default="", help="only files whose path holds this, or one of these: PART,PART"
    )
    parser.add_argument(
        "--light",
        action="store_true",
        help="for a small sample: watch the unit tests only, ask the others of survivors",
    )
    parser.add_argument("--quick", action="store_true", help="leave the long tests out")
    parser.add_argument(
        "--budget",
        type=float,
        default=math.inf,
        help="seconds of tests at most for one mutant, the long ones apart",
    )
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--timeout", type=int, default=300, help="seconds of processor time for one mutant")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Run the sample; return 1 when too many survive, the tests fail by themselves, or the list is out of date."""
    told = arguments_of(arguments)
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(SOURCE)]
    start = time.monotonic()
    mutants, wrong, equals, whole = chosen(told)
    for line in wrong:
        print(line)
    prepare()
    reached = watch(watched(told), left_out=LONG)
    if reached.failed:
        print(f"these tests fail without any mutant; cure that first: {', '.join(reached.failed)}")
        return 1
    print(f"watched {len(reached.functions)} tests in {time.monotonic() - start:.0f} s", flush=True)
    print(f"seed {told.seed}: {len(mutants)} of {whole} mutants; {equals} make no difference", flush=True)
    left = survivors(mutants, reached, told)
    for number in sorted(left, key=lambda number: str(mutants[number])):
        print(f"survived: {mutants[number]}")
    rate = 1 - len(left) / max(1, len(mutants))
    print(f"killed {len(mutants) - len(left)} of {len(mutants)} ({rate:.1%}); floor {told.floor:.0%}")
    return int(rate < told.floor or bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
