"""Work out the pinned requirements anew from pyproject.toml, with hashes and without any index address.

    .venv/bin/python tools/lock.py [--upgrade]

What the tests need is resolved under the pins of what running needs, so one environment serves both.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).parent / "uv"
SHAPE = ["--generate-hashes", "--no-header", "--no-annotate", "--universal", "--python-version", "3.11"]
FILES = {
    "bootstrap.txt": ["--group", "pyproject.toml:bootstrap"],
    "run.txt": ["pyproject.toml", "--group", "build"],
    "dev.txt": [
        *("pyproject.toml", "--group", "build", "--group", "dev", "--group", "docs"),
        *("-c", "requirements/run.txt"),
    ],
    "bench.txt": [
        *("pyproject.toml", "--group", "build", "--group", "bench"),
        *("-c", "requirements/dev.txt"),
    ],
}


def main(extra: list[str]) -> int:
    """Write the files; return the exit status."""
    for name, inputs in FILES.items():
        print(f"requirements/{name}", flush=True)
        command = [str(UV), "pip", "compile", "--quiet", "--no-config", *SHAPE, *inputs, *extra]
        done = subprocess.run([*command, "-o", f"requirements/{name}"], check=False, cwd=ROOT)
        if done.returncode != 0:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
