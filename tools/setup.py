"""Make `.venv` whole: the pinned requirements and forbear itself, in an environment of its own.

    tools/python tools/setup.py run|dev|bench

Standard library only. It says what it does before it does it, can be run twice (the second time it only compares
a stamp), and can be stopped at any moment: the stamp is written last, and a half-made environment is made anew.
It installs nothing outside `.venv` and fetches nothing but the packages pinned by hash in `requirements/`.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "forbear-setup.json"
MAKING = VENV / "forbear-setup.making"
REQUIREMENTS = ROOT / "requirements"
KINDS = {
    "run": "what forbear needs to run",
    "dev": "what forbear's tests and checks need",
    "bench": "what forbear is measured beside",
}
CURE_FOR_VENV = "install it (Debian: apt-get install python3-venv) and try again"
STOPPED = 130


class CannotSetUp(Exception):
    """the environment cannot be made"""


def say(text: str) -> None:
    """Tell the person at the terminal, at once."""
    print(text, file=sys.stderr, flush=True)


def stamp_of(kind: str) -> str:
    """Return the fingerprint of everything that decides what `.venv` must hold."""
    digest = hashlib.sha256(f"{kind} {sys.version_info[:2]} {ROOT}".encode())
    for path in (REQUIREMENTS / "bootstrap.txt", REQUIREMENTS / f"{kind}.txt", ROOT / "pyproject.toml"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def stamps() -> dict[str, str]:
    """Return the fingerprints of what `.venv` holds; none where it was not finished or is broken."""
    if MAKING.exists() or not PYTHON.exists():
        return {}
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def held_now() -> set[str]:
    """Return the kinds that `.venv` holds as they are pinned today."""
    return {name for name, stamp in stamps().items() if name in KINDS and stamp == stamp_of(name)}


def environment() -> dict[str, str]:
    """Return the environment for pip and uv: the person's own, with a cache that can be written to.

    A person who told pip about a mirror or a certificate has told us too.
    """
    env = dict(os.environ)
    home = Path(env.get("HOME") or "/nonexistent")
    if "UV_CACHE_DIR" not in env and "XDG_CACHE_HOME" not in env and not os.access(home, os.W_OK):
        env["UV_CACHE_DIR"] = str(VENV / "cache")
    env.setdefault("UV_HTTP_TIMEOUT", env.get("PIP_DEFAULT_TIMEOUT", "120"))
    env["VIRTUAL_ENV"] = str(VENV)
    env["UV_NO_CONFIG"] = "1"
    env["PIP_DISABLE_PIP_VERSION_CHECK"] = "1"
    env["PIP_ROOT_USER_ACTION"] = "ignore"
    return env


def with_pip_settings(env: dict[str, str]) -> dict[str, str]:
    """Add pip's own settings, where it has any, under the names that uv reads."""
    done = subprocess.run(
        [str(PYTHON), "-m", "pip", "config", "list"],
        check=False,
        capture_output=True,
        text=True,
        env=env,
        cwd=ROOT,
    )
    told: dict[str, str] = {}
    for line in done.stdout.splitlines():
        name, _, value = line.partition("=")
        told[name.rpartition(".")[2].strip()] = value.strip().strip("'\"")
    for pip_name, uv_name in (
        ("index-url", "UV_DEFAULT_INDEX"),
        ("extra-index-url", "UV_INDEX"),
        ("cert", "SSL_CERT_FILE"),
    ):
        if told.get(pip_name):
            env.setdefault(uv_name, told[pip_name])
    # Several indexes may hold a package, each some of its versions. Every file is pinned by hash, so it does not matter which is asked.
    env.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    return env


def run(command: list[str | Path], what: str, env: dict[str, str]) -> None:
    """Run one step and pass on what it says, less the list of each package. Raises `CannotSetUp` naming the step."""
    words = [str(part) for part in command]
    try:
        with subprocess.Popen(
            words,
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as step:
            for line in step.stdout or ():
                if not line.startswith((" + ", " - ", " ~ ")):
                    say(f"  {line.rstrip()}")
    except OSError as fault:
        message = f"{what}: {fault}"
        raise CannotSetUp(message) from fault
    if step.returncode != 0:
        message = f"{what} failed (see above); where the network is the reason, check it or your proxy and try again"
        raise CannotSetUp(message)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Wait until nobody else sets up this checkout."""
    handle = os.open(ROOT / "tools", os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another setup of this checkout is running; waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def is_sound() -> bool:
    """Say whether `.venv` has a Python of our version and pip."""
    if MAKING.exists() or not PYTHON.exists():
        return False
    ask = "import sys, pip; print(*sys.version_info[:2])"
    done = subprocess.run([str(PYTHON), "-c", ask], check=False, capture_output=True, text=True)
    return done.returncode == 0 and done.stdout.split() == [str(part) for part in sys.version_info[:2]]


def make_environment() -> None:
    """Make an empty `.venv`, in place of a half-made one."""
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        message = f"this Python ({sys.executable}) came without its `venv` module; {CURE_FOR_VENV}"
        raise CannotSetUp(message)
    if VENV.is_symlink() or (VENV.exists() and not (VENV / "pyvenv.cfg").exists() and any(VENV.iterdir())):
        message = f"{VENV} is there and is no Python environment; move it away and try again"
        raise CannotSetUp(message)
    if VENV.exists():
        say("removing a half-made or older .venv")
        shutil.rmtree(VENV)
    say(f"making .venv with Python {sys.version.split()[0]}")
    VENV.mkdir()
    MAKING.touch()
    (VENV / "pyvenv.cfg").touch()  # so that a stopped start is known as ours
    done = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], check=False, capture_output=True, text=True, cwd=ROOT
    )
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        message = f"`python -m venv` failed: {last}; {CURE_FOR_VENV}"
        raise CannotSetUp(message)


def install(kind: str) -> None:
    """Bring `.venv` to the pinned set and forbear into it."""
    began = time.monotonic()
    if not is_sound():
        make_environment()
    held_before = held_now()
    MAKING.touch()
    STAMP.unlink(missing_ok=True)
    env = environment()
    uv = VENV / "bin" / "uv"
    say("installing the installer (uv, pinned by hash)")
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes"]
    run([*pip, "-r", REQUIREMENTS / "bootstrap.txt"], "installing uv", env)
    env = with_pip_settings(env)
    wanted = REQUIREMENTS / f"{kind}.txt"
    count = sum("==" in line for line in wanted.read_text(encoding="utf-8").splitlines())
    say(f"installing {KINDS[kind]}: {count} packages, pinned by hash (the first time takes a minute)")
    base: list[str | Path] = [uv, "pip", "install", "--python", PYTHON]
    run([*base, "--require-hashes", "-r", wanted], "installing the packages", env)
    say("installing forbear itself, editable")
    run([*base, "--quiet", "--no-deps", "--no-build-isolation", "-e", "."], "installing forbear", env)
    # What the tests need contains what running needs, pin for pin, and nothing is taken away here.
    held = {"run", kind, *held_before}
    STAMP.write_text(json.dumps({name: stamp_of(name) for name in sorted(held)}), encoding="utf-8")
    MAKING.unlink()
    say(f"ready in {time.monotonic() - began:.0f} s")


def stop(_number: int, _frame: object) -> NoReturn:
    """Turn a polite kill into the same clean end as Ctrl-C."""
    raise KeyboardInterrupt


def main(kind: str) -> int:
    """Make `.venv` hold what `kind` needs; return the exit status."""
    signal.signal(signal.SIGTERM, stop)
    if kind not in KINDS:
        say(f"usage: tools/python tools/setup.py {'|'.join(KINDS)}")
        return 2
    try:
        if stamps().get(kind) == stamp_of(kind):
            return 0
        with alone():
            if stamps().get(kind) != stamp_of(kind):
                install(kind)
    except CannotSetUp as fault:
        say(f"cannot set up: {fault}")
        return 2
    except OSError as fault:
        say(f"cannot set up: {fault}; look at the space on the disk and at who owns {ROOT}")
        return 2
    except KeyboardInterrupt:
        say("\nstopped; the next run begins where a clean start is")
        return STOPPED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))  # noqa: PLR2004 - the script and its one argument
