"""Which PostgreSQL is used: the named one, else the machine's, else the wheel's, each refusal with its cure."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import psycopg
import pytest

from forbear.storage.postgres import (
    NoServer,
    ServerChoice,
    find_server,
    open_server,
)

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = {"PATH": os.environ.get("PATH", os.defpath)}


def a_fake_server(folder: Path, version: str) -> Path:
    """Programs that only know how to say their version."""
    folder.mkdir(parents=True)
    for name in ("initdb", "pg_ctl", "postgres"):
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n", encoding="utf-8")
        program.chmod(0o755)
    return folder


def test_a_named_server_is_used_as_it_is_before_any_other() -> None:
    choice = find_server({**PLAIN, "FORBEAR_DATABASE_URL": "postgresql://somewhere/db"})
    assert (choice.kind, choice.url, choice.bindir) == ("named", "postgresql://somewhere/db", None)


def test_an_empty_name_is_no_name() -> None:
    assert find_server({**PLAIN, "FORBEAR_DATABASE_URL": " "}).kind != "named"


@pytest.mark.needs("postgresql")
def test_the_machines_server_comes_before_the_wheels() -> None:
    choice = find_server(PLAIN)
    assert choice.kind == "machine"
    assert choice.major >= 15


def test_the_wheel_serves_where_the_machine_has_none() -> None:
    choice = find_server(PLAIN, only="wheel")
    assert (choice.kind, choice.major) == ("wheel", 17)
    assert choice.tool("initdb").is_file()


def test_of_several_versions_on_the_machine_the_newest_is_taken(tmp_path: Path) -> None:
    older, newer = a_fake_server(tmp_path / "a", "97.3"), a_fake_server(tmp_path / "b", "98.1")
    choice = find_server({"PATH": f"{older}:{newer}"}, only="machine")
    assert (choice.version, choice.bindir) == ("98.1", newer)


def test_a_version_that_made_the_data_is_found_among_several(tmp_path: Path) -> None:
    older, newer = a_fake_server(tmp_path / "a", "97.3"), a_fake_server(tmp_path / "b", "98.1")
    assert find_server({"PATH": f"{newer}:{older}"}, major=97).bindir == older


def test_a_server_that_is_too_old_is_named_with_the_cure(tmp_path: Path) -> None:
    folder = a_fake_server(tmp_path / "old", "14.9")
    with pytest.raises(NoServer, match=r"14\.9 in .* install it \(`apt-get install postgresql-99`\)"):
        find_server({"PATH": str(folder)}, only="machine", major=99)


def test_a_folder_without_all_the_programs_is_no_server(tmp_path: Path) -> None:
    folder = a_fake_server(tmp_path / "half", "98.1")
    (folder / "initdb").unlink()
    with pytest.raises(NoServer):
        find_server({"PATH": str(folder)}, only="machine", major=98)


def test_a_program_that_does_not_answer_is_no_server(tmp_path: Path) -> None:
    folder = a_fake_server(tmp_path / "odd", "98.1")
    (folder / "postgres").write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    with pytest.raises(NoServer):
        find_server({"PATH": str(folder)}, only="machine", major=98)


def test_no_name_where_only_a_name_will_do_says_how_to_name_one() -> None:
    with pytest.raises(NoServer, match="set FORBEAR_DATABASE_URL="):
        find_server(PLAIN, only="named")


def test_a_named_server_has_no_programs_here() -> None:
    with pytest.raises(NoServer):
        ServerChoice("named", "", None, "postgresql://x").tool("initdb")


def test_a_named_server_answers_under_its_own_address(postgres_url: str, tmp_path: Path) -> None:
    with open_server({"FORBEAR_DATABASE_URL": postgres_url}, tmp_path / "pg") as url:
        assert url == postgres_url
        with psycopg.connect(url) as connection:
            assert connection.info.server_version >= 150000
    assert not (tmp_path / "pg").exists()


def test_a_named_server_that_does_not_answer_is_said_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql://ann:hunter2@/db?host={tmp_path}"
    with (
        pytest.raises(NoServer, match="does not answer") as told,
        open_server({"FORBEAR_DATABASE_URL": url}, tmp_path / "pg"),
    ):
        pass
    assert "hunter2" not in str(told.value)
