"""An engine in a process of its own, so that its memory can be told."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

KIB_A_MIB: Final = 1024


def in_a_process(module: str, arguments: Sequence[str]) -> dict[str, Any]:
    """Run a module of ours, which prints one JSON document, and return that."""
    done = subprocess.run(  # noqa: S603  our own module
        [sys.executable, "-m", module, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def peak_mib() -> int:
    """The most memory that this process held. What the system says of a child may be its parent's, so its own page is asked first."""
    page = Path("/proc/self/status")
    if page.exists():
        for line in page.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) / KIB_A_MIB)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_A_MIB)
