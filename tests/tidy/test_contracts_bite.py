"""Each import contract breaks when its promise is broken: wrong imports are planted in a copy of the package."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy.source import ROOT

# contract → (module to plant, its text, what the report must name)
PLANTS = {
    "ladder": ("domain/planted_ladder.py", "import forbear.gate", "forbear.domain.planted_ladder"),
    "one-wiring": ("entry/planted_wiring.py", "import forbear.storage", "forbear.entry.planted_wiring"),
    "deeds-are-handed-their-parts": (
        "entry/deeds/planted_deed.py",
        "import forbear.entry.wiring",
        "forbear.entry.deeds.planted_deed",
    ),
    "portals-apart": (
        "entry/worker/planted_portal.py",
        "import forbear.entry.web",
        "forbear.entry.worker.planted_portal",
    ),
    "faces-apart": (
        "entry/web/desk/planted_face.py",
        "import forbear.entry.web.contact",
        "forbear.entry.web.desk.planted_face",
    ),
    "drivers": ("care/planted_driver.py", "import psycopg", "forbear.care.planted_driver"),
    "no-clock-no-chance": ("strategy/planted_chance.py", "import random", "forbear.strategy.planted_chance"),
    "dataframes": ("evidence/planted_frame.py", "import polars", "forbear.evidence.planted_frame"),
    "no-person": (
        "learning/planted_person.py",
        "import forbear.domain.people",
        "forbear.learning.planted_person",
    ),
    "no-cycles": (
        "privacy/planted_circle.py",
        "import forbear.privacy.planted_circle_back",
        "planted_circle",
    ),
}
MORE = {"privacy/planted_circle_back.py": "import forbear.privacy.planted_circle"}
LINT = Path(sys.executable).with_name("lint-imports")


def _contracts() -> dict[str, str]:
    """Every contract's key and its name."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    sections = (name for name in parser.sections() if name.startswith("importlinter:contract:"))
    return {section.rpartition(":")[2]: parser[section]["name"] for section in sections}


def _lint(folder: Path, *wanted: str) -> str:
    env = os.environ | {"PYTHONPATH": str(folder / "src"), "COLUMNS": "600", "NO_COLOR": "1", "TERM": "dumb"}
    only = [word for name in wanted for word in ("--contract", name)]
    done = subprocess.run(
        [str(LINT), "--no-cache", *only], cwd=folder, env=env, check=False, capture_output=True, text=True
    )
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package's Python, where planting does no harm."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(
        ROOT / "src" / "forbear",
        folder / "src" / "forbear",
        ignore=lambda place, names: [
            name for name in names if not name.endswith(".py") and not (Path(place) / name).is_dir()
        ],
    )
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


@pytest.fixture(scope="module")
def report(copy: Path) -> str:
    """What the linter says with every wrong import planted at once."""
    planted = {path: text for path, text, _ in PLANTS.values()} | MORE
    for path, text in planted.items():
        (copy / "src" / "forbear" / path).write_text(f"{text}\n", encoding="utf-8")
    try:
        return _lint(copy)
    finally:
        for path in planted:
            (copy / "src" / "forbear" / path).unlink()


def test_every_contract_has_a_wrong_import_to_be_tried_with() -> None:
    assert set(PLANTS) == set(_contracts())


@pytest.mark.parametrize("key", PLANTS)
def test_a_wrong_import_breaks_its_contract(key: str, report: str) -> None:
    name = _contracts()[key]
    assert f"{name} BROKEN" in report
    chapters = report.split("Broken contracts\n", 1)[1]
    chapter = chapters.split(f"{name}\n", 1)[1].split("\n\n\n")[0]
    assert PLANTS[key][2] in chapter


def test_a_package_without_a_rung_breaks_the_ladder(copy: Path) -> None:
    attic = copy / "src" / "forbear" / "attic"
    attic.mkdir()
    (attic / "__init__.py").touch()
    try:
        said = _lint(copy, "ladder")
    finally:
        shutil.rmtree(attic)
    assert "attic" in said
    assert "BROKEN" in said
