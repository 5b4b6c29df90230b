"""What every test may use: a PostgreSQL server of this session's own, and peers that are skipped by name.

Nothing here knows the schema; fixtures with tables stand in `tests/fixtures/` and `tests/storage/conftest.py`.
FORBEAR_TEST_POSTGRES=machine|wheel chooses the server; without it the machine's is preferred.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import psycopg
import pytest
from psycopg import conninfo, sql

from forbear.storage.postgres import EmbeddedServer, find_server

if TYPE_CHECKING:
    from collections.abc import Iterator

# A busy machine may take its time to draw a world: that says nothing of the property.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

# peer → (the programs or files that show it, any of them is enough; the line that cures its absence)
PEERS = {
    "chromium": (("chromium", "chromium-browser", "google-chrome"), "apt-get install chromium"),
    "chinese-font": (
        ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "/System/Library/Fonts/PingFang.ttc"),
        "apt-get install fonts-noto-cjk",
    ),
    "postgresql": (("/usr/lib/postgresql/15/bin/postgres", "postgres"), "apt-get install postgresql-15"),
    "node": (("node",), "apt-get install nodejs"),
    "setpriv": (("setpriv",), "apt-get install util-linux"),
}


def has_peer(name: str) -> bool:
    """Say whether a peer is on this machine; raises KeyError for one that nobody described."""
    return any(Path(sign).exists() or shutil.which(sign) for sign in PEERS[name][0])


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() == "true"


def require_peer(name: str) -> None:
    """Skip the test where the peer is absent, naming the cure; fail when CI=true."""
    if name not in PEERS:
        pytest.fail(f"no peer is called `{name}`; describe it in tests/conftest.py (PEERS)", pytrace=False)
    if has_peer(name):
        return
    said = f"needs {name}, which is not on this machine; {PEERS[name][1]}"
    if in_ci():
        pytest.fail(f"{said} (CI=true: a skip is a failure)", pytrace=False)
    pytest.skip(said)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            require_peer(name)
    if item.get_closest_marker("browser"):
        require_peer("chromium")
        require_peer("chinese-font")


def pytest_report_header() -> str:
    absent = [name for name in PEERS if not has_peer(name)]
    return f"absent peers: {', '.join(absent)}" if absent else "all peers are present"


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a running server, one for each test process; FORBEAR_TEST_DATABASE_URL names another."""
    named = os.environ.get("FORBEAR_TEST_DATABASE_URL")
    if named:
        yield named
        return
    wanted = os.environ.get("FORBEAR_TEST_POSTGRES")
    if wanted not in {None, "machine", "wheel"}:
        pytest.fail("FORBEAR_TEST_POSTGRES is `machine` or `wheel`", pytrace=False)
    without_name = {"PATH": os.environ.get("PATH", os.defpath)}
    choice = find_server(without_name, only="wheel" if wanted == "wheel" else "machine" if wanted else None)
    folder = Path(tempfile.mkdtemp(prefix="forbear-pg-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        with EmbeddedServer(folder / "pg", choice, durable=False) as server:
            yield server.url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_numbers = itertools.count(1)


@pytest.fixture
def empty_database(postgres_url: str) -> Iterator[str]:
    """The address of a database without any table, for this test alone."""
    name = f"forbear_empty_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        quoted = sql.Identifier(name)
        connection.execute(sql.SQL("create database {} template template0").format(quoted))
        try:
            yield conninfo.make_conninfo(postgres_url, dbname=name)
        finally:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(quoted))
