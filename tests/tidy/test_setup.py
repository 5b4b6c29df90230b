"""The setup takes nothing half-made for whole, and a missing peer is skipped by name or, in CI, a failure."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests import conftest
from tests.tidy.source import ROOT
from tools import setup

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with requirements and an environment that was finished."""
    for name in ("bootstrap.txt", "run.txt", "dev.txt", "bench.txt"):
        (tmp_path / "requirements").mkdir(exist_ok=True)
        (tmp_path / "requirements" / name).write_text(f"{name}==1\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").touch()
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to(sys.executable)
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "PYTHON": venv / "bin" / "python",
        "STAMP": venv / "stamp",
        "MAKING": venv / "making",
        "REQUIREMENTS": tmp_path / "requirements",
    }.items():
        monkeypatch.setattr(setup, name, value)
    setup.STAMP.write_text(json.dumps({"run": setup.stamp_of("run")}), encoding="utf-8")
    return tmp_path


def test_a_finished_environment_needs_nothing(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "install", lambda kind: pytest.fail(f"installed {kind} again"))
    assert setup.main("run") == 0


def test_changed_requirements_are_installed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[str] = []
    monkeypatch.setattr(setup, "install", installed.append)
    monkeypatch.setattr(setup, "ROOT", ROOT)  # where the lock is
    (checkout / "requirements" / "run.txt").write_text("run.txt==2\n", encoding="utf-8")
    assert setup.main("run") == 0
    assert installed == ["run"]


def test_what_is_held_as_it_is_pinned_is_known(checkout: Path) -> None:
    setup.STAMP.write_text(json.dumps({"run": setup.stamp_of("run"), "dev": "of before"}), encoding="utf-8")
    assert setup.held_now() == {"run"}


def test_an_environment_that_was_stopped_half_way_is_not_whole(checkout: Path) -> None:
    setup.MAKING.touch()
    assert setup.stamps() == {}
    assert not setup.is_sound()


def test_a_folder_that_is_no_environment_is_never_removed(checkout: Path) -> None:
    with pytest.raises(setup.CannotSetUp, match="is no Python environment; move it away"):
        setup.make_environment()
    assert (checkout / ".venv" / "bin").is_dir()


def test_a_home_that_cannot_be_written_to_gets_its_cache_elsewhere(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.delenv("UV_CACHE_DIR", raising=False)
    monkeypatch.setenv("HOME", "/nonexistent")
    assert setup.environment()["UV_CACHE_DIR"] == str(checkout / ".venv" / "cache")


def test_a_machine_without_python_gets_one_line_and_the_cure(tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", str(ROOT / "tools" / "python"), "tools/setup.py"],
        env={"PATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "3.11 or newer" in done.stderr
    assert "apt-get install python3" in done.stderr


def test_make_alone_lists_every_target() -> None:
    done = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in ("demo", "test", "check", "bench", "docs", "rule", "clean", "prove", "lock"):
        assert f"make {name} " in done.stdout


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_a_missing_peer_is_skipped_by_name_and_fails_in_ci(
    ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setitem(conftest.PEERS, "moon", (("no-such-program",), "apt-get install moon"))
    with pytest.raises(outcome, match="needs moon, which is not on this machine; apt-get install moon"):
        conftest.require_peer("moon")


def test_a_peer_that_nobody_described_is_a_fault() -> None:
    with pytest.raises(pytest.fail.Exception, match="no peer is called `mon`"):
        conftest.require_peer("mon")
