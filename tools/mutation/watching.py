"""Which test reaches which function of the gate, and how long it takes; only those need be asked about a mutant.

Found by running the tests once under the profiler of the standard library. What is kept from one test to the next
(what a rulebook derived, a cache without arguments in a test's module) is forgotten between them, so that each
reaches what it needs. A cache with arguments is kept, for the tests that share their parameters share what it holds:
what one of them reaches, all of them do.
"""

from __future__ import annotations

import cProfile
import functools
import inspect
import itertools
import time
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tools.mutation.changes import GATE, OUTSIDE, functions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

Function = tuple[str, int]
"""A file of the gate and the first line of an outermost function, or OUTSIDE."""


@dataclass
class Reached:
    """What the tests reach: for each test its seconds and functions; and what runs while tests are only read."""

    seconds: dict[str, float] = field(default_factory=dict)
    functions: dict[str, frozenset[Function]] = field(default_factory=dict)
    early: frozenset[Function] = frozenset()
    failed: list[str] = field(default_factory=list)

    def by(self, path: str, function: int) -> list[str]:
        """The tests that reach a function, or, for OUTSIDE, anything in the file.

        Where none does, it only runs while modules are read (words, tables): then those that reach a file beside it or above it.
        """
        if function != OUTSIDE:
            found = [test for test, reached in self.functions.items() if (path, function) in reached]
        else:
            found = self._reaching(lambda file: file == path)
        if found or (function != OUTSIDE and (path, function) not in self.early):
            return found
        beside = (str(Path(path).parent), str(Path(path).parents[1]))
        return self._reaching(lambda file: str(Path(file).parent) in beside)

    def _reaching(self, is_meant: Callable[[str], bool]) -> list[str]:
        files = {file for reached in self.functions.values() for file, _ in reached}
        meant = {file for file in files if is_meant(file)}
        return [test for test, reached in self.functions.items() if any(file in meant for file, _ in reached)]

    def in_order(self, tests: list[str], *, budget: float) -> list[str]:
        """Quick tests first, so that each file has its share of the time; no more than `budget` seconds of them."""
        spent: defaultdict[str, float] = defaultdict(float)
        after: dict[str, float] = {}
        for test in sorted(tests, key=self.seconds.__getitem__):
            file = test.partition("::")[0]
            spent[file] += self.seconds[test]
            after[test] = spent[file]
        ordered = sorted(tests, key=after.__getitem__)
        sums = itertools.accumulate(self.seconds[test] for test in ordered)
        return [test for test, total in zip(ordered, sums, strict=True) if total <= budget]


class Functions:
    """From a code object to the outermost function that it is part of."""

    def __init__(self) -> None:
        paths = sorted(GATE.rglob("*.py"))
        self._spans: Final = {str(path): functions_of(path) for path in paths}

    def of(self, file: str, line: int) -> Function | None:
        """The function, or nothing where the code is not the gate's."""
        spans = self._spans.get(file)
        if spans is None:
            return None
        at = bisect_right(spans, (line, 1 << 30)) - 1
        return file, spans[at][0] if at >= 0 and line <= spans[at][1] else OUTSIDE

    def seen_by(self, profile: cProfile.Profile) -> frozenset[Function]:
        """All functions of the gate that ran under a profile."""
        entries = [entry.code for entry in profile.getstats() if not isinstance(entry.code, str)]
        found = {self.of(code.co_filename, code.co_firstlineno) for code in entries}
        return frozenset(one for one in found if one is not None)


def parameters_of(test: str) -> tuple[str, str]:
    """The file of a test with its parameters; with its own name where it has none."""
    file, _, name = test.partition("::")
    return file, name.partition("[")[2] or name


class Watching:
    """A plug-in for pytest that fills a `Reached`; `left_out` are the beginnings of the names of long tests."""

    def __init__(self, left_out: tuple[str, ...]) -> None:
        self.reached: Final = Reached()
        self._functions: Final = Functions()
        self._left_out: Final = left_out
        self._early: Final = cProfile.Profile(builtins=False)
        self._caches: list[functools._lru_cache_wrapper[object]] = []
        self._early.enable()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave the long ones out; what ran until now ran early."""
        self._early.disable()
        self.reached.early = self._functions.seen_by(self._early)
        items[:] = [item for item in items if not item.nodeid.startswith(self._left_out)]
        modules = {id(module): module for item in items if (module := getattr(item, "module", None))}
        held = [value for module in modules.values() for value in vars(module).values()]
        caches = [value for value in held if isinstance(value, functools._lru_cache_wrapper)]  # noqa: SLF001
        self._caches = [cache for cache in caches if not inspect.signature(cache.__wrapped__).parameters]

    def pytest_sessionfinish(self) -> None:
        """Share what was reached among tests of a file with the same parameters."""
        shared: dict[tuple[str, str], frozenset[Function]] = defaultdict(frozenset)
        for test, functions in self.reached.functions.items():
            shared[parameters_of(test)] |= functions
        for test in self.reached.functions:
            self.reached.functions[test] = shared[parameters_of(test)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Forget what earlier tests left behind, and watch one test."""
        from forbear import rulebooks  # noqa: PLC0415  read only once the profile of what is early has begun

        rulebooks.load().derived.clear()
        for cache in self._caches:
            cache.cache_clear()
        profile, start = cProfile.Profile(builtins=False), time.process_time()
        profile.enable()
        try:
            return (yield)
        finally:
            profile.disable()
            self.reached.seconds[item.nodeid] = time.process_time() - start
            self.reached.functions[item.nodeid] = self._functions.seen_by(profile)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the names of those that fail."""
        if report.failed:
            self.reached.failed.append(report.nodeid)
