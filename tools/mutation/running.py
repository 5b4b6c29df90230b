"""Tests in forked processes, silent and with a limit of processor time."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tools.mutation.watching import Reached, Watching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

KILLED: Final = 1
OPTIONS: Final = (
    "-q",
    "-s",
    "-n",
    "0",
    "-p",
    "no:randomly",
    "-p",
    "no:cacheprovider",
    "--no-header",
    "--tb=no",
)
MARKS: Final = ("-m", "not slow and not prove and not browser")


def run_pytest(tests: Iterable[str], plugin: object) -> int:
    """Run tests in this process, which must be a fork; pytest's exit status."""
    return int(pytest.main([*OPTIONS, *MARKS, *tests], plugins=[NoShrinking(), plugin]))


class NoShrinking:
    """A plug-in for pytest: that a property fails is all we ask; its smallest example is not."""

    def pytest_configure(self) -> None:
        """Set the phases of every property, before the tests are read."""
        import hypothesis  # noqa: PLC0415  not before pytest, which rewrites its assertions

        quick = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        usual = hypothesis.settings.default
        hypothesis.settings.register_profile("mutants", usual, phases=quick, database=None, derandomize=True)
        hypothesis.settings.load_profile("mutants")


def watch(tests: Sequence[str], *, left_out: tuple[str, ...]) -> Reached:
    """Run the tests as they are, in a fork, and give what each reaches."""
    with tempfile.NamedTemporaryFile(prefix="forbear-reached-") as kept:

        def child() -> int:
            plugin = Watching(left_out)
            status = run_pytest(tests, plugin)
            Path(kept.name).write_bytes(pickle.dumps(plugin.reached))
            return status

        status = forked(child, seconds=3600)
        found = Path(kept.name).read_bytes()
    if not found:
        message = f"the tests could not be run (pytest says {status})"
        raise SystemExit(message)
    reached: Reached = pickle.loads(found)  # noqa: S301  written by our own fork a moment ago
    return reached


def forked(work: Callable[[], int], *, seconds: int) -> int:
    """Do the work in a silent fork with a limit of processor time, and give the exit status."""
    child = os.fork()
    if child == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        try:
            os._exit(work())
        except BaseException:  # noqa: BLE001  a mutant that cannot even be read is noticed
            os._exit(KILLED)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
