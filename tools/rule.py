"""Show a rule, the test cases that name it, and what both evaluators answer to those that are case files.

    .venv/bin/python tools/rule.py ID

The place to begin a first contribution: a case for a rule, or a missing citation.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORBEAR = Path(sys.executable).with_name("forbear")
CASE_FILES = (".yaml", ".yml", ".jsonl")


def naming(rule_id: str) -> list[tuple[Path, int, str]]:
    """Return where tests name the rule: file, line number and the line."""
    whole = re.compile(rf"(?<![\w./-]){re.escape(rule_id)}(?![\w-]|\.\w)")
    found = []
    for path in sorted((ROOT / "tests").rglob("*")):
        if path.suffix in {*CASE_FILES, ".py", ".csv"} and "tidy" not in path.parts:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if whole.search(line):
                    found.append((path.relative_to(ROOT), number, line.strip()))
    return found


def main(rule_id: str) -> int:
    """Print it all; return the exit status of `forbear rulebook show`, or 1 where a case is not met."""
    shown = subprocess.run([str(FORBEAR), "rulebook", "show", rule_id], check=False, cwd=ROOT)
    if shown.returncode != 0:
        return shown.returncode
    found = naming(rule_id)
    print(
        f"\nnamed in {len(found)} places of the tests" if found else "\nno test names it: a case is welcome"
    )
    for path, number, line in found:
        print(f"  {path}:{number}  {line[:100]}")
    files = sorted({str(path) for path, _, _ in found if path.suffix in CASE_FILES})
    if not files:
        return 0
    print("\nwhat both evaluators answer", flush=True)
    return subprocess.run([str(FORBEAR), "gate", "check", *files], check=False, cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
