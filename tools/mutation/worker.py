"""Trying mutants: the tests that reach the changed function run, until one fails.

A mutant inside a function is set into the module that is already loaded, and only its tests run: that takes the time
of these tests and no more. Where the function ran already while the tests were read, and outside of functions, the
fork reads everything anew, with the changed module instead of the file.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tools.mutation.loading import Finder, loaded_functions, set_code
from tools.mutation.running import KILLED, forked, run_pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import pytest

    from tools.mutation.changes import Mutant

NO_TESTS: Final = 5
"""What pytest says when it ran none: that proves nothing."""
NOT_LOADED: Final = 77
"""The function was not found among those that are loaded: it must be tried with everything read anew."""


@dataclass(frozen=True)
class Tried:
    """A mutant by its number, the exit status (0: survived), the seconds, and the test that noticed it."""

    number: int
    status: int
    seconds: float
    by: str = ""


class Worker:
    """One process that tries mutants of a shared queue, and says of each on a pipe how it went."""

    def __init__(
        self,
        mutants: Mapping[int, Mutant],
        wanted: Mapping[int, Sequence[str]],
        *,
        seconds: int,
        queue: int,
        said: int,
    ) -> None:
        self._mutants: Final = mutants
        self._wanted: Final = wanted
        self._seconds: Final = seconds
        self._queue: Final = queue
        self._said: Final = said
        self._killers: Final[defaultdict[str, Counter[str]]] = defaultdict(Counter)

    def numbers(self) -> Iterator[int]:
        """The numbers of the mutants that nobody took yet."""
        while taken := os.read(self._queue, 4):
            yield int.from_bytes(taken, "little")

    def try_anew(self) -> int:
        """Try each with everything read anew."""
        for number in self.numbers():
            mutant = self._mutants[number]

            def child(mutant: Mutant = mutant, number: int = number) -> int:
                sys.meta_path.insert(0, Finder(mutant))
                tests = self._in_order(mutant, self._wanted[number])
                files = dict.fromkeys(test.partition("::")[0] for test in tests)
                return run_pytest(files, Chosen(tests, self._noticed))

            self._try(number, child)
        return 0

    def try_loaded(self, items: Sequence[pytest.Item]) -> None:
        """Try each in what is loaded; the tests are the ones that pytest has read."""
        named = {item.nodeid: item for item in items}
        loaded = loaded_functions()
        gc.freeze()
        for number in self.numbers():
            mutant = self._mutants[number]
            chosen = [named[test] for test in self._in_order(mutant, self._wanted[number])]

            def child(mutant: Mutant = mutant, chosen: Sequence[pytest.Item] = chosen) -> int:
                if not set_code(mutant, loaded):
                    return NOT_LOADED
                for item, following in zip(chosen, [*chosen[1:], None], strict=True):
                    item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                return 0

            self._try(number, child)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """As a plug-in for pytest: try the mutants instead of running the tests."""
        self.try_loaded(session.items)
        return True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """In the fork of one mutant: the first test that fails ends it."""
        if report.failed:
            self._noticed(report.nodeid)

    def _in_order(self, mutant: Mutant, tests: Sequence[str]) -> list[str]:
        """First the tests that noticed mutants of the same file before."""
        killers = self._killers[mutant.file]
        return sorted(tests, key=lambda test: -killers[test])

    def _try(self, number: int, child: Callable[[], int]) -> None:
        start = time.monotonic()
        told, self._tell = os.pipe()
        status = forked(child, seconds=self._seconds)
        os.close(self._tell)
        with os.fdopen(told, encoding="utf-8") as words:
            by = words.read()
        if by:
            self._killers[self._mutants[number].file][by] += 1
        line = json.dumps([number, status, time.monotonic() - start, by])
        os.write(self._said, f"{line}\n".encode())

    def _noticed(self, test: str) -> None:
        os.write(self._tell, test.encode())
        os._exit(KILLED)


class Chosen:
    """A plug-in for pytest that runs only the chosen tests, in the given order, and ends at the first that fails.

    A test is named as pytest does, or without its parameters, or all of a file by the file.
    """

    def __init__(self, tests: Sequence[str], noticed: Callable[[str], None]) -> None:
        self._order: Final = {test: index for index, test in enumerate(tests)}
        self._noticed: Final = noticed

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Choose and order."""
        placed = [(place, item) for item in items if (place := self._place(item.nodeid)) is not None]
        items[:] = [item for _, item in sorted(placed, key=lambda one: one[0])]

    def _place(self, name: str) -> int | None:
        names = (name, name.partition("[")[0], name.partition("::")[0])
        return next((self._order[one] for one in names if one in self._order), None)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """End at the first that fails."""
        if report.failed:
            self._noticed(report.nodeid)
