"""Run every check of the house, its own rules first, and say at the end which failed.

    .venv/bin/python tools/check.py [NAME...]

All checks run even when one fails, so that one round shows everything. It changes no file.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
MIGRATIONS = ROOT / "src" / "forbear" / "storage" / "sql" / "migrations"

# In this order: what the house promises, then what the tools can see.
CHECKS: dict[str, list[str]] = {
    "imports": ["lint-imports", "--no-cache"],
    "tidy": [
        "python",
        "-m",
        "pytest",
        "tests/tidy",
        "-q",
        "-n0",
        "-p",
        "no:randomly",
        "-p",
        "no:cacheprovider",
    ],
    "lint": ["ruff", "check", "--output-format", "concise"],
    "format": ["ruff", "format", "--check", "--output-format", "concise"],
    "types": ["mypy"],
    "dependencies": ["deptry", "src"],
    "migrations": ["squawk", "--config", ".squawk.toml"],
}


def command(name: str) -> list[str]:
    """Return one check's command line, its program taken from beside our Python."""
    program, *arguments = CHECKS[name]
    if name == "migrations":
        arguments += [str(path.relative_to(ROOT)) for path in sorted(MIGRATIONS.glob("*.sql"))]
    return [str(BIN / program), *arguments]


def main(names: list[str]) -> int:
    """Run the named checks, or all; return the exit status."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"no such check: {', '.join(unknown)}; there are {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    failed = []
    env = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    for name in names or CHECKS:
        print(f"== {name}", flush=True)
        began = time.monotonic()
        try:
            done = subprocess.run(command(name), check=False, cwd=ROOT, env=env)
        except KeyboardInterrupt:
            print("\nstopped", file=sys.stderr)
            return 130
        took = time.monotonic() - began
        print(f"-- {name}: {'good' if done.returncode == 0 else 'FAILED'} ({took:.1f} s)\n", flush=True)
        if done.returncode != 0:
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "all checks are good")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
