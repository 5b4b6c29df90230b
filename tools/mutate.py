"""Break the gate on purpose, a little at a time, and see whether the tests notice.

    .venv/bin/python tools/mutate.py [--sample N] [--seed S] [--floor 0.9] [--only PART] [--workers W] [--timeout S]

Each mutant is the package with one change in one place: a comparison turned, `and` for `or`, a number one higher,
a `not` left out, an answer of yes or no turned round, `min` for `max`, plus for minus. It lives only in a forked
process: no file is written. The fast tests of the gate run on it until one fails. A mutant that no test fails on
is printed with its file and line: a test is missing there, or the change makes no difference.

What it does not change: texts (also the code that `weighing/plan.py` and `coding.py` write), annotations, decorators.
"""

from __future__ import annotations

import argparse
import ast
import copy
import functools
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import resource
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import CodeType, ModuleType

ROOT: Final = Path(__file__).resolve().parent.parent
SOURCE: Final = ROOT / "src"
GATE: Final = SOURCE / "forbear" / "gate"
STAGES: Final = (
    (
        "tests/unit/gate/test_laws.py",
        "tests/unit/gate/test_permit.py",
        "tests/contract/test_memory_ledger.py",
    ),
    ("tests/rules/test_wrong_ways.py", "tests/rules/test_golden_cases.py", "tests/rules/test_every_rule.py"),
    ("tests/rules/test_every_duty.py", "tests/rules/test_strict_on_golden_cases.py", "tests/unit/gate"),
)
"""Quick ones first: most mutants fall early. A stage reads only its own tests."""
TURNED: Final[dict[type[ast.cmpop], type[ast.cmpop]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
SWAPPED: Final = {"min": "max", "max": "min", "all": "any", "any": "all"}
KILLED: Final = 1


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the line, what was and what is instead, and the changed tree."""

    path: Path
    line: int
    was: str
    now: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: `{self.was}` became `{self.now}`"


def changes(node: ast.AST, *, answers: bool) -> Iterator[ast.AST]:
    """What may stand instead of a node; `answers` says that it is returned by a function of yes and no."""
    made: ast.expr
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            turned = copy.deepcopy(node)
            turned.ops[index] = TURNED[type(operator)]()
            yield turned
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        value = node.value
        yield ast.Constant(not value if isinstance(value, bool) else value + 1)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SWAPPED:
        made = ast.Name(SWAPPED[node.func.id], ast.Load())
        yield ast.Call(made, node.args, node.keywords)
    elif isinstance(node, ast.Return) and node.value is not None and answers:
        yield ast.Return(ast.UnaryOp(ast.Not(), node.value))


def places(node: ast.AST, *, answers: bool = False) -> Iterator[tuple[ast.AST, str, int | None, bool]]:
    """Every place in code where something may be changed, as (parent, field, index, whether it answers)."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "type_params"}:
            continue
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if not isinstance(child, ast.AST) or is_for_types(child):
                continue
            inside = says_yes_or_no(child) if isinstance(child, ast.FunctionDef) else answers
            yield node, name, index if isinstance(value, list) else None, inside
            yield from places(child, answers=inside)


def is_for_types(node: ast.AST) -> bool:
    """Whether a statement is there only for the type checker."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def says_yes_or_no(function: ast.FunctionDef) -> bool:
    """Whether the function is annotated as answering yes or no (perhaps unknown)."""
    return function.returns is not None and ast.unparse(function.returns) in {"bool", "bool | None"}


def mutants_of(path: Path) -> Iterator[Mutant]:
    """All mutants of one file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for parent, name, index, answers in list(places(tree)):
        held = getattr(parent, name)
        node = held if index is None else held[index]
        for changed in changes(node, answers=answers):
            put(parent, name, index, ast.copy_location(changed, node))
            whole = ast.fix_missing_locations(copy.deepcopy(tree))
            put(parent, name, index, node)
            yield Mutant(path, node.lineno, short(node), short(changed), whole)


def put(parent: ast.AST, name: str, index: int | None, node: ast.AST) -> None:
    """Set one child of a node."""
    if index is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[index] = node


def short(node: ast.AST) -> str:
    """A node in words, at most one short line."""
    text = " ".join(ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).split())
    return text if len(text) <= 70 else f"{text[:67]}..."  # noqa: PLR2004  a line's width


class Loader(importlib.machinery.SourceFileLoader):
    """Loads the changed tree instead of the file."""

    def __init__(self, name: str, mutant: Mutant) -> None:
        super().__init__(name, str(mutant.path))
        self._tree = mutant.tree

    def get_code(self, fullname: str) -> CodeType:
        """The code of the changed tree; never a kept one."""
        return compile(self._tree, self.get_filename(fullname), "exec")


class Finder(importlib.abc.MetaPathFinder):
    """Finds the one module that is changed."""

    def __init__(self, mutant: Mutant) -> None:
        parts = mutant.path.relative_to(SOURCE).with_suffix("").parts
        self._name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        self._mutant = mutant

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The specification of the changed module, nothing for the others."""
        if fullname != self._name:
            return None
        at = str(self._mutant.path)
        return importlib.util.spec_from_file_location(fullname, at, loader=Loader(fullname, self._mutant))


def run_tests(mutant: Mutant | None, tests: tuple[str, ...]) -> int:
    """Run tests in this process, which must be a fork; pytest's exit status."""
    import pytest  # noqa: PLC0415  imported before the fork by `main`

    if mutant is not None:
        sys.meta_path.insert(0, Finder(mutant))
    options = ["-q", "-x", "-n", "0", "-p", "no:randomly", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
    marks = ["-m", "not slow and not prove and not browser"]
    return int(pytest.main([*options, *marks, *tests], plugins=[NoShrinking()]))


class NoShrinking:
    """A plug-in for pytest: that a property fails is all we ask; its smallest example is not."""

    def pytest_configure(self) -> None:
        """Set the phases of every property, before the tests are read."""
        import hypothesis  # noqa: PLC0415  not before pytest, which rewrites its assertions

        quick = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        usual = hypothesis.settings.default
        hypothesis.settings.register_profile("mutants", usual, phases=quick, database=None, derandomize=True)
        hypothesis.settings.load_profile("mutants")


def status_of(mutant: Mutant | None, *, timeout: int) -> int:
    """Run stage after stage until one fails: 0 when all passed; a hanging mutant counts as noticed."""
    return next((status for tests in STAGES if (status := forked(mutant, tests, timeout=timeout))), 0)


def forked(mutant: Mutant | None, tests: tuple[str, ...], *, timeout: int) -> int:
    """Fork, run, and give the exit status."""
    child = os.fork()
    if child == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (timeout, timeout + 5))
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        try:
            os._exit(run_tests(mutant, tests))
        except BaseException:  # noqa: BLE001  a mutant that cannot even be imported is noticed
            os._exit(KILLED)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def prepare() -> None:
    """What every fork needs and no mutant changes, once: the tools of testing and the law, read."""
    import pytest  # noqa: F401, PLC0415
    import yaml  # noqa: PLC0415

    from forbear import rulebooks  # noqa: PLC0415

    yaml.safe_load = functools.partial(yaml.load, Loader=yaml.CSafeLoader)
    rulebooks.load = functools.cache(rulebooks.load)
    rulebooks.load()


def chosen(only: str, sample: int, seed: int) -> tuple[list[Mutant], int]:
    """A seeded sample of all mutants, and how many there are."""
    paths = [path for path in sorted(GATE.rglob("*.py")) if only in str(path)]
    every = [mutant for path in paths for mutant in mutants_of(path)]
    some = random.Random(seed).sample(every, min(sample, len(every)))  # noqa: S311  a sample, no secret
    return some, len(every)


def main(arguments: list[str]) -> int:
    """Run the sample; return 1 when too many survive or the tests fail by themselves."""
    parser = argparse.ArgumentParser(description="mutants of the gate, and whether the tests notice them")
    parser.add_argument("--sample", type=int, default=100, help="how many mutants")
    parser.add_argument("--seed", type=int, default=20261125)
    parser.add_argument("--floor", type=float, default=0.9, help="the share that must be killed")
    parser.add_argument("--only", default="", help="only files whose path holds this")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--timeout", type=int, default=300, help="seconds of processor time for one mutant")
    told = parser.parse_args(arguments)
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(SOURCE)]
    prepare()
    mutants, whole = chosen(told.only, told.sample, told.seed)
    print(f"seed {told.seed}: {len(mutants)} of {whole} mutants", flush=True)
    survived = 0
    with ThreadPoolExecutor(told.workers) as pool:

        def tried(mutant: Mutant | None) -> tuple[int, float]:
            start = time.monotonic()
            return status_of(mutant, timeout=told.timeout), time.monotonic() - start

        unchanged = pool.submit(tried, None)
        running = {pool.submit(tried, mutant): mutant for mutant in mutants}
        for done in as_completed(running):
            mutant, (status, seconds) = running[done], done.result()
            survived += status == 0
            word = "SURVIVED" if status == 0 else "killed" if status == KILLED else f"killed ({status})"
            print(f"{word:10} {seconds:5.0f} s  {mutant}", flush=True)
    if unchanged.result()[0] != 0:
        print("the tests fail without any mutant; cure that first")
        return 1
    rate = 1 - survived / max(1, len(mutants))
    print(f"killed {len(mutants) - survived} of {len(mutants)} ({rate:.1%}); floor {told.floor:.0%}")
    return int(rate < told.floor)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
