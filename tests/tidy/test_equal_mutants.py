"""The list of changes that make no difference (`tools/equal_mutants.yaml`) fits the gate as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tools.mutation import equal
from tools.mutation.changes import GATE, Mutant, mutants_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def every() -> list[Mutant]:
    return [mutant for path in sorted(GATE.rglob("*.py")) for mutant in mutants_of(path)]


def test_every_entry_fits_a_mutant_and_gives_its_reason(every: list[Mutant]) -> None:
    assert equal.read(every)[1] == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{file: src/gone.py, within: f, was: '1', now: '2', why: it is gone}", "0 mutants are so"),
        (
            "{file: src/forbear/gate/weighing/clocks.py, within: '', was: '50000', now: '50001'}",
            "say why it makes no difference",
        ),
    ],
)
def test_an_entry_that_fits_nothing_or_gives_no_reason_is_told(
    every: list[Mutant], entry: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "equal.yaml"
    path.write_text(f"- {entry}\n", encoding="utf-8")
    (wrong,) = equal.read(every, path)[1]
    assert said in wrong
