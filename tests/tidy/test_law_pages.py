"""The pages of the law are those that the files of the instruments give."""

from __future__ import annotations

import subprocess
import sys

from tests.tidy.source import ROOT

CURE = ".venv/bin/python tools/law_pages.py"


def test_the_page_of_every_instrument_says_what_its_files_say() -> None:
    done = subprocess.run(
        [sys.executable, "tools/law_pages.py", "--check"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}cure: run {CURE}"
