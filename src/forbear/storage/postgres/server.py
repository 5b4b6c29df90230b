"""A PostgreSQL server of our own: started on entering, shared by all who name the same folder, stopped by the last.

It listens on a unix socket in a private folder only, trusts whoever can reach that socket, and never opens a
network port. It refuses to touch a data folder that another version made, and never deletes one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
import threading
import urllib.parse
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import psycopg

from forbear.storage.postgres.account import (
    Account,
    ServerFault,
    reachable_binaries,
    reachable_data,
    server_account,
)
from forbear.storage.postgres.choice import (
    DATABASE_URL,
    OLDEST_MAJOR,
    NoServer,
    ServerChoice,
    find_server,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType

OWNER: Final = "forbear"
DATABASE: Final = "forbear"
PORT: Final = 5432  # only the name of the socket file
SOCKET_FOLDER_BYTES_MAX: Final = 85  # the system allows 103 for the whole, the file's name takes up to 18
PID_FILE_SOCKET: Final = 4  # lines of postmaster.pid, counted from 0, as PostgreSQL's pidfile.h numbers them
PID_FILE_STATUS: Final = 7
START_TRIES: Final = 4
START_PAUSE_S: Final = 0.5
START_WAIT_S: Final = 60

SETTINGS: Final = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "cluster_name": "forbear",
}
NOT_DURABLE: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class EmbeddedServer:
    """A server on `data_dir`, which is made when it is not there.

    `with EmbeddedServer(folder, choice) as server: server.url`. Several holders, also in several processes, share
    one server; the last to leave stops it. `durable=False` is for tests only: a power cut may lose the data.
    `uid` is the account to use when we are root. Raises `ServerFault`, with the cure, where it cannot run.
    """

    def __init__(
        self,
        data_dir: Path,
        choice: ServerChoice,
        *,
        durable: bool = True,
        uid: int | None = None,
    ) -> None:
        self.account: Account = server_account(uid)
        self.folder = reachable_data(data_dir.absolute(), self.account)
        self.choice = choice
        self.durable = durable
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.url = ""
        self._bindir = choice.tool("postgres").parent
        self._holding: int | None = None

    def __enter__(self) -> Self:
        """Start the server, or join the one that runs on this folder."""
        self.account.own(self.folder)
        self._bindir = reachable_binaries(self._bindir, self.choice.version, self.account)
        with self._door():
            self._initialise()
            self._check_version()
            socket_folder = self._running_socket() or self._start()
            self.url = _url(socket_folder, DATABASE)
            self._ensure_database(socket_folder)
            self._holding = self._open_lock("holders.lock")
            fcntl.flock(self._holding, fcntl.LOCK_SH)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave; stop the server when nobody else holds it."""
        holding, self._holding = self._holding, None
        if holding is None:
            return
        with self._door():
            try:
                fcntl.flock(holding, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return  # somebody else still works with it
            else:
                self._stop()
            finally:
                os.close(holding)

    @contextlib.contextmanager
    def _door(self) -> Iterator[None]:
        """One at a time may make, start or stop."""
        handle = self._open_lock("door.lock")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _initialise(self) -> None:
        """Make the data folder whole or not at all: it gets its name only when it is finished."""
        if self.data.exists():
            return
        making = self.folder / "data.making"
        shutil.rmtree(making, ignore_errors=True)
        said = ""
        for locale in ("C.UTF-8", "C"):  # not every system has the first
            command: list[str | Path] = [
                self._bindir / "initdb",
                *("-D", making, "-U", OWNER, "-E", "UTF8", "-A", "trust", "--auth-host=reject"),
                # Both order text alike, and `C` compares it several times as fast: most of what is kept is found by text.
                *("--locale-provider=libc", f"--locale={locale}", "--lc-collate=C", "--no-instructions"),
                *([] if self.durable else ["--no-sync"]),
            ]
            done = self.account.run(command)
            if done.returncode == 0:
                making.rename(self.data)
                return
            said = done.stderr.strip() or done.stdout.strip()
            shutil.rmtree(making, ignore_errors=True)
        message = f"the data folder {self.data} could not be made: {_last_line(said)}"
        raise ServerFault(message)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if made_by != str(self.choice.major):
            message = (
                f"{self.data} was made by PostgreSQL {made_by} and {self.choice.version} was chosen; "
                f"install postgresql-{made_by}, or move the folder away to begin anew"
            )
            raise ServerFault(message)

    def _running_socket(self) -> Path | None:
        """Return the socket folder of a server that runs on our data; clear away what a killed one left."""
        record = self.data / "postmaster.pid"
        for _ in range(START_WAIT_S * 10):
            try:
                lines = [line.strip() for line in record.read_text(encoding="utf-8").splitlines()]
            except FileNotFoundError:
                return None
            if not (lines and lines[0].isdigit() and _is_postgres(int(lines[0]), self.data)):
                self._clear_misleading(record, lines)
                return None
            if len(lines) > PID_FILE_STATUS and lines[PID_FILE_STATUS] == "ready":
                socket_folder = Path(lines[PID_FILE_SOCKET])
                if _answers(socket_folder):
                    return socket_folder
            threading.Event().wait(0.1)  # recovering from a kill, or on its way down
        message = f"a server has been starting or stopping on {self.data} for a minute; see {self.log}"
        raise ServerFault(message)

    def _clear_misleading(self, record: Path, lines: list[str]) -> None:
        """Remove what a killed server left where it would stop the next one.

        PostgreSQL clears away the record of a dead process by itself. It is misled where that number now belongs to
        another program, or to a dead one that nobody has buried yet; only then do we help.
        """
        if not (lines and lines[0].isdigit() and _exists(int(lines[0]))):
            return
        if len(lines) > PID_FILE_SOCKET and lines[PID_FILE_SOCKET]:
            (Path(lines[PID_FILE_SOCKET]) / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
        record.unlink(missing_ok=True)

    def _open_lock(self, name: str) -> int:
        handle = os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        if self.account.switch:
            os.fchown(handle, self.account.uid, self.account.gid)  # so that this account may come on its own
        return handle

    def _start(self) -> Path:
        socket_folder = self._socket_folder()
        self._write_settings(socket_folder)
        said = ""
        for _ in range(START_TRIES):  # a killed server's children need a moment to notice
            command: list[str | Path] = [
                self._bindir / "pg_ctl",
                "-D",
                self.data,
                "-l",
                self.log,
                "-w",
                "-t",
                str(START_WAIT_S),
            ]
            done = self.account.run([*command, "start"], timeout_s=START_WAIT_S + 30)
            if done.returncode == 0:
                return socket_folder
            said = self._end_of_log() or done.stderr.strip()
            threading.Event().wait(START_PAUSE_S)
        message = f"the server on {self.data} did not start: {_last_line(said)} (see {self.log})"
        raise ServerFault(message)

    def _socket_folder(self) -> Path:
        short = self.folder / "socket"
        if len(os.fsencode(short)) <= SOCKET_FOLDER_BYTES_MAX:
            self.account.own(short)
            return short
        made = Path(tempfile.mkdtemp(prefix="forbear-", dir="/tmp"))  # a socket needs a short path
        self.account.own(made)
        return made

    def _write_settings(self, socket_folder: Path) -> None:
        settings = SETTINGS | {"unix_socket_directories": str(socket_folder)}
        settings |= {} if self.durable else NOT_DURABLE
        lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
        text = "\n".join(["# Written anew at each start by forbear.", *lines, ""])
        (self.data / "postgresql.conf").write_text(text, encoding="utf-8")

    def _ensure_database(self, socket_folder: Path) -> None:
        try:
            psycopg.connect(self.url, connect_timeout=10).close()
        except psycopg.OperationalError as fault:
            if "does not exist" not in str(fault):
                message = f"the server on {self.data} does not answer: {_last_line(str(fault))}"
                raise ServerFault(message) from fault
            command: list[str | Path] = [
                self._bindir / "createdb",
                "-h",
                socket_folder,
                "-p",
                str(PORT),
                "-U",
                OWNER,
            ]
            done = self.account.run([*command, "-T", "template0", DATABASE])
            if done.returncode != 0:
                message = f"the database could not be made: {_last_line(done.stderr)}"
                raise ServerFault(message) from None

    def _stop(self) -> None:
        command: list[str | Path] = [
            self._bindir / "pg_ctl",
            "-D",
            self.data,
            "-m",
            "fast",
            "-w",
            "-t",
            str(START_WAIT_S),
        ]
        socket_folder = self._running_socket()
        if socket_folder is None:
            return  # it died on its own; nothing to stop
        done = self.account.run([*command, "stop"], timeout_s=START_WAIT_S + 30)
        if done.returncode != 0 and self._running_socket() is not None:
            message = f"the server on {self.data} did not stop: {_last_line(done.stderr)}"
            raise ServerFault(message)
        if socket_folder.parent != self.folder:
            shutil.rmtree(socket_folder, ignore_errors=True)

    def _end_of_log(self) -> str:
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ""
        return next((line for line in reversed(lines) if "FATAL" in line or "PANIC" in line), "")


@contextlib.contextmanager
def open_server(env: Mapping[str, str], data_dir: Path) -> Iterator[str]:
    """Yield the address of a server: the named one, checked, or our own on `data_dir`, running meanwhile.

    Raises `NoServer` where none can be found or the named one does not answer, `ServerFault` where ours cannot run.
    """
    version_file = reachable_data(data_dir.absolute(), server_account()) / "data" / "PG_VERSION"
    named = bool(env.get(DATABASE_URL, "").strip())
    made_by = None
    if not named and version_file.exists():
        made_by = int(version_file.read_text(encoding="ascii").strip())
    choice = find_server(env, major=made_by)
    if choice.url is not None:
        _check_named(choice.url)
        yield choice.url
        return
    with EmbeddedServer(data_dir, choice) as server:
        yield server.url


@contextlib.contextmanager
def running(home: Path, env: Mapping[str, str] | None = None) -> Iterator[str]:
    """Yield the address of our own server, its data kept under `home`; a server named in `env` is not used."""
    own = {name: value for name, value in (env or {}).items() if name != DATABASE_URL}
    with open_server(own, home / "pg") as url:
        yield url


def _check_named(url: str) -> None:
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            major = connection.info.server_version // 10000
    except psycopg.Error as fault:
        message = f"the server named by {DATABASE_URL} does not answer: {_last_line(str(fault))}"
        raise NoServer(message) from None  # the cause may hold the address with its password
    if major < OLDEST_MAJOR:
        message = (
            f"the server named by {DATABASE_URL} is PostgreSQL {major}; {OLDEST_MAJOR} or newer is needed"
        )
        raise NoServer(message)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_postgres(pid: int, data: Path) -> bool:
    """Say whether a process is the server on our data: the number in a stale record may be anybody's by now."""
    if not _exists(pid):
        return False
    told = Path(f"/proc/{pid}/cmdline")
    if not Path("/proc/self/cmdline").exists():  # not Linux
        return True
    try:
        words = told.read_bytes().split(b"\0")
    except OSError:
        return False
    return b"postgres" in words[0] and os.fsencode(data) in words  # a zombie has no words at all


def _answers(socket_folder: Path) -> bool:
    try:
        psycopg.connect(_url(socket_folder, "template1"), connect_timeout=10).close()
    except psycopg.OperationalError:
        return False
    return True


def _url(socket_folder: Path, database: str) -> str:
    host = urllib.parse.quote(str(socket_folder), safe="")
    return f"postgresql://{OWNER}@/{database}?host={host}&port={PORT}"


def _last_line(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
