"""The demo as a newcomer meets it: one command, an address, a sign-in that works, Ctrl-C, and again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.journeys.test_desk_doors import Visitor

if TYPE_CHECKING:
    from pathlib import Path

READY_SECONDS_MAX = 110
READY_AGAIN_SECONDS_MAX = 20

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


def begin(home: Path) -> subprocess.Popen[str]:
    """Start the demo as a process of its own, on any free port."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("FORBEAR_")}
    command = [sys.executable, "-m", "forbear.entry.cli", "demo", "--home", str(home), "--port", "0"]
    env["PYTHONPATH"] = os.pathsep.join(sys.path)
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env)


def until_ready(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Read what it says until the pages are served; return all of it, and the address."""
    said = ""
    assert process.stderr
    for line in process.stderr:
        said += line
        if "Ctrl-C" in line:
            break
    found = re.search(r"(http://127\.0\.0\.1:\d+)/desk", said)
    if not found:
        process.kill()
        process.communicate()
        pytest.fail(f"the demo did not come up:\n{said}")
    return said, found[1]


def stop(process: subprocess.Popen[str]) -> str:
    """Press Ctrl-C and return what is said at the end."""
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    return said


def wait_for(visitor: Visitor) -> None:
    """Ask until the server answers; it begins to listen right after it says so."""
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        try:
            visitor.ask("/health")
        except OSError:
            continue
        return
    pytest.fail("the pages were not served")


def test_the_demo_serves_a_desk_that_the_printed_sign_in_opens_and_goes_on_when_started_again(
    tmp_path: Path,
) -> None:
    began = time.monotonic()
    process = begin(tmp_path / "home")
    said, address = until_ready(process)
    assert time.monotonic() - began < READY_SECONDS_MAX
    password = re.search(r"Sign in as +lin +password +(\S+)", said)
    assert password
    visitor = Visitor(address)
    wait_for(visitor)
    assert visitor.sign_in("lin", password[1])[0] == 303
    assert "cn-0" in visitor.ask("/desk?book=cn-sample")[2]
    assert "2019-3-" in visitor.ask("/desk?book=us-auto")[2]
    assert "退订" in visitor.ask("/desk/mail")[2]
    assert "stopped" in stop(process)
    assert process.returncode == 0

    began = time.monotonic()
    again = begin(tmp_path / "home")
    said, _ = until_ready(again)
    assert time.monotonic() - began < READY_AGAIN_SECONDS_MAX
    assert "importing" not in said
    stop(again)


def test_the_demo_leaves_a_folder_alone_that_is_not_its_own(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("dear sister", encoding="utf-8")
    process = begin(tmp_path)
    assert process.wait(timeout=60) == 2
    assert process.stderr
    with process.stderr as said:
        assert "not a demo" in said.read()
    assert (tmp_path / "letters.txt").read_text(encoding="utf-8") == "dear sister"
